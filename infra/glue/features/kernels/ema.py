"""Recursions from one minute to the next, as core/features/kernels/ema.ts and wilder.ts."""

import numpy as np


def ema(x, period, first=None):
    """TA-Lib's exponential average: the mean of the first `period` values, then ema += (x - ema) * 2 / (period + 1)."""
    weight = 2 / (period + 1)
    begun = period - 1 if first is None else first

    def rest(average, values):
        for value in values:
            average = (value - average) * weight + average
            yield average

    return _recursion(x, period, begun, rest)


def wilder_average(x, period, first):
    """Wilder's average: the mean of the first `period` values, then (average * (period - 1) + x) / period, two at a time."""
    weight = 1 / period
    keep = 1 - weight
    keep_twice = keep * keep

    def rest(average, values):
        for value, following in zip(values[::2], values[1::2]):
            share = value * weight
            yield average * keep + share
            average = average * keep_twice + (share * keep + following * weight)
            yield average
        if len(values) % 2:
            yield average * keep + values[-1] * weight

    return _recursion(x, period, first, rest)


def _recursion(x, period, first, rest):
    """NaN before index `first`, which is the mean of the values up to it; after it what `rest` makes of that and the values."""
    out = np.full(len(x), np.nan)
    if first >= len(x):
        return out
    values = x.tolist()
    seed = 0.0
    for value in values[first - period + 1 : first + 1]:
        seed += value
    average = seed / period
    out[first:] = [average, *rest(average, values[first + 1 :])]
    return out
