#!/usr/bin/env python3
"""Writes layers.json beside itself: PyTorch's layers, each made right after a seed: text, initial state in float32, then
in float64 some calls in training or evaluation (each after a seed of its own) with gradients, and the buffers afterwards.

Made with Debian 12's python3-torch (1.13): env -u OPENBLAS_CORETYPE /usr/bin/python3 make_layers.py
"""

import warnings
from collections import OrderedDict

import torch
from torch import nn

from op_cases import cases, plain, write

warnings.simplefilter("ignore")
torch.set_num_threads(1)
numbers = torch.Generator().manual_seed(7)


def real(*shape):
    return (torch.rand(shape, dtype=torch.float64, generator=numbers) * 3 - 1.5).mul(1000).round().div(1000)


def layer(name, make, *inputs, modes="t", seed=3):
    """One layer; the inputs are used in turn, one for each letter of modes (t: training, e: evaluation)."""
    torch.manual_seed(seed)
    module = make()
    entry = {"name": name, "seed": seed, "text": repr(module)}
    entry["state"] = [[key, plain(value)] for key, value in module.state_dict().items()]
    module.double()
    calls = []
    for i, mode in enumerate(modes):
        module.train(mode == "t")
        x = inputs[i % len(inputs)].clone()
        x.requires_grad_(x.is_floating_point())
        module.zero_grad()
        torch.manual_seed(seed + 1 + i)
        y = module(x)
        upstream = real(*y.shape)
        if y.requires_grad:
            y.backward(upstream)
        calls.append({
            "training": mode == "t", "seed": seed + 1 + i, "input": plain(x), "output": plain(y),
            "upstream": plain(upstream), "grad_input": plain(x.grad),
            "grads": [plain(p.grad) for p in module.parameters()],
            "buffers": [plain(b) for b in module.buffers()],
        })
    entry["calls"] = calls
    cases.append(entry)


picture = (real(2, 4, 5, 4), real(1, 4, 5, 4))
signal = (real(2, 4, 7), real(1, 4, 7))
table = (real(5, 4), real(3, 4), real(6, 4))

layer("Linear", lambda: nn.Linear(4, 3), *table)
layer("Linear no bias", lambda: nn.Linear(4, 3, bias=False), *table)
layer("Conv1d", lambda: nn.Conv1d(4, 3, 3), *signal)
layer("Conv1d options", lambda: nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2, bias=False), *signal)
layer("Conv1d same", lambda: nn.Conv1d(4, 6, 4, padding="same"), *signal)
layer("Conv1d circular", lambda: nn.Conv1d(4, 2, 3, padding=2, padding_mode="circular"), *signal)
layer("Conv2d", lambda: nn.Conv2d(4, 8, 3), *picture)
layer("Conv2d options", lambda: nn.Conv2d(4, 8, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=4), *picture)
layer("Conv2d same", lambda: nn.Conv2d(4, 2, (2, 3), padding="same", bias=False), *picture)
layer("Conv2d valid", lambda: nn.Conv2d(4, 2, 2, padding="valid"), *picture)
layer("Conv2d reflect", lambda: nn.Conv2d(4, 2, 3, padding=(1, 2), padding_mode="reflect"), *picture)
layer("Conv2d replicate", lambda: nn.Conv2d(4, 2, 3, stride=2, padding=1, padding_mode="replicate"), *picture)
layer("Conv2d circular same", lambda: nn.Conv2d(4, 2, (2, 3), padding="same", padding_mode="circular"), *picture)
layer("ConvTranspose1d", lambda: nn.ConvTranspose1d(4, 2, 3, stride=2, padding=1, output_padding=1), *signal)
layer("ConvTranspose2d", lambda: nn.ConvTranspose2d(4, 3, 3), *picture)
layer("ConvTranspose2d options", lambda: nn.ConvTranspose2d(
    4, 6, (2, 3), stride=(2, 1), padding=(1, 0), output_padding=(1, 0), groups=2, bias=False, dilation=(1, 2)), *picture)
