"""gold/labels_1m, as adapters/lakehouse/stages/gold-labels.ts and core/labels/signal-label.ts."""

from .gold_days import day_after

HORIZON_MINUTES = 3
THRESHOLD_BPS = 10


def gold_labels(lake, symbol, days):
    """What each minute's close was followed by; empty when one of the minutes up to the horizon is missing or not there."""
    bars = lake.days("silver/bars_1m", symbol, sorted({*days, *(day_after(day, 1) for day in days)}))
    ahead = range(1, HORIZON_MINUTES + 1)
    return lake.spark.sql(
        f"""WITH moves AS (
            SELECT b.date, b.open_time, b.close, CASE WHEN {" AND ".join(f"f{n}.close IS NOT NULL" for n in ahead)}
                THEN (f{HORIZON_MINUTES}.close - b.close) / b.close * 1e4D END AS move
            FROM {{bars}} b {" ".join(
                f"LEFT JOIN {{bars}} f{n} ON f{n}.open_time = b.open_time + INTERVAL {n} MINUTES" for n in ahead)}
        )
        SELECT '{symbol}' AS symbol, date, open_time, close, move AS forward_move_bps,
            CASE WHEN move > {THRESHOLD_BPS} THEN 2 WHEN move < -{THRESHOLD_BPS} THEN 0 WHEN move IS NOT NULL THEN 1 END
            AS label
        FROM moves WHERE date IN ({", ".join(f"date('{day}')" for day in days)})""",
        bars=bars,
    )
