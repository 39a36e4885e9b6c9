"""As core/features/families/stochastic.ts."""

import numpy as np

from ..derived.oscillators import fast_k_14, price_channel, slow_d_14, slow_k_14


def williams_r(c):
    highest, lowest = c.use(price_channel(14))
    width = highest - lowest
    return np.where(width == 0, 0.0, -100 * ((highest - c.close) / width))


FEATURES = {
    "stoch_fast_k_14": lambda c: c.use(fast_k_14),
    "stoch_slow_k_14_3": lambda c: c.use(slow_k_14),
    "stoch_slow_d_14_3_3": lambda c: c.use(slow_d_14),
    "willr_14": williams_r,
}
