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


def write_rows(path, query, **options):
    write_deltalake(path, QueryBuilder().execute(query), mode="append", **options)


def write(path):
    for n in range(12):
        write_rows(
            path,
            f"""SELECT 'a b%/é' AS k, {2**53 + 1 + n}::BIGINT AS n, {n / 4}::DOUBLE AS x, {n} % 2 = 0 AS flag,
                  DATE '2024-01-{n + 1:02}' AS day,
                  arrow_cast('2024-01-01T{n:02}:00:00.000250Z', 'Timestamp(Microsecond, Some("UTC"))') AS at,
                  CAST('{n}.00000001' AS DECIMAL(18, 8)) AS price
                UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL""",
            partition_by=["k"],
        )
    table = DeltaTable(path)
    table.create_checkpoint()
    table.delete("n = 9007199254740993")


def append(path):
    write_rows(
        path,
        """SELECT DATE '2024-01-03' AS date,
             arrow_cast('2024-01-03T00:00:00Z', 'Timestamp(Microsecond, Some("UTC"))') AS "openTime",
             CAST('1.00000001' AS DECIMAL(18, 8)) AS close, 0.5::DOUBLE AS volume, 7::BIGINT AS trades,
             'by delta-rs' AS note, true AS final""",
    )


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
