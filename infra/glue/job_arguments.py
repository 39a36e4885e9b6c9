"""The script's arguments, as Glue passes them."""

import argparse
import re
from datetime import date, timedelta

STAGES = ("silver", "gold")
NAMES = ("JOB_NAME", "lake", "symbol", "from", "to", "stages")


class BadArguments(ValueError):
    """The job is asked for what it can't do."""


def job_arguments(argv):
    """lake, symbol, days (ascending) and stages. Raises BadArguments saying what would be right."""
    values = _resolve(argv)
    stages = values["stages"].split(",")
    if stages != [stage for stage in STAGES if stage in stages]:
        raise BadArguments(f'--stages is "{values["stages"]}"; right is one or more of {",".join(STAGES)}, in this order')
    first, end = (_day(name, values[name]) for name in ("from", "to"))
    if first >= end:
        raise BadArguments(f"the interval {first} to {end} is empty: its end comes after its start")
    if not re.fullmatch(r"[A-Z0-9_]+", values["symbol"]):
        raise BadArguments(f'--symbol is "{values["symbol"]}"; right is a symbol such as BTCUSDT')
    days = [(first + timedelta(days=n)).isoformat() for n in range((end - first).days)]
    return values["lake"].rstrip("/"), values["symbol"], days, stages


def _resolve(argv):
    """By Glue's own library where there is one; elsewhere the same names are taken and others left alone."""
    try:
        from awsglue.utils import getResolvedOptions
    except ImportError:
        parser = argparse.ArgumentParser(allow_abbrev=False)
        for name in NAMES:
            parser.add_argument(f"--{name}", required=True)
        return vars(parser.parse_known_args(argv[1:])[0])
    return getResolvedOptions(argv, list(NAMES))


def _day(name, text):
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadArguments(f'--{name} is "{text}"; right is a UTC day such as 2022-05-09')
