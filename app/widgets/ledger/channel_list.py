"""The list of all channels of a unit's sum: head, order, and the rows, which may scroll."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QScrollArea, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.channel_columns import LEFT
from app.widgets.ledger.channel_rows import ChannelRows
from app.widgets.ledger.shades import Shades
from app.widgets.named import named
from model.ledger_sums import ConvolutionLedger
from model.ledger_table import Order

_HEAD, _FOOT = 26, 5
_ORDERS: dict[Order, tuple[str, str]] = {
    "channel": ("sort ▾", "By channel"),
    "size": ("by size ▾", "By size, the strongest first"),
    "sign": ("by sign ▾", "By sign, what adds first"),
}


class ChannelList(QWidget):
    """Every channel with its patch, kernel, products, subtotal and what the sum is after it.

    Signals
    -------
    channel_wanted(int): a channel of the input layer was chosen; part_hovered(str): the pointer
    rests on what a letter of the formula stands for, "" when it does not.
    """

    channel_wanted = Signal(int)
    part_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._count = 0
        self.rows = ChannelRows()
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.rows)
        self.sort_button = named(QPushButton(_ORDERS["channel"][0], self), "link")
        self.sort_button.setToolTip("Order of the channels")
        self.sort_button.setAccessibleName("Order of the channels")
        self._menu = QMenu(self)
        self._build_menu()
        self.sort_button.clicked.connect(self._open_menu)
        self.rows.channel_wanted.connect(self.channel_wanted)
        self.rows.part_hovered.connect(self.part_hovered)

    def _build_menu(self) -> None:
        group = QActionGroup(self)
        for by, (_, text) in _ORDERS.items():
            action = QAction(text, group, checkable=True, checked=by == "channel")
            action.setData(by)
            action.triggered.connect(lambda _checked, by=by: self.sort(by))
            self._menu.addAction(action)

    def _open_menu(self) -> None:
        below = QPoint(self.sort_button.width() - self._menu.sizeHint().width(), 0)
        below.setY(self.sort_button.height())
        self._menu.popup(self.sort_button.mapToGlobal(below))

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.rows.set_tokens(tokens)
        self.update()

    def sort(self, by: Order) -> None:
        """Choose the order of the rows."""
        self.sort_button.setText(_ORDERS[by][0])
        self._place_button()
        for action in self._menu.actions():
            action.setChecked(action.data() == by)
        self.rows.sort(by)
        self._reveal()
        self.update()

    def show_ledger(self, ledger: ConvolutionLedger, shades: Shades) -> None:
        """Show thumbnails and running sum of a unit."""
        self.rows.show_ledger(ledger, shades)
        if len(ledger.channels) != self._count:
            self._count = len(ledger.channels)
            self._fit()
        self.update(0, 0, self.width(), _HEAD)  # the 0 of the running sum moves

    def show_texts(self) -> None:
        """Bring rows in order and round the numbers anew."""
        self.rows.show_texts()
        self._fit()

    def show_channel(self, channel: int) -> None:
        """Mark the row of the chosen channel, and bring it into sight."""
        self.rows.show_channel(channel)
        self._reveal()

    def point_at(self, channel: int | None) -> None:
        """Outline the row of a channel that is pointed at elsewhere."""
        self.rows.point_at(channel)

    def emphasize(self, part: str) -> None:
        """Outline what a letter of the formula stands for."""
        self.rows.emphasize(part)

    def _fit(self) -> None:
        self.rows.fit(self._area.height())

    def _reveal(self) -> None:
        row = self.rows.chosen_row
        if row is not None:
            top, high = self.rows.rows.top(row), self.rows.rows.row
            self._area.ensureVisible(0, top + high // 2, 0, high)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The rows take what the head leaves."""
        super().resizeEvent(event)
        self._area.setGeometry(0, _HEAD, self.width() - 1, max(1, self.height() - _HEAD - _FOOT))
        self._place_button()
        self._fit()
        self._reveal()

    def _place_button(self) -> None:
        wide = self.sort_button.sizeHint().width()
        self.sort_button.setGeometry(self.width() - wide - 8, 3, wide, 20)
        self.rows.reserved = wide + 16

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The heads of the columns, and a line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._tokens.color("hairline"))
        if not self._count:
            return
        columns = self.rows.columns
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_3"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(LEFT, 0, 80, _HEAD), middle, "channel")
        for left, text in zip(columns.pictures, ("x", "w", "x·w"), strict=True):
            place = QRectF(left - 6, 0, columns.side + 12, _HEAD)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        place = QRectF(columns.subtotal - 60, 0, 60, _HEAD)
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, "subtotal")
        zero = columns.x(0.0)
        painter.drawText(QRectF(zero - 10, 0, 20, _HEAD), Qt.AlignmentFlag.AlignCenter, "0")
        text = "running sum"
        width = QFontMetricsF(font("caption")).horizontalAdvance(text) + 1
        if zero + 12 + width < self.sort_button.x():
            painter.drawText(QRectF(zero + 12, 0, width, _HEAD), middle, text)
        elif zero - 10 - width > columns.subtotal + 8:
            painter.drawText(QRectF(zero - 10 - width, 0, width, _HEAD), middle, text)
