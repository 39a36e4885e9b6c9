"""As core/features/families/candle.ts."""

import numpy as np

from ..derived.price import bar_range
from ..kernels.deviation_bps import bps_of


def of_range(c, part):
    """part / (high - low), 0 in a flat minute."""
    width = c.use(bar_range)
    return np.where(width == 0, 0.0, part / width)


FEATURES = {
    "candle_range_bps": lambda c: bps_of(c.use(bar_range), c.close),
    "candle_body": lambda c: of_range(c, c.close - c.open),
    "candle_upper_wick": lambda c: of_range(c, c.high - np.maximum(c.open, c.close)),
    "candle_lower_wick": lambda c: of_range(c, np.minimum(c.open, c.close) - c.low),
}
