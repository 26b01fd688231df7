"""Four optimisers on one curved valley: writes optimisers.json. Needs PyTorch 1.13.

    /usr/bin/python3 tests/golden/make_optimisers.py
"""
import json
import os

import torch

STEPS = 300
START = [-1.5, 2.0]
RUNS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.005),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.002, momentum=0.9),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.02),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
}


def valley(w):
    return (1 - w[0]) ** 2 + 10 * (w[1] - w[0] ** 2) ** 2


checkpoints, final = [], {}
for run, make in RUNS.items():
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    first_below = None
    for step in range(STEPS):
        loss = valley(w)
        if first_below is None and loss.item() < 0.1:
            first_below = step
        if step % 10 == 0 or step == STEPS - 1:
            checkpoints.append({"run": run, "epoch": step, "loss": loss.item(), "w": w.tolist()})
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    final[run] = {
        "epochs": STEPS,
        "loss_after": valley(w).item(),
        "w": w.tolist(),
        "distance": (w - 1).norm().item(),
        "first_below_tenth": -1 if first_below is None else first_below,
    }

w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
valley(w).backward()
values = {
    "start": START,
    "loss_start": valley(w).item(),
    "gradient_start": w.grad.tolist(),
    "hessian_eigenvalues_minimum": torch.linalg.eigvalsh(
        torch.autograd.functional.hessian(valley, torch.ones(2, dtype=torch.float64))).tolist(),
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimisers.json")
with open(path, "w") as out:
    json.dump({"lesson": "optimisers", "seed": 0, "epochs": STEPS, "checkpoints": checkpoints,
               "final": final, "values": values}, out, separators=(",", ":"))
    out.write("\n")
