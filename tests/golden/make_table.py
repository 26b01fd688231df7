"""Golden numbers of models of tables: table.json, by scikit-learn.

Coefficients in the data's own units of models that were learned from scaled columns, and the scores of neural
networks on rows held out.
"""
import json
import os

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler


def own_units(model, scaler):
    coef = model.coef_ / scaler.scale_
    return {"coef": coef.tolist(), "intercept": (model.intercept_ - coef @ scaler.mean_).tolist()}


def scaled(model, x, y):
    scaler = StandardScaler().fit(x)
    return own_units(model.fit(scaler.transform(x), y), scaler)


def network_score(data):
    """The mean accuracy over seeds on every fourth row."""
    x, y = data.data, data.target
    test = np.arange(len(x)) % 4 == 0
    scaler = StandardScaler().fit(x[~test])
    scores = []
    for seed in range(3):
        model = MLPClassifier((64, 32), random_state=seed, max_iter=200)
        model.fit(scaler.transform(x[~test]), y[~test])
        scores.append(model.score(scaler.transform(x[test]), y[test]))
    return float(np.mean(scores))


iris, cancer = load_iris(), load_breast_cancer()
flowers, width = iris.data[:, :3], iris.data[:, 3]
plain = LinearRegression().fit(flowers, width)
through_zero = LinearRegression(fit_intercept=False).fit(flowers, width)
malignant = 1 - cancer.target  # the classes by name: benign, malignant
result = {
    "linear": {"coef": plain.coef_.tolist(), "intercept": float(plain.intercept_)},
    "no_intercept": {"coef": through_zero.coef_.tolist()},
    "ridge": scaled(Ridge(), flowers, width),
    "logistic": scaled(LogisticRegression(max_iter=10000, tol=1e-10), cancer.data, malignant),
    "softmax": scaled(LogisticRegression(max_iter=10000, tol=1e-10), iris.data, iris.target),
    "networks": {"breast_cancer": network_score(cancer), "digits": network_score(load_digits())},
}
with open(os.path.join(os.path.dirname(__file__), "table.json"), "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
