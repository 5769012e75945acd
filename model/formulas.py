"""The formulas of a layer's costs, with its numbers put in, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import prod
from typing import NamedTuple

from model.costs import BYTES, LayerCost, Windows, window_products
from model.geometry import Fields
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.unit import INPUT

_LETTER = re.compile(r"(?<![A-Za-z])[A-Za-z](?:_[A-Za-z])?(?![A-Za-z])")
# Letters that are explained together, and as what.
_MEANINGS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("r",), "{window} side"),
    (("s",), "stride"),
    (("P",), "padding"),
    (("D",), "depth (input channels)"),
    (("N", "N_F"), "maps"),
    (("K",), "connected pairs of channels and maps"),
    (("n_I", "n_C"), "size before and after"),
    (("n", "m"), "numbers before and after"),
)


class Formula(NamedTuple):
    """A formula in letters, the same with numbers, and what comes out.

    Letters: n_I, n_C cells along a side before and after, r window, s stride, P padding,
    D and N channels before and after, K connected pairs of channels, n and m numbers before and
    after. Letters are empty where the numbers say it all.
    """

    letters: str
    numbers: str
    value: int

    def __str__(self) -> str:
        parts = (self.letters, self.numbers, f"{self.value:,}")
        return " = ".join(part for part in parts if part)


def output_formula(windows: Windows) -> Formula:
    """For example (14 + 2·0 − 5) / 1 + 1 = 10; rounded down where the stride does not fit."""
    n, r, s, p = windows.size, windows.window, windows.stride, windows.padding
    letters, numbers = "(n_I + 2P − r) / s", f"({n} + 2·{p} − {r}) / {s}"
    if windows.left_over:
        letters, numbers = f"⌊{letters}⌋", f"⌊{numbers}⌋"
    return Formula(f"{letters} + 1", f"{numbers} + 1", windows.places)


def parameter_formula(cost: LayerCost) -> Formula:
    """For example (r²·D + 1)·N = (25·16 + 1)·32 = 12,832."""
    letters, numbers = _parameters(cost)
    return Formula(letters, numbers, cost.parameters)


def one_channel_formula(cost: LayerCost) -> Formula | None:
    """The lecture's (r² + 1)·N_F for one input channel; None for other than convolutions."""
    layer = cost.layer
    if not isinstance(layer, Convolution) or cost.one_channel is None:
        return None
    numbers = f"({layer.kernel**2} + 1)·{layer.channels}"
    return Formula("(r² + 1)·N_F", numbers, cost.one_channel)


def multiply_add_formula(cost: LayerCost) -> Formula:
    """For example 10·10·32 · 25·16 = 1,280,000."""
    layer, after = cost.layer, cost.after
    cells = f"{after.height}·{after.width}"
    if isinstance(layer, FullyConnected):
        numbers = f"{prod(cost.before)}·{layer.units}"
    elif not isinstance(layer, Convolution):
        numbers = f"{cells}·{after.channels} · {window_products(layer)}"
    elif layer.connections is None:
        numbers = f"{cells}·{layer.channels} · {layer.kernel**2}·{cost.before.channels}"
    else:
        numbers = f"{cells} · {layer.kernel**2}·{cost.links}"
    return Formula("", numbers, cost.multiply_adds)


def memory_formula(cost: LayerCost) -> Formula:
    """For example 32·10·10 · 4 bytes."""
    after = cost.after
    units = f"{after.channels}" if after.is_vector else "·".join(map(str, after))
    return Formula("", f"{units} · {BYTES} bytes", cost.activation_bytes)


def locally_connected_formula(cost: LayerCost) -> Formula:
    """The shared parameters once for every place: (25·16 + 1)·32 · 10·10 = 1,283,200."""
    letters, numbers = _parameters(cost)
    layer = cost.layer
    if isinstance(layer, Convolution | Subsampling):
        if isinstance(layer, Convolution) and layer.connections is not None:
            letters, numbers = f"({letters})", f"({numbers})"
        places = f"{cost.after.height}·{cost.after.width}"
        letters, numbers = f"{letters} · n_C²", f"{numbers} · {places}"
    return Formula(letters, numbers, cost.locally_connected)


def fully_connected_formula(cost: LayerCost) -> Formula:
    """(n + 1)·m = (3136 + 1)·3200 = 10,038,400."""
    return Formula("(n + 1)·m", _full(cost), cost.fully_connected)


def sight_text(fields: dict[str, Fields], side: int = 28, *, is_alone: bool = False) -> str:
    """For example: 5×5 of P2 · 10×10 of C1 · 14×14 of the raster, neighbours 2 pixels apart.

    fields: as `fields_of` gives them; one may be wider than the raster of `side` pixels: the rest
    is padding. A fully connected layer sees all of P4. is_alone: a map has one unit only, which
    has no neighbours.
    """
    nearest = next(iter(fields))
    apart = fields[INPUT].stride
    if not apart:
        return f"all of {_place(nearest)}"
    parts = []
    for name, field in fields.items():
        size = f"{field.size}×{field.size}"
        text = f"{size} of {_place(name)}"
        if name == INPUT and field.size > side:
            padded = f"all of the raster ({size} with its padding)"
            text = padded if is_alone else f"{text} and padding"
        parts.append(text)
    if is_alone:
        return " · ".join(parts)
    pixels = "1 pixel" if apart == 1 else f"{apart} pixels"
    return f"{' · '.join(parts)}, neighbours {pixels} apart"


def key_text(letters: Iterable[str], window: str = "kernel") -> str:
    """What the letters of formulas stand for, only those that are used.

    For example: r kernel side · s stride · P padding. window: what r is the side of.
    """
    used = set(_LETTER.findall(" ".join(letters)))
    parts = []
    for names, meaning in _MEANINGS:
        found = [name for name in names if name in used]
        if found:
            parts.append(f"{', '.join(found)} {meaning.format(window=window)}")
    return " · ".join(parts)


def memory_text(size: int) -> str:
    """Bytes as the layer sheet says them: 840 bytes, 12.8 kB, 1.20 MB (powers of ten)."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.1f} kB" if size < 999_950 else f"{size / 1e6:.2f} MB"


def _parameters(cost: LayerCost) -> tuple[str, str]:
    """Letters and numbers of the parameters; empty for pooling, which has none."""
    layer = cost.layer
    if isinstance(layer, Pooling):
        return "", ""
    if isinstance(layer, Subsampling):
        return "2·N", f"2·{cost.after.channels}"
    if isinstance(layer, FullyConnected):
        return "(n + 1)·m", _full(cost)
    r2, maps = layer.kernel**2, layer.channels
    if layer.connections is None:
        return "(r²·D + 1)·N", f"({r2}·{cost.before.channels} + 1)·{maps}"
    return "r²·K + N", f"{r2}·{cost.links} + {maps}"


def _full(cost: LayerCost) -> str:
    return f"({prod(cost.before)} + 1)·{prod(cost.after)}"


def _place(name: str) -> str:
    return "the raster" if name == INPUT else name
