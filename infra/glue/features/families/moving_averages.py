"""As core/features/families/moving-averages.ts."""

from functools import lru_cache

from ..kernels.deviation_bps import deviation_bps
from ..kernels.ema import ema
from ..kernels.rolling_sum import rolling_sum


@lru_cache(maxsize=None)
def simple(period):
    return lambda c: rolling_sum(c.close, period, c.first_minute) / period


@lru_cache(maxsize=None)
def exponential(period):
    return lambda c: ema(c.close, period)


def pair(name, average):
    return {name: lambda c: c.use(average), f"close_to_{name}": lambda c: deviation_bps(c.close, c.use(average))}


FEATURES = {}
for period in (20, 60, 240):
    FEATURES.update(pair(f"sma_{period}", simple(period)))
for period in (12, 26, 60):
    FEATURES.update(pair(f"ema_{period}", exponential(period)))
