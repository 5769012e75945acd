"""The arithmetic of a fully connected unit: waterfall, where it comes from, the sum in boxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from app.tokens import Tokens
from app.widgets.ledger.boxes import HEIGHT, BoxRow, Part, activation_box, number_box
from app.widgets.ledger.sources import Sources
from app.widgets.ledger.waterfall import Waterfall
from app.widgets.named import named
from app.widgets.scale import Scale
from app.widgets.text_clock import TextClock
from model.ledger_sums import FullyConnectedLedger
from model.ledger_table import Order
from model.unit import Unit

_MARGIN, _CONTROLS, _GAP = 12, 28, 8
_WIDE = 500  # from here on the boxes have room beneath the sources alone
_TIPS: dict[Order, str] = {
    "channel": "As they come: map by map, row by row",
    "size": "The strongest first, whatever its sign",
    "sign": "What is added first, then what is taken away",
}


class ConnectedBody(QWidget):
    """Bars and places follow every ledger; rows, numbers and boxes at reading speed.

    unit_wanted: a Unit to pin; term_hovered: a Unit of the layer before, or None.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latest: tuple[FullyConnectedLedger, Scale, float, float] | None = None
        self._read: FullyConnectedLedger | None = None
        self.waterfall, self.sources, self.boxes = Waterfall(self), Sources(self), BoxRow(self)
        self._controls = QWidget(self)
        self.which, self.orders = QButtonGroup(self), QButtonGroup(self)
        self._sorting = QFrame()
        self._clock = TextClock(self._show_texts, self)
        self._build()
        self.waterfall.term_hovered.connect(self.sources.highlight)
        self.sources.term_hovered.connect(self.waterfall.reveal)
        for part in (self.waterfall, self.sources):
            part.unit_wanted.connect(self.unit_wanted)
            part.term_hovered.connect(self.term_hovered)

    def _build(self) -> None:
        line = QHBoxLayout(self._controls)
        line.setContentsMargins(0, 0, 0, 0)
        which = _segments(
            self.which,
            ("strongest", "all"),
            ("The strongest contributions, the others together", "Every contribution, to scroll"),
        )
        self._sorting = _segments(self.orders, tuple(_TIPS), tuple(_TIPS.values()))
        self._sorting.setVisible(False)
        line.addWidget(which)
        line.addWidget(self._sorting)
        line.addStretch(1)
        for group in (self.which, self.orders):
            group.buttons()[0].setChecked(True)
            group.idClicked.connect(self._choose)

    def _choose(self, _number: int) -> None:
        shows_all = self.which.checkedId() == 1
        self._sorting.setVisible(shows_all)
        order = tuple(_TIPS)[self.orders.checkedId()]
        self.waterfall.set_order(order if shows_all else None)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.waterfall, self.sources, self.boxes):
            part.set_tokens(tokens)

    def show_ledger(
        self, ledger: FullyConnectedLedger, scale: Scale, gamma: float, largest_weight: float
    ) -> None:
        """Show a unit's sum; scale and gamma are those of the maps, largest_weight the layer's."""
        self._latest = ledger, scale, gamma, largest_weight
        if self.isVisible():
            self._show_pictures()
            self._clock.tick(at_once=not _is_same(self._read, ledger))

    def highlight(self, unit: Unit | None) -> None:
        """Mark the row and the cell of a unit of the layer before."""
        self.waterfall.highlight(unit)
        self.sources.highlight(unit)

    def _show_pictures(self) -> None:
        if self._latest is not None:
            self.waterfall.show_ledger(*self._latest)
            self.sources.show_ledger(self._latest[0])

    def _show_texts(self) -> None:
        if self._latest is None:
            return
        self._read = ledger = self._latest[0]
        count = len(ledger.inputs)
        self.which.buttons()[1].setText(f"All {count}")
        self.waterfall.show_texts()
        self.sources.show_texts()
        self.boxes.show_parts(sum_boxes(ledger))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What came while hidden is shown now."""
        super().showEvent(event)
        self._show_pictures()
        self._clock.show_now()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Sources at the right; boxes beneath them, or beneath all where they need the width."""
        width, height = self.width(), self.height()
        left = min(max(352, round(0.44 * width)), 640)
        right = width - left - 2 * _MARGIN
        is_wide = right >= _WIDE
        row = HEIGHT + _GAP
        bottom = height - _GAP
        self._controls.setGeometry(_MARGIN - 4, 6, left, _CONTROLS)
        top = 6 + _CONTROLS + 4
        below = bottom - top - (0 if is_wide else row)
        self.waterfall.setGeometry(_MARGIN - 8, top, left, below)
        x = left + 2 * _MARGIN - 8
        tall = bottom - 12 - row
        self.sources.setGeometry(x, 12, width - x - _MARGIN, tall)
        if is_wide:
            self.boxes.setGeometry(x, bottom - HEIGHT, width - x - _MARGIN, HEIGHT)
        else:
            self.boxes.setGeometry(_MARGIN, bottom - HEIGHT, width - 2 * _MARGIN, HEIGHT)


def sum_boxes(ledger: FullyConnectedLedger) -> tuple[Part, ...]:
    """What is added, what is taken away, the bias; the sum; the activation function of it."""
    name = "logit z" if ledger.function == "none" else "pre-activation a"
    after = activation_box(ledger.function, ledger.pre_activation, ledger.activation)
    return (
        *(number_box("Σ positive", ledger.positive), "+"),
        *(number_box("Σ negative", ledger.negative), "+"),
        *(number_box("bias b", ledger.bias), "="),
        number_box(name, ledger.pre_activation, is_meant=True),
        *(("→", after) if after else ()),
    )


def _is_same(read: FullyConnectedLedger | None, ledger: FullyConnectedLedger) -> bool:
    """True while the same sum goes on, with other numbers."""
    return read is not None and (read.unit, read.input_shape) == (ledger.unit, ledger.input_shape)


def _segments(group: QButtonGroup, texts: Sequence[str], tips: Sequence[str]) -> QFrame:
    """Buttons side by side, one of them chosen."""
    frame = named(QFrame(), "levels")
    line = QHBoxLayout(frame)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    for number, (text, tip) in enumerate(zip(texts, tips, strict=True)):
        button = named(QToolButton(), "segment")
        button.setText(text.capitalize())
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        group.addButton(button, number)
        line.addWidget(button)
    return frame
