#!/usr/bin/env python3
"""Writes more_ops.json beside itself: PyTorch's values and gradients for the operations that ops.json lacks, and the
ties, specials, empty and 0-d tensors of those that it has since.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_more_ops.py
"""

import math

import torch
import torch.nn.functional as F
from op_cases import case, f64, ints, real, signed, write

INF, NAN = math.inf, math.nan

# Activations: far out, at their kinks, 0-d and empty.
ACTIVATIONS = {
    "leaky_relu": (F.leaky_relu, [{"negative_slope": 0.01}, {"negative_slope": -0.5}]),
    "elu": (F.elu, [{"alpha": 1.0}, {"alpha": 0.4}]),
    "celu": (F.celu, [{"alpha": 1.0}, {"alpha": -2.0}, {"alpha": 0.0}]),
    "selu": (F.selu, [{}]),
    "gelu": (F.gelu, [{"approximate": "none"}, {"approximate": "tanh"}]),
    "silu": (F.silu, [{}]),
    "mish": (F.mish, [{}]),
    "softplus": (F.softplus, [{"beta": 1.0, "threshold": 20.0}, {"beta": 3.0, "threshold": 1.0}]),
    "logsigmoid": (F.logsigmoid, [{}]),
    "softsign": (F.softsign, [{}]),
    "hardtanh": (lambda x, min, max: F.hardtanh(x, min, max), [{"min": -1.0, "max": 1.0}, {"min": 0.0, "max": 2.0}]),
    "relu6": (F.relu6, [{}]),
    "hardsigmoid": (F.hardsigmoid, [{}]),
    "hardswish": (F.hardswish, [{}]),
    "tanhshrink": (F.tanhshrink, [{}]),
    "softshrink": (F.softshrink, [{"lambd": 0.5}, {"lambd": 0.0}, {"lambd": -1.0}]),
    "hardshrink": (F.hardshrink, [{"lambd": 0.5}, {"lambd": 1.0}]),
    "threshold": (F.threshold, [{"threshold": 0.5, "value": -7.0}, {"threshold": -1.0, "value": 2.0}]),
}
for name, (f, options) in ACTIVATIONS.items():
    for attrs in options:
        for x in (signed(), signed(0, 3), signed(2, 3), f64(-700.0, -40.0, -12.5, 12.5, 40.0, 700.0),
                  f64(-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 6.0)):
            case(name, lambda t: f(t, **attrs), [x], **attrs)
    if name not in ("gelu", "silu", "mish", "hardswish", "softsign", "softshrink", "celu", "tanhshrink"):
        case(name, lambda t: f(t, **options[0]), [f64(INF, -INF, NAN)], values_only=True, **options[0])
for x, w in ((signed(), signed(1)), (signed(0, 3), signed(3)), (signed(4), signed(1)), (signed(4), signed(4)),
             (signed(2, 3), signed(3)), (signed(2, 3), signed(2)), (signed(2, 3, 2), signed(1)),
             (f64(-1.0, 0.0, 1.0), signed(1))):
    case("prelu", F.prelu, [x, w])
for x, dim in ((signed(), 0), (signed(4), 0), (signed(3), 0), (signed(0, 2), 0), (signed(0, 2), 1), (signed(2, 4), -1)):
    case("glu", lambda t: F.glu(t, dim), [x], dim=dim)

# More functions of one tensor.
truth = torch.tensor([True, False, True])
special = f64(0.0, -0.0, INF, -INF, NAN)
for name in "trunc frac exp2 asinh atanh erfc erfinv lgamma digamma sinc rad2deg deg2rad acosh".split():
    f = getattr(torch, name)
    inside = (lambda *s: real(*s) / 2) if name in ("atanh", "erfinv") else (lambda *s: real(*s) + 0.9)
    for x in (inside(), inside(0, 3), inside(2, 3)):
        case(name, f, [x])
    case(name, f, [special], values_only=True)
