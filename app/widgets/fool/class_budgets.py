"""Into which digit the drawing is turned, and with how little: a bar for each class."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.fool.budget_texts import result_text
from app.widgets.sheet.lettering import LEFT, RIGHT, paint_focus, paint_text
from model.fooling import LeastChange
from model.network import CLASSES

_HEAD, _LEAST_PITCH, _MOST_PITCH = 20, 20, 30
_BAR_LEFT, _TEXT_WIDTH = 36, 50
_KEYS = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}


class ClassBudgets(QWidget):
    """Rows of classes; one is chosen. results: what was found, by class.

    Signals
    -------
    chosen_changed(int): another class was chosen, with the mouse or the arrow keys.
    """

    chosen_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.results: dict[int, LeastChange] = {}
        self.rows: tuple[int, ...] = tuple(range(CLASSES))
        self.chosen: int | None = None
        self.most = 6.0
        self._searching: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(188)
        self.setMinimumHeight(_HEAD + CLASSES * _LEAST_PITCH)
        self.setAccessibleName("Smallest budget for each class")
        self.setToolTip("Choose a class to see its change; arrow keys walk")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_results(
        self,
        results: dict[int, LeastChange],
        rows: tuple[int, ...],
        most: float,
        searching: int | None,
    ) -> None:
        """Results by class; rows: the classes; most: the largest budget; searching: which now."""
        self.results, self.rows, self.most, self._searching = results, rows, most, searching
        self.setAccessibleDescription(self.summary())
        self.update()

    def choose(self, target: int | None) -> None:
        """Make a row violet."""
        if target != self.chosen:
            self.chosen = target
            self.setAccessibleDescription(self.summary())
            self.update()
            if target is not None:
                self.chosen_changed.emit(target)

    def summary(self) -> str:
        """In words."""
        texts = [
            f"{target}: {result_text(self.results[target], self.most)}"
            for target in self.rows
            if target in self.results
        ]
        chosen = [] if self.chosen is None else [f"chosen {self.chosen}"]
        return "; ".join([*chosen, *texts]) or "nothing found yet"

    @property
    def _pitch(self) -> float:
        room = (self.height() - _HEAD) / max(1, len(self.rows))
        return min(max(room, _LEAST_PITCH), _MOST_PITCH)

    def rect_of(self, target: int) -> QRectF:
        """Where a class's row stands."""
        top = _HEAD + self.rows.index(target) * self._pitch
        return QRectF(0, round(top), self.width(), round(self._pitch) - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Headers, then rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._tokens
        head = QRectF(8, 0, self.width() - 16, 16)
        paint_text(painter, head, "turn into", "caption", "text_3", tokens, LEFT)
        paint_text(painter, head, "smallest budget", "caption", "text_3", tokens, RIGHT)
        for target in self.rows:
            self._paint_row(painter, target)
        if self.hasFocus() and self.chosen in self.rows:
            paint_focus(painter, self.rect_of(self.chosen).adjusted(3, 2, -3, -2), tokens)

    def _paint_row(self, painter: QPainter, target: int) -> None:
        tokens, row = self._tokens, self.rect_of(target)
        is_chosen = target == self.chosen
        if is_chosen:
            painter.fillRect(row, tokens.color("accent_soft"))
            painter.fillRect(QRectF(0, row.top(), 3, row.height()), tokens.color("accent"))
        style = "button" if is_chosen else "body"
        paint_text(painter, row.adjusted(14, 0, 0, 0), str(target), style, "text", tokens, LEFT)
        bar = QRectF(_BAR_LEFT, row.center().y() - 4, row.width() - _BAR_LEFT - _TEXT_WIDTH - 8, 8)
        found = self.results.get(target)
        text = row.adjusted(_BAR_LEFT, 0, -8, 0)
        if found is None or found.budget is None:
            written = "–" if found is None else result_text(found, self.most)
            written = "searching …" if target == self._searching else written
            paint_text(painter, text, written, "caption", "text_3", tokens, LEFT)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(bar, 2, 2)
        bar.setWidth(max(2.0, bar.width() * min(1.0, found.budget / max(self.most, 1e-9))))
        painter.setBrush(tokens.color("accent" if is_chosen else "bar"))
        painter.drawRoundedRect(bar, 2, 2)
        paint_text(painter, text, result_text(found, self.most), style, "text", tokens, RIGHT)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ten rows."""
        return QSize(188, _HEAD + CLASSES * 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose."""
        at = event.position()
        for target in self.rows:
            if self.rect_of(target).contains(at.x(), at.y()):
                self.choose(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and down walk."""
        if event.key() in _KEYS and self.rows:
            at = self.rows.index(self.chosen) if self.chosen in self.rows else -1
            at = min(max(at + _KEYS[event.key()], 0), len(self.rows) - 1)
            self.choose(self.rows[at])
        else:
            super().keyPressEvent(event)
