#!/usr/bin/env python3
"""Writes preparation.json beside itself: what scikit-learn's transformers make of small tables, for tests/data.

Each case: the columns it learns from, the columns it is applied to (gaps are null), the names and rows that come out,
and where it can be inverted what that gives. Made with Debian 12's python3-sklearn (1.2):
env -u OPENBLAS_CORETYPE /usr/bin/python3 make_preparation.py
"""
import json, pathlib, warnings
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (MinMaxScaler, OneHotEncoder, OrdinalEncoder, PolynomialFeatures, RobustScaler,
                                   StandardScaler)

warnings.simplefilter("ignore")
r = np.random.RandomState(11)
nan = float("nan")
cases = []


def plain(value):
    """A number, text or null (for a gap) as JSON has them."""
    if value is None or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return None
    if isinstance(value, np.bool_):
        return float(value)
    return value.item() if isinstance(value, np.generic) else value


def rows(x):
    return [[plain(v) for v in row] for row in np.asarray(x)]


def columns(x, names):
    x = np.asarray(x)
    return [[name, [plain(v) for v in x[:, j]]] for j, name in enumerate(names)]


def case(name, transformer, train, test, names, inverse=False, out=None):
    transformer.fit(train)
    z = np.asarray(transformer.transform(test))
    names_out = out if out is not None else transformer.get_feature_names_out(names).tolist()
    entry = {"name": name, "train": columns(train, names), "test": columns(test, names), "names": names_out, "z": rows(z)}
    if inverse:
        entry["inverse"] = rows(transformer.inverse_transform(z))
    cases.append(entry)


numbers = r.normal(3, 2, (11, 4)) * [1, 1e6, 1e-6, 1]
numbers[:, 3] = 0.1
others = r.normal(3, 4, (5, 4)) * [1, 1e6, 1e-6, 1]
four = ["a", "b", "c", "d"]
for name, scaler in [
        ("StandardScaler", StandardScaler()), ("StandardScaler mean", StandardScaler(with_std=False)),
        ("StandardScaler std", StandardScaler(with_mean=False)), ("MinMaxScaler", MinMaxScaler()),
        ("MinMaxScaler range", MinMaxScaler(feature_range=(-2, 3))), ("MinMaxScaler clip", MinMaxScaler(clip=True)),
        ("RobustScaler", RobustScaler()), ("RobustScaler range", RobustScaler(quantile_range=(10, 83))),
        ("RobustScaler unit", RobustScaler(unit_variance=True)), ("RobustScaler center", RobustScaler(with_scaling=False)),
        ("RobustScaler scale", RobustScaler(with_centering=False))]:
    case(name, scaler, numbers, others, four, inverse=True)
case("RobustScaler even", RobustScaler(), numbers[:6], others, four, inverse=True)
case("RobustScaler one", RobustScaler(), numbers[:1], others, four, inverse=True)

words = np.array([["red", "S"], ["blue", "M"], ["red", "L"], ["green", "S"], ["blue", "M"]], dtype=object)
known = np.array([["green", "L"], ["red", "M"]], dtype=object)
unseen = np.array([["green", "XL"], ["pink", "M"]], dtype=object)
gaps = np.array([["red", "S"], [nan, "M"], ["red", nan], ["green", "S"]], dtype=object)
two = ["color", "size"]
case("OneHotEncoder", OneHotEncoder(sparse_output=False), words, known, two, inverse=True)
case("OneHotEncoder ignore", OneHotEncoder(sparse_output=False, handle_unknown="ignore"), words, unseen, two, inverse=True)
case("OneHotEncoder first", OneHotEncoder(sparse_output=False, drop="first"), words, known, two, inverse=True)
case("OneHotEncoder binary", OneHotEncoder(sparse_output=False, drop="if_binary"), words[:3], words[:3], two, inverse=True)
case("OneHotEncoder first ignore", OneHotEncoder(sparse_output=False, drop="first", handle_unknown="ignore"), words, unseen, two)
case("OneHotEncoder gaps", OneHotEncoder(sparse_output=False), gaps, gaps, two)
case("OneHotEncoder given", OneHotEncoder(sparse_output=False, categories=[["red", "green", "blue", "grey"], ["S", "M", "L"]]),
     words, known, two, inverse=True)
