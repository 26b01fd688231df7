#!/usr/bin/env python3
"""Writes indexing.json beside itself: what PyTorch gives for index expressions, read and assigned, for the functions
that index, and for programs that change tensors and views in place. "fails" means that PyTorch refuses.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_indexing.py
"""

import json
import os
import random

import torch

random.seed(20)
torch.manual_seed(20)
NAMES = {torch.float64: "f64", torch.int64: "i64", torch.bool: "bool"}
f64 = torch.float64


def plain(t):
    if t is None:
        return None
    flat = t.detach().contiguous().reshape(-1).tolist()
    flat = [int(x) if isinstance(x, float) and x == int(x) else x for x in flat]
    return {"shape": list(t.shape), "dtype": NAMES[t.dtype], "data": flat}


def counted(shape, start=1):
    n = 1
    for size in shape:
        n *= size
    return torch.arange(start, start + n, dtype=f64).reshape(shape)


def weights(shape):
    return (counted(shape) * 7) % 11 + 1


# --- Expressions. Each index is described as JSON and made from that.
def index(item):
    if item is None:
        return None
    if item == "...":
        return Ellipsis
    if isinstance(item, bool) or isinstance(item, int):
        return item
    if "slice" in item:
        return slice(*item["slice"])
    return torch.tensor(item["data"], dtype=torch.bool if item["dtype"] == "bool" else torch.int64).reshape(item["shape"])


def tensor_item(values, shape, dtype="i64"):
    return {"shape": list(shape), "dtype": dtype, "data": values}


def random_item(size):
    """Something for one dimension of this size, now and then out of range."""
    kind = random.choice(["int", "int", "slice", "slice", "slice", "all", "index", "index", "index2", "zero_d"])
    if kind == "int":
        return random.randint(-size, size - 1) if random.random() < 0.95 else size
    if kind == "slice":
        ends = [None, 0, 1, 2, -1, -2, size, size + 3, -size - 2]
        return {"slice": [random.choice(ends), random.choice(ends), random.choice([None, 1, 2, 3])]}
    if kind == "all":
        return {"slice": [None, None, None]}
    if kind == "zero_d":
        return tensor_item([random.randint(-size, size - 1)], [])
    low = -size if random.random() < 0.98 else -size - 1
    if kind == "index":
        n = random.choice([1, 2, 2, 2, 3, 0])
        return tensor_item([random.randint(low, size - 1) for _ in range(n)], [n])
    return tensor_item([random.randint(low, size - 1) for _ in range(4)], [2, 2])


def random_expression(shape):
    items, at, ellipsis = [], 0, False
    while at < len(shape) and random.random() < 0.85:
        draw = random.random()
        if draw < 0.12:
            items.append(None)
        elif draw < 0.2 and not ellipsis:
            items.append("...")
            ellipsis = True
            at += random.randint(0, len(shape) - at)
        elif draw < 0.25:
            items.append(random.random() < 0.8)
        elif draw < 0.38:
            dims = random.choice([1, 1, 2])
            sizes = shape[at:at + dims]
            if random.random() < 0.04:
                sizes = [size + 1 for size in sizes]
            n = 1
            for size in sizes:
                n *= size
            items.append(tensor_item([random.random() < 0.5 for _ in range(n)], sizes, "bool"))
            at += dims
        else:
            items.append(random_item(shape[at]))
            at += 1
    return items


def attempt(call):
    try:
        return call()
    except (RuntimeError, IndexError, TypeError, ValueError):
        return None


def read(x, items):
    return x[tuple(index(item) for item in items)]


expressions = []


def numpy_reads(shape, items):
    """Whether NumPy, which has no negative steps to refuse, takes the expression."""
    def plain_index(item):
        return item.numpy() if isinstance(item, torch.Tensor) else item

    return attempt(lambda: counted(shape).numpy()[tuple(plain_index(index(item)) for item in items)]) is not None


