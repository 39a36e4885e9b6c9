"""Extremes of windows, as core/features/kernels/rolling-extreme.ts and extreme-age.ts."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def rolling_highest(x, width):
    """Highest of the last `width` values, NaN before there are so many."""
    return _over_windows(x, width, lambda seen: seen.max(axis=1))


def rolling_lowest(x, width):
    """Lowest of the last `width` values, NaN before there are so many."""
    return _over_windows(x, width, lambda seen: seen.min(axis=1))


def highest_age(x, width):
    """Bars since the highest of the last `width` values; of equal ones the latest counts."""
    return _over_windows(x, width, lambda seen: seen[:, ::-1].argmax(axis=1))


def lowest_age(x, width):
    """Bars since the lowest of the last `width` values; of equal ones the latest counts."""
    return _over_windows(x, width, lambda seen: seen[:, ::-1].argmin(axis=1))


def _over_windows(x, width, reduce):
    out = np.full(len(x), np.nan)
    if len(x) >= width:
        out[width - 1 :] = reduce(sliding_window_view(x, width))
    return out
