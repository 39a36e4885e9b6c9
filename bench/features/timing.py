"""Timing and input columns that the peers have in common."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

FOLDER = Path(sys.argv[1])
REPETITIONS = int(sys.argv[2])


def column(name: str) -> np.ndarray:
    return np.fromfile(FOLDER / f"{name}.f64")


def report(calls: dict[str, Callable[[], object]]) -> None:
    """One line of JSON: CPU seconds of this process for each call, after one that is not counted."""
    times: dict[str, list[float]] = {}
    for name, call in calls.items():
        call()
        times[name] = []
        for _ in range(REPETITIONS):
            start = time.process_time()
            call()
            times[name].append(time.process_time() - start)
    print(json.dumps(times))
