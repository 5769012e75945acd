"""The network's forward pass in numpy, written to be read.

Shapes carry a leading N: one raster while a person draws, hundreds on the command line. Every
number that the window shows comes from here; tests hold every layer to torch within 1e-5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.layers import Activation, Convolution, Pooling, Subsampling
from model.network import Network

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Every number of one forward pass, by layer name. Arrays are float32 and read-only.

    pre_activations: before the non-linearity; (N, C, H, W), or (N, C) for fully connected
        layers. Pooling layers have none, sub-sampling layers do.
    activations: after it, or after pooling; same shapes.
    logits: (N, 10), the last layer's pre-activations.
    """

    pre_activations: Mapping[str, Array]
    activations: Mapping[str, Array]
    logits: Array


def trace(network: Network, rasters: Array) -> Trace:
    """Run rasters (N, 28, 28), float32 in [0, 1], through the network and keep every layer."""
    if rasters.ndim != 3 or rasters.shape[1:] != tuple(network.spec.input[1:]):
        raise ValueError(f"rasters have shape {rasters.shape}, expected (N, 28, 28)")
    pre_activations: dict[str, Array] = {}
    activations: dict[str, Array] = {}
    x = np.ascontiguousarray(rasters, np.float32)[:, None]  # (N, 1, 28, 28)
    for layer in network.spec.layers:
        if isinstance(layer, Pooling):
            x = pool(x, layer)  # (N, C, H / 2, W / 2)
        else:
            weight = network.parameters[f"{layer.name}.weight"]
            bias = network.parameters[f"{layer.name}.bias"]
            if isinstance(layer, Convolution):
                z = convolve(x, weight, bias, layer)  # (N, C, H, W)
            elif isinstance(layer, Subsampling):
                z = subsample(x, weight, bias, layer)  # (N, C, H / 2, W / 2)
            else:
                z = x.reshape(len(x), weight.shape[1]) @ weight.T  # (N, C)
                z += bias
            z.setflags(write=False)
            pre_activations[layer.name] = z
            x = activate(z, layer.activation)
        x.setflags(write=False)
        activations[layer.name] = x
    return Trace(pre_activations, activations, logits=x)


def convolve(x: Array, weight: Array, bias: Array, layer: Convolution) -> Array:
    """Weigh and sum every patch: a = b + sum over input channels and kernel cells of w * x.

    x: (N, D, H, W); weight: (C, D, r, r); bias: (C,). Returns (N, C, H', W').
    All patches are laid side by side, so that the sums become one matrix product (im2col).
    """
    if layer.padding:
        x = _pad(x, layer.padding)
    count, depth, height, width = x.shape
    r, s = layer.kernel, layer.stride
    rows, columns = (height - r) // s + 1, (width - r) // s + 1
    # A view without a copy: patches[n, d, i, j, y, x] is x[n, d, s * y + i, s * x + j].
    step = x.strides
    strides = (*step, s * step[2], s * step[3])
    patches = np.ndarray((count, depth, r, r, rows, columns), np.float32, x, 0, strides)
    cells = patches.reshape(count, depth * r * r, rows * columns)
    a: Array = weight.reshape(len(weight), -1) @ cells
    a += bias[:, None]
    return a.reshape(count, len(weight), rows, columns)


def pool(x: Array, layer: Pooling) -> Array:
    """Maximum, mean, or sqrt of the sum of squares of each window; (N, C, H, W) -> smaller.

    All three can be taken over the rows of a window first and over its columns then.
    """
    combine = np.maximum if layer.mode == "max" else np.add
    x = _reduce(x * x if layer.mode == "l2" else x, layer.window, layer.stride, combine)
    if layer.mode == "average":
        return x * np.float32(1 / layer.window**2)
    return np.sqrt(x) if layer.mode == "l2" else x


def subsample(x: Array, weight: Array, bias: Array, layer: Subsampling) -> Array:
    """Weigh the sum of each window: a = w_c * sum + b_c for channel c.

    x: (N, C, H, W); weight, bias: (C,). Returns (N, C, H', W').
    """
    a = _reduce(x, layer.window, layer.stride, np.add)
    a *= weight[:, None, None]
    a += bias[:, None, None]
    return a


def _reduce(x: Array, size: int, stride: int, combine: np.ufunc) -> Array:
    """All numbers of each window in one, in a new array."""
    for axis in (2, 3):
        cells = (x.shape[axis] - size) // stride + 1
        along = [slice(i, i + stride * cells, stride) for i in range(size)]
        parts = [x[:, :, part] if axis == 2 else x[..., part] for part in along]
        x = parts[0] if size > 1 else parts[0].copy()
        for part in parts[1:]:
            x = combine(x, part)
    return x


def activate(z: Array, activation: Activation) -> Array:
    """ReLU max(0, z), tanh z, 1.7159 tanh(2 z / 3), or z itself."""
    if activation == "relu":
        return np.maximum(z, 0)
    if activation == "scaled tanh":  # LeCun et al. 1998, appendix A
        scaled: Array = np.float32(1.7159) * np.tanh(np.float32(2 / 3) * z)
        return scaled
    return np.tanh(z) if activation == "tanh" else z.copy()


def softmax(logits: Array, temperature: float = 1.0) -> NDArray[np.float64]:
    """e^(z/T) / sum e^(z/T) along the last axis, in double precision; rows sum to 1."""
    z = np.asarray(logits, np.float64) / temperature
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def _pad(x: Array, padding: int) -> Array:
    count, depth, height, width = x.shape
    padded = np.zeros((count, depth, height + 2 * padding, width + 2 * padding), np.float32)
    padded[:, :, padding:-padding, padding:-padding] = x
    return padded
