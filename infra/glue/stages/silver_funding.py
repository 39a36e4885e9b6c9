"""silver/funding, as adapters/lakehouse/stages/silver-funding.ts."""

from .bronze_messages import SOURCE_RANK, epoch_micros, fields, refuse_unreadable, source_of_rank

# In the order of the archive's columns: time, (hours between settlements), rate, and what the archive has not.
FIELDS = ("fundingTime", "interval", "fundingRate", "markPrice")
NAMES = ("time", "hours", "funding_rate", "price")
RIGHT = (
    "a settlement of its day: calc_time,funding_interval_hours,last_funding_rate as CSV, or an object with fundingTime "
    "and fundingRate"
)


def silver_funding(lake, symbol, days):
    """Settlements; those of the same nearest minute are one, since times jitter by tens of milliseconds.

    Time and rate are those of the best source, then the earliest time, the smallest rate; the mark price that of the
    best source which has one. Raises UnreadableBronze for a payload that isn't a settlement of its day.
    """
    spark = lake.spark
    split = spark.sql(
        f"SELECT source, origin, payload, date, {fields([f'.{name}' for name in FIELDS], FIELDS, NAMES)} FROM {{messages}}",
        messages=lake.days("bronze/funding", symbol, days),
    )
    typed = spark.sql(
        f"""SELECT source, origin, payload, date, {SOURCE_RANK} AS source_rank, {epoch_micros("time")} AS settled,
            try_cast(funding_rate AS DECIMAL(18,8)) AS rate,
            CASE WHEN price <> '' THEN try_cast(price AS DECIMAL(20,8)) END AS mark_price
        FROM {{split}}""",
        split=split,
    )
    readable = "coalesce(rate IS NOT NULL AND to_date(timestamp_micros(settled)) = date, false)"
    refuse_unreadable("bronze/funding", typed.where(f"NOT {readable}"), RIGHT)
    return spark.sql(
        f"""WITH slots AS (SELECT *, (settled + 30000000) div 60000000 AS slot FROM {{typed}}),
        priced AS (
            SELECT slot, min_by(mark_price, struct(source_rank, mark_price)) FILTER (WHERE mark_price IS NOT NULL)
                AS mark_price
            FROM slots GROUP BY slot
        ), best AS (
            SELECT * FROM (SELECT slot, date, settled, rate, source_rank, row_number() OVER (PARTITION BY slot
                ORDER BY source_rank, settled, rate) AS place FROM slots) WHERE place = 1
        )
        SELECT '{symbol}' AS symbol, date, timestamp_micros(settled) AS funding_time, rate, mark_price,
            {source_of_rank("source_rank")} AS source
        FROM best JOIN priced USING (slot)""",
        typed=typed,
    )
