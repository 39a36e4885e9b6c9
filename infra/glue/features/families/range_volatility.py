"""As core/features/families/range-volatility.ts."""

import math

import numpy as np

from ..kernels.rolling_sum import rolling_sum

LN2 = math.log(2)


def squared_range(c):
    distance = log_ratio(c.high, c.low)
    return distance * distance


def log_ratio(x, reference):
    """ln(x / reference), from the exact difference."""
    return np.log1p((x - reference) / reference)


def root_mean(c, terms, minutes, scale):
    return np.sqrt(rolling_sum(terms, minutes, c.first_minute) / minutes * scale) * 1e4


def garman_klass_60(c):
    body = log_ratio(c.close, c.open)
    return root_mean(c, c.use(squared_range) / 2 - (2 * LN2 - 1) * body * body, 60, 1)


def rogers_satchell_60(c):
    above = log_ratio(c.high, c.close) * log_ratio(c.high, c.open)
    return root_mean(c, above + log_ratio(c.low, c.close) * log_ratio(c.low, c.open), 60, 1)


FEATURES = {
    "parkinson_30": lambda c: root_mean(c, c.use(squared_range), 30, 1 / (4 * LN2)),
    "garman_klass_60": garman_klass_60,
    "rogers_satchell_60": rogers_satchell_60,
}
