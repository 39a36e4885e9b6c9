"""What the messages of bronze say, as adapters/lakehouse/stages/bronze-messages.ts."""


class UnreadableBronze(ValueError):
    """A message of bronze isn't what it should be."""


# A file's word counts before an answer's, and that before the stream's: the smallest first.
SOURCE_RANK = "CASE source WHEN 'archive' THEN 0 WHEN 'rest' THEN 1 ELSE 2 END"


def source_of_rank(rank):
    """SQL of the name of a rank."""
    return f"CASE {rank} WHEN 0 THEN 'archive' WHEN 1 THEN 'rest' WHEN 2 THEN 'stream' END"


def field(index, rest, stream):
    """SQL of one field of a message: by place in a line of CSV, by path in a REST answer or a stream's message.

    A stream's message comes bare or in a combined stream's envelope. Empty where the message hasn't it.
    """
    return f"""CASE source
        WHEN 'archive' THEN get(split(payload, ','), {index})
        WHEN 'rest' THEN get_json_object(payload, '$' || '{rest}')
        ELSE coalesce(get_json_object(payload, '$.{stream}'), get_json_object(payload, '$.data.{stream}')) END"""


def fields(rest, stream, names):
    """SQL of all fields, each under its name."""
    return ", ".join(field(n, rest[n], stream[n]) + f" AS {name}" for n, name in enumerate(names))


def epoch_micros(text):
    """SQL of epoch microseconds from a text of epoch ms or, as the archive has had it since 2025, of microseconds."""
    value = f"try_cast({text} AS BIGINT)"
    return f"CASE WHEN {value} > 100000000000000 THEN {value} ELSE {value} * 1000 END"


def finite(text):
    """SQL of a finite double, else empty."""
    value = f"try_cast({text} AS DOUBLE)"
    return f"CASE WHEN NOT isnan({value}) AND abs({value}) < double('Infinity') THEN {value} END"


def refuse_unreadable(table, rows, right):
    """Raises UnreadableBronze when there are rows (source, origin, payload): messages that are not what they should be."""
    first = rows.selectExpr("source", "origin", "left(payload, 120) AS payload").orderBy("source", "origin", "payload").first()
    if first is None:
        return
    count = rows.count()
    raise UnreadableBronze(
        f"{count} {'message' if count == 1 else 'messages'} of {table} can't be read, the first from {first.source} "
        f'{first.origin}: "{first.payload}"; right is {right}'
    )
