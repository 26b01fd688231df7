#!/usr/bin/python3
"""Writes python_seconds.json beside this file: the processor time that Debian 12's Python takes, on one thread, for the
steps of lessons at the notebooks' numbers of epochs. Training alone is timed, without imports and reading of data; what
the lessons add of their own, and their figures, is not part of it. The last loss is compared with the golden where that
is as long; the lessons beyond the notebooks are timed as the scripts that make their goldens. Needs python3-torch, python3-sklearn and python3-h5py, and the data folder in GRADUS_DATA.
  time_lessons.py [LESSON ...]    only these; the others' seconds stay"""
import gzip, json, os, pathlib, platform, runpy, sys, time
import h5py
import numpy as np
import torch
from sklearn import datasets, decomposition, model_selection, neighbors  # what the scripts below import
from torch import nn
import make_classics
import make_networks

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(os.environ["GRADUS_DATA"])
functional = nn.functional


def script(name):
    """A lesson whose golden is written by a script of its own; the golden stays as it is."""
    def run():
        golden = HERE / f"{name.replace('_', '-')}.json"
        text = golden.read_text()
        try:
            runpy.run_path(str(HERE / f"make_{name}.py"), run_name="__main__")
        finally:
            golden.write_text(text)

    return run


def pictures_of_cats(part):
    with h5py.File(DATA / "catvnoncat" / f"{part}_catvnoncat.h5") as file:
        return file[f"{part}_set_x"][:] / 255, file[f"{part}_set_y"][:]


def cats():
    pictures, y = pictures_of_cats("train")
    m = len(y)
    for x, epochs in (pictures.reshape(-1, m), 1000), (pictures.reshape(m, -1).T, 2000):
        w, b = np.zeros(len(x)), 0.0
        for epoch in range(epochs):
            a = 1 / (1 + np.exp(-(w @ x + b)))
            loss = -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean()
            w, b = w - 0.005 * (x @ (a - y)) / m, b - 0.005 * (a - y).mean()
        yield loss


def descend(model, optimizer, loss_of, batches):
    """One pass; gives the last loss."""
    for x, y in batches:
        loss = loss_of(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def cats_module():
    pictures, y = pictures_of_cats("train")
    x, y = torch.tensor(pictures.reshape(len(y), -1)).float(), torch.tensor(y).float()[:, None]
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(12288, 1), nn.Sigmoid())
    sgd = torch.optim.SGD(model.parameters(), lr=0.001)
    for epoch in range(3000):
        loss = descend(model, sgd, functional.binary_cross_entropy, [(x, y)])
    yield loss


def digits(part):
    def array(name, skip):
        return np.frombuffer(gzip.open(next((DATA / "mnist").glob(f"{part}-{name}*.gz"))).read(), np.uint8, offset=skip)

    return torch.tensor(array("images", 16).reshape(-1, 1, 28, 28) / np.float32(255)), torch.tensor(array("labels", 8)).long()


def mnist():
    x, y = digits("train")
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=128, shuffle=True)
    for published in True, False:
        torch.manual_seed(0)
        torch.randn((2, 3, 4))
        next(iter(loader))
        layers = [nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10)]
        model = nn.Sequential(*layers, *([nn.Sigmoid()] if published else []))
        adam = torch.optim.Adam(model.parameters(), lr=0.0001)
        for epoch in range(10):
            loss = descend(model, adam, functional.cross_entropy, loader)
        yield loss


def mnist_cnn():
    x, y = digits("train")
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Flatten(), nn.Linear(400, 10))
    adam = torch.optim.Adam(model.parameters(), lr=0.001)
    yield descend(model, adam, functional.cross_entropy, zip(x[:6400].split(64), y[:6400].split(64)))


def damped_sine():
    d = (-10 + 0.1) - -10
    x = torch.tensor(-10 + np.arange(200) * d).float()[:, None]
    for sign, epochs in (1, 20000), (-1, 14000):
        y = torch.sin(3 * x) * torch.exp(-sign * x / 8)
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(1, 10), nn.Sigmoid(), nn.Linear(10, 1))
        adam = torch.optim.Adam(model.parameters(), lr=0.01)
        for epoch in range(epochs):
            loss = descend(model, adam, functional.mse_loss, [(x, y)])
        yield loss


