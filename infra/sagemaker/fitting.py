"""The training loop: early stopping, time limit, and an end with a sentence when the loss is no longer a number."""

import math
import time

import keras

from failure import Diverged
from progress import report


def fit(network, training, calibration_loss, epochs, patience, max_minutes):
    """
    training: TrainingWindows. calibration_loss: () -> log loss on the calibration part. Leaves the best epoch's weights in the
    network and returns the history, a list of {epoch, loss, valLoss, seconds}.
    Raises Diverged.
    """
    watch = _Watch(calibration_loss, epochs, patience, max_minutes * 60)
    network.fit(training, epochs=epochs, verbose=0, shuffle=False, callbacks=[watch])
    network.set_weights(watch.best_weights)
    return watch.history


class _Watch(keras.callbacks.Callback):
    def __init__(self, calibration_loss, epochs, patience, max_seconds):
        super().__init__()
        self._calibration_loss, self._epochs, self._patience = calibration_loss, epochs, patience
        self._deadline = time.monotonic() + max_seconds
        self._best_loss = math.inf
        self._best_epoch = 0
        self.best_weights = None
        self.history = []

    def on_epoch_begin(self, epoch, logs=None):
        self._started = time.monotonic()

    def on_train_batch_end(self, batch, logs=None):
        if not math.isfinite(logs["loss"]):
            raise Diverged("the training loss is not a number any more: lower --learning-rate, or look at the data")

    def on_epoch_end(self, epoch, logs=None):
        loss, value = float(logs["loss"]), self._calibration_loss()
        seconds = time.monotonic() - self._started
        if not math.isfinite(loss) or not math.isfinite(value):
            raise Diverged("the loss is not a number any more: lower --learning-rate, or look at the data")
        entry = {"epoch": epoch + 1, "loss": loss, "valLoss": value, "seconds": round(seconds, 2)}
        self.history.append(entry)
        report("epoch", of=self._epochs, **entry)
        if value < self._best_loss:
            self._best_loss, self._best_epoch = value, epoch
            self.best_weights = self.model.get_weights()
        if epoch - self._best_epoch >= self._patience or time.monotonic() + seconds > self._deadline:
            self.model.stop_training = True
