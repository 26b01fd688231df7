#!/usr/bin/python3
"""Writes classics.json beside this file: the lessons linear-regression, kmeans, pca, logistic-regression and
perceptron-hinge restated in NumPy of Debian 12, with other seeds and epochs than their goldens have. Needs
python3-sklearn. advertising.csv is not shipped, so the line is fitted to points that need no file."""
import json, pathlib
import numpy as np
from sklearn.datasets import load_breast_cancer


def kmeans(seed, epochs):
    r = np.random.RandomState(seed)
    r.rand(12, 3)
    points = np.column_stack([r.randint(0, 1200, 100), r.randint(0, 675, 100)])
    start = np.column_stack([r.randint(0, 1200, 12), r.randint(0, 675, 12)])
    grid = np.column_stack([a.ravel() for a in np.meshgrid(np.linspace(0, 1200, 49), np.linspace(0, 675, 28))])

    def distances(a, b):
        return np.sqrt(((a[:, None] - b[None]) ** 2).sum(2))

    checkpoints, final = [], {}
    for run, carried in ("as_published", start.copy()), ("corrected", None):
        elbow = []
        for k in range(1, 13):
            centers = start.astype(float) if carried is None else carried
            for _ in range(epochs):
                d = distances(points, centers[:k])
                areas, groups = distances(grid, centers[:k]).argmin(1), d.argmin(1)
                loss = (d.min(1) ** 2).mean()
                for g in set(groups):
                    centers[g] = points[groups == g].mean(0)  # whole numbers, where the array is of those
            elbow.append(loss)
            checkpoints.append(dict(run=run, k=k, epoch=epochs - 1, loss=loss))
        final[run] = dict(elbow=elbow, centroids=centers.tolist(), groups=groups.tolist(),
                          boundary_counts=np.bincount(areas, minlength=12).tolist())
    return dict(checkpoints=checkpoints, final=final,
                values=dict(points_first3=points[:3].tolist(), centroids_initial=start.tolist()))


def pca(seed, epochs):
    r = np.random.RandomState(seed)
    x = -1 + 2 * np.linspace(0.25, 0.75, 200)[:, None] + r.normal(0, 0.25, (200, 3))
    z = (x - x.mean(0)) / x.std(0)
    values, vectors = np.linalg.eigh(np.cov(z.T))
    values, vectors = values[::-1], vectors[:, ::-1]
    vectors = vectors * np.sign(np.take_along_axis(vectors, abs(vectors).argmax(0)[None], 0))
    projected = z @ vectors
    return dict(checkpoints=[],
                final=dict(eigenvalues=values.tolist(), variance_percentage=(100 * values / values.sum()).tolist(),
                           pc_variances=projected.var(0).tolist()),
                values=dict(components_columns=vectors.tolist(), projected_first3=projected[:3].tolist()))


def logistic_regression(seed, epochs):
    r = np.random.RandomState(seed)
    data, y = load_breast_cancer(return_X_y=True)
    x = data[:, [-3, -8]]
    x = (x - x.min(0)) / (x.max(0) - x.min(0))
    w0, b0 = r.rand(2), r.rand()
    final = {}
    for run in "as_published", "corrected":
        w, b = w0, b0
        for _ in range(epochs):
            loss = 0
            for row, label in zip(x, y):
                p = 1 / (1 + np.exp(-(w @ row + b)))
                loss -= np.log(p if label else 1 - p)
                step = row * (p - label)
                w = w - 0.0005 * (step.mean() if run == "as_published" else step)
                b = b - 0.0005 * (p - label)
        p = 1 / (1 + np.exp(-(x @ w + b)))
        final[run] = dict(w=w.tolist(), b=b, loss_during_last_epoch=loss, accuracy=((p > 0.5) == y).mean(),
                          probabilities_first3=p[:3].tolist())
    return dict(final=final, values=dict(w0=w0.tolist(), b0=b0))


def perceptron_hinge(seed, epochs):
    axis = np.linspace(-1, 1, 5)
    x = np.column_stack([a.ravel() for a in np.meshgrid(axis, axis, axis)])
    target = np.ones(3) / np.linalg.norm(np.ones(3))
    y = np.where(x @ target >= 0, 1, -1)
    w, b = np.array([1.0, -1, -1]) / np.linalg.norm(np.ones(3)), 0.0
    for _ in range(epochs):
        loss = 0
        for row, side in zip(x, y):
            loss += max(0, -side * (w @ row + b))
            if side * (w @ row + b) <= 0:
                w = w + 0.0005 * side * row
            if side * (w @ row + b) <= 0:
                b += 0.0005 * side
        w = w / np.linalg.norm(w)
    return dict(final=dict(w=w.tolist(), b=b, loss=loss / 5, accuracy=((x @ w + b >= 0) == (y > 0)).mean(),
                           angle_degrees=np.degrees(np.arccos(w @ target))))


def linear_regression(seed, epochs):
    x, y = np.arange(20.0), 3 + 0.5 * np.arange(20) + np.arange(20) % 3
    w = b = 0.0
    for _ in range(epochs):
        errors = y - (w * x + b)
        w, b = w + 2 * 0.00005 * (x * errors).mean(), b + 2 * 0.00005 * errors.mean()
    best = np.polyfit(x, y, 1)
    return dict(final=dict(w=w, b=b, loss=((y - w * x - b) ** 2).mean(), lstsq_w=best[0], lstsq_b=best[1],
                           lstsq_loss=((y - np.polyval(best, x)) ** 2).mean()),
                values=dict(n=20))


if __name__ == "__main__":
    runs = [("kmeans", 77, 3), ("kmeans", 4294967295, 20), ("pca", 77, 1), ("logistic-regression", 77, 30),
            ("perceptron-hinge", 0, 170), ("linear-regression", 0, 700)]
    cases = [dict(lesson=name, seed=seed, epochs=epochs, **globals()[name.replace("-", "_")](seed, epochs))
             for name, seed, epochs in runs]
    path = pathlib.Path(__file__).with_name("classics.json")
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
