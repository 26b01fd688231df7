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

write("more_ops.json")
