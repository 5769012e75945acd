"""The Explain workspace: why this class, or this unit; and what excites units most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.explained import Occluded, ShownMap
from app.tokens import LIGHT, Tokens
from app.widgets.explain.explain_header import ExplainHeader
from app.widgets.explain.explain_texts import figure_lines, unit_text
from app.widgets.explain.maps_page import MapsPage
from app.widgets.named import named
from app.widgets.sight import Sight, sight_of
from model.explanation import Curves, Randomisation, Target
from model.recognizer import Recognition
from model.unit import INPUT, Unit

if TYPE_CHECKING:
    from app.widgets.explain.patches_page import PatchesPage


class ExplainPanel(QWidget):
    """Maps of the newest drawing, live; a second page with the strongest patches of units.

    lack: why only occlusion can be had here; empty when everything can.

    Signals
    -------
    question_changed(Question), occluder_chosen(Occluder): something else is asked.
    occluder_moved(row, column): dragged by hand.
    trial_chosen(str): "deletion", "insertion" or "random" is shown.
    watched(bool): the maps are on screen, or no longer.
    sight_changed(Sight or None): the pixel that is pointed at, for the drawing.
    save_wanted(): a figure of what is shown.
    patches_built(PatchesPage): when it is opened for the first time.
    """

    question_changed = Signal(object)
    occluder_chosen = Signal(object)
    occluder_moved = Signal(int, int)
    trial_chosen = Signal(str)
    watched = Signal(bool)
    sight_changed = Signal(object)
    save_wanted = Signal()
    patches_built = Signal(object)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.lack = lack
        self.header = ExplainHeader()
        self.page = MapsPage(lack)
        self.problem = named(QLabel(), "problem")
        self.patches: PatchesPage | None = None
        self._tokens = LIGHT
        self._recognition: Recognition | None = None  # the newest that is asked about
        self._area = QScrollArea()
        self._maps = QWidget()
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.page.maps.choose("integrated" if not lack else "occlusion")

    def _build(self) -> None:
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self.page)
        column = QVBoxLayout(self._maps)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.problem):
            column.addWidget(part)
        column.addWidget(self._area, 1)
        self._pages.addWidget(self._maps)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _connect(self) -> None:
        header, page = self.header, self.page
        header.question_changed.connect(self.question_changed)
        header.patches_wanted.connect(self.open_patches)
        header.save_wanted.connect(self.save_wanted)
        page.watched.connect(self.watched)
        page.maps.chosen.connect(page.honesty.choose)
        page.maps.pointed.connect(self._point_at)
        page.honesty.chosen.connect(page.maps.choose)
        page.honesty.trial_chosen.connect(self.trial_chosen)
        page.occluder.moved.connect(self.occluder_moved)
        page.occluder.occluder_chosen.connect(self.occluder_chosen)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.page.set_tokens(tokens)
        if self.patches is not None:
            self.patches.set_tokens(tokens)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Choose how large the maps are."""
        super().resizeEvent(event)
        size = event.size()
        size.setHeight(size.height() - self.header.height())
        self.page.fit(size)

    # -- pages -------------------------------------------------------------------------------

    @Slot()
    def open_patches(self) -> None:
        """Show the strongest patches, of the pinned unit if there is one."""
        if self.patches is None:
            from app.widgets.explain.patches_page import PatchesPage

            self.patches = PatchesPage(self.lack)
            self.patches.set_tokens(self._tokens)
            self.patches.back_wanted.connect(self.show_maps)
            self._pages.addWidget(self.patches)
            self.patches_built.emit(self.patches)
        self.patches.open_unit(self.header.pinned)
        self._pages.setCurrentWidget(self.patches)

    @property
    def is_on_maps(self) -> bool:
        """False while the strongest patches are shown."""
        return self._pages.currentWidget() is self._maps

    @Slot()
    def show_maps(self) -> None:
        """Back from the patches."""
        self._pages.setCurrentWidget(self._maps)

    @Slot()
    def follow(self) -> None:
        """Ask about the class that the network reads, whatever is drawn."""
        self.header.ask_answer()

    # -- what is asked -----------------------------------------------------------------------

    @Slot(object, str)
    def show_pinned(self, unit: Unit | None, label: str = "") -> None:
        """The unit that is pinned in Inspect, as it is written; None: none is."""
        self.header.show_pinned(unit, label)

    @Slot(object, object)
    def show_asked(self, recognition: Recognition, target: Target) -> None:
        """What the newest drawing and question come to; what is shown is older now."""
        self._recognition = recognition
        spec, value = recognition.network.spec, ("", "")
        if target.unit is not None:
            trace = recognition.trace
            found = target.values(spec, trace.logits, trace.pre_activations, trace.activations)
            value = unit_text(spec, target.unit, float(found[0]))
        self.header.show_target(target, recognition.prediction, value)
        self.page.maps.set_stale()
        self.page.honesty.set_outdated(target)

    @Slot(object)
    def show_blank(self, shown: ShownMap) -> None:
        """Nothing is drawn."""
        self._recognition = None
        self.header.show_target(None)
        self.header.show_speed("")
        self.page.maps.clear(shown)
        self.page.occluder.show_occluded(None)
        self.page.honesty.clear()
        self.show_problem("")

    # -- what is answered --------------------------------------------------------------------

    @Slot(object, bool)
    def show_map(self, shown: ShownMap, is_newest: bool) -> None:
        """A map; is_newest: it belongs to the newest drawing and question."""
        self.page.maps.show_map(shown, stale=not is_newest)
        if is_newest:
            self.show_problem("")

    @Slot(float)
    def show_elapsed(self, elapsed_ms: float) -> None:
        """How long the gradient maps took."""
        self.header.show_speed(f"live, {elapsed_ms:.0f} ms")

    @Slot(object)
    def show_occluded(self, shown: Occluded) -> None:
        """The drawing under the occluder."""
        self.page.occluder.show_occluded(shown)

    @Slot(object)
    def show_curves(self, curves: Curves) -> None:
        """Deletion or insertion of the newest maps."""
        self.page.honesty.show_curves(curves)

    @Slot(float)
    def show_randomising(self, part: float) -> None:
        """How much of the random weights is done, 0 to 1."""
        self.page.honesty.show_progress(part)

    @Slot(object)
    def show_randomised(self, randomised: Randomisation) -> None:
        """The maps of ever more random networks."""
        self.page.honesty.show_randomised(randomised)

    @Slot(str)
    def show_problem(self, text: str) -> None:
        """Why maps are missing or old; empty: nothing is wrong."""
        self.problem.setText(f"⚠ {text}")
        self.problem.setVisible(bool(text))

    def _point_at(self, place: tuple[int, int] | None) -> None:
        """Outline the same pixel on the drawing."""
        sight: Sight | None = None
        if place is not None and self._recognition is not None:
            raster, spec = self._recognition.raster, self._recognition.network.spec
            sight = sight_of(spec, Unit(INPUT, 0, *place), raster)
        self.sight_changed.emit(sight)

    # -- figures -----------------------------------------------------------------------------

    @property
    def shown(self) -> QWidget:
        """What a figure shows."""
        return self.page if self.patches is None or self.is_on_maps else self.patches

    @property
    def title(self) -> str:
        """What is shown, in words: the title of a figure."""
        if not self.is_on_maps:
            return "Strongest patches"
        target = self.header.target
        return f"Why {target.text}" if target is not None else "Explanations"

    @property
    def figure_lines(self) -> tuple[str, ...]:
        """What the colours of a figure stand for."""
        if not self.is_on_maps:
            return ()
        page = self.page
        shown = [card.shown for card in page.maps.cards.values() if card.shown is not None]
        lines = figure_lines(shown)
        more = page.occluder.figure_line, page.honesty.figure_line
        return (*lines, *(line for line in more if line)) if lines else ()

    def catch_up(self) -> None:
        """What is shown is the newest there is."""
