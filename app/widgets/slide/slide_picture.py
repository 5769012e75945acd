"""The picture of the sliding window: the input, what happens under the window, what it fills."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.painted_layer import PaintedLayer
from app.widgets.slide.slide_arithmetic import Arithmetic
from app.widgets.slide.slide_course import Course
from app.widgets.slide.slide_heads import paint_heads, paint_key
from app.widgets.slide.slide_layout import MiddleLayout, SlideLayout, arrange
from app.widgets.slide.slide_maps import (
    MapColors,
    outline,
    paint_map_legend,
    paint_source,
    paint_target,
    paint_trail,
    rule,
    trail_points,
)
from app.widgets.slide.slide_middle import (
    GridColors,
    bar_rect,
    paint_chart,
    paint_grids,
    paint_told,
)


class SlidePicture(QWidget):
    """Painted anew for every position; it computes nothing.

    Signals
    -------
    cell_clicked(int, int): row and column in the map that is filled.
    channel_clicked(int): an input channel, in the chart of subtotals.
    """

    cell_clicked = Signal(int, int)
    channel_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._course: Course | None = None
        self._layout: SlideLayout | None = None
        self._ratio = 1.0
        self._trail: list[QPointF] = []
        self._rules = PaintedLayer(self._paint_rules)
        self._maps: tuple[MapColors, MapColors] | None = None
        self._number = 0
        self._shown: tuple[Arithmetic, GridColors] | None = None
        self._told: tuple[Arithmetic, int] | None = None
        self._has_numbers = True
        self._is_ringed = False  # the focus has come by keyboard: show where it is
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName("The window slides over the input and fills the map")

    @property
    def number(self) -> int:
        """The position that is painted."""
        return self._number

    @property
    def maps(self) -> tuple[MapColors, MapColors] | None:
        """The input and the map that is filled, as they are painted; None without a course."""
        return self._maps

    @property
    def places(self) -> SlideLayout | None:
        """Where everything stands; None without a course."""
        return self._layout

    @property
    def has_numbers(self) -> bool:
        """True when the grids carry numbers, False while the window moves too fast for them."""
        return self._has_numbers

    @property
    def arithmetic(self) -> Arithmetic | None:
        """What the grids show."""
        return self._shown[0] if self._shown else None

    @property
    def told(self) -> Arithmetic | None:
        """What words and chain say; a little behind the grids while the window moves fast."""
        return self._told[0] if self._told else None

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._rules.invalidate()
        self.update()

    def show_course(self, course: Course | None) -> None:
        """Take on a course; None: nothing slides."""
        self._course = course
        self._maps = self._shown = self._told = None
        self._arrange()

    def show_maps(self, source: MapColors, target: MapColors) -> None:
        """The two maps of the newest result; the arithmetic between them stays as it is."""
        is_first, self._maps = self._maps is None, (source, target)
        if is_first or self._layout is None:
            self.update()
            return
        between = self._layout.middle.column(self.height())
        self.update(QRegion(self.rect()) - QRegion(between))

    def show_position(
        self, number: int, arithmetic: Arithmetic, colors: GridColors, has_numbers: bool
    ) -> None:
        """The window stands here, and this lies under it."""
        self._number, self._shown, self._has_numbers = number, (arithmetic, colors), has_numbers
        self.update()

    def tell(self, number: int, arithmetic: Arithmetic) -> None:
        """Say this in words and numbers: as often as they can be read."""
        self._told = arithmetic, number
        told = f"{arithmetic.told}; " + "; ".join(
            f"{link.joint} {link.caption} {link.text}".strip() for link in arithmetic.chain
        )
        self.setAccessibleDescription(told)
        self.update()

    def _arrange(self) -> None:
        self._ratio = self.devicePixelRatioF()
        course = self._course
        self._layout, self._trail = None, []
        self._rules.invalidate()
        if course is not None:
            windows = course.windows
            ring = 2 * windows.padding
            self._layout = arrange(
                (self.width(), self.height()),
                (course.before.height + ring, course.before.width + ring),
                (course.after.height, course.after.width),
                windows.window,
                has_chart=len(course.channels) > 1,
                ratio=self._ratio,
            )
            shape = course.after.height, course.after.width
            self._trail = trail_points(self._layout.source, windows.window, windows.stride, shape)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay out anew."""
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As much as the ledger's place has."""
        return QSize(1012, 360)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Less than that cannot be read."""
        return QSize(640, 200)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A ring only for who walks with the keyboard: the picture is large."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._is_ringed = event.reason() in reasons
        super().focusInEvent(event)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Two maps and the arithmetic between them."""
        if self._ratio != self.devicePixelRatioF():
            self._arrange()
        painter = QPainter(self)
        course, places = self._course, self._layout
        if course is None or places is None or self._maps is None or self._shown is None:
            return
        tokens = self._tokens
        source, target = self._maps
        paint_source(painter, places.source, source, course.windows.padding, tokens)
        paint_target(painter, places.target, target, self._number, tokens)
        self._draw_rules(painter, places)
        paint_trail(painter, self._trail[: self._number + 1], places.source, tokens)
        outline(painter, self._window(course, places), tokens)
        outline(painter, places.target.cell_rect(*course.place(self._number)), tokens)
        paint_map_legend(painter, places.source_bar, source, tokens)
        paint_map_legend(painter, places.target_bar, target, tokens)
        filled = f"{self._told[1] + 1} of {course.count}" if self._told else ""
        paint_heads(painter, course, places, self._shown[0].channel, filled, tokens)
        if event.region().intersects(places.middle.column(self.height())):
            self._paint_middle(painter, places.middle)
            paint_key(painter, course, places.middle, self.height(), tokens)
        if self._is_ringed and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("accent"), 2))
            painter.drawRect(self.rect().adjusted(3, 3, -3, -3))

    def _paint_middle(self, painter: QPainter, middle: MiddleLayout) -> None:
        assert self._shown is not None
        arithmetic, colors = self._shown
        paint_grids(painter, middle, arithmetic, colors, self._tokens, self._has_numbers)
        if middle.chart is not None:
            paint_chart(painter, middle.chart, arithmetic, self._tokens)
        if self._told is not None:
            paint_told(painter, middle, self._told[0], self._tokens)

    def _paint_rules(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if self._layout is not None:
            rule(painter, self._layout.source, self._tokens)
            rule(painter, self._layout.target, self._tokens)

    def _draw_rules(self, painter: QPainter, places: SlideLayout) -> None:
        pixmap = self._rules.pixmap(self.size(), self._ratio)
        for grid in (places.source, places.target):
            box = grid.rect
            corner, size = box.topLeft() * self._ratio, box.size() * self._ratio
            painter.drawPixmap(box, pixmap, QRectF(corner, size))

    def _window(self, course: Course, places: SlideLayout) -> QRectF:
        ring = course.windows.padding
        rows, columns = course.window(self._number)
        return places.source.span(
            range(rows.start + ring, rows.stop + ring),
            range(columns.start + ring, columns.stop + ring),
        )

    # -- pointer -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A cell of the map that is filled, or a channel in the chart."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        cell, channel = self._cell(event.position()), self._channel(event.position())
        if cell is not None:
            self.cell_clicked.emit(*cell)
        elif channel is not None:
            self.channel_clicked.emit(channel)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say what a click would do."""
        cell, channel = self._cell(event.position()), self._channel(event.position())
        tip = ""
        if cell is not None:
            tip = f"row {cell[0]}, column {cell[1]}: click to pin it (Enter pins the current one)"
        elif channel is not None:
            tip = f"channel {channel}: click to see its patch and kernel"
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        return self._layout.target.find(at) if self._layout else None

    def _channel(self, at: QPointF) -> int | None:
        chart = self._layout.middle.chart if self._layout else None
        if chart is None or self._shown is None:
            return None
        channels = self._shown[0].channels
        count = len(channels)
        hits = (n for n in range(count) if bar_rect(chart, count, n).contains(at))
        found = next(hits, None)
        return None if found is None else channels[found]
