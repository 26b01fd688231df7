#!/usr/bin/env python3
"""Writes ops_layers.json beside itself: what PyTorch answers for the operations below the layers (convolution, pooling,
normalisation, embedding) on empty, 0-d and odd inputs, with gradients and second derivatives. The format is that of
ops.json; "fails": true means that PyTorch refuses.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_ops_layers.py
"""

import torch
import torch.nn.functional as F

from op_cases import cases, ints, plain, write

torch.set_num_threads(1)


def real(*shape):
    return (torch.rand(shape, dtype=torch.float64) * 3.6 - 1.8).mul(1000).round().div(1000)


def case(name, call, inputs, second=True, **attrs):
    """op_cases.case, and the gradients of sum(second_upstream * gradients)."""
    entry = {"name": name, "attrs": attrs, "inputs": [plain(x) for x in inputs]}
    cases.append(entry)
    leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    try:
        outputs = call(*leaves)
    except (RuntimeError, IndexError, TypeError, ValueError, AssertionError):
        entry["fails"] = True
        return
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    entry["outputs"] = [plain(y) for y in outputs]
    carrying = [y for y in outputs if y.requires_grad]
    upstream = [real(*y.shape) for y in carrying]
    entry["upstream"] = [plain(u) for u in upstream]
    total = sum((u * y).sum() for u, y in zip(upstream, carrying))
    wanted = [x for x in leaves if x.requires_grad]
    found = list(torch.autograd.grad(total, wanted, create_graph=second, allow_unused=True))
    at = iter(found)
    entry["grads"] = [plain(next(at)) if x.requires_grad else None for x in leaves]
    if not second or any(g is None for g in found):
        return
    again = [real(*g.shape) for g in found]
    total = sum((u * g).sum() for u, g in zip(again, found) if g.requires_grad)
    if not torch.is_tensor(total):  # a linear operation
        return
    entry["second_upstream"] = [plain(u) for u in again]
    at = iter(torch.autograd.grad(total, wanted, allow_unused=True))
    entry["second_grads"] = [plain(next(at)) if x.requires_grad else None for x in leaves]


def conv(name, x, w, bias, **options):
    call = getattr(F, name)
    attrs = dict(options)
    if bias is None:
        case(name, lambda a, b: call(a, b, **options), [x, w], second=x.numel() > 0, bias=False, **attrs)
    else:
        case(name, lambda a, b, c: call(a, b, c, **options), [x, w, bias], second=x.numel() > 0, **attrs)


