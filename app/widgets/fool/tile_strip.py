"""Ten live tiles, one for each class: pictures follow every report, numbers at reading speed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.formats import percent
from app.tokens import LIGHT, Tokens
from app.widgets.fool.picked import Kind, Picked, Refusal, fooling_text, judgement
from app.widgets.fool.pictures import KeptImages
from app.widgets.fool.tile_painter import (
    Look,
    Tile,
    confidence_text,
    paint_head,
    paint_tile,
    tile_height,
)
from app.widgets.text_clock import TextClock
from model.network import CLASSES
from model.raster import SIDE

_GAP = 10
_BETWEEN = 12  # two rows
_ONE_ROW = 880  # from this width on
_EDGE = 2  # above and below the tiles
_CELLS, _LEAST_CELL = 5, 2  # at most, at least
_CURVES = "Curve: its confidence, log-odds axis 0.1 to 0.999, lines at 0.5, 0.9, 0.99"
_STEPS = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
_ENDS = {Qt.Key.Key_Home.value: 0, Qt.Key.Key_End.value: CLASSES - 1}


class TileStrip(QWidget):
    """Tiles in one row, or in two where it is narrow; one of them is chosen.

    kind: what the pictures are; chosen: the class whose tile is violet.

    Signals
    -------
    chosen_changed(int): another tile was chosen, with the mouse or the arrow keys.
    opened(int): a double click or Enter: the picture is wanted on the desk.
    """

    chosen_changed = Signal(int)
    opened = Signal(int)

    def __init__(
        self, kind: Kind, name: str, parent: QWidget | None = None, *, has_curves: bool = True
    ) -> None:
        super().__init__(parent)
        self._tokens, self._kind, self._has_curves = LIGHT, kind, has_curves
        self._refusal: Refusal = "on"
        self._threshold = 0.5
        self._kept = KeptImages()
        self._clock = TextClock(self._write, self)
        self.tiles: tuple[Tile, ...] = tuple(Tile(target) for target in range(CLASSES))
        self.texts: list[str] = ["–"] * CLASSES  # confidences as they are written
        self.chosen = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(5 * (2 * SIDE + 26))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._kept.clear()
        self.update()

    def set_refusal(self, refusal: Refusal, threshold: float) -> None:
        """Whether the refusal's verdict counts, and its limit."""
        self._refusal, self._threshold = refusal, threshold
        self._describe()
        self.update()

    def show_tiles(self, tiles: Sequence[Tile], *, at_once: bool = False) -> None:
        """Show ten tiles, class 0 first. at_once: numbers too."""
        self.tiles = tuple(tiles)
        self._clock.tick(at_once=at_once)
        self.update()

    @property
    def picked(self) -> Picked | None:
        """The picture of the chosen tile."""
        fooling = self.tiles[self.chosen].fooling
        return None if fooling is None else Picked(self._kind, fooling)

    def choose(self, target: int) -> None:
        """Make a tile violet."""
        if target != self.chosen:
            self.chosen = target
            self._describe()
            self.update()
            self.chosen_changed.emit(target)

    def summary(self) -> str:
        """All tiles in words."""
        parts = [
            f"{tile.target}: {percent(tile.fooling.confidence)}, "
            f"{judgement(tile.fooling, self._refusal).text}"
            for tile in self.tiles
            if tile.fooling is not None
        ]
        chosen = f"chosen {self.chosen}"
        return "; ".join([chosen, *parts]) if parts else "no pictures yet"

    def catch_up(self) -> None:
        """Show the newest numbers without waiting."""
        self._clock.show_now()

    def _write(self) -> None:
        self.texts = [confidence_text(tile) for tile in self.tiles]
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.summary())

    # -- places ------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        return _columns(self.width())

    @property
    def cell(self) -> int:
        """Pixels along one of a picture's: the largest whole number that fits."""
        return _cell(self.width())

    def rect_of(self, target: int) -> QRectF:
        """Where a tile stands, on whole pixels."""
        down, across = divmod(target, self.columns)
        height, width = self._tile_height(self.width()), _tile_width(self.width())
        left, right = (round(x) for x in (across * (width + _GAP), across * (width + _GAP) + width))
        return QRectF(left, _EDGE + down * (height + _BETWEEN), right - left, height)

    def _tile_height(self, width: int) -> int:
        return tile_height(_cell(width), has_curve=self._has_curves)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Pictures take whole steps; the height follows."""
        rows = CLASSES // _columns(width)
        return rows * self._tile_height(width) + (rows - 1) * _BETWEEN + 2 * _EDGE

    def sizeHint(self) -> QSize:  # noqa: N802
        """One row with the smallest pictures: the least it can be."""
        return QSize(998, tile_height(_LEAST_CELL, has_curve=self._has_curves) + 2 * _EDGE)

    # -- painting ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """All ten."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = Look(
            self._tokens,
            self.cell,
            self.devicePixelRatioF(),
            self._refusal,
            self.hasFocus(),
            self._has_curves,
        )
        for tile, text in zip(self.tiles, self.texts, strict=True):
            box = self.rect_of(tile.target)
            is_chosen = tile.target == self.chosen
            paint_tile(painter, box, tile, look, self._kept, is_chosen=is_chosen)
            paint_head(painter, box, tile.target, text, self._tokens)

    # -- mouse and keys ------------------------------------------------------------------

    def _tile_at(self, x: float, y: float) -> int | None:
        return next((n for n in range(CLASSES) if self.rect_of(n).contains(x, y)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose."""
        found = self._tile_at(event.position().x(), event.position().y())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open."""
        found = self._tile_at(event.position().x(), event.position().y())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows walk, Home and End go to the ends, Enter opens."""
        key, columns = event.key(), self.columns
        steps = _STEPS | {Qt.Key.Key_Up.value: -columns, Qt.Key.Key_Down.value: columns}
        if key in steps and 0 <= self.chosen + steps[key] < CLASSES:
            self.choose(self.chosen + steps[key])
        elif key in _ENDS:
            self.choose(_ENDS[key])
        elif key in (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value):
            self.opened.emit(self.chosen)
        elif key not in steps:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tooltip of a tile says why."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._tile_at(event.pos().x(), event.pos().y())
            text = "" if found is None else self.tip_of(found)
            QToolTip.showText(event.globalPos(), text, self)  # an empty one hides it
            return True
        return super().event(event)

    def tip_of(self, target: int) -> str:
        """What a tile shows, in a sentence with the reason of its verdict."""
        fooling = self.tiles[target].fooling
        if fooling is None:
            return ""
        text = fooling_text(Picked(self._kind, fooling), self._threshold)
        return f"{text}\n{_CURVES}" if self._has_curves else text


def _columns(width: int) -> int:
    return CLASSES if width >= _ONE_ROW else CLASSES // 2


def _tile_width(width: int) -> float:
    return (width - (_columns(width) - 1) * _GAP) / _columns(width)


def _cell(width: int) -> int:
    most = _CELLS if _columns(width) == CLASSES else _CELLS - 2
    return max(_LEAST_CELL, min(most, int((_tile_width(width) - 6) / SIDE)))
