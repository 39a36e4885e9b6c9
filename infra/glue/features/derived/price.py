"""As core/features/derived/price.ts, true-range.ts and log-return.ts. The first minute has no minute before it: NaN."""

import numpy as np

from ..kernels.ema import wilder_average
from .shift import ago


def typical_price(c):
    """(high + low + close) / 3, quote."""
    return (c.high + c.low + c.close) / 3


def close_change(c):
    """Close minus the close before, quote."""
    return c.close - close_before(c)


def absolute_close_change(c):
    """|close - close before|, quote."""
    return np.abs(c.use(close_change))


def bar_range(c):
    """high - low, quote."""
    return c.high - c.low


def close_before(c):
    """Close of the minute before, quote."""
    return ago(c.close, 1)


def true_range(c):
    """Wilder's: max(high - low, |high - close before|, |low - close before|), quote."""
    last = c.use(close_before)
    return np.maximum(np.maximum(c.high - c.low, np.abs(c.high - last)), np.abs(c.low - last))


def atr_14(c):
    """Wilder's average of the true range, quote, first at index 14."""
    return wilder_average(c.use(true_range), 14, 14)


def log_return(c):
    """ln(close / close before); log1p of the exact difference keeps all digits of a move of one tick."""
    return np.log1p(c.use(close_change) / c.use(close_before))


def squared_log_return(c):
    """Square of the log return."""
    returns = c.use(log_return)
    return returns * returns
