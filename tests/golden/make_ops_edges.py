#!/usr/bin/env python3
"""Writes ops_edges.json beside itself: what PyTorch answers for operations on empty and 0-d tensors, on ties, and for
the operations that ops.json leaves out. The format is that of ops.json; "fails": true means that PyTorch refuses.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_ops_edges.py
"""

import math

import torch
import torch.nn.functional as F
from op_cases import case, cases, ints, plain, real, write

# Functions of one tensor: 0-d, empty, and integers where PyTorch takes them.
UNARY = {n: getattr(torch, n) for n in (
    "neg abs sign square reciprocal sqrt rsqrt exp expm1 log log1p log2 log10 sin cos tan asin acos atan sinh cosh erf "
    "floor ceil round tanh sigmoid relu logical_not isnan zeros_like ones_like clone").split()}
for name, f in UNARY.items():
    inside = real() * 0.5
    case(name, f, [inside])
    case(name, f, [real(0, 3)])
    case(name, f, [real(2, 3) * 0.5])
special = torch.tensor([0.0, -0.0, math.inf, -math.inf, math.nan], dtype=torch.float64)
for name in UNARY:
    if name in ("square", "sinh", "cosh"):  # gradients of infinities there are products with zero upstream
        continue
    with torch.no_grad():
        y = UNARY[name](special)
    cases.append({"name": name, "attrs": {}, "inputs": [plain(special)], "outputs": [plain(y)], "upstream": [],
                  "grads": [None]})
for value in (2.5, -2.5, 0.5, -0.5, 1.5):
    case("round", torch.round, [torch.tensor([value], dtype=torch.float64)])
case("abs", torch.abs, [torch.tensor([0.0, -1.0], dtype=torch.float64)])
case("relu", torch.relu, [torch.tensor([0.0, -1.0, 1.0], dtype=torch.float64)])
for shape in ((), (0, 3), (2, 2)):
    case("clamp", lambda x: torch.clamp(x, -0.5, 0.9), [real(*shape)], min=-0.5, max=0.9)
case("clamp", lambda x: torch.clamp(x, -1, 1), [special], min=-1.0, max=1.0)
case("clamp", lambda x: torch.clamp(x, 1.0, 0.5), [real(3)], min=1.0, max=0.5)
SCALAR = {
    "add_scalar": lambda x, s: x + s, "sub_scalar": lambda x, s: x - s, "rsub_scalar": lambda x, s: s - x,
    "mul_scalar": lambda x, s: x * s, "div_scalar": lambda x, s: x / s, "rdiv_scalar": lambda x, s: s / x,
    "eq_scalar": torch.eq, "ne_scalar": torch.ne, "lt_scalar": torch.lt, "le_scalar": torch.le,
    "gt_scalar": torch.gt, "ge_scalar": torch.ge}
for name, f in SCALAR.items():
    for x in (real(), real(0, 3), real(2, 3), torch.tensor([1.5, 2.0], dtype=torch.float64)):
        case(name, lambda t: f(t, 1.5), [x], scalar=1.5)
for exponent in (0.0, 1.0, 2.0, 3.0, 0.5, -1.0, -2.0, 2.7):
    case("pow_scalar", lambda x: x ** exponent, [real(3)], exponent=exponent)
    case("pow_scalar", lambda x: x ** exponent, [real()], exponent=exponent)
case("pow_scalar", lambda x: x ** 2.0, [real(0, 2)], exponent=2.0)
case("pow_scalar", lambda x: x ** 2.0, [torch.tensor([0.0, -1.0], dtype=torch.float64)], exponent=2.0)

# Functions of two.
BINARY = {n: getattr(torch, n) for n in
          "add sub mul div pow maximum minimum atan2 eq ne lt le gt ge logical_and logical_or".split()}
for name, f in BINARY.items():
    case(name, f, [real(), real()])
    case(name, f, [real(0, 3), real(3)])
    case(name, f, [real(2, 3), real()])
    case(name, f, [real(2, 1), real(3)])
    case(name, f, [real(0), real(2)])
    same = real(2)
    case(name, f, [same, same.clone()])
    case(name, f, [ints(3, -2, 0), ints(2, 3, 0)] if name != "pow" else [ints(3, -2, 0), ints(2, 3, 0)])
case("pow", torch.pow, [torch.tensor([0.0, 0.0, 2.0], dtype=torch.float64),
                        torch.tensor([0.0, 2.0, 0.0], dtype=torch.float64)])
case("maximum", torch.maximum, [special, real(5)])
case("minimum", torch.minimum, [real(5), special])
truth = torch.tensor([True, False, True])
case("where", torch.where, [torch.tensor(True), real(), real()])
case("where", torch.where, [truth, real(3), real()])
case("where", torch.where, [torch.zeros(0, 3, dtype=torch.bool), real(3), real(1, 3)])
case("where", torch.where, [truth, real(2), real(3)])

