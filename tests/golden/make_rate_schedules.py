#!/usr/bin/python3
"""Writes rate-schedules.json beside this file: the lesson of that name as Debian 12's PyTorch 1.13 and scikit-learn 1.2
compute it. Needs python3-torch and python3-sklearn."""
import json, pathlib, warnings
import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader, TensorDataset

warnings.simplefilter("ignore")
SEED, EPOCHS, BATCH, RATE, NOISE = 0, 30, 32, 0.5, 0.2
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

digits = load_digits()
rng = np.random.RandomState(SEED)
x_train, x_test, y_train, y_test = (torch.tensor(part) for part in train_test_split(
    digits.data / 16, digits.target, test_size=0.2, stratify=digits.target, random_state=rng))
drawn_anew = torch.tensor(rng.rand(len(y_train)) < NOISE)
y_train = torch.where(drawn_anew, torch.tensor(rng.randint(0, 10, len(y_train))), y_train)
steps_an_epoch = -(-len(x_train) // BATCH)
total = EPOCHS * steps_an_epoch
warm_up = max(1, total // 10)


def make(name, sgd):
    if name == "step": return lr_scheduler.StepLR(sgd, max(1, total // 3), 0.1)
    if name == "exponential": return lr_scheduler.ExponentialLR(sgd, 0.01 ** (1 / total))
    if name == "cosine": return lr_scheduler.CosineAnnealingLR(sgd, total)
    if name == "one-cycle": return lr_scheduler.OneCycleLR(sgd, max_lr=RATE, total_steps=total + 1, cycle_momentum=False)
    if name == "warm-up":
        return lr_scheduler.SequentialLR(sgd, [lr_scheduler.LinearLR(sgd, 0.01, 1, warm_up),
                                               lr_scheduler.CosineAnnealingLR(sgd, total - warm_up)], [warm_up])


checkpoints, final = [], {}
values = dict(steps_an_epoch=steps_an_epoch, y_train_first10=y_train[:10].tolist(),
              drawn_anew=int(drawn_anew.sum()))
for run in ("constant", "small", "step", "exponential", "cosine", "warm-up", "one-cycle", "plateau"):
    torch.manual_seed(SEED)
    model = nn.Linear(64, 10)
    if run == "constant": values["first_weights"] = model.weight[0, :3].tolist()
    sgd = torch.optim.SGD(model.parameters(), lr=RATE / 30 if run == "small" else RATE, momentum=0.9)
    schedule = make(run, sgd)
    plateau = lr_scheduler.ReduceLROnPlateau(sgd, factor=0.3, patience=1) if run == "plateau" else None
    loader = DataLoader(TensorDataset(x_train, y_train), batch_size=BATCH, shuffle=True)
    for epoch in range(EPOCHS):
        sum_of_losses = 0.0
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
            if schedule: schedule.step()
            sum_of_losses += loss.item() * len(x)
        mean = sum_of_losses / len(x_train)
        if plateau: plateau.step(mean)
        checkpoints.append(dict(run=run, epoch=epoch, loss=mean, lr=sgd.param_groups[0]["lr"]))
    with torch.no_grad():
        def judged(x, y):
            logits = model(x)
            return nn.functional.cross_entropy(logits, y).item(), (logits.argmax(1) == y).double().mean().item()
        (train_loss, train_accuracy), (test_loss, test_accuracy) = judged(x_train, y_train), judged(x_test, y_test)
    final[run] = dict(train_loss=train_loss, train_accuracy=train_accuracy, test_loss=test_loss,
                      test_accuracy=test_accuracy)

pathlib.Path(__file__).with_name("rate-schedules.json").write_text(json.dumps(
    dict(lesson="rate-schedules", seed=SEED, epochs=EPOCHS, checkpoints=checkpoints, final=final, values=values),
    separators=(",", ":")) + "\n")
