"""From the drawing on the canvas to a stored sample, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.canvas.overlay import FIRST_HINT, NEXT_HINT, Hint
from app.main_window import MainWindow
from app.services.guided import ORIGIN, GuidedService
from app.services.samples import SamplesService
from app.words import label_text, with_article
from model.recognizer import Recognition
from model.strokes import Drawing

if TYPE_CHECKING:
    from model.samples.guided import Wish
    from model.samples.sample import Sample

_REMEMBERED = 500  # as many acts as the canvas can undo


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    """A sample of this session: the drawing, the empty sheet that replaced it, its id."""

    drawing: Drawing
    blank: Drawing
    label: int
    sample: str


class Collecting(QObject):
    """Storing is an act of the canvas: undoing it takes the sample back, redoing stores it again.

    Which act is undone is seen by the drawing that returns: it is the very same object.
    """

    def __init__(self, window: MainWindow, samples: SamplesService, guided: GuidedService) -> None:
        super().__init__(window)
        self._window = window
        self._samples = samples
        self._guided = guided
        self._stored: list[_Stored] = []
        self._newest: Recognition | None = None
        self._hint = FIRST_HINT

    @Slot(object)
    def remember(self, recognition: Recognition) -> None:
        """Keep the newest answer: it is stored with the drawing."""
        self._newest = recognition

    @Slot(int)
    def store(self, label: int) -> None:
        """The drawing was this: store it and take a new sheet; on failure it stays."""
        canvas = self._window.desk.canvas
        canvas.finish_stroke()
        drawing = canvas.drawing
        origin = ORIGIN if self._guided.digit == label else "drawn"
        sample = self._samples.store_drawing(drawing, label, self._newest, origin)
        if sample is None:
            return
        blank = Drawing()
        self._stored.append(_Stored(drawing, blank, label, sample.id))
        del self._stored[:-_REMEMBERED]
        canvas.replace_drawing(blank, f"save as {label_text(label)}")
        self._guided.go_on()

    @Slot()
    def store_wish(self) -> None:
        """The drawing is what guided collecting asked for."""
        digit = self._guided.digit
        if digit is not None and not self._window.desk.canvas.drawing.is_empty:
            self.store(digit)

    @Slot()
    def skip_wish(self) -> None:
        """Ask for something else, on an empty sheet: what lies there was drawn for another wish."""
        self._window.desk.canvas.clear()
        self._guided.skip()

    @Slot()
    def start_round(self) -> None:
        """Begin guided collecting on an empty sheet."""
        self._window.desk.canvas.clear()
        self._guided.start()

    @Slot(object)
    def follow(self, drawing: Drawing) -> None:
        """The canvas has undone or redone an act; if it was storing, so do the samples."""
        for stored in reversed(self._stored):
            if stored.drawing is drawing:
                self._samples.take_back(stored.sample)
                return
            if stored.blank is drawing:
                self._samples.bring_back(stored.sample)
                return

    @Slot(object, int)
    def show_stored(self, sample: Sample, count: int) -> None:
        """Say on the cleared canvas what was saved."""
        self._window.desk.canvas.set_hint(NEXT_HINT if self._hint is FIRST_HINT else self._hint)
        self._window.desk.saved.show_saved(sample.label, count)
        part = "held out" if sample.held_out else "training part"
        self._window.status.tell(f"{count:,} samples · saved to the {part}")

    @Slot(str)
    def show_taken_back(self, sample: str) -> None:
        """A sample is not there any more: its note is put away, guided asks for it again."""
        self._window.desk.saved.put_away()
        for stored in self._stored:
            if stored.sample == sample:
                self._guided.ask_for(stored.label)

    @Slot(str)
    def show_brought_back(self, sample: str) -> None:
        """A sample is there again: guided asks for the next one."""
        if any(stored.sample == sample for stored in self._stored):
            self._guided.go_on()

    @Slot(object)
    def show_wish(self, wish: Wish) -> None:
        """Ask for a digit, on the card and on the empty sheet."""
        self._hint = FIRST_HINT
        if wish.digit is not None:
            self._hint = Hint(f"Draw {with_article(wish.digit)}", f"{wish.done} of {wish.total}")
        self._window.desk.canvas.set_hint(self._hint)
        self._window.guided_card.show_wish(wish)
        if wish.digit is None:
            self._window.status.tell(f"{wish.done} of {wish.total}: every digit has enough samples")

    @Slot()
    def end_round(self) -> None:
        """Guided collecting has ended."""
        self._hint = FIRST_HINT
        self._window.desk.canvas.set_hint(FIRST_HINT)
        self._window.guided_card.hide()
