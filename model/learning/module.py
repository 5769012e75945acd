"""A layer table as a torch module, and its way back to plain numbers.

In training every convolution and hidden fully connected layer is followed by batch
normalisation; `to_network` folds it away, so that kernel, bias and activation are all there is.
Sub-sampling layers have their own coefficients and no normalisation.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from model.forward import Trace
from model.layers import Activation, Convolution, FullyConnected, Pooling, Shape, Subsampling
from model.network import Calibration, Network, NetworkSpec


class SpecModule(nn.Module):
    """The network of a spec. Input (N, 1, 28, 28), output logits (N, 10).

    Convolutions and fully connected layers with a scaled tanh start as in LeCun et al. 1998,
    those with another activation as torch has it.
    """

    def __init__(self, spec: NetworkSpec, batch_norm: bool) -> None:
        super().__init__()
        self.spec = spec
        self.weighted = nn.ModuleDict()
        self.norms = nn.ModuleDict()
        for layer, shape in zip(spec.layers, spec.shapes, strict=False):
            if isinstance(layer, Pooling):
                continue
            self.weighted[layer.name] = _weighted(layer, shape)
            norm: nn.Module
            if isinstance(layer, Convolution):
                norm = nn.BatchNorm2d(layer.channels)
            elif isinstance(layer, Subsampling):
                continue
            else:
                norm = nn.BatchNorm1d(layer.units)
            if batch_norm and layer is not spec.layers[-1]:
                self.norms[layer.name] = norm
        shapes = {name: tuple(p.shape) for name, p in self.weighted.named_parameters()}
        assert shapes == spec.parameter_shapes, (shapes, spec.parameter_shapes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (N, 10)."""
        return self.steps(x)[0]

    def steps(
        self, x: Tensor, activation: Callable[[Tensor, Activation], Tensor] | None = None
    ) -> tuple[Tensor, dict[str, Tensor], dict[str, Tensor]]:
        """Logits, pre-activations and activations by layer name.

        activation: takes the place of `activate`, with a reverse pass of its own.
        """
        pre_activations: dict[str, Tensor] = {}
        activations: dict[str, Tensor] = {}
        for layer in self.spec.layers:
            if isinstance(layer, Pooling):
                x = _pool(x, layer)
            else:
                x = x if isinstance(layer, Convolution | Subsampling) else x.flatten(1)
                x = self.weighted[layer.name](x)
                if layer.name in self.norms:
                    x = self.norms[layer.name](x)
                pre_activations[layer.name] = x
                x = (activation or activate)(x, layer.activation)
            activations[layer.name] = x
        return x, pre_activations, activations


class _SparseConvolution(nn.Conv2d):
    """A convolution whose weights are 0 where nothing is connected, whatever is learnt.

    mask: (C, D), 1 where input channel D is connected to channel C.
    """

    mask: Tensor

    def __init__(self, layer: Convolution, depth: int) -> None:
        super().__init__(depth, layer.channels, layer.kernel, layer.stride, layer.padding)
        mask = torch.zeros(layer.channels, depth, 1, 1)
        for channel, seen in enumerate(layer.connections or ()):
            mask[channel, list(seen)] = 1
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, D, H, W) -> (N, C, H', W'); no gradient reaches what is not connected."""
        return functional.conv2d(x, self.weight * self.mask, self.bias, self.stride, self.padding)


class _Subsampling(nn.Module):
    """w_c * sum of the window + b_c for channel c.

    Starts as the mean: with coefficients at random, some maps start next to dead.
    """

    def __init__(self, layer: Subsampling, channels: int) -> None:
        super().__init__()
        self.window, self.stride = layer.window, layer.stride
        self.weight = nn.Parameter(torch.full((channels,), 1 / layer.window**2))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H', W')."""
        total = functional.avg_pool2d(x, self.window, self.stride) * self.window**2
        return total * self.weight[:, None, None] + self.bias[:, None, None]


