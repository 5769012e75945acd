"""What a press or a key on the layers asks to look at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from app.selection import Selection, Stride, deeper, selected, step
from app.widgets.layer_layout import Column
from app.widgets.network_hover import Cell
from model.network import NetworkSpec

_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def by_press(
    at: QPointF, cell: Cell | None, columns: list[Column], head: float, selection: Selection
) -> Selection | None:
    """A cell is pinned, a head shows its layer; pressed again, one level up.

    at: in device pixels; head: how far down the heads reach. None: nothing was meant.
    """
    if cell is not None:
        wanted = selected(cell.unit)
    else:
        layers = [column.layer for column in columns if column.left - 4 <= at.x()]
        if at.y() > head or not layers:
            return None
        wanted = Selection(layers[-1])
    return wanted.upward if wanted == selection else wanted


def by_key(
    event: QKeyEvent, cell: Cell | None, selection: Selection, spec: NetworkSpec
) -> Selection | None:
    """Arrow keys walk units, with Ctrl maps, with Shift layers; Enter goes deeper.

    The first arrow key starts from the cell under the pointer. None: another key.
    """
    hovered = selection if cell is None else selected(cell.unit)
    key, keys = event.key(), event.modifiers()
    if key in _ENTER:
        return hovered if cell is not None else deeper(selection, spec)
    if key not in _ARROWS:
        return None
    by: Stride = "unit"
    if keys & Qt.KeyboardModifier.ControlModifier:
        by = "map"
    elif keys & Qt.KeyboardModifier.ShiftModifier:
        by = "layer"
    down, across = _ARROWS[Qt.Key(key)]
    return step(selection if selection.layer else hovered, spec, down, across, by)
