"""As core/features/families/volume.ts."""

import numpy as np

from ..derived.volume import signed_volume
from ..kernels.rolling_moments import rolling_z_score
from ..kernels.rolling_sum import rolling_sum


def average_trade_size(c):
    return np.where(c.trades == 0, 0.0, c.volume / c.trades)


def trade_size_ratio_60(c):
    volumes = rolling_sum(c.volume, 60, c.first_minute)
    counts = rolling_sum(c.trades, 60, c.first_minute)
    traded = c.volume * c.trades != 0
    ratio = np.where(traded, c.volume * counts / (c.trades * volumes), 1.0)
    # Undefined while the window is, even in a minute without trades.
    return np.log(ratio) + 0 * counts


def obv_slope(minutes):
    def slope(c):
        return share(
            rolling_sum(c.use(signed_volume), minutes, c.first_minute), rolling_sum(c.volume, minutes, c.first_minute)
        )

    return slope


def chaikin_money_flow_20(c):
    width = c.high - c.low
    inner = c.close - c.low - (c.high - c.close)
    flow = np.where(width == 0, 0.0, inner / width * c.volume)
    return share(rolling_sum(flow, 20, c.first_minute), rolling_sum(c.volume, 20, c.first_minute))


def share(part, whole):
    """part / whole, 0 where there is no whole."""
    return np.where(whole == 0, 0.0, part / whole)


FEATURES = {
    "volume_z_60": lambda c: rolling_z_score(c.volume, 60, c.first_minute),
    "volume_z_240": lambda c: rolling_z_score(c.volume, 240, c.first_minute),
    "trade_count_z_60": lambda c: rolling_z_score(c.trades, 60, c.first_minute),
    "trade_count": lambda c: c.trades,
    "average_trade_size": average_trade_size,
    "trade_size_ratio_60": trade_size_ratio_60,
    "obv_slope_30": obv_slope(30),
    "obv_slope_60": obv_slope(60),
    "chaikin_money_flow_20": chaikin_money_flow_20,
}
