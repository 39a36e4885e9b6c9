"""A column as it was some minutes ago."""

import numpy as np


def ago(x, minutes):
    """The value of so many minutes before, NaN where the column does not reach back so far."""
    return np.concatenate([np.full(min(minutes, len(x)), np.nan), x[: max(0, len(x) - minutes)]])
