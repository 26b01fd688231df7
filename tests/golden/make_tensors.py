#!/usr/bin/env python3
"""Writes tensor_rules.json beside itself: how PyTorch promotes types, prints tensors, and the exact bits of its
arange, linspace and sums.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_tensors.py
"""

import json
import math
import os

import torch

torch.set_num_threads(1)
NAMES = {torch.float64: "f64", torch.float32: "f32", torch.int64: "i64", torch.int32: "i32", torch.uint8: "u8", torch.bool: "bool"}
TYPES = [torch.bool, torch.uint8, torch.int32, torch.int64, torch.float32, torch.float64]


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else ("inf" if x > 0 else "-inf")
    return x


def plain(t):
    flat = t.detach().contiguous().reshape(-1).tolist()
    return {"shape": list(t.shape), "dtype": NAMES[t.dtype], "data": [number(x) for x in flat]}


# Promotion: the type of x + y for tensors with dimensions and without, and for Python numbers.
promotion = []
for a in TYPES:
    for b in TYPES:
        for da in (0, 1):
            for db in (0, 1):
                x, y = torch.ones([2] * da, dtype=a), torch.ones([2] * db, dtype=b)
                entry = {"x": [NAMES[a], da], "y": [NAMES[b], db]}
                for name in ("add", "sub", "mul", "div", "pow", "maximum", "eq", "atan2"):
                    try:
                        entry[name] = NAMES[getattr(torch, name)(x, y).dtype]
                    except RuntimeError:
                        entry[name] = "fails"
                promotion.append(entry)
scalars = []
for a in TYPES:
    for da in (0, 1):
        for kind, value in (("bool", True), ("int", 2), ("float", 2.5)):
            x = torch.ones([2] * da, dtype=a)
            entry = {"x": [NAMES[a], da], "scalar": kind}
            calls = {"add": lambda: x + value, "sub": lambda: x - value, "rsub": lambda: value - x,
                     "mul": lambda: x * value, "div": lambda: x / value, "pow": lambda: x ** value,
                     "lt": lambda: x < value}
            for name, call in calls.items():
                try:
                    y = call()
                    entry[name] = [NAMES[y.dtype], float(y.reshape(-1)[0])]
                except RuntimeError:
                    entry[name] = "fails"
            scalars.append(entry)

# Printing.
prints = []


def show(t, name=None):
    text = repr(t).replace("torch.", "")
    entry = plain(t)
    entry["requires_grad"] = t.requires_grad and t.grad_fn is None
    entry["text"] = text
    prints.append(entry)


inf, nan = math.inf, math.nan
for values in ([1.0, 2.0], [1.5, 2.25], [1.0, nan], [1.0, inf, -inf], [0.0], [0.0, 0.0], [-0.0, 1.0], [nan], [inf, nan],
               [1e-5, 1.0], [1e-4, 0.5], [1e5, 0.5], [1e8, 1.0], [1e9, 1.0], [123456789.0], [1e10], [1e-10], [1e-3, 999.0],
               [1000.0, 1.0], [1001.0, 1.0], [0.1, 100.0], [0.1, 101.0], [-1.0, 10.0], [-1.5, 100.25], [1e20, 1e-20],
               [3.14159265], [0.99999], [99999.5], [16777216.0, 1.0], [2.5, 0.0, nan], [1e-45, 0.0], [1e38], [5e-5, 1.0],
               [9999.5, 1234.25], [0.00012345], [12345.678, 0.001], [1e8], [1e8 + 8], []):
    show(torch.tensor(values))
    show(torch.tensor(values, dtype=torch.float64))
for values in ([1, 2, 3], [-1, 100], [], [2 ** 62, -1], [[1, 2], [3, 4]], [[]], [[-1], [10]]):
    show(torch.tensor(values, dtype=torch.int64))
for values in ([True, False], [], [[True], [False]], [True]):
    show(torch.tensor(values, dtype=torch.bool))
for value in (1.0, 1.5, -2.0, nan, inf, 0.0, 1e10, 1e-7, 12345.678, 100000.0, 1e6 + 0.5):
    show(torch.tensor(value))
    show(torch.tensor(value, dtype=torch.float64))
