#!/usr/bin/python3
"""Writes sgd.json beside this file: what scikit-learn 1.2 of Debian 12 and short NumPy loops learn step by step, in the
order of the rows, for the tests of gradus/learn. Needs python3-sklearn. Tables are those of data/, standardised, or NumPy's
draws: RandomState(seed).randn(rows, columns)."""
import json, pathlib, warnings
import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import Perceptron, SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
tables = {"iris": load_iris(return_X_y=True), "breast_cancer": load_breast_cancer(return_X_y=True)}


def rounded(values):
    return [float(f"{v:.12g}") for v in np.ravel(values)]


def table(name, classes=None):
    x, y = tables[name]
    if classes:
        x, y = x[np.isin(y, classes)], y[np.isin(y, classes)]
    return StandardScaler().fit_transform(x), y


def classifier(name, parts=0, **options):
    x, y = table(name)
    m = SGDClassifier(shuffle=False, **options)
    if parts:
        for part in range(parts):
            m.partial_fit(x[part::parts], y[part::parts], classes=np.unique(y))
    else:
        m.fit(x, y)
    proba = m.predict_proba(x[::29]) if options["loss"] in ("log_loss", "modified_huber") else []
    return dict(table=name, parts=parts, options=options, coef=rounded(m.coef_), intercept=rounded(m.intercept_),
                proba=rounded(proba), score=m.score(x, y))


def regressor(parts=0, **options):
    r = np.random.RandomState(11)
    x, y = r.randn(80, 3), r.randn(80)
    y = y + x @ [1.0, -2.0, 0.5]
    m = SGDRegressor(shuffle=False, **options)
    if parts:
        for part in range(parts):
            m.partial_fit(x[part::parts], y[part::parts])
    else:
        m.fit(x, y)
    return dict(parts=parts, options=options, coef=rounded(m.coef_), intercept=rounded(m.intercept_))


def perceptron(name, **options):
    x, y = table(name)
    m = Perceptron(shuffle=False, **options).fit(x, y)
    return dict(table=name, options=options, coef=rounded(m.coef_), intercept=rounded(m.intercept_),
                score=m.score(x, y))


def adaline(batch, epochs, eta0):
    """Widrow and Hoff's rule: the gradient of the batch's mean of (x w + b - t)^2."""
    x, y = table("iris", [0, 1])
    t, w, b, losses = 2.0 * y - 1, np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(x), batch):
            rows, want = x[start:start + batch], t[start:start + batch]
            error = rows @ w + b - want
            total += (error ** 2).sum()
            w, b = w - eta0 * 2 * rows.T @ error / len(rows), b - eta0 * 2 * error.mean()
        losses.append(total / len(x))
    return dict(batch=batch, epochs=epochs, eta0=eta0, coef=rounded(w), intercept=rounded(b), losses=rounded(losses))


def softmax(batch, epochs, eta0, alpha):
    x, y = table("iris")
    w, b, losses = np.zeros((3, x.shape[1])), np.zeros(3), []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(x), batch):
            rows, want = x[start:start + batch], np.eye(3)[y[start:start + batch]]
            scores = rows @ w.T + b
            p = np.exp(scores - scores.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            total -= np.log((p * want).sum(1)).sum()
            w = (1 - eta0 * alpha) * w - eta0 * (p - want).T @ rows / len(rows)
            b = b - eta0 * (p - want).mean(0)
        losses.append(total / len(x))
    return dict(batch=batch, epochs=epochs, eta0=eta0, alpha=alpha, coef=rounded(w), intercept=rounded(b),
                losses=rounded(losses))


content = dict(
    classifier=[classifier("iris", loss="hinge"), classifier("breast_cancer", loss="log_loss", alpha=0.1),
                classifier("iris", loss="log_loss", penalty="elasticnet", alpha=0.01, l1_ratio=0.3),
                classifier("breast_cancer", loss="modified_huber", penalty="l1", alpha=0.01, max_iter=30),
                classifier("iris", loss="modified_huber", learning_rate="constant", eta0=0.01),
                classifier("iris", loss="squared_hinge", learning_rate="invscaling", eta0=0.01, max_iter=20),
                classifier("iris", loss="hinge", penalty=None, learning_rate="adaptive", eta0=0.1),
                classifier("iris", loss="log_loss", fit_intercept=False, max_iter=7, tol=None),
                classifier("iris", parts=4, loss="log_loss"), classifier("breast_cancer", parts=3, loss="perceptron")],
    regressor=[regressor(), regressor(loss="huber", epsilon=0.7), regressor(loss="epsilon_insensitive"),
               regressor(loss="squared_epsilon_insensitive", penalty="l1", alpha=0.05),
               regressor(learning_rate="adaptive", eta0=0.05), regressor(learning_rate="optimal", alpha=0.1),
               regressor(parts=5)],
    perceptron=[perceptron("iris"), perceptron("breast_cancer", eta0=0.1), perceptron("iris", fit_intercept=False)],
    adaline=[adaline(1, 5, 0.01), adaline(16, 10, 0.05), adaline(100, 30, 0.1)],
    softmax=[softmax(1, 3, 0.05, 0.01), softmax(20, 10, 0.2, 0.0)],
)
path = pathlib.Path(__file__).with_name("sgd.json")
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
