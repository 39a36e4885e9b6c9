"""silver/book_1m, as adapters/lakehouse/stages/silver-book.ts."""

from .bronze_messages import refuse_unreadable

# Where a message of the stream, alone or in an envelope, and an answer of REST have these.
UPDATE_ID = ("$.u", "$.data.u", "$.lastUpdateId")
BIDS = ("$.b", "$.data.b", "$.bids")
ASKS = ("$.a", "$.data.a", "$.asks")
RIGHT = "a book with its update id and, on both sides, levels of price and quantity"
UNUSABLE = """coalesce(bids[0][0] <= 0 OR asks[0][0] <= 0 OR bids[0][1] + asks[0][1] <= 0
    OR exists(concat(bids, asks), level -> get(level, 0) IS NULL OR get(level, 1) IS NULL), true)"""


def silver_book(lake, symbol, days):
    """The last book before each minute's close; of two with the same time the one with the larger update id.

    Raises UnreadableBronze for a payload without an update id, and for a last book without a level on either side.
    """
    spark = lake.spark
    updates = spark.sql(
        f"""SELECT source, origin, payload, date, event_time, try_cast({first_of(UPDATE_ID)} AS BIGINT) AS update_id
        FROM {{messages}}""",
        messages=lake.days("bronze/depth20", symbol, days),
    )
    refuse_unreadable("bronze/depth20", updates.where("update_id IS NULL"), RIGHT)
    last = spark.sql(
        """SELECT date, unix_micros(event_time) div 60000000 AS minute, count(DISTINCT update_id) AS books,
            max_by(struct(source, origin, payload, event_time), struct(event_time, update_id, payload)) AS book
        FROM {updates} GROUP BY date, minute""",
        updates=updates,
    )
    levels = spark.sql(
        f"""SELECT date, minute, books, event_time, source, origin, payload, {levels_of(BIDS)} AS bids,
            {levels_of(ASKS)} AS asks
        FROM (SELECT date, minute, books, book.* FROM {{last}})""",
        last=last,
    )
    refuse_unreadable("bronze/depth20", levels.where(UNUSABLE), RIGHT)
    imbalances = ", ".join(f"{imbalance(depth)} AS imbalance_{depth}" for depth in (1, 5, 20))
    return spark.sql(
        f"""SELECT '{symbol}' AS symbol, date, timestamp_micros(minute * 60000000) AS open_time, event_time AS book_time,
            books, bid AS best_bid, ask AS best_ask, (ask - bid) / ((ask + bid) / 2) * 1e4D AS spread_bps, {imbalances}
        FROM (SELECT *, double(bids[0][0]) AS bid, double(asks[0][0]) AS ask FROM {{levels}})""",
        levels=levels,
    )


def first_of(paths):
    return "coalesce({})".format(", ".join(f"get_json_object(payload, '{path}')" for path in paths))


def levels_of(paths):
    """SQL of the best 20 levels, each an array of price and quantity."""
    return f"""transform(slice(from_json({first_of(paths)}, 'array<array<string>>'), 1, 20),
        level -> transform(level, text -> try_cast(text AS DECIMAL(18,8))))"""


def quantity_of(side, depth):
    return f"""double(aggregate(slice({side}, 1, {depth}), CAST(0 AS DECIMAL(38,8)),
        (sum, level) -> CAST(sum + level[1] AS DECIMAL(38,8))))"""


def imbalance(depth):
    bid, ask = quantity_of("bids", depth), quantity_of("asks", depth)
    return f"({bid} - {ask}) / ({bid} + {ask})"
