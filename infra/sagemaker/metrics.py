"""What the model is worth on the validation part, beside the model that always says HOLD."""

import numpy as np

from calibration import log_loss
from class_balance import CLASSES, HOLD

CALIBRATION_BINS = 10


def validation_metrics(probabilities, labels, moves, class_move_bps):
    """
    probabilities: (rows, 3) calibrated; labels (rows,); moves (rows,) bps. A precision of no predictions at all is None.
    """
    predicted = probabilities.argmax(axis=1)
    shares = np.bincount(labels, minlength=3) / len(labels)
    return {
        "rows": int(len(labels)),
        "classShares": _by_class(shares),
        "accuracy": float((predicted == labels).mean()),
        "alwaysHoldAccuracy": float(shares[HOLD]),
        "macroF1": _macro_f1(predicted, labels),
        "alwaysHoldMacroF1": _macro_f1(np.full_like(labels, HOLD), labels),
        "precisionBuy": _precision(predicted, labels, 2),
        "precisionSell": _precision(predicted, labels, 0),
        "predictedShares": _by_class(np.bincount(predicted, minlength=3) / len(predicted)),
        "logLoss": log_loss(probabilities, labels),
        "classShareLogLoss": log_loss(np.tile(shares, (len(labels), 1)), labels),
        "calibrationError": _calibration_error(probabilities, predicted, labels),
        "expectedMoveSlope": _slope(probabilities @ class_move_bps, moves.astype(np.float64)),
    }


def _by_class(values):
    return {name: float(value) for name, value in zip(CLASSES, values)}


def _precision(predicted, labels, index):
    chosen = predicted == index
    return float((labels[chosen] == index).mean()) if chosen.any() else None


def _macro_f1(predicted, labels):
    scores = []
    for index in range(3):
        hits = ((predicted == index) & (labels == index)).sum()
        total = (predicted == index).sum() + (labels == index).sum()
        scores.append(2 * hits / total if total else 0.0)
    return float(np.mean(scores))


def _calibration_error(probabilities, predicted, labels):
    """Expected calibration error: mean distance of confidence and hit rate over bins of equal width, weighted by rows."""
    confidence = probabilities.max(axis=1)
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    error = 0.0
    for index in range(CALIBRATION_BINS):
        inside = bins == index
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - (predicted[inside] == labels[inside]).mean())
    return float(error)


def _slope(expected, realised):
    """Slope of realised on expected moves: 1 when the expected move is right on average. None when it never varies."""
    variance = expected.var()
    if variance <= 0:
        return None
    return float(((expected - expected.mean()) * (realised - realised.mean())).mean() / variance)
