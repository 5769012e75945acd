"""Maps while the weights are made random, layer by layer; which of them hardly change."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import signed
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.explain.explain_texts import CLIPPING, NAMES
from app.widgets.explain.map_painting import map_image, paint_map, whole_side
from app.widgets.sheet.lettering import LEFT, paint_focus, paint_text
from model.explanation import METHODS, Method, Randomisation, scale_of
from model.raster import SIDE

HARDLY = 0.5  # mean rank correlation with the trained network's, from which a map hardly changes
LEGEND = (
    "number: rank correlation with the trained network's map, 1 = unchanged",
    f"hardly changes: the mean of its numbers is {HARDLY:.2f} or more",
)
_WITHOUT = "without occlusion (784 passes for every network)"
_NAME, _NUMBER, _HEAD, _LINE = 98, 30, 16, 14  # pixels


class RandomView(QWidget):
    """A row for every method: its maps, and their rank correlation with the trained network's.

    Signals
    -------
    chosen(str): a method.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.randomised: Randomisation | None = None
        self.progress: float | None = None  # part done, while it is computed
        self.note = ""  # what is said where there are no maps
        self.method = ""
        self.is_unit = False  # what is explained; then layers behind it are left out
        self._images: dict[Method, list[QImage]] = {}
        self.setMinimumSize(320, 190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Maps with random weights")
        self._tell()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._draw_images()

    def show_randomised(self, randomised: Randomisation | None) -> None:
        """Show the maps; None: there are none, and `note` says why."""
        self.randomised, self.progress = randomised, None
        self._draw_images()
        self._tell()

    def set_note(self, note: str) -> None:
        """What stands where no maps are."""
        self.note = note
        self._tell()

    def show_progress(self, part: float) -> None:
        """How much of it is done, 0 to 1."""
        self.progress = part
        self.update()

    def choose(self, method: str) -> None:
        """Emphasise a method's row."""
        self.method = method
        self.update()

    @property
    def names(self) -> list[Method]:
        """The methods, as in the row of cards."""
        shown = self.randomised
        return [] if shown is None else [m for m in METHODS if m in shown.similarity]

    @property
    def legend(self) -> tuple[str, ...]:
        """What number and word stand for, and what is not shown; a line each."""
        behind = " and the layers behind the unit" if self.is_unit else ""
        return (*LEGEND, _WITHOUT + behind)

    def mean(self, method: Method) -> float:
        """Mean of the numbers beside a method's maps."""
        assert self.randomised is not None
        return float(self.randomised.similarity[method][1:].mean())

    def hardly_changes(self, method: Method) -> bool:
        """True when the map is much the same with random weights."""
        return self.mean(method) >= HARDLY

    def summary(self) -> str:
        """The finding in words."""
        if self.randomised is None:
            return self.note or "not computed yet"
        parts = []
        for method in self.names:
            word = "hardly changes" if self.hardly_changes(method) else "changes"
            parts.append(f"{NAMES[method]} {word}, mean {signed(self.mean(method), 2)}")
        return f"with random weights: {'; '.join(parts)}; {'; '.join(self.legend)}"

    def _tell(self) -> None:
        self.setAccessibleDescription(self.summary())
        self.setToolTip(
            "Rank correlation of the map's amounts with those of the trained network, over all "
            f"pixels that are not 0 in both. Colours: each map its own scale; {CLIPPING}"
        )

    def _draw_images(self) -> None:
        self._images = {}
        if self.randomised is not None:
            for method in self.names:
                maps = self.randomised.maps[method]
                self._images[method] = [map_image(m, scale_of(m), self._tokens) for m in maps]
        self.update()

    # -- places ------------------------------------------------------------------------------

    @property
    def side(self) -> float:
        """Of a small map."""
        columns = 6 if self.randomised is None else len(self.randomised.layers)
        across = (self.width() - _NAME) / columns - _NUMBER - 4
        down = self._pitch - 5
        return whole_side(max(SIDE, min(across, down)), self.devicePixelRatioF())

    @property
    def _pitch(self) -> float:
        """Pixels from one row to the next."""
        below = _LINE * len(self.legend) + 2
        return (self.height() - _HEAD - below) / max(1, len(self.names))

    def map_box(self, row: int, column: int) -> QRectF:
        """Where a small map stands."""
        columns = 6 if self.randomised is None else len(self.randomised.layers)
        pitch = (self.width() - _NAME) / columns
        left, top = round(_NAME + column * pitch), round(_HEAD + row * self._pitch + 3)
        return QRectF(left, top, self.side, self.side)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Head, rows; or what there is to say without them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3), self._tokens)
        if self.randomised is None:
            self._paint_nothing(painter)
            return
        for column, layer in enumerate(self.randomised.layers):
            box = QRectF(self.map_box(0, column).left(), 0, self.side + _NUMBER, _HEAD - 2)
            text = f"+ {layer}" if column > 1 else layer or "trained"
            paint_text(painter, box, text, "label", "text_2", self._tokens)
        for row, method in enumerate(self.names):
            self._paint_row(painter, self.randomised, row, method)
        top = self.height() - _LINE * len(self.legend)
        for number, text in enumerate(self.legend):
            line = QRectF(0, top + number * _LINE, self.width(), _LINE)
            paint_text(painter, line, text, "caption", "text_3", self._tokens)

    def _paint_nothing(self, painter: QPainter) -> None:
        text = self.note
        if self.progress is not None:
            text = f"making the weights random … {100 * self.progress:.0f} %"
        painter.setFont(font("body"))
        painter.setPen(self._tokens.color("text_3"))
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(self.rect()).adjusted(24, 0, -24, 0), int(wrap), text)

    def _paint_row(
        self, painter: QPainter, randomised: Randomisation, row: int, method: Method
    ) -> None:
        tokens, first = self._tokens, self.map_box(row, 0)
        role = "accent" if method == self.method else "text_2"
        style = "button" if method == self.method else "body"
        head = QRectF(0, first.center().y() - 15, _NAME - 2, 15)
        paint_text(painter, head, NAMES[method], style, role, tokens)
        finding = (
            ("caution", "⚠ hardly changes")
            if self.hardly_changes(method)
            else ("text_3", "changes")
        )
        paint_text(painter, head.translated(0, 15), finding[1], "caption", finding[0], tokens)
        for column, image in enumerate(self._images[method]):
            box = self.map_box(row, column)
            paint_map(painter, box, image, [], tokens)
            if column:
                value = float(randomised.similarity[method][column])
                beside = QRectF(box.right() + 3, box.center().y() - 8, _NUMBER - 2, 16)
                text = signed(value, 2).removeprefix("+")
                paint_text(painter, beside, text, "caption", "text", tokens, LEFT)

    # -- choosing ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the method of a row."""
        at = event.position().y()
        for row, method in enumerate(self.names):
            box = self.map_box(row, 0)
            if box.top() <= at <= box.bottom():
                self.chosen.emit(method)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and down walk through the rows."""
        steps = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}
        names = self.names
        if event.key() not in steps or not names:
            super().keyPressEvent(event)
            return
        at = names.index(self.method) if self.method in names else 0
        self.chosen.emit(names[(at + steps[event.key()]) % len(names)])

    def sizeHint(self) -> QSize:  # noqa: N802
        """In its card."""
        return QSize(470, 190)
