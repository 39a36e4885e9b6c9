"""The Glue job: silver and gold of some days from bronze.

--JOB_NAME NAME --lake FOLDER_OR_S3_URI --symbol BTCUSDT --from 2022-05-09 --to 2022-05-10 --stages silver,gold

The interval ends before --to. The same days may be run again: rows that are the same are not written again.
"""

import sys

from job_arguments import job_arguments
from lake import Lake
from session import start_session
from stages.gold import build_gold
from stages.silver import build_silver

BUILDS = {"silver": build_silver, "gold": build_gold}


def tell(line):
    """What happens, for whoever listens: the log in Glue, the local runner."""
    print(f"progress {line}", flush=True)


def run(argv, spark=None):
    """Runs the stages that the arguments ask for. Raises ValueError with a sentence when the data or arguments are bad."""
    root, symbol, days, stages = job_arguments(argv)
    tell("starting Spark")
    lake = Lake(spark or start_session(), root)
    for stage in stages:
        BUILDS[stage](lake, symbol, days, lambda line: tell(f"{stage}: {line}"))


if __name__ == "__main__":
    run(sys.argv)
