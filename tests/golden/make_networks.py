#!/usr/bin/python3
"""Writes networks.json beside this file: the lessons network-weights, function-approximation and circles restated in
NumPy and PyTorch of Debian 12, with another seed and fewer epochs than their goldens have. Needs python3-torch."""
import json, pathlib
import numpy as np
import torch
from torch import nn


def listed(state):
    return {name: value.tolist() for name, value in state.items()}


def loss_of(run, epochs, shown, step):
    """Calls step(epoch) for each epoch and keeps what it gives for those shown and the last one."""
    kept, last = [], None
    for epoch in range(epochs):
        last = step(epoch)
        if shown(epoch) or epoch == epochs - 1:
            kept.append(dict(run=run, epoch=epoch, **last))
    return kept, last


def often(epoch):
    """The epochs that the notebook draws."""
    return epoch < 5 or epoch <= 50 and epoch % 5 == 0 or epoch <= 1000 and epoch % 50 == 0 or epoch % 250 == 0


class Thin(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(depth - 1)] + [nn.Linear(2, 1)])

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)

    def gradient_norms(self, x, y):
        self.zero_grad()
        nn.functional.mse_loss(self(x), y).backward()
        norms = [dict(weight=l.weight.grad.norm().item(), bias=l.bias.grad.norm().item()) for l in self.layers]
        self.zero_grad()
        return norms


