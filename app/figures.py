"""A view as a figure, in PNG, SVG or PDF: title above, the view in a frame, caption beneath.

In SVG and PDF texts stay texts and lines stay lines; maps keep the hard edges of their cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from app.captions import Caption
from app.kept_file import write_file
from app.paths import version
from app.svg_engine import SvgDevice
from app.theme import font
from app.tokens import Tokens

Paint = Callable[[QPainter], None]

FILTER = "Picture (*.png);;Vector (*.svg);;PDF (*.pdf)"  # of a file dialog
_MARGIN = 20
_PADDING = 8  # between the view and its frame
_GAP = 10  # between title, frame and caption
_TITLE, _LINE = 18, 16  # heights of lines
_LEAST_TEXT = 320  # captions beneath a narrow view are wider than it
_FINER = 2  # pixels of a picture for one of the screen, along each side
_UNITS_PER_INCH = 96
_POINTS_PER_UNIT = 72 / _UNITS_PER_INCH
_FINE = 10  # a PDF sets letters on a grid this much finer than a unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A view with what is said about it.

    paint: paints the view with its corner at (0, 0); view: its size.
    """

    paint: Paint
    view: QSize
    caption: Caption
    tokens: Tokens

    @property
    def size(self) -> QSize:
        """Of the whole figure, in units of 1/96 inch; whole multiples of 4, which are 3 points."""
        width = self._frame.right() + _MARGIN
        if self._frame.width() < self._text_width:
            width = 2 * _MARGIN + self._text_width
        height = self._frame.bottom() + _GAP + _LINE * len(self._lines) + _MARGIN
        return QSize(_to_fours(width), _to_fours(height))

    @property
    def view_place(self) -> QPoint:
        """Where the view's corner stands."""
        return QPoint(_MARGIN + _PADDING, round(self._frame.top()) + _PADDING)

    @property
    def _text_width(self) -> int:
        return max(self.view.width() + 2 * _PADDING, _LEAST_TEXT)

    @property
    def _titles(self) -> list[str]:
        return wrapped(self.caption.title, font("title"), self._text_width)

    @property
    def _lines(self) -> list[str]:
        style, width = font("caption"), self._text_width
        return [part for line in self.caption.lines for part in wrapped(line, style, width)]

    @property
    def _frame(self) -> QRectF:
        top = _MARGIN + _TITLE * len(self._titles) + _GAP
        more = 2 * _PADDING
        return QRectF(_MARGIN, top, self.view.width() + more, self.view.height() + more)

    def draw(self, painter: QPainter) -> None:
        """Paint everything. Pictures are enlarged without smoothing."""
        painter.fillRect(QRectF(0, 0, *self.size.toTuple()), self.tokens.color("surface"))
        painter.fillRect(self._frame, self.tokens.color("panel"))
        painter.save()
        painter.translate(self.view_place)
        self.paint(painter)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.tokens.color("hairline"), 1))
        painter.drawRect(self._frame.adjusted(0.5, 0.5, -0.5, -0.5))
        self._draw_lines(painter, self._titles, "title", "text", _MARGIN, _TITLE)
        below = self._frame.bottom() + _GAP
        self._draw_lines(painter, self._lines, "caption", "text_2", below, _LINE)

    def _draw_lines(
        self, painter: QPainter, lines: list[str], style: str, role: str, top: float, height: int
    ) -> None:
        painter.setFont(font(style))
        painter.setPen(self.tokens.color(role))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number, line in enumerate(lines):
            row = QRectF(_MARGIN, top + number * height, 2 * self._text_width, height)
            painter.drawText(row, side, line)


def widget_figure(widget: QWidget) -> tuple[Paint, QSize]:
    """What paints a widget with its children, as it is on screen; and its size."""
    flags = QWidget.RenderFlag.DrawChildren
    return lambda painter: widget.render(painter, QPoint(), QRegion(), flags), widget.size()


def figure_image(paint: Paint, size: QSize, caption: Caption, tokens: Tokens) -> QImage:
    """The figure as a picture, for the clipboard: at twice the screen's resolution."""
    return _image(Figure(paint, size, caption, tokens))


def write_figure(path: Path, paint: Paint, size: QSize, caption: Caption, tokens: Tokens) -> bool:
    """Write a view as PNG, SVG or PDF, which the name's ending says.

    paint: paints the view, `size` large, with its corner at (0, 0). tokens: the colours around it.
    The file is written beside its place and moved there; False when that fails (it is logged).
    Raises ValueError when the ending is another.
    """
    make = {".png": _png, ".svg": _svg, ".pdf": _pdf}.get(path.suffix.lower())
    if make is None:
        raise ValueError(f"{path.name} ends with {path.suffix!r}, expected .png, .svg or .pdf")
    return write_file(path, make(Figure(paint, size, caption, tokens)))


def wrapped(text: str, style: QFont, width: float) -> list[str]:
    """A text in lines that are no wider than `width`, broken at spaces.

    Broken here rather than by the painter: a PDF measures a little differently and would break
    elsewhere than the height of the figure allows.
    """
    metrics, lines = QFontMetricsF(style), [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _to_fours(length: float) -> int:
    """Rounded up to a multiple of 4: a page of a PDF is a whole number of points."""
    return 4 * -int(-length // 4)


def _image(figure: Figure) -> QImage:
    ratio = _FINER * _screen_ratio()  # whole pixels for those of the maps, on every screen
    image = QImage(figure.size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    with _painting(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        figure.draw(painter)
    return image


def _screen_ratio() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


def _png(figure: Figure) -> bytes:
    buffer = _buffer()
    _image(figure).save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know names only
    return bytes(buffer.data().data())


def _svg(figure: Figure) -> bytes:
    device = SvgDevice(figure.size)
    with _painting(device) as painter:
        figure.draw(painter)
    return device.svg(figure.caption.title, "\n".join(figure.caption.lines)).encode()


def _pdf(figure: Figure) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(figure.caption.title)
    writer.setCreator(f"Digitscope {version()}")
    writer.setResolution(_FINE * _UNITS_PER_INCH)
    points = QSizeF(figure.size) * _POINTS_PER_UNIT
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    with _painting(writer) as painter:
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # else JPEG
        painter.scale(_FINE, _FINE)
        figure.draw(painter)
    return bytes(buffer.data().data())


@contextmanager
def _painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that is ended whatever happens: Qt crashes on a device left in use."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
