"""As core/features/families/order-flow.ts."""

import numpy as np

from ..derived.volume import net_taker_quote
from ..kernels.rolling_sum import rolling_sum


def flow_imbalance(minutes):
    def imbalance(c):
        whole = rolling_sum(c.quote_volume, minutes, c.first_minute)
        return np.where(whole == 0, 0.0, rolling_sum(c.use(net_taker_quote), minutes, c.first_minute) / whole)

    return imbalance


FEATURES = {
    "taker_buy_share": lambda c: np.where(c.volume == 0, 0.5, c.taker_buy_volume / c.volume),
    **{f"flow_imbalance_{minutes}": flow_imbalance(minutes) for minutes in (1, 3, 5, 15, 60)},
}
