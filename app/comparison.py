"""Two recognitions side by side: what is compared, and every number in both."""

from __future__ import annotations

from dataclasses import dataclass

from app.selection import selected
from model.differences import LayerDifference, subtract
from model.network import NetworkSpec
from model.recognizer import Recognition
from model.unit import INPUT, Unit

DRAWING = "drawing"  # the choice that is no network's key: a drawing that was kept


@dataclass(frozen=True, slots=True)
class Pair:
    """A number in both recognitions; None where a side has no such unit, or is blank."""

    live: float | None
    other: float | None

    @property
    def difference(self) -> float | None:
        """The other's less the live one's."""
        return None if self.live is None or self.other is None else self.other - self.live


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The live recognition beside another one.

    other: of the kept drawing by the same network, or of the same raster by another network.
    title_live, title_other: what tells them apart.
    choice: DRAWING, or the key of the other network.
    """

    live: Recognition
    other: Recognition
    title_live: str
    title_other: str
    choice: str = DRAWING

    @property
    def specs(self) -> tuple[NetworkSpec, NetworkSpec]:
        """The layers of both."""
        return self.live.network.spec, self.other.network.spec

    @property
    def has_same_layers(self) -> bool:
        """Whether both have the same layers of the same shapes, so that they can be subtracted."""
        first, second = (
            [
                [(name, array.shape) for name, array in arrays.items()]
                for arrays in (side.trace.activations, side.trace.pre_activations)
            ]
            for side in (self.live, self.other)
        )
        return first == second

    @property
    def blank_sides(self) -> tuple[bool, bool]:
        """Which of the two have nothing to show."""
        return self.live.raster.is_blank, self.other.raster.is_blank

    def differences(self) -> tuple[LayerDifference, ...]:
        """The other less the live one, layer by layer; empty where nothing can be subtracted."""
        if any(self.blank_sides) or not self.has_same_layers:
            return ()
        return subtract(self.live.trace, self.other.trace)

    def activations_of(self, unit: Unit) -> Pair:
        """A unit's activation in both; of a pixel of the raster, "input", its ink."""
        return Pair(_activation(self.live, unit), _activation(self.other, unit))

    def pre_activations_of(self, unit: Unit) -> Pair:
        """What it was before the non-linearity; pooling has none."""
        return Pair(_pre_activation(self.live, unit), _pre_activation(self.other, unit))


def has_unit(recognition: Recognition, unit: Unit) -> bool:
    """Whether a recognition shows a number for a unit."""
    return not recognition.raster.is_blank and selected(unit).fits(recognition.network.spec)


def _activation(recognition: Recognition, unit: Unit) -> float | None:
    if not has_unit(recognition, unit):
        return None
    if unit.layer == INPUT:
        return float(recognition.raster.array[unit.row, unit.column])
    array = recognition.trace.activations[unit.layer]
    return float(array[_index(unit, array.ndim)])


def _pre_activation(recognition: Recognition, unit: Unit) -> float | None:
    array = recognition.trace.pre_activations.get(unit.layer)
    if array is None or not has_unit(recognition, unit):
        return None
    return float(array[_index(unit, array.ndim)])


def _index(unit: Unit, dimensions: int) -> tuple[int, ...]:
    return (0, unit.channel, unit.row, unit.column)[:dimensions]