def expression(shape, items):
    entry = {"shape": list(shape), "index": items}
    x = counted(shape).requires_grad_()
    out = attempt(lambda: read(x, items))
    negative = any(isinstance(item, dict) and "slice" in item and (item["slice"][2] or 1) < 0 for item in items)
    # PyTorch 1.13 counts a mask of several dimensions as one when more indices follow, and takes two Ellipses: there
    # ours is NumPy's answer, and indexing_test.cpp has cases of its own.
    if (out is not None) != numpy_reads(shape, items) and not negative:
        return
    expressions.append(entry)
    if out is None:
        entry["read"] = "fails"
        return
    (out * weights(out.shape)).sum().backward()
    entry["read"] = plain(out)
    entry["grad"] = plain(x.grad)
    places = read(torch.arange(x.numel()).reshape(shape), items)
    distinct = places.unique().numel() == places.numel()
    candidates = [list(out.shape), [], list(out.shape)[-1:], [1, 1] + list(out.shape)]
    writes = []
    for k, value_shape in enumerate(random.sample(candidates, 2)):
        for accumulate in ([False, True] if distinct else [True]):
            value = counted(value_shape, 100).requires_grad_()
            x = counted(shape).requires_grad_()
            if accumulate:
                spread = value.reshape(value.shape[2:]) if len(value_shape) > len(out.shape) and k >= 0 else value
                y = x.flatten().index_add(0, places.flatten(), spread.expand(places.shape).flatten()).reshape(shape)
            else:
                y = x.clone()
                y[tuple(index(item) for item in items)] = value
            (y * weights(shape)).sum().backward()
            gradient = value.grad if value.grad is not None else torch.zeros(value_shape, dtype=f64)
            writes.append({"value": value_shape, "accumulate": accumulate, "result": plain(y), "grad": plain(x.grad),
                           "value_grad": plain(gradient)})
    entry["writes"] = writes


ALL = {"slice": [None, None, None]}
I = tensor_item([1, 0], [2])
J = tensor_item([1, 0], [2, 1])
M3 = tensor_item([True, False, True], [3], "bool")
M23 = tensor_item([True, False, True, False, True, True], [2, 3], "bool")
# Where the dimensions of the result stand: neighbours, neighbours after others, separated, beside integers and masks.
for items in ([I], [ALL, I], [I, I], [ALL, I, I], [I, ALL, I], [I, "...", I], ["...", I, I], [I, None, I], [None, I, I],
              [I, J], [J, ALL, I], [0, ALL, I], [I, ALL, 0], [0, I], [I, 0], [ALL, I, 0], [I, 0, I], [ALL, M3], [M23],
              [M23, I], [M23, ALL, I], [ALL, M3, I], [I, M3], [True], [False], [True, I], [I, True], [None, True, "..."], [True, False],
              ["..."], [], ["...", None], [None, None], [{"slice": [None, None, 2]}, I], [tensor_item([1], []), ALL, I],
              [tensor_item([True], [], "bool")], [tensor_item([False], [], "bool"), I], [0, 0, 0], [-1, -1, -1],
              [tensor_item([], [0])], [tensor_item([], [0]), I], [tensor_item([1, 0, 1], [3]), I], [2], [0, 0, 0, 0], ["...", "..."],
              [tensor_item([0, 2], [2])], [tensor_item([-3], [1])], [{"slice": [None, None, 0]}], [{"slice": [None, None, -1]}]):
    expression([2, 3, 2], items)
for shape in ([4], [3, 4], [2, 3, 4], [2, 3, 2, 3]):
    for _ in range(75):
        expression(shape, random_expression(shape))
expression([], [])
expression([], [None])
expression([], ["..."])
expression([], [True])
expression([], [tensor_item([True], [], "bool")])
expression([], [0])
expression([0, 3], [ALL, 1])
expression([0, 3], [tensor_item([], [0])])
expression([0, 3], [tensor_item([0], [1])])

# --- Functions, in the format of ops.json.
cases = []


def case(name, call, inputs, **attrs):
    entry = {"name": name, "attrs": attrs, "inputs": [plain(x) for x in inputs]}
    cases.append(entry)
    leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    out = attempt(lambda: call(*leaves))
    if out is None:
        entry["fails"] = True
        return
    outputs = list(out) if isinstance(out, tuple) else [out]
    entry["outputs"] = [plain(y) for y in outputs]
    carrying = [y for y in outputs if y.requires_grad]
    upstream = [weights(y.shape) for y in carrying]
    entry["upstream"] = [plain(u) for u in upstream]
    if carrying:
        sum((u * y).sum() for u, y in zip(upstream, carrying)).backward()
    entry["grads"] = [plain(x.grad if x.grad is not None else torch.zeros_like(x)) if x.is_floating_point() else None
                      for x in leaves]


def ints(values):
    return torch.tensor(values, dtype=torch.int64)


x = counted((3, 4))
deep = counted((2, 3, 4))
for at, dim in ((ints([[0, 2], [1, 0]]), 0), (ints([[3, 0, 1], [1, 1, 2]]), 1), (ints([[2, 0, 1, 0]]), 0), (ints([[4]]), 1)):
    case("gather", lambda a, i: torch.gather(a, dim, i), [x, at], dim=dim)
    source = counted(at.shape, 50)  # PyTorch has no gradient for a larger one
    case("scatter_add", lambda a, i, s: torch.scatter_add(a, dim, i, s), [x, at, source], dim=dim)
    case("scatter_value", lambda a, i: torch.scatter(a, dim, i, -2.5), [x, at], dim=dim, value=-2.5)
