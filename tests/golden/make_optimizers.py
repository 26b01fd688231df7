#!/usr/bin/env python3
"""Writes optimizers.json beside itself: twenty steps of PyTorch's SGD and Adam with every option.

Two float64 parameters; the loss is sum((w - t)^4 / 4) + sum(sin(3 b)). From step 10 on the rate is halved.
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
]

runs = []
for name, options in RUNS:
    w = torch.tensor(W, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(B, dtype=torch.float64, requires_grad=True)
    t = torch.tensor(T, dtype=torch.float64)
    given = dict(options)
    if "beta1" in given:
        given["betas"] = (given.pop("beta1"), given.pop("beta2"))
    optimizer = getattr(torch.optim, name)([w, b], **given)
    steps = []
    for step in range(20):
        if step == 10:
            optimizer.param_groups[0]["lr"] *= 0.5
        optimizer.zero_grad()
        loss = ((w - t) ** 4 / 4).sum() + torch.sin(3 * b).sum()
        loss.backward()
        optimizer.step()
        steps.append({"loss": loss.item(), "w": w.reshape(-1).tolist(), "b": b.tolist()})
    runs.append({"optimizer": name, "options": options, "steps": steps})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "w": sum(W, []), "t": sum(T, []), "b": B, "runs": runs}, file)
    file.write("\n")
