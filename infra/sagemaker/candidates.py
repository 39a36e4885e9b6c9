"""Trains with each loss that is asked for, and chooses by the calibration part, so that the validation part stays unseen."""

from dataclasses import dataclass

from calibration import fit_temperature, log_loss, with_temperature
from checkpoint import Checkpoint, fingerprint
from failure import Diverged
from progress import report

LOSSES = {"weighted": ("weighted",), "focal": ("focal",), "auto": ("weighted", "focal")}


@dataclass(frozen=True)
class Fitted:
    """network answers with the market's own class shares in mind. calibration_loss: at the best temperature; None: not asked."""

    network: object
    history: list
    loss: str
    calibration_loss: object


def fit_best(prepared, arguments, predict):
    """predict: (network, rows) -> probabilities. Raises Diverged when no loss leads anywhere."""
    losses = LOSSES[arguments.loss]
    work = None
    if arguments.checkpoint_dir:
        work = fingerprint(arguments.train, prepared.data.description["files"].values(), arguments)
    fitted, diverged = [], []
    for loss in losses:
        checkpoint = Checkpoint(arguments.checkpoint_dir, loss, work) if work else None
        try:
            fitted.append(_fit_one(prepared, arguments, predict, loss, checkpoint, loss if len(losses) > 1 else None))
        except Diverged as failure:
            diverged.append(failure)
            if len(losses) > 1:
                report("diverged", candidate=loss, why=str(failure))
    if not fitted:
        raise diverged[0]
    if len(losses) == 1:
        return fitted[0]
    best = min(fitted, key=lambda one: one.calibration_loss)
    report("chosen", loss=best.loss, calibrationLoss={one.loss: one.calibration_loss for one in fitted})
    return best


def _fit_one(prepared, arguments, predict, loss, checkpoint, label):
    # TensorFlow takes seconds to import: a bad dataset or option is refused before.
    from fitting import fit
    from network import build_network, correct_prior
    from reproducibility import make_reproducible
    from windows import TrainingWindows

    # For each loss anew: what is trained before it must not matter.
    make_reproducible(arguments.seed, arguments.threads)
    data = prepared.data
    balance = prepared.balance if loss == "weighted" else prepared.balance.without_weights()
    cols = prepared.scaled.shape[1]
    network = build_network(data.window, cols, arguments.learning_rate, arguments.dropout, loss)
    training = TrainingWindows(
        prepared.scaled,
        prepared.train_rows,
        data.labels,
        data.window,
        balance,
        arguments.batch_size,
        arguments.seed,
    )
    rows = prepared.calibration_rows
    labels = data.labels[rows]

    def calibration_loss():
        # Judged as it will be served: with the balance undone.
        return log_loss(balance.undo(predict(network, rows)), labels)

    history = fit(
        network,
        training,
        calibration_loss,
        arguments.epochs,
        arguments.patience,
        arguments.max_minutes,
        checkpoint,
        label,
    )
    correct_prior(network, balance.log_effective)
    if label is None:
        return Fitted(network, history, loss, None)
    probabilities = predict(network, rows)
    calibrated = with_temperature(probabilities, fit_temperature(probabilities, labels))
    return Fitted(network, history, loss, log_loss(calibrated, labels))
