"""The training loop: early stopping, time limit, checkpoints, and an end with a sentence when the loss is no longer a number."""

import math
import time

import keras

from failure import Diverged
from progress import report


def fit(network, training, calibration_loss, epochs, patience, max_minutes, checkpoint=None, label=None):
    """
    training: TrainingWindows. calibration_loss: () -> log loss on the calibration part. checkpoint: a Checkpoint to go on from
    and to write after each epoch. label: told with each epoch. Leaves the best epoch's weights in the network and returns the
    history, a list of {epoch, loss, valLoss, seconds}.
    Raises Diverged.
    """
    watch = _Watch(calibration_loss, epochs, patience, max_minutes * 60, checkpoint, label)
    done = len(watch.history)
    if done > 0:
        report("resumed", epoch=done, of=epochs)
    if not watch.finished:
        training.begin_at(done)
        network.fit(training, initial_epoch=done, epochs=epochs, verbose=0, shuffle=False, callbacks=[watch])
    network.set_weights(watch.best_weights)
    return watch.history


class _Watch(keras.callbacks.Callback):
    def __init__(self, calibration_loss, epochs, patience, max_seconds, checkpoint, label):
        super().__init__()
        self._calibration_loss, self._epochs, self._patience = calibration_loss, epochs, patience
        self._max_seconds, self._checkpoint = max_seconds, checkpoint
        self._label = {} if label is None else {"candidate": label}
        self._saved = checkpoint.load() if checkpoint else None
        state = self._saved.state if self._saved else {"bestLoss": math.inf, "bestEpoch": 0, "history": [], "spent": 0.0}
        self._best_loss, self._best_epoch = state["bestLoss"], state["bestEpoch"]
        self.history, self._spent = state["history"], state["spent"]
        self.finished = state.get("finished", False)
        self.best_weights = self._saved.best_weights if self._saved else None

    def on_train_begin(self, logs=None):
        # Not before: preparing the network for its first batch may touch its state.
        if self._saved:
            self._saved.restore(self.model)

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
        self._spent += seconds
        if value < self._best_loss:
            self._best_loss, self._best_epoch = value, epoch
            self.best_weights = self.model.get_weights()
        out_of_time = self._spent + seconds > self._max_seconds
        self.finished = epoch - self._best_epoch >= self._patience or out_of_time or epoch + 1 == self._epochs
        self.model.stop_training = self.finished
        # Before it is told: who hears of an epoch may count on it.
        self._save()
        report("epoch", of=self._epochs, **entry, **self._label)

    def _save(self):
        if self._checkpoint is None:
            return
        state = {
            "bestLoss": self._best_loss,
            "bestEpoch": self._best_epoch,
            "history": self.history,
            "spent": self._spent,
            "finished": self.finished,
        }
        self._checkpoint.save(self.model, self.best_weights, state)