# Convolutions: every option, odd sizes, nothing at all, no samples.
conv("conv1d", real(2, 3, 7), real(4, 3, 3), real(4))
conv("conv1d", real(2, 4, 9), real(6, 2, 3), real(6), stride=2, padding=3, dilation=2, groups=2)
conv("conv1d", real(2, 2, 6), real(3, 2, 4), real(3), padding="same", dilation=1)
conv("conv1d", real(2, 2, 6), real(3, 2, 3), None, padding="valid")
conv("conv1d", real(2, 5), real(3, 2, 2), real(3))
conv("conv1d", real(0, 2, 5), real(3, 2, 2), real(3))
conv("conv1d", real(), real(3, 2, 2), real(3))
conv("conv1d", real(1, 2, 3), real(3, 2, 4), real(3))
conv("conv1d", real(1, 2, 3), real(3, 2, 2), real(3), padding="same", stride=2)
conv("conv1d", real(1, 3, 3), real(3, 2, 2), real(3))
conv("conv1d", real(1, 2, 5), real(3, 2, 2), real(3), padding=-1)
conv("conv1d", real(1, 2, 5), real(3, 2, 2), real(3), stride=0)
conv("conv2d", real(2, 2, 5, 6), real(3, 2, 2, 3), real(3), stride=[2, 3], padding=[1, 2], dilation=[2, 1])
conv("conv2d", real(1, 4, 5, 5), real(4, 1, 3, 3), real(4), padding=1, groups=4)
conv("conv2d", real(1, 2, 4, 5), real(2, 2, 2, 4), None, padding="same")
conv("conv2d", real(1, 2, 5, 5), real(2, 2, 3, 2), real(2), padding="same", dilation=[1, 2])
conv("conv2d", real(2, 4, 5), real(3, 2, 2, 2), real(3))
conv("conv2d", real(1, 2, 7, 7), real(2, 2, 1, 1), real(2), stride=3)
conv("conv2d", real(0, 2, 5, 5), real(3, 2, 2, 2), real(3))
conv("conv2d", real(), real(3, 2, 2, 2), real(3))
conv("conv2d", real(1, 2, 3, 3), real(3, 2, 4, 2), real(3))
conv("conv2d", real(1, 4, 3, 3), real(3, 2, 2, 2), real(3), groups=2)
conv("conv2d", real(1, 2, 3, 3), real(3, 2, 2, 2), real(2))
conv("conv_transpose1d", real(2, 3, 4), real(3, 2, 3), real(2))
conv("conv_transpose1d", real(2, 4, 3), real(4, 2, 3), real(4), stride=3, padding=1, output_padding=2, groups=2, dilation=2)
conv("conv_transpose1d", real(3, 4), real(3, 2, 3), None, stride=2)
conv("conv_transpose1d", real(0, 3, 4), real(3, 2, 3), real(2))
conv("conv_transpose1d", real(), real(3, 2, 3), real(2))
conv("conv_transpose1d", real(1, 3, 4), real(3, 2, 3), real(2), stride=2, output_padding=2)
conv("conv_transpose1d", real(1, 3, 2), real(3, 2, 1), real(2), padding=1)
conv("conv_transpose2d", real(2, 2, 3, 3), real(2, 3, 2, 3), real(3), stride=[2, 1], padding=[1, 0], output_padding=[1, 0])
conv("conv_transpose2d", real(1, 4, 2, 3), real(4, 1, 3, 2), real(2), stride=2, groups=2)
conv("conv_transpose2d", real(1, 2, 3, 3), real(2, 1, 2, 2), None, dilation=3, output_padding=2)
conv("conv_transpose2d", real(2, 3, 3), real(2, 1, 2, 2), real(1))
conv("conv_transpose2d", real(0, 2, 3, 3), real(2, 1, 2, 2), real(1))
conv("conv_transpose2d", real(), real(2, 1, 2, 2), real(1))


def pool(name, x, kernel, **options):
    call = getattr(F, name)
    attrs = {k: v for k, v in options.items()}
    case(name, lambda a: call(a, kernel, **options), [x], second=False, kernel=kernel, **attrs)


for d, shapes in ((1, ((2, 3, 7), (3, 7), (0, 3, 7), (), (2, 3, 0))), (2, ((2, 2, 5, 6), (2, 5, 6), (0, 2, 5, 6), (), (2, 2, 0, 6)))):
    for shape in shapes:
        pool(f"max_pool{d}d", real(*shape), 2)
        pool(f"avg_pool{d}d", real(*shape), 2)
        for kind in ("avg", "max"):
            call = getattr(F, f"adaptive_{kind}_pool{d}d")
            case(f"adaptive_{kind}_pool{d}d", lambda a: call(a, 3), [real(*shape)], second=False, output=3)
    first = (real(2, 2, 9), real(2, 2, 9, 8))[d - 1]
    pool(f"max_pool{d}d", first, 3, stride=2, padding=1, dilation=2)
    pool(f"max_pool{d}d", first, 3, stride=2)
    pool(f"max_pool{d}d", first, 3)
    pool(f"max_pool{d}d", first, 2, stride=4, ceil_mode=True)
    pool(f"max_pool{d}d", first, 4, stride=3, padding=2, ceil_mode=True)
    pool(f"max_pool{d}d", first, 2, padding=2)
    pool(f"max_pool{d}d", first, 20)
    pool(f"max_pool{d}d", torch.ones_like(first), 2)
    pool(f"avg_pool{d}d", first, 3, stride=2, padding=1)
    pool(f"avg_pool{d}d", first, 3, stride=2, padding=1, count_include_pad=False)
    pool(f"avg_pool{d}d", first, 4, stride=3, padding=2, ceil_mode=True)
    pool(f"avg_pool{d}d", first, 4, stride=3, padding=2, ceil_mode=True, count_include_pad=False)
    pool(f"avg_pool{d}d", first, 2, padding=2)
    for size in (1, 4, 9, 12):
        for kind in ("avg", "max"):
            call = getattr(F, f"adaptive_{kind}_pool{d}d")
            case(f"adaptive_{kind}_pool{d}d", lambda a: call(a, size), [first], second=False, output=size)
