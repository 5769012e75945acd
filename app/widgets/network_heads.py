"""What stands around the maps: heads of columns, legends, and the ten outputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from app.formats import percent, short_number, signed
from app.theme import Tokens, font
from app.widgets.layer_layout import Column, kind_texts
from app.widgets.scale import Scale
from model.network import NetworkSpec, Pooling
from model.recognizer import Recognition

_ROOMY = 600  # from this height on, heads have four lines
_LEGEND = 64  # room below the maps
_NONLINEARITY = {"relu": "ReLU", "tanh": "tanh"}
_POOLED = {"max": "winners", "average": "means", "l2": "L2 norms"}


def heights(height: int) -> tuple[int, int]:
    """Room above and below the maps in a view of this height."""
    return (96, _LEGEND) if height >= _ROOMY else (68, _LEGEND)


def paint_heads(
    painter: QPainter,
    columns: list[Column],
    spec: NetworkSpec,
    height: int,
    tokens: Tokens,
    ratio: float,
) -> None:
    """Name, kind, shape and what is shown, over a hairline, for every column."""
    is_roomy = height >= _ROOMY
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
        room = min([*beyond, pair.left / ratio + 200]) - left - 6
        name, kind, shape = _head(column, spec, room)
        _text(painter, "title", tokens, "text", left, 16, name)
        if is_roomy:
            _text(painter, "caption", tokens, "text_2", left, 35, kind)
            _text(painter, "caption", tokens, "text_3", left, 50, shape)
        else:
            offset = QFontMetricsF(font("title")).horizontalAdvance(name) + 8
            _text(painter, "caption", tokens, "text_3", left + offset, 16, shape)


def _head(column: Column, spec: NetworkSpec, room: float) -> tuple[str, str, str]:
    if column.part == "input":
        return "In", "raster", str(spec.input)
    layer = next(layer for layer in spec.layers if layer.name == column.layer)
    texts = ["softmax"] if column.part == "out" else kind_texts(layer)
    metrics = QFontMetricsF(font("caption"))
    fitting = [text for text in texts if metrics.horizontalAdvance(text) <= room]
    return layer.name, (fitting or texts[-1:])[0], str(spec.shape_of(column.layer))


def part_text(column: Column, spec: NetworkSpec, width: float) -> str:
    """What a column shows of its layer."""
    if column.part in ("input", "out"):
        return "ink" if column.part == "input" else "p and logit"
    layer = next(layer for layer in spec.layers if layer.name == column.layer)
    if isinstance(layer, Pooling):
        return _POOLED[layer.mode]
    if layer.activation == "none":
        return "sums"
    name = _NONLINEARITY[layer.activation]
    when = "before" if column.part == "before" else "after"
    # Both of a pair have their short form when the longer of the two needs it.
    longer = QFontMetricsF(font("label")).horizontalAdvance(f"before {name}")
    return f"{when} {name}" if column.part == "units" or longer <= width - 4 else when


def paint_legend(
    painter: QPainter,
    column: Column,
    maps_bottom: int,
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
    top = bottom / ratio + 10
    signed_values = column.part == "before"
    half = len(lut) // 2
    strip = np.ascontiguousarray(lut if signed_values else lut[half:])[None]
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
    if column.part == "before":
        return f"−{high}", "0", f"+{high}"
    return "0", "", high


def paint_output(
    painter: QPainter,
    column: Column,
    recognition: Recognition,
    lut: NDArray[np.uint32],
    tokens: Tokens,
    ratio: float,
) -> None:
    """Ten rows: digit, probability, logit with a bar from 0 in the activation colours."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, width = column.left / ratio, column.width / ratio
    pitch = column.pitch[1] / ratio
    logits = recognition.logits
    largest = float(np.abs(logits).max())
    bars = QColor(int(lut[len(lut) // 8])), QColor(int(lut[-len(lut) // 8]))
    for digit in range(column.count):
        top = column.top / ratio + digit * pitch
        row = QRectF(left, top, width, pitch - 4)
        is_first = digit == recognition.prediction
        if is_first:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("accent_soft"))
            painter.drawRoundedRect(row.adjusted(-6, -1, 6, 1), 4, 4)
        _output_row(painter, row, digit, recognition, largest, bars, tokens, is_first=is_first)


def _output_row(
    painter: QPainter,
    row: QRectF,
    digit: int,
    recognition: Recognition,
    largest: float,
    bars: tuple[QColor, QColor],
    tokens: Tokens,
    *,
    is_first: bool,
) -> None:
    probability, logit = float(recognition.probabilities[digit]), float(recognition.logits[digit])
    line = min(20.0, row.height() / 2)
    upper = QRectF(row.left(), row.top() + 0.5 * row.height() - line, row.width(), line)
    lower = upper.translated(0, line)
    painter.setPen(tokens.color("text"))
    painter.setFont(font("heading"))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | middle, str(digit))
    painter.setFont(font("label" if is_first else "caption"))
    painter.setPen(tokens.color("text" if is_first else "text_2"))
    painter.drawText(upper, Qt.AlignmentFlag.AlignRight | middle, percent(probability))
    painter.setFont(font("caption"))
    painter.drawText(lower, Qt.AlignmentFlag.AlignLeft | middle, signed(logit, 1))
    half = 0.5 * (row.width() - 40)
    zero = row.right() - half
    painter.setPen(QPen(tokens.color("bar"), 1))
    painter.drawLine(QPointF(zero, lower.top() + 3), QPointF(zero, lower.bottom() - 3))
    length = half * logit / largest if largest else 0.0
    bar = QRectF(zero, lower.center().y() - 3.5, length, 7).normalized()
    painter.fillRect(bar, bars[logit > 0])


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
