"""As core/features/derived/bollinger.ts, macd.ts, price-channel.ts, relative-strength.ts and stochastic.ts."""

from functools import lru_cache

import numpy as np

from ..kernels.ema import ema, wilder_average
from ..kernels.rolling_extreme import rolling_highest, rolling_lowest
from ..kernels.rolling_moments import rolling_moments
from ..kernels.rolling_sum import rolling_sum
from ..kernels.ta_lib_zero import TA_LIB_ZERO
from .price import close_change

FIRST_LINE = 25
FIRST_SIGNAL = FIRST_LINE + 8


def bollinger_20(c):
    """Upper, middle and lower band of Bollinger(20, 2), quote."""
    middle, variance = rolling_moments(c.close, 20, c.first_minute)
    band = 2 * np.sqrt(variance)
    return middle + band, middle, middle - band


def macd(c):
    """Line, signal and histogram of MACD(12, 26, 9), quote; all begin together, at index 33."""
    # TA-Lib seeds the fast average where the slow one begins, not at its own twelfth bar.
    line = ema(c.close, 12, FIRST_LINE) - ema(c.close, 26, FIRST_LINE)
    signal = ema(line, 9, FIRST_SIGNAL)
    line[:FIRST_SIGNAL] = np.nan
    return line, signal, line - signal


@lru_cache(maxsize=None)
def price_channel(minutes):
    """What derives the highest high and the lowest low of the last minutes, quote."""
    return lambda c: (rolling_highest(c.high, minutes), rolling_lowest(c.low, minutes))


def relative_strength(c, period):
    """Wilder's RSI, percent: 100 * gain / (gain + loss), 0 where nothing has ever moved."""
    change = c.use(close_change)
    gain = wilder_average(np.maximum(change, 0), period, period)
    loss = wilder_average(np.maximum(-change, 0), period, period)
    total = gain + loss
    return np.where(total < TA_LIB_ZERO, 0.0, 100 * (gain / total))


def fast_k_14(c):
    """%K(14), percent: where the close stands between the lowest low and the highest high; 0 when they are equal."""
    highest, lowest = c.use(price_channel(14))
    width = highest - lowest
    return np.where(width == 0, 0.0, 100 * ((c.close - lowest) / width))


def slow_k_14(c):
    """Slow %K(14, 3), percent."""
    return rolling_sum(c.use(fast_k_14), 3, c.first_minute) / 3


def slow_d_14(c):
    """Slow %D(14, 3, 3), percent."""
    return rolling_sum(c.use(slow_k_14), 3, c.first_minute) / 3
