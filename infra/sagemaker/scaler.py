"""Standard score with clipping, fitted on the training part only."""

from dataclasses import dataclass

import numpy as np

CLIP = 5.0
CHUNK_ROWS = 65_536


@dataclass(frozen=True)
class Scaler:
    """
    scaled = clip((x - mean) / std, -clip, clip) in float64, then float32. A std of 0 marks a feature that was constant in
    training: it scales to 0 whatever its value, because the network has learned nothing of it.
    """

    mean: np.ndarray
    std: np.ndarray
    clip: float

    def apply(self, features):
        """features: (rows, cols) float32; returns the same shape, float32."""
        divisor = np.where(self.std > 0, self.std, np.inf)
        scaled = np.empty(features.shape, np.float32)
        for start in range(0, len(features), CHUNK_ROWS):
            chunk = features[start : start + CHUNK_ROWS].astype(np.float64)
            scaled[start : start + CHUNK_ROWS] = np.clip((chunk - self.mean) / divisor, -self.clip, self.clip)
        return scaled


def fit_scaler(features):
    """features: (rows, cols) float32 of the training part."""
    mean = features.mean(axis=0, dtype=np.float64)
    std = features.std(axis=0, dtype=np.float64)
    # Below this the spread is the rounding of float32 around a constant.
    constant = std <= 1e-6 * np.maximum(np.abs(mean), 1e-12)
    return Scaler(mean=mean, std=np.where(constant, 0.0, std), clip=CLIP)
