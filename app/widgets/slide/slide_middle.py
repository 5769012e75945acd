"""Paints the arithmetic between the two maps: two grids, subtotals, and the chain of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.colormaps import HALF, activation_table, weight_table
from app.formats import short_number
from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.cells import (
    cell_rect,
    outline_cell,
    paint_cells,
    paint_legend,
    table_of,
    thumbnail,
)
from app.widgets.ledger.shades import shown_span
from app.widgets.scale import Scale
from app.widgets.slide.slide_arithmetic import Arithmetic, Link
from app.widgets.slide.slide_course import Course
from app.widgets.slide.slide_layout import MiddleLayout
from app.widgets.slide.slide_maps import hatch
from model.recognizer import Recognition
from model.unit import Reading, position_of

_JOINT = 16  # of the chain: between its boxes
_NUMBERED = 15  # width of a bar from which on every channel has its number
_STRONG = HALF + int(0.62 * HALF), HALF - int(0.62 * HALF)  # colours of bars above and below 0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft | _MIDDLE, Qt.AlignmentFlag.AlignRight | _MIDDLE
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True, eq=False)
class GridColors:
    """How the cells of the grids are coloured.

    lut: of the input's activations; largest: what their colours end at; weight: the same for
    weights of the layer; gamma: of activations.
    """

    lut: NDArray[np.uint32]
    largest: float
    weight: float
    gamma: float


def grid_colors(
    recognition: Recognition, course: Course, channel: int, scale: Scale, look: tuple[float, bool]
) -> GridColors:
    """The colours of the maps, and one scale for all weights of the layer. look: gamma, dark."""
    network = recognition.network
    reading = Reading(network, recognition.trace, recognition.raster.array)
    volume = reading.volume_before(position_of(network.spec, course.unit(0)))
    weights = network.parameters.get(f"{course.layer.name}.weight")
    return GridColors(
        table_of(course.input_layer, *look),
        shown_span(scale, course.input_layer, channel, volume),
        1.0 if weights is None else float(np.abs(weights).max()),
        look[0],
    )


def write(
    painter: QPainter,
    box: QRectF,
    words: str,
    ink: tuple[str, QColor],
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line of text in a box. ink: style of the font, colour."""
    painter.setFont(font(ink[0]))
    painter.setPen(ink[1])
    painter.drawText(box, align, words)


def second_colors(
    arithmetic: Arithmetic, colors: GridColors, is_dark: bool
) -> tuple[NDArray[np.uint32], float, bool]:
    """Colour table of the second grid, what its ends stand for, and whether it has signs."""
    if arithmetic.second == "squares":
        return activation_table(colors.gamma, is_dark), colors.largest**2, False
    if arithmetic.second == "shares":
        return weight_table(is_dark), 1.0, False
    return weight_table(is_dark), colors.weight, True


def paint_grids(
    painter: QPainter,
    place: MiddleLayout,
    arithmetic: Arithmetic,
    colors: GridColors,
    tokens: Tokens,
    has_numbers: bool,
) -> None:
    """Patch and what stands beside it, each with its head; the legend of the second.

    has_numbers: False while the window moves too fast for reading.
    """
    lut, largest, is_signed = second_colors(arithmetic, colors, tokens.is_dark)
    is_inside = arithmetic.is_inside
    for box, words in ((place.patch, arithmetic.first), (place.others, arithmetic.title)):
        head = QRectF(box.left(), box.top() - 21, place.told.width(), 16)
        write(painter, head, words, ("label", tokens.color("text")))
    sign = "title", tokens.color("text_3")
    write(painter, place.joint, arithmetic.joint, sign, CENTRE)
    patch = arithmetic.patch, colors.largest, colors.lut
    if has_numbers:
        paint_cells(painter, place.patch, *patch, tokens, is_inside)
    else:
        _paint_colors(painter, place.patch, *patch, tokens, is_inside)
    if has_numbers or arithmetic.second == "weights":  # which stay as they are
        paint_cells(painter, place.others, arithmetic.others, largest, lut, tokens)
    else:
        _paint_colors(painter, place.others, arithmetic.others, largest, lut, tokens)
    if arithmetic.winner is not None:
        outline_cell(painter, cell_rect(place.patch, is_inside.shape, *arithmetic.winner), tokens)
    end = short_number(largest)
    texts = (f"−{end}", "0", f"+{end}") if is_signed else ("0", "", end)
    paint_legend(painter, place.others_bar, lut, texts, tokens, is_signed)


