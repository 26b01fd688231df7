"""The trainings of the notebooks in Debian 12's Python, as time_lessons.py times them: NumPy where the notebook has
NumPy, PyTorch where it has PyTorch, at the notebook's numbers of epochs. Each gives the last loss of its runs. Data are
read once, out of the folder GRADUS_DATA."""
import functools, gzip, os, pathlib
import h5py
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn

DATA = pathlib.Path(os.environ["GRADUS_DATA"])
functional = nn.functional


@functools.cache
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


@functools.cache
def digits(part):
    def array(name, skip):
        return np.frombuffer(gzip.open(next((DATA / "mnist").glob(f"{part}-{name}*.gz"))).read(), np.uint8, offset=skip)

    pictures = array("images", 16).reshape(-1, 1, 28, 28) / np.float32(255)
    return torch.tensor(pictures), torch.tensor(array("labels", 8)).long()


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


@functools.cache
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


def tensors():
    v, a, b = torch.tensor([1, 2]), torch.tensor([[2, 1], [3, 4]]), torch.tensor([[-1, 4], [2, 0]])
    a @ v, a @ b, a.T, torch.det(a.float())
    torch.manual_seed(0)
    x = torch.randn((2, 3, 4), requires_grad=True)
    mean = ((x + 3) ** 2).mean()
    mean.backward()
    cubes = torch.tensor([2.0, 6.0], requires_grad=True)
    (cubes ** 3).sum().backward()
    yield mean.item()


def gradient_1d():
    x = -6.0
    for step in range(20):
        x -= 0.1 * 2 * x
    yield x ** 2


def slope():
    x, y = torch.arange(1.0, 7), torch.tensor([3.07, 5.93, 9.04, 11.97, 15.12, 17.89])
    c = torch.tensor(0.0, requires_grad=True)
    for epoch in range(100):
        loss = functional.mse_loss(c * x, y)
        loss.backward()
        with torch.no_grad():
            c -= 0.01 * c.grad
        c.grad.zero_()
    yield loss.item()


@functools.cache
def sales():
    return np.loadtxt(DATA / "advertising.csv", delimiter=",", skiprows=1, usecols=(2, 4)).T


def linear_regression():
    x, y = sales()
    w = b = 0.0
    for epoch in range(4000):
        errors = y - (w * x + b)
        w, b = w + 0.00005 * 2 * (x * errors).mean(), b + 0.00005 * 2 * errors.mean()
        loss = ((y - (w * x + b)) ** 2).mean()
    yield loss


def weight_angles():
    x = np.array([1.0, 2, 3])
    for start in np.zeros(3), np.array([-0.00165135, -0.01933613, 0.00012572]):
        for rate in 0.1, 0.01:
            w = start + rate * x
            cosine = w @ x / (np.linalg.norm(w) * np.linalg.norm(x))
            yield np.degrees(np.arccos(min(cosine, 1.0)))


