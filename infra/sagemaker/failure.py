"""Failures that a person is told about in one sentence, each with its exit code."""


class TrainingFailure(Exception):
    """A sentence for standard error; the process ends with `exit_code`."""

    exit_code = 1


class BadDataset(TrainingFailure):
    """The dataset's folder is incomplete or disagrees with its description. Write it again."""

    exit_code = 3


class Diverged(TrainingFailure):
    """The loss stopped being a number, or ended worse than knowing the class shares. Lower the learning rate."""

    exit_code = 4


class ExportMismatch(TrainingFailure):
    """The exported ONNX graph does not say what the trained network says."""

    exit_code = 5
