"""As core/features/families/aroon.ts."""

from ..kernels.rolling_extreme import highest_age, lowest_age

PERIOD = 14


def high_age(c):
    return highest_age(c.high, PERIOD + 1)


def low_age(c):
    return lowest_age(c.low, PERIOD + 1)


FEATURES = {
    "aroon_up_14": lambda c: 100 / PERIOD * (PERIOD - c.use(high_age)),
    "aroon_down_14": lambda c: 100 / PERIOD * (PERIOD - c.use(low_age)),
    "aroon_osc_14": lambda c: 100 / PERIOD * (c.use(low_age) - c.use(high_age)),
}
