"""The first row of the Samples workspace: how many are shown, tile size, what can be started."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.theme import font
from app.widgets.named import named
from app.widgets.samples.sample_grid import FACTORS

HEIGHT = 40
_UNDO, _SEPARATOR = "Undo (Ctrl+Z)", " · "
_SHORTEST = 60.0  # pixels of a text that is cut short
_ACTS = (
    ("guided", "Guided collecting", "The program asks for digits until each has enough"),
    ("import", "Import", "Add samples from JSONL, PNG folders, IDX files or a zip"),
    ("export", "Export", "Save the selected samples, or all that are shown"),
    ("retrain", "Retrain", "Teach a network these samples"),
)


class SamplesHeader(QFrame):
    """Name, counts, tile size, buttons.

    Signals
    -------
    factor_wanted(int): pixels along a raster pixel.
    act_wanted(str): "guided", "import", "export" or "retrain".
    undo_wanted(): the link beside what was done.
    """

    factor_wanted = Signal(int)
    act_wanted = Signal(str)
    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(HEIGHT)
        self.buttons: dict[str, QPushButton] = {}
        self.factors: dict[int, QToolButton] = {}
        self.caption = named(QLabel(), "caption")
        self._texts = ["", "", ""]  # counts, progress, what was done
        self._can_undo = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(named(QLabel("Samples"), "workspaceName"))
        row.addSpacing(8)
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.caption.setTextFormat(Qt.TextFormat.RichText)
        self.caption.linkActivated.connect(self.undo_wanted)
        row.addWidget(self.caption, 1)
        self._sizes = self._build_sizes()
        row.addWidget(self._sizes)
        row.addSpacing(4)
        for name, text, tip in _ACTS:
            button = QPushButton(text)
            if name == "retrain":
                named(button, "primary")
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, name=name: self.act_wanted.emit(name))
            self.buttons[name] = button
            row.addWidget(button)
        # What a narrow window has no room for.
        buttons = self.buttons
        self._optional = {
            760: self._sizes,
            620: buttons["guided"],
            460: buttons["import"],
            390: buttons["export"],
        }
        self.setMinimumWidth(260)

    def _build_sizes(self) -> QFrame:
        frame, group = named(QFrame(), "levels"), QButtonGroup(self)
        frame.setFixedHeight(28)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for factor in FACTORS:
            button = named(QToolButton(), "segment")
            button.setText(f"×{factor}")
            button.setCheckable(True)
            button.setChecked(factor == 2)
            button.setToolTip(f"Tiles of {factor} × {factor} pixels per pixel of the raster")
            button.setAccessibleName(f"Tile size {factor}")
            button.clicked.connect(lambda _=False, f=factor: self.factor_wanted.emit(f))
            group.addButton(button)
            row.addWidget(button)
            self.factors[factor] = button
        return frame

    def show_counts(self, text: str) -> None:
        """Say how many are shown."""
        self._tell(0, text)

    def show_progress(self, text: str) -> None:
        """Say what goes on in the background; empty: nothing does."""
        self._tell(1, text)

    def show_done(self, text: str, can_undo: bool) -> None:
        """Say what was done, with a link that undoes it; empty: nothing."""
        self._can_undo = can_undo
        self._tell(2, text)

    def _tell(self, place: int, text: str) -> None:
        self._texts[place] = text
        self._write()

    def text(self) -> str:
        """All that is said, as plain text."""
        counts, progress, done = self._texts
        undo = _UNDO if done and self._can_undo else ""
        return _SEPARATOR.join(part for part in (counts, done, undo, progress) if part)

    def _write(self) -> None:
        """What there is room for; the rest stands in the tooltip."""
        counts, progress, done = self._texts
        room, parts = self.caption.width() - 4.0, []
        for text in (counts, done, _UNDO if done and self._can_undo else "", progress):
            shown = self._fitting(text, room)
            if shown:
                room -= self._width(shown + _SEPARATOR)
                parts.append(f"<a href='undo'>{_UNDO}</a>" if text == _UNDO else escape(shown))
        self.caption.setText(_SEPARATOR.join(parts))
        self.caption.setToolTip(self.text())
        self.caption.setAccessibleName(self.text())

    def _fitting(self, text: str, room: float) -> str:
        if not text or room < min(_SHORTEST, self._width(text)):
            return ""
        metrics = QFontMetricsF(font("caption"))
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _width(self, text: str) -> float:
        return QFontMetricsF(font("caption")).horizontalAdvance(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The caption takes what is left."""
        for least, part in self._optional.items():
            part.setVisible(event.size().width() >= least)
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self._write()
