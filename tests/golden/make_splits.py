#!/usr/bin/python3
"""Writes splits.json beside this file: the rows that scikit-learn 1.2 of Debian 12 gives to each side, for the tests of
gradus/data/folds and shuffle_split. Needs python3-sklearn."""
import json, pathlib, warnings
from math import ceil
import numpy as np
from sklearn import model_selection as ms
from sklearn.utils.class_weight import compute_sample_weight

warnings.filterwarnings("ignore")
r = np.random.RandomState(21)
LABELS = {"even": np.tile([2, 0, 1], 8), "uneven": np.repeat([4, -1, 7], [15, 3, 9]), "mixed": r.randint(0, 4, 41)}
GROUPS = {"few": np.repeat([3, 1, 2, 9, 5], [4, 2, 6, 1, 3]), "equal": r.permutation(np.repeat(np.arange(30), 2)),
          "many": r.randint(0, 60, 150), "nearly equal": np.concatenate([np.repeat(np.arange(40), 3), np.arange(25)])}
# Sizes that drive quicksort through its partitions: groups of 1, 2 and 3 rows, 200 of them.
GROUPS["partitioned"] = np.repeat(np.arange(200), r.randint(1, 4, 200))
cases = []


def add(way, options, rows, splits, tests_only=False):
    splits = [[np.asarray(part).tolist() for part in split] for split in splits]
    cases.append({"way": way, "options": options, "rows": rows, "splits": [s[-1:] for s in splits] if tests_only else splits})


def seeded(options):
    return {("random_state" if k == "seed" else k): v for k, v in options.items()}


for n in (7, 10, 23):
    x = np.zeros(n)
    for k in (2, 5, 7):
        add("KFold", {"n_splits": k}, n, ms.KFold(k).split(x))
        for seed in (0, 42):
            options = {"n_splits": k, "shuffle": True, "seed": seed}
            add("KFold", options, n, ms.KFold(**seeded(options)).split(x))
    options = {"n_splits": 3, "n_repeats": 4, "seed": 3}
    add("RepeatedKFold", options, n, ms.RepeatedKFold(**seeded(options)).split(x))
    add("LeaveOneOut", {}, n, ms.LeaveOneOut().split(x))
    for options in ({}, {"n_splits": 3, "seed": 1}, {"test_size": 3, "seed": 2}, {"train_size": 0.4, "test_size": 0.3, "seed": 9}):
        add("ShuffleSplit", options, n, ms.ShuffleSplit(**seeded({"seed": 0, **options})).split(x))
    for options in ({}, {"n_splits": 2}, {"n_splits": 3, "gap": 1}, {"n_splits": 2, "test_size": 2, "max_train_size": 2}):
        if options.get("n_splits", 5) < n:
            add("TimeSeriesSplit", options, n, ms.TimeSeriesSplit(**options).split(x))

for name, y in LABELS.items():
    for k in (2, 3, 5):
        add("StratifiedKFold", {"n_splits": k}, name, ms.StratifiedKFold(k).split(y, y))
        options = {"n_splits": k, "shuffle": True, "seed": k}
        add("StratifiedKFold", options, name, ms.StratifiedKFold(**seeded(options)).split(y, y))
    options = {"n_splits": 3, "n_repeats": 3, "seed": 3}
    add("RepeatedStratifiedKFold", options, name, ms.RepeatedStratifiedKFold(**seeded(options)).split(y, y))
    for options in ({"test_size": 0.25}, {"n_splits": 3, "test_size": 9, "seed": 1}, {"n_splits": 4, "train_size": 0.5, "test_size": 0.2, "seed": 5}):
        add("StratifiedShuffleSplit", options, name, ms.StratifiedShuffleSplit(**seeded({"seed": 0, **options})).split(y, y))

for name, g in GROUPS.items():
    for k in (2, 3, 5):
        add("GroupKFold", {"n_splits": k}, name, ms.GroupKFold(k).split(g, groups=g), tests_only=True)
    for options in ({}, {"n_splits": 2, "test_size": 2, "seed": 1}, {"n_splits": 2, "train_size": 0.5, "test_size": 0.3, "seed": 5}):
        add("GroupShuffleSplit", options, name, ms.GroupShuffleSplit(**seeded({"seed": 0, **options})).split(g, groups=g))


def three(way, options, name, seed, values):
    """Test rows first, then validation rows from the others, with one generator."""
    rng, n = np.random.RandomState(seed), len(np.unique(values) if way == "groups" else values)
    count = lambda size: size if isinstance(size, int) else ceil(size * n)
    test, validation, rows = count(options["test_size"]), count(options["validation_size"]), np.arange(len(values))
    if way == "groups":
        step = lambda of, size: next(ms.GroupShuffleSplit(1, test_size=size, random_state=rng).split(of, groups=values[of]))
    else:
        step = lambda of, size: ms.train_test_split(np.arange(len(of)), test_size=size, random_state=rng,
                                                    stratify=values[of] if way == "stratify" else None)
    rest, tested = step(rows, test)
    train, validated = step(rest, validation)
    add("three " + way, {**options, "seed": seed}, name, [[rest[train], rest[validated], tested]])


for options in ({"validation_size": 0.2, "test_size": 0.2}, {"validation_size": 0.25, "test_size": 7}):
    for seed in (0, 1234):
        for name, y in LABELS.items():
            three("plain", options, name, seed, y)
            three("stratify", options, name, seed, y)
        for name, g in GROUPS.items():
            if name != "few":
                three("groups", options, name, seed, g)

weights = [{"labels": y.tolist(), "value": compute_sample_weight("balanced", y).tolist()} for y in LABELS.values()]
weights.append({"labels": [1, 1, 5, 2], "given": [[1, 0.5], [2, 3]], "value": compute_sample_weight({1: 0.5, 2: 3}, [1, 1, 5, 2]).tolist()})
weights.append({"labels": [1, 1, 2], "given": [[1, 0.5], [2, 3], [9, 1]], "value": compute_sample_weight({1: 0.5, 2: 3, 9: 1}, [1, 1, 2]).tolist()})
parts = {"labels": {k: v.tolist() for k, v in LABELS.items()}, "groups": {k: v.tolist() for k, v in GROUPS.items()}, "weights": weights}
dump = lambda v: json.dumps(v, separators=(",", ":"))
path = pathlib.Path(__file__).with_name("splits.json")
path.write_text(dump(parts)[:-1] + ',\n"cases":[' + ",\n".join(map(dump, cases)) + "]}\n")
