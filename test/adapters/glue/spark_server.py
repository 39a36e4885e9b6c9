"""One Spark session for all tests: a request a line on standard input, its answer a line on standard output.

["sql", STATEMENT, ...]   runs statements in order; the answer is the rows of the last, each a list
["job", ARGUMENT, ...]    runs infra/glue/job.py in this session; the answer is what it said

An answer is {"answer": ...} or {"error": TEXT}; the first, {"answer": "ready"}, comes when the session stands.
"""

import contextlib
import io
import json
import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../infra/glue")))

import job  # noqa: E402
from session import start_session  # noqa: E402

out = sys.stdout
spark = start_session()
spark.sparkContext.setLogLevel("OFF")


def sql(*statements):
    rows = None
    for statement in statements:
        rows = spark.sql(statement)
    return [list(row) for row in rows.collect()]


def run_job(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        job.run(["job.py", *arguments], spark)
    return said.getvalue().splitlines()


def say(what):
    print(json.dumps(what, default=str), file=out, flush=True)


say({"answer": "ready"})
for line in sys.stdin:
    command, *arguments = json.loads(line)
    try:
        say({"answer": {"sql": sql, "job": run_job}[command](*arguments)})
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the test's business
        say({"error": f"{type(error).__name__}: {error}"})
