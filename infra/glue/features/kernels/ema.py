"""Recursions from one minute to the next, as core/features/kernels/ema.ts and wilder.ts."""

import numpy as np


def ema(x, period, first=None):
    """TA-Lib's exponential average: the mean of the first `period` values, then ema += (x - ema) * 2 / (period + 1)."""
    weight = 2 / (period + 1)
    return _recursion(x, period, period - 1 if first is None else first, lambda average, value: (value - average) * weight + average)


def wilder_average(x, period, first):
    """Wilder's average: the mean of the first `period` values, then (average * (period - 1) + x) / period."""
    return _recursion(x, period, first, lambda average, value: (average * (period - 1) + value) / period)


def _recursion(x, period, first, step):
    """NaN before index `first`, which is the mean of the values up to it."""
    out = np.full(len(x), np.nan)
    if first >= len(x):
        return out
    values = x.tolist()
    seed = 0.0
    for value in values[first - period + 1 : first + 1]:
        seed += value
    average = seed / period
    averages = [average]
    for value in values[first + 1 :]:
        average = step(average, value)
        averages.append(average)
    out[first:] = averages
    return out
