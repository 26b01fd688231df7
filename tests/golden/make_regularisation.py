#!/usr/bin/python3
"""Writes regularisation.json beside this file: the lesson of that name as Debian 12's PyTorch 1.13 computes it.
Needs python3-torch."""
import json, pathlib
import numpy as np
import torch
from torch import nn

SEED, EPOCHS, WIDTH, RATE, PATIENCE = 0, 1500, 40, 0.01, 200
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
rng = np.random.RandomState(SEED)


def points(n):
    """n noisy points of sin 3x on [-1, 1]."""
    x = 2 * rng.rand(n) - 1
    return torch.tensor(x).unsqueeze(1), torch.tensor(np.sin(3 * x) + 0.3 * rng.randn(n)).unsqueeze(1)


train, valid, test = points(24), points(24), points(400)
checkpoints, final = [], {}
for run, weight_decay, l1 in (("plain", 0, 0), ("early-stopping", 0, 0), ("weight-decay", 1, 0), ("l1", 0, 1e-3)):
    torch.manual_seed(SEED)
    model = nn.Sequential(nn.Linear(1, WIDTH), nn.Tanh(), nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 1))
    values = dict(x_train_first3=train[0][:3, 0].tolist(), y_train_first3=train[1][:3, 0].tolist(),
                  first_weights=model[0].weight[:3, 0].tolist())
    adam = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=weight_decay)

    def error(part):
        with torch.no_grad():
            return nn.functional.mse_loss(model(part[0]), part[1]).item()

    best, best_epoch, weights = float("inf"), 0, None
    for epoch in range(EPOCHS):
        loss = nn.functional.mse_loss(model(train[0]), train[1])
        penalty = l1 * sum(p.abs().sum() for p in model.parameters())
        adam.zero_grad()
        (loss + penalty).backward()
        adam.step()
        judged = error(valid)
        # The training that is stopped early is the plain one until then.
        if run != "early-stopping" and (epoch % 100 == 0 or epoch == EPOCHS - 1):
            checkpoints.append(dict(run=run, epoch=epoch, loss=loss.item(), valid=judged))
        if judged < best:
            best, best_epoch, weights = judged, epoch, [p.detach().clone() for p in model.parameters()]
        elif run == "early-stopping" and epoch - best_epoch >= PATIENCE:
            break
    if run == "early-stopping":
        with torch.no_grad():
            for p, w in zip(model.parameters(), weights): p.copy_(w)
    size = sum(p.abs().sum().item() for p in model.parameters())
    final[run] = dict(train=error(train), valid=error(valid), test=error(test), epochs=epoch + 1,
                      best_epoch=best_epoch, sum_of_magnitudes=size)

pathlib.Path(__file__).with_name("regularisation.json").write_text(json.dumps(
    dict(lesson="regularisation", seed=SEED, epochs=EPOCHS, checkpoints=checkpoints, final=final, values=values),
    separators=(",", ":")) + "\n")
