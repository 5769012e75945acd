"""What of a result the sliding window shows: two maps, and what lies under the window."""

from __future__ import annotations

from dataclasses import dataclass

from app.widgets.scale import Scale
from app.widgets.slide.slide_arithmetic import Arithmetic, arithmetic_of, strongest_channel
from app.widgets.slide.slide_course import Course
from app.widgets.slide.slide_maps import MapColors, both_maps
from app.widgets.slide.slide_middle import GridColors, grid_colors
from model.ledger import Ledger, ledger
from model.recognizer import Recognition


@dataclass(frozen=True, slots=True, eq=False)
class SlideReading:
    """A result, and the scale and gamma of its maps."""

    recognition: Recognition
    scale: Scale
    gamma: float

    def maps(self, course: Course, channel: int, *, is_dark: bool) -> tuple[MapColors, MapColors]:
        """A channel of the input, and the map that is filled."""
        return both_maps(self.recognition, course, channel, self.scale, (self.gamma, is_dark))

    def arithmetic(self, course: Course, number: int, channel: int) -> Arithmetic:
        """What lies under the window at a position."""
        return arithmetic_of(self._ledger(course, number), channel)

    def colors(self, course: Course, channel: int, *, is_dark: bool) -> GridColors:
        """How that is coloured."""
        return grid_colors(self.recognition, course, channel, self.scale, (self.gamma, is_dark))

    def strongest_channel(self, course: Course, number: int) -> int:
        """The input channel that gives most at a position."""
        return strongest_channel(self._ledger(course, number))

    def _ledger(self, course: Course, number: int) -> Ledger:
        known, raster = self.recognition, self.recognition.raster.array
        return ledger(known.network, known.trace, raster, course.unit(number))
