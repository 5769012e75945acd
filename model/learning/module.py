"""A layer table as a torch module, and its way back to plain numbers.

In training every convolution and hidden fully connected layer is followed by batch
normalisation; `to_network` folds it away, so that kernel, bias and activation are all there is.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from model.forward import Trace
from model.network import Activation, Calibration, Convolution, Network, NetworkSpec, Pooling


class SpecModule(nn.Module):
    """The network of a spec. Input (N, 1, 28, 28), output logits (N, 10)."""

    def __init__(self, spec: NetworkSpec, batch_norm: bool) -> None:
        super().__init__()
        self.spec = spec
        self.weighted = nn.ModuleDict()
        self.norms = nn.ModuleDict()
        for layer, shape in zip(spec.layers, spec.shapes, strict=False):
            if isinstance(layer, Pooling):
                continue
            norm: nn.Module
            if isinstance(layer, Convolution):
                self.weighted[layer.name] = nn.Conv2d(
                    shape.channels, layer.channels, layer.kernel, layer.stride, layer.padding
                )
                norm = nn.BatchNorm2d(layer.channels)
            else:
                self.weighted[layer.name] = nn.Linear(int(np.prod(shape)), layer.units)
                norm = nn.BatchNorm1d(layer.units)
            if batch_norm and layer is not spec.layers[-1]:
                self.norms[layer.name] = norm
        count = sum(p.numel() for p in self.weighted.parameters())
        assert count == spec.parameter_count, (count, spec.parameter_count)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (N, 10)."""
        return self.steps(x)[0]

    def steps(self, x: Tensor) -> tuple[Tensor, dict[str, Tensor], dict[str, Tensor]]:
        """Logits, pre-activations and activations by layer name."""
        pre_activations: dict[str, Tensor] = {}
        activations: dict[str, Tensor] = {}
        for layer in self.spec.layers:
            if isinstance(layer, Pooling):
                x = _pool(x, layer)
            else:
                x = x if isinstance(layer, Convolution) else x.flatten(1)
                x = self.weighted[layer.name](x)
                if layer.name in self.norms:
                    x = self.norms[layer.name](x)
                pre_activations[layer.name] = x
                x = _activate(x, layer.activation)
            activations[layer.name] = x
        return x, pre_activations, activations


def _pool(x: Tensor, layer: Pooling) -> Tensor:
    if layer.mode == "max":
        return functional.max_pool2d(x, layer.window, layer.stride)
    mean = functional.avg_pool2d(x * x if layer.mode == "l2" else x, layer.window, layer.stride)
    if layer.mode == "average":
        return mean
    # The tiny number keeps the gradient of the root finite where a whole window is 0.
    return torch.sqrt(mean * layer.window**2 + 1e-12) - 1e-6


def _activate(x: Tensor, activation: Activation) -> Tensor:
    if activation == "relu":
        return torch.relu(x)
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
