"""
How much the network sees of each class, and how that is undone afterwards.

HOLD is most of the minutes and teaches least, so each epoch draws only a share of the HOLD windows, and the rare classes
weigh more by the square root of their rarity. Both tilt the network's probabilities by a known factor per class: the
minimum of the weighted loss is at p'(c|x) ~ p(c|x) * effective(c). Subtracting log(effective) from the last layer's bias
gives p(c|x) back (prior correction, Saerens et al. 2002), so what is exported is calibrated for the market's own shares.
"""

from dataclasses import dataclass

import numpy as np

CLASSES = ("SELL", "HOLD", "BUY")
HOLD = 1
MAX_WEIGHT = 3.0


@dataclass(frozen=True)
class ClassBalance:
    """keep: share of each class drawn per epoch. weight: loss weight of each class. Both (3,) float64."""

    keep: np.ndarray
    weight: np.ndarray

    @property
    def log_effective(self):
        return np.log(self.keep * self.weight)

    def without_weights(self):
        return ClassBalance(keep=self.keep, weight=np.ones(3))

    def undo(self, probabilities):
        """The market's own probabilities from those of a network that was trained on the balanced windows. (rows, 3)."""
        weighted = probabilities / np.exp(self.log_effective)
        return weighted / weighted.sum(axis=1, keepdims=True)


def balance_classes(labels, samples_per_epoch):
    """labels: of the training windows; every class keeps at least enough windows to stand for it."""
    counts = np.bincount(labels, minlength=3).astype(np.float64)
    rare = counts.sum() - counts[HOLD]
    keep = np.ones(3)
    if counts[HOLD] > 0:
        # HOLD fills what the rare classes leave, but stays at least as frequent as they are together.
        keep[HOLD] = min(1.0, max(samples_per_epoch - rare, rare, 1.0) / counts[HOLD])
    drawn = keep * counts
    if drawn.sum() > samples_per_epoch:
        keep *= samples_per_epoch / drawn.sum()
        drawn = keep * counts
    present = np.maximum(drawn, 1.0)
    weight = np.clip(np.sqrt(present.max() / present), 1.0, MAX_WEIGHT)
    weight /= (weight * drawn).sum() / drawn.sum()
    return ClassBalance(keep=keep, weight=weight)


def draw_epoch(rows, labels, balance, random):
    """
    Rows of one epoch, shuffled, always equally many. rows: window ends; labels: their classes; random: numpy Generator.
    """
    drawn = []
    for index in range(3):
        own = rows[labels == index]
        count = int(round(len(own) * balance.keep[index]))
        drawn.append(own if count == len(own) else random.choice(own, count, replace=False))
    drawn = np.concatenate(drawn)
    random.shuffle(drawn)
    return drawn
