#!/usr/bin/env python3
"""Writes losses.json beside itself: PyTorch's losses on empty and 0-d tensors, in all layouts and with all options. The
format is that of ops.json; "fails": true means that PyTorch refuses.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_losses.py
"""

import json
import math
import os
import warnings

import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")
torch.manual_seed(0)
cases = []
NAMES = {torch.float64: "f64", torch.int64: "i64"}


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else ("inf" if x > 0 else "-inf")
    return x


def plain(t):
    if t is None:
        return None
    return {"shape": list(t.shape), "dtype": NAMES[t.dtype], "data": [number(x) for x in (t.detach() + 0).reshape(-1).tolist()]}


def real(*shape, low=0.2, high=1.8):
    return (torch.rand(shape, dtype=torch.float64) * (high - low) + low).mul(1000).round().div(1000)


def ints(*values):
    return torch.tensor(values, dtype=torch.int64)


def case(name, call, inputs, **attrs):
    """One call; gradients of sum(upstream * output), and where they have some, theirs."""
    entry = {"name": name, "attrs": attrs, "inputs": [plain(x) for x in inputs]}
    cases.append(entry)
    leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    try:
        output = call(*leaves)
    except (RuntimeError, IndexError, TypeError, ValueError):
        entry["fails"] = True
        return
    upstream = real(*output.shape) - 1.0
    wanted = [x for x in leaves if x.requires_grad]
    first = torch.autograd.grad((upstream * output).sum(), wanted, create_graph=True, allow_unused=True)
    in_place = iter(first)
    entry.update({"outputs": [plain(output)], "upstream": [plain(upstream)],
                  "grads": [plain(next(in_place)) if x.requires_grad else None for x in leaves]})
    if all(g is not None and g.requires_grad for g in first) and output.numel() > 0:
        second = [real(*g.shape) - 1.0 for g in first]
        total = sum((u * g).sum() for u, g in zip(second, first))
        found = [g if g is None else g + 0 for g in torch.autograd.grad(total, wanted, allow_unused=True)]
        if not any(g is not None and g.abs().sum() > 0 for g in found):
            return  # piecewise linear
        found = iter(found)
        entry["second_upstream"] = [plain(u) for u in second]
        entry["second_grads"] = [plain(next(found)) if x.requires_grad else None for x in leaves]


REDUCTIONS = ("mean", "sum", "none")
SHAPES = ((), (0,), (2, 3))
for r in REDUCTIONS:
    for shape in SHAPES:
        x, t = real(*shape) * 2 - 2, real(*shape) * 2 - 2
        case("l1_loss", lambda a, b: F.l1_loss(a, b, reduction=r), [x, t], reduction=r)
        for beta in (0.0, 0.4, 1.0):
            case("smooth_l1_loss", lambda a, b: F.smooth_l1_loss(a, b, reduction=r, beta=beta), [x, t], reduction=r, beta=beta)
        for delta in (0.4, 2.0):
            case("huber_loss", lambda a, b: F.huber_loss(a, b, reduction=r, delta=delta), [x, t], reduction=r, delta=delta)
        p, q = real(*shape, low=0.05, high=0.95), real(*shape, low=0.0, high=1.0)
        case("bce", lambda a, b: F.binary_cross_entropy(a, b.detach(), reduction=r), [p, q], reduction=r)
        case("bce_with_logits", lambda a, b: F.binary_cross_entropy_with_logits(a, b.detach(), reduction=r), [x, q], reduction=r)
        for log_target in (False, True):
            target = q.log() if log_target else q
            for kl in (r, "batchmean"):
                case("kl_div", lambda a, b: F.kl_div(a, b, reduction=kl, log_target=log_target), [p.log(), target],
                     reduction=kl, log_target=log_target)
        for log_input in (False, True):
            for full in (False, True):
                case("poisson_nll_loss", lambda a, b: F.poisson_nll_loss(a, b, log_input, full, reduction=r),
                     [real(*shape), real(*shape) * 3], reduction=r, log_input=log_input, full=full)
        sign = (torch.arange(x.numel()).reshape(shape) % 2) * 2 - 1
        case("hinge_loss", lambda a, y: {"mean": torch.mean, "sum": torch.sum, "none": lambda v: v}[r](
            torch.clamp(1 - y * a, min=0)), [x, sign], reduction=r)
        for margin in (0.3, 1.0):
            case("hinge_embedding_loss", lambda a, y: F.hinge_embedding_loss(a, y, margin, reduction=r), [p * 2, sign],
                 reduction=r, margin=margin)
        case("margin_ranking_loss", lambda a, b, y: F.margin_ranking_loss(a, b, y, 0.2, reduction=r), [x, t, sign],
             reduction=r, margin=0.2)
        for name, v in (("as the input", real(*shape)), ("one each", real(*shape[:-1], 1)), ("short", real(*shape[:-1])),
                        ("small", real(*shape) * 1e-7)):
            if name == "one each" and not shape:
                continue
            for full in (False, True):
                case("gaussian_nll_loss", lambda a, b, c: F.gaussian_nll_loss(a, b, c, full, reduction=r), [x, t, v],
                     reduction=r, full=full)
    case("gaussian_nll_loss", lambda a, b, c: F.gaussian_nll_loss(a, b, c, reduction=r), [real(2), real(2), -real(2)], reduction=r)
    for weight in ([0.5], [1.0, 2.0, 0.25]):
        w = torch.tensor(weight, dtype=torch.float64)
        case("bce", lambda a, b: F.binary_cross_entropy(a, b.detach(), w, reduction=r),
             [real(2, 3, low=0.1, high=0.9), real(2, 3, low=0.0, high=1.0)], reduction=r, weight=weight)
        for pos in (None, [2.0], [0.5, 3.0, 1.0]):
            pw = None if pos is None else torch.tensor(pos, dtype=torch.float64)
            attrs = {} if pos is None else {"pos_weight": pos}
            case("bce_with_logits", lambda a, b: F.binary_cross_entropy_with_logits(a, b.detach(), w, pos_weight=pw, reduction=r),
                 [real(2, 3) * 4 - 4, real(2, 3, low=0.0, high=1.0)], reduction=r, weight=weight, **attrs)
    for bad in (-0.1, 1.1, math.nan):
        case("bce", lambda a, b: F.binary_cross_entropy(a, b.detach(), reduction=r),
             [torch.tensor([0.5, bad], dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64)], reduction=r)
    case("bce_with_logits", lambda a, b: F.binary_cross_entropy_with_logits(a, b.detach(), reduction=r),
         [torch.tensor([0.0, 800.0, -800.0], dtype=torch.float64), torch.tensor([1.0, 0.0, 1.0], dtype=torch.float64)], reduction=r)
    case("bce", lambda a, b: F.binary_cross_entropy(a, b.detach(), reduction=r), [real(3, high=0.9), real(2, high=0.9)], reduction=r)
    case("hinge_embedding_loss", lambda a, y: F.hinge_embedding_loss(a, y, 1.0, reduction=r), [real(3), ints(1, 0, -1)],
         reduction=r, margin=1.0)
    case("margin_ranking_loss", lambda a, b, y: F.margin_ranking_loss(a, b, y, 0.2, reduction=r), [real(3), real(2, 3), ints(1)],
         reduction=r, margin=0.2)
    case("kl_div", lambda a, b: F.kl_div(a, b, reduction=r), [real(2, 3), real(3)], reduction=r, log_target=False)
    for shapes in (((2, 3), (2,)), ((3,), ()), ((0, 3), (0,)), ((), ()), ((2, 3), (3,))):
        for margin in (0.0, 0.3):
            case("cosine_embedding_loss",
                 lambda a, b, y: F.cosine_embedding_loss(a, b, y, margin, reduction=r),
                 [real(*shapes[0]) - 0.6, real(*shapes[0]), (torch.arange(math.prod(shapes[1])).reshape(shapes[1]) % 2) * 2 - 1],
                 reduction=r, margin=margin)
    for shape in ((4,), (3, 4), (2, 2, 3), (0, 3), ()):
        for options in ({}, {"p": 1.0, "margin": 0.3}, {"p": 3.0, "swap": True}, {"swap": True, "eps": 1e-3}):
            case("triplet_margin_loss", lambda a, b, c: F.triplet_margin_loss(a, b, c, reduction=r, **options),
                 [real(*shape) - 1, real(*shape), real(*shape) - 0.5], reduction=r, **options)

