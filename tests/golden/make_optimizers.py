#!/usr/bin/env python3
"""Writes optimizers.json beside itself: twenty steps of PyTorch's optimisers with every option, and clipped gradients.

Two float64 parameters; the loss is sum((w - t)^4 / 4) + sum(sin(3 b)). From step 10 on the rate is halved. "float32" are
the parameters that float32 ends with. A run with "group" has b in a group of its own with these options.
Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_optimizers.py
"""

import json
import os

import torch

W = [[0.5, -1.25, 2.0], [0.125, 0.75, -0.5]]
T = [[1.0, -1.0, 0.25], [0.5, -0.375, 0.625]]
B = [0.3, -0.6]

RUNS = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "dampening": 0.3}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.05, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.1, "nesterov": True}),
    ("SGD", {"lr": 0.001, "momentum": 0.5, "dampening": 0.1, "weight_decay": 0.2, "maximize": True}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "amsgrad": True}),
    ("Adam", {"lr": 0.01, "amsgrad": True, "weight_decay": 0.2, "maximize": True}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.3}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.01, "amsgrad": True, "maximize": True}),
    ("RAdam", {"lr": 0.1}),
    ("RAdam", {"lr": 0.1, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.05}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.01, "momentum": 0.9}),
    ("RMSprop", {"lr": 0.01, "centered": True}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9, "centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.01, "maximize": True}),
    ("Adagrad", {"lr": 0.3}),
    ("Adagrad", {"lr": 0.3, "lr_decay": 0.1, "eps": 1e-3, "initial_accumulator_value": 0.2}),
    ("Adagrad", {"lr": 0.05, "weight_decay": 0.1, "maximize": True}),
    ("Adadelta", {"lr": 1.0}),
    ("Adadelta", {"lr": 2.0, "rho": 0.7, "eps": 1e-3, "weight_decay": 0.1}),
    ("Adadelta", {"lr": 0.5, "maximize": True}),
    ("LBFGS", {"lr": 0.1}),
    ("LBFGS", {"lr": 0.1, "max_iter": 4, "history_size": 2}),
    ("LBFGS", {"lr": 0.3, "max_iter": 6, "max_eval": 4, "tolerance_grad": 1e-3, "tolerance_change": 1e-5}),
    ("LBFGS", {"lr": 1.0, "max_iter": 3, "line_search_fn": "strong_wolfe"}),
    ("LBFGS", {"lr": 40.0, "max_iter": 2, "line_search_fn": "strong_wolfe"}),
    ("LBFGS", {"lr": 0.001, "max_iter": 2, "line_search_fn": "strong_wolfe"}),
]
GROUPED = [
    ("SGD", {"lr": 0.05, "momentum": 0.9}, {"lr": 0.01, "momentum": 0.5}),
    ("SGD", {"lr": 0.05}, {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"lr": 0.1}, {"lr": 0.02, "amsgrad": True, "weight_decay": 0.1}),
]


def translated(options):
    given = dict(options)
    if "beta1" in given:
        given["betas"] = (given.pop("beta1"), given.pop("beta2"))
    return given


def run(name, options, group, dtype):
    w = torch.tensor(W, dtype=dtype, requires_grad=True)
    b = torch.tensor(B, dtype=dtype, requires_grad=True)
    t = torch.tensor(T, dtype=dtype)
    parameters = [w, b] if group is None else [{"params": [w]}, {"params": [b], **translated(group)}]
    optimizer = getattr(torch.optim, name)(parameters, **translated(options))

    def closure():
        optimizer.zero_grad()
        loss = ((w - t) ** 4 / 4).sum() + torch.sin(3 * b).sum()
        loss.backward()
        return loss

    steps = []
    for step in range(20):
        if step == 10:
            for each in optimizer.param_groups:
                each["lr"] *= 0.5
        loss = optimizer.step(closure)
        steps.append({"loss": loss.item(), "w": w.reshape(-1).tolist(), "b": b.tolist()})
    return steps


runs = []
for name, options, group in [(name, options, None) for name, options in RUNS] + GROUPED:
    entry = {"optimizer": name, "options": options, "steps": run(name, options, group, torch.float64)}
    if group is not None:
        entry["group"] = group
    if name != "LBFGS":  # its line search turns the last bit of a loss into another path
        last = run(name, options, group, torch.float32)[-1]
        entry["float32"] = {"w": last["w"], "b": last["b"]}
    runs.append(entry)

clips = []
GRADIENTS = [[0.3, -1.5, 2.0], [4.0], []]
for max_norm, norm_type in ((1.0, 2.0), (100.0, 2.0), (0.5, 1.0), (0.7, "inf"), (0.0, 2.0), (1.5, 3.0), (2.0, 0.5), (3.0, 0.0)):
    leaves = []
    for g in GRADIENTS:
        leaf = torch.zeros(len(g), dtype=torch.float64)
        leaf.grad = torch.tensor(g, dtype=torch.float64)
        leaves.append(leaf)
    if norm_type == "inf":
        leaves.pop()  # PyTorch has no largest element of nothing
    total = torch.nn.utils.clip_grad_norm_(leaves, max_norm, norm_type=float(norm_type))
    clips.append({"max_norm": max_norm, "norm_type": norm_type, "total": total.item(),
                  "gradients": [leaf.grad.tolist() for leaf in leaves]})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "w": sum(W, []), "t": sum(T, []), "b": B, "runs": runs,
               "gradients": GRADIENTS, "clips": clips}, file, separators=(",", ":"))
    file.write("\n")
