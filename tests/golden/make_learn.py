#!/usr/bin/python3
"""Writes learn.json beside this file: what scikit-learn 1.2 of Debian 12 learns, for the tests of gradus/learn.
Needs python3-sklearn. Tables are those of data/, or NumPy's draws: RandomState(seed).randn(rows, columns)."""
import json, pathlib, warnings
import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
tables = {name: load(return_X_y=True) for name, load in
          dict(iris=load_iris, wine=load_wine, breast_cancer=load_breast_cancer, digits=load_digits).items()}


def rounded(values):
    return [float(f"{v:.12g}") for v in np.ravel(values)]


def kmeans(table, **options):
    m = KMeans(random_state=options.pop("seed"), **options).fit(tables[table][0])
    return dict(table=table, centers=rounded(m.cluster_centers_), labels=m.labels_.tolist(), inertia=m.inertia_,
                n_iter=m.n_iter_)


def mini_batch(table, **options):
    x, seed = tables[table][0], options.pop("seed")
    m = MiniBatchKMeans(random_state=seed, **options).fit(x)
    return dict(table=table, seed=seed, options=options, centers=rounded(m.cluster_centers_), labels=m.labels_.tolist(),
                inertia=m.inertia_, n_steps=m.n_steps_, n_iter=m.n_iter_)


def pca(table, **options):
    x = tables[table][0]
    m = PCA(svd_solver="full", **options).fit(x)
    # The signs of scikit-learn 1.5: the largest weight of a component is positive.
    m.components_ *= np.sign(np.take_along_axis(m.components_, abs(m.components_).argmax(1)[:, None], 1))
    return dict(table=table, whiten=options.get("whiten", False), n_components=m.n_components_,
                components=rounded(m.components_), explained_variance=rounded(m.explained_variance_),
                explained_variance_ratio=rounded(m.explained_variance_ratio_), noise_variance=m.noise_variance_,
                transformed=rounded(m.transform(x[:5])), score=m.score(x) if m.noise_variance_ > 0 else None)


def linear(model, columns=4, targets=1):
    r = np.random.RandomState(columns)
    x, y = r.randn(30, columns), r.randn(30, targets)
    m = model.fit(x, y)
    return dict(columns=columns, targets=targets, coef=rounded(m.coef_), intercept=rounded(m.intercept_),
                score=m.score(x, y))


def logistic(table, **options):
    x, y = tables[table]
    x = StandardScaler().fit_transform(x)
    m = LogisticRegression(solver="newton-cg", tol=1e-12, max_iter=100000, multi_class="auto", **options).fit(x, y)
    return dict(table=table, C=options.get("C", 1.0), coef=rounded(m.coef_), intercept=rounded(m.intercept_),
                proba=rounded(m.predict_proba(x[::25])), score=m.score(x, y))


def neighbors(table, **options):
    x, y = tables[table]
    c = KNeighborsClassifier(**options).fit(x[::2], y[::2])
    r = KNeighborsRegressor(**options).fit(x[::2], x[::2, 0] * y[::2])
    return dict(table=table, options=options, proba=rounded(c.predict_proba(x[1::10])),
                score=c.score(x[1::2], y[1::2]), predicted=rounded(r.predict(x[1::10])),
                distances=rounded(c.kneighbors(x[1:6])[0]))


content = dict(
    kmeans=[kmeans("iris", n_clusters=3, n_init=10, seed=0), kmeans("wine", n_clusters=5, n_init=3, seed=7),
            kmeans("digits", n_clusters=10, n_init=1, seed=3)],
    mini_batch=[mini_batch("iris", n_clusters=3, n_init=3, batch_size=32, seed=0),
                mini_batch("wine", n_clusters=4, n_init=2, batch_size=50, tol=1e-3, seed=5),
                mini_batch("digits", n_clusters=10, n_init=1, batch_size=256, reassignment_ratio=0.5, seed=2)],
    pca=[pca("iris"), pca("wine", n_components=3), pca("wine", whiten=True), pca("digits", n_components=10)],
    linear=[linear(LinearRegression()), linear(LinearRegression(), columns=5, targets=2),
            linear(LinearRegression(fit_intercept=False), columns=3)],
    ridge=[linear(Ridge(alpha=2.5)), linear(Ridge(alpha=2.5), columns=5, targets=2)],
    logistic=[logistic("iris"), logistic("iris", C=100.0), logistic("breast_cancer"), logistic("wine", C=0.1)],
    neighbors=[neighbors("wine"), neighbors("wine", weights="distance", n_neighbors=7),
               neighbors("wine", p=1, n_neighbors=4)],
)
path = pathlib.Path(__file__).with_name("learn.json")
path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
