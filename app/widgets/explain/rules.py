"""The rule of each method at a unit, in a sentence and with two worked numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.formats import signed
from app.widgets.explain.explain_texts import is_piecewise_linear
from model.explanation import Method, Occluder, Target
from model.layers import Activation, Convolution, FullyConnected, Pooling
from model.network import NetworkSpec
from model.recognizer import Recognition

FILLS = {0.0: "paper", 0.5: "grey", 1.0: "ink"}


@dataclass(frozen=True, slots=True)
class Passing:
    """A unit on the way back: its name, pre-activation, and the signal that arrives at it.

    name: empty for an example that is not of this drawing.
    """

    name: str
    pre_activation: float
    signal: float
    activation: Activation = "relu"

    def texts(self) -> tuple[str, ...]:
        """The unit in words, longest first, for the room there is."""
        numbers = f"{figure(self.pre_activation)}, signal {figure(self.signal)}"
        short = f"{figure(self.pre_activation)}, {figure(self.signal)}"
        if not self.name:
            return (f"for example {numbers}", f"e.g. {numbers}", numbers, f"e.g. {short}")
        return (f"{self.name}  {numbers}", f"unit {numbers}", numbers, short)

    def passed(self, method: Method) -> float:
        """What the unit lets through (Zeiler & Fergus 2013, Springenberg et al. 2015).

        A tanh has no rule but the gradient's: the signal times its slope.
        """
        if self.activation != "relu":
            return self.signal * self.slope
        if method != "deconvnet" and self.pre_activation <= 0:
            return 0.0
        if method != "gradient" and self.signal <= 0:
            return 0.0
        return self.signal

    @property
    def slope(self) -> float:
        """How much the activation grows with the pre-activation."""
        height, stretch = (1.7159, 2 / 3) if self.activation == "scaled tanh" else (1.0, 1.0)
        return height * stretch / math.cosh(stretch * self.pre_activation) ** 2


def figure(value: float) -> str:
    """As few digits as say something, for example −4.2, +0.7, +0.07; an exact 0 has no sign."""
    if value == 0:
        return "0"
    return signed(value, 1 if abs(value) >= 0.0995 else 2)


EXAMPLES = (Passing("", -0.4, 0.3), Passing("", 0.4, -0.3))
_NO_RELU = "needs ReLUs; the tanh of this network passes the gradient, so this map is the gradient"


def rule(method: Method, spec: NetworkSpec, target: Target, occluder: Occluder) -> str:
    """One sentence about what a method does in this network."""
    if method == "integrated":
        return "averages the gradient from blank paper to the drawing, times the ink"
    if method == "occlusion":
        number = "logit" if target.unit is None else "unit"
        fill = FILLS[occluder.fill]
        return f"covers each place with {fill} and measures how far the {number} falls"
    if not is_piecewise_linear(spec):
        return (
            "passes back the signal times the slope of each unit"
            if method == "gradient"
            else _NO_RELU
        )
    if method == "gradient":
        return "passes back where the unit was active on the way forward"
    if method == "deconvnet":
        return f"passes back every positive signal, {_through_pooling(spec)}"
    return "both rules at once: unit active and signal positive"


def _through_pooling(spec: NetworkSpec) -> str:
    """How a signal comes back through the pooling of a network."""
    modes = {layer.mode for layer in spec.layers if isinstance(layer, Pooling)}
    if modes == {"max"}:
        return "through the pooling winners of this drawing"
    return "spread over each pooling window as in the gradient"


def passings(recognition: Recognition, target: Target) -> tuple[Passing, ...]:
    """Two units of the last hidden layer of this drawing, or examples where there are none.

    At ReLUs one is off and gets a positive signal, one is on and gets a negative one: there the
    rules differ. The signal at the last hidden layer is the target's row of weights.
    """
    spec = recognition.network.spec
    found = _hidden_before(spec, target)
    if found is None:
        return examples(spec)
    layer, name = found
    hidden = spec.layer(name)
    assert isinstance(hidden, FullyConnected), "the layer before was looked for as such"
    signals = _signals(recognition, target, layer)
    before: NDArray[np.float32] = recognition.trace.pre_activations[name][0]
    off, on = before < 0, before > 0
    chosen = (
        _strongest(name, before, signals, off & (signals > 0), hidden.activation),
        _strongest(name, before, signals, on & (signals < 0), hidden.activation),
    )
    return tuple(found or example for found, example in zip(chosen, examples(spec), strict=True))


def examples(spec: NetworkSpec) -> tuple[Passing, ...]:
    """Two units that are not of a drawing, with the activation of this network."""
    first = spec.layers[0]
    activation: Activation = "relu"
    if isinstance(first, Convolution | FullyConnected):
        activation = first.activation
    return tuple(replace(example, activation=activation) for example in EXAMPLES)


def _hidden_before(spec: NetworkSpec, target: Target) -> tuple[str, str] | None:
    """The target's layer and the fully connected one before it; None where that is another."""
    layer = spec.layers[-1].name if target.unit is None else target.unit.layer
    names = [known.name for known in spec.layers]
    if layer not in names:
        return None
    before = spec.layers[names.index(layer) - 1] if names.index(layer) else None
    is_dense = isinstance(spec.layer(layer), FullyConnected)
    return (layer, before.name) if is_dense and isinstance(before, FullyConnected) else None


def _signals(recognition: Recognition, target: Target, layer: str) -> NDArray[np.float32]:
    """(units,) what arrives at the outputs of the layer before the target's."""
    weight: NDArray[np.float32] = recognition.network.parameters[f"{layer}.weight"]
    if target.unit is not None:
        row: NDArray[np.float32] = weight[target.unit.channel]
        return row
    signals: NDArray[np.float32] = weight[target.digit or 0]
    return signals if target.rather_than is None else signals - weight[target.rather_than]


def _strongest(
    name: str,
    before: NDArray[np.float32],
    signals: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    activation: Activation,
) -> Passing | None:
    """Of the allowed units the one that says most; None when there is none."""
    if not allowed.any():
        return None
    unit = int(np.where(allowed, np.abs(before * signals), -1).argmax())
    return Passing(f"{name} · {unit}", float(before[unit]), float(signals[unit]), activation)
