"""gold/features_1m, as adapters/lakehouse/stages/gold-features.ts."""

import numpy as np
import pandas as pd

from features.context import DAY_MS, MINUTE_MS
from features.registry import FEATURES, compute_features

from .gold_days import CONTEXT_MINUTES, context_of

PRICES = ("open", "high", "low", "close")
AMOUNTS = ("volume", "quote_volume", "trades", "taker_buy_volume", "taker_buy_quote_volume")
BOOK = ("spread_bps", "imbalance_1", "imbalance_5", "imbalance_20")
MINUTES_OF_DAY = DAY_MS // MINUTE_MS
SCHEMA = "open_ms long, status string, " + ", ".join(f"`{name}` double" for name in FEATURES)


def gold_features(lake, symbol, days, present):
    """Every feature of the days, each day from itself and at most CONTEXT_MINUTES before it, so that its numbers don't
    depend on which days are built together.

    A missing minute counts as a flat one at the close before it, without volume; its own features are empty.
    """
    spark = lake.spark
    uses = [(used, day) for day in days for used in context_of(day, present)]
    read = sorted({used for used, _ in uses})
    settled = lake.days("silver/funding", symbol, read).selectExpr("unix_millis(funding_time) AS time", "double(rate) AS rate")
    settlements = sorted((row.time, row.rate) for row in settled.collect())
    rows = spark.sql(
        f"""SELECT u.day, unix_millis(b.open_time) AS open_ms, b.status, {", ".join(f"b.{n}" for n in (*PRICES, *AMOUNTS))},
            {", ".join(f"k.{name}" for name in BOOK)}
        FROM {{bars}} b JOIN {{uses}} u ON b.date = date(u.used) LEFT JOIN {{book}} k ON b.open_time = k.open_time""",
        bars=lake.days("silver/bars_1m", symbol, read),
        book=lake.days("silver/book_1m", symbol, read),
        uses=spark.createDataFrame(uses, "used string, day string"),
    )
    computed = rows.groupBy("day").applyInPandas(lambda minutes: features_of_day(minutes, settlements), SCHEMA)
    return spark.sql(
        f"""SELECT '{symbol}' AS symbol, to_date(timestamp_millis(open_ms)) AS date, timestamp_millis(open_ms) AS open_time,
            status, {", ".join(f"`{name}`" for name in FEATURES)} FROM {{computed}}""",
        computed=computed,
    )


def features_of_day(minutes, settlements):
    """Rows of one day from the minutes of the day and of the days of its context."""
    minutes = minutes.sort_values("open_ms", ignore_index=True)
    day_start = len(minutes) - MINUTES_OF_DAY
    day = minutes.iloc[day_start:]
    out = {"open_ms": day["open_ms"].to_numpy(), "status": day["status"].to_numpy()}
    known = ~np.isnan(minutes["close"].to_numpy(np.float64))
    seen = np.flatnonzero(known[max(0, day_start - CONTEXT_MINUTES) :])
    values = {name: np.full(MINUTES_OF_DAY, np.nan) for name in FEATURES}
    if len(seen) > 0:
        # The context begins with its first minute that isn't missing.
        first = max(0, day_start - CONTEXT_MINUTES) + seen[0]
        inputs = minutes.iloc[first:]
        columns = {name: inputs[name].to_numpy(np.float64) for name in (*PRICES, *AMOUNTS, *BOOK)}
        _fill_missing(columns)
        columns["open_time"] = inputs["open_ms"].to_numpy(np.float64)
        columns["funding_rate"] = _last_rates(columns["open_time"], settlements, minutes["open_ms"][0])
        row = max(0, first - day_start)
        for name, column in compute_features(columns, columns).items():
            values[name][row:] = column[day_start + row - first :]
            values[name][~known[day_start:]] = np.nan
    return pd.DataFrame({**out, **values})


def _fill_missing(columns):
    missing = np.isnan(columns["close"])
    last_known = np.maximum.accumulate(np.where(missing, 0, np.arange(len(missing))))
    closes = columns["close"][last_known]
    for name in PRICES:
        columns[name] = np.where(missing, closes, columns[name])
    for name in AMOUNTS:
        columns[name] = np.where(missing, 0.0, columns[name])


def _last_rates(open_time, settlements, since):
    """The last rate settled before each minute's close, since a time; NaN before the first."""
    known = [(time, rate) for time, rate in settlements if time >= since]
    times = np.array([time for time, _ in known], dtype=np.float64)
    rates = np.array([np.nan, *(rate for _, rate in known)])
    return rates[np.searchsorted(times, open_time + MINUTE_MS, side="left")]
