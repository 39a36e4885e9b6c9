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
# Newer ONNX runtimes report to their maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from arguments import parse_arguments  # noqa: E402
from calibration import class_moves, fit_temperature, with_temperature  # noqa: E402
from candidates import fit_best  # noqa: E402
from dataset import read_dataset  # noqa: E402
from failure import Diverged, TrainingFailure  # noqa: E402
from gate_trades import gate_trades, trade_record  # noqa: E402
from metrics import validation_metrics  # noqa: E402
from preparation import prepare  # noqa: E402
from progress import report  # noqa: E402

# A loss this many times that of the class shares alone is no training result.
WORST_LOSS_RATIO = 1.25


def main():
    arguments = parse_arguments()
    try:
        train(arguments)
    except TrainingFailure as failure:
        sys.stderr.write(f"{failure}\n")
        sys.exit(failure.exit_code)


def train(arguments):
    started = time.monotonic()
    prepared = prepare(read_dataset(arguments.train), arguments.samples_per_epoch)
    report("dataset", rows=len(prepared.scaled), cols=prepared.scaled.shape[1])
    fitted = fit_best(prepared, arguments, lambda network, rows: predict(network, prepared, rows))
    network, history = fitted.network, fitted.history
    temperature, moves = calibrate(network, prepared)
    metrics, prior = validate(network, prepared, temperature, moves, arguments)
    parity = export(network, prepared, arguments.model_dir)
    facts = {
        "scaler": {
            "mean": prepared.scaler.mean.tolist(),
            "std": prepared.scaler.std.tolist(),
            "clip": prepared.scaler.clip,
        },
        "temperature": temperature,
        "classMoveBps": moves.tolist(),
        "prior": prior,
        "parity": parity,
        "metrics": {**metrics, "epochs": len(history)},
        "loss": fitted.loss,
    }
    write_json(arguments.model_dir, "training.json", facts)
    seconds = round(time.monotonic() - started, 1)
    if arguments.output_data_dir:
        write_json(arguments.output_data_dir, "history.json", {"seconds": seconds, "epochs": history})
    report("finished", seconds=seconds, prior=prior, metrics=facts["metrics"])


def calibrate(network, prepared):
    """Returns (temperature, mean forward move of each class in bps)."""
    data, rows = prepared.data, prepared.calibration_rows
    temperature = fit_temperature(predict(network, prepared, rows), data.labels[rows])
    moves = class_moves(
        data.moves[rows], data.labels[rows], data.moves[prepared.train_rows], data.labels[prepared.train_rows]
    )
    report("calibrated", temperature=temperature, classMoveBps=moves.tolist())
    return temperature, moves


def validate(network, prepared, temperature, moves, arguments):
    """
    Returns (metrics, Kelly's prior) on minutes that nothing before has seen.
    Raises Diverged when the network knows less than the class shares.
    """
    data, rows = prepared.data, prepared.validation_rows
    probabilities = with_temperature(predict(network, prepared, rows), temperature)
    metrics = validation_metrics(probabilities, data.labels[rows], data.moves[rows], moves)
    if not metrics["logLoss"] <= WORST_LOSS_RATIO * metrics["classShareLogLoss"]:
        raise Diverged(
            f"the validation loss {metrics['logLoss']:.3f} is far above {metrics['classShareLogLoss']:.3f}, "
            "which the class shares alone reach: lower --learning-rate, or look at the data"
        )
    results = gate_trades(
        probabilities,
        data.moves[rows],
        data.open_times[rows],
        moves,
        data.horizon_minutes,
        arguments.round_trip_cost_bps,
        arguments.cost_margin,
        arguments.min_confidence,
    )
    metrics.update(
        trainRows=len(prepared.train_rows),
        calibrationRows=len(prepared.calibration_rows),
        roundTripCostBps=arguments.round_trip_cost_bps,
    )
    return metrics, trade_record(results)


def export(network, prepared, folder):
    """Writes model.onnx and parity.f32; returns {maxAbsDiff, samples}. Raises ExportMismatch."""
    from export_onnx import check_export, export_onnx, write_parity_sample

    os.makedirs(folder, exist_ok=True)
    rows, window = prepared.validation_rows, prepared.data.window
    path = export_onnx(network, folder)
    difference = check_export(network, path, prepared.scaled, rows, window)
    samples = write_parity_sample(network, folder, prepared.data.features, prepared.scaled, rows, window)
    report("exported", bytes=os.path.getsize(path), maxAbsDiff=difference)
    return {"maxAbsDiff": difference, "samples": samples}


def predict(network, prepared, rows):
    """(len(rows), 3) probabilities of the windows that end at `rows`."""
    from windows import OrderedWindows

    return network.predict(OrderedWindows(prepared.scaled, rows, prepared.data.window), verbose=0)


def write_json(folder, name, value):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, allow_nan=False)


if __name__ == "__main__":
    main()
