#!/usr/bin/python3
"""Writes plot.json beside this file: bins and quartiles as numpy 1.24 of Debian 12 computes them, for the tests of
gradus/plot."""
import json, pathlib
import numpy as np

r = np.random.RandomState(7)
histograms = []


def histogram(values, **options):
    heights, edges = np.histogram(values, **options)
    histograms.append({"values": np.asarray(values).tolist(),
                       "options": {k: np.asarray(v).tolist() for k, v in options.items()},
                       "heights": heights.tolist(), "edges": edges.tolist()})


normal = np.round(r.randn(60), 4)
histogram(normal, bins="auto")
histogram(np.round(r.exponential(size=200), 4), bins="auto")
histogram([3.0, 3, 3, 3, 3, 3, 3, 9], bins="auto")      # quartiles that fall together
histogram([2.5], bins="auto")
histogram([1, 2, 2, 3, 4, 4, 4], bins=3)                # values on edges
histogram(normal, bins=7, density=True)
histogram(normal, bins=5, range=[-1, 1.5])
histogram(normal, bins=[-3, -1, -0.5, 0, 4])
histogram(normal, bins=[-3, -1, -0.5, 0, 4], density=True, weights=np.round(r.rand(60), 3))

boxes = []
for values in ([1.0], [1, 2], [5, 1, 4, 2, 3], np.round(r.standard_t(2, size=31), 4), np.round(r.randn(24), 4)):
    values = np.asarray(values, dtype=float)
    q1, median, q3 = np.percentile(values, [25, 50, 75])
    reach = 1.5 * (q3 - q1)
    inside = values[(values >= q1 - reach) & (values <= q3 + reach)]
    outside = np.sort(values[(values < q1 - reach) | (values > q3 + reach)])
    boxes.append({"values": values.tolist(), "first": q1, "median": median, "third": q3, "mean": values.mean(),
                  "low": min(inside.min(), q1), "high": max(inside.max(), q3), "outliers": outside.tolist()})

text = json.dumps({"histograms": histograms, "boxes": boxes}, separators=(",", ":"))
(pathlib.Path(__file__).parent / "plot.json").write_text(text + "\n")
