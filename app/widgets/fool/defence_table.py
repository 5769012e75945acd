"""The rounds of a defence in numbers: a row per attack, grouped by network."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import percent
from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import LEFT, RIGHT, paint_text
from model.fooling import AttackSummary, DefenceRound

_HEADERS = (
    "round",
    "attack",
    "tries",
    "confident",
    "accepted",
    "succeeded",
    "mean",
    "errors",
)
_SHARES = (0.17, 0.43, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # where columns end; the first two begin at 0
_HEAD, _ROW = 22, 22


class DefenceTable(QWidget):
    """Painted text. rows: what is shown, as plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(620)
        self.setAccessibleName("Rounds of the defence")
        self.setToolTip(
            "confident: above 0.9 for the target, refusal not asked; accepted: not refused; "
            "succeeded: both; errors: of the network on real digits"
        )
        self.show_rounds(())

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_rounds(self, rounds: Sequence[DefenceRound]) -> None:
        """Round 0 is the network before any defence."""
        self.rows = tuple(
            _texts(each, attack, is_first=n == 0)
            for each in rounds
            for n, attack in enumerate(each.attacks)
        )
        self.setFixedHeight(_HEAD + max(1, len(self.rows)) * _ROW + 4)
        said = "; ".join(", ".join(filter(None, row)) for row in self.rows)
        self.setAccessibleDescription(said or "no rounds yet")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Headers, then rows; a line above each round."""
        painter = QPainter(self)
        tokens, width = self._tokens, self.width()
        for n, row in enumerate((_HEADERS, *self.rows)):
            top = _HEAD + (n - 1) * _ROW if n else 0
            if n == 1 or (n and row[0]):
                painter.setPen(QPen(tokens.color("hairline"), 1))
                painter.drawLine(0, top, width, top)
            for column, text in enumerate(row):
                style, role = ("caption", "text_3") if n == 0 else ("body", "text")
                if n and column in (0, 5):
                    style = "button"
                if column < 2:
                    left = 0.0 if column == 0 else _SHARES[0] * width
                    box = QRectF(left + 2, top, _SHARES[column] * width - left, _ROW)
                    paint_text(painter, box, text, style, role, tokens, LEFT)
                else:
                    box = QRectF(0, top, _SHARES[column] * width - 4, _ROW)
                    paint_text(painter, box, text, style, role, tokens, RIGHT)
        if not self.rows:
            box = QRectF(2, _HEAD, width, _ROW)
            text = "The first rows come when the network as it is has been attacked."
            paint_text(painter, box, text, "caption", "text_3", tokens, LEFT)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide."""
        return QSize(900, self.height())


def rate(attack: AttackSummary) -> float:
    """Share of the tries that succeeded."""
    return attack.succeeded / attack.tries if attack.tries else 0.0


def _texts(each: DefenceRound, attack: AttackSummary, *, is_first: bool) -> tuple[str, ...]:
    name = "0, as it was" if each.number == 0 else f"{each.number}, +{each.added} labelled"
    errors = percent(each.check_errors / each.check_samples, 2) if each.check_samples else "–"
    return (
        name if is_first else "",
        attack.name,
        f"{attack.tries:,}",
        f"{attack.confident:,}",
        f"{attack.accepted:,}",
        percent(rate(attack)),
        f"{attack.mean_confidence:.3f}",
        errors if is_first else "",
    )
