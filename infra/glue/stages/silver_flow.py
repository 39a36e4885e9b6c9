"""silver/flow_1m, as adapters/lakehouse/stages/silver-flow.ts."""

from .bronze_messages import SOURCE_RANK, epoch_micros, fields, refuse_unreadable

FIELDS = ("a", "p", "q", "f", "l", "T", "m")
NAMES = ("a", "p", "q", "first_trade", "last_trade", "t", "m")
RIGHT = "an aggregate trade of its day: 7 columns of CSV, or an object with a, p, q, f, l, T and m"


def silver_flow(lake, symbol, days):
    """Aggregate trades by minute, each id once; sums are made of decimals, so that their order changes nothing.

    Of two trades that differ under one id the one of the better source, then the smallest time, price and quantity.
    Raises UnreadableBronze for a payload that isn't an aggregate trade of its day.
    """
    spark = lake.spark
    split = spark.sql(
        f"SELECT source, origin, payload, date, {fields([f'.{name}' for name in FIELDS], FIELDS, NAMES)} FROM {{messages}}",
        messages=lake.days("bronze/agg_trade", symbol, days),
    )
    typed = spark.sql(
        f"""SELECT source, origin, payload, date, try_cast(a AS BIGINT) AS id, try_cast(p AS DECIMAL(18,8)) AS price,
            try_cast(q AS DECIMAL(18,8)) AS quantity, {epoch_micros("t")} AS traded,
            try_cast(m AS BOOLEAN) AS buyer_is_maker
        FROM {{split}}""",
        split=split,
    )
    judged = spark.sql(
        """SELECT *, coalesce(id >= 0 AND price > 0 AND quantity >= 0 AND buyer_is_maker IS NOT NULL
            AND to_date(timestamp_micros(traded)) = date, false) AS readable FROM {typed}""",
        typed=typed,
    ).cache()
    refuse_unreadable("bronze/agg_trade", judged.where("NOT readable"), RIGHT)
    return spark.sql(
        f"""WITH once AS (
            SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY {SOURCE_RANK}, traded, price, quantity,
                buyer_is_maker) AS place FROM {{judged}}) WHERE place = 1
        ), summed AS (
            SELECT date, traded div 60000000 AS minute, count(*) AS agg_trades, min(id) AS first_id, max(id) AS last_id,
                coalesce(sum(quantity) FILTER (WHERE NOT buyer_is_maker), 0) AS bought,
                coalesce(sum(quantity) FILTER (WHERE buyer_is_maker), 0) AS sold,
                coalesce(sum(price * quantity) FILTER (WHERE NOT buyer_is_maker), 0) AS bought_for,
                coalesce(sum(price * quantity) FILTER (WHERE buyer_is_maker), 0) AS sold_for,
                max(quantity) AS largest
            FROM once GROUP BY date, minute
        )
        SELECT '{symbol}' AS symbol, date, timestamp_micros(minute * 60000000) AS open_time, agg_trades, first_id, last_id,
            last_id - first_id + 1 - agg_trades AS missing_ids, double(bought) AS buy_volume, double(sold) AS sell_volume,
            double(bought_for) AS buy_quote, double(sold_for) AS sell_quote,
            CASE WHEN bought + sold > 0 THEN double(bought_for + sold_for) / double(bought + sold) END AS vwap,
            double(largest) AS largest_trade
        FROM summed""",
        judged=judged,
    )
