"""As core/features/families/price-channel.ts."""

import numpy as np

from ..derived.oscillators import price_channel


def position(minutes):
    def channel_position(c):
        highest, lowest = c.use(price_channel(minutes))
        width = highest - lowest
        return np.where(width == 0, 0.5, (c.close - lowest) / width)

    return channel_position


FEATURES = {f"channel_position_{minutes}": position(minutes) for minutes in (60, 240)}
