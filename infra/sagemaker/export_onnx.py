"""Exports the network to ONNX, checks the export against the network, and keeps a sample for others to check."""

import os

import numpy as np
import onnx
import onnxruntime

from failure import ExportMismatch
from onnx_graph import onnx_graph
from windows import windows_at

TOLERANCE = 1e-4
CHECKED_WINDOWS = 256
SAMPLE_WINDOWS = 8


def export_onnx(network, folder):
    """Writes model.onnx (input (batch, window, cols) float32, output (batch, 3)) and returns its path."""
    path = os.path.join(folder, "model.onnx")
    onnx.save(onnx_graph(network), path)
    return path


def check_export(network, path, scaled, rows, window):
    """
    Largest difference between network and export over windows spread through `rows`.
    Raises ExportMismatch above TOLERANCE.
    """
    chosen = _spread(rows, CHECKED_WINDOWS)
    inputs = windows_at(scaled, chosen, window)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    exported = session.run(None, {session.get_inputs()[0].name: inputs})[0]
    difference = float(np.abs(exported - network.predict_on_batch(inputs)).max())
    if not difference <= TOLERANCE:
        raise ExportMismatch(f"ONNX and trainer differ by {difference:.2g}, more than {TOLERANCE:.0e}")
    return difference


def write_parity_sample(network, folder, features, scaled, rows, window):
    """
    parity.f32, little-endian: SAMPLE_WINDOWS times (window x cols unscaled features, then the network's 3 probabilities).
    Whoever serves the model proves with it that scaling, network and runtime are the same there. Returns the count.
    """
    chosen = _spread(rows, SAMPLE_WINDOWS)
    raw = windows_at(features, chosen, window).reshape(len(chosen), -1)
    expected = network.predict_on_batch(windows_at(scaled, chosen, window))
    np.concatenate([raw, expected], axis=1).astype("<f4").tofile(os.path.join(folder, "parity.f32"))
    return len(chosen)


def _spread(rows, count):
    return rows[np.unique(np.linspace(0, len(rows) - 1, count).astype(int))]