for t in (torch.uint8, torch.int32):
    for values in ([1, 20, 3], [255], [], [[1, 2], [3, 4]], [[]], list(range(40))):
        show(torch.tensor(values, dtype=t))
    show(torch.tensor(7, dtype=t))
    show(torch.zeros(1001, dtype=t))
show(torch.tensor([-2 ** 31, 5], dtype=torch.int32))
show(torch.tensor(7))
show(torch.tensor(True))
show(torch.zeros(2, 3))
show(torch.zeros(2, 2, 2))
show(torch.arange(16.0).reshape(2, 2, 2, 2))
show(torch.arange(6).reshape(1, 2, 3))
show((torch.arange(12.0) / 7).reshape(3, 4))
show((torch.arange(12.0) / 7 - 1).reshape(3, 4))
for shape in ((0,), (0, 3), (2, 0), (2, 0, 3)):
    for t in TYPES:
        show(torch.zeros(shape, dtype=t))
show(torch.arange(30.0))
show(torch.arange(100))
show(torch.arange(40.0) * 1.37)
show(torch.arange(1000.0))
show(torch.arange(1001.0))
show(torch.arange(1500).reshape(3, 500))
show(torch.arange(1400.0).reshape(7, 200) / 3)
show(torch.arange(1200).reshape(200, 6))
show(torch.arange(1210).reshape(10, 11, 11))
show(torch.zeros(1001, dtype=torch.bool))
show(torch.zeros(1001, 1, dtype=torch.float64))
show(torch.zeros(2, 0, 1001))
for t in (torch.tensor([1.0, 2.0]), torch.tensor(3.5), torch.zeros(2, 2, dtype=torch.float64), torch.zeros(0),
          torch.arange(30.0), torch.arange(21.0), torch.arange(22.0) * 1.1, torch.arange(10.0) * 1.1, torch.arange(9.0) * 1.1,
          torch.zeros(8, 3) + 0.5, torch.arange(12.0, dtype=torch.float64),
          torch.arange(13.0, dtype=torch.float64), torch.arange(14.0, dtype=torch.float64)):
    show(t)
    show(t.requires_grad_())
recorded = []
for n in (3, 8, 9, 10, 11, 12, 13, 14):
    x = torch.arange(float(n), requires_grad=True)
    recorded.append({"n": n, "text": repr(x * 1.5)})

# Exact numbers.
ranges = []
for arguments in ((0.0, 1.0, 0.1), (1.0, 7.0, 2.5), (0.0, 10.0, 1 / 3), (5.0, 1.0, -0.7), (-10.0, 10.0, 0.1), (0.0, 3.0, 0.001),
                  (1e6, 1e6 + 3, 0.25), (0, 17, 1), (5, 1, -2), (3, 3, 1), (-7, 20, 4), (0.5, 9.7, 1.6), (5.5, 0, -1.5), (250, 260, 1)):
    for t in (torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, None):
        if t in (torch.int64, torch.int32, torch.uint8) and abs(arguments[2]) < 1:
            continue
        ranges.append({"arguments": list(arguments), "dtype": NAMES[t] if t else None,
                       "values": plain(torch.arange(*arguments, dtype=t))})
spaces = []
for arguments in ((0, 1, 5), (-1, 1, 7), (0, 10, 100), (1, 0, 4), (0.1, 0.7, 33), (-3, 3, 1), (2, 5, 0), (2, 5, 2), (0, 1, 1001),
                  (-1.7, 2.9, 777)):
    for t in (torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8):
        if t == torch.uint8 and min(arguments) < 0:
            continue
        spaces.append({"arguments": list(arguments), "dtype": NAMES[t], "values": plain(torch.linspace(*arguments, dtype=t))})
sums = []
for n in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 35, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 511, 513, 1000, 1023,
          1024, 1025, 2047, 4096, 5000, 10000, 16385, 65537, 100003):
    for t in (torch.float32, torch.float64):
        torch.manual_seed(n)
        x = torch.rand(n, dtype=t)
        torch.manual_seed(n)
        rows = torch.rand((3, n), dtype=t)
        sums.append({"n": n, "dtype": NAMES[t], "sum": x.sum().item(), "mean": x.mean().item(),
                     "rows": rows.sum(1).tolist()})

