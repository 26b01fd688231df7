#!/usr/bin/python3
"""Writes python_seconds.json beside this file: the processor time that Debian 12's Python takes, on one thread, for the
steps of lessons at the notebooks' numbers of epochs (trainings.py). Training alone is timed, without imports; what the
lessons add of their own, and their figures, is not part of it. What takes less than a second is done seven times, and the
time in the middle counts. Last losses are compared with the golden where that is as long; the lessons beyond the
notebooks are timed as the scripts that make their goldens. Needs python3-torch, python3-sklearn and python3-h5py, and
the data folder in GRADUS_DATA.
  time_lessons.py [LESSON ...]    only these; the others' seconds stay"""
import json, pathlib, platform, runpy, statistics, sys, time
import torch
from sklearn import datasets, decomposition, model_selection, neighbors  # what the scripts below import
import make_classics
import make_networks
import trainings

HERE = pathlib.Path(__file__).parent


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


def network(function, seed, epochs):
    return lambda: function(seed, epochs)


def timed(steps):
    """Seconds of processor time, and the losses that the steps give if they give any."""
    torch.set_default_dtype(torch.float32)
    begun = time.process_time()
    losses = steps()
    losses = list(losses) if hasattr(losses, "__next__") else []
    return time.process_time() - begun, losses


def checked(name, steps, places=()):
    """Seconds of steps(). It gives its last losses, which are to stand at these places of the golden."""
    seconds, losses = timed(steps)
    if seconds < 1:
        seconds = statistics.median(timed(steps)[0] for _ in range(7))
    golden = json.loads((HERE / f"{name}.json").read_text())
    for place, loss in zip(places, losses):
        value = golden
        for key in place.split("/"):
            value = value[int(key) if isinstance(value, list) else key]
        assert abs(loss - value) <= 1e-5 * abs(value), f"{name}: {loss} at {place}, not {value}"
    return float(f"{seconds:.2g}")


LESSONS = {
    "tensors": (trainings.tensors, ("final/mean",)),
    "gradient-1d": (trainings.gradient_1d, ("final/loss",)),
    "slope": (trainings.slope, ("checkpoints/-1/loss",)),
    "linear-regression": (trainings.linear_regression, ("final/loss",)),
    "logistic-regression": (network(make_classics.logistic_regression, 0, 5001), ()),
    "kmeans": (network(make_classics.kmeans, 0, 8), ()),
    "pca": (network(make_classics.pca, 0, 1), ()),
    "perceptron-hinge": (network(make_classics.perceptron_hinge, 0, 301), ()),
    "perceptron": (trainings.perceptron, ("checkpoints/39/loss",)),
    "weight-angles": (trainings.weight_angles, [f"final/angles/{i}" for i in range(4)]),
    "adaline-gd": (trainings.adaline_gd, ("checkpoints/14/loss", "checkpoints/29/loss", "checkpoints/79/loss")),
    "adaline-sgd": (trainings.adaline_sgd, ("checkpoints/19/loss",)),
    "four-pixels": (trainings.four_pixels, ("checkpoints/10/loss", "checkpoints/21/loss")),
    "backprop-mlp": (trainings.backprop_mlp, ("checkpoints/5/loss", "checkpoints/11/loss")),
    "network-weights": (network(make_networks.network_weights, 0, 601), ()),
    "function-approximation": (network(make_networks.function_approximation, 0, 301), ()),
    "torch-mlp": (trainings.torch_mlp, [f"checkpoints/{i}/loss" for i in (6, 13, 20, 33, 59)]),
    "circles": (network(make_networks.circles, 100, 10000), ()),
    "damped-sine": (trainings.damped_sine, ()),
    "spiral": (trainings.spiral, ("checkpoints/9/loss", "checkpoints/20/loss", "checkpoints/31/loss")),
    "overfitting": (trainings.overfitting, ("checkpoints/4/loss", "checkpoints/30/loss")),
    "optimisers": (script("optimisers"), ()),
    "rate-schedules": (script("rate_schedules"), ()),
    "regularisation": (script("regularisation"), ()),
    "autoencoder": (script("autoencoder"), ()),
    "cats": (trainings.cats, ("checkpoints/10/loss", "checkpoints/31/loss")),
    "cats-module": (trainings.cats_module, ()),
    "mnist": (trainings.mnist, ()),
    "mnist-cnn": (trainings.mnist_cnn, ("checkpoints/-1/loss",)),
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
