"""Batches of windows, cut from the feature matrix when they are needed (all at once they would fill the memory)."""

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from class_balance import draw_epoch


def windows_at(scaled, rows, window):
    """(len(rows), window, cols) float32: the `window` minutes that end at each row."""
    view = sliding_window_view(scaled, window, axis=0)
    return np.ascontiguousarray(view[rows - window + 1].transpose(0, 2, 1))


class TrainingWindows(keras.utils.PyDataset):
    """Shuffled and class-balanced, drawn anew each epoch from the seed and the epoch's number alone."""

    def __init__(self, scaled, rows, labels, window, balance, batch_size, seed):
        super().__init__()
        self._scaled, self._rows, self._labels, self._window = scaled, rows, labels, window
        self._balance, self._batch_size, self._seed = balance, batch_size, seed
        self._epoch = 0
        self._draw()

    def __len__(self):
        return max(1, len(self._drawn) // self._batch_size)

    def __getitem__(self, index):
        rows = self._drawn[index * self._batch_size : (index + 1) * self._batch_size]
        labels = self._labels[rows]
        return windows_at(self._scaled, rows, self._window), labels, self._balance.weight[labels].astype(np.float32)

    def begin_at(self, epoch):
        """The next epoch is that one, from 0."""
        if epoch != self._epoch:
            self._epoch = epoch
            self._draw()

    def on_epoch_end(self):
        self._epoch += 1
        self._draw()

    def _draw(self):
        random = np.random.default_rng([self._seed, self._epoch])
        self._drawn = draw_epoch(self._rows, self._labels[self._rows], self._balance, random)


class OrderedWindows(keras.utils.PyDataset):
    """In time order, for predicting."""

    def __init__(self, scaled, rows, window, batch_size=1024):
        super().__init__()
        self._scaled, self._rows, self._window, self._batch_size = scaled, rows, window, batch_size

    def __len__(self):
        return -(-len(self._rows) // self._batch_size)

    def __getitem__(self, index):
        rows = self._rows[index * self._batch_size : (index + 1) * self._batch_size]
        return (windows_at(self._scaled, rows, self._window),)
