"""As core/features/derived/order-flow.ts, time-of-day.ts and vwap.ts."""

import numpy as np

from ..context import DAY_MS, MINUTE_MS
from .price import close_change, typical_price


def net_taker_quote(c):
    """Taker buys minus taker sells of the minute, quote."""
    return 2 * c.taker_buy_quote_volume - c.quote_volume


def signed_volume(c):
    """Volume with the sign of the close's change, base."""
    return np.sign(c.use(close_change)) * c.volume


def minute_of_day(c):
    """Minute of the UTC day at the bar's open, 0..1439."""
    return (c.open_time.astype(np.int64) % DAY_MS) // MINUTE_MS


def day_of_week(c):
    """Day of the UTC week at the bar's open, Monday 0 .. Sunday 6; 1970-01-01 was a Thursday."""
    return (c.open_time.astype(np.int64) // DAY_MS + 3) % 7


def vwap_of_day(c):
    """Traded value over volume since 00:00 UTC, quote."""
    return _since_midnight(c, c.quote_volume)


def chart_vwap_of_day(c):
    """Typical price weighted by volume since 00:00 UTC, quote."""
    return _since_midnight(c, c.use(typical_price) * c.volume)


def _since_midnight(c, value):
    """NaN before the first midnight of the columns: a day whose start is not among them has no anchor."""
    out = c.empty()
    midnights = np.flatnonzero(c.use(minute_of_day) == 0)
    for start, end in zip(midnights, [*midnights[1:], c.length]):
        day = slice(start, end)
        volumes = np.add.accumulate(c.volume[day])
        out[day] = np.where(volumes == 0, c.close[day], np.add.accumulate(value[day]) / volumes)
    return out
