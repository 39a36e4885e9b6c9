"""As core/features/families/macd.ts."""

from ..derived.oscillators import macd
from ..kernels.deviation_bps import bps_of


def both(name, part):
    return {name: lambda c: c.use(macd)[part], f"{name}_bps": lambda c: bps_of(c.use(macd)[part], c.close)}


FEATURES = {**both("macd_line", 0), **both("macd_signal", 1), **both("macd_hist", 2)}