case("lgamma", torch.lgamma, [f64(-3.5, -0.25, 1e-3, 15.0, 171.5, 1e9)])
case("digamma", torch.digamma, [f64(-3.5, -0.25, 1e-3, 15.0, 171.5, 1e9)])
case("erfinv", torch.erfinv, [f64(-0.999, -0.3, 1e-8, 0.0, 0.7, 0.9999)])
case("erfinv", torch.erfinv, [f64(1.0, -1.0, 2.0)], values_only=True)
case("frac", torch.frac, [signed(5)])
case("logit", torch.logit, [real() / 2])
case("logit", torch.logit, [real(0, 2) / 2])
case("logit", torch.logit, [real(2, 3) / 2])
case("logit", torch.logit, [f64(0.0, 1.0, 2.0, -0.5)], values_only=True)
case("logit", lambda t: torch.logit(t, 0.25), [f64(0.0, 0.2, 0.3, 0.5, 0.9, 2.0)], eps=0.25)
for value, name in ((-0.5, "clamp_min"), (0.5, "clamp_max")):
    for x in (signed(), signed(0, 2), signed(2, 3), f64(-0.5, 0.5)):
        case(name, lambda t: getattr(torch, name)(t, value), [x], value=value)
for x, low, high in ((signed(), signed(), signed()), (signed(0, 2), real(2) - 2, real(2)),
                     (signed(2, 3), real(3) - 2, real(2, 1)), (f64(-1.0, 1.0, 0.0), f64(-1.0, -1.0, 1.0), f64(1.0, 1.0, -1.0)),
                     (f64(NAN, 1.0), f64(0.0, NAN), f64(1.0, 2.0))):
    case("clamp_tensor", torch.clamp, [x, low, high], values_only=bool(x.isnan().any()))
for x in (special, special[2], signed(0, 2), ints(3, -1), signed(2, 2)):
    case("nan_to_num", torch.nan_to_num, [x])
    case("nan_to_num", lambda t: torch.nan_to_num(t, 1.5, 2.5, -3.5), [x], nan=1.5, posinf=2.5, neginf=-3.5)
for name in ("isinf", "isfinite"):
    for x in (special, special[2], signed(0, 2), ints(3, -1), truth):
        case(name, getattr(torch, name), [x])
for x in (ints(5, -3, 0), torch.tensor(7), ints(), truth, signed(2)):
    case("bitwise_not", torch.bitwise_not, [x])
for x in (special, torch.tensor(7), signed(0, 2), truth, f64(0.0, 1.0).reshape(2, 1)):
    case("count_nonzero", torch.count_nonzero, [x])
    case("count_nonzero", lambda t: torch.count_nonzero(t, 0), [x], dim=0)

