"""What stands around the maps: heads of columns above, legends beneath."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from app.formats import short_number
from app.theme import font
from app.tokens import Tokens
from app.widgets.layer_layout import NONLINEARITY, Column, kind_texts
from app.widgets.legend_texts import fitting_texts
from app.widgets.scale import Scale
from model.layers import Pooling
from model.network import NetworkSpec

Density = Literal["roomy", "low", "strip"]
# Room above and below the maps. A roomy head has a line for the kind of the layer.
ROOM: dict[Density, tuple[int, int]] = {"roomy": (96, 64), "low": (66, 36), "strip": (40, 32)}
_ROOMY = 655  # from this height on
_LEGEND_GAP: dict[Density, int] = {"roomy": 10, "low": 6, "strip": 5}
_POOLED = {"max": "winners", "average": "means", "l2": "L2 norms"}


def density(height: int, is_strip: bool) -> Density:
    """How much is said around the maps of a view of this height."""
    if is_strip:
        return "strip"
    return "roomy" if height >= _ROOMY else "low"


def paint_heads(
    painter: QPainter,
    columns: list[Column],
    spec: NetworkSpec,
    dense: Density,
    tokens: Tokens,
    ratio: float,
    selected: str = "",
) -> None:
    """Name, kind, shape and what is shown, over a hairline, for every column.

    selected: the layer whose name is violet.
    """
    roomy = dense == "roomy"
    if dense == "strip":
        _paint_strip_heads(painter, columns, spec, tokens, ratio, selected)
        return
    for first, column in enumerate(columns):
        left, width = column.left / ratio, column.width / ratio
        bottom = ROOM[dense][0] - 12
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


def _paint_strip_heads(
    painter: QPainter,
    columns: list[Column],
    spec: NetworkSpec,
    tokens: Tokens,
    ratio: float,
    selected: str,
) -> None:
    """Name and what is shown, for every column."""
    for column, following in zip(columns, [*columns[1:], None], strict=True):
        left = column.left / ratio
        room = 200.0 if following is None else following.left / ratio - left - 4
        role = "accent" if column.layer == selected else "text"
        name = "In" if column.part == "input" else column.layer
        _text(painter, "title", tokens, role, left, 12, name)
        _text(painter, "caption", tokens, "text_2", left, 29, _longest(_said(column, spec), room))


def _said(column: Column, spec: NetworkSpec) -> list[str]:
    """What a column of the strip shows, longest first."""
    if column.part in ("input", "out"):
        return [str(spec.input) if column.part == "input" else "softmax"]
    layer, shape = spec.layer(column.layer), spec.shape_of(column.layer)
    if isinstance(layer, Pooling):
        return [layer.kind, layer.kind.replace(" pooling", "")]
    if column.part == "units":
        return [f"{shape.channels} units", str(shape.channels)]
    when = "before" if column.part == "before" else "after"
    name = NONLINEARITY.get(layer.activation, "")
    return [f"{when} {name}", when] if name else ["sums"]


def _head(column: Column, spec: NetworkSpec) -> tuple[str, list[str], str]:
    """Name, kind in ever fewer words, shape."""
    if column.part == "input":
        return "In", ["raster"], str(spec.input)
    layer = spec.layer(column.layer)
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
    layer = spec.layer(column.layer)
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


def legend_bar(column: Column, columns: list[Column], dense: Density, ratio: float) -> QRectF:
    """Where the colours of a column's legend stand, as wide as its maps.

    Beneath all maps; in a strip, and for the raster, beneath the column's own.
    """
    own = dense == "strip" or column.part == "input"
    below = [column] if own else [c for c in columns if c.part != "out"]
    bottom = max(c.top + c.height for c in below) / ratio
    return QRectF(column.left / ratio, bottom + _LEGEND_GAP[dense], column.width / ratio, 8)


def paint_legend(
    painter: QPainter,
    column: Column,
    bar: QRectF,
    scale: Scale,
    lut: NDArray[np.uint32],
    tokens: Tokens,
) -> None:
    """The colours of a column with min, 0 and max."""
    if column.part == "out":
        return
    half = len(lut) // 2
    strip = np.ascontiguousarray(lut if column.signed else lut[half:])[None]
    image = QImage(strip.data, strip.shape[1], 1, 4 * strip.shape[1], QImage.Format.Format_RGB32)
    painter.drawImage(bar, image)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    largest = 1.0 if column.part == "input" else scale.largest.get(column.layer)
    if largest is None:  # nothing is shown, so there is no scale either
        return
    texts = fitting_texts(legend_texts(column, largest, scale.per_map), bar.width())
    alignments = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter)
    painter.setFont(font("caption"))
    painter.setPen(tokens.color("text_3"))
    row = QRectF(bar.left() - 6, bar.top() + 11, bar.width() + 12, 16)
    for text, alignment in zip(texts, (*alignments, Qt.AlignmentFlag.AlignRight), strict=True):
        inset = row if alignment == alignments[1] else row.adjusted(6, 0, -6, 0)
        painter.drawText(inset, alignment | Qt.AlignmentFlag.AlignVCenter, text)


def paint_needle(
    painter: QPainter, column: Column, bar: QRectF, part: float, tokens: Tokens
) -> None:
    """A violet needle on the legend; part: of the range, -1 to 1."""
    part = min(max(part, -1.0), 1.0)
    along = 0.5 + 0.5 * part if column.signed else max(part, 0.0)
    x, top = bar.left() + along * bar.width(), bar.top() - 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tokens.color("casing"), 1))
    painter.setBrush(tokens.color("accent"))
    tip = (QPointF(x, top + 3), QPointF(x - 4.5, top - 4), QPointF(x + 4.5, top - 4))
    painter.drawPolygon(QPolygonF(tip))


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
