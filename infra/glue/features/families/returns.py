"""As core/features/families/returns.ts."""

from ..derived.shift import ago
from ..kernels.deviation_bps import deviation_bps


def return_over(minutes):
    return lambda c: deviation_bps(c.close, ago(c.close, minutes))


FEATURES = {f"return_{minutes}": return_over(minutes) for minutes in (1, 2, 3, 5, 10, 15, 30, 60, 120, 240)}
