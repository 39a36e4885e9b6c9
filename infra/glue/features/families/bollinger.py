"""As core/features/families/bollinger.ts."""

import numpy as np

from ..derived.oscillators import bollinger_20


def percent_b(c):
    upper, _, lower = c.use(bollinger_20)
    width = upper - lower
    return np.where(width == 0, 0.5, (c.close - lower) / width)


def width_bps(c):
    upper, middle, lower = c.use(bollinger_20)
    return (upper - lower) / middle * 1e4


FEATURES = {
    "bollinger_upper_20_2": lambda c: c.use(bollinger_20)[0],
    "bollinger_middle_20_2": lambda c: c.use(bollinger_20)[1],
    "bollinger_lower_20_2": lambda c: c.use(bollinger_20)[2],
    "bollinger_percent_b": percent_b,
    "bollinger_width_bps": width_bps,
}
