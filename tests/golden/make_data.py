#!/usr/bin/python3
"""Writes data.json beside this file: what scikit-learn, NumPy and PyTorch of Debian 12 compute for the tests of
gradus/base/random and gradus/data beyond rng.json. Needs python3-sklearn and python3-torch."""
import json, pathlib
import numpy as np, torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils.class_weight import compute_class_weight

torch.set_num_threads(1)


def splits():
    r = np.random.RandomState(5)
    labels = {
        "even": np.repeat([0, 1, 2], 20), "uneven": np.repeat([4, 1, 7], [31, 2, 11]),
        "mixed": r.randint(0, 5, 97), "two": np.tile([1, 0], 25), "many": r.randint(0, 13, 150),
    }
    sizes = [{"train_size": 0.7}, {"test_size": 0.33}, {}, {"test_size": 0.5}, {"train_size": 20, "test_size": 14},
             {"train_size": 0.5, "test_size": 0.3}, {"test_size": 23}]
    cases = []
    for name, y in labels.items():
        for size in sizes:
            for stratify in (False, True):
                for seed in (0, 42, 1234):
                    rows = np.arange(len(y))
                    train, test = train_test_split(rows, stratify=y if stratify else None, random_state=seed, **size)
                    cases.append({"labels": name, "size": size, "stratify": stratify, "seed": seed,
                                  "train": train.tolist(), "test": test.tolist()})
    return {"labels": {name: y.tolist() for name, y in labels.items()}, "cases": cases}


def scalers():
    r = np.random.RandomState(6)
    x = r.normal(3, 2, (37, 5)) * [1, 1e6, 1e-6, 1, 1]
    x[:, 3] = 0.1  # its rounded mean leaves a variance that is not 0
    x[:, 4] += 1e8
    cases = []
    for dtype in ("float64", "float32"):
        data = x.astype(dtype)
        s = StandardScaler().fit(data)
        z = s.transform(data)
        cases.append({"dtype": dtype, "x": data.astype(float).tolist(), "mean": s.mean_.tolist(), "var": s.var_.tolist(),
                      "scale": s.scale_.tolist(), "z": z.astype(float).tolist(),
                      "back": s.inverse_transform(z).astype(float).tolist()})
    return cases


def class_weights():
    y = np.repeat([0, 1, 2], [5, 1, 9])
    return {"labels": y.tolist(), "balanced": compute_class_weight("balanced", classes=np.arange(3), y=y).tolist()}


def torch_draws():
    """One stream after seed 77, in this order; float32 values are exact as doubles."""
    torch.manual_seed(77)
    empty = lambda n, dtype: torch.empty(n, dtype=dtype)
    f32, f64 = torch.float32, torch.float64
    draws = [
        ("uniform float64", empty(20, f64).uniform_(-0.3, 1.7)), ("uniform float32", empty(20, f32).uniform_(-0.3, 1.7)),
        ("normal float64 7", empty(7, f64).normal_(0.3, 1.7)), ("normal float64 33", empty(33, f64).normal_(0.3, 1.7)),
        ("normal float32 15", empty(15, f32).normal_(0.3, 1.7)), ("normal float32 100", empty(100, f32).normal_(0.3, 1.7)),
        ("bernoulli float64", torch.bernoulli(torch.full((20,), 0.3, dtype=f64))),
        ("bernoulli_ float32", empty(20, f32).bernoulli_(0.3)),
        ("dropout float64", torch.nn.functional.dropout(torch.ones(20, dtype=f64), 0.3)),
        ("randint wide", torch.randint(-2**40, 2**40, (20,))), ("randint narrow", torch.randint(-5, 2**31, (20,))),
        ("randperm", torch.randperm(50)),
    ]
    return [{"what": what, "values": t.double().tolist() if t.is_floating_point() else t.tolist()} for what, t in draws]


def numpy_draws():
    """One stream after seed 77, in this order."""
    r = np.random.RandomState(77)
    rows = np.arange(60).reshape(20, 3)
    draws = [("randint wide", r.randint(-5, 2**40, 20)), ("randint widest", [str(v) for v in r.randint(-2**63, 2**63 - 1, 10)]),
             ("randint narrow", r.randint(-5, 3, 20)), ("normal", r.normal(0.3, 1.7, 21)), ("choice", r.choice(100, 7, replace=False))]
    r.shuffle(rows)
    draws.append(("rows", rows.ravel()))
    return [{"what": what, "values": np.asarray(v).tolist()} for what, v in draws]


content = {"split": splits(), "scaler": scalers(), "class_weights": class_weights(),
           "torch": torch_draws(), "numpy": numpy_draws()}
path = pathlib.Path(__file__).with_name("data.json")
path.write_text("{" + ",\n".join(f'"{k}":{json.dumps(v, separators=(",", ":"))}' for k, v in content.items()) + "}\n")