# Reductions.
REDUCE = {
    "sum": torch.sum, "mean": torch.mean, "amax": torch.amax, "amin": torch.amin, "logsumexp": torch.logsumexp}
for name, f in REDUCE.items():
    whole = {} if name in ("sum", "mean") else {"dim": []}
    for x in (real(), real(0, 3), real(2, 0), real(0), real(2, 3), real(1)):
        if name != "logsumexp" or x.numel():  # PyTorch reduces an empty list of dimensions to nothing there
            case(name, lambda t: f(t, **whole) if name != "logsumexp" else
                 torch.logsumexp(t, tuple(range(t.dim())) or (0,)), [x])
        for dim in (0, -1, 1):
            for keepdim in (False, True):
                case(name, lambda t: f(t, dim=dim, keepdim=keepdim), [x], dim=[dim], keepdim=keepdim)
    case(name, lambda t: f(t, dim=[0, 0]), [real(2, 2)], dim=[0, 0])
    case(name, lambda t: f(t, dim=[0, -2]), [real(2, 2)], dim=[0, -2])
case("sum", torch.sum, [ints(1, 2, 3)])
case("sum", torch.sum, [truth])
case("mean", torch.mean, [ints(1, 2)])
case("logsumexp", lambda t: torch.logsumexp(t, 0), [torch.full((3,), -math.inf, dtype=torch.float64)], dim=[0])
for name, f in (("var", torch.var), ("std", torch.std)):
    for x in (real(), real(0, 3), real(3), real(1), real(2, 3)):
        for unbiased in (True, False):
            # The unbiased variance of one number is 0 / 0; PyTorch 1.13 gives it an infinite slope, we NaN.
            undefined = unbiased and x.numel() == 1
            case(name, lambda t: f(t, unbiased=unbiased), [x], undefined, unbiased=unbiased)
            case(name, lambda t: f(t, dim=[0], unbiased=unbiased, keepdim=True), [x], undefined, dim=[0],
                 unbiased=unbiased, keepdim=True)
tied = torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, -1.0]], dtype=torch.float64)
for name, f in (("max", torch.max), ("min", torch.min)):
    for x in (real(), real(0), real(0, 3), tied):
        case(name, f, [x])
        for dim in (0, -1, 1):
            case(name + "_dim", lambda t: f(t, dim), [x], dim=dim)
            case(name + "_dim", lambda t: f(t, dim, keepdim=True), [x], dim=dim, keepdim=True)
for name, f in (("amax", torch.amax), ("amin", torch.amin)):
    case(name, lambda t: f(t, dim=[1]), [tied], dim=[1])
    case(name, lambda t: f(t), [special[:4]])
with_nan = torch.tensor([1.0, math.nan, 3.0, math.nan], dtype=torch.float64)
for name, f in (("argmax", torch.argmax), ("argmin", torch.argmin)):
    for x in (real(), real(0), real(0, 3), real(2, 0), tied, with_nan):
        case(name, f, [x])
        for dim in (0, -1, 1):
            case(name, lambda t: f(t, dim=dim), [x], dim=dim)
            case(name, lambda t: f(t, dim=dim, keepdim=True), [x], dim=dim, keepdim=True)
for name, f in (("all", torch.all), ("any", torch.any)):
    for x in (real(), real(0), real(0, 3), torch.tensor([[0.0, 1.0], [1.0, 1.0]], dtype=torch.float64), truth):
        case(name, f, [x])
        for dim in (0, 1):
            case(name, lambda t: f(t, dim=dim, keepdim=True), [x], dim=[dim], keepdim=True)
for name, f in (("softmax", torch.softmax), ("log_softmax", torch.log_softmax)):
    for x in (real(), real(0), real(0, 3), real(3, 0), real(2, 3), torch.tensor([1000.0, 0.0], dtype=torch.float64),
              with_nan, torch.tensor([-math.inf, 0.0], dtype=torch.float64)):
        for dim in (0, -1, 1):
            case(name, lambda t: f(t, dim), [x], dim=dim)

# Shapes.
for shape in ([-1], [], [1, 1], [0], [2, 0], [0, -1], [-1, -1], [-2]):
    for x in (real(), real(1), real(0, 3), real(2, 0)):
        case("reshape", lambda t: t.reshape(shape), [x], shape=shape)
        case("t_reshape", lambda t: t.t().reshape(shape), [x], shape=shape)