layer("MaxPool1d", lambda: nn.MaxPool1d(3, stride=2, padding=1), *signal)
layer("MaxPool2d", lambda: nn.MaxPool2d(2), *picture)
layer("MaxPool2d options", lambda: nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=True), *picture)
layer("AvgPool1d", lambda: nn.AvgPool1d(2, padding=1), *signal)
layer("AvgPool2d", lambda: nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), *picture)
layer("AdaptiveAvgPool1d", lambda: nn.AdaptiveAvgPool1d(4), *signal)
layer("AdaptiveAvgPool2d", lambda: nn.AdaptiveAvgPool2d((3, None)), *picture)
layer("AdaptiveMaxPool1d", lambda: nn.AdaptiveMaxPool1d(4), *signal)
layer("AdaptiveMaxPool2d", lambda: nn.AdaptiveMaxPool2d(2), *picture)
for name, make, inputs in (("1d", nn.BatchNorm1d, table), ("1d of signals", nn.BatchNorm1d, signal), ("2d", nn.BatchNorm2d, picture)):
    layer("BatchNorm" + name, lambda: make(4), *inputs, modes="tttee")
    layer("BatchNorm" + name + " options", lambda: make(4, eps=1e-3, momentum=0.4, affine=False), *inputs, modes="ttet")
    layer("BatchNorm" + name + " average", lambda: make(4, momentum=None), *inputs, modes="tttett")
    layer("BatchNorm" + name + " untracked", lambda: make(4, track_running_stats=False), *inputs, modes="tet")
layer("LayerNorm", lambda: nn.LayerNorm(4), *table)
layer("LayerNorm options", lambda: nn.LayerNorm((5, 4), eps=0.01, elementwise_affine=False), *picture)
layer("LayerNorm of planes", lambda: nn.LayerNorm((5, 4)), *picture)
layer("GroupNorm", lambda: nn.GroupNorm(2, 4), *picture)
layer("GroupNorm options", lambda: nn.GroupNorm(4, 4, eps=0.5, affine=False), *signal)
layer("Dropout", lambda: nn.Dropout(), *table, modes="tet")
layer("Dropout 0.25", lambda: nn.Dropout(0.25), *picture, modes="tet")
layer("Dropout 1", lambda: nn.Dropout(1.0), *table, modes="te")
layer("Dropout2d", lambda: nn.Dropout2d(0.3), *picture, modes="tet")
index = torch.tensor([[0, 4, 2], [2, 2, 1]])
layer("Embedding", lambda: nn.Embedding(5, 3), index)
layer("Embedding padding", lambda: nn.Embedding(10, 2, padding_idx=-8), index)
layer("Flatten", lambda: nn.Flatten(), *picture)
layer("Flatten options", lambda: nn.Flatten(2, 3), *picture)
layer("Unflatten", lambda: nn.Unflatten(1, (2, 2)), *table)
layer("Identity", lambda: nn.Identity(), *table)

for name in "ReLU ReLU6 Sigmoid LogSigmoid Tanh Tanhshrink SiLU Mish Softsign Hardsigmoid Hardswish SELU LeakyReLU ELU CELU Softshrink Hardshrink GELU Softplus Hardtanh PReLU GLU".split():
    layer(name, getattr(nn, name), *table)
layer("LeakyReLU 0.2", lambda: nn.LeakyReLU(0.2), *table)
layer("ELU 0.5", lambda: nn.ELU(0.5), *table)
layer("GELU tanh", lambda: nn.GELU("tanh"), *table)
layer("Softplus options", lambda: nn.Softplus(2.5, 0.5), *table)
layer("Hardtanh options", lambda: nn.Hardtanh(-0.5, 2.0), *table)
layer("PReLU channels", lambda: nn.PReLU(4, 0.1), *picture)
layer("Threshold", lambda: nn.Threshold(0.1, 20), *table)
layer("Softmax", lambda: nn.Softmax(dim=-1), *table)
layer("LogSoftmax", lambda: nn.LogSoftmax(dim=0), *table)

layer("LeNet", lambda: nn.Sequential(
    nn.Conv2d(4, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.2), nn.Flatten(),
    nn.Linear(24, 5), nn.LogSoftmax(1)), *picture, modes="tte")
layer("named", lambda: nn.Sequential(OrderedDict([
    ("hidden", nn.Linear(4, 3)), ("act", nn.GELU()), ("inner", nn.Sequential(nn.LayerNorm(3), nn.Linear(3, 2)))])), *table)

write("layers.json")