whole = np.array([[3, 1], [10, 1], [3, 2]])
case("OneHotEncoder whole", OneHotEncoder(sparse_output=False), whole, whole, two, inverse=True)
parts = np.array([[1.5, 1.0], [nan, 1.0], [0.25, 2.0]])
case("OneHotEncoder parts", OneHotEncoder(sparse_output=False), parts, parts, two)
case("OrdinalEncoder", OrdinalEncoder(), words, known, two, inverse=True)
case("OrdinalEncoder unknown", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), words, unseen, two, inverse=True)
case("OrdinalEncoder gaps", OrdinalEncoder(), gaps, gaps, two)
case("OrdinalEncoder missing", OrdinalEncoder(encoded_missing_value=-2), gaps, gaps, two)
case("OrdinalEncoder given", OrdinalEncoder(categories=[["red", "green", "blue"], ["S", "M", "L"]]), words, known, two, inverse=True)
case("OrdinalEncoder whole", OrdinalEncoder(), whole, whole, two, inverse=True)

holes = numbers.copy()
holes[1, 0] = holes[4, 0] = holes[0, 2] = nan
holes[6, 1] = nan
later = others.copy()
later[0, :] = nan
even = np.array([[1.0, 7.0], [nan, 5.0], [2.0, 5.0], [2.0, 7.0], [4.0, nan], [1.0, nan]])
case("SimpleImputer", SimpleImputer(), holes, later, four)
case("SimpleImputer median", SimpleImputer(strategy="median"), holes, later, four)
case("SimpleImputer frequent", SimpleImputer(strategy="most_frequent"), even, even, two)
case("SimpleImputer constant", SimpleImputer(strategy="constant", fill_value=-7), holes, later, four)
case("SimpleImputer indicator", SimpleImputer(add_indicator=True), holes, later, four)
minus = np.where(np.isnan(even), -1, even)
case("SimpleImputer minus", SimpleImputer(missing_values=-1), minus, minus, two)
hollow = holes.copy()
hollow[:, 1] = nan
case("SimpleImputer hollow", SimpleImputer(), hollow, later, four)
case("SimpleImputer keep", SimpleImputer(keep_empty_features=True), hollow, later, four)
case("SimpleImputer text", SimpleImputer(strategy="most_frequent"), gaps, gaps, two)
case("SimpleImputer text constant", SimpleImputer(strategy="constant"), gaps, gaps, two)
case("MissingIndicator", MissingIndicator(error_on_new=False), holes, later, four)
case("MissingIndicator all", MissingIndicator(features="all"), holes, later, four)

three = ["x0", "x1", "long name"]
small, fresh = r.normal(0, 2, (3, 3)), r.normal(0, 2, (4, 3))
case("PolynomialFeatures", PolynomialFeatures(), small, fresh, three)
case("PolynomialFeatures cubes", PolynomialFeatures(3, include_bias=False), small, fresh, three)
case("PolynomialFeatures interactions", PolynomialFeatures(3, interaction_only=True), small, fresh, three)
case("PolynomialFeatures range", PolynomialFeatures((2, 3)), small, fresh, three)
case("PolynomialFeatures wide", PolynomialFeatures(5, interaction_only=True), small, fresh, three)

case("Pipeline", Pipeline([("scale", StandardScaler()), ("range", MinMaxScaler())]), numbers, others, four, inverse=True)
mixed_names = ["age", "color", "height"]
mixed = np.array([[31, "red", 1.5], [nan, "blue", 1.75], [25, nan, 2.0], [52, "red", nan], [33, "green", 1.25]], dtype=object)
fresh_mixed = np.array([[nan, "pink", 1.0], [40, nan, 1.5]], dtype=object)


def table(remainder, verbose):
    numeric = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    text = Pipeline([("fill", SimpleImputer(strategy="most_frequent")), ("encode", OneHotEncoder(handle_unknown="ignore"))])
    return ColumnTransformer([("number", numeric, [0]), ("text", text, [1])], remainder=remainder,
                             verbose_feature_names_out=verbose, sparse_threshold=0)


case("ColumnTransformer", table("drop", True), mixed, fresh_mixed, mixed_names)
case("ColumnTransformer rest", table("passthrough", True), mixed, fresh_mixed, mixed_names)
case("ColumnTransformer short", table("passthrough", False), mixed, fresh_mixed, mixed_names)

path = pathlib.Path(__file__).with_name("preparation.json")
path.write_text("[" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]\n")
