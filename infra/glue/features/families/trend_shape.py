"""As core/features/families/trend-shape.ts."""

import numpy as np

from ..derived.price import absolute_close_change
from ..derived.shift import ago
from ..kernels.deviation_bps import bps_of
from ..kernels.rolling_sum import rolling_sum
from ..kernels.window_shape import linear_slope


def slope_14(c):
    return linear_slope(c.close, 14)


def efficiency_ratio(minutes):
    def ratio(c):
        way = rolling_sum(c.use(absolute_close_change), minutes, c.first_minute)
        return np.where(way == 0, 0.0, np.abs(c.close - ago(c.close, minutes)) / way)

    return ratio


FEATURES = {
    "linreg_slope_14": lambda c: c.use(slope_14),
    "linreg_slope_14_bps": lambda c: bps_of(c.use(slope_14), c.close),
    "efficiency_ratio_10": efficiency_ratio(10),
    "efficiency_ratio_30": efficiency_ratio(30),
}
