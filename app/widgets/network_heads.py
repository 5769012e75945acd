"""What stands around the maps: heads of columns above, legends beneath."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from app.formats import short_number
from app.theme import font
from app.tokens import Tokens
from app.widgets.layer_layout import NONLINEARITY, Column, kind_texts
from app.widgets.scale import Scale
from model.layers import Pooling
from model.network import NetworkSpec

_ROOMY = 655  # from this height on, the kind of a layer has a line of its own
_POOLED = {"max": "winners", "average": "means", "l2": "L2 norms"}


def is_roomy(height: int) -> bool:
    """True when heads have a line for the kind of the layer."""
    return height >= _ROOMY


def heights(height: int) -> tuple[int, int]:
    """Room above and below the maps in a view of this height."""
    return (96, 64) if is_roomy(height) else (66, 36)


def paint_heads(
    painter: QPainter,
    columns: list[Column],
    spec: NetworkSpec,
    height: int,
    tokens: Tokens,
    ratio: float,
) -> None:
    """Name, kind, shape and what is shown, over a hairline, for every column."""
    roomy = is_roomy(height)
    for first, column in enumerate(columns):
        left, width = column.left / ratio, column.width / ratio
        bottom = heights(height)[0] - 12
        painter.setPen(QPen(tokens.color("hairline"), 1))
        painter.drawLine(QPointF(left, bottom + 0.5), QPointF(left + width, bottom + 0.5))
        _text(painter, "label", tokens, "text_2", left, bottom - 10, part_text(column, spec, width))
        if column.part == "after" and first and columns[first - 1].part == "before":
            continue
        pair = columns[first + 1] if column.part == "before" else column
        beyond = [c.left / ratio for c in columns if c.left > pair.left]
        room = min([*beyond, pair.left / ratio + 200]) - left - 3
        name, kinds, shape = _head(column, spec)
        _text(painter, "title", tokens, "text", left, 16 if roomy else 12, name)
        beside = 0 if roomy else QFontMetricsF(font("title")).horizontalAdvance(name) + 8
        kind = _longest(kinds, room - beside - (0 if roomy else 8)) or (kinds[-1] if roomy else "")
        _text(painter, "caption", tokens, "text_2", left + beside, 35 if roomy else 12, kind)
        _text(painter, "caption", tokens, "text_3", left, 50 if roomy else 28, shape)


def _head(column: Column, spec: NetworkSpec) -> tuple[str, list[str], str]:
    """Name, kind in ever fewer words, shape."""
    if column.part == "input":
        return "In", ["raster"], str(spec.input)
    layer = next(layer for layer in spec.layers if layer.name == column.layer)
    texts = ["softmax"] if column.part == "out" else kind_texts(layer)
    return layer.name, texts, str(spec.shape_of(column.layer))


def _longest(texts: list[str], room: float) -> str:
    """The first of the texts, longest first, that there is room for."""
    metrics = QFontMetricsF(font("caption"))
    return next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")


def part_text(column: Column, spec: NetworkSpec, width: float) -> str:
    """What a column shows of its layer."""
    if column.part in ("input", "out"):
        return "ink" if column.part == "input" else "p and logit"
    layer = next(layer for layer in spec.layers if layer.name == column.layer)
    if isinstance(layer, Pooling):
        return _POOLED[layer.mode]
    if layer.activation == "none":
        return "sums"
    name = NONLINEARITY[layer.activation]
    when = "before" if column.part == "before" else "after"
    # Both of a pair have their short form when the longer of the two needs it.
    longest, room = (
        (f"after {name}", width + 12) if column.part == "units" else (f"before {name}", width - 4)
    )
    is_short = QFontMetricsF(font("label")).horizontalAdvance(longest) > room
    return when if is_short else f"{when} {name}"


def paint_legend(
    painter: QPainter,
    column: Column,
    maps_bottom: int,
    roomy: bool,
    scale: Scale,
    lut: NDArray[np.uint32],
    tokens: Tokens,
    ratio: float,
) -> None:
    """The colours of a column with min, 0 and max, as wide as its maps and beneath them all.

    maps_bottom: where the lowest map of the layers ends, in device pixels.
    """
    if column.part == "out":
        return
    left, width = column.left / ratio, column.width / ratio
    bottom = column.top + column.height if column.part == "input" else maps_bottom
    top = bottom / ratio + (10 if roomy else 6)
    half = len(lut) // 2
    strip = np.ascontiguousarray(lut if column.signed else lut[half:])[None]
    image = QImage(strip.data, strip.shape[1], 1, 4 * strip.shape[1], QImage.Format.Format_RGB32)
    box = QRectF(left, top, width, 8)
    painter.drawImage(box, image)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
    largest = 1.0 if column.part == "input" else scale.largest.get(column.layer)
    if largest is None:  # nothing is shown, so there is no scale either
        return
    texts = legend_texts(column, largest, scale.per_map)
    alignments = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter)
    painter.setFont(font("caption"))
    painter.setPen(tokens.color("text_3"))
    if QFontMetricsF(font("caption")).horizontalAdvance(" ".join(texts)) > width + 4:
        texts = ("", f"±{texts[2].removeprefix('+')}", "") if column.signed else texts
    row = QRectF(left - 6, top + 11, width + 12, 16)
    for text, alignment in zip(texts, (*alignments, Qt.AlignmentFlag.AlignRight), strict=True):
        inset = row if alignment == alignments[1] else row.adjusted(6, 0, -6, 0)
        painter.drawText(inset, alignment | Qt.AlignmentFlag.AlignVCenter, text)


def legend_texts(column: Column, largest: float, per_map: bool) -> tuple[str, str, str]:
    """Left, middle and right number of a legend."""
    if column.part == "input":
        return "0", "", "1"
    own = per_map and column.part in ("before", "after")
    high = "max" if own else short_number(largest)
    if column.signed:
        return f"−{high}", "0", f"+{high}"
    return "0", "", high


def _text(
    painter: QPainter, style: str, tokens: Tokens, role: str, x: float, middle: float, text: str
) -> None:
    """Left-aligned text on one line, centred on `middle`."""
    painter.setFont(font(style))
    painter.setPen(tokens.color(role))
    painter.drawText(
        QRectF(x, middle - 10, 2000, 20),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        text,
    )