# Values where types end: wrapping around, conversions, numbers beside tensors, and what sums become.
inf, nan = math.inf, math.nan
EDGES = {torch.bool: [False, True, True, False, True], torch.uint8: [0, 1, 100, 255, 128],
         torch.int32: [-2 ** 31, -1, 2 ** 31 - 1, 3, 65537], torch.int64: [-2 ** 63, -1, 2 ** 63 - 1, 3, 2 ** 33 + 1],
         torch.float32: [-1.5, 0.0, 300.7, nan, 2.0], torch.float64: [-1.5, 0.0, 1e19, -inf, 2.0]}
CONVERTED = [-1.5, -0.5, 0.0, 0.9, 255.5, 256.5, 300.7, -300.7, 3e9, -3e9, 2147483647.0, -2147483648.0, -2147483649.0, 1e19, -1e20,
             9223372036854775807.0, -9223372036854775808.0, inf, -inf, nan]


def attempt(call):
    try:
        return plain(call())
    except RuntimeError:
        return "fails"


pairs, alone, beside, conversions = [], [], [], []
for a in TYPES:
    x = torch.tensor(EDGES[a], dtype=a)
    for b in TYPES:
        conversions.append({"x": plain(x), "to": NAMES[b], "y": plain(x.to(b))})
        y = torch.tensor(EDGES[b], dtype=b).flip(0)
        entry = {"x": plain(x), "y": plain(y)}
        for name in ("add", "sub", "mul", "maximum", "minimum", "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "pow"):
            if name == "pow" and (a.is_floating_point or b.is_floating_point):
                continue
            entry[name] = attempt(lambda: getattr(torch, name)(x, y))
        entry["add_"] = attempt(lambda: x.clone().add_(y))
        entry["mul_"] = attempt(lambda: x.clone().mul_(y))
        entry["div_"] = attempt(lambda: x.clone().div_(y))
        entry["copy_"] = attempt(lambda: x.clone().copy_(y))
        pairs.append(entry)
    calls = {"neg": torch.neg, "abs": torch.abs, "sign": torch.sign, "square": torch.square, "relu": torch.relu,
             "logical_not": torch.logical_not, "isnan": torch.isnan, "sum": torch.sum, "all": torch.all, "any": torch.any,
             "amax": torch.amax, "amin": torch.amin, "argmax": torch.argmax, "mean": torch.mean, "var": torch.var}
    entry = {"x": plain(x)}
    for name, call in calls.items():
        # PyTorch cannot search a bool tensor for its extreme position, and we can.
        if not (a == torch.bool and name in ("argmax", "square", "sign", "abs")):
            entry[name] = attempt(lambda: call(x))
    alone.append(entry)
    if not a.is_floating_point:
        for value in (-1, 0, 1, 2, 255, 256, 300, -300, 2 ** 31, 2 ** 40 + 7, 2 ** 62 + 1, -2 ** 63):
            entry = {"x": plain(x), "number": value}
            calls = {"add": lambda: x + value, "sub": lambda: x - value, "rsub": lambda: value - x, "mul": lambda: x * value,
                     "lt": lambda: x < value, "eq": lambda: x == value, "pow": lambda: x ** value,
                     "full": lambda: torch.full((2,), value, dtype=a), "fill_": lambda: x.clone().fill_(value),
                     "add_": lambda: x.clone().add_(value)}
            for name, call in calls.items():
                entry[name] = attempt(call)
            beside.append(entry)
for a in (torch.float32, torch.float64):
    x = torch.tensor(CONVERTED, dtype=a)
    for b in TYPES:
        conversions.append({"x": plain(x), "to": NAMES[b], "y": plain(x.to(b))})
products = []
for t in (torch.uint8, torch.int32, torch.int64):
    x, y = (torch.arange(12) * 37 - 100).reshape(3, 4).to(t), (torch.arange(20) * 91 - 700).reshape(4, 5).to(t)
    products.append({"x": plain(x), "y": plain(y), "matmul": plain(x @ y)})
integers = {"pairs": pairs, "alone": alone, "beside": beside, "conversions": conversions, "products": products}

result = {"torch": torch.__version__, "promotion": promotion, "scalars": scalars, "prints": prints, "recorded": recorded,
          "ranges": ranges, "spaces": spaces, "sums": sums, "integers": integers}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tensor_rules.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(result, file, indent=None, separators=(",", ":"))
    file.write("\n")
