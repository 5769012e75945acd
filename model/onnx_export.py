"""A network as an ONNX file: the layer table written node by node, and what to feed it in words.

Every parameter keeps its name and its numbers. What follows the logits is there, too: the
calibrated softmax, and the digit score of `model.verdict`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.layers import Activation, Convolution, FullyConnected, Layer, Pooling, Subsampling
from model.network import CLASSES, Network
from model.raster import FIT_SIDE, LINE_EDGE, LINE_WIDTH, MIDDLE, SIDE
from model.weights import NetworkRecord

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto

# Softmax works along one axis since opset 13 (ONNX 1.8, end of 2020), whose files are version 7.
OPSET = 13
FILE_VERSION = 7
RASTER, LOGITS, PROBABILITIES, DIGIT_SCORE = "raster", "logits", "probabilities", "digit_score"

PREPROCESSING = (
    f"One drawn digit becomes {SIDE} x {SIDE} values from 0 to 1: ink is 1, background 0. "
    "1. Ink box: the smallest upright rectangle around all ink. "
    f"2. Fit: the longer side of the box becomes {FIT_SIDE} pixels, lines included; the aspect "
    "stays, and a dot no larger than the pen is not blown up. Pictures are averaged over areas; "
    f"strokes are drawn as round lines {LINE_WIDTH} pixels wide with a soft edge of {LINE_EDGE} "
    "pixels, whatever the pen was. "
    "3. Centre of mass: the box is moved by whole pixels until its centre of mass is nearest to "
    f"({MIDDLE}, {MIDDLE}), counted from the upper left corner, without cutting the box. "
    "Values are not normalised further. Rows run downwards, columns to the right."
)
OUTPUTS = (
    f"{LOGITS}: (N, 10), one for each class. "
    f"{PROBABILITIES}: (N, 10), softmax of {LOGITS} / temperature. "
    f"{DIGIT_SCORE}: (N,), S / (1 + S) with S the sum of e^(logit / temperature) over the ten "
    "classes: what they have together beside an eleventh class, none of the ten, whose logit is "
    f"always 0. A raster is not a digit where {DIGIT_SCORE} is below threshold; Digitscope also "
    "refuses rasters that are blank, have little ink or ink beyond a frame of 22 pixels, and those "
    "where no class has a clear lead."
)


def to_onnx(record: NetworkRecord) -> bytes:
    """The ONNX file of a network; the same network always gives the same bytes.

    Input `raster` (N, 1, 28, 28) float32 in [0, 1]; outputs `logits` and `probabilities` (N, 10)
    and `digit_score` (N,), float32. Temperature, threshold, preprocessing and more stand in the
    file's metadata. Raises ValueError when the temperature is no float32 above 0.
    """
    from onnx import helper

    network = record.network
    model = helper.make_model(
        _graph(network),
        producer_name="digitscope",
        ir_version=FILE_VERSION,
        opset_imports=[helper.make_operatorsetid("", OPSET)],
    )
    helper.set_model_props(model, metadata(record))
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def metadata(record: NetworkRecord) -> dict[str, str]:
    """What the file says about itself: how to make a raster, and how to read the outputs."""
    calibration = record.network.calibration
    return {
        "name": record.network.name,
        "preprocessing": PREPROCESSING,
        "outputs": OUTPUTS,
        "temperature": repr(calibration.temperature),
        "threshold": repr(calibration.threshold),
        "classes": json.dumps([str(digit) for digit in range(CLASSES)]),
        "sha256": record.checksum,  # of weights.safetensors, where the numbers come from
    }


class _Nodes:
    """Nodes and numbers of a graph, in the order of the computation."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.numbers: list[TensorProto] = []

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """One operation; returns the name of what it computes."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def number(self, name: str, value: Any) -> str:
        """Numbers that are part of the file; returns their name."""
        from onnx import numpy_helper

        array = np.ascontiguousarray(value).reshape(np.shape(value))  # a scalar stays one
        self.numbers.append(numpy_helper.from_array(array, name))
        return name


def _graph(network: Network) -> GraphProto:
    from onnx import TensorProto, helper

    nodes = _Nodes()
    x = RASTER
    for layer in network.spec.layers:
        x = _layer(nodes, network, layer, x)
    _answer(nodes, network.calibration.temperature)
    real = TensorProto.FLOAT
    return helper.make_graph(
        nodes.nodes,
        "network",
        [helper.make_tensor_value_info(RASTER, real, ["N", *network.spec.input])],
        [
            helper.make_tensor_value_info(LOGITS, real, ["N", CLASSES]),
            helper.make_tensor_value_info(PROBABILITIES, real, ["N", CLASSES]),
            helper.make_tensor_value_info(DIGIT_SCORE, real, ["N"]),
        ],
        nodes.numbers,
    )


def _layer(nodes: _Nodes, network: Network, layer: Layer, x: str) -> str:
    """Add a layer that reads `x`; returns the name of its activations."""
    if isinstance(layer, Pooling):
        return _pooling(nodes, layer, x)
    parameters: list[NDArray[np.float32]] = [
        network.parameters[f"{layer.name}.{part}"] for part in ("weight", "bias")
    ]
    if isinstance(layer, Subsampling):
        z = _subsampling(nodes, layer, x, *parameters)
    else:
        names = [
            nodes.number(f"{layer.name}.{part}", value)
            for part, value in zip(("weight", "bias"), parameters, strict=True)
        ]
        is_last = layer is network.spec.layers[-1]
        z = LOGITS if is_last else f"{layer.name}.pre_activation"
        if isinstance(layer, Convolution):
            sides = {"strides": [layer.stride] * 2, "pads": [layer.padding] * 4}
            nodes.add("Conv", [x, *names], z, kernel_shape=[layer.kernel] * 2, **sides)
        else:
            flat = nodes.add("Flatten", [x], f"{layer.name}.inputs", axis=1)
            nodes.add("Gemm", [flat, *names], z, transB=1)
    return _activation(nodes, layer, layer.activation, z)


def _pooling(nodes: _Nodes, layer: Pooling, x: str) -> str:
    kind = {"max": "MaxPool", "average": "AveragePool", "l2": "LpPool"}[layer.mode]
    power = {"p": 2} if layer.mode == "l2" else {}
    window = {"kernel_shape": [layer.window] * 2, "strides": [layer.stride] * 2}
    return nodes.add(kind, [x], f"{layer.name}.activation", **window, **power)


def _subsampling(
    nodes: _Nodes,
    layer: Subsampling,
    x: str,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
) -> str:
    """w_c * sum of the window + b_c; ONNX has no sums of windows, so means times their size."""
    name = layer.name
    window = {"kernel_shape": [layer.window] * 2, "strides": [layer.stride] * 2}
    mean = nodes.add("AveragePool", [x], f"{name}.mean", **window)
    size = nodes.number(f"{name}.window_size", np.float32(layer.window**2))
    total = nodes.add("Mul", [mean, size], f"{name}.sum")
    factors = nodes.number(f"{name}.weight", weight[:, None, None])
    weighted = nodes.add("Mul", [total, factors], f"{name}.weighted")
    terms = nodes.number(f"{name}.bias", bias[:, None, None])
    return nodes.add("Add", [weighted, terms], f"{name}.pre_activation")


def _activation(
    nodes: _Nodes, layer: Convolution | Subsampling | FullyConnected, kind: Activation, z: str
) -> str:
    name = layer.name
    if kind == "none":
        return z
    if kind == "relu":
        return nodes.add("Relu", [z], f"{name}.activation")
    if kind == "tanh":
        return nodes.add("Tanh", [z], f"{name}.activation")
    slope = nodes.number(f"{name}.slope", np.float32(2 / 3))
    inner = nodes.add("Mul", [z, slope], f"{name}.scaled")
    tanh = nodes.add("Tanh", [inner], f"{name}.tanh")
    amplitude = nodes.number(f"{name}.amplitude", np.float32(1.7159))
    return nodes.add("Mul", [tanh, amplitude], f"{name}.activation")


def _answer(nodes: _Nodes, temperature: float) -> None:
    """Probabilities and digit score from the logits.

    The digit score is taken from a softmax over eleven, the last logit 0, as it is defined: that
    cannot overflow, whatever the logits are.
    """
    limits = np.finfo(np.float32)
    if not float(limits.tiny) <= temperature <= float(limits.max):
        raise ValueError(f"temperature is {temperature!r}, expected a float32 above 0")
    divisor = nodes.number("temperature", np.float32(temperature))
    scaled = nodes.add("Div", [LOGITS, divisor], "scaled_logits")
    nodes.add("Softmax", [scaled], PROBABILITIES, axis=1)
    column = nodes.number("one_column", np.array([0, 0, 0, 1], np.int64))
    zero = nodes.number("none_of_the_ten", np.float32(0))
    eleven = nodes.add("Pad", [scaled, column, zero], "eleven_logits")
    shares = nodes.add("Softmax", [eleven], "eleven_probabilities", axis=1)
    first, end, axis = (
        nodes.number(name, np.array([value], np.int64))
        for name, value in (("first", 0), ("end", CLASSES), ("axis", 1))
    )
    ten = nodes.add("Slice", [shares, first, end, axis], "ten_probabilities")
    nodes.add("ReduceSum", [ten, axis], DIGIT_SCORE, keepdims=0)
