"""
The network as an ONNX graph, node by node.

Written by hand because the general converter turns Keras' LSTM into a Loop of 60 small steps, four times slower to run than
the fused LSTM operator. check_export proves that the graph says what the network says.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


def onnx_graph(network):
    """
    network: as build_network makes it. Returns an onnx.ModelProto: "window" (batch, window, cols) float32 to
    "probabilities" (batch, 3) float32.
    """
    _, window, cols = network.input_shape
    kernel, recurrent, bias = network.get_layer("lstm").get_weights()
    hidden = recurrent.shape[0]
    weights = {
        "lstm_w": _gates_to_onnx(kernel.T, hidden)[np.newaxis],
        "lstm_r": _gates_to_onnx(recurrent.T, hidden)[np.newaxis],
        # ONNX adds a second bias for the recurrence; Keras has one for both.
        "lstm_b": np.concatenate([_gates_to_onnx(bias, hidden), np.zeros(4 * hidden)])[np.newaxis],
        "last_axis": np.array([0], np.int64),
    }
    for layer in ("dense", "probabilities"):
        weights[f"{layer}_w"], weights[f"{layer}_b"] = network.get_layer(layer).get_weights()
    nodes = [
        helper.make_node("Transpose", ["window"], ["by_minute"], perm=[1, 0, 2]),
        helper.make_node("LSTM", ["by_minute", "lstm_w", "lstm_r", "lstm_b"], ["", "last"], hidden_size=hidden),
        helper.make_node("Squeeze", ["last", "last_axis"], ["hidden"]),
        helper.make_node("Gemm", ["hidden", "dense_w", "dense_b"], ["dense"]),
        helper.make_node("Relu", ["dense"], ["active"]),
        helper.make_node("Gemm", ["active", "probabilities_w", "probabilities_b"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    classes = network.output_shape[1]
    graph = helper.make_graph(
        nodes,
        "minutehand",
        [helper.make_tensor_value_info("window", TensorProto.FLOAT, ["batch", window, cols])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", classes])],
        [_initializer(name, values) for name, values in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="minutehand")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model


def _gates_to_onnx(weights, hidden):
    """Reorders the first axis from Keras' gates (input, forget, cell, output) to ONNX' (input, output, forget, cell)."""
    entry, forget, cell, leave = (weights[gate * hidden : (gate + 1) * hidden] for gate in range(4))
    return np.concatenate([entry, leave, forget, cell])


def _initializer(name, values):
    wanted = values if values.dtype == np.int64 else values.astype(np.float32)
    return numpy_helper.from_array(np.ascontiguousarray(wanted), name)
