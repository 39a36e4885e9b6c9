"""Gold of days, as adapters/lakehouse/stages/gold.ts: what depends on these days of silver, as far as silver has it."""

from .gold_days import CONTEXT_DAYS, day_after, due_days
from .gold_features import gold_features
from .gold_labels import gold_labels


class NoSilver(ValueError):
    """Gold is asked of a day that silver has not."""


def build_gold(lake, symbol, days, tell):
    """Writes features of the days and of the CONTEXT_DAYS after them, and labels of the days and of the day before each."""
    near = sorted({day_after(day, offset) for day in days for offset in range(-CONTEXT_DAYS - 1, 2 * CONTEXT_DAYS + 1)})
    bars = lake.days("silver/bars_1m", symbol, near)
    present = {row.date.isoformat() for row in bars.select("date").distinct().collect()}
    absent = [day for day in days if day not in present]
    if absent:
        raise NoSilver(f"silver/bars_1m has no row of {symbol} on {absent[0]}: build silver first")
    features = due_days(days, range(CONTEXT_DAYS + 1), present)
    labels = due_days(days, (-1, 0), present)
    for name, due, rows in (
        ("gold/features_1m", features, gold_features(lake, symbol, features, present)),
        ("gold/labels_1m", labels, gold_labels(lake, symbol, labels)),
    ):
        tell(f"making {name} of {due[0]} to {due[-1]}")
        written = lake.replace_days(name, symbol, due, rows, "open_time")
        tell(f"{name} {'is written' if written else 'is the same as before'}")
