"""silver/bars_1m, as adapters/lakehouse/stages/silver-bars.ts."""

from .bronze_messages import SOURCE_RANK, epoch_micros, fields, finite, refuse_unreadable

NAMES = "opened open high low close volume closed quote_volume trades taker_buy_volume taker_buy_quote_volume".split()
REST = [f"[{column}]" for column in range(11)]
STREAM = [f"k.{name}" for name in ("t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q")]
NUMBERS = ("open", "high", "low", "close", "volume", "quote_volume", "taker_buy_volume", "taker_buy_quote_volume")
COMPLETE = """CASE WHEN source = 'stream' THEN try_cast(coalesce(get_json_object(payload, '$.k.x'),
    get_json_object(payload, '$.data.k.x')) AS BOOLEAN) ELSE true END"""
# Of two different klines of one minute from one source the one that saw more of it: no order of arrival decides.
FULLEST = "trades volume quote_volume taker_buy_volume taker_buy_quote_volume high low open close".split()
RIGHT = "a complete 1-minute kline of its day: 12 columns of CSV, a REST row, or a stream message with k"


def silver_bars(lake, symbol, days):
    """Every minute of the days: of complete klines the one of the best source, `missing` where there is none.

    Raises UnreadableBronze for a payload that isn't a kline of its day.
    """
    spark = lake.spark
    split = spark.sql(
        f"SELECT source, origin, payload, date, {COMPLETE} AS complete, {fields(REST, STREAM, NAMES)} FROM {{messages}}",
        messages=lake.days("bronze/kline_1m", symbol, days),
    )
    numbers = ", ".join(f"{finite(name)} AS {name}" for name in NUMBERS)
    typed = spark.sql(
        f"""SELECT source, origin, payload, date, complete, {epoch_micros("opened")} AS opened, {numbers},
            try_cast(trades AS BIGINT) AS trades
        FROM {{split}} WHERE complete IS DISTINCT FROM false""",
        split=split,
    )
    there = " AND ".join(f"{name} IS NOT NULL" for name in (*NUMBERS, "trades", "complete"))
    judged = spark.sql(
        f"""SELECT *, coalesce(opened % 60000000 = 0 AND to_date(timestamp_micros(opened)) = date AND {there}, false)
            AS readable FROM {{typed}}""",
        typed=typed,
    ).cache()
    refuse_unreadable("bronze/kline_1m", judged.where("NOT readable"), RIGHT)
    best = spark.sql(
        f"""SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY opened ORDER BY {SOURCE_RANK},
            {", ".join(f"{name} DESC" for name in FULLEST)}) AS place FROM {{judged}}) WHERE place = 1""",
        judged=judged,
    )
    dates = ", ".join(f"'{day}'" for day in days)
    return spark.sql(
        f"""WITH minutes AS (
            SELECT date(day) AS date, timestamp(day) + make_interval(0, 0, 0, 0, 0, minute) AS open_time
            FROM (SELECT explode(array({dates})) AS day), (SELECT explode(sequence(0, 1439)) AS minute)
        )
        SELECT '{symbol}' AS symbol, m.date, m.open_time,
            CASE WHEN b.opened IS NULL THEN 'missing' WHEN b.trades > 0 THEN 'traded' ELSE 'quiet' END AS status,
            b.source, {", ".join(f"b.{name}" for name in (*NUMBERS, "trades"))}
        FROM minutes m LEFT JOIN {{best}} b ON m.open_time = timestamp_micros(b.opened)""",
        best=best,
    )
