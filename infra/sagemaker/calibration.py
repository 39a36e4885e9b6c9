"""Turns the network's probabilities into calibrated ones, and those into an expected move."""

import numpy as np

TEMPERATURES = (0.25, 8.0)
LEAST_ROWS_PER_CLASS = 30
LEAST_PROBABILITY = 1e-9


def with_temperature(probabilities, temperature):
    """softmax(log(p) / T), row by row. (rows, 3) float64."""
    logits = np.log(np.maximum(probabilities.astype(np.float64), LEAST_PROBABILITY)) / temperature
    logits -= logits.max(axis=1, keepdims=True)
    weights = np.exp(logits)
    return weights / weights.sum(axis=1, keepdims=True)


def log_loss(probabilities, labels):
    """Mean negative log likelihood in nats."""
    return float(-np.log(np.maximum(probabilities[np.arange(len(labels)), labels], LEAST_PROBABILITY)).mean())


def fit_temperature(probabilities, labels):
    """The temperature of least log loss (Guo et al. 2017), by golden-section search on its logarithm."""
    low, high = np.log(TEMPERATURES[0]), np.log(TEMPERATURES[1])
    ratio = (np.sqrt(5) - 1) / 2

    def loss_at(log_temperature):
        return log_loss(with_temperature(probabilities, np.exp(log_temperature)), labels)

    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss_at(left) < loss_at(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def class_moves(moves, labels, fallback_moves, fallback_labels):
    """
    Mean forward move of each class in basis points, (3,): with them sum(p * move) is the expected move. A class too rare
    in the calibration part takes its mean from the training part.
    """
    means = np.zeros(3)
    for index in range(3):
        own = moves[labels == index]
        if len(own) < LEAST_ROWS_PER_CLASS:
            own = fallback_moves[fallback_labels == index]
        means[index] = own.mean(dtype=np.float64) if len(own) else 0.0
    return means
