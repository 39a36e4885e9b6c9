"""Reads the dataset folder that adapters/training/dataset.ts writes."""

import json
import os
from dataclasses import dataclass

import numpy as np

from failure import BadDataset

FORMAT = "minutehand-dataset/1"
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Dataset:
    """
    features: (rows, cols) float32, unscaled. labels: (rows,) int8 as 0 SELL, 1 HOLD, 2 BUY.
    moves: (rows,) float32, forward move over the horizon in basis points. open_times: (rows,) float64, epoch ms.
    description: dataset.json as it stands.
    """

    features: np.ndarray
    labels: np.ndarray
    moves: np.ndarray
    open_times: np.ndarray
    description: dict

    @property
    def window(self):
        return self.description["window"]

    @property
    def horizon_minutes(self):
        return self.description["horizonMinutes"]

    def window_ends(self, part):
        """Rows of `part` (train, calibration, validation) whose whole window exists without a missing minute."""
        first, end = self.description["split"][part]
        rows = np.arange(max(first, self.window - 1), end)
        span = self.open_times[rows] - self.open_times[rows - self.window + 1]
        return rows[span == (self.window - 1) * MINUTE_MS]


def read_dataset(folder):
    """
    Raises BadDataset naming the file when something is missing, of the wrong length or not finite.
    """
    path = os.path.join(folder, "dataset.json")
    try:
        with open(path, encoding="utf-8") as file:
            description = json.load(file)
    except FileNotFoundError:
        raise BadDataset(f"{path} is missing: --train must name a folder written by the dataset writer") from None
    except json.JSONDecodeError as error:
        raise BadDataset(f"{path} is not JSON: {error}") from None
    if description.get("format") != FORMAT:
        raise BadDataset(f"{path} has format {description.get('format')!r}, this script reads {FORMAT!r}")
    rows, cols = description["rows"], description["cols"]
    dataset = Dataset(
        features=_column(folder, description, "features", "<f4", rows * cols).reshape(rows, cols),
        labels=_column(folder, description, "labels", "<i1", rows),
        moves=_column(folder, description, "moves", "<f4", rows),
        open_times=_column(folder, description, "openTimes", "<f8", rows),
        description=description,
    )
    if not np.isfinite(dataset.features).all() or not np.isfinite(dataset.moves).all():
        raise BadDataset(f"the dataset in {folder} holds a value that is not finite")
    if dataset.labels.min() < 0 or dataset.labels.max() > 2:
        raise BadDataset(f"the labels in {folder} must be 0, 1 or 2")
    for part in ("train", "calibration", "validation"):
        if len(dataset.window_ends(part)) == 0:
            raise BadDataset(f"the {part} part of the dataset in {folder} has no whole window of {dataset.window} minutes")
    return dataset


def _column(folder, description, name, dtype, count):
    path = os.path.join(folder, description["files"][name])
    if not os.path.exists(path):
        raise BadDataset(f"{path} is missing")
    values = np.fromfile(path, dtype=dtype)
    if len(values) != count:
        raise BadDataset(f"{path} holds {len(values)} values, {count} were announced")
    return values