# Of two and three.
PAIRS = [((), ()), ((0, 3), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((2,), (3,))]
for name in "floor_divide remainder fmod hypot logaddexp xlogy heaviside isclose logical_xor".split():
    f = getattr(torch, name)
    for a, b in PAIRS:
        case(name, f, [signed(*a), real(*b)])
        case(name, f, [signed(*a), -real(*b)], values_only=name == "xlogy")
    if name == "heaviside":
        case(name, f, [f64(-1.0, 0.0, 2.0, NAN), f64(5.0, 6.0, 7.0, 8.0)])
    elif name != "fmod":
        case(name, f, [special, f64(0.0, 1.0, INF, -INF, 2.0)], values_only=True)
for name in ("floor_divide", "remainder", "fmod"):
    f = getattr(torch, name)
    case(name, f, [ints(7, -7, 7, -7, 6), ints(2, 2, -2, -2, 3)])
    case(name, f, [ints(7, 1), ints(2, 0)])
    case(name, f, [ints(7, -7), f64(2.0, 2.5)])
    case(name, f, [f64(7.0, -7.5, 0.0, INF), f64(0.0, INF, 3.0, 2.0)], values_only=True)
case("logaddexp", torch.logaddexp, [f64(1000.0, -1000.0, 3.0), f64(999.0, -1000.0, -800.0)])
case("xlogy", torch.xlogy, [f64(0.0, 0.0, 2.0), f64(0.5, 3.0, 0.25)])
for name in ("bitwise_and", "bitwise_or", "bitwise_xor"):
    f = getattr(torch, name)
    for x, y in ((ints(5, -3, 0), ints(6, 9, -1)), (torch.tensor(7), ints(2, 12)), (ints(), ints(3)),
                 (truth, torch.tensor([True, True, False])), (truth, ints(6, 6, 7)), (signed(2), ints(1, 2))):
        case(name, f, [x, y])
case("isclose", lambda x, y: torch.isclose(x, y, equal_nan=True), [special, special], equal_nan=True)
case("isclose", lambda x, y: torch.isclose(x, y, rtol=0.1, atol=0.0), [f64(1.0, 1.0), f64(1.1, 1.12)], rtol=0.1,
     atol=0.0)
for weight in (0.0, 0.3, 0.5, 1.0, 1.7):
    for a, b in ((signed(), signed()), (signed(0, 2), signed(2)), (signed(2, 3), signed(3))):
        case("lerp", lambda x, y: torch.lerp(x, y, weight), [a, b], weight=weight)
for w in (signed(), signed(3)):
    case("lerp_tensor", torch.lerp, [signed(2, 3), signed(3), w])
case("lerp_tensor", torch.lerp, [signed(), signed(), signed()])
case("lerp_tensor", torch.lerp, [signed(0, 2), signed(2), signed()])
for name in ("addcmul", "addcdiv"):
    for a, b, c in (((), (), ()), ((0, 2), (2,), (1,)), ((2, 3), (3,), (2, 1)), ((1,), (2, 1), (3,))):
        case(name, lambda x, y, z: getattr(torch, name)(x, y, z, value=0.7), [signed(*a), signed(*b), real(*c)],
             value=0.7)

# Parts, repetitions, other orders.
case("chunk", lambda t: torch.chunk(t, 3, 0), [signed(7)], chunks=3, dim=0)
case("chunk", lambda t: torch.chunk(t, 5, 0), [signed(6, 2)], chunks=5, dim=0)
case("chunk", lambda t: torch.chunk(t, 3, 0), [signed(0, 2)], chunks=3, dim=0)
case("chunk", lambda t: torch.chunk(t, 3, 0), [signed()], chunks=3, dim=0)
case("chunk", lambda t: torch.chunk(t, 0, 0), [signed(3)], chunks=0, dim=0)
for x in (signed(5), signed(), signed(5, 0), signed(2, 5)):
    for sizes in ([2, 3], [0, 5], [4, 2], [-1, 6]):
        dim = -1 if x.dim() == 2 and x.shape[1] == 5 else 0
        case("split_sizes", lambda t: torch.split(t, sizes, dim), [x], sizes=sizes, dim=dim)
for x in (signed(), signed(3), signed(0, 2), signed(2, 3)):
    for d in (0, 1, -1):
        if x.dim() == 0 or x.shape[d if d < x.dim() else 0]:
            case("unbind", lambda t: torch.unbind(t, d), [x], dim=d)
for x in (signed(), signed(3), signed(0, 2), signed(2, 3, 2)):
    for dims in ([0], [-1], [], [0, 0], [1], [0, 2]):
        case("flip", lambda t: torch.flip(t, dims), [x], dims=dims)
    case("fliplr", torch.fliplr, [x])
    case("flipud", torch.flipud, [x])
    for k in (-1, 0, 1, 2, 3, 6):
        case("rot90", lambda t: torch.rot90(t, k, [0, 1]), [x], k=k, dims=[0, 1])
    case("roll_flat", lambda t: torch.roll(t, 2), [x], shifts=[2])
    case("roll_flat", lambda t: torch.roll(t, [-1, 4], [0, -1]), [x], shifts=[-1, 4], dims=[0, -1])
    case("roll_flat", lambda t: torch.roll(t, [1, 2], [0]), [x], shifts=[1, 2], dims=[0])
    case("roll", lambda t: torch.roll(t, -5, 0), [x], shifts=-5, dim=0)
    for repeats in ([2], [1, 3], [0, 2, 1], [2, 1, 3, 1], [], [-1]):
        case("repeat", lambda t: t.repeat(repeats), [x], repeats=repeats)
        if repeats:
            case("tile", lambda t: torch.tile(t, repeats), [x], repeats=repeats)
    for d in (None, 0, -1, 1):
        for n in (0, 2, -1) if x.numel() else (0, 2):  # PyTorch lets a negative number of nothing pass
            case("repeat_interleave", lambda t: torch.repeat_interleave(t, n, d), [x], repeats=n, dim=d)
    for d in (0, -1):
        for size, step in ((2, 1), (1, 2), (0, 1), (3, 3), (5, 1), (2, 0)):
            if step and not (x.dim() == 0 and size == 0):
                case("unfold", lambda t: t.unfold(d, size, step), [x], dim=d, size=size, step=step)
    for sizes in ([2, 1], [-1, 1], [3], [1, -1, 2], [5]):
        case("unflatten", lambda t: t.unflatten(-1, sizes), [x], dim=-1, sizes=sizes)
case("repeat_interleave_each", lambda t, n: torch.repeat_interleave(t, n, 0), [signed(3, 2), ints(2, 0, 1)], dim=0)
case("repeat_interleave_each", lambda t, n: torch.repeat_interleave(t, n), [signed(2, 2), ints(1, 0, 3, 1)], dim=None)
case("repeat_interleave_each", lambda t, n: torch.repeat_interleave(t, n, 0), [signed(3), torch.tensor(2)], dim=0)
case("repeat_interleave_each", lambda t, n: torch.repeat_interleave(t, n, 0), [signed(0, 2), ints()], dim=0)
case("repeat_interleave_each", lambda t, n: torch.repeat_interleave(t, n, 0), [signed(2), ints(1, -1)], dim=0)
case("repeat_interleave_each", lambda t, n: torch.repeat_interleave(t, n, 0), [signed(2), ints(1, 1, 1)], dim=0)
for x, source, target in ((signed(2, 3, 2), [0], [-1]), (signed(2, 3, 2), [0, 2], [2, 1]), (signed(0, 2), [1], [0]),
                          (signed(), [0], [0]), (signed(2, 3), [0, 0], [0, 1]), (signed(2, 3), [0, 1], [0])):
    case("movedim", lambda t: torch.movedim(t, source, target), [x], source=source, destination=target)
case("swapaxes", lambda t: torch.swapaxes(t, 0, -1), [signed(2, 3, 2)], a=0, b=-1)
case("swapaxes", lambda t: torch.swapaxes(t, 0, -1), [signed()], a=0, b=-1)
case("swapaxes", lambda t: torch.swapaxes(t, 0, 1), [signed(0, 2)], a=0, b=1)
for name in ("hstack", "vstack", "dstack"):
    f = getattr(torch, name)
    for shapes in (((), ()), ((2,), (3,)), ((2,), (2,)), ((2, 1), (2, 3)), ((2, 3), (1, 3)), ((0, 2), (1, 2)),
                   ((2, 1, 2), (2, 1, 2)), ((), (2,))):
        case(name, lambda *t: f(t), [signed(*s) for s in shapes])
for shapes in (((2, 1), (3,)), ((), (2, 2)), ((0, 1), (1, 3)), ((2,), (3,))):
    case("broadcast_tensors", torch.broadcast_tensors, [signed(*s) for s in shapes])

# Diagonals and triangles.
for x in (signed(3, 4), signed(), signed(0, 2), signed(3, 0), signed(2, 3, 2)):
    for offset in (0, 1, -1, 2, -5):
        case("diagonal", lambda t: torch.diagonal(t, offset), [x], offset=offset)
        case("tril", lambda t: torch.tril(t, offset), [x], diagonal=offset)
        case("triu", lambda t: torch.triu(t, offset), [x], diagonal=offset)
        if x.dim() != 2 or -x.shape[0] < offset < x.shape[1]:  # others are empty here, as in later PyTorch
            case("diag", lambda t: torch.diag(t, offset), [x], offset=offset)
        case("diag_embed", lambda t: torch.diag_embed(t, offset), [x], offset=offset)
    case("diagonal", lambda t: torch.diagonal(t, 1, -1, 0), [x], offset=1, dim1=-1, dim2=0)
    case("diagonal", lambda t: torch.diagonal(t, 0, 0, 0), [x], offset=0, dim1=0, dim2=0)
    case("diag_embed", lambda t: torch.diag_embed(t, 1, 0, 2), [x], offset=1, dim1=0, dim2=2)
    case("trace", torch.trace, [x])
for x in (signed(3), signed(0)):
    case("diag", lambda t: torch.diag(t, -1), [x], offset=-1)
case("tril", torch.tril, [torch.tensor([[NAN, INF], [1.0, 2.0]], dtype=torch.float64)], diagonal=0)
case("trace", torch.trace, [ints(1, 2, 3, 4).reshape(2, 2)])

# Padding.
for x in (signed(2, 3), signed(), signed(2, 0), signed(2, 3, 4)):
    for sizes in ([1, 2], [-1, 1], [0, 0], [1, 0, 2, 1], [1], [-2, -1], [-2, -2], [1, 2, 3, 4, 5, 6, 7, 8]):
        case("pad", lambda t: F.pad(t, sizes), [x], pad=sizes)
    case("pad", lambda t: F.pad(t, [1, 1], value=2.5), [x], pad=[1, 1], value=2.5)
for mode in ("reflect", "replicate", "circular"):
    for x, sizes in ((signed(1, 2, 3), [2, 1]), (signed(1, 2, 3), [0, -1]), (signed(2, 1, 4), [1, 3]), (signed(1, 1, 3, 4), [1, 2, 2, 0]),
                     (signed(1, 2, 2, 2, 3), [1, 1, 1, 0, 1, 1]), (signed(1, 2, 3), [4, 0] if mode != "replicate" else [1])):
        case("pad", lambda t: F.pad(t, sizes, mode=mode), [x], pad=sizes, mode=mode)

# Along a dimension.
holes = f64(2.0, 0.0, 3.0, 0.0, -1.5)
ties = torch.tensor([[1.0, 3.0, 3.0, 2.0], [2.0, 2.0, -1.0, -1.0]], dtype=torch.float64)
with_nan = f64(1.0, NAN, 3.0, -2.0, NAN)
ALONG = {"cumsum": torch.cumsum, "cumprod": torch.cumprod, "cummax": torch.cummax, "cummin": torch.cummin,
         "logcumsumexp": torch.logcumsumexp, "sort": lambda t, d: torch.sort(t, dim=d, stable=True),
         "sort_down": lambda t, d: torch.sort(t, dim=d, stable=True, descending=True),
         "argsort": lambda t, d: torch.argsort(t, dim=d, stable=True)}
for name, f in ALONG.items():
    attrs = {"descending": True} if name == "sort_down" else {}
    for x in (signed(), signed(0), signed(0, 2), signed(2, 3, 2), ties, holes):
        for d in (0, -1, 1):
            if name == "logcumsumexp" and x.numel() == 0 or name in ("cummax", "cummin") and x.dim() <= d == 1:
                continue
            case("sort" if name == "sort_down" else name, lambda t: f(t, d), [x], dim=d, **attrs)
    if name not in ("argsort", "logcumsumexp"):
        case("sort" if name == "sort_down" else name, lambda t: f(t, 0), [with_nan], values_only=True, dim=0, **attrs)
    if name != "logcumsumexp":
        case("sort" if name == "sort_down" else name, lambda t: f(t, 0), [ints(3, 1, 2, 1)], dim=0, **attrs)
case("logcumsumexp", lambda t: torch.logcumsumexp(t, 0), [f64(1000.0, -1000.0, 1001.0)], dim=0)
case("logcumsumexp", lambda t: torch.logcumsumexp(t, 0), [f64(-INF, 1.0, -INF)], values_only=True, dim=0)
case("logcumsumexp", lambda t: torch.logcumsumexp(t, 0), [signed(0)], values_only=True, dim=0)
case("cumsum", lambda t: torch.cumsum(t, 0), [truth], dim=0)
for x in (signed(), signed(0), signed(0, 2), signed(2, 3), holes, f64(0.0, 2.0, 3.0), ints(2, 3, 4), truth):
    case("prod", torch.prod, [x])
    for d in (0, -1, 1):
        case("prod", lambda t: torch.prod(t, d), [x], dim=d)
        case("prod", lambda t: torch.prod(t, d, keepdim=True), [x], dim=d, keepdim=True)
for x in (signed(), signed(0), signed(5), signed(3, 4), ints(5, 2, 7)):
    for k in (0, 1, 2, 4, -1):
        for d in (0, -1):
            if x.dim() == 0 and k == 0:
                continue
            case("topk", lambda t: torch.topk(t, k, d), [x], k=k, dim=d)
            case("topk", lambda t: torch.topk(t, k, d, largest=False), [x], k=k, dim=d, largest=False)
            case("kthvalue", lambda t: torch.kthvalue(t, k, d), [x], k=k, dim=d)
            case("kthvalue", lambda t: torch.kthvalue(t, k, d, keepdim=True), [x], k=k, dim=d, keepdim=True)
case("topk", lambda t: torch.topk(t, 3), [with_nan[:4]], values_only=True, k=3, dim=-1)
for x in (signed(), signed(4), signed(5), signed(3, 4), with_nan[:4], f64(2.0, 2.0, 1.0, 2.0), ints(5, 2, 7, 1)):
    case("median", torch.median, [x])
    for d in (0, -1):
        if not (x.dim() == 1 and len(set(x.tolist())) < x.numel()):  # among equal ones PyTorch finds any
            case("median_dim", lambda t: torch.median(t, d), [x], dim=d)
            case("median_dim", lambda t: torch.median(t, d, keepdim=True), [x], dim=d, keepdim=True)
case("median", torch.median, [signed(0, 2)], values_only=True)
case("median_dim", lambda t: torch.median(t, 0), [signed(0, 2)], dim=0)
for x in (signed(), signed(5), signed(3, 4), with_nan):
    for kind in ("linear", "lower", "higher", "midpoint", "nearest"):
        for q in ([0.3], [0.0, 0.5, 1.0]):
            whole = torch.tensor(q, dtype=torch.float64)
            case("quantile", lambda t: torch.quantile(t, whole, interpolation=kind), [x], q=q, interpolation=kind)
            case("quantile", lambda t: torch.quantile(t, whole, 0, True, interpolation=kind), [x], q=q, dim=0,
                 keepdim=True, interpolation=kind)
case("quantile", lambda t: torch.quantile(t, 0.5, 0), [signed(0, 2)], q=[0.5], dim=0)
case("quantile", lambda t: torch.quantile(t, 1.5), [signed(2)], q=[1.5])

# Norms and distances.
norms = torch.tensor([[0.0, 0.0, 0.0], [3.0, 0.0, -4.0]], dtype=torch.float64)
for x in (signed(), signed(0, 3), signed(3, 0), signed(2, 3), norms):
    for p in (0, 0.5, 1, 1.5, 2, 3, INF, -INF, -1):
        if x.numel() == 0 and (p < 0 or p == INF) or (p < 0 and x is norms):
            continue
        word = {INF: "inf", -INF: "-inf"}.get(p, p)
        case("norm", lambda t: torch.linalg.vector_norm(t, p), [x], p=word)
        case("norm", lambda t: torch.linalg.vector_norm(t, p, -1, True), [x], p=word, dim=[-1], keepdim=True)
    case("normalize", lambda t: F.normalize(t, dim=-1), [x], dim=-1)
    case("normalize", lambda t: F.normalize(t, 1.0, 0, 0.5), [x], p=1.0, dim=0, eps=0.5)
for a, b in (((), ()), ((0, 3), (0, 3)), ((2, 3), (2, 3)), ((2, 3), (1, 3)), ((2, 3), (2, 2))):
    case("cosine_similarity", lambda x, y: F.cosine_similarity(x, y, -1), [signed(*a), signed(*b)], dim=-1)
    if a:
        case("pairwise_distance", F.pairwise_distance, [signed(*a), signed(*b)])
        case("pairwise_distance", lambda x, y: F.pairwise_distance(x, y, 1.0, 1e-3, True), [signed(*a), signed(*b)],
             p=1.0, eps=1e-3, keepdim=True)
case("pairwise_distance", F.pairwise_distance, [signed(3), signed(3)])
case("pairwise_distance", F.pairwise_distance, [signed(), signed()])
case("cosine_similarity", lambda x, y: F.cosine_similarity(x, y, 0), [f64(0.0, 0.0), f64(1.0, 2.0)], dim=0)
for a, b in (((2, 3), (4, 3)), ((2, 2, 3), (1, 3)), ((0, 3), (2, 3)), ((2, 3), (2, 2)), ((), (2, 3))):
    for p in (0.0, 1.0, 2.0, 3.0, INF):
        case("cdist", lambda x, y: torch.cdist(x, y, p, "donot_use_mm_for_euclid_dist"), [signed(*a), signed(*b)],
             p == 0, p="inf" if p == INF else p)
for x in (signed(), signed(0, 2), signed(2, 3), with_nan):
    case("nansum", torch.nansum, [x])
    case("nanmean", torch.nanmean, [x])
    case("nansum", lambda t: torch.nansum(t, 0, True), [x], dim=[0], keepdim=True)
    case("nanmean", lambda t: torch.nanmean(t, 0, True), [x], dim=[0], keepdim=True)
    if x.numel():
        case("aminmax", torch.aminmax, [x])
        if x.dim():
            case("aminmax", lambda t: torch.aminmax(t, dim=0, keepdim=True), [x], dim=0, keepdim=True)
case("aminmax", torch.aminmax, [signed(0, 2)])

# Searching and counting.
for x in (ints(3, 1, 3, 2, 1), torch.tensor(4), ints(), signed(2, 2), f64(2.0, -1.0, 2.0), truth):
    case("unique", lambda t: torch.unique(t, return_inverse=True, return_counts=True), [x])
    case("unique_consecutive", lambda t: torch.unique_consecutive(t, return_inverse=True, return_counts=True), [x])
case("unique_consecutive", lambda t: torch.unique_consecutive(t, return_inverse=True, return_counts=True),
     [ints(1, 1, 2, 2, 2, 1)])
steps = f64(-1.0, 0.0, 0.0, 2.0)
for right in (False, True):
    for seq, v in ((steps, signed(2, 3)), (steps, f64(0.0, -1.0, 2.0, 3.0, -9.0, NAN)), (steps, signed()), (steps, signed(0)),
                   (f64(), signed(2)), (torch.stack([steps, steps + 1]), signed(2, 3)), (steps.reshape(2, 2), signed(3)),
                   (steps, ints(1, 2)), (ints(1, 3, 5), ints(0, 3, 9))):
        case("searchsorted", lambda s, t: torch.searchsorted(s, t, right=right), [seq, v], right=right)
        case("bucketize", lambda s, t: torch.bucketize(t, s, right=right), [seq, v], right=right)
for x in (signed(6), signed(), signed(2, 3), f64(-1.0, 0.0, 0.5, 1.0, 1.0)):
    case("histc", lambda t: torch.histc(t, 4, -1.0, 1.0), [x], bins=4, min=-1.0, max=1.0)
    case("histc", lambda t: torch.histc(t, 5), [x], bins=5)
    case("histogram", lambda t: torch.histogram(t, 4), [x], bins=4)
    case("histogram", lambda t: torch.histogram(t, 4, range=(-1.0, 1.0), density=True), [x], bins=4, range=[-1.0, 1.0],
         density=True)
case("histc", lambda t: torch.histc(t, 3), [signed(0)], bins=3)
case("histogram", lambda t: torch.histogram(t, 3, range=(0.0, 1.0)), [signed(0)], bins=3, range=[0.0, 1.0])
case("histc", lambda t: torch.histc(t, 0), [signed(2)], bins=0)
case("histc", lambda t: torch.histc(t, 3), [ints(1, 2)], bins=3)
case("histogram_edges", lambda t, e, w: torch.histogram(t, e, weight=w), [f64(0.5, 1.0, 2.5, 7.0, 4.0), f64(0.0, 1.0, 4.0),
                                                                        f64(1.0, 2.0, 4.0, 8.0, 16.0)])
case("histogram_edges", lambda t, e, w: torch.histogram(t, e, weight=w), [signed(), f64(-5.0, 0.0, 5.0), signed()])
case("histogram_edges", lambda t, e, w: torch.histogram(t, e, weight=w), [signed(0), f64(-5.0, 0.0, 5.0), signed(0)])
case("histogram_edges", lambda t, e, w: torch.histogram(t, e, weight=w), [signed(2), f64(1.0), signed(2)])

# Products.
SHAPES = [((2, 3), (3, 2)), ((2, 2, 3), (2, 3, 2)), ((3,), (3,)), ((2, 3), (3,)), ((0, 3), (3, 2)), ((2, 0), (0, 3)),
          ((2, 0, 3), (2, 3, 1)), ((0,), (0,)), ((2, 0), (0,)), ((), ()), ((2, 3), (2, 3)), ((2,), (3,)),
          ((1, 2, 3), (2, 3, 2)), ((2, 3), (2,)), ((), (2,))]
for name in "mm mv dot bmm inner kron".split():
    for a, b in SHAPES:
        case(name, getattr(torch, name), [signed(*a), signed(*b)])
case("kron", torch.kron, [signed(2, 2), signed(3, 1, 2)])
for name, i, a, b in (("addmm", (2,), (2, 3), (3, 2)), ("addmm", (2, 1), (2, 3), (3, 2)), ("addmm", (), (0, 3), (3, 2)),
                      ("addmm", (3,), (2, 3), (3, 2)), ("addmv", (2,), (2, 3), (3,)), ("addmv", (), (2, 3), (3,)),
                      ("addmv", (0,), (0, 3), (3,)), ("baddbmm", (2, 1, 2), (2, 2, 3), (2, 3, 2)),
                      ("baddbmm", (), (2, 2, 3), (2, 3, 2)), ("baddbmm", (2, 0, 1), (2, 0, 3), (2, 3, 1))):
    f = getattr(torch, name)
    case(name, f, [signed(*i), signed(*a), signed(*b)])
    case(name, lambda x, y, z: f(x, y, z, beta=0.5, alpha=-2.0), [signed(*i), signed(*a), signed(*b)], beta=0.5, alpha=-2.0)
case("addmm", lambda x, y, z: torch.addmm(x, y, z, beta=0), [f64(NAN, INF), signed(2, 3), signed(3, 2)], True, beta=0)
for a, b, x_dims, y_dims in (((2, 3), (3, 2), [1], [0]), ((2, 3, 4), (4, 3, 2), [1, 2], [1, 0]), ((), (), [], []),
                             ((0, 2), (2, 3), [1], [0]), ((2, 3), (2, 3), [1], [0]), ((2, 3), (2, 3), [0, -1], [0, 1]),
                             ((2,), (3,), [], [])):
    case("tensordot", lambda x, y: torch.tensordot(x, y, (x_dims, y_dims)), [signed(*a), signed(*b)], x_dims=x_dims,
         y_dims=y_dims)
for a, b in (((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (3,)), ((0, 3), (0, 3)), ((2,), (2,)), ((), ())):
    case("cross", lambda x, y: torch.linalg.cross(x, y), [signed(*a), signed(*b)])
for x in (signed(4), signed(), signed(1), signed(0), signed(2, 3), signed(0, 3)):
    for d in (-1, 0):
        case("trapezoid", lambda t: torch.trapezoid(t, dx=0.5, dim=d), [x], dx=0.5, dim=d)
case("trapezoid_at", lambda y, x: torch.trapezoid(y, x), [signed(4), signed(4)])
case("trapezoid_at", lambda y, x: torch.trapezoid(y, x, dim=0), [signed(4, 2), signed(4)], dim=0)
case("trapezoid_at", lambda y, x: torch.trapezoid(y, x), [signed(2, 4), signed(2, 4)])
case("trapezoid_at", lambda y, x: torch.trapezoid(y, x), [signed(0, 2), signed(2)])
case("trapezoid_at", lambda y, x: torch.trapezoid(y, x), [signed(), signed(2)])
case("trapezoid_at", lambda y, x: torch.trapezoid(y, x), [signed(4), signed(3)])
for x in (signed(3, 5), signed(5), signed(), signed(0), signed(0, 3), signed(2, 2, 2)):
    for correction in (0, 1):
        undefined = x.numel() < 2
        case("cov", lambda t: torch.cov(t, correction=correction), [x], undefined, correction=correction)
    if x.dim():
        case("corrcoef", torch.corrcoef, [x], x.numel() == 0)
with torch.no_grad():
    case("corrcoef", torch.corrcoef, [signed()], values_only=True)
for equation, shapes in (
        ("ij,jk->ik", ((2, 3), (3, 2))), ("ij,jk", ((2, 3), (3, 2))), ("bij,bjk->bik", ((2, 2, 3), (2, 3, 2))),
        ("ii->i", ((3, 3),)), ("ii", ((3, 3),)), ("iji->j", ((2, 3, 2),)), ("ij->ji", ((2, 3),)), ("ba", ((2, 3),)),
        ("i,j->ij", ((2,), (3,))), ("i,i->", ((3,), (3,))), ("i,i->i", ((3,), (3,))), ("ij->", ((2, 3),)),
        ("...ij,...jk->...ik", ((2, 1, 2, 3), (3, 3, 2))), ("...,...", ((2, 3), (3,))), ("...i->...", ((2, 3, 2),)),
        ("i...->", ((2, 3),)), ("...", ((),)), (",", ((), (2,))[:1] * 2), ("ij,kj,kl->il", ((2, 3), (4, 3), (4, 2))),
        ("a,b,c->cab", ((2,), (3,), (2,))), ("ij,ij,ij->j", ((2, 3), (2, 3), (2, 3))), (" i j , j k -> i k ", ((2, 3), (3, 2))),
        ("bn,anm,bm->ba", ((2, 3), (4, 3, 2), (2, 2))), ("ij,jk->ik", ((2, 1), (3, 2))), ("Ab,bA->A", ((2, 3), (3, 2))),
        ("ij,jk->ik", ((0, 3), (3, 2))), ("ij,jk->ik", ((2, 0), (0, 2))), ("i...i->...", ((2, 3, 2),)),
        # What PyTorch refuses.
        ("ij,jk->ik", ((2, 3), (4, 2))), ("ij->i", ((2, 3, 2),)), ("ij,jk->ik", ((2, 3),)), ("ij->ii", ((2, 3),)),
        ("ij->k", ((2, 3),)), ("i1->i", ((2, 3),)), ("ii->i", ((2, 3),)), ("i..j->i", ((2, 3),)), ("ij-i", ((2, 3),))):
    case("einsum", lambda *t: torch.einsum(equation, *t), [signed(*s) for s in shapes], equation=equation)

write("more_ops.json")
