"""What Evolve and Ascend have in common: settings, progress, ten tiles, and what to do with one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.elided_label import ElidedLabel
from app.widgets.fool.forms import AscentForm, EvolutionForm
from app.widgets.fool.picked import Picked, Refusal
from app.widgets.fool.picture_actions import PictureActions
from app.widgets.fool.run_row import RunRow, State
from app.widgets.fool.tile_strip import TileStrip
from app.widgets.named import named
from app.widgets.text_clock import TextClock


class TileBlock(QWidget):
    """The upper part of a page. Who inherits says what is written.

    Signals
    -------
    start_wanted(object): a new run with these settings.
    chosen_changed(): another tile, or its picture has changed.
    """

    start_wanted = Signal(object)
    chosen_changed = Signal()

    def __init__(self, row: RunRow, strip: TileStrip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self.strip = row, strip
        self.acts, self.summary = PictureActions(), QLabel()
        self.refusal: Refusal = "on"
        self.clock = TextClock(self.write, self)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(5)
        page.addWidget(row)
        page.addWidget(strip)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.acts)
        self._legend = named(ElidedLabel(), "caption")
        self._legend.show_text("curves: log-odds 0.1 to 0.999, lines 0.5, 0.9, 0.99")
        foot.addWidget(self._legend)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.summary.setAlignment(right)
        self.summary.setMinimumWidth(1)
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        foot.addWidget(self.summary, 1)
        page.addLayout(foot)
        strip.chosen_changed.connect(self._show_chosen)

    def use_form(self, form: EvolutionForm | AscentForm) -> None:
        """The form of settings that the line above the tiles sums up and opens."""

        def sum_up() -> None:
            self.row.settings.setText(form.summary())

        self.row.settings_wanted.connect(lambda: form.open_beneath(self.row.settings))
        form.changed.connect(sum_up)
        sum_up()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.strip.set_tokens(tokens)

    def set_refusal(self, refusal: Refusal, threshold: float) -> None:
        """Whether the verdict counts, whether the next run knows it, and its limit."""
        self.refusal = refusal
        self.strip.set_refusal(refusal, threshold)
        self.write()

    def set_state(self, state: State) -> None:
        """What the engine does."""
        self.row.set_state(state)
        self.strip.catch_up()
        self.clock.tick(at_once=True)

    @property
    def picked(self) -> Picked | None:
        """The chosen picture."""
        return self.strip.picked

    def write(self) -> None:
        """Numbers, at reading speed."""
        waits = self.row.state == "waiting"
        self.row.show_progress("waits for the training" if waits else self.progress_text())
        self.summary.setText(self.summary_text())
        self._show_chosen()

    def progress_text(self) -> str:
        """How far the run is."""
        raise NotImplementedError

    def summary_text(self) -> str:
        """What has been found so far; bold parts in HTML."""
        raise NotImplementedError

    def _show_chosen(self) -> None:
        picked = self.picked
        self.acts.set_picture("" if picked is None else picked.name)
        self.chosen_changed.emit()
