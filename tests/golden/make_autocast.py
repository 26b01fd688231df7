#!/usr/bin/env python3
"""Writes autocast.json beside itself: products, layers, convolutions and their gradients under torch.autocast on the CPU.

PyTorch rounds results to bfloat16 as well; gradus keeps them in float32. The two differ by that rounding.
Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_autocast.py
"""

import json
import os

import torch
import torch.nn.functional as F

torch.manual_seed(3)


def plain(t):
    return {"shape": list(t.shape), "dtype": "f32",
            "data": [round(x, 6) for x in t.detach().float().reshape(-1).tolist()]}


def real(*shape):
    return (torch.rand(shape) * 2 - 1).mul(1000).round().div(1000)


def case(name, call, *inputs, **options):
    leaves = [x.clone().requires_grad_() for x in inputs]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = call(*leaves, **options)
    upstream = real(*y.shape)
    (y.float() * upstream).sum().backward()
    return {"name": name, "options": options, "inputs": [plain(x) for x in inputs], "output": plain(y), "upstream": plain(upstream),
            "grads": [plain(x.grad) for x in leaves]}


cases = [
    case("matmul", torch.matmul, real(3, 5), real(5, 4)),
    case("matmul", torch.matmul, real(24, 20), real(20, 9)),
    case("matmul", torch.matmul, real(7), real(7, 3)),
    case("matmul", torch.matmul, real(3, 4, 5), real(3, 5, 2)),
    case("matmul", torch.matmul, real(2, 1, 4, 5), real(3, 5, 2)),
    case("linear", F.linear, real(6, 5), real(4, 5), real(4)),
    case("linear", F.linear, real(20, 17), real(16, 17), real(16)),
    case("linear", F.linear, real(2, 3, 5), real(4, 5)),
    case("conv2d", F.conv2d, real(2, 3, 6, 5), real(4, 3, 3, 2), real(4)),
    case("conv2d", F.conv2d, real(3, 4, 9, 9), real(8, 2, 3, 3), real(8), stride=2, padding=1, groups=2),
    case("conv1d", F.conv1d, real(2, 3, 12), real(5, 3, 4), dilation=2),
    case("conv_transpose2d", F.conv_transpose2d, real(2, 4, 5, 5), real(4, 3, 3, 3), real(3), stride=2),
]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "autocast.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"cases": cases}, file, separators=(",", ":"))
    file.write("\n")
