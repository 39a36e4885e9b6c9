"""As core/features/derived/directional-movement.ts."""

import math

import numpy as np

from ..kernels.ta_lib_zero import TA_LIB_ZERO
from .price import true_range

PERIOD = 14
FIRST_ADX = 2 * PERIOD - 1


def directional_movement(c):
    """+DI(14), -DI(14) and ADX(14), percent, by TA-Lib."""
    high, low, ranges = c.high.tolist(), c.low.tolist(), c.use(true_range).tolist()
    plus_di, minus_di, adx = c.empty(), c.empty(), c.empty()
    plus_sum = minus_sum = range_sum = average = 0.0
    for i in range(1, c.length):
        if i >= PERIOD:
            plus_sum -= plus_sum / PERIOD
            minus_sum -= minus_sum / PERIOD
            range_sum -= range_sum / PERIOD
        up = high[i] - high[i - 1]
        down = low[i - 1] - low[i]
        if down > 0 and up < down:
            minus_sum += down
        elif up > 0 and up > down:
            plus_sum += up
        range_sum += ranges[i]
        if i < PERIOD:
            continue
        at_rest = range_sum < TA_LIB_ZERO
        plus = 0.0 if at_rest else 100 * (plus_sum / range_sum)
        minus = 0.0 if at_rest else 100 * (minus_sum / range_sum)
        plus_di[i], minus_di[i] = plus, minus
        total = plus + minus
        dx = math.nan if total < TA_LIB_ZERO else 100 * (abs(minus - plus) / total)
        average = _next_average(average, dx, i)
        if i >= FIRST_ADX:
            adx[i] = average
    return plus_di, minus_di, adx


def _next_average(average, dx, index):
    """The sum of DX until ADX begins, its mean there, Wilder's average after; unchanged where there is no DX."""
    if index > FIRST_ADX:
        return average if math.isnan(dx) else (average * (PERIOD - 1) + dx) / PERIOD
    total = average if math.isnan(dx) else average + dx
    return total / PERIOD if index == FIRST_ADX else total