case("permute", lambda t: t.permute([]), [real()], dims=[])
case("permute", lambda t: t.permute([1, 0]), [real(0, 2)], dims=[1, 0])
case("permute", lambda t: t.permute([0]), [real(1, 2)], dims=[0])
for x in (real(), real(2), real(0, 2)):
    for d in (0, -1, 1):
        case("transpose", lambda t: t.transpose(0, d), [x], dim0=0, dim1=d)
for x in (real(), real(1), real(0, 1), real(1, 0, 1), real(2, 1)):
    case("squeeze", lambda t: t.squeeze(), [x])
    for d in (0, -1, 1):
        case("squeeze", lambda t: t.squeeze(d), [x], dim=d)
        case("unsqueeze", lambda t: t.unsqueeze(d), [x], dim=d)
case("unsqueeze_squeeze", lambda t: t.unsqueeze(0).squeeze(0), [real()], unsqueeze=0, squeeze=0)
case("unsqueeze_squeeze", lambda t: t.unsqueeze(1).squeeze(0), [real(1, 0)], unsqueeze=1, squeeze=0)
for x in (real(), real(0), real(2, 0, 3), real(2, 3, 2)):
    case("flatten", lambda t: t.flatten(), [x])
    case("flatten", lambda t: t.flatten(1), [x], start=1)
    case("flatten", lambda t: t.flatten(0, 1), [x], start=0, end=1)
for x, shape in ((real(), []), (real(), [2, 3]), (real(1), [0]), (real(0, 1), [0, 3]), (real(0, 1), [2, 0, 2]),
                 (real(2), [-1, 2]), (real(2, 1), [-1, -1]), (real(2), []), (real(2), [-3]), (real(0), [1]),
                 (real(2), [3, -1])):
    case("expand", lambda t: t.expand(shape), [x], shape=shape)
for x in (real(), real(0), real(3, 0)):
    for d, i in ((0, 0), (0, -1), (1, 0)):
        case("select", lambda t: t.select(d, i), [x], dim=d, index=i)
for start, stop, step in ((0, 0, 1), (3, 1, 1), (-100, 100, 3), (1, None, 2), (4, 5, 1), (-2, -1, 1),
                          (0, 2 ** 62, 2 ** 62), (-(2 ** 62), None, 5)):
    for x in (real(4), real(0), real(), real(4, 2)) if step < 100 else (real(4), real(0)):
        case("slice", lambda t: t[start:stop:step], [x], start=[start], stop=[stop], step=[step])
for x in (real(3), real(0), real(), real(3, 0)):
    for start, length in ((0, 0), (0, 3), (1, 3), (3, 0), (-1, 1), (4, 0), (0, -1)):
        case("narrow", lambda t: t.narrow(0, start, length), [x], dim=0, start=start, length=length)
case("cat", lambda *t: torch.cat(t, 0), [real(0, 2), real(0, 2)], dim=0)
case("cat", lambda *t: torch.cat(t, 0), [real(), real()], dim=0)
case("cat", lambda *t: torch.cat(t, 1), [real(2, 0), real(2, 2)], dim=1)
case("cat", lambda *t: torch.cat(t, 0), [real(2)], dim=0)
case("cat", lambda *t: torch.cat(t, 0), [real(2), ints(1, 2)], dim=0)
case("cat", lambda *t: torch.cat(t, 0), [real(2), truth, ints(4)], dim=0)
case("cat", lambda *t: torch.cat(t, 0), [], dim=0)
case("stack", lambda *t: torch.stack(t, 0), [real(), real()], dim=0)
case("stack", lambda *t: torch.stack(t, -1), [real(0, 2), real(0, 2)], dim=-1)
case("stack", lambda *t: torch.stack(t, 0), [], dim=0)
case("split", lambda t: torch.split(t, 2, 0), [real(0, 2)], size=2, dim=0)
case("split", lambda t: torch.split(t, 2, 0), [real()], size=2, dim=0)
case("split", lambda t: torch.split(t, 9, 0), [real(3)], size=9, dim=0)

