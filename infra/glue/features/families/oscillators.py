"""As core/features/families/oscillators.ts."""

import numpy as np

from ..derived.price import close_before, true_range, typical_price
from ..derived.shift import ago
from ..kernels.rolling_sum import rolling_sum
from ..kernels.ta_lib_zero import TA_LIB_ZERO
from ..kernels.window_shape import commodity_channel_index

# Two minutes whose prices have the same sum may differ in the last digit of their mean: that is no move.
MFI_ROUNDING = 2e-14


def rate_of_change_10(c):
    before = ago(c.close, 10)
    return (c.close - before) / before * 100


def money_flow_14(c):
    typical = c.use(typical_price)
    moved = typical - ago(typical, 1)
    value = typical * c.volume
    rounding = MFI_ROUNDING * typical
    up = np.where(moved > rounding, value, 0.0)
    down = np.where(moved < -rounding, value, 0.0)
    up[0] = down[0] = np.nan
    up_sum = rolling_sum(up, 14, c.first_minute)
    total = up_sum + rolling_sum(down, 14, c.first_minute)
    return np.where(total < 1, 0.0, 100 * (up_sum / total))


def buying_pressure(c):
    """Close minus the lower of the low and the close before, quote. NaN in the first minute."""
    return c.close - np.minimum(c.low, c.use(close_before))


def ultimate_oscillator(c):
    out = np.zeros(c.length)
    for weight, period in ((4, 7), (2, 14), (1, 28)):
        pressure = rolling_sum(c.use(buying_pressure), period, c.first_minute)
        ranges = rolling_sum(c.use(true_range), period, c.first_minute)
        share = np.where(ranges < TA_LIB_ZERO, 0.0, pressure / ranges)
        out = out + 100 / 7 * weight * share
    return out


FEATURES = {
    "roc_10": rate_of_change_10,
    "cci_20": lambda c: commodity_channel_index(c.use(typical_price), 20),
    "mfi_14": money_flow_14,
    "ultosc_7_14_28": ultimate_oscillator,
}