# Classes.
WEIGHT = torch.tensor([0.5, 1.5, 2.0], dtype=torch.float64)
LAYOUTS = [((4, 3), ints(2, 0, 1, 2)), ((3,), torch.tensor(1)), ((2, 3, 2), ints(2, 0, 1, 1).reshape(2, 2)),
           ((2, 3, 2, 2), ints(2, 0, 1, 1, 0, 2, 2, 1).reshape(2, 2, 2)), ((0, 3), ints()), ((0, 3, 2), ints().reshape(0, 2))]
for r in REDUCTIONS:
    for shape, labels in LAYOUTS:
        x = real(*shape) * 2 - 2
        for weighted in (False, True):
            for ignore in (-100, 2):
                w = WEIGHT if weighted else None
                attrs = {"weight": WEIGHT.tolist()} if weighted else {}
                if ignore != -100:
                    attrs["ignore_index"] = ignore
                case("nll_loss", lambda a, t: F.nll_loss(a, t, w, ignore_index=ignore, reduction=r), [x, labels],
                     reduction=r, **attrs)
                for smoothing in (0.0, 0.2):
                    if smoothing:
                        attrs = {**attrs, "label_smoothing": smoothing}
                    case("cross_entropy",
                         lambda a, t: F.cross_entropy(a, t, w, ignore_index=ignore, reduction=r, label_smoothing=smoothing),
                         [x, labels], reduction=r, **attrs)
    for shape in ((4, 3), (3,), (2, 3, 2), (0, 3), ()):
        for weighted in (False, True):
            for smoothing in (0.0, 0.2):
                w = WEIGHT if weighted else None
                attrs = {"weight": WEIGHT.tolist()} if weighted else {}
                if smoothing:
                    attrs["label_smoothing"] = smoothing
                case("cross_entropy_prob",
                     lambda a, t: F.cross_entropy(a, t, w, reduction=r, label_smoothing=smoothing),
                     [real(*shape) * 2 - 2, real(*shape)], reduction=r, target_gradient=True, **attrs)
    for x, t in ((real(2, 3), ints(0, 3)), (real(2, 3), ints(0)), (real(2, 3, 2), ints(0, 1)), (real(2, 3), ints(-100, -100))):
        case("nll_loss", lambda a, b: F.nll_loss(a, b, reduction=r), [x, t], reduction=r)
        case("cross_entropy", lambda a, b: F.cross_entropy(a, b, reduction=r), [x, t], reduction=r)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses.json")
with open(path, "w", encoding="utf-8") as file:
    file.write('{"torch":"%s","cases":[\n' % torch.__version__)
    file.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
    file.write("\n]}\n")
