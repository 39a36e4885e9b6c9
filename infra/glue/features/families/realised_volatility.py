"""As core/features/families/realised-volatility.ts."""

from functools import lru_cache

import numpy as np

from ..derived.price import log_return, squared_log_return
from ..kernels.rolling_sum import rolling_sum


@lru_cache(maxsize=None)
def squares_over(minutes):
    return lambda c: rolling_sum(c.use(squared_log_return), minutes, c.first_minute)


def volatility(minutes):
    return lambda c: np.sqrt(c.use(squares_over(minutes)) / minutes) * 1e4


def ratio_15_240(c):
    short, long = c.use(squares_over(15)), c.use(squares_over(240))
    return np.where(long == 0, 1.0, np.sqrt(short * 240 / (long * 15)))


def upside_share_60(c):
    upward = np.where(c.use(log_return) < 0, 0.0, c.use(squared_log_return))
    both = c.use(squares_over(60))
    return np.where(both == 0, 0.5, rolling_sum(upward, 60, c.first_minute) / both)


FEATURES = {f"realised_volatility_{minutes}": volatility(minutes) for minutes in (5, 15, 60, 240)}
FEATURES.update({"volatility_ratio_15_240": ratio_15_240, "upside_variance_share_60": upside_share_60})
