"""What stands over the two maps of a sliding window, and what the letters of its size mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from app.theme import font
from app.tokens import Tokens
from app.widgets.layer_layout import NONLINEARITY
from app.widgets.sheet.lettering import paint_formula, wrapped
from app.widgets.slide.slide_course import Course
from app.widgets.slide.slide_layout import MiddleLayout, SlideLayout
from app.widgets.slide.slide_middle import RIGHT, write
from model.layers import Pooling
from model.unit import INPUT

_LINE, _BELOW = 15, 6  # pixels of a line, and beneath the last


def paint_heads(
    painter: QPainter,
    course: Course,
    places: SlideLayout,
    channel: int,
    filled: str,
    tokens: Tokens,
) -> None:
    """Names and sizes. channel: the one of the input; filled: how much of the map is."""
    before, padding = course.before, course.windows.padding
    size = f"{before.height}×{before.width}"
    sizes = f"{size} + padding {padding}" if padding else size
    is_raster = course.input_layer == INPUT
    names = ["raster" if is_raster else f"{course.input_layer} · channel {channel}"]
    _paint_head(painter, places.source_bar, names, sizes, tokens)
    layer = course.layer
    function = "" if isinstance(layer, Pooling) else NONLINEARITY.get(layer.activation, "")
    name = f"{layer.name} · map {course.channel}"
    names = [f"{name} after {function}", name] if function else [name]
    _paint_head(painter, places.target_bar, names, filled, tokens)


def paint_key(
    painter: QPainter, course: Course, middle: MiddleLayout, bottom: float, tokens: Tokens
) -> None:
    """What the letters of the formula in the title stand for, at the bottom of the middle."""
    room = middle.chain.width()
    lines = wrapped(course.key_text.split(" · "), " · ", "caption", room)
    top = bottom - _BELOW - len(lines) * _LINE
    if top < middle.chain.bottom():
        return
    for number, text in enumerate(lines):
        box = QRectF(middle.chain.left(), top + number * _LINE, room, _LINE)
        paint_formula(painter, box, text, "caption", "text_3", tokens)


def _paint_head(
    painter: QPainter, bar: QRectF, names: list[str], caption: str, tokens: Tokens
) -> None:
    """Over a map, as wide as its legend: the first name that fits, a caption beside it."""
    box = QRectF(bar.left(), 9, bar.width(), 18)
    metrics = QFontMetricsF(font("button"))
    widths = {name: metrics.horizontalAdvance(name) for name in names}
    name = next((name for name in names if widths[name] <= bar.width()), names[-1])
    write(painter, box, name, ("button", tokens.color("text")))
    room = bar.width() - widths[name] - 8
    if QFontMetricsF(font("caption")).horizontalAdvance(caption) <= room:
        write(painter, box, caption, ("caption", tokens.color("text_3")), RIGHT)
