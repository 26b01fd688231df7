#!/usr/bin/env python3
"""Writes init.json beside itself: what torch.nn.init draws for one seed, by function, options, shape and type.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_init.py
"""

import json
import os

import torch
from torch.nn import init

CALLS = [
    ("uniform_", {"low": -0.5, "high": 2.0}, lambda t: init.uniform_(t, -0.5, 2.0)),
    ("normal_", {"mean": 1.0, "std": 0.5}, lambda t: init.normal_(t, 1.0, 0.5)),
    ("constant_", {"value": 0.3}, lambda t: init.constant_(t, 0.3)),
    ("zeros_", {}, init.zeros_),
    ("ones_", {}, init.ones_),
    ("eye_", {}, init.eye_),
    ("xavier_uniform_", {"gain": 1.5}, lambda t: init.xavier_uniform_(t, 1.5)),
    ("xavier_normal_", {"gain": 0.7}, lambda t: init.xavier_normal_(t, 0.7)),
    ("trunc_normal_", {}, init.trunc_normal_),
    ("trunc_normal_", {"mean": 0.5, "std": 0.2, "a": 0.4, "b": 1.5}, lambda t: init.trunc_normal_(t, 0.5, 0.2, 0.4, 1.5)),
    ("orthogonal_", {"gain": 1.25}, lambda t: init.orthogonal_(t, 1.25)),
    ("sparse_", {"sparsity": 0.4, "std": 0.1}, lambda t: init.sparse_(t, 0.4, 0.1)),
]
for name in ("kaiming_uniform_", "kaiming_normal_"):
    for mode in ("fan_in", "fan_out"):
        for kind, a in (("leaky_relu", 0.2), ("relu", 0.0), ("tanh", 0.0), ("linear", 0.0), ("sigmoid", 0.0), ("selu", 0.0)):
            CALLS.append((name, {"a": a, "mode": mode, "nonlinearity": kind},
                          lambda t, f=getattr(init, name), a=a, mode=mode, kind=kind: f(t, a, mode, kind)))

cases = []
for name, options, call in CALLS:
    for shape in ((3, 5), (6, 2), (2, 3, 2, 2)):
        if len(shape) > 2 and name in ("eye_", "sparse_"):
            continue
        if "kaiming" in name and (shape == (6, 2) or (shape == (3, 5) and options["nonlinearity"] in ("linear", "sigmoid"))):
            continue
        for kind in ("float64", "float32"):
            torch.manual_seed(99)
            t = torch.empty(shape, dtype=getattr(torch, kind))
            call(t)
            cases.append({"name": name, "options": options, "shape": list(shape), "dtype": kind, "data": t.reshape(-1).tolist()})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "init.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "seed": 99, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
