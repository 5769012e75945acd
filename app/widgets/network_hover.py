"""The cell under the pointer: which it is, its numbers in words, its outline."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.formats import percent, signed
from app.theme import font
from app.tokens import Tokens
from app.widgets.layer_layout import Column
from model.layers import everything
from model.network import NetworkSpec
from model.receptive_fields import receptive_fields
from model.recognizer import Recognition
from model.unit import INPUT, Unit

_CARD_WIDTH = 96
_LINE_HEIGHTS = {"label": 22, "button": 18, "caption": 17, "heading": 18}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of one map on screen."""

    column: Column
    channel: int
    row: int
    col: int


def find_cell(columns: list[Column], x: float, y: float) -> Cell | None:
    """The cell at a point in device pixels."""
    for column in columns:
        found = column.locate(x, y)
        if found is not None:
            return Cell(column, *found)
    return None


def describe(cell: Cell | None, recognition: Recognition | None) -> list[tuple[str, str]]:
    """Lines of the card: (style, text). Empty when there is nothing to tell."""
    if cell is None or recognition is None:
        return []
    part = cell.column.part
    if part == "input":
        value = float(recognition.raster.array[cell.row, cell.col])
        return [*_place(cell, "In"), ("caption", "ink"), ("heading", f"{value:.3f}")]
    if part == "out":
        return _output(cell.channel, recognition)
    return _unit(cell, recognition)


def _place(cell: Cell, name: str) -> list[tuple[str, str]]:
    lines = [("label", "Pointer"), ("button", name)]
    if cell.column.shape != (1, 1):
        lines.append(("caption", f"row {cell.row}, col {cell.col}"))
    return lines


def _unit(cell: Cell, recognition: Recognition) -> list[tuple[str, str]]:
    layer, trace = cell.column.layer, recognition.trace
    is_map = cell.column.shape != (1, 1)
    index = (0, cell.channel, cell.row, cell.col)[: trace.activations[layer].ndim]
    lines = _place(cell, f"{layer} · {'map' if is_map else 'unit'} {cell.channel}")
    if layer in trace.pre_activations:
        before = float(trace.pre_activations[layer][index])
        lines += [("caption", "before"), ("heading", signed(before, 3))]
        after = float(trace.activations[layer][index])
        return [*lines, ("caption", "after"), ("heading", f"{after:.3f}".replace("-", "−"))]
    value = float(trace.activations[layer][index])
    return [*lines, ("caption", "value"), ("heading", f"{value:.3f}".replace("-", "−"))]


def _output(digit: int, recognition: Recognition) -> list[tuple[str, str]]:
    logit, probability = recognition.logits[digit], recognition.probabilities[digit]
    return [
        ("label", "Pointer"),
        ("button", f"digit {digit}"),
        ("caption", "logit"),
        ("heading", signed(float(logit), 3)),
        ("caption", "probability"),
        ("heading", percent(float(probability), 3)),
    ]


def paint_card(
    painter: QPainter, lines: list[tuple[str, str]], below: Column, tokens: Tokens, ratio: float
) -> None:
    """A small card under the input column."""
    if not lines:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    top = (below.top + below.height) / ratio + 44
    height = sum(_LINE_HEIGHTS[style] for style, _ in lines) + 16
    card = QRectF(below.left / ratio + 0.5, round(top) + 0.5, _CARD_WIDTH, height)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.setBrush(tokens.color("surface"))
    painter.drawRoundedRect(card, 6, 6)
    y = card.top() + 8
    for style, text in lines:
        role = {"label": "accent", "caption": "text_3"}.get(style, "text")
        painter.setPen(tokens.color(role))
        painter.setFont(font(style))
        line = QRectF(card.left() + 8, y, _CARD_WIDTH - 10, _LINE_HEIGHTS[style])
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        y += _LINE_HEIGHTS[style]


def paint_outline(
    painter: QPainter, cell: Cell, columns: list[Column], tokens: Tokens, ratio: float
) -> None:
    """Outline the cell and its map, before and after the activation alike."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for column in columns:
        if column.layer != cell.column.layer or column.part == "out":
            continue
        x, y = column.corner(cell.channel)
        width, height = column.map_size
        _outline(painter, QRectF(x, y, width, height), tokens, ratio)
        if column.shape != (1, 1):
            wide, tall = column.cell
            inner = QRectF(x + cell.col * wide, y + cell.row * tall, wide, tall)
            _outline(painter, inner, tokens, ratio)


def paint_receptive_field(
    painter: QPainter,
    cell: Cell,
    columns: list[Column],
    spec: NetworkSpec,
    tokens: Tokens,
    ratio: float,
) -> None:
    """Outline what the unit sees of the layer before its own, and of the raster.

    Where it sees everything, nothing is outlined.
    """
    if cell.column.part == "input":
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    unit = Unit(cell.column.layer, cell.channel, cell.row, cell.col)
    fields = receptive_fields(spec, unit)
    for name in {next(iter(fields)), INPUT}:
        region = fields[name].region
        shape = spec.input if name == INPUT else spec.shape_of(name)
        if region == everything(shape) or not (region.rows and region.columns):
            continue
        column = next(c for c in columns if c.layer == name and c.part != "before")
        wide, tall = column.cell
        for channel in region.channels:
            x, y = column.corner(channel)
            left, top = x + region.columns.start * wide, y + region.rows.start * tall
            size = len(region.columns) * wide, len(region.rows) * tall
            _outline(painter, QRectF(left, top, *size), tokens, ratio)


def _outline(painter: QPainter, box: QRectF, tokens: Tokens, ratio: float) -> None:
    rect = QRectF(box.left() / ratio, box.top() / ratio, box.width() / ratio, box.height() / ratio)
    painter.setPen(QPen(tokens.color("casing"), 1))
    painter.drawRect(rect.adjusted(-2, -2, 1, 1))
    painter.setPen(QPen(tokens.color("accent"), 1))
    painter.drawRect(rect.adjusted(-1, -1, 0, 0))
