"""Silver of days, as adapters/lakehouse/stages/silver.ts, but for asking the exchange: gaps are filled before."""

from .silver_bars import silver_bars
from .silver_book import silver_book
from .silver_flow import silver_flow
from .silver_funding import silver_funding

TABLES = (
    ("silver/bars_1m", silver_bars, "open_time"),
    ("silver/flow_1m", silver_flow, "open_time"),
    ("silver/book_1m", silver_book, "open_time"),
    ("silver/funding", silver_funding, "funding_time"),
)


def build_silver(lake, symbol, days, tell):
    """Writes silver's tables, one commit each. Every message is read and judged before the first table is written."""
    prepared = []
    for name, build, time in TABLES:
        tell(f"reading for {name}")
        prepared.append((name, build(lake, symbol, days), time))
    for name, rows, time in prepared:
        written = lake.replace_days(name, symbol, days, rows, time)
        tell(f"{name} {'is written' if written else 'is the same as before'}")
    # What was judged is kept in memory until it is written.
    lake.spark.catalog.clearCache()
