"""Paints the columns of a decision: heads, rows, links, bars, sums."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.colormaps import HALF, activation_table
from app.formats import signed
from app.theme import font
from app.tokens import Tokens
from app.widgets.decision.decision_columns import Column, Live
from app.widgets.decision.decision_layout import HEAD, MARGIN, SUM, DecisionLayout
from app.widgets.decision.decision_texts import product_text, row_label
from app.widgets.decision.flows import Flows
from model.network import NetworkSpec

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = 13  # height of a text line
_LONGEST = 14  # letters of a product that a column has room for
_THICKEST, _THICKEST_LAST = 5.0, 3.0  # of a link; of one into the logits, where they meet
_FAINTEST = 0.015  # flows below this share of the largest contribution get no link
_MOST_LINKS = 8  # between two columns, the strongest; of the marked row all
_STRONG = round(HALF * 5 / 8)  # position of the bars' colours in the table


def sum_titles(rather_than: int | None) -> tuple[str, str, str, str]:
    """What stands before the sums beneath the columns."""
    whole = "= the logit" if rather_than is None else "= logit difference"
    return "rows shown", "all units · ink", "+ biases of later layers", whole


def sums_of(column: Column, *, is_raster: bool) -> tuple[float | None, ...]:
    """The sums beneath a column; pixels have no rows."""
    return (None if is_raster else column.shown), column.units, column.after, column.together


def paint_heads(
    painter: QPainter, layout: DecisionLayout, spec: NetworkSpec, tokens: Tokens
) -> None:
    """Name and shape of every layer."""
    heads = [("Pixels", "28×28, what each gives", layout.corner)]
    for layer, shape, area in zip(spec.layers, spec.shapes[1:], layout.columns, strict=True):
        heads.append((layer.name, str(shape), area))
    for name, shape_text, area in heads:
        place = QRectF(area.left(), area.top() - HEAD, area.width(), 16)
        painter.setFont(font("title"))
        painter.setPen(tokens.color("text"))
        painter.drawText(place, _LEFT, _fitting("title", name, area.width()))
        painter.setFont(font("caption"))
        painter.setPen(tokens.color("text_3"))
        place.translate(0, 15)
        painter.drawText(place, _LEFT, _fitting("caption", shape_text, area.width()))


def paint_rows(
    painter: QPainter,
    layout: DecisionLayout,
    columns: tuple[Column, ...],
    spec: NetworkSpec,
    places: int,
    tokens: Tokens,
) -> None:
    """Label, product and contribution of every row; columns without the raster."""
    colors = [tokens.color(role) for role in ("text_2", "text", "text_3")]
    for number, (column, shape) in enumerate(zip(columns, spec.shapes[1:], strict=True)):
        for row, item in enumerate(column.rows):
            place = _texts(layout.row(number, row, len(column.rows)))
            label = row_label(item, shape, has_layer=layout.has_layers)
            value, product = signed(item.contribution, places), product_text(item)
            if layout.is_tight or len(product) > _LONGEST:
                room = place.width()
                value, product = _fitting("label", value, room), _fitting("caption", product, room)
                label = _fitting("label", label, room - _width("label", value) - 4)
            painter.setFont(font("label"))
            painter.setPen(colors[0])
            painter.drawText(place, _LEFT, label)
            painter.setPen(colors[1])
            painter.drawText(place, _RIGHT, value)
            place.translate(0, _TEXT - 1)
            painter.setFont(font("caption"))
            painter.setPen(colors[2])
            painter.drawText(place, _LEFT, product)


def paint_sums(
    painter: QPainter,
    layout: DecisionLayout,
    columns: tuple[Column, ...],
    rather_than: int | None,
    places: int,
    tokens: Tokens,
) -> None:
    """Four numbers beneath every column, the raster's first, and what they are."""
    last = len(sums_of(columns[0], is_raster=True)) - 1
    for number, text in enumerate(sum_titles(rather_than)):
        place = QRectF(MARGIN, layout.sums + number * SUM, layout.corner.width(), SUM)
        painter.setFont(font("label" if number == last else "caption"))
        painter.setPen(tokens.color("text" if number == last else "text_2"))
        painter.drawText(place, _LEFT, text)
        for column, area in zip(columns, (layout.corner, *layout.columns), strict=True):
            value = sums_of(column, is_raster=area is layout.corner)[number]
            if value is not None:
                place = QRectF(area.left(), layout.sums + number * SUM, area.width(), SUM)
                shown = signed(value, places)
                if layout.is_tight:
                    shown = _fitting("label", shown, area.width())
                painter.drawText(place, _RIGHT, shown)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    right = layout.columns[-1].right()
    for y in (layout.sums - 2, layout.sums + last * SUM):
        painter.drawLine(QPointF(MARGIN, round(y) + 0.5), QPointF(right, round(y) + 0.5))


