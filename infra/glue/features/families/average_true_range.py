"""As core/features/families/average-true-range.ts."""

import numpy as np

from ..derived.price import atr_14, true_range
from ..kernels.deviation_bps import bps_of


def range_to_atr(c):
    average = c.use(atr_14)
    return np.where(average == 0, 1.0, c.use(true_range) / average)


FEATURES = {
    "true_range": lambda c: c.use(true_range),
    "atr_14": lambda c: c.use(atr_14),
    "atr_14_bps": lambda c: bps_of(c.use(atr_14), c.close),
    "range_to_atr_14": range_to_atr,
}
