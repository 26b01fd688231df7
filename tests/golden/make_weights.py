#!/usr/bin/python3
"""Writes weights.json beside this file: what scikit-learn 1.2 of Debian 12 learns from rows and classes that count by
weights, for the tests of gradus/learn. Needs python3-sklearn. Tables are those of data/, or NumPy's draws:
RandomState(seed).randn(rows, columns). Row weights are RandomState(3).uniform(0.1, 3, rows); of learners with one
solution every seventh is 0."""
import json, pathlib, warnings
import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron, Ridge, SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
tables = {name: load(return_X_y=True) for name, load in
          dict(iris=load_iris, wine=load_wine, breast_cancer=load_breast_cancer).items()}


def rounded(values):
    return [float(f"{v:.12g}") for v in np.ravel(values)]


def weights_of(rows, gaps=False):
    w = np.random.RandomState(3).uniform(0.1, 3, rows)
    if gaps:
        w[::7] = 0
    return w


def table(name):
    x, y = tables[name]
    return StandardScaler().fit_transform(x), y


def linear(model, columns=4, targets=1):
    r = np.random.RandomState(columns)
    x, y = r.randn(30, columns), r.randn(30, targets)
    w = weights_of(30, gaps=True)
    m = model.fit(x, y, w)
    return dict(columns=columns, targets=targets, coef=rounded(m.coef_), intercept=rounded(m.intercept_),
                score=m.score(x, y, w))


def by_weight(labels, w):
    """What "balanced" means where rows weigh: sums of weights in place of counts (scikit-learn 1.7)."""
    labels, w = labels[w > 0], w[w > 0]
    return {int(c): w.sum() / (len(np.unique(labels)) * w[labels == c].sum()) for c in np.unique(labels)}


def logistic(name, rows=True, class_weight=None, C=1.0):
    x, y = table(name)
    w = weights_of(len(x), gaps=True) if rows else None
    given = by_weight(y, w) if rows and class_weight == "balanced" else class_weight
    m = LogisticRegression(solver="newton-cg", tol=1e-12, max_iter=100000, C=C, class_weight=given).fit(x, y, w)
    return dict(table=name, rows=rows, class_weight=class_weight, C=C, coef=rounded(m.coef_),
                intercept=rounded(m.intercept_), proba=rounded(m.predict_proba(x[::25])), score=m.score(x, y, w))


def online(make, name, rows=True, class_weight=None, parts=0, **options):
    x, y = table(name)
    w = weights_of(len(x)) if rows else np.ones(len(x))
    m = make(shuffle=False, class_weight=class_weight, tol=None, max_iter=4, **options)
    if parts:
        for part in range(parts):
            m.partial_fit(x[part::parts], y[part::parts], classes=np.unique(y), sample_weight=w[part::parts])
    else:
        m.fit(x, y, sample_weight=w)
    return dict(table=name, rows=rows, class_weight=class_weight, parts=parts, options=options, coef=rounded(m.coef_),
                intercept=rounded(m.intercept_), score=m.score(x, y, w))


def regressor(parts=0, **options):
    r = np.random.RandomState(11)
    x, y = r.randn(80, 3), r.randn(80)
    y, w = y + x @ [1.0, -2.0, 0.5], weights_of(80)
    m = SGDRegressor(shuffle=False, tol=None, max_iter=4, **options)
    if parts:
        for part in range(parts):
            m.partial_fit(x[part::parts], y[part::parts], w[part::parts])
    else:
        m.fit(x, y, sample_weight=w)
    return dict(parts=parts, options=options, coef=rounded(m.coef_), intercept=rounded(m.intercept_),
                score=m.score(x, y, w))


def kmeans(name, k, make=KMeans, **options):
    x, _ = tables[name]
    w = weights_of(len(x))
    m = make(k, init=x[:: len(x) // k][:k], n_init=1, random_state=2, **options).fit(x, sample_weight=w)
    return dict(table=name, k=k, options=options, centers=rounded(m.cluster_centers_), labels=m.labels_.tolist(),
                inertia=m.inertia_, score=m.score(x[::3], sample_weight=w[::3]))


given = {0: 0.5, 1: 4.0}
content = dict(
    linear=[linear(LinearRegression()), linear(LinearRegression(), columns=5, targets=2),
            linear(LinearRegression(fit_intercept=False), columns=3)],
    ridge=[linear(Ridge(alpha=2.5)), linear(Ridge(alpha=2.5), columns=5, targets=2)],
    logistic=[logistic("iris"), logistic("breast_cancer", C=0.5), logistic("iris", rows=False, class_weight="balanced"),
              logistic("wine", rows=False, class_weight="balanced"), logistic("wine", class_weight=given),
              logistic("breast_cancer", rows=False, class_weight="balanced"),
              logistic("breast_cancer", class_weight="balanced"), logistic("wine", class_weight="balanced")],
    classifier=[online(SGDClassifier, "breast_cancer", loss="log_loss"),
                online(SGDClassifier, "wine", loss="hinge"),
                online(SGDClassifier, "wine", rows=False, class_weight="balanced", loss="log_loss", alpha=0.05),
                online(SGDClassifier, "wine", class_weight=given, loss="squared_hinge", learning_rate="constant", eta0=0.001),
                online(SGDClassifier, "breast_cancer", rows=False, class_weight="balanced", loss="modified_huber", alpha=0.1),
                online(SGDClassifier, "wine", parts=3, class_weight=given, loss="log_loss")],
    perceptron=[online(Perceptron, "breast_cancer"), online(Perceptron, "wine", class_weight=given),
                online(Perceptron, "wine", rows=False, class_weight="balanced")],
    regressor=[regressor(), regressor(loss="huber", epsilon=0.7), regressor(parts=4)],
    kmeans=[kmeans("iris", 3), kmeans("wine", 5), kmeans("breast_cancer", 4)],
    mini_batch=[kmeans("iris", 3, MiniBatchKMeans, batch_size=32), kmeans("wine", 4, MiniBatchKMeans, batch_size=50)],
)
path = pathlib.Path(__file__).with_name("weights.json")
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
