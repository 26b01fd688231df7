#!/usr/bin/python3
"""Writes selection.json beside this file: what scikit-learn 1.2 of Debian 12 finds by cross-validation, for the tests of
gradus/learn. Needs python3-sklearn. Tables are those of data/, or NumPy's draws: RandomState(3).randn(rows, columns)."""
import json, pathlib
import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, cross_validate, learning_curve, validation_curve
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

tables = {"iris": load_iris(return_X_y=True), "wine": load_wine(return_X_y=True),
          "breast_cancer": load_breast_cancer(return_X_y=True)}
r = np.random.RandomState(3)
rows, noise = r.randn(60, 4), r.randn(60)
numbers = rows @ [1.0, 0.0, -1.0, 2.0] + noise


def plain(values):
    return np.asarray(values).tolist()


def classes(table, scoring, cv=5, neighbors=3):
    m = cross_validate(KNeighborsClassifier(neighbors), *tables[table], cv=cv, scoring=scoring, return_train_score=True)
    return dict(table=table, scoring=scoring or "", cv=cv, neighbors=neighbors, test=plain(m["test_score"]),
                train=plain(m["train_score"]))


def regression(scoring, cv=4):
    m = cross_validate(Ridge(alpha=2.0), rows, numbers, cv=cv, scoring=scoring)
    return dict(scoring=scoring or "", cv=cv, test=plain(m["test_score"]))


# Weights count when a fold is learned from, and not when it is scored.
weights = np.random.RandomState(4).uniform(0.1, 3, len(rows))
weights[::7] = 0
weighted = cross_validate(Ridge(alpha=2.0), rows, numbers, cv=4, fit_params=dict(sample_weight=weights))
weighted_grid = GridSearchCV(Ridge(), {"alpha": [0.1, 10.0, 100.0]}, cv=3).fit(rows, numbers, sample_weight=weights)

grid = GridSearchCV(KNeighborsRegressor(), {"n_neighbors": [2, 3, 5, 9], "weights": ["uniform", "distance"]}, cv=6)
grid.fit(rows, numbers)
sizes, train, test = learning_curve(KNeighborsClassifier(1), *tables["wine"], cv=4, train_sizes=[0.4, 0.7, 1.0])
ridge_train, ridge_test = validation_curve(Ridge(), rows, numbers, param_name="alpha", param_range=[0.1, 10.0], cv=3)
content = dict(
    classes=[classes("iris", None), classes("wine", "f1_macro", cv=3), classes("breast_cancer", "roc_auc"),
             classes("wine", "neg_log_loss", neighbors=60), classes("breast_cancer", "recall", cv=7)],
    regression=[regression(None), regression("neg_root_mean_squared_error"), regression("neg_median_absolute_error", 7)],
    grid=dict(mean=plain(grid.cv_results_["mean_test_score"]), std=plain(grid.cv_results_["std_test_score"]),
              rank=plain(grid.cv_results_["rank_test_score"]), best=grid.best_params_, score=grid.best_score_,
              predicted=plain(grid.predict(rows[:5]))),
    learning=dict(sizes=plain(sizes), train=plain(train), test=plain(test)),
    weighted=dict(test=plain(weighted["test_score"]), mean=plain(weighted_grid.cv_results_["mean_test_score"]),
                  predicted=plain(weighted_grid.predict(rows[:5]))),
    validation=dict(train=plain(ridge_train), test=plain(ridge_test)),
)
path = pathlib.Path(__file__).with_name("selection.json")
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
