"""As core/features/families/vwap.ts."""

from ..derived.volume import chart_vwap_of_day, vwap_of_day
from ..kernels.deviation_bps import deviation_bps

FEATURES = {
    "vwap_utc_day": lambda c: c.use(vwap_of_day),
    "vwap_hlc3_utc_day": lambda c: c.use(chart_vwap_of_day),
    "vwap_deviation_bps": lambda c: deviation_bps(c.close, c.use(vwap_of_day)),
}
