"""Every feature, in the order of core/features/registry.ts."""

import numpy as np

from .context import Context, MINUTE_MS
from .families import (
    aroon,
    average_true_range,
    bollinger,
    book,
    calendar,
    candle,
    directional_movement,
    funding,
    macd,
    moving_averages,
    order_flow,
    oscillators,
    price_channel,
    range_volatility,
    realised_volatility,
    relative_strength,
    returns,
    stochastic,
    trend_shape,
    volume,
    vwap,
)

FAMILIES = (
    returns,
    moving_averages,
    directional_movement,
    aroon,
    trend_shape,
    macd,
    relative_strength,
    stochastic,
    oscillators,
    average_true_range,
    bollinger,
    realised_volatility,
    range_volatility,
    price_channel,
    volume,
    order_flow,
    vwap,
    candle,
    calendar,
    funding,
    book,
)
FEATURES = {name: compute for family in FAMILIES for name, compute in family.FEATURES.items()}


def compute_features(columns, book_columns=None):
    """Every feature by name, a float64 column each, NaN where it is not defined.

    columns: open_time (epoch ms), open, high, low, close, volume, quote_volume, trades, taker_buy_volume,
    taker_buy_quote_volume and funding_rate, float64, of consecutive minutes.
    Raises ValueError for minutes that are not consecutive.
    """
    steps = np.diff(columns["open_time"])
    if np.any(steps != MINUTE_MS):
        at = columns["open_time"][int(np.argmax(steps != MINUTE_MS))]
        raise ValueError(f"minutes are not consecutive: the one after {int(at)} (epoch ms) does not open a minute later")
    context = Context(columns, book_columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: context.use(compute) for name, compute in FEATURES.items()}
