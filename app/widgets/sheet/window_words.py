"""What is said about the windows of a pooling or sub-sampling layer."""

from __future__ import annotations

from app.widgets.layer_layout import NONLINEARITY
from app.widgets.sheet.matrix_texts import source
from app.widgets.sheet.window_diagram import WindowWords
from model.costs import LayerCost
from model.layers import Pooling, Subsampling

_MODES = {
    "max": (
        "It keeps the largest number of each window.",
        "When it learns, the gradient goes to the winner alone.",
    ),
    "average": (
        "It keeps the mean of each window.",
        "When it learns, every cell gets the same part of the gradient.",
    ),
    "l2": (
        "It keeps √Σx², the length of each window as a vector.",
        "When it learns, every cell gets x / y of the gradient.",
    ),
}
_MOST = (9, 4, 3)  # cells that are written out; others are left out by dots


def window_words(cost: LayerCost, before: str) -> WindowWords:
    """Words for a layer with windows but without kernels. before: the layer before it."""
    layer, windows = cost.layer, cost.windows
    assert isinstance(layer, Pooling | Subsampling)
    assert windows is not None
    places, side = windows.places, windows.size
    maps = f"each of {cost.after.channels} maps" if cost.after.channels > 1 else "the map"
    heading = ""
    sentences: tuple[str, ...] = ()
    caption = f"{places} × {places} windows on {maps}"
    if isinstance(layer, Pooling):
        heading = f"Windows of {windows.window} × {windows.window}"
        keeps, learns = _MODES[layer.mode]
        nothing = "Pooling has no parameters: there is nothing to learn."
        sentences = (f"{nothing} {keeps}", learns)
    else:
        caption = ""
    if windows.left_over and isinstance(layer, Pooling):
        caption += "; no window reaches the hatched cells"
    return WindowWords(
        heading,
        caption,
        f"{source(before)}, {side} × {side}",
        f"{layer.name}, {places} × {places}",
        tuple(_formula(layer, windows.window**2, most) for most in _MOST),
        sentences,
    )


def _formula(layer: Pooling | Subsampling, cells: int, most: int) -> str:
    """For example: y = max(x_1, x_2, x_3, x_4)."""
    square = "²" if isinstance(layer, Pooling) and layer.mode == "l2" else ""
    terms = [f"x_{n}{square}" for n in range(1, cells + 1)]
    if cells > most:
        terms = [*terms[: most - 2], "…", terms[-1]]
    total = " + ".join(terms)
    if isinstance(layer, Subsampling):
        inner = f"w · ({total}) + b"
        name = NONLINEARITY.get(layer.activation)
        return f"y = {name}({inner})" if name else f"y = {inner}"
    if layer.mode == "max":
        return f"y = max({', '.join(terms)})"
    return f"y = ({total}) / {cells}" if layer.mode == "average" else f"y = √({total})"
