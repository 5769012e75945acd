"""The paper: pointer events become strokes, every act can be undone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.history import History
from app.canvas.overlay import (
    FIRST_HINT,
    Hint,
    paint_crosshair,
    paint_hint,
    paint_pen,
    paint_sight,
    paint_stages,
)
from app.canvas.paint import paint_tip
from app.canvas.painted_ink import PaintedInk
from app.canvas.pointer import PointerWidget
from app.tokens import LIGHT, Tokens
from app.widgets.sight import Sight, is_same_sight
from model.raster import Raster
from model.strokes import MAX_POINTS, PAPER, PEN_WIDTH, Drawing, Mode, Stroke, make_stroke

LEAST_WIDTH, MOST_WIDTH = 4, 40
_LEAST_STEP = 0.25  # canvas units; nearer points are the same point
MAX_STROKE_POINTS = 2_000


class Canvas(PointerWidget):
    """A square of paper, PAPER units wide however large it is on screen.

    Signals
    -------
    drawing_changed(Drawing): after every pointer event that changed it, undo and redo.
    stroke_finished(Drawing): the pen was lifted, or another act was completed.
    filled(): the sheet has as many points as a drawing may have; the pen draws no more.
    mode_changed(str), width_changed(float): pen or eraser; its width in canvas units.
    dropped(object): a QMimeData that was dropped here.
    """

    drawing_changed = Signal(object)
    stroke_finished = Signal(object)
    filled = Signal()
    mode_changed = Signal(str)
    width_changed = Signal(float)
    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = History(self)
        self._drawing = Drawing()
        self._points: list[tuple[float, float, float]] = []  # of the stroke being drawn
        self._count = 0  # points of the finished strokes
        self._stroke_mode: Mode = "pen"
        self._mode: Mode = "pen"
        self._width = PEN_WIDTH
        self._tokens = LIGHT
        self._ink = PaintedInk()
        self._keyboard = False  # focus came by keyboard: then it is shown
        self._raster: Raster | None = None  # for the ink box and centre of mass, when shown
        self._sight: Sight | None = None  # what a unit sees, when it is shown
        self._crosshair = True
        self._hint = FIRST_HINT
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Canvas")
        self._describe()

    @property
    def drawing(self) -> Drawing:
        """What is on the paper now, with the stroke that is being drawn."""
        growing = self._growing_stroke()
        return self._drawing if growing is None else self._drawing.with_stroke(growing)

    @property
    def is_drawing(self) -> bool:
        """True while a stroke grows."""
        return bool(self._points)

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
        self._count = sum(len(stroke.points) for stroke in drawing.strokes)
        self._redraw()
        self.drawing_changed.emit(drawing)

    def replace_drawing(self, drawing: Drawing, text: str) -> None:
        """Show another drawing as an act that can be undone; `text` names it in the menu."""
        self.finish_stroke()
        self._act(drawing, text)

    @Slot()
    def undo(self) -> None:
        """Take the last act back."""
        self.finish_stroke()
        self._go_to(self.history.undo(self._drawing))

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        self.finish_stroke()
        self._go_to(self.history.redo(self._drawing))

    def _go_to(self, drawing: Drawing | None) -> None:
        if drawing is not None:
            self.set_drawing(drawing)
            self.stroke_finished.emit(drawing)

    def _act(self, after: Drawing, text: str) -> None:
        self.history.record(text, self._drawing)
        self.set_drawing(after)
        self.stroke_finished.emit(after)

    @Slot()
    def clear(self) -> None:
        """Take a new sheet; can be undone."""
        self.finish_stroke()
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

    def set_hint(self, hint: Hint) -> None:
        """Choose what stands on the paper as long as it is empty."""
        self._hint = hint
        self.update()

    def show_stages(self, raster: Raster | None) -> None:
        """Outline the ink box and dot the centre of mass of a raster; None hides them."""
        if raster is not self._raster:
            self._raster = raster
            self.update()

    @Slot(object)
    def show_sight(self, sight: Sight | None) -> None:
        """Outline what a unit sees; None: nothing."""
        before, self._sight = self._sight, sight
        if not is_same_sight(before, sight):
            self.update()

    # -- strokes, see PointerWidget -------------------------------------------------------

    def begin_stroke(self, position: QPointF, pressure: float, *, erases: bool) -> None:
        """Put the pen on the paper."""
        self._begin(position, pressure, "eraser" if erases else self._mode)

    def _begin(self, position: QPointF, pressure: float, mode: Mode) -> None:
        if self._count >= MAX_POINTS - MAX_STROKE_POINTS:
            self.filled.emit()
            return
        self._stroke_mode = mode
        self._points = [self._to_paper(position, pressure)]
        self._ink.begin()
        self._show_growing()

    def extend_stroke(self, position: QPointF, pressure: float) -> None:
        """Move the pen over the paper."""
        point, last = self._to_paper(position, pressure), self._points[-1]
        far = max(abs(point[0] - last[0]), abs(point[1] - last[1])) >= _LEAST_STEP
        if not far:
            return
        self._points.append(point)
        self._show_growing()
        if len(self._points) >= MAX_STROKE_POINTS:  # an endless line goes on as the next stroke
            mode = self._stroke_mode
            self.finish_stroke()
            self._begin(position, pressure, mode)

    def finish_stroke(self) -> None:
        """Lift the pen: the stroke is an act that can be undone."""
        growing = self._growing_stroke()
        if growing is not None:
            self._points = []
            text = "stroke" if growing.mode == "pen" else "erasing"
            self._act(self._drawing.with_stroke(growing), text)

    def abandon_stroke(self) -> None:
        """Show the drawing as it was before the stroke."""
        if self._points:
            self.set_drawing(self._drawing)

    def _growing_stroke(self) -> Stroke | None:
        if not self._points:
            return None
        return make_stroke(self._points, self._width, self._stroke_mode)

    def _show_growing(self) -> None:
        growing = self._growing_stroke()
        if growing is not None:
            self._ink.grow(growing, self._tokens.color("text"))
            self.update()
            self.drawing_changed.emit(self._drawing.with_stroke(growing))

    def _to_paper(self, position: QPointF, pressure: float) -> tuple[float, float, float]:
        """Canvas units; what is beyond the edge of the paper is drawn on its edge."""
        x, y = (min(max(side * PAPER / self.width(), 0.0), PAPER) for side in position.toTuple())
        return x, y, pressure

    # -- focus, drag and drop -------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus when it came by keyboard."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._keyboard = event.reason() in reasons
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Another window took the pointer: what was drawn so far is kept."""
        self.finish_stroke()
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Pictures and files may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Hand over what was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    # -- painting -------------------------------------------------------------------------

    def _redraw(self) -> None:
        """The painted ink is out of date; it is painted anew with the next paint event."""
        self._ink.invalidate()
        self._describe()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paper, ink, the tip of the growing stroke, then what lies over it."""
        tokens, scale = self._tokens, self.width() / PAPER
        growing, ratio = self._growing_stroke(), self.devicePixelRatioF()
        ink = self._ink.image(self.width(), ratio, self._drawing, growing, tokens.color("text"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.color("panel"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = tokens.color("accent" if self.hasFocus() and self._keyboard else "border")
        painter.setPen(QPen(outline, 2 if self._keyboard and self.hasFocus() else 1))
        painter.setBrush(tokens.color("surface"))
        painter.drawRoundedRect(frame, 4, 4)
        is_empty = self._drawing.is_empty and growing is None
        if self._crosshair and is_empty:
            paint_crosshair(painter, self.rect(), tokens)
        if is_empty:
            paint_hint(painter, self.rect(), self._hint, tokens)
        painter.drawImage(0, 0, ink)
        if growing is not None and growing.mode == "pen":
            painter.save()
            painter.scale(scale, scale)
            paint_tip(painter, growing, tokens.color("text"))
            painter.restore()
        if self._raster is not None:
            paint_stages(painter, self._raster, scale, tokens)
        if self._sight is not None and not is_empty:
            paint_sight(painter, self._sight, self.rect(), scale, tokens)
        if self.hover is not None and growing is None:
            paint_pen(painter, self.hover, self._width * scale, tokens)

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