for at, dim in ((ints([[0, 2], [1, 0]]), 0), (ints([[3, 0, 1], [1, 2, 0]]), 1), (ints([[2, 0, 1, 0]]), 0), (ints([[0, 1, 2, 0, 1]]), 0)):
    case("scatter", lambda a, i, s: torch.scatter(a, dim, i, s), [x, at, counted(at.shape, 50)], dim=dim)
case("scatter", lambda a, i, s: torch.scatter(a, 2, i, s), [deep, ints([[[3, 1]], [[0, 2]]]), counted((2, 1, 2), 50)], dim=2)
for at in (ints([0, 2, 2]), ints([1]), ints([])):
    rows = counted((len(at), 4), 50)
    case("index_add", lambda a, i, s: torch.index_add(a, 0, i, s), [x, at, rows], dim=0)
    case("index_add", lambda a, i, s: torch.index_add(a, 0, i, s, alpha=-0.5), [x, at, rows], dim=0, alpha=-0.5)
case("index_add", lambda a, i, s: torch.index_add(a, 1, i, s), [deep, ints([2, 0]), counted((2, 2, 4), 50)], dim=1)
case("index_add", lambda a, i, s: torch.index_add(a, 0, i, s), [x, ints([3]), counted((1, 4), 50)], dim=0)
for at in (ints([0, 2]), ints([1]), ints([])):
    case("index_copy", lambda a, i, s: torch.index_copy(a, 0, i, s), [x, at, counted((len(at), 4), 50)], dim=0)
    case("index_fill", lambda a, i: torch.index_fill(a, 0, i, 3.5), [x, at], dim=0, value=3.5)
    case("index_fill", lambda a, i: torch.index_fill(a, -1, i, 3.5), [deep, at], dim=-1, value=3.5)
case("index_copy", lambda a, i, s: torch.index_copy(a, -1, i, s), [deep, ints([3, 0]), counted((2, 3, 2), 50)], dim=-1)
for at in (ints([[0, 11], [5, -1]]), ints(7), ints([]), ints([12])):
    case("take", torch.take, [x, at])
for at, dim in ((ints([[0, 2, 1, 0]]), 0), (ints([[1], [0], [3]]), 1), (ints([[3, 1]]), 1), (ints([[0, 0], [1, 1]]), 1)):
    case("take_along_dim", lambda a, i: torch.take_along_dim(a, i, dim), [x, at], dim=dim)
mask = torch.tensor([True, False, True, False])
full = torch.tensor([[True, False, False, True], [False] * 4, [True, True, False, False]])
for m in (mask, full, torch.tensor(True), torch.tensor(False), torch.tensor([[True], [False], [True]]), torch.tensor([True, False])):
    case("masked_select", torch.masked_select, [x, m])
    case("masked_fill", lambda a, b: torch.masked_fill(a, b, -1.5), [x, m], value=-1.5)
    case("masked_fill_tensor", torch.masked_fill, [x, m, torch.tensor(-1.5, dtype=f64)])
    case("masked_scatter", torch.masked_scatter, [x, m, counted((3, 5), 50)])
case("masked_scatter", torch.masked_scatter, [x, full, counted((3,), 50)])
case("masked_select", torch.masked_select, [counted((4,)), full])
for t in (ints([0, 3, 0, -1]), ints([[1, 0], [0, 2]]), torch.zeros(2, 3, dtype=f64), full, ints(5), ints(0), ints([])):
    case("nonzero", torch.nonzero, [t])
    case("where_nonzero", lambda a: torch.where(a), [t])

# Empty and 0-d.
nothing, none, one = torch.zeros((0, 3), dtype=f64), ints([]), torch.tensor(1.5, dtype=f64)
some, zero = torch.tensor(2.5, dtype=f64), ints(0)
yes = torch.tensor(True)
no_mask = torch.zeros((0, 3), dtype=torch.bool)
case("take_along_dim", lambda a, i: torch.take_along_dim(a, i, 1), [nothing, torch.zeros((0, 1), dtype=torch.int64)], dim=1)
case("take_along_dim", lambda a, i: torch.take_along_dim(a, i, 0), [one, zero], dim=0)
for a, i, s, dim in ((nothing, torch.zeros((0, 1), dtype=torch.int64), torch.zeros((0, 1), dtype=f64), 1), (one, zero, some, 0)):
    case("scatter", lambda a, i, s: torch.scatter(a, dim, i, s), [a, i, s], dim=dim)
    case("scatter_value", lambda a, i: torch.scatter(a, dim, i, 3.5), [a, i], dim=dim, value=3.5)
for a, i, s in ((nothing, none, nothing), (one, zero, some)):
    case("index_add", lambda a, i, s: torch.index_add(a, 0, i, s), [a, i, s], dim=0)
    case("index_copy", lambda a, i, s: torch.index_copy(a, 0, i, s), [a, i, s], dim=0)
    case("index_fill", lambda a, i: torch.index_fill(a, 0, i, 3.5), [a, i], dim=0, value=3.5)
