"""What lies on the cleared canvas after a drawing was stored: what was saved, and Undo."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.link_button import LinkButton
from app.words import label_text
from model.strokes import Drawing

_INSET, _HEIGHT = 8, 36
_TEXT_LEFT = 30
_RIGHT, _GAP = 8, 2  # beside the link


class SavedNote(QWidget):
    """A strip over the top of the paper it is a child of.

    A pen may be put down on it: it takes no pointer but on its link, which therefore lies beside
    it as a child of the paper, too.

    Signals
    -------
    undo_wanted(): what was saved is to be taken back.
    """

    undo_wanted = Signal()

    def __init__(self, paper: QWidget) -> None:
        super().__init__(paper)
        self._paper = paper
        self._tokens = LIGHT
        self._texts: tuple[str, ...] = ("",)  # the longest first
        self.link = LinkButton("Undo", "button", paper)
        self.link.setAccessibleName("Undo saving")
        self.link.setToolTip("Take the sample back; its drawing returns to the canvas (Ctrl+Z)")
        self.link.clicked.connect(self.undo_wanted)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Saved")
        paper.installEventFilter(self)
        self.put_away()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.link.set_tokens(tokens)
        self.update()

    def show_saved(self, label: int, count: int) -> None:
        """Say what was saved, and how many samples there are now."""
        short = f"Saved as {label_text(label)}"
        self._texts = (f"{short}, sample {count:,}", short, "Saved", "")
        self.setAccessibleDescription(self._texts[0])
        self._place()
        self.show()
        self.link.show()
        self.raise_()
        self.link.raise_()
        self.update()

    @Slot()
    def put_away(self) -> None:
        """Show nothing."""
        self.hide()
        self.link.hide()

    @Slot(object)
    def make_way(self, drawing: Drawing) -> None:
        """Show nothing as soon as there is a stroke on the paper."""
        if not drawing.is_empty:
            self.put_away()

    @property
    def shown_text(self) -> str:
        """The longest of its texts that has room."""
        metrics = self.fontMetrics()
        room = self.link.x() - self.x() - _TEXT_LEFT - _GAP
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= room)
        return next(fitting, self._texts[-1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay as wide as the paper."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.setFont(font("body"))
        self.setGeometry(_INSET, _INSET, self._paper.width() - 2 * _INSET, _HEIGHT)
        top = _INSET + (_HEIGHT - self.link.height()) // 2
        self.link.move(self._paper.width() - _INSET - _RIGHT - self.link.width() + 3, top)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """A frame, a tick, the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._tokens.color("accent")
        painter.setPen(QPen(accent, 1))
        painter.setBrush(self._tokens.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QPen(accent, 1.75, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        middle = 0.5 * self.height()
        tick = QPointF(11, middle), QPointF(14.5, middle + 3.5), QPointF(21.5, middle - 4)
        painter.drawPolyline(QPolygonF(tick))
        painter.setPen(self._tokens.color("text"))
        row = QRectF(self.rect()).adjusted(_TEXT_LEFT, 0, 0, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, left, self.shown_text)