def perceptron():
    x, y = blobs()
    w, b = np.random.RandomState(1).normal(0, 0.01, 2), 0.0
    for epoch in range(40):
        wrong = 0
        for row, label in zip(x, y):
            error = label - (w @ row + b >= 0.5)
            w, b, wrong = w + 10 * error * row, b + 10 * error, wrong + (error != 0)
    yield wrong


def blobs():
    random = np.random.RandomState(42)
    centres = random.uniform(-10, 10, (2, 2))
    x, y = np.vstack([random.normal(centre, 2.5, (500, 2)) for centre in centres]), np.repeat([0, 1], 500)
    order = np.arange(1000)
    random.shuffle(order)
    return x[order], y[order]


def adaline_gd():
    x, y = blobs()
    for rate, epochs in (0.01, 15), (0.0001, 15), (0.019, 50):
        w, b = np.random.RandomState(1).normal(0, 0.01, 2), 0.0
        for epoch in range(epochs):
            errors = y - (x @ w + b)
            w, b = w + rate * 2 * (errors[:, None] * x).mean(0), b + rate * 2 * errors.mean()
        yield (errors ** 2).mean()


def adaline_sgd():
    x, y = blobs()
    random = np.random.RandomState(69)
    w, b = random.normal(0, 0.01, 2), 0.0
    for epoch in range(20):
        order, total = random.permutation(1000), 0
        x, y = x[order], y[order]
        for row, label in zip(x, y):
            error = label - (w @ row + b)
            w, b, total = w + 0.001 * 2 * row * error, b + 0.001 * 2 * error, total + error ** 2
    yield total / 1000


def network(function, seed, epochs):
    return lambda: function(seed, epochs)


def checked(name, steps, places=()):
    """Seconds of steps(). It gives its last losses, which are to stand at these places of the golden."""
    torch.set_default_dtype(torch.float32)
    begun = time.process_time()
    losses = steps()
    losses = list(losses) if hasattr(losses, "__next__") else []
    seconds = time.process_time() - begun
    golden = json.loads((HERE / f"{name}.json").read_text())
    for place, loss in zip(places, losses):
        value = golden
        for key in place.split("/"):
            value = value[int(key) if isinstance(value, list) else key]
        assert abs(loss - value) <= 1e-5 * abs(value), f"{name}: {loss} at {place}, not {value}"
    return float(f"{seconds:.2g}")


LESSONS = {
    "logistic-regression": (network(make_classics.logistic_regression, 0, 5001), ()),
    "kmeans": (network(make_classics.kmeans, 0, 8), ()),
    "pca": (network(make_classics.pca, 0, 1), ()),
    "perceptron-hinge": (network(make_classics.perceptron_hinge, 0, 301), ()),
    "perceptron": (perceptron, ("checkpoints/39/loss",)),
    "adaline-gd": (adaline_gd, ("checkpoints/14/loss", "checkpoints/29/loss", "checkpoints/79/loss")),
    "adaline-sgd": (adaline_sgd, ("checkpoints/19/loss",)),
    "network-weights": (network(make_networks.network_weights, 0, 601), ()),
    "function-approximation": (network(make_networks.function_approximation, 0, 301), ()),
    "circles": (network(make_networks.circles, 100, 10000), ()),
    "damped-sine": (damped_sine, ()),
    "optimisers": (script("optimisers"), ()),
    "rate-schedules": (script("rate_schedules"), ()),
    "regularisation": (script("regularisation"), ()),
    "autoencoder": (script("autoencoder"), ()),
    "cats": (cats, ("checkpoints/10/loss", "checkpoints/31/loss")),
    "cats-module": (cats_module, ()),
    "mnist": (mnist, ()),
    "mnist-cnn": (mnist_cnn, ("checkpoints/-1/loss",)),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    path = HERE / "python_seconds.json"
    kept = json.loads(path.read_text())["seconds"] if path.exists() else {}
    for name in sys.argv[1:] or LESSONS:
        kept[name] = checked(name, *LESSONS[name])
        print(f"{name}: {kept[name]} s", flush=True)
        path.write_text(json.dumps({"python": platform.python_version(), "torch": torch.__version__.split("+")[0],
                                    "seconds": {each: kept[each] for each in LESSONS if each in kept}}, indent=1) + "\n")
