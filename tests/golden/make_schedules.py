#!/usr/bin/env python3
"""Writes schedules.json beside itself: the rates of PyTorch's schedules at epoch 0 and after each of 50 steps.

Two groups with the rates 0.5 and 0.08. An entry names the schedules in the order in which they are made; the last one is
stepped. "momenta" holds momentum or beta1 where a schedule moves it.
Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_schedules.py
"""

import json
import math
import os
import warnings

import torch
from torch.optim import lr_scheduler

warnings.simplefilter("ignore")
STEPS = 50
METRICS = [round(2.0 / (1 + 0.35 * i) + 0.3 * math.cos(1.7 * i), 6) for i in range(STEPS)]
LAMBDAS = {"inverse": lambda epoch: 1 / (1 + epoch), "wave": lambda epoch: 1.1 + math.sin(epoch), "tenth": lambda epoch: 0.9}

CASES = [
    [("StepLR", {"step_size": 7})],
    [("StepLR", {"step_size": 1, "gamma": 0.9})],
    [("MultiStepLR", {"milestones": [5, 20, 20, 31]})],
    [("MultiStepLR", {"milestones": [30, 10], "gamma": 0.5})],
    [("ExponentialLR", {"gamma": 0.93})],
    [("ConstantLR", {})],
    [("ConstantLR", {"factor": 0.25, "total_iters": 12})],
    [("LinearLR", {})],
    [("LinearLR", {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 17})],
    [("LinearLR", {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 20})],
    [("PolynomialLR", {})],
    [("PolynomialLR", {"total_iters": 40, "power": 2.5})],
    [("CosineAnnealingLR", {"T_max": 12})],
    [("CosineAnnealingLR", {"T_max": 50, "eta_min": 0.01})],
    [("CosineAnnealingLR", {"T_max": 1, "eta_min": 0.01})],
    [("CosineAnnealingWarmRestarts", {"T_0": 8})],
    [("CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.02})],
    [("OneCycleLR", {"max_lr": 0.3, "total_steps": 50})],
    [("OneCycleLR", {"max_lr": [0.3, 0.7], "epochs": 10, "steps_per_epoch": 6, "anneal_strategy": "linear",
                     "base_momentum": 0.7, "max_momentum": [0.9, 0.99], "div_factor": 10.0})],
    [("OneCycleLR", {"max_lr": 0.3, "total_steps": 60, "pct_start": 0.4, "three_phase": True, "final_div_factor": 50.0})],
    [("OneCycleLR", {"max_lr": 0.3, "total_steps": 55, "three_phase": True, "anneal_strategy": "linear",
                     "cycle_momentum": False})],
    [("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 6})],
    [("CyclicLR", {"base_lr": [0.01, 0.02], "max_lr": [0.1, 0.3], "step_size_up": 4, "step_size_down": 9,
                   "mode": "triangular2", "base_momentum": 0.6})],
    [("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 5, "mode": "exp_range", "gamma": 0.97,
                   "cycle_momentum": False})],
    [("LambdaLR", {"lr_lambda": "inverse"})],
    [("LambdaLR", {"lr_lambda": ["wave", "tenth"]})],
    [("MultiplicativeLR", {"lr_lambda": "tenth"})],
    [("MultiplicativeLR", {"lr_lambda": ["tenth", "wave"]})],
    [("ReduceLROnPlateau", {"patience": 2})],
    [("ReduceLROnPlateau", {"mode": "max", "factor": 0.5, "patience": 1, "threshold": 0.01, "threshold_mode": "abs",
                            "cooldown": 3})],
    [("ReduceLROnPlateau", {"factor": 0.3, "patience": 0, "threshold_mode": "abs", "min_lr": [0.1, 0.02]})],
    [("ReduceLROnPlateau", {"mode": "max", "factor": 0.7, "patience": 0, "eps": 0.01})],
    [("LinearLR", {"total_iters": 4}), ("CosineAnnealingLR", {"T_max": 20}), ("SequentialLR", {"milestones": [4]})],
    [("ConstantLR", {"factor": 0.5, "total_iters": 3}), ("ExponentialLR", {"gamma": 0.9}),
     ("SequentialLR", {"milestones": [10]})],
    [("ExponentialLR", {"gamma": 0.95}), ("MultiStepLR", {"milestones": [0, 6], "gamma": 0.5}),
     ("CosineAnnealingWarmRestarts", {"T_0": 4}), ("PolynomialLR", {"total_iters": 10}),
     ("SequentialLR", {"milestones": [8, 20, 35]})],
    [("LambdaLR", {"lr_lambda": "inverse"}), ("LinearLR", {"start_factor": 0.2, "total_iters": 10}),
     ("ConstantLR", {"factor": 0.4, "total_iters": 5}), ("StepLR", {"step_size": 3}),
     ("SequentialLR", {"milestones": [6, 12, 30]})],
    [("LinearLR", {"total_iters": 6}), ("ExponentialLR", {"gamma": 0.9}), ("ChainedScheduler", {})],
    [("CosineAnnealingLR", {"T_max": 15}), ("StepLR", {"step_size": 10}), ("ConstantLR", {"factor": 0.5}),
     ("ChainedScheduler", {})],
]


def functions(options):
    given = dict(options)
    names = given.get("lr_lambda")
    if names is not None:
        given["lr_lambda"] = [LAMBDAS[n] for n in names] if isinstance(names, list) else LAMBDAS[names]
    return given


def run(schedules, optimizer):
    made = []
    for name, options in schedules:
        kind = getattr(lr_scheduler, name)
        if name == "SequentialLR":
            made.append(kind(optimizer, schedulers=list(made), **options))
        elif name == "ChainedScheduler":
            made.append(kind(list(made)))
        else:
            made.append(kind(optimizer, **functions(options)))
    rates, momenta = [], []
    for step in range(STEPS + 1):
        if step > 0:
            made[-1].step(METRICS[step - 1]) if schedules[-1][0] == "ReduceLROnPlateau" else made[-1].step()
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append([group["momentum"] if "momentum" in group else group["betas"][0] for group in optimizer.param_groups])
    return rates, momenta


cases = []
for schedules in CASES:
    adams = ["SGD", "Adam"] if schedules[0][0] == "OneCycleLR" else ["SGD"]
    for kind in adams:
        groups = [{"params": [torch.zeros(1)], "lr": 0.5}, {"params": [torch.zeros(1)], "lr": 0.08}]
        optimizer = getattr(torch.optim, kind)(groups, **({"lr": 0.1, "momentum": 0.9} if kind == "SGD" else {"lr": 0.1}))
        rates, momenta = run(schedules, optimizer)
        entry = {"optimizer": kind, "schedules": [{"name": name, "options": options} for name, options in schedules],
                 "rates": rates}
        if schedules[0][1].get("cycle_momentum", schedules[0][0] in ("OneCycleLR", "CyclicLR")):
            entry["momenta"] = momenta
        cases.append(entry)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedules.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "lr": [0.5, 0.08], "metrics": METRICS, "cases": cases}, file,
              separators=(",", ":"))
    file.write("\n")
