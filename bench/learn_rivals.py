#!/usr/bin/python3
"""The rows of bench/learn_rows.cpp with scikit-learn and NumPy, where they are installed, on one thread.

    scripts/bench.sh kmeans pca logistic_sgd
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 /usr/bin/python3 bench/learn_rivals.py

Prints the least processor time of five runs, and the number that shows that the work is the same.
"""
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.linear_model import SGDClassifier
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")


def rows(seed, columns):
    return np.random.RandomState(seed).randn(200000, columns).astype(np.float32)


def least(work, runs=5):
    best = np.inf
    for _ in range(runs):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best * 1e3, result


x = rows(1, 16)
fit = lambda n: KMeans(32, init=x[:32], n_init=1, max_iter=n, tol=0).fit(x)
(many, model), (one, _) = least(lambda: fit(20)), least(lambda: fit(1))
print(f"k-means: {(many - one) / 19:.2f} ms an iteration, {many / 20:.2f} with start and end, "
      f"inertia {model.inertia_:.6g}")
x = rows(2, 64)
ms, values = least(lambda: np.linalg.eigh(np.cov(x.T))[0])
print(f"NumPy's covariance and eigh: {ms:.1f} ms, sum {values.sum():.6g}")
ms, values = least(lambda: np.linalg.eigh(np.cov(x.T, dtype=np.float32))[0])
print(f"the same in float32: {ms:.1f} ms, sum {values.sum():.6g}")
ms, model = least(lambda: PCA(svd_solver="full").fit(x), 2)
print(f"scikit-learn's full solver: {ms:.1f} ms, sum {model.explained_variance_.sum():.6g}")
x, y = load_breast_cancer(return_X_y=True)
x = StandardScaler().fit_transform(x[:, :2])
model = SGDClassifier(loss="log_loss", alpha=0.01, max_iter=100, tol=None, shuffle=False)
ms, model = least(lambda: model.fit(x, y))
print(f"SGDClassifier, 569 x 2: {ms * 1e6 / 569 / 100:.1f} ns a row, score {model.score(x, y):.6g}")
