"""
SageMaker script mode: trains the signal model on a dataset folder and leaves model.onnx, parity.f32 and training.json in the
model folder. The same script runs in a training job and as a subprocess on one machine. Progress: JSON lines on standard
output. A failure: one sentence on standard error and an exit code from failure.py.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["KERAS_BACKEND"] = "tensorflow"

from arguments import parse_arguments  # noqa: E402
from failure import Diverged, TrainingFailure  # noqa: E402
from progress import report  # noqa: E402


def main():
    arguments = parse_arguments()
    try:
        train(arguments)
    except TrainingFailure as failure:
        sys.stderr.write(f"{failure}\n")
        sys.exit(failure.exit_code)


def train(arguments):
    started = time.monotonic()
    from dataset import read_dataset

    data = read_dataset(arguments.train)
    report("dataset", rows=data.description["rows"], cols=data.description["cols"])

    # TensorFlow takes seconds to import: a bad dataset is refused before.
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(arguments.seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)

    from calibration import class_moves, fit_temperature, log_loss, with_temperature
    from class_balance import balance_classes
    from export_onnx import check_export, export_onnx, write_parity_sample
    from fitting import fit
    from gate_trades import gate_trades, trade_record
    from metrics import validation_metrics
    from network import build_network, correct_prior
    from scaler import fit_scaler
    from windows import OrderedWindows, TrainingWindows

    train_rows, calibration_rows, validation_rows = (
        data.window_ends(part) for part in ("train", "calibration", "validation")
    )
    first, end = data.description["split"]["train"]
    scaler = fit_scaler(data.features[first:end])
    scaled = scaler.apply(data.features)
    balance = balance_classes(data.labels[train_rows], arguments.samples_per_epoch)
    network = build_network(data.window, data.features.shape[1], arguments.learning_rate, arguments.dropout)
    training = TrainingWindows(
        scaled, train_rows, data.labels, data.window, balance, arguments.batch_size, arguments.seed
    )

    def predict(rows):
        return network.predict(OrderedWindows(scaled, rows, data.window), verbose=0)

    def calibration_loss():
        # Judged as it will be served: with the balance undone.
        return log_loss(_reweighted(predict(calibration_rows), balance), data.labels[calibration_rows])

    history = fit(network, training, calibration_loss, arguments.epochs, arguments.patience, arguments.max_minutes)
    correct_prior(network, balance.log_effective)

    labels = data.labels[calibration_rows]
    probabilities = predict(calibration_rows)
    temperature = fit_temperature(probabilities, labels)
    moves = class_moves(data.moves[calibration_rows], labels, data.moves[train_rows], data.labels[train_rows])
    report("calibrated", temperature=temperature, classMoveBps=moves.tolist())

    validated = with_temperature(predict(validation_rows), temperature)
    metrics = validation_metrics(validated, data.labels[validation_rows], data.moves[validation_rows], moves)
    if not metrics["logLoss"] <= 1.5 * metrics["classShareLogLoss"]:
        raise Diverged(
            f"the validation loss {metrics['logLoss']:.3f} is far above {metrics['classShareLogLoss']:.3f}, "
            "which the class shares alone reach: lower --learning-rate, or look at the data"
        )
    results = gate_trades(
        validated,
        data.moves[validation_rows],
        data.open_times[validation_rows],
        moves,
        data.horizon_minutes,
        arguments.round_trip_cost_bps,
        arguments.cost_margin,
        arguments.min_confidence,
    )

    os.makedirs(arguments.model_dir, exist_ok=True)
    path = export_onnx(network, arguments.model_dir)
    difference = check_export(network, path, scaled, validation_rows, data.window)
    samples = write_parity_sample(network, arguments.model_dir, data.features, scaled, validation_rows, data.window)
    report("exported", bytes=os.path.getsize(path), maxAbsDiff=difference)

    seconds = round(time.monotonic() - started, 1)
    training_facts = {
        "scaler": {"mean": scaler.mean.tolist(), "std": scaler.std.tolist(), "clip": scaler.clip},
        "temperature": temperature,
        "classMoveBps": moves.tolist(),
        "prior": trade_record(results),
        "parity": {"maxAbsDiff": difference, "samples": samples},
        "metrics": {
            **metrics,
            "trainRows": int(len(train_rows)),
            "calibrationRows": int(len(calibration_rows)),
            "epochs": len(history),
            "roundTripCostBps": arguments.round_trip_cost_bps,
        },
    }
    _write_json(os.path.join(arguments.model_dir, "training.json"), training_facts)
    if arguments.output_data_dir:
        os.makedirs(arguments.output_data_dir, exist_ok=True)
        _write_json(os.path.join(arguments.output_data_dir, "history.json"), {"seconds": seconds, "epochs": history})
    report("finished", seconds=seconds, prior=training_facts["prior"], metrics=training_facts["metrics"])


def _reweighted(probabilities, balance):
    import numpy as np

    weighted = probabilities / np.exp(balance.log_effective)
    return weighted / weighted.sum(axis=1, keepdims=True)


def _write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, allow_nan=False)


if __name__ == "__main__":
    main()
