"""The paper: pointer events become strokes, every act can be undone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.history import History
from app.canvas.paint import (
    ink_layer,
    ink_painter,
    paint_crosshair,
    paint_drawing,
    paint_hint,
    paint_pen,
    paint_stages,
    paint_stroke,
    paint_tip,
)
from app.theme import LIGHT, Tokens
from model.raster import Raster
from model.strokes import PAPER, PEN_WIDTH, Drawing, Mode, Stroke, make_stroke

LEAST_WIDTH, MOST_WIDTH = 4, 40
_LEAST_STEP = 0.25  # canvas units; nearer points are the same point
MAX_STROKE_POINTS = 2_000


class Canvas(QWidget):
    """A square of paper, PAPER units wide however large it is on screen.

    Signals
    -------
    drawing_changed(Drawing): after every pointer event that changed it, undo and redo.
    stroke_finished(Drawing): the pen was lifted, or another act was completed.
    mode_changed(str), width_changed(float): pen or eraser; its width in canvas units.
    dropped(object): a QMimeData that was dropped here.
    """

    drawing_changed = Signal(object)
    stroke_finished = Signal(object)
    mode_changed = Signal(str)
    width_changed = Signal(float)
    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = History(self)
        self._drawing = Drawing()
        self._points: list[tuple[float, float, float]] = []  # of the stroke being drawn
        self._stroke_mode: Mode = "pen"
        self._mode: Mode = "pen"
        self._width = PEN_WIDTH
        self._tokens = LIGHT
        self._ink = QImage()  # what is painted of the drawing
        self._ink_is_valid = False
        self._painted = 0  # inner points of the growing stroke that are in it
        self._keyboard = False  # focus came by keyboard: then it is shown
        self._raster: Raster | None = None  # for the ink box and centre of mass, when shown
        self._crosshair = True
        self._pointer: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Canvas")
        self._describe()

    @property
    def drawing(self) -> Drawing:
        """What is on the paper now, with the stroke that is being drawn."""
        if len(self._points) == 0:
            return self._drawing
        return self._drawing.with_stroke(self._growing_stroke())

    @property
    def mode(self) -> Mode:
        """What the next stroke does."""
        return self._mode

    @property
    def pen_width(self) -> float:
        """Width of the next stroke in canvas units."""
        return self._width

    def set_drawing(self, drawing: Drawing) -> None:
        """Show another drawing, without an entry in the undo stack."""
        self._points.clear()
        self._drawing = drawing
        self._redraw()
        self.drawing_changed.emit(drawing)
        self.stroke_finished.emit(drawing)

    def replace_drawing(self, drawing: Drawing, text: str) -> None:
        """Show another drawing as an act that can be undone; `text` names it in the menu."""
        self._finish_stroke()
        self._act(drawing, text)

    @Slot()
    def undo(self) -> None:
        """Take the last act back."""
        self._finish_stroke()
        self._go_to(self.history.undo(self._drawing))

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        self._finish_stroke()
        self._go_to(self.history.redo(self._drawing))

    def _go_to(self, drawing: Drawing | None) -> None:
        if drawing is not None:
            self.set_drawing(drawing)

    def _act(self, after: Drawing, text: str) -> None:
        self.history.record(text, self._drawing)
        self.set_drawing(after)

    @Slot()
    def clear(self) -> None:
        """Take a new sheet; can be undone."""
        self._finish_stroke()
        if not self._drawing.is_empty:
            self.replace_drawing(Drawing(), "clear")

    @Slot(str)
    def set_mode(self, mode: Mode) -> None:
        """Choose "pen" or "eraser" for the next stroke."""
        if mode != self._mode:
            self._mode = mode
            self.mode_changed.emit(mode)
            self.update()

    @Slot(float)
    def set_pen_width(self, width: float) -> None:
        """Choose the width of the next stroke in canvas units."""
        width = float(min(max(width, LEAST_WIDTH), MOST_WIDTH))
        if width != self._width:
            self._width = width
            self.width_changed.emit(width)
            self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._redraw()

    def set_crosshair(self, shown: bool) -> None:
        """Show or hide the lines through the middle of the paper."""
        self._crosshair = shown
        self.update()

    def show_stages(self, raster: Raster | None) -> None:
        """Outline the ink box and dot the centre of mass of a raster; None hides them."""
        if raster is not self._raster:
            self._raster = raster
            self.update()

    # -- pointer events -------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a stroke; the right button erases."""
        buttons = {Qt.MouseButton.LeftButton: self._mode, Qt.MouseButton.RightButton: "eraser"}
        mode = buttons.get(event.button())
        if mode is not None and not self._points:
            self._begin(event.position(), 1.0, mode)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Continue the stroke. The application switches Qt's merging of such events off."""
        self._pointer = event.position()
        if self._points:
            self._extend(event.position(), 1.0)
        else:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the stroke."""
        if self._points:
            self._extend(event.position(), 1.0)
            self._finish_stroke()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The right button erases here; no menu."""
        event.accept()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        """A pen with pressure; its other end erases."""
        position, pressure = event.position(), event.pressure()
        self._pointer = position
        if event.type() == QEvent.Type.TabletPress and not self._points:
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            erases = eraser or event.button() == Qt.MouseButton.RightButton
            self._begin(position, pressure, "eraser" if erases else self._mode)
        elif event.type() == QEvent.Type.TabletMove and self._points:
            self._extend(position, pressure)
        elif event.type() == QEvent.Type.TabletRelease and self._points:
            self._finish_stroke()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Touch comes here; everything else goes its usual way."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.TouchCancel or len(event.points()) > 1:
            self._abandon_stroke()  # a second finger means a gesture, not a line
            return
        position = event.points()[0].position()
        if kind == QEvent.Type.TouchBegin and not self._points:
            self._begin(position, 1.0, self._mode)
        elif self._points:
            self._extend(position, 1.0)
            if kind == QEvent.Type.TouchEnd:
                self._finish_stroke()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Show how wide the pen is."""
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Hide the pen."""
        self._pointer = None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus when it came by keyboard."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._keyboard = event.reason() in reasons
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Another window took the pointer: what was drawn so far is kept."""
        self._finish_stroke()
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Pictures and files may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Hand over what was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    # -- strokes --------------------------------------------------------------------------

    def _begin(self, position: QPointF, pressure: float, mode: Mode) -> None:
        self._stroke_mode = mode
        self._points = [self._to_paper(position, pressure)]
        self._painted = 0
        self._paint_growing()
        self.drawing_changed.emit(self.drawing)

    def _extend(self, position: QPointF, pressure: float) -> None:
        point, last = self._to_paper(position, pressure), self._points[-1]
        far = max(abs(point[0] - last[0]), abs(point[1] - last[1])) >= _LEAST_STEP
        if not far:
            return
        self._points.append(point)
        self._paint_growing()
        self.drawing_changed.emit(self.drawing)
        if len(self._points) >= MAX_STROKE_POINTS:  # an endless line goes on as the next stroke
            mode = self._stroke_mode
            self._finish_stroke()
            self._begin(position, pressure, mode)

    def _finish_stroke(self) -> None:
        if not self._points:
            return
        after = self._drawing.with_stroke(self._growing_stroke())
        text = "stroke" if self._stroke_mode == "pen" else "erasing"
        self._points = []
        self._act(after, text)

    def _abandon_stroke(self) -> None:
        if self._points:
            self.set_drawing(self._drawing)

    def _growing_stroke(self) -> Stroke:
        return make_stroke(self._points, self._width, self._stroke_mode)

    def _to_paper(self, position: QPointF, pressure: float) -> tuple[float, float, float]:
        scale = PAPER / self.width()
        return position.x() * scale, position.y() * scale, pressure

    # -- painting -------------------------------------------------------------------------

    def _redraw(self) -> None:
        """The painted ink is out of date; it is painted anew with the next paint event."""
        self._ink_is_valid = False
        self._describe()
        self.update()

    def _paint_growing(self) -> None:
        """Add to the ink what no later point of the growing stroke can change."""
        if self._ink_is_valid:
            painter = ink_painter(self._ink)
            stroke = self._growing_stroke()
            paint_stroke(painter, stroke, self._tokens.color("text"), self._painted)
            if stroke.mode == "eraser":
                paint_tip(painter, stroke, self._tokens.color("text"))
            painter.end()
            self._painted = max(0, len(self._points) - 2)
        self.update()

    def _painted_ink(self) -> QImage:
        ratio = self.devicePixelRatioF()
        if self._ink.devicePixelRatio() != ratio or self._ink.width() != round(self.width() * ratio):
            self._ink = ink_layer(self.width(), ratio)  # kept while it fits, see PaintedLayer
            self._ink_is_valid = False
        if not self._ink_is_valid:
            self._ink.fill(Qt.GlobalColor.transparent)
            painter = ink_painter(self._ink)
            paint_drawing(painter, self._drawing, self._tokens.color("text"))
            painter.end()
            self._ink_is_valid, self._painted = True, 0
            if self._points:
                self._paint_growing()
        return self._ink

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paper, ink, the tip of the growing stroke, then what lies over it."""
        tokens, scale = self._tokens, self.width() / PAPER
        ink = self._painted_ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.color("panel"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = tokens.color("accent" if self.hasFocus() and self._keyboard else "border")
        painter.setPen(QPen(outline, 2 if self._keyboard and self.hasFocus() else 1))
        painter.setBrush(tokens.color("surface"))
        painter.drawRoundedRect(frame, 4, 4)
        is_empty = self._drawing.is_empty and not self._points
        if self._crosshair and is_empty:
            paint_crosshair(painter, self.rect(), tokens)
        if is_empty:
            paint_hint(painter, self.rect(), tokens)
        painter.drawImage(0, 0, ink)
        if self._points and self._stroke_mode == "pen":
            painter.save()
            painter.scale(scale, scale)
            paint_tip(painter, self._growing_stroke(), tokens.color("text"))
            painter.restore()
        if self._raster is not None:
            paint_stages(painter, self._raster, scale, tokens)
        if self._pointer is not None and not self._points:
            paint_pen(painter, self._pointer, self._width * scale, tokens)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The smallest desk's canvas."""
        return QSize(248, 248)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """The same drawing on larger or smaller paper."""
        self._redraw()

    def _describe(self) -> None:
        pens = sum(stroke.mode == "pen" for stroke in self._drawing.strokes)
        state = "empty" if self._drawing.is_empty else f"{pens} strokes"
        if self._drawing.picture is not None:
            state = f"a picture, {state}"
        self.setAccessibleDescription(f"Draw a digit with mouse, pen or finger. Now: {state}.")
