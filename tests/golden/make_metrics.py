#!/usr/bin/python3
"""Writes metrics.json beside this file: what scikit-learn 1.2 of Debian 12 computes for the tests of gradus/metrics.
Needs python3-sklearn. Every case names a function, its arguments and its value; the tests call ours of that name."""
import json, pathlib, warnings
import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
from sklearn.cluster import KMeans

warnings.filterwarnings("ignore")
cases = []


def plain(v):
    if isinstance(v, (tuple, list)):
        return [plain(x) for x in v]
    return v.tolist() if isinstance(v, (np.ndarray, np.generic)) else v


def case(function, *args, name=None, keep=None, **options):
    """Calls the function and keeps what it was given and what came out."""
    value = function(*args, **options)
    cases.append({"function": name or function.__name__, "args": plain(list(args)),
                  "options": {k: plain(v) for k, v in options.items() if v is not None},
                  "value": plain(keep(value) if keep else value)})


def weights(r, n):
    """None, fractions with zeros among them, and whole numbers."""
    fractions = r.random_sample(n)
    fractions[:: max(n // 4, 2)] = 0
    return [None, fractions, r.randint(0, 4, n) + (np.arange(n) == 1)]


def quarters(w):
    """Weights whose sums are exact, where a rounded sum would be printed with all digits or divided by."""
    return None if w is None else np.round(np.asarray(w) * 4) / 4


def label_pairs(r):
    return [(r.randint(0, 3, 50), r.randint(0, 3, 50)), (r.randint(0, 10, 80), r.randint(0, 10, 80)),
            (np.array([0, 0, 2, 2]), np.array([0, 5, 5, 0])), (np.array([1, 1, 1]), np.array([1, 1, 1])),
            (np.array([0, 1, 0, 1]), np.array([0, 0, 0, 0])), (np.array([1, 1]), np.array([0, 0])),
            (r.randint(0, 2, 40), r.randint(0, 2, 40)), (r.choice([-1, 1], 30), r.choice([-1, 1], 30)),
            (np.array([0, 1, 2, 2**62, -7]), np.array([0, 2, 2, 2**62, 1]))]


def classification():
    r = np.random.RandomState(11)
    for y, p in label_pairs(r):
        for w in weights(r, len(y)):
            if w is not None and not np.sum(w):
                continue
            kept = np.ones(len(y), bool) if w is None else np.asarray(w) > 0
            for normalize in (True, False):
                case(m.accuracy_score, y, p, sample_weight=w, normalize=normalize)
            case(m.balanced_accuracy_score, y, p, sample_weight=w)
            if len(set(y[kept])) > 1:
                case(m.balanced_accuracy_score, y, p, sample_weight=w, adjusted=True)
            for normalize in (None, "true", "pred", "all"):
                case(m.confusion_matrix, y, p, sample_weight=w, normalize=normalize)
            case(m.matthews_corrcoef, y, p, sample_weight=w)
            for kind in (None, "linear", "quadratic"):
                if np.isfinite(m.cohen_kappa_score(y, p, weights=kind, sample_weight=w)):
                    case(m.cohen_kappa_score, y, p, weights=kind, sample_weight=w)
            for zero in (0, 1):
                for average in (None, "macro", "weighted", "micro"):
                    for beta in (1.0, 0.5, 2.0, 0.0):
                        case(m.precision_recall_fscore_support, y, p, average=average, beta=beta, zero_division=zero,
                             sample_weight=w)
                if w is not None or np.any(y == p):  # it writes counts with a point where no row is right
                    case(m.classification_report, y, p, zero_division=zero, sample_weight=quarters(w))
            if len(set(y) | set(p)) <= 2 and (1 in y or 1 in p):
                for f in (m.precision_score, m.recall_score, m.f1_score):
                    case(f, y, p, sample_weight=w, zero_division=0)
                    case(f, y, p, sample_weight=w, average="macro", zero_division=1)
                case(m.fbeta_score, y, p, beta=0.3, sample_weight=w, zero_division=0)
    y, p = r.randint(0, 4, 60), r.randint(0, 4, 60)
    w = r.random_sample(60)
    for labels in ([0, 1, 2, 3], [2, 0], [3, 9], [1], [9, 1, 0, 2, 3]):
        case(m.confusion_matrix, y, p, labels=labels, sample_weight=w)
        for average in (None, "macro", "weighted", "micro"):
            case(m.precision_recall_fscore_support, y, p, labels=labels, average=average, sample_weight=w, zero_division=0)
        case(m.classification_report, y, p, labels=labels, zero_division=0)
    case(m.precision_recall_fscore_support, y, p, labels=[8, 9], average="weighted", zero_division=1)
    case(m.precision_recall_fscore_support, y, np.full(60, 8), labels=[8, 9], average="weighted", zero_division=1)
    case(m.cohen_kappa_score, y, p, labels=[0, 3, 1], weights="linear")
    names = ["a", "a much longer name", "größe", "d"]
    for digits in (0, 2, 5, 14):
        case(m.classification_report, y, p, target_names=names, digits=digits, zero_division=0)
    case(m.classification_report, y, p, target_names=names, sample_weight=quarters(w) * 2**20, zero_division=0)
    case(m.precision_score, y % 2 + 4, p % 2 + 4, pos_label=5, zero_division=0)


def binary_scores(r):
    n = 60
    y = r.randint(0, 2, n)
    s = r.normal(0, 1, n) + y
    yield y, s
    yield y, np.round(s)  # ties
    yield y, np.zeros(n)  # nothing but ties
    yield y, y.astype(float)
    yield y, 1.0 - y
    yield np.array([0, 1]), np.array([0.5, 0.25])
    yield 2 * y - 1, np.round(s, 1)
    yield r.randint(0, 2, 300), np.round(r.random_sample(300), 2)


def ranking():
    r = np.random.RandomState(12)
    for y, s in binary_scores(r):
        for w in weights(r, len(y)):
            if w is not None and len(set(y[np.asarray(w) > 0])) < 2:
                continue
            for drop in (True, False):
                case(m.roc_curve, y, s, drop_intermediate=drop, sample_weight=w)
            case(m.precision_recall_curve, y, s, sample_weight=w)
            case(m.roc_auc_score, y, s, sample_weight=w)
            for max_fpr in (0.3, 0.07):
                case(m.roc_auc_score, y, s, sample_weight=w, max_fpr=max_fpr)
            case(m.average_precision_score, y, s, sample_weight=w)
            for k in (1, 2):
                for normalize in (True, False):
                    case(m.top_k_accuracy_score, y, s, k=k, sample_weight=w, normalize=normalize)
    y, s = r.randint(3, 6, 40), r.normal(0, 1, 40)
    case(m.roc_curve, y, s, pos_label=4)
    case(m.precision_recall_curve, y, s, pos_label=5)
    case(m.roc_auc_score, y % 2 + 7, s)
    case(m.average_precision_score, np.zeros(5, int), np.arange(5.0))
    case(m.average_precision_score, np.ones(5, int), np.arange(5.0))
    case(m.average_precision_score, y % 2 + 7, s, pos_label=7)
    case(m.precision_recall_curve, np.zeros(4, int), np.array([1.0, 2, 2, 3]))
    case(m.auc, np.array([0, 0.5, 0.5, 2]), np.array([1, 2, 3, -1.0]))
    case(m.auc, np.array([3, 2, 1.0]), np.array([1, 1, 4.0]))
    for n, k in ((60, 3), (120, 6)):
        y = np.concatenate([np.arange(k), r.randint(0, k, n - k)])
        p = r.random_sample((n, k)) + 0.7 * np.eye(k)[y]
        for q in (p, np.round(p, 1)):
            q = q / q.sum(1, keepdims=True)
            for w in weights(r, n):
                if w is not None and len(set(y[np.asarray(w) > 0])) < k:
                    w = np.asarray(w) + 1.0
                for average in ("macro", "weighted", "micro"):
                    case(m.roc_auc_score, y, q, multi_class="ovr", average=average, sample_weight=w)
                for top in (1, 2, k - 1, k):
                    for normalize in (True, False):
                        case(m.top_k_accuracy_score, y, np.round(q, 2), k=top, sample_weight=w, normalize=normalize)
            for average in ("macro", "weighted"):
                case(m.roc_auc_score, y, q, multi_class="ovo", average=average)
    some = y[y != 2]
    q = q[y != 2]
    case(m.roc_auc_score, some, q, multi_class="ovo", labels=np.arange(k))
    case(m.top_k_accuracy_score, some, q, labels=np.arange(k))
    case(m.top_k_accuracy_score, some * 3 - 4, q, labels=np.arange(k) * 3 - 4, k=3)


def probability():
    r = np.random.RandomState(13)
    y = r.randint(0, 2, 50)
    p = np.clip(r.random_sample(50) * 0.6 + 0.4 * y, 0, 1)
    p[:3] = 0, 1, 0.5
    for w in weights(r, 50):
        for q in (p, np.round(p, 1)):
            for normalize in (True, False):
                case(m.log_loss, y, q, normalize=normalize, sample_weight=w)
            case(m.log_loss, y, q, eps=0.01, sample_weight=w)
            for labels in (y, 2 * y - 1, np.zeros(50, int), np.ones(50, int)):
                case(m.brier_score_loss, labels, q, sample_weight=w)
            case(m.brier_score_loss, y + 4, q, sample_weight=w)
            case(m.brier_score_loss, y + 4, q, sample_weight=w, pos_label=4)
        y3 = np.concatenate([[0, 1, 2], r.randint(0, 3, 47)])
        q = r.random_sample((50, 3))
        case(m.log_loss, y3, q / q.sum(1, keepdims=True), sample_weight=w)
        case(m.log_loss, y3, q, sample_weight=w)
        case(m.log_loss, y3, np.round(q), sample_weight=w)
        case(m.log_loss, y3[y3 < 2], q[y3 < 2], labels=[0, 1, 2])
    case(m.log_loss, np.zeros(5, int), np.array([0.1, 0.2, 0, 0.5, 1]), labels=[0, 1])
    for n_bins in (1, 2, 5, 10, 37):
        for strategy in ("uniform", "quantile"):
            for labels, q in ((y, p), (2 * y - 1, np.round(p, 1)), (y, np.full(50, 0.4)), (np.zeros(50, int), p)):
                case(calibration_curve, labels, q, n_bins=n_bins, strategy=strategy)
            case(calibration_curve, y + 4, p, n_bins=n_bins, strategy=strategy, pos_label=4)


def regression():
    r = np.random.RandomState(14)
    y, p = r.normal(3, 2, 41), r.normal(3, 2, 41)
    wide, guess = r.normal(3, 2, (30, 3)), r.normal(3, 2, (30, 3))
    constant = wide.copy()
    constant[:, 1] = 2  # nothing to explain, and not explained
    right = constant.copy()
    pairs = [(y, p), (y[:40], p[:40]), (y, y), (y + 1e6, p + 1e6), (y * 1e-9, p * 1e-9), (np.ones(4), np.ones(4)),
             (np.ones(4), np.array([1, 1, 2, 1.0])), (np.array([3, -0.5, 2, 7]), np.array([2.5, 0.0, 2, 8])),
             (np.array([0, 1, 2.0]), np.array([1, 1, 2.0])), (wide, guess), (constant, guess), (constant, right),
             (np.round(wide), np.round(guess)), (wide[:, :1], guess[:, :1])]
    errors = [m.mean_squared_error, m.mean_absolute_error, m.mean_absolute_percentage_error, m.median_absolute_error]
    for a, b in pairs:
        outputs = ["uniform_average", "raw_values"] + ([[0.2, 0.5, 0.3]] if a.ndim == 2 and a.shape[1] == 3 else [])
        for w in weights(r, len(a)):
            w = quarters(w) if a is constant else w
            for multioutput in outputs:
                for f in errors:
                    case(f, a, b, sample_weight=w, multioutput=multioutput)
                case(m.mean_squared_error, a, b, sample_weight=w, multioutput=multioutput, squared=False,
                     name="root_mean_squared_error")
            for multioutput in outputs + ["variance_weighted"]:
                case(m.r2_score, a, b, sample_weight=w, multioutput=multioutput)
                case(m.explained_variance_score, a, b, sample_weight=w, multioutput=multioutput)
    case(m.mean_squared_error, np.array([1.0]), np.array([3.0]))
    case(m.explained_variance_score, np.array([1.0]), np.array([3.0]))


def clusters(r):
    for n, d, k in ((30, 2, 3), (50, 5, 4), (300, 3, 7)):
        yield r.randint(-8, 9, (n, d)).astype(float), np.concatenate([np.arange(k), r.randint(0, k, n - k)])
        centers = r.normal(0, 1, (k, d))
        of = np.concatenate([np.arange(k), r.randint(0, k, n - k)])
        yield centers[of] + r.normal(0, 0.5, (n, d)), of - 1
    yield np.arange(6.0).reshape(6, 1), np.array([0, 0, 1, 1, 1, 5])  # one row alone
    yield np.zeros((6, 2)), np.array([0, 0, 1, 1, 1, 2])  # all in one place
    yield np.repeat([[0.0, 1], [4, 5]], 3, axis=0), np.repeat([7, 2], 3)  # two places
    yield np.arange(8.0).reshape(4, 2), np.array([0, 1, 2, 2])


def clustering():
    r = np.random.RandomState(15)
    for x, of in clusters(r):
        for f in (m.silhouette_samples, m.silhouette_score, m.davies_bouldin_score, m.calinski_harabasz_score):
            case(f, x, of)
    x, of = r.randint(-9, 10, (80, 3)).astype(float), r.randint(0, 3, 80)
    for size in (20, 60):
        case(m.silhouette_score, x, of, sample_size=size, random_state=5)
    for w in weights(r, 80):
        km = KMeans(4, n_init=1, random_state=1).fit(x, sample_weight=w)
        cases.append({"function": "inertia", "args": plain([x, km.cluster_centers_]), "value": -km.score(x, sample_weight=w),
                      "options": {} if w is None else {"sample_weight": plain(w)}})
    pairs = label_pairs(r) + [(np.arange(6), np.arange(6)), (np.arange(6), np.zeros(6, int)), (np.array([3]), np.array([4])),
                              (np.arange(60) // 20, np.arange(60) % 2), (np.repeat([0, 1, 2], 30), np.repeat([2, 0, 1], 30)),
                              (r.randint(0, 20, 90), r.randint(0, 30, 90)), (np.zeros(5, int), np.array([0, 0, 0, 0, 1]))]
    for a, b in pairs:
        for f in (m.rand_score, m.adjusted_rand_score, m.mutual_info_score):
            case(f, a, b)
        for average_method in ("arithmetic", "geometric", "min", "max"):
            case(m.normalized_mutual_info_score, a, b, average_method=average_method)
            if average_method != "min" or len(set(a)) < len(a) or len(set(a)) == len(set(b)):  # else 0 / 0, of rounding
                case(m.adjusted_mutual_info_score, a, b, average_method=average_method)


for group in (classification, ranking, probability, regression, clustering):
    group()

# Arrays that several cases share are written once.
arrays, places = [], {}


def shared(v):
    if not isinstance(v, list) or len(v) < 4:
        return v
    text = json.dumps(v, separators=(",", ":"))
    if text not in places:
        places[text] = len(arrays)
        arrays.append(text)
    return {"array": places[text]}


for c in cases:
    c["args"] = [shared(a) for a in c["args"]]
    if "sample_weight" in c["options"]:
        c["options"]["sample_weight"] = shared(c["options"]["sample_weight"])
lines = [json.dumps(c, separators=(",", ":"), ensure_ascii=False) for c in cases]
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text('{"arrays":[' + ",\n".join(arrays) + '],\n"cases":[' + ",\n".join(lines) + "]}\n")
