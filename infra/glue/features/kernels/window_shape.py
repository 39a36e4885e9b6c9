"""Shape of windows, as core/features/kernels/linear-slope.ts and commodity-channel-index.ts."""

import numpy as np


def linear_slope(x, width):
    """Slope per bar of the least-squares line through the last `width` values, NaN before there are so many."""
    origin, places = _places(x, width)
    middle = (width - 1) / 2
    product = np.zeros(len(origin))
    for k, value in enumerate(places):
        product = product + (k - middle) * (value - origin)
    return _after(x, width, product / (width * (width * width - 1) / 12))


def commodity_channel_index(x, width):
    """(x - mean) / (0.015 * mean absolute deviation) of the last `width` values; 0 where either is 0."""
    origin, places = _places(x, width)
    differences = np.zeros(len(origin))
    for value in places[:-1]:
        differences = differences + (value - origin)
    mean = origin + differences / width
    deviations = np.zeros(len(origin))
    for value in places:
        deviations = deviations + np.abs(value - mean)
    distance = origin - mean
    index = distance / (0.015 * (deviations / width))
    return _after(x, width, np.where((distance == 0) | (deviations == 0), 0.0, index))


def _places(x, width):
    """The last value of each window, and for each place of a window the values that stand there."""
    count = max(0, len(x) - width + 1)
    places = [x[k : k + count] for k in range(width)]
    return places[-1], places


def _after(x, width, values):
    out = np.full(len(x), np.nan)
    out[width - 1 :] = values
    return out
