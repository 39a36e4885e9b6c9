"""Progress as JSON lines on standard output, for whoever started the training."""

import json
import sys


def report(event, **fields):
    """Writes one line, e.g. {"event": "epoch", "epoch": 1, "of": 20, "loss": 0.61, ...}."""
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()
