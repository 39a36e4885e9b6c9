"""Script-mode arguments: SageMaker passes its channels by environment, a local run by flags."""

import argparse
import os


def parse_arguments(argv=None):
    """Returns the validated namespace; argparse exits with code 2 and a sentence on a bad value."""
    environment = os.environ
    parser = argparse.ArgumentParser(description="Train the LSTM signal model and export it to ONNX.")
    parser.add_argument("--train", default=environment.get("SM_CHANNEL_TRAIN"), help="folder that holds dataset.json")
    parser.add_argument("--model-dir", default=environment.get("SM_MODEL_DIR"), help="where model.onnx and training.json go")
    parser.add_argument(
        "--output-data-dir", default=environment.get("SM_OUTPUT_DATA_DIR"), help="where history.json goes (optional)"
    )
    parser.add_argument(
        "--checkpoint-dir", default=None, help="where a later attempt finds what this one has reached (optional)"
    )
    parser.add_argument("--loss", choices=("weighted", "focal", "auto"), default="weighted", help="auto: the better of both")
    parser.add_argument("--epochs", type=_positive_int, default=20, help="most passes over the data")
    parser.add_argument("--patience", type=_positive_int, default=4, help="epochs without a better loss before stopping")
    parser.add_argument("--batch-size", type=_positive_int, default=256)
    parser.add_argument("--learning-rate", type=_positive_float, default=2e-3)
    parser.add_argument("--dropout", type=_share, default=0.2, help="between the layers, in training only")
    parser.add_argument("--samples-per-epoch", type=_positive_int, default=16_384, help="windows drawn for one epoch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-minutes", type=_positive_float, default=2.25, help="no epoch starts that would end later")
    parser.add_argument("--round-trip-cost-bps", type=_positive_float, default=11.0, help="two taker fees and slippage")
    parser.add_argument("--cost-margin", type=_positive_float, default=1.5, help="the gate: expected move over cost")
    parser.add_argument("--min-confidence", type=_share, default=0.35)
    parser.add_argument("--threads", type=int, default=0, help="0: as many as the machine has")
    arguments, unknown = parser.parse_known_args(argv)
    # SageMaker adds flags of its own (model_dir of the estimator); anything else is a typing error.
    foreign = [flag for flag in unknown if flag.startswith("--") and not flag.startswith("--model_dir")]
    if foreign:
        parser.error(f"unknown option {foreign[0]}")
    if not arguments.train:
        parser.error("--train (or SM_CHANNEL_TRAIN) must name the folder of the dataset")
    if not arguments.model_dir:
        parser.error("--model-dir (or SM_MODEL_DIR) must name the folder for the model")
    return arguments


def _positive_int(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} must be a whole number above 0")
    return value


def _positive_float(text):
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} must be above 0")
    return value


def _share(text):
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} must be at least 0 and below 1")
    return value
