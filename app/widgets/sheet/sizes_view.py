"""How large the output is and what each unit sees: letters, then numbers."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import paint_formula, paint_text, plain, width_of, wrapped

_TOP, _TITLE, _LINE, _GAP = 8, 20, 18, 14
_SIDE_BY_SIDE = 320  # pixels of width from which the two parts stand side by side


class Passage(NamedTuple):
    """A title and what stands beneath it.

    lines: each a tuple of pieces that are broken between two of them where the line is full.
    result: the number at the end of the last line.
    """

    title: str
    lines: tuple[tuple[str, ...], ...]
    result: str = ""


class SizesView(QWidget):
    """Two passages of text, one above the other or side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.passages: tuple[Passage, ...] = ()
        self.setAccessibleName("Sizes")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_passages(self, passages: tuple[Passage, ...]) -> None:
        """Show what is said about a layer."""
        self.passages = passages
        self.setAccessibleDescription("; ".join(_spoken(passage) for passage in passages))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Two passages of three lines, one above the other."""
        return QSize(186, _TOP + 2 * _TITLE + 6 * _LINE + _GAP)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Pixels that the passages take."""
        heights = [_TITLE + _LINE * len(_lines(p, self._column(width))) for p in self.passages]
        if width >= _SIDE_BY_SIDE:
            return _TOP + max(heights, default=0)
        return _TOP + sum(heights) + _GAP * (len(heights) - 1)

    @staticmethod
    def _column(width: float) -> float:
        return (width - 24) / 2 if width >= _SIDE_BY_SIDE else width

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Titles, lines, results."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_wide = self.width() >= _SIDE_BY_SIDE
        width = self._column(self.width())
        is_tight = self.heightForWidth(self.width()) > self.height()
        gap, line = (4, _LINE - 2) if is_tight else (_GAP, _LINE)
        left, top = 0.0, float(_TOP)
        for passage in self.passages:
            bottom = self._paint(painter, passage, QRectF(left, top, width, line))
            if is_wide:
                left += width + 24
            else:
                top = bottom + gap

    def _paint(self, painter: QPainter, passage: Passage, line: QRectF) -> float:
        """A passage; `line` is where its title stands. Returns where it ends."""
        head = QRectF(line.left(), line.top(), line.width(), 18)
        paint_text(painter, head, passage.title, "heading", "text", self._tokens)
        line.translate(0, line.height() + 2)
        lines = _lines(passage, line.width())
        for number, text in enumerate(lines):
            end = paint_formula(painter, line, text, "body", "text_2", self._tokens)
            if passage.result and number == len(lines) - 1:
                rest = QRectF(end + 4, line.top(), 60, line.height())
                paint_text(painter, rest, passage.result, "heading", "text", self._tokens)
            line.translate(0, line.height())
        return line.top()


def _lines(passage: Passage, width: float) -> list[str]:
    """The lines of a passage, broken where they are too long."""
    lines: list[str] = []
    for number, pieces in enumerate(passage.lines):
        is_last = number == len(passage.lines) - 1
        result = width_of(passage.result, "heading") + 8 if passage.result and is_last else 0
        lines += wrapped(pieces, " · ", "body", width - result)
    return lines


def _spoken(passage: Passage) -> str:
    lines = " ".join(" · ".join(pieces) for pieces in passage.lines)
    return plain(f"{passage.title}: {lines} {passage.result}".strip())
