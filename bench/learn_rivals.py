#!/usr/bin/python3
"""The work of bench/learn_rows.cpp with scikit-learn or NumPy, on one thread: learn_rivals.py KEY
Prints the least processor time of some runs, in seconds, and the number that shows that the work is the same. Of
k-means a fit of one iteration is taken off one of twenty: what is left are nineteen."""
import os
import sys
import time
import warnings

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before NumPy reads them

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.linear_model import SGDClassifier
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")


def rows(seed, columns):
    return np.random.RandomState(seed).randn(200000, columns).astype(np.float32)


def kmeans(iterations):
    x = rows(1, 16)
    return lambda: KMeans(32, init=x[:32], n_init=1, max_iter=iterations, tol=0).fit(x).inertia_


def covariance(**kind):
    x = rows(2, 64)
    return lambda: np.linalg.eigh(np.cov(x.T, **kind))[0].sum()


def pca_full():
    x = rows(2, 64)
    return lambda: PCA(svd_solver="full").fit(x).explained_variance_.sum()


def logistic_sgd():
    x, y = load_breast_cancer(return_X_y=True)
    x = StandardScaler().fit_transform(x[:, :2])
    model = SGDClassifier(loss="log_loss", alpha=0.01, max_iter=100, tol=None, shuffle=False)
    return lambda: model.fit(x, y).score(x, y)


def least(work):
    best = np.inf
    for _ in range(3):
        start = time.process_time()
        number = work()
        best = min(best, time.process_time() - start)
    return best, number


if sys.argv[1] == "kmeans":
    (seconds, number), (one, _) = least(kmeans(20)), least(kmeans(1))
    print(seconds - one, number)
    sys.exit()
print(*least({
    "kmeans_fit": lambda: kmeans(20),
    "covariance": covariance,
    "covariance32": lambda: covariance(dtype=np.float32),
    "pca_full": pca_full,
    "logistic_sgd": logistic_sgd,
}[sys.argv[1]]()))
