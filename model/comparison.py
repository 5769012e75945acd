"""Everything on screen computed again, by torch and in plain loops, compared number by number."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from model.forward import Trace
from model.ledger import ledger
from model.ledger_table import Check
from model.plain_loop import PlainCheck, plain_softmax, plain_unit
from model.recognizer import Recognition
from model.unit import Unit

TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class LayerCheck:
    """The largest difference between numpy and torch within a layer, and its largest value."""

    name: str
    numbers: int
    difference: float
    largest: float


@dataclass(frozen=True, slots=True)
class NumbersCheck:
    """A forward pass, checked.

    layers: every layer against torch, before and after the activation.
    probabilities: as shown, against a plain loop over torch's logits.
    unit: the pinned unit in a plain loop; ledger: the sum of its terms, as its ledger shows it.
    The last three are None where there was nothing to check.
    """

    layers: tuple[LayerCheck, ...]
    probabilities: LayerCheck | None = None
    unit: PlainCheck | None = None
    ledger: Check | None = None

    @property
    def agrees(self) -> bool:
        """True when no number differs by more than TOLERANCE, or is no number."""
        return self.worst[1] <= TOLERANCE

    @property
    def numbers(self) -> int:
        """How many numbers torch has computed again."""
        checked = self.layers if self.probabilities is None else (*self.layers, self.probabilities)
        return sum(layer.numbers for layer in checked)

    @property
    def worst(self) -> tuple[str, float]:
        """Where the largest difference of all is, and how large it is; NaN counts as largest."""
        found = [(layer.name, layer.difference) for layer in self.layers]
        if self.probabilities is not None:
            found.append((self.probabilities.name, self.probabilities.difference))
        if self.unit is not None:
            name = self.unit.unit.label(self.unit.shape)
            worst = self.unit.worst
            found.append((f"{name} in a plain loop: {worst.name}", worst.difference))
            if self.ledger is not None:
                found.append((f"{name}: terms of its ledger", abs(self.ledger.difference)))
        return max(found, key=lambda item: math.inf if math.isnan(item[1]) else item[1])


def compare(shown: Trace, witness: Trace) -> NumbersCheck:
    """Compare two forward passes layer by layer."""
    layers = []
    for title, ours, theirs in (
        ("before activation", shown.pre_activations, witness.pre_activations),
        ("", shown.activations, witness.activations),
    ):
        for name, values in ours.items():
            difference = float(np.abs(values - theirs[name]).max())
            text = f"{name} {title}".strip()
            layers.append(LayerCheck(text, values.size, difference, float(np.abs(values).max())))
    order = {name: index for index, name in enumerate(shown.activations)}
    layers.sort(key=lambda layer: (order[layer.name.split()[0]], " " not in layer.name))
    return NumbersCheck(tuple(layers))


def compare_all(recognition: Recognition, witness: Trace, unit: Unit | None = None) -> NumbersCheck:
    """Compare what is on screen with torch's forward pass, and a unit with a plain loop.

    Raises ValueError when the network has no such unit.
    """
    network, trace, raster = recognition.network, recognition.trace, recognition.raster.array
    check = replace(
        compare(trace, witness), probabilities=_compare_probabilities(recognition, witness)
    )
    if unit is None:
        return check
    plain = plain_unit(network, trace, raster, unit)
    return replace(check, unit=plain, ledger=ledger(network, trace, raster, unit).check)


def _compare_probabilities(recognition: Recognition, witness: Trace) -> LayerCheck:
    temperature = recognition.network.calibration.temperature
    shown = recognition.probabilities.tolist()
    again = plain_softmax(witness.logits[0].tolist(), temperature)
    differences = [abs(p - q) for p, q in zip(shown, again, strict=True)]
    return LayerCheck("probabilities", len(shown), max(differences), max(shown))
