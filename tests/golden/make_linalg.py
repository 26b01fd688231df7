#!/usr/bin/env python3
"""Writes linalg.json and functional.json beside itself: what PyTorch answers for linear algebra (values, first and
second derivatives) and for functional derivatives, and an exactly solved least-squares problem. The format of linalg.json
is that of ops.json; vectors whose sign is free are squared.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_linalg.py
"""

import json
import math
import os
from fractions import Fraction

import torch
from torch import linalg
from torch.autograd import functional

from op_cases import attempt, cases, number, plain

torch.manual_seed(1)


def real(*shape):
    return (torch.rand(shape, dtype=torch.float64) * 3 - 1.5).mul(1000).round().div(1000)


def square(n, *batch):
    return real(*batch, n, n) + 2 * torch.eye(n, dtype=torch.float64)


def positive(n, *batch):
    x = real(*batch, n, n)
    return x @ x.mT + torch.eye(n, dtype=torch.float64)


def symmetric(x):
    return (x + x.mT) / 2


def case(name, call, inputs, first=True, second=False, **attrs):
    entry, leaves, outputs = attempt(name, call, inputs, attrs, differentiable=first)
    if outputs is None:
        return
    carrying = [y for y in outputs if y.requires_grad]
    upstream = [real(*y.shape) for y in carrying]
    entry["upstream"] = [plain(u) for u in upstream]
    wanted = [x for x in leaves if x.requires_grad]
    if carrying:
        total = sum((u * y).sum() for u, y in zip(upstream, carrying))
        try:
            found = torch.autograd.grad(total, wanted, create_graph=second, allow_unused=True)
        except RuntimeError as error:  # PyTorch 1.13 trips over some gradients of its own: values only
            print(name, attrs, [list(x.shape) for x in inputs], str(error).split(";")[0][:90])
            entry["upstream"], entry["grads"] = [], [None for _ in leaves]
            cases.append(entry)
            return
        entry["grads"] = [plain(g) for g in found]
        if second and any(g.requires_grad for g in found):
            weights = [real(*g.shape) for g in found]
            entry["second_upstream"] = [plain(w) for w in weights]
            total = sum((w * g).sum() for w, g in zip(weights, found))
            entry["second_grads"] = [plain(g) for g in torch.autograd.grad(total, wanted, allow_unused=True)]
    else:
        entry["grads"] = [None for _ in leaves]
    cases.append(entry)


SQUARE = {
    "det": linalg.det, "slogdet": lambda x: linalg.slogdet(x)[1], "inverse": linalg.inv,
    "cholesky": lambda x: linalg.cholesky(symmetric(x)), "eigvalsh": lambda x: linalg.eigvalsh(symmetric(x)),
    "matrix_exp": torch.matrix_exp}
for name, f in SQUARE.items():
    make = positive if name in ("cholesky", "eigvalsh", "slogdet") else square
    scale = 0.3 if name == "matrix_exp" else 1.0
    case(name, f, [make(3) * scale], second=name != "matrix_exp")
    case(name, f, [make(2, 2) * scale])
    case(name, f, [make(1)])
    case(name, f, [torch.zeros(0, 0, dtype=torch.float64)], first=False)
    case(name, f, [torch.zeros(0, 2, 2, dtype=torch.float64)], first=False)
    case(name, f, [real()])
    case(name, f, [real(3)])
    case(name, f, [real(2, 3)])
singular = torch.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=torch.float64)
case("inverse", linalg.inv, [singular])
case("det", linalg.det, [singular], first=False)
case("cholesky", lambda x: linalg.cholesky(symmetric(x)), [singular - 3])
case("matrix_exp", torch.matrix_exp, [real(3, 3) * 20], first=False)
case("logdet", torch.logdet, [positive(3)], second=True)
case("logdet", torch.logdet, [torch.diag(torch.tensor([1.0, -1.0], dtype=torch.float64))], first=False)
case("logdet", torch.logdet, [torch.zeros(0, 0, dtype=torch.float64)], first=False)
case("logdet", torch.logdet, [real()])

for a, b in (((3, 3), (3, 2)), ((3, 3), (3,)), ((2, 3, 3), (2, 3)), ((2, 3, 3), (2, 3, 1)), ((2, 1, 2, 2), (3, 2, 2))):
    case("solve", linalg.solve, [real(*a) + 2 * torch.eye(a[-1], dtype=torch.float64), real(*b)], second=True)
case("solve", linalg.solve, [torch.zeros(0, 0, dtype=torch.float64), torch.zeros(0, 2, dtype=torch.float64)], first=False)
case("solve", linalg.solve, [square(2), torch.zeros(2, 0, dtype=torch.float64)], first=False)
case("solve", linalg.solve, [singular, real(2)])
case("solve", linalg.solve, [square(2), real(3, 2)])
case("solve", linalg.solve, [real(), real()])
case("solve", lambda a, b: linalg.solve(a, b, left=False), [square(3), real(2, 3)], second=True, left=False)
for upper in (False, True):
    for left in (False, True):
        for unit in (False, True):
            case("solve_triangular",
                 lambda a, b: linalg.solve_triangular(a, b, upper=upper, left=left, unitriangular=unit),
                 [square(3), real(3, 3)], second=True, upper=upper, left=left, unitriangular=unit)
