"""As core/features/families/funding.ts."""

import numpy as np

from ..derived.shift import ago
from ..kernels.rolling_moments import rolling_z_score

# Settled rates stay at exactly 1 bp for days: a smaller deviation than this is no news.
SMALLEST_DEVIATION_BPS = 0.1
LIMIT = 4


def funding_bps(c):
    return c.funding_rate * 1e4


def funding_z_1d(c):
    score = rolling_z_score(c.use(funding_bps), 1440, c.first_minute, SMALLEST_DEVIATION_BPS)
    return np.maximum(-LIMIT, np.minimum(LIMIT, score))


FEATURES = {
    "funding_rate_bps": lambda c: c.use(funding_bps),
    "funding_change_8h_bps": lambda c: c.use(funding_bps) - ago(c.use(funding_bps), 480),
    "funding_z_1d": funding_z_1d,
}
