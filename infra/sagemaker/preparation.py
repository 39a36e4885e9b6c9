"""What training needs before the first epoch: rows of each part, scaled features, and how classes are balanced."""

from dataclasses import dataclass

import numpy as np

from class_balance import ClassBalance, balance_classes
from dataset import Dataset
from scaler import Scaler, fit_scaler


@dataclass(frozen=True)
class Prepared:
    """scaled: (rows, cols) float32. The three row arrays are window ends, in time order."""

    data: Dataset
    scaler: Scaler
    scaled: np.ndarray
    train_rows: np.ndarray
    calibration_rows: np.ndarray
    validation_rows: np.ndarray
    balance: ClassBalance


def prepare(data, samples_per_epoch):
    """Scaler and balance are fitted on the training part alone."""
    first, end = data.description["split"]["train"]
    scaler = fit_scaler(data.features[first:end])
    train_rows = data.window_ends("train")
    return Prepared(
        data=data,
        scaler=scaler,
        scaled=scaler.apply(data.features),
        train_rows=train_rows,
        calibration_rows=data.window_ends("calibration"),
        validation_rows=data.window_ends("validation"),
        balance=balance_classes(data.labels[train_rows], samples_per_epoch),
    )