for a, m, s in ((nothing, no_mask, torch.zeros(0, dtype=f64)), (one, yes, some), (one, torch.tensor(False), some)):
    case("masked_select", torch.masked_select, [a, m])
    case("masked_fill", lambda a, m: torch.masked_fill(a, m, 3.5), [a, m], value=3.5)
    case("masked_fill_tensor", torch.masked_fill, [a, m, some])
    case("masked_scatter", torch.masked_scatter, [a, m, s])


# --- Changes in place. Each program makes its result from leaves x (2, 3) and w (3,); the same in C++ by name.
def p_rows(x, w):
    y = torch.zeros(2, 3, dtype=f64)
    y[0].copy_(x[1] * 2)
    y[1] = w
    return y


def p_old_view(x, w):
    y = x * 2
    v = y[0]
    y.mul_(w)
    return v * w


def p_base_of_changed_view(x, w):
    y = x * 2
    v = y.t()[1]
    v.mul_(w[:2])
    return y * y


def p_views_of_views(x, w):
    y = x.clone()
    y.t()[1:].reshape(4)[::2].exp_()
    return y


def p_sibling(x, w):
    y = x + 1
    a, b = y[0], y[:, 1]
    a.mul_(w)
    b.add_(w[0], alpha=3)
    return a.sum() * b


def p_unrelated_base(x, w):
    y = torch.zeros(3, 3, dtype=f64)
    other = y[2]
    y[:2].copy_(x)
    y[1:].mul_(w)
    return other + y.sum(0)


def p_chain(x, w):
    # Ours in place throughout; PyTorch refuses to change what its gradients have saved.
    y = x.abs().add(1).log().neg().sigmoid().sqrt().reciprocal().square().tanh().pow(2).mul(3)
    return y.sub(w, alpha=2).div(w)


def p_clamp_relu(x, w):
    y = x * w
    y[0].clamp_(0.2, 0.9)
    y[1].relu_()
    return y


def p_self(x, w):
    # As in p_chain.
    y = x * x
    y = y + y
    return y / (y + 1)


def p_fill(x, w):
    y = x * w
    y[:, 1].fill_(5)
    y[0].zero_()
    return y * x


def p_masked(x, w):
    y = x * w
    y.masked_fill_(y > 0.5, 2.0)
    y[1].masked_scatter_(torch.tensor([True, False, True]), w * 4)
    return y


def p_scatter(x, w):
    y = x * w
    y.scatter_(1, ints([[0, 2], [1, 0]]), (x * 5)[:, :2])
    y.scatter_add_(0, ints([[1, 0, 1]]), w.reshape(1, 3))
    y.t().index_add_(0, ints([2, 2]), x[:, :2] * 3, alpha=2)
    y[1].index_fill_(0, ints([0]), 7.0)
    return y


def p_index_put(x, w):
    y = x * w
    y[:, [2, 0]] = w[:2]
    y[1][torch.tensor([True, False, True])] += 1
    y[..., None, 1] = x[:, :1]
    return y


def p_expanded(x, w):
    y = w * 1
    v = y.expand(2, 3)
    y.mul_(2)
    return v * x


def p_loop(x, w):
    y = torch.zeros(4, 3, dtype=f64)
    y[0] = w
    for i in range(1, 4):
        y[i] = y[i - 1].clone() * w + x[0]
    return y


def p_twice(x, w):
    y = x.clone()
    v = y[1]
    v.mul_(w)
    v.mul_(w)
    y[:, 0].mul_(v[1].clone())
    return y + v


def p_detached(x, w):
    y = x * w
    with torch.no_grad():
        y.detach()[0] = 1
    return y


def p_untracked_view(x, w):
    y = x.clone()
    v = y[0]
    v.add_(torch.ones(3, dtype=f64))
    y.sub_(w)
    return v * y


programs = []
for name, program in list(globals().items()):
    if name.startswith("p_"):
        x = (counted((2, 3)) / 4 - 0.6).requires_grad_()
        w = (counted((3,)) / 8 + 0.3).requires_grad_()
        y = program(x, w)
        (y * weights(y.shape)).sum().backward()
        zero = lambda t: t.grad if t.grad is not None else torch.zeros_like(t)
        programs.append({"name": name[2:], "x": plain(x), "w": plain(w), "y": plain(y), "x_grad": plain(zero(x)),
                         "w_grad": plain(zero(w))})

result = {"torch": torch.__version__, "cases": cases, "expressions": expressions, "programs": programs}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "indexing.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(result, file, indent=None, separators=(",", ":"))
    file.write("\n")
print(len(expressions), "expressions,", sum(e["read"] == "fails" for e in expressions), "of them fail;", len(cases), "cases;",
      len(programs), "programs")
