"""One computation: its inputs, and the intermediate results that several features have in common."""

import numpy as np

MINUTE_MS = 60_000
DAY_MS = 86_400_000


class Context:
    """Columns of consecutive minutes as attributes (open_time, open, ... funding_rate), all float64 of one length."""

    def __init__(self, columns, book=None):
        self.columns = columns
        # Columns spread_bps, imbalance_1, imbalance_5 and imbalance_20, or None where no book was recorded.
        self.book = book
        self.length = len(columns["open_time"])
        # Minutes since 1970 of the first row: rolling sums align their blocks to it.
        self.first_minute = int(columns["open_time"][0]) // MINUTE_MS
        self._derived = {}

    def __getattr__(self, name):
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(f"there is no input column {name}") from None

    def use(self, derive):
        """The result of derive(self), from memory when another feature has asked before."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return self._derived[derive]

    def empty(self):
        """A column that is not defined anywhere."""
        return np.full(self.length, np.nan)