def paint_line(
    painter: QPainter, place: QRectF, text: str, key: str, tokens: Tokens, *, is_marked: bool
) -> None:
    """The read-out, and right of it, where it has room, how rows are read."""
    style, role = ("button", "accent") if is_marked else ("body", "text_2")
    shown = _fitting(style, text, place.width())
    painter.setFont(font(style))
    painter.setPen(tokens.color(role))
    painter.drawText(place, _LEFT, shown)
    if _width(style, shown) + 24 + _width("caption", key) <= place.width():
        painter.setFont(font("caption"))
        painter.setPen(tokens.color("text_3"))
        painter.drawText(place, _RIGHT, key)


def paint_mark(painter: QPainter, place: QRectF, tokens: Tokens, *, has_focus: bool) -> None:
    """The ground of the row that is pointed at."""
    ground = place.adjusted(-5, 0, 5, 0)
    painter.setBrush(tokens.color("accent_soft"))
    painter.setPen(QPen(tokens.color("accent"), 2) if has_focus else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 3, 3)
    painter.fillRect(QRectF(ground.left(), ground.top() + 1, 3, ground.height() - 2), tokens.accent)


def paint_links(
    painter: QPainter,
    layout: DecisionLayout,
    live: Live,
    marked: tuple[int, int] | None,
    tokens: Tokens,
) -> None:
    """Curves between neighbouring columns, as thick as what flows; the marked row's stand out.

    marked: column and row, without the raster.
    """
    largest = live.largest
    if largest <= 0:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    places = [
        [_texts(layout.row(number, row, len(rows))) for row in range(len(rows))]
        for number, rows in enumerate(live.rows)
    ]
    for number, link in enumerate(live.links):
        is_last = number == len(live.links) - 1
        thickest = _THICKEST_LAST if is_last else _THICKEST
        strong = _strongest(link, largest)
        for later, earlier in np.argwhere(np.abs(link) >= _FAINTEST * largest).tolist():
            flow = float(link[later, earlier])
            is_marked = marked in ((number, earlier), (number + 1, later))
            if not is_marked and abs(flow) < strong:
                continue
            color = bar_color(flow, tokens)
            color.setAlphaF(0.85 if is_marked else 0.16 if marked else 0.3 if is_last else 0.45)
            width = min(thickest, max(0.75, thickest * abs(flow) / largest))
            painter.setPen(_pen(color, width))
            _paint_link(painter, places[number][earlier], places[number + 1][later])


def _strongest(link: Flows, largest: float) -> float:
    """The least amount that a flow must have to get a link."""
    amounts = np.sort(np.abs(link), axis=None)[-_MOST_LINKS:]
    return max(float(amounts[0]) if len(amounts) else 0.0, _FAINTEST * largest)


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def _paint_link(painter: QPainter, start: QRectF, end: QRectF) -> None:
    first = QPointF(start.right() + 3, start.bottom())
    last = QPointF(end.left() - 3, end.bottom())
    middle = (first.x() + last.x()) / 2
    path = QPainterPath(first)
    path.cubicTo(QPointF(middle, first.y()), QPointF(middle, last.y()), last)
    painter.drawPath(path)


def bar_of(place: QRectF, value: float, scale: tuple[float, float]) -> QRectF:
    """A row's bar: from the common 0 to the right for what speaks for, to the left against.

    scale: the values that the left and the right end of a row stand for.
    """
    least, most = scale
    span = most - least
    if span <= 0:
        return QRectF(place.left(), place.bottom(), 0, 0)
    unit = place.width() / span
    zero = place.left() - least * unit
    texts = _texts(place)
    left, right = min(zero, zero + value * unit), max(zero, zero + value * unit)
    return QRectF(left, texts.bottom() + _TEXT, right - left, 3 if place.height() < 34 else 5)


def paint_bars(painter: QPainter, layout: DecisionLayout, live: Live, tokens: Tokens) -> None:
    """The bars of all rows, on one scale, each with the line that stands for 0.

    The logits have none: they are what all of it adds up to, and would dwarf it.
    """
    scale, line = live.range, tokens.color("text_3")
    for number, rows in enumerate(live.rows[:-1]):
        for row, item in enumerate(rows):
            place = layout.row(number, row, len(rows))
            bar, zero = bar_of(place, item.contribution, scale), bar_of(place, 0.0, scale)
            painter.fillRect(bar, bar_color(item.contribution, tokens))
            mark = QRectF(zero.left() - 0.5, bar.top() - 1, 1, bar.height() + 2)
            painter.fillRect(mark, line)


def bar_color(value: float, tokens: Tokens) -> QColor:
    """Orange for what speaks for the digit, blue for what speaks against it."""
    table = activation_table(1.0, tokens.is_dark)
    return QColor(int(table[HALF + _STRONG if value >= 0 else HALF - _STRONG]))


def _texts(place: QRectF) -> QRectF:
    """The first text line of a row."""
    rest = place.height() - 2 * _TEXT - (3 if place.height() < 34 else 5)
    return QRectF(place.left(), place.top() + max(0.0, rest / 2), place.width(), _TEXT)


def _width(style: str, text: str) -> float:
    return QFontMetricsF(font(style)).horizontalAdvance(text)


def _fitting(style: str, text: str, room: float) -> str:
    """The text, or as much of it as there is room for."""
    return QFontMetricsF(font(style)).elidedText(text, Qt.TextElideMode.ElideRight, room + 0.5)
