"""Mouse, pen and finger, told as one pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget


class PointerWidget(QWidget):
    """A widget that is drawn on. A subclass says what the strokes do.

    hover: where the pointer is; None when it is elsewhere.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hover: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMouseTracking(True)

    @property
    def is_drawing(self) -> bool:
        """True from `begin_stroke` until the stroke is finished or abandoned."""
        raise NotImplementedError

    def begin_stroke(self, position: QPointF, pressure: float, *, erases: bool) -> None:
        """Begin a stroke; it `erases` where the device says so, not only the chosen mode."""
        raise NotImplementedError

    def extend_stroke(self, position: QPointF, pressure: float) -> None:
        """Continue the stroke."""
        raise NotImplementedError

    def finish_stroke(self) -> None:
        """End the stroke, if there is one."""
        raise NotImplementedError

    def abandon_stroke(self) -> None:
        """Forget the stroke, if there is one."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a stroke; the right button erases."""
        erases = event.button() == Qt.MouseButton.RightButton
        if (erases or event.button() == Qt.MouseButton.LeftButton) and not self.is_drawing:
            self.begin_stroke(event.position(), 1.0, erases=erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Continue the stroke. The application switches Qt's merging of such events off."""
        self.hover = event.position()
        if self.is_drawing:
            self.extend_stroke(event.position(), 1.0)
        else:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the stroke when no button draws any more."""
        if self.is_drawing and event.buttons() == Qt.MouseButton.NoButton:
            self.extend_stroke(event.position(), 1.0)
            self.finish_stroke()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The right button erases here; no menu."""
        event.accept()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        """A pen with pressure; its other end erases."""
        position, pressure = event.position(), event.pressure()
        self.hover = position
        if event.type() == QEvent.Type.TabletPress and not self.is_drawing:
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            erases = eraser or event.button() == Qt.MouseButton.RightButton
            self.begin_stroke(position, pressure, erases=erases)
        elif event.type() == QEvent.Type.TabletMove and self.is_drawing:
            self.extend_stroke(position, pressure)
        elif event.type() == QEvent.Type.TabletRelease and self.is_drawing:
            self.finish_stroke()
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
            self.abandon_stroke()  # a second finger means a gesture, not a line
            return
        position = event.points()[0].position()
        if kind == QEvent.Type.TouchBegin and not self.is_drawing:
            self.begin_stroke(position, 1.0, erases=False)
        elif self.is_drawing:
            self.extend_stroke(position, 1.0)
            if kind == QEvent.Type.TouchEnd:
                self.finish_stroke()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Show how wide the pen is."""
        self.hover = event.position()
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Hide the pen."""
        self.hover = None
        self.update()
