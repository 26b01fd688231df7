"""What the scripts that write cases of operations share: the format of ops.json, and inputs."""

import json
import math
import os

import torch

torch.manual_seed(0)
cases = []


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else ("inf" if x > 0 else "-inf")
    return x


NAMES = {torch.float64: "f64", torch.float32: "f32", torch.int64: "i64", torch.bool: "bool"}


def plain(t):
    if t is None:
        return None
    flat = t.detach().contiguous().reshape(-1).tolist()
    return {"shape": list(t.shape), "dtype": NAMES[t.dtype], "data": [number(x) for x in flat]}


def real(*shape):
    return (torch.rand(shape, dtype=torch.float64) * 1.6 + 0.2).mul(1000).round().div(1000)


def signed(*shape):
    return (torch.rand(shape, dtype=torch.float64) * 6 - 3).mul(1000).round().div(1000)


def f64(*values):
    return torch.tensor(values, dtype=torch.float64)


def ints(*values):
    return torch.tensor(values, dtype=torch.int64)


def attempt(name, call, inputs, attrs, differentiable=True):
    """The entry of one call, its leaves and its outputs; no outputs, and the entry is done, when PyTorch refuses."""
    entry = {"name": name, "attrs": attrs, "inputs": [plain(x) for x in inputs]}
    leaves = [x.clone().requires_grad_(differentiable and x.is_floating_point()) for x in inputs]
    try:
        outputs = call(*leaves)
    except (RuntimeError, IndexError, TypeError, ValueError):
        entry["fails"] = True
        cases.append(entry)
        return entry, leaves, None
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    entry["outputs"] = [plain(y) for y in outputs]
    return entry, leaves, outputs


def case(name, call, inputs, values_only=False, **attrs):
    """One call; gradients of sum(upstream * output), as in ops.json. "fails": true means that PyTorch refuses."""
    entry, leaves, outputs = attempt(name, call, inputs, attrs)
    if outputs is None:
        return
    carrying = [y for y in outputs if y.requires_grad and not values_only]
    upstream = [real(*y.shape) - 1.0 for y in carrying]
    entry["upstream"] = [plain(u) for u in upstream]
    total = sum((u * y).sum() for u, y in zip(upstream, carrying))
    wanted = [x for x in leaves if x.requires_grad]
    try:
        found = iter(torch.autograd.grad(total, wanted, allow_unused=True) if carrying else [])
    except (RuntimeError, IndexError):  # PyTorch 1.13 trips over some of its own gradients: values only
        found, entry["upstream"] = iter([]), []
    entry["grads"] = [plain(next(found, None)) if x.requires_grad else None for x in leaves]
    cases.append(entry)


def write(name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"torch": "%s", "count": %d, "cases": [\n' % (torch.__version__, len(cases)))
        file.write(",\n".join(json.dumps(c) for c in cases))
        file.write("\n]}\n")