def _paint_colors(
    painter: QPainter,
    box: QRectF,
    values: NDArray[Any],
    largest: float,
    lut: NDArray[np.uint32],
    tokens: Tokens,
    is_inside: NDArray[np.bool_] | None = None,
) -> None:
    """Like `paint_cells`, without numbers."""
    painter.drawImage(box, thumbnail(values, largest, lut, 1))
    rows, columns = values.shape
    if is_inside is not None:
        for row, column in np.argwhere(~is_inside).tolist():
            hatch(painter, cell_rect(box, is_inside.shape, row, column), tokens)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    for n in range(rows + 1):
        y = box.top() + n * box.height() / rows
        painter.drawLine(QLineF(box.left(), y, box.right(), y))
    for n in range(columns + 1):
        x = box.left() + n * box.width() / columns
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))


def paint_told(
    painter: QPainter, place: MiddleLayout, arithmetic: Arithmetic, tokens: Tokens
) -> None:
    """What follows from the two grids, in words, and the chain."""
    line = QRectF(place.told.left(), place.told.top(), place.told.width(), 17)
    write(painter, line, arithmetic.told, ("button", tokens.color("text")))
    note = line.translated(0, 16)
    write(painter, note, arithmetic.note, ("caption", tokens.color("text_3")))
    paint_chain(painter, place.chain, arithmetic.chain, tokens)


def paint_chain(painter: QPainter, box: QRectF, chain: tuple[Link, ...], tokens: Tokens) -> None:
    """The numbers in boxes, as wide as their words need, with the signs between them."""
    small, large = QFontMetricsF(font("caption")), QFontMetricsF(font("heading"))
    needs = [
        max(small.horizontalAdvance(link.caption), large.horizontalAdvance(link.text), 40)
        for link in chain
    ]
    spare = box.width() - sum(needs) - _JOINT * (len(chain) - 1)
    pad = min(max(spare / (2 * len(chain)), 3.0), 14.0)
    left = box.left()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for link, need in zip(chain, needs, strict=True):
        if link.joint:
            sign = QRectF(left, box.top(), _JOINT, box.height())
            write(painter, sign, link.joint, ("heading", tokens.color("text_2")), CENTRE)
            left += _JOINT
        frame = QRectF(left, box.top(), round(need + 2 * pad), box.height())
        left = frame.right()
        painter.setPen(QPen(tokens.color("accent" if link.is_result else "hairline"), 1))
        painter.setBrush(tokens.color("accent_soft" if link.is_result else "panel"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        upper = QRectF(frame.left(), frame.top() + 4, frame.width(), 16)
        write(painter, upper, link.caption, ("caption", tokens.color("text_2")), CENTRE)
        lower = QRectF(frame.left(), frame.top() + 20, frame.width(), 19)
        write(painter, lower, link.text, ("heading", tokens.color("text")), CENTRE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def bar_rect(chart: QRectF, count: int, number: int) -> QRectF:
    """Where one of `count` channels stands in the chart, over its whole height."""
    left, right = (round(chart.left() + chart.width() * (number + n) / count) for n in (0, 1))
    return QRectF(left, chart.top() + 18, right - left, chart.height() - 18)


def paint_chart(painter: QPainter, chart: QRectF, arithmetic: Arithmetic, tokens: Tokens) -> None:
    """The subtotal of every channel as a bar from 0; the one that is shown stands on violet."""
    count = len(arithmetic.channels)
    words = f"subtotals of {count} channels · click one to look into it"
    head = QRectF(chart.left(), chart.top(), chart.width(), 16)
    write(painter, head, words, ("caption", tokens.color("text_3")))
    lut = activation_table(1.0, tokens.is_dark)
    values = arithmetic.subtotals
    high, low = max(*values, 0.0), min(*values, 0.0)
    plot = QRectF(chart.left(), chart.top() + 20, chart.width(), chart.height() - 36)
    per = plot.height() / (high - low) if high > low else 0.0
    zero = round(plot.top() + high * per) + 0.5
    for number, (channel, value) in enumerate(zip(arithmetic.channels, values, strict=True)):
        whole = bar_rect(chart, count, number)
        is_shown = channel == arithmetic.channel
        if is_shown:
            painter.fillRect(whole, tokens.color("accent_soft"))
        inset = min(3.0, whole.width() / 5)
        bar = QRectF(whole.left() + inset, zero, whole.width() - 2 * inset, -value * per)
        painter.fillRect(bar.normalized(), QColor(int(lut[_STRONG[value < 0]])))
        if is_shown or whole.width() >= _NUMBERED:
            ink = ("label", tokens.color("accent")) if is_shown else None
            below = QRectF(whole.center().x() - 15, plot.bottom() + 1, 30, 14)
            write(painter, below, str(channel), ink or ("caption", tokens.color("text_3")), CENTRE)
    painter.setPen(QPen(tokens.color("border"), 1))
    painter.drawLine(QLineF(plot.left(), zero, plot.right(), zero))