case("solve_triangular", lambda a, b: linalg.solve_triangular(a, b, upper=True),
     [torch.zeros(0, 0, dtype=torch.float64), torch.zeros(0, 2, dtype=torch.float64)], first=False, upper=True)
case("solve_triangular", lambda a, b: linalg.solve_triangular(a, b, upper=True), [real(), real()], upper=True)
for upper in (False, True):
    factor = linalg.cholesky(positive(3), upper=upper)
    part = torch.triu if upper else torch.tril  # PyTorch's gradient also names elements that it does not read
    case("cholesky_solve", lambda b, l: torch.cholesky_solve(b, part(l), upper=upper), [real(3, 2), factor], upper=upper)
case("cholesky_solve", torch.cholesky_solve, [torch.zeros(0, 2, dtype=torch.float64), torch.zeros(0, 0, dtype=torch.float64)],
     first=False)
case("cholesky_solve", torch.cholesky_solve, [real(), real()])

for shape in ((3, 3), (4, 2), (2, 4), (2, 3, 2), (1, 1)):
    case("qr", lambda x: linalg.qr(x), [real(*shape)], second=True)
    case("svd", lambda x: [p if i == 1 else p ** 2 for i, p in enumerate(linalg.svd(x, full_matrices=False))],
         [real(*shape)], second=shape[-1] == shape[-2])
    case("svdvals", linalg.svdvals, [real(*shape)], second=True)
    case("pinv", linalg.pinv, [real(*shape)], second=True)
    case("matrix_rank", linalg.matrix_rank, [real(*shape)], first=False)
    for p in (None, 2, -2):
        case("cond", lambda x: linalg.cond(x, p), [real(*shape)], p=p)
for shape in ((2, 4), (3, 3)):
    case("qr", lambda x: linalg.qr(x, mode="complete"), [real(*shape)], mode="complete")
for shape in ((0, 3), (3, 0), (0, 2, 3)):
    empty = torch.zeros(shape, dtype=torch.float64)
    for name, f in (("qr", linalg.qr), ("svd", lambda x: linalg.svd(x, full_matrices=False)), ("svdvals", linalg.svdvals),
                    ("pinv", linalg.pinv), ("matrix_rank", linalg.matrix_rank)):
        case(name, f, [empty], first=False)
for name, f in (("qr", linalg.qr), ("svd", linalg.svd), ("svdvals", linalg.svdvals), ("pinv", linalg.pinv),
                ("matrix_rank", linalg.matrix_rank), ("cond", linalg.cond), ("eigh", linalg.eigh), ("lstsq", linalg.lstsq)):
    case(name, f, [real()] if name != "lstsq" else [real(), real()])
case("cond", linalg.cond, [torch.zeros(0, 0, dtype=torch.float64)], first=False)
for p in ("fro", "nuc", 1, -1, math.inf, -math.inf):
    case("cond", lambda x: linalg.cond(x, p), [square(3)], p=number(p))
    if p != "nuc":
        case("cond", lambda x: linalg.cond(x, p), [singular], first=False, p=number(p))
case("matrix_rank", linalg.matrix_rank, [singular], first=False)
case("matrix_rank", linalg.matrix_rank, [torch.ones(2, 3, 3, dtype=torch.float64)], first=False)
case("pinv", linalg.pinv, [singular], first=False)
case("eigh", lambda x: (lambda w, v: (w, v ** 2))(*linalg.eigh(symmetric(x))), [real(3, 3)], second=True)
case("eigh", lambda x: (lambda w, v: (w, v ** 2))(*linalg.eigh(symmetric(x))), [real(2, 2, 2)])
case("eigh", linalg.eigh, [torch.zeros(0, 0, dtype=torch.float64)], first=False)
case("eigh", linalg.eigh, [real(2, 3)])
for a, b in (((4, 2), (4, 3)), ((3, 3), (3, 1)), ((2, 4, 2), (2, 4, 1)), ((2, 4), (2, 2))):
    case("lstsq", lambda x, y: linalg.lstsq(x, y, driver="gels").solution, [real(*a), real(*b)])
case("lstsq", lambda x, y: linalg.pinv(x) @ y, [torch.zeros(0, 0, dtype=torch.float64), torch.zeros(0, 2, dtype=torch.float64)],
     first=False)

for n in (0, 1, 2, 3, 5, -1, -2):
    case("matrix_power", lambda x: linalg.matrix_power(x, n), [square(3)], first=n != 0, second=n != 0, n=n)