def _weighted(layer: Convolution | Subsampling | FullyConnected, shape: Shape) -> nn.Module:
    """What has the layer's parameters; `shape` is that of the volume before."""
    module: nn.Conv2d | nn.Linear
    if isinstance(layer, Subsampling):
        return _Subsampling(layer, shape.channels)
    if isinstance(layer, FullyConnected):
        module = nn.Linear(int(np.prod(shape)), layer.units)
        inputs = torch.tensor(int(np.prod(shape)))
    elif layer.connections is None:
        sizes = layer.channels, layer.kernel, layer.stride, layer.padding
        module = nn.Conv2d(shape.channels, *sizes)
        inputs = torch.tensor(shape.channels * layer.kernel**2)
    else:
        module = _SparseConvolution(layer, shape.channels)
        inputs = module.mask.sum(dim=1, keepdim=True) * layer.kernel**2
    if layer.activation == "scaled tanh":
        # LeCun et al. 1998: uniform between -2.4 / F and 2.4 / F, F the inputs of the unit.
        weight, bias = module.parameters()
        with torch.no_grad():
            weight.uniform_(-2.4, 2.4).div_(inputs)
            bias.zero_()
    return module


def _pool(x: Tensor, layer: Pooling) -> Tensor:
    if layer.mode == "max":
        return functional.max_pool2d(x, layer.window, layer.stride)
    mean = functional.avg_pool2d(x * x if layer.mode == "l2" else x, layer.window, layer.stride)
    if layer.mode == "average":
        return mean
    total = mean * layer.window**2
    is_empty = total == 0  # there the gradient of the root is infinite, so no root is taken
    return torch.where(is_empty, 0.0, torch.sqrt(torch.where(is_empty, 1.0, total)))


def activate(x: Tensor, activation: Activation) -> Tensor:
    """Activations of pre-activations, any shape."""
    if activation == "relu":
        return torch.relu(x)
    if activation == "scaled tanh":
        return 1.7159 * torch.tanh(x * (2 / 3))
    return torch.tanh(x) if activation == "tanh" else x


def to_module(network: Network) -> SpecModule:
    """A module in evaluation mode that computes exactly this network."""
    module = SpecModule(network.spec, batch_norm=False)
    with torch.no_grad():
        for name, parameter in network.parameters.items():
            layer, kind = name.split(".")
            getattr(module.weighted[layer], kind).copy_(torch.tensor(np.array(parameter)))
    return module.eval()


def to_network(module: SpecModule, name: str, calibration: Calibration = Calibration()) -> Network:
    """Plain numbers of a module, batch normalisation folded into weights and biases."""
    parameters = {}
    for layer, weighted in module.weighted.items():
        weight, bias = (_double(weighted, part) for part in ("weight", "bias"))
        if isinstance(weighted, _SparseConvolution):
            weight = weight * _double(weighted, "mask")
        if layer in module.norms:
            norm = module.norms[layer]
            assert isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d)
            mean, variance, gamma, beta = (
                _double(norm, part) for part in ("running_mean", "running_var", "weight", "bias")
            )
            factor = gamma / torch.sqrt(variance + norm.eps)
            weight = weight * factor.reshape(-1, *[1] * (weight.dim() - 1))
            bias = beta + (bias - mean) * factor
        parameters[f"{layer}.weight"] = weight.float().numpy()
        parameters[f"{layer}.bias"] = bias.float().numpy()
    return Network(name, module.spec, parameters, calibration)


def _double(module: nn.Module, part: str) -> Tensor:
    """A module's parameter or buffer in double precision on the CPU."""
    value: Tensor = getattr(module, part)
    return value.detach().double().cpu()


@torch.inference_mode()
def trace(module: SpecModule, rasters: np.ndarray, device: torch.device) -> Trace:
    """The same numbers as `model.forward.trace`, computed by torch on `device`."""
    x = torch.tensor(np.array(rasters, np.float32)[:, None], device=device)
    logits, pre_activations, activations = module.steps(x)
    return Trace(
        {name: _array(value) for name, value in pre_activations.items()},
        {name: _array(value) for name, value in activations.items()},
        _array(logits),
    )


def _array(value: Tensor) -> np.ndarray:
    array = value.cpu().numpy()
    array.flags.writeable = False
    return array