def four_pixels():
    black = np.array([[1.0, 1, 0, 1], [1, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    truth = np.eye(3)[[1, 2, 0, 0]]
    for x in black, 1 - black:
        w, b = np.zeros((4, 3)), np.zeros(3)
        for epoch in range(200):
            p = np.exp(x @ w + b)
            p /= p.sum(1, keepdims=True)
            loss = -np.log(p[truth == 1]).mean()
            w, b = w - x.T @ (p - truth) / 4, b - (p - truth).mean(0)
        yield loss


def split_blobs():
    """Points to learn from and to test by, each with its labels."""
    x, y = blobs()
    order = np.random.RandomState(42).permutation(1000)
    return (x[order[330:]], y[order[330:]]), (x[order[:330]], y[order[:330]])


def in_random_batches(points, random):
    x, y = points
    order = np.arange(len(y))
    random.shuffle(order)
    for begin in range(0, len(y) - 99, 100):
        rows = order[begin:begin + 100]
        yield x[rows], np.eye(2)[y[rows]]


class ByHand:
    """Layers with a sigmoid behind each, all drawn from the same seed."""

    def __init__(self, *sizes):
        shapes = list(zip(sizes[1:], sizes))
        self.w = [np.random.RandomState(1).normal(0, 0.1, shape) for shape in shapes]
        self.b = [np.zeros(out) for out, _ in shapes]

    def forward(self, x):
        outputs = [x]
        for w, b in zip(self.w, self.b):
            outputs.append(1 / (1 + np.exp(-(outputs[-1] @ w.T + b))))
        return outputs

    def learn(self, x, truth, rate, update_first):
        outputs = self.forward(x)
        error = 2 * (outputs[-1] - truth) / len(x)
        for l in reversed(range(len(self.w))):
            error = error * outputs[l + 1] * (1 - outputs[l + 1])
            old = self.w[l]
            self.w[l] = old - rate * error.T @ outputs[l]
            self.b[l] -= rate * error.sum(0)
            error = error @ (self.w[l] if update_first else old)

    def score(self, points, random):
        losses, right = [], []
        for x, truth in in_random_batches(points, random):
            outputs = self.forward(x)[-1]
            losses.append(((outputs - truth) ** 2).mean())
            right.append((outputs.argmax(1) == truth.argmax(1)).mean())
        return np.mean(losses), np.mean(right)


def backprop_mlp():
    train, test = split_blobs()
    random = np.random.RandomState(0)
    for sizes, rate in ((2, 10, 2), 0.1), ((2, 10, 5, 2), 0.25):
        net = ByHand(*sizes)
        if len(sizes) == 3:
            net.score(test, random)
        for epoch in range(50):
            for x, truth in in_random_batches(train, random):
                net.learn(x, truth, rate, update_first=len(sizes) == 4)
            loss, _ = net.score(train, random)
            net.score(test, random)
        if len(sizes) == 3:
            net.score(test, random)
        yield loss


class Tensors(nn.Module):
    """2-10-2 with its weights as they are drawn."""

    def __init__(self):
        super().__init__()
        self.w1, self.b1 = nn.Parameter(torch.randn(10, 2)), nn.Parameter(torch.zeros(10))
        self.w2, self.b2 = nn.Parameter(torch.randn(2, 10)), nn.Parameter(torch.zeros(2))

    def forward(self, x):
        return torch.sigmoid(torch.sigmoid(x @ self.w1.T + self.b1) @ self.w2.T + self.b2)


class Linears(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(2, 16), nn.Sigmoid(), nn.Linear(16, 2), nn.Sigmoid())


def torch_mlp():
    train, valid = [(torch.tensor(x).float(), torch.tensor(y)) for x, y in split_blobs()]
    sgd, adam = torch.optim.SGD, torch.optim.Adam
    for net, optimizer, rate, epochs in ((Tensors, sgd, 0.1, 50), (Tensors, adam, 0.015, 50), (Tensors, adam, 0.001, 50),
                                         (Linears, adam, 0.01, 100), (Linears, adam, 0.001, 200)):
        torch.manual_seed(0)
        model = net()
        steps = optimizer(model.parameters(), lr=rate)
        loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*train), batch_size=20, shuffle=True)
        for epoch in range(epochs):
            model.train()
            loss = descend(model, steps, functional.cross_entropy, loader)
            model.eval()
            with torch.inference_mode():
                outputs = model(valid[0])
                functional.cross_entropy(outputs, valid[1]).item(), (outputs.argmax(1) == valid[1]).float().mean().item()
        yield loss


def thirds(x, y):
    """Standardised training points of a stratified split into 70, 15 and 15 hundredths, and their labels."""
    x_train, x_rest, y_train, y_rest = train_test_split(x, y, train_size=0.7, stratify=y)
    train_test_split(x_rest, y_rest, train_size=0.5, stratify=y_rest)
    return StandardScaler().fit_transform(x_train), y_train


@functools.cache
def spiral_table():
    table = np.loadtxt(DATA / "spiral.csv", delimiter=",", skiprows=1, dtype=str)
    return table[:, :2].astype(float), np.unique(table[:, 2], return_inverse=True)[1]


def spiral_by_hand(x, y):
    w1, b1 = 0.01 * np.random.randn(2, 100), np.zeros(100)
    w2, b2 = 0.01 * np.random.randn(100, 3), np.zeros(3)
    truth = np.eye(3)[y]
    for epoch in range(1000):
        hidden = np.maximum(0, x @ w1 + b1)
        p = np.exp(hidden @ w2 + b2)
        p /= p.sum(1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        back = (p - truth) / len(y)
        back_hidden = back @ w2.T * (hidden > 0)
        w2, b2 = w2 - hidden.T @ back, b2 - back.sum(0)
        w1, b1 = w1 - x.T @ back_hidden, b1 - back_hidden.sum(0)
    return loss


def spiral():
    np.random.seed(1234)
    x, y = spiral_table()
    order = np.random.permutation(1500)
    x, y = thirds(x[order], y[order])
    weights = torch.tensor(1 / np.bincount(y)).float()
    points, labels = torch.tensor(x).float(), torch.tensor(y)
    loss_of = functools.partial(functional.cross_entropy, weight=weights)
    torch.manual_seed(1234)

    def with_modules(epochs, *between):
        model = nn.Sequential(nn.Linear(2, 100), *between, nn.Linear(100, 3))
        adam = torch.optim.Adam(model.parameters(), lr=0.01)
        for epoch in range(epochs):
            loss = descend(model, adam, loss_of, [(points, labels)])
        return loss

    yield with_modules(10)
    np.random.randn(2, 100), np.random.randn(100, 3)  # of the step that the notebook shows first
    yield spiral_by_hand(points.numpy().astype(float), y)
    yield with_modules(100, nn.ReLU())


def overfitting():
    np.random.seed(1234)
    x, y = thirds(np.random.rand(150, 2), np.repeat(np.arange(3), 50))
    points, labels = torch.tensor(x).float(), torch.tensor(y)
    for dropout in 0.0, 0.1:
        torch.manual_seed(1234)
        model = nn.Sequential(nn.Linear(2, 302), nn.ReLU(), nn.Dropout(dropout), nn.Linear(302, 3))
        adam = torch.optim.Adam(model.parameters(), lr=0.1)
        for epoch in range(500):
            loss = descend(model, adam, functional.cross_entropy, [(points, labels)])
            if epoch == 80:
                comparable = loss  # rounding decides the path from here on
        yield comparable
