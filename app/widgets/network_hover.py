"""The cell under the pointer: which it is, its numbers in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.formats import percent, signed
from app.theme import font
from app.tokens import Tokens
from app.widgets.layer_layout import Column
from model.layers import Region, everything
from model.network import NetworkSpec
from model.receptive_fields import receptive_fields, units_that_see
from model.recognizer import Recognition
from model.unit import INPUT, Reading, Unit, position_of

_CARD_WIDTH = 96
_LINE_HEIGHTS = {"label": 22, "button": 18, "caption": 17, "heading": 18, "pair": 16}
Line = tuple[str, str]  # style, text; of a "pair" the first word stands left, the others right


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of one map on screen."""

    column: Column
    channel: int
    row: int
    col: int

    @property
    def unit(self) -> Unit:
        """The unit, or pixel of the "input", that the cell shows."""
        return Unit(self.column.layer, self.channel, self.row, self.col)


def find_cell(columns: list[Column], x: float, y: float) -> Cell | None:
    """The cell at a point in device pixels."""
    for column in columns:
        found = column.locate(x, y)
        if found is not None:
            return Cell(column, *found)
    return None


def describe(cell: Cell | None, recognition: Recognition | None) -> list[Line]:
    """Lines of the card. Empty when there is nothing to tell."""
    if cell is None or recognition is None:
        return []
    if cell.column.part == "input":
        value = float(recognition.raster.array[cell.row, cell.col])
        lines = [*_place(cell, "In"), ("caption", "ink"), ("heading", f"{value:.3f}")]
    elif cell.column.part == "out":
        lines = _output(cell.channel, recognition)
    else:
        lines = _unit(cell, recognition)
    return [*lines, *_sight(recognition.network.spec, cell.unit)]


def _place(cell: Cell, name: str) -> list[Line]:
    lines = [("label", "Pointer"), ("button", name)]
    if cell.column.shape != (1, 1):
        lines.append(("caption", f"row {cell.row}, col {cell.col}"))
    return lines


def _unit(cell: Cell, recognition: Recognition) -> list[Line]:
    layer, trace = cell.column.layer, recognition.trace
    is_map = cell.column.shape != (1, 1)
    index = (0, cell.channel, cell.row, cell.col)[: trace.activations[layer].ndim]
    lines = _place(cell, f"{layer} · {'map' if is_map else 'unit'} {cell.channel}")
    if layer in trace.pre_activations:
        before = float(trace.pre_activations[layer][index])
        lines += [("caption", "before"), ("heading", signed(before, 3))]
        after = float(trace.activations[layer][index])
        lines += [("caption", "after"), ("heading", f"{after:.3f}".replace("-", "−"))]
        return lines + _passage(cell.unit, recognition)
    value = float(trace.activations[layer][index])
    return [*lines, ("caption", "value"), ("heading", f"{value:.3f}".replace("-", "−"))]


def _passage(unit: Unit, recognition: Recognition) -> list[Line]:
    """Whether a max pooling takes the unit."""
    from model.ledger_windows import PoolingLedger, passages

    reading = Reading(recognition.network, recognition.trace, recognition.raster.array)
    found = passages(reading, position_of(reading.network.spec, unit), unit)
    if not found or not isinstance(found[0].ledger, PoolingLedger):
        return []
    if found[0].ledger.mode != "max":
        return []
    word = "wins" if any(passage.is_winner for passage in found) else "loses"
    return [("caption", f"{word} in {found[0].ledger.unit.layer}")]


def _sight(spec: NetworkSpec, unit: Unit) -> list[Line]:
    """How much the unit sees of every earlier layer, or else what sees it."""
    sizes: dict[str, tuple[int, int]] = {}
    if unit.layer == INPUT:
        title, regions = "Seen by", units_that_see(spec, unit)
    else:
        fields = receptive_fields(spec, unit)
        title, regions = "It sees", {name: field.region for name, field in fields.items()}
        # As wide as for any other unit of the layer: what lies in the padding counts too.
        sizes = {name: (len(f.rows), len(f.columns)) for name, f in fields.items()}
    lines = [
        ("pair", f"{'In' if name == INPUT else name} {_extent(spec, name, region, sizes)}")
        for name, region in regions.items()
        if all(region)
    ]
    return [("label", title), *lines] if lines else []


def _extent(spec: NetworkSpec, name: str, region: Region, sizes: dict[str, tuple[int, int]]) -> str:
    shape = spec.input if name == INPUT else spec.shape_of(name)
    if region == everything(shape):
        return f"all {shape.channels}" if shape.is_vector else "all"
    rows, columns = sizes.get(name, (len(region.rows), len(region.columns)))
    return f"{rows} × {columns}"


def _output(digit: int, recognition: Recognition) -> list[Line]:
    logit, probability = recognition.logits[digit], recognition.probabilities[digit]
    return [
        ("label", "Pointer"),
        ("button", f"digit {digit}"),
        ("caption", "logit"),
        ("heading", signed(float(logit), 3)),
        ("caption", "probability"),
        ("heading", percent(float(probability), 3)),
    ]


def paint_card(painter: QPainter, lines: list[Line], place: QRectF, tokens: Tokens) -> None:
    """A small card at the top left of `place`; lines that do not fit into it are left away."""
    if not lines:
        return
    if place.height() < 120:  # a strip of layers
        lines = _in_brief(lines)
    while lines and sum(_LINE_HEIGHTS[style] for style, _ in lines) + 10 > place.height():
        lines = lines[:-1]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    height = sum(_LINE_HEIGHTS[style] for style, _ in lines) + 10
    card = QRectF(round(place.left()) + 0.5, round(place.top()) + 0.5, _CARD_WIDTH, height)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.setBrush(tokens.color("surface"))
    painter.drawRoundedRect(card, 6, 6)
    y = card.top() + 5
    for style, text in lines:
        role = {"label": "accent", "caption": "text_3", "pair": "text_2"}.get(style, "text")
        painter.setPen(tokens.color(role))
        painter.setFont(font("caption" if style == "pair" else style))
        line = QRectF(card.left() + 8, y, _CARD_WIDTH - 16, _LINE_HEIGHTS[style])
        first, _, rest = text.partition(" ") if style == "pair" else (text, "", "")
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, first)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, rest)
        y += _LINE_HEIGHTS[style]


def _in_brief(lines: list[Line]) -> list[Line]:
    """Name, place, and every number on one line with its caption; no heading, no list."""
    brief: list[Line] = []
    for style, text in lines:
        if style == "heading" and brief:
            brief[-1] = ("pair", f"{brief[-1][1]} {text}")
        elif style in ("button", "caption"):
            brief.append((style, text))
    return brief