pool("max_pool2d", real(1, 2, 5, 6), [3, 2], stride=[1, 2], padding=[1, 0])
pool("avg_pool2d", real(1, 2, 5, 6), [3, 2], stride=[1, 2], padding=[1, 0])
pool("avg_pool2d", real(1, 1, 4, 4), 2, stride=1, divisor_override=3)
case("adaptive_avg_pool2d", lambda a: F.adaptive_avg_pool2d(a, (2, None)), [real(1, 2, 5, 3)], second=False, output=[2, -1])


def norm(shape, training=True, momentum=0.1, eps=1e-5, affine=True, running=True):
    c = shape[1] if len(shape) > 1 else 1
    before = [[0.25] * c, [0.75] * c] if running else None

    def call(x, *wb):
        mean, var = (torch.tensor(v, dtype=torch.float64) for v in before) if running else (None, None)
        y = F.batch_norm(x, mean, var, *(wb or (None, None)), training=training, momentum=momentum, eps=eps)
        return (y, mean, var) if running else y

    attrs = {"training": training, "momentum": momentum, "eps": eps}
    if running:
        attrs["running_mean_before"], attrs["running_var_before"] = before
    case("batch_norm", call, [real(*shape)] + ([real(c), real(c)] if affine else []), **attrs)


for shape in ((4, 3), (3, 2, 4), (2, 3, 2, 2), (2, 1, 3)):
    for training in (True, False):
        norm(shape, training=training, momentum=0.3, eps=1e-3)
    norm(shape, affine=False)
    norm(shape, running=False)
norm((1, 3))
norm((0, 3), training=False)
norm(())
norm((3, 2), training=False, running=False)


def layer_norm(x, shape, affine=True, eps=1e-5):
    case("layer_norm", lambda a, *wb: F.layer_norm(a, shape, *wb, eps=eps),
         [x] + ([real(*shape), real(*shape)] if affine else []), normalized_shape=shape, eps=eps)


layer_norm(real(3, 4), [4])
layer_norm(real(2, 3, 4), [3, 4], eps=1e-2)
layer_norm(real(5), [5])
layer_norm(real(2, 3, 2), [2], affine=False)
layer_norm(real(0, 3), [3])
layer_norm(real(), [3])
layer_norm(real(2, 3), [2])


def group_norm(x, groups, affine=True):
    c = x.shape[1] if x.dim() > 1 else 1
    case("group_norm", lambda a, *wb: F.group_norm(a, groups, *wb), [x] + ([real(c), real(c)] if affine else []),
         groups=groups, eps=1e-5)


group_norm(real(2, 6, 3), 3)
group_norm(real(3, 4), 2)
group_norm(real(2, 4, 2, 2), 1)
group_norm(real(2, 4, 2, 2), 4)
group_norm(real(2, 4, 3), 2, affine=False)
group_norm(real(0, 4, 3), 2)
group_norm(real(2, 4, 3), 3)
group_norm(real(), 1)


def instance_norm(x, affine=True):
    c = x.shape[1] if x.dim() > 1 else 1
    case("instance_norm", lambda a, *wb: F.instance_norm(a, None, None, *wb), [x] + ([real(c), real(c)] if affine else []))


instance_norm(real(2, 3, 4))
instance_norm(real(2, 3, 2, 3))
instance_norm(real(2, 3, 4), affine=False)
instance_norm(real(2, 3, 0))
instance_norm(real())
instance_norm(real(2, 3, 1))


# The weight first, as in ops.json.
def table(w, x, **options):
    case("embedding", lambda b, a: F.embedding(a, b, **options), [w, x], second=False, **options)


table(real(5, 3), ints([0, 4, 0], [2, 2, 1]))
table(real(5, 3), ints([0, 4, 0], [2, 2, 1]), padding_idx=2)
table(real(5, 3), ints(4, 1, 3), padding_idx=-1)
table(real(5, 3), torch.tensor(2))
table(real(5, 3), torch.zeros(0, 2, dtype=torch.int64))
table(real(5, 3), ints(5))
table(real(5, 3), ints(-1))
table(real(5, 3), ints(1), padding_idx=5)

write("ops_layers.json")
