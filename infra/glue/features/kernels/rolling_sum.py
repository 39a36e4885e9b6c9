"""Sums of windows, as core/features/kernels/rolling-sum.ts."""

import numpy as np


def rolling_sum(x, width, first_minute):
    """Sum of the last `width` values, NaN before there are so many.

    Each window is the tail of one block and the head of the next; blocks begin at multiples of `width` minutes since
    1970. So a window has the same sum to the last bit wherever the column begins, here and in TypeScript.
    """
    blocks = in_blocks(x, width, first_minute)
    return out_of_blocks(windows(blocks, blocks), width, first_minute, len(x))


def in_blocks(x, width, first_minute):
    """Rows of `width` values, with zeros before the first and after the last: these are in no whole window."""
    before = first_minute % width
    after = -(before + len(x)) % width
    return np.pad(x, (before, after)).reshape(-1, width)


def windows(heads, tails):
    """Sums of the windows that end in each place: of `heads` up to it, and of the row before in `tails` after it."""
    # accumulate adds one value after the other, as a loop does.
    sums = np.add.accumulate(heads, axis=1)
    sums[1:, :-1] += np.add.accumulate(tails[:-1, :0:-1], axis=1)[:, ::-1]
    return sums


def out_of_blocks(blocks, width, first_minute, length):
    """The column again, without what was put before and after; NaN where no window is whole."""
    before = first_minute % width
    out = blocks.reshape(-1)[before : before + length].copy()
    out[: width - 1] = np.nan
    return out