case("matrix_power", lambda x: linalg.matrix_power(x, 3), [torch.zeros(0, 0, dtype=torch.float64)], first=False, n=3)
case("matrix_power", lambda x: linalg.matrix_power(x, 3), [real()], n=3)
case("multi_dot", lambda *x: linalg.multi_dot(x), [real(2, 3), real(3, 4), real(4, 1), real(1, 5)], second=True)
case("multi_dot", lambda *x: linalg.multi_dot(x), [real(3), real(3, 4), real(4)])
case("multi_dot", lambda *x: linalg.multi_dot(x), [real(0, 3), real(3, 2)], first=False)
case("multi_dot", lambda *x: linalg.multi_dot(x), [real(), real()])
for p in (0, 0.5, 1, 2, 3, -1, -2, math.inf, -math.inf):
    case("vector_norm", lambda x: linalg.vector_norm(x, p), [real(2, 3)], second=p in (2, 3), ord=number(p))
    case("vector_norm", lambda x: linalg.vector_norm(x, p, dim=1, keepdim=True), [real(2, 3)], ord=number(p), dim=[1],
         keepdim=True)
case("vector_norm", linalg.vector_norm, [real()])
case("vector_norm", linalg.vector_norm, [real(0, 3)], first=False)
case("vector_norm", linalg.vector_norm, [torch.zeros(3, dtype=torch.float64)])
for p in ("fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf):
    case("matrix_norm", lambda x: linalg.matrix_norm(x, p), [real(3, 2)], second=p == "fro", ord=number(p))
    case("matrix_norm", lambda x: linalg.matrix_norm(x, p, dim=(0, 2), keepdim=True), [real(2, 2, 3)], ord=number(p),
         dim=[0, 2], keepdim=True)
case("matrix_norm", linalg.matrix_norm, [real(0, 3)], first=False)
case("matrix_norm", linalg.matrix_norm, [real()])


def exact_least_squares():
    """A polynomial of degree 10 through 82 points far from 0, condition 1e15, solved in exact fractions."""
    x = [-8.8 + 5.6 * i / 81 for i in range(82)]
    roots = [-3.0 - 0.6 * k for k in range(10)]
    y = [round(100 * math.prod(0.5 * (t - r) for r in roots) + 0.01 * math.cos(23 * t), 4) for t in x]
    rows = [[t ** k for k in range(11)] for t in x]  # these doubles are the problem, exactly
    a = [[Fraction(v) for v in row] for row in rows]
    b = [Fraction(v) for v in y]
    m = [[sum(r[i] * r[j] for r in a) for j in range(11)] + [sum(r[i] * v for r, v in zip(a, b))] for i in range(11)]
    for i in range(11):
        m[i] = [v / m[i][i] for v in m[i]]
        for j in range(11):
            if i != j:
                m[j] = [p - m[j][i] * q for p, q in zip(m[j], m[i])]
    design = torch.tensor(rows, dtype=torch.float64)
    return {"design": plain(design), "target": plain(torch.tensor(y, dtype=torch.float64)),
            "solution": plain(torch.tensor([float(row[11]) for row in m], dtype=torch.float64)),
            "condition": float(linalg.cond(design))}


def functional_cases():
    f = lambda x: torch.stack([x[0] * x[1], torch.sin(x[1]) * x[2], torch.exp(x[0] * x[2])])
    g = lambda x, y: torch.tanh(x @ y) * y.sum()
    s = lambda x: (x ** 3).prod() + torch.sin(x).sum()
    s2 = lambda x, y: (x * y ** 2).sum() * x.sum()
    x, y, m, v3 = real(3), real(3), real(2, 3), real(3)
    v2, vm = real(2), real(2, 3)
    out = {"x": plain(x), "y": plain(y), "m": plain(m), "v3": plain(v3), "v2": plain(v2), "vm": plain(vm)}
    out["jacobian_f"] = plain(functional.jacobian(f, x))
    out["jacobian_g"] = [plain(t) for t in functional.jacobian(g, (m, y))]
    out["hessian_s"] = plain(functional.hessian(s, x))
    out["hessian_s2"] = [[plain(t) for t in row] for row in functional.hessian(s2, (x, y))]
    out["vjp_f"] = [plain(t) for t in functional.vjp(f, x, v3)]
    value, products = functional.vjp(g, (m, y), v2)
    out["vjp_g"] = [plain(value)] + [plain(t) for t in products]
    out["jvp_f"] = [plain(t) for t in functional.jvp(f, x, v3)]
    out["jvp_g"] = [plain(t) for t in functional.jvp(g, (m, y), (vm, v3))]
    out["hvp_s"] = [plain(t) for t in functional.hvp(s, x, v3)]
    value, products = functional.hvp(s2, (x, y), (v3, y))
    out["hvp_s2"] = [plain(value)] + [plain(t) for t in products]
    return out


here = os.path.dirname(os.path.abspath(__file__))


def write(name, content):
    with open(os.path.join(here, name), "w") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")


header = {"torch": torch.__version__, "dtype": "float64"}
write("linalg.json", {**header, "count": len(cases), "cases": cases, "least_squares": exact_least_squares()})
write("functional.json", {**header, **functional_cases()})
