"""The other side of the proof: delta-rs reads what Minutehand wrote, and writes what Minutehand reads.

delta_rs.py sql TABLE VIEW SQL   prints the answer as JSON, one list a row; reads version VERSION when the variable is set
delta_rs.py write TABLE          makes a table of 12 commits with a checkpoint, a delete, partitions and odd values
delta_rs.py append TABLE         appends a row to the table of bars
delta_rs.py delete TABLE         tries to delete every row
delta_rs.py describe TABLE       prints version, configuration, file count and rows by the log's statistics
"""

import json
import os
import sys
from datetime import date, datetime, timezone
from decimal import Decimal

from arro3.core import Array, DataType, Field, Schema, Table
from deltalake import DeltaTable, QueryBuilder, write_deltalake


def opened(path):
    version = os.environ.get("VERSION")
    return DeltaTable(path, version=None if version is None else int(version))


def sql(path, view, query):
    answer = QueryBuilder().register(view, opened(path)).execute(query)
    rows = []
    for batch in answer:
        columns = [batch.column(i).to_pylist() for i in range(batch.num_columns)]
        rows += [list(row) for row in zip(*columns)]
    print(json.dumps(rows, default=str))


def table_of(columns):
    fields = [Field(name, kind, nullable=True) for name, kind, _ in columns]
    return Table([Array(values, type=kind) for _, kind, values in columns], schema=Schema(fields))


def write(path):
    for n in range(12):
        rows = table_of(
            [
                ("k", DataType.string(), ["a b%/é", None]),
                ("n", DataType.int64(), [2**53 + 1 + n, None]),
                ("x", DataType.float64(), [n / 4, None]),
                ("flag", DataType.bool(), [n % 2 == 0, None]),
                ("day", DataType.date32(), [date(2024, 1, 1 + n), None]),
                ("at", DataType.timestamp("us", tz="UTC"), [datetime(2024, 1, 1, n, 0, 0, 250, timezone.utc), None]),
                ("price", DataType.decimal128(18, 8), [Decimal(f"{n}.00000001"), None]),
            ]
        )
        write_deltalake(path, rows, mode="append", partition_by=["k"])
    table = DeltaTable(path)
    table.create_checkpoint()
    table.delete("n = 9007199254740993")


def append(path):
    rows = table_of(
        [
            ("date", DataType.date32(), [date(2024, 1, 3)]),
            ("openTime", DataType.timestamp("us", tz="UTC"), [datetime(2024, 1, 3, tzinfo=timezone.utc)]),
            ("close", DataType.decimal128(18, 8), [Decimal("1.00000001")]),
            ("volume", DataType.float64(), [0.5]),
            ("trades", DataType.int64(), [7]),
            ("note", DataType.string(), ["by delta-rs"]),
            ("final", DataType.bool(), [True]),
        ]
    )
    write_deltalake(path, rows, mode="append")


def describe(path):
    table = opened(path)
    adds = table.get_add_actions(flatten=True)
    rows = sum(adds.column("num_records").to_pylist())
    metadata = table.metadata()
    print(
        json.dumps(
            {
                "version": table.version(),
                "configuration": metadata.configuration,
                "partitions": metadata.partition_columns,
                "files": len(table.file_uris()),
                "rows": rows,
            }
        )
    )


def delete(path):
    DeltaTable(path).delete()


COMMANDS = {"sql": sql, "write": write, "append": append, "delete": delete, "describe": describe}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
