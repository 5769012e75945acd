"""Does a picture fool the other networks as well? A small table over the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.formats import percent
from app.widgets.fool.floating_card import FloatingCard
from app.widgets.named import named
from app.widgets.train.card import Sentence
from model.fooling import Fooling, Transfer

_WIDTH = 590


class TransferCard(FloatingCard):
    """rows: what is shown, as plain text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setFixedWidth(_WIDTH)
        self.rows: tuple[tuple[str, ...], ...] = ()
        self._note, self._grid = Sentence(1), QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._note)
        self._button: QWidget | None = None

    def open_at(self, button: QWidget, name: str) -> None:
        """Open, and wait for the answer."""
        self.title.setText(f"Other networks: {name}")
        self._fill(())
        self._note.setText("asking the other networks …")
        self._button = button
        self.open_beneath(button)

    def show_transfers(self, transfers: Sequence[Transfer], attacked: str) -> None:
        """What each network says of the picture. attacked: the name of the one that answers."""
        readings = [(each.network, each.readings[0]) for each in transfers if each.readings]
        target = readings[0][1].target if readings else ""
        header = ("network", "reads", f"confidence in {target}", "verdict")
        rows = [_texts(name, fooling, is_active=name == attacked) for name, fooling in readings]
        self._fill(rows, header)
        others = [fooling for name, fooling in readings if name != attacked]
        fooled = sum(fooling.fools for fooling in others)
        told = (
            f"{fooled} of {len(others)} others are fooled: "
            f"fooled means read as {target} and not refused."
        )
        self._note.setText(told if others else "There is no other network.")
        if self.isVisible() and self._button is not None:
            self.open_beneath(self._button)  # it is higher now

    def show_problem(self, text: str) -> None:
        """Why there is no answer."""
        self._note.setText(text)

    def _fill(self, rows: Sequence[tuple[str, ...]], header: tuple[str, ...] = ()) -> None:
        self.rows = tuple(rows)
        while self._grid.count():
            item = self._grid.takeAt(0)
            label = item.widget() if item is not None else None
            if label is not None:
                label.hide()
                label.deleteLater()
        for n, row in enumerate((header, *rows)):
            for column, text in enumerate(row):
                label = named(QLabel(text), "caption" if n == 0 else "body")
                label.setTextFormat(Qt.TextFormat.PlainText)
                side = Qt.AlignmentFlag.AlignRight if column == 2 else Qt.AlignmentFlag.AlignLeft
                self._grid.addWidget(label, n, column, side)
                label.show()  # now, so that the card knows how high it has to be
        self.setAccessibleDescription("; ".join(", ".join(row) for row in rows))


def _texts(name: str, fooling: Fooling, *, is_active: bool) -> tuple[str, ...]:
    reason = fooling.verdict.reason
    return (
        f"{name} (answers now)" if is_active else name,
        str(fooling.prediction),
        percent(fooling.confidence),
        f"refused: {reason}" if reason else "accepted",
    )