def network_weights(seed, epochs):
    points = np.random.RandomState(seed).rand(500, 2)
    classes = (points[:, 0] > 0.5) != (points[:, 1] > 0.5)
    x, y = torch.tensor(points).float(), torch.tensor(classes).float()[:, None]
    deep_epochs = 1001 if epochs == 601 else max(1, epochs // 6)
    values = dict(X_first3=points[:3].tolist(), y_first10=classes[:10].tolist(), label_sum=int(classes.sum()))
    checkpoints, final = [], {}
    torch.manual_seed(seed)
    for run, depth, count in ("2-2-2-2-1", 4, epochs), ("12-layer", 12, deep_epochs):
        net = Thin(depth)
        values[run] = dict(initial=listed(net.state_dict()),
                           full_batch_gradient_norms_initial=net.gradient_norms(x, y))
        sgd = torch.optim.SGD(net.parameters(), lr=0.005, momentum=0.3)

        def step(_):
            total = np.float32(0)
            for point, target in zip(x, y):
                loss = nn.functional.mse_loss(net(point), target)
                sgd.zero_grad()
                loss.backward()
                sgd.step()
                total += np.float32(loss.item())
            return dict(loss=float(total))

        kept, last = loss_of(run, count, often, step)
        checkpoints += kept
        with torch.no_grad():
            out = net(x)
        final[run] = dict(epochs=count, sum_loss_last_epoch=last["loss"],
                          mse_after=nn.functional.mse_loss(out, y).item(),
                          accuracy=((out > 0.5) == (y > 0.5)).double().mean().item(), weights=listed(net.state_dict()),
                          full_batch_gradient_norms=net.gradient_norms(x, y))
    return dict(checkpoints=checkpoints, final=final, values=values)


def by_hand(seed, epochs, x, z):
    """The 2-12-2-1 net with tanh everywhere, a place at a time, in float64."""
    random, sizes = np.random.RandomState(seed), (2, 12, 2, 1)
    w, b = [], []
    for inputs, outputs in zip(sizes, sizes[1:]):
        limit = np.sqrt(6 / (inputs + outputs))
        w.append(random.uniform(-limit, limit, (outputs, inputs)))
        b.append(np.zeros((outputs, 1)))
    initial = [each.tolist() for each in w]

    def step(_):
        total = 0
        for place, height in zip(x, z):
            outputs = [place[:, None]]
            for weight, bias in zip(w, b):
                outputs.append(np.tanh(weight @ outputs[-1] + bias))
            gradient = 2 * (outputs[-1] - height)
            total += float((outputs[-1][0, 0] - height[0]) ** 2)
            for l in reversed(range(3)):
                gradient = gradient * (1 - outputs[l + 1] ** 2)
                back = w[l].T @ gradient
                w[l] -= 0.005 * gradient @ outputs[l].T
                b[l] -= 0.005 * gradient
                gradient = back
        return dict(loss=total / 12, mse=total / len(x))

    checkpoints, last = loss_of("numpy", epochs, often, step)
    return initial, checkpoints, dict(epochs=epochs, **last, weights=[each.tolist() for each in w],
                                      biases=[each.tolist() for each in b])


class Modules(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(2, 14), nn.Linear(14, 2), nn.Linear(2, 1)

    def forward(self, x):
        return torch.tanh(self.fc3(torch.tanh(self.fc2(torch.tanh(self.fc1(x))))))


def function_approximation(seed, epochs):
    axis = np.linspace(-1, 1, 12)
    x = np.column_stack([a.ravel() for a in np.meshgrid(axis, axis)])
    z = (x[:, 1] ** 2 - x[:, 0] ** 2)[:, None]
    initial, checkpoints, numpy_final = by_hand(seed, epochs, x, z)
    torch.manual_seed(seed)
    net = Modules()
    torch_initial = listed(net.state_dict())
    sgd = torch.optim.SGD(net.parameters(), lr=0.005)
    places, heights = torch.tensor(x).float(), torch.tensor(z).float()

    def step(_):
        total = np.float32(0)
        for place, height in zip(places, heights):
            loss = nn.functional.mse_loss(net(place), height)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
            total += np.float32(loss.item())
        return dict(loss=float(total / np.float32(12)))

    count = 101 if epochs == 301 else max(1, epochs // 3)
    kept, last = loss_of("torch", count, often, step)
    return dict(checkpoints=checkpoints + kept,
                final=dict(numpy=numpy_final, torch=dict(epochs=count, **last, weights=listed(net.state_dict()))),
                values=dict(features_first3=x[:3].tolist(), labels_first3=z[:3, 0].tolist(), n=len(x),
                            initial_weights=initial, torch_initial=torch_initial))


class Rings(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.hidden, self.output = nn.Linear(2, units), nn.Linear(units, 1)

    def forward(self, x):
        return torch.sigmoid(self.output(torch.sigmoid(self.hidden(x))))


def circles(seed, epochs):
    random, points, labels = np.random.RandomState(seed), [], []
    for i in range(2000):
        radius, angle = 3 * (i % 2) + random.uniform(), random.uniform(0, 2 * np.pi)
        points.append([radius * np.cos(angle), radius * np.sin(angle)])
        labels.append(i % 2)
    x, y = torch.tensor(points).float(), torch.tensor(labels).float()[:, None]
    checkpoints, final, values = [], {}, dict(features_first3=points[:3])
    runs = [("first-2", 2, 0.01, 100, 10)] + [(f"hidden-{h}", h, 0.001, epochs, 500) for h in (1, 2, 3, 5)]
    for run, units, rate, count, every in runs:
        torch.manual_seed(seed)
        net = Rings(units)
        values[run] = dict(initial=listed(net.state_dict()))
        adam = torch.optim.Adam(net.parameters(), lr=rate)

        def step(_):
            loss = nn.functional.binary_cross_entropy(net(x), y)
            adam.zero_grad()
            loss.backward()
            adam.step()
            return dict(loss=loss.item())

        checkpoints += loss_of(run, count, lambda epoch: epoch % every == 0, step)[0]
        with torch.no_grad():
            out = net(x)
            final[run] = dict(epochs=count, loss_after=nn.functional.binary_cross_entropy(out, y).item(),
                              accuracy=((out > 0.5) == (y > 0.5)).double().mean().item(),
                              weights=listed(net.state_dict()),
                              hidden_first3=torch.sigmoid(net.hidden(x[:3])).tolist())
    return dict(checkpoints=checkpoints, final=final, values=values)


def rounded(value):
    """What came from float32 with nine digits; float64 as it is."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    if isinstance(value, float) and float(np.float32(value)) == value:
        return float(f"{value:.9g}")
    return value


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = [("network-weights", 7, 12), ("function-approximation", 7, 30), ("circles", 7, 60)]
    path = pathlib.Path(__file__).with_name("networks.json")
    path.write_text("[" + ",\n".join(
        json.dumps(dict(lesson=name, seed=seed, epochs=epochs, **rounded(globals()[name.replace("-", "_")](seed, epochs))),
                   separators=(",", ":")) for name, seed, epochs in cases) + "]\n")
