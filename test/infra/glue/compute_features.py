"""Computes every feature of infra/glue for a test.

compute_features.py IN OUT: IN holds float64 columns one after the other, in the order of COLUMNS, each of the same
length; OUT gets the features' columns in the order of the registry. Their names are printed, one a line.
"""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../infra/glue"))

from features.registry import compute_features  # noqa: E402

COLUMNS = (
    "open_time open high low close volume quote_volume trades taker_buy_volume taker_buy_quote_volume funding_rate "
    "spread_bps imbalance_1 imbalance_5 imbalance_20"
).split()

source, target = sys.argv[1:]
columns = dict(zip(COLUMNS, np.fromfile(source).reshape(len(COLUMNS), -1)))
features = compute_features(columns, columns)
np.concatenate(list(features.values())).tofile(target)
print("\n".join(features))
