#!/usr/bin/python3
"""Writes loaders.json beside this file: the batches of PyTorch's DataLoader and the orders of its samplers, for
tests/data. Needs python3-torch."""
import json, pathlib
import torch
from torch.utils.data import (DataLoader, RandomSampler, SubsetRandomSampler, WeightedRandomSampler, random_split)

torch.set_num_threads(1)
SEEDS = (0, 7, 1234)


def word():
    """Where the global stream is afterwards."""
    return torch.randint(2**31, (1,)).item()


def passes(make):
    """Two passes of what make() gives after each seed, and the next number of the global stream."""
    cases = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        source = make()
        cases.append({"seed": seed, "passes": [[b.tolist() if torch.is_tensor(b) else b for b in source] for _ in range(2)],
                      "next": word()})
    return cases


def own():
    g = torch.Generator()
    g.manual_seed(5)
    return g


WEIGHTS = [0.1, 0.0, 2.5, 0.7, 3.0, 0.6, 1e-3, 40.0, 0.25]
loaders = {
    "sequential": lambda: DataLoader(range(10), batch_size=4),
    "sequential drop_last": lambda: DataLoader(range(10), batch_size=4, drop_last=True),
    "shuffle": lambda: DataLoader(range(23), batch_size=5, shuffle=True),
    "shuffle drop_last": lambda: DataLoader(range(23), batch_size=5, shuffle=True, drop_last=True),
    "shuffle generator": lambda: DataLoader(range(23), batch_size=5, shuffle=True, generator=own()),
    "replacement": lambda: DataLoader(range(23), batch_size=16, sampler=RandomSampler(range(23), replacement=True)),
    "replacement 70": lambda: DataLoader(range(23), batch_size=50,
                                         sampler=RandomSampler(range(23), replacement=True, num_samples=70)),
    "random 7": lambda: DataLoader(range(23), batch_size=5, sampler=RandomSampler(range(23), num_samples=7)),
    "random 50": lambda: DataLoader(range(23), batch_size=25, sampler=RandomSampler(range(23), num_samples=50)),
    "random generator": lambda: DataLoader(range(23), batch_size=5, sampler=RandomSampler(range(23), generator=own())),
    "subset": lambda: DataLoader(range(23), batch_size=3, sampler=SubsetRandomSampler([3, 1, 20, 7, 9, 0, 22])),
    "weighted": lambda: DataLoader(range(9), batch_size=20, sampler=WeightedRandomSampler(WEIGHTS, 40)),
    "weighted one": lambda: DataLoader(range(9), batch_size=20, sampler=WeightedRandomSampler(WEIGHTS, 1)),
    "weighted different": lambda: DataLoader(range(9), batch_size=20,
                                             sampler=WeightedRandomSampler(WEIGHTS, 8, replacement=False)),
}
content = {name: passes(make) for name, make in loaders.items()}

splits = []
for seed in SEEDS:
    torch.manual_seed(seed)
    splits.append({"seed": seed, "parts": [list(part.indices) for part in random_split(range(12), [7, 0, 5])], "next": word()})
content["random_split"] = splits

# A thousand draws of many weights: the running sums round.
torch.manual_seed(3)
weights = torch.rand(1000, dtype=torch.float64)
for _ in range(3):
    weights = weights * weights
content["multinomial"] = {"many": torch.multinomial(weights, 1000, True).tolist(),
                          "different": torch.multinomial(weights, 300, False).tolist(), "next": word()}

path = pathlib.Path(__file__).with_name("loaders.json")
path.write_text("{" + ",\n".join(f'"{k}":{json.dumps(v, separators=(",", ":"))}' for k, v in content.items()) + "}\n")