# Indices. PyTorch has no negative ones here; ours may, and rows of the table test them.
case("index_select", lambda t, i: torch.index_select(t, 0, i), [real(2, 3), ints()], dim=0)
case("index_select", lambda t, i: torch.index_select(t, 1, i), [real(0, 3), ints(2, 0)], dim=1)
case("index_select", lambda t, i: torch.index_select(t, 0, i), [real(0, 3), ints(0)], dim=0)
case("index_select", lambda t, i: torch.index_select(t, 0, i), [real(3), torch.tensor(1)], dim=0)
case("index_select", lambda t, i: torch.index_select(t, 0, i), [real(3), ints(1, 3)], dim=0)
case("gather", lambda t, i: torch.gather(t, 0, i), [real(), torch.tensor(0)], dim=0)
case("gather", lambda t, i: torch.gather(t, 1, i), [real(2, 3), torch.zeros(2, 0, dtype=torch.int64)], dim=1)
case("gather", lambda t, i: torch.gather(t, 1, i), [real(0, 3), torch.zeros(0, 2, dtype=torch.int64)], dim=1)
case("gather", lambda t, i: torch.gather(t, 0, i), [real(3), ints(0, 3)], dim=0)
case("scatter_add", lambda t, i, s: t.scatter_add(0, i, s), [real(), torch.tensor(0), real()], dim=0)
case("scatter_add", lambda t, i, s: t.scatter_add(0, i, s), [real(3), ints(), real(0)], dim=0)
case("scatter_add", lambda t, i, s: t.scatter_add(0, i, s), [real(3), ints(0, 0, 2, 0), real(4)], dim=0)
case("scatter_add", lambda t, i, s: t.scatter_add(0, i, s), [real(3), ints(3), real(1)], dim=0)
for labels, classes in ((torch.tensor(2), 4), (torch.tensor(2), -1), (ints(), 3), (ints(), -1), (ints(0, 1), 0),
                        (ints(-1), 3), (ints(1, 3), 3), (torch.zeros(2, 0, dtype=torch.int64), 2)):
    case("one_hot", lambda t: F.one_hot(t, classes), [labels], classes=classes)
for x, least in ((ints(), 0), (ints(), 3), (ints(0, 2, 2), 0), (ints(1), 4), (ints(-1), 0), (torch.tensor(1), 0),
                 (ints(1), -1)):
    if x.dim() == 1:
        case("bincount", lambda t: torch.bincount(t, minlength=least), [x], minlength=least)
cases.append({"name": "bincount", "attrs": {}, "inputs": [plain(torch.tensor(1))], "fails": True})

# Products and losses.
PRODUCTS = [((), ()), ((), (3,)), ((2, 3), ()), ((0,), (0,)), ((0, 3), (3,)), ((2, 0), (0,)), ((2, 0), (0, 3)),
            ((0, 2, 3), (3, 2)), ((2, 2, 0), (2, 0, 3)), ((1, 2, 3), (0, 3, 2)), ((2, 3), (2, 3)), ((3,), (2,)),
            ((2, 1, 3), (3, 3, 2)), ((2, 2, 3), (3, 3, 2))]
for a, b in PRODUCTS:
    case("matmul", torch.matmul, [real(*a), real(*b)])
case("matmul", torch.matmul, [ints(1, 2, 3), ints(4, 5, 6)])
case("matmul", torch.matmul, [ints(1, 2), real(2)])
case("outer", torch.outer, [real(0), real(3)])
case("outer", torch.outer, [real(), real(3)])
for x, w, b in (((0, 3), (2, 3), (2,)), ((2, 0), (2, 0), (2,)), ((), (2, 3), (2,)), ((2, 3), (0, 3), (0,)),
                ((3,), (2, 3), (2,)), ((2, 2, 3), (2, 3), (2,))):
    case("linear", F.linear, [real(*x), real(*w), real(*b)])
    case("tanh_of_linear", lambda t, u, v: torch.tanh(F.linear(t, u, v)), [real(*x), real(*w), real(*b)])
for shape in ((), (3,), (0, 0), (0, 2, 2), (2, 2, 2), (2, 3)):
    case("det", torch.det, [real(*shape)])
with torch.no_grad():
    cases.append({"name": "det", "attrs": {}, "inputs": [plain(torch.eye(3, dtype=torch.float64))],
                  "outputs": [plain(torch.tensor(1.0, dtype=torch.float64))], "upstream": [], "grads": [None]})
for reduction in ("mean", "sum", "none"):
    for shape in ((), (0,), (2, 0), (3,)):
        case("mse_loss", lambda x, y: F.mse_loss(x, y, reduction=reduction), [real(*shape), real(*shape)],
             reduction=reduction)
    for name, f in (("cross_entropy", F.cross_entropy), ("nll_loss", F.nll_loss)):
        case(name, lambda x, y: f(x, y, reduction=reduction), [real(0, 3), ints()], reduction=reduction)
        case(name, lambda x, y: f(x, y, reduction=reduction), [real(2, 3), ints(0, 3)], reduction=reduction)
        case(name, lambda x, y: f(x, y, reduction=reduction), [real(2, 3), ints(0, -1)], reduction=reduction)
        case(name, lambda x, y: f(x, y, reduction=reduction), [real(), torch.tensor(0)], reduction=reduction)
        case(name, lambda x, y: f(x, y, weight=torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64),
                                  reduction=reduction), [real(2, 3), ints(0, 0)], weight=[0.0, 1.0, 2.0],
             reduction=reduction)

write("ops_edges.json")
