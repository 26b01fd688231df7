#!/usr/bin/python3
"""Writes generators.json beside this file: what scikit-learn's data generators give, for tests/data. Needs
python3-sklearn."""
import json, pathlib
import numpy as np
from sklearn import datasets as d

CASES = {
    "blobs": (d.make_blobs, [
        dict(n_samples=17), dict(n_samples=10, centers=2, cluster_std=2.5), dict(n_samples=9, centers=4, n_features=3, shuffle=False),
        dict(n_samples=11, centers=[[1.0, 2.0], [-3.0, 0.5]], cluster_std=[0.1, 2.0]), dict(n_samples=5, centers=1, center_box=(2, 3))]),
    "moons": (d.make_moons, [dict(n_samples=13), dict(n_samples=12, noise=0.1), dict(n_samples=8, shuffle=False), dict(n_samples=1)]),
    "circles": (d.make_circles, [dict(n_samples=13), dict(n_samples=12, noise=0.1, factor=0.3), dict(n_samples=7, shuffle=False)]),
    "classification": (d.make_classification, [
        dict(n_samples=12, n_features=6), dict(n_samples=15, n_features=5, n_informative=3, n_redundant=1, n_repeated=1, n_classes=3),
        dict(n_samples=14, n_features=4, n_informative=2, n_redundant=0, n_clusters_per_class=1, shuffle=False, flip_y=0.5),
        dict(n_samples=20, n_features=8, n_informative=5, weights=[0.7], shift=None, scale=None, class_sep=2.0),
        dict(n_samples=10, n_features=12, n_informative=10, n_redundant=0, hypercube=False, flip_y=0.0),
        dict(n_samples=10, n_features=35, n_informative=33, n_redundant=1, weights=[0.2, 0.5, 0.3], n_classes=3)]),
    "regression": (d.make_regression, [
        dict(n_samples=9, n_features=4, coef=True), dict(n_samples=8, n_features=12, n_informative=3, noise=2.0, bias=5.0, coef=True),
        dict(n_samples=6, n_features=3, n_targets=2, noise=0.5, coef=True, shuffle=False), dict(n_samples=6, n_features=3, n_targets=2, coef=True)]),
}

content = {}
for name, (make, options) in CASES.items():
    content[name] = []
    for o in options:
        for seed in (0, 42):
            rng = np.random.RandomState(seed)
            parts = make(random_state=rng, **o)
            content[name].append({"options": {k: v for k, v in o.items() if k != "coef"}, "seed": seed, "x": parts[0].tolist(),
                                  "y": parts[1].tolist(), "coef": parts[2].tolist() if len(parts) > 2 else None,
                                  "next": rng.random_sample()})

path = pathlib.Path(__file__).with_name("generators.json")
path.write_text("{" + ",\n".join(f'"{k}":{json.dumps(v, separators=(",", ":"))}' for k, v in content.items()) + "}\n")
