"""Mean and variance of windows, as core/features/kernels/rolling-moments.ts."""

import numpy as np

from .rolling_sum import in_blocks, out_of_blocks, windows


def rolling_moments(x, width, first_minute):
    """Mean and population variance of the last `width` values, of deviations from the first value of the newer block."""
    blocks = in_blocks(x, width, first_minute)
    origin = blocks[:, :1]
    heads = blocks - origin
    # The block before, seen from the origin of the one after it.
    tails = np.vstack([blocks[:-1] - origin[1:], blocks[-1:]])
    from_origin = windows(heads, tails) / width
    squares = windows(heads * heads, tails * tails) / width
    mean = origin + from_origin
    variance = np.maximum(0, squares - from_origin * from_origin)
    return tuple(out_of_blocks(moment, width, first_minute, len(x)) for moment in (mean, variance))


def rolling_z_score(x, width, first_minute, floor=0.0):
    """(x - mean) / deviation of the last `width` values; 0 where all are equal; a smaller deviation counts as `floor`."""
    mean, variance = rolling_moments(x, width, first_minute)
    deviation = np.maximum(np.sqrt(variance), floor)
    return np.where(deviation == 0, 0.0, (x - mean) / deviation)
