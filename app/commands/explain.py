"""`digitscope explain`: one map that says why, as numbers or as a picture."""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app import installation
from app.colormaps import activation_table, colors
from app.commands.console import answer
from app.commands.recognize import load_network, read_drawings
from app.paths import resources
from app.widgets.explain.explain_texts import CLIPPING, TITLES, scale_text
from model.explanation import Array, Attribution, Method, Occluder, Target
from model.network import Network
from model.occlusion import occlusion
from model.raster import Raster, rasterize
from model.recognizer import recognize
from model.unit import Unit

FILLS = {"paper": 0.0, "grey": 0.5, "ink": 1.0}
_FORMATS = (".png", ".npy")
_CELL, _MARGIN, _LINE = 20, 20, 20  # pixels of the picture


def explain_file(options: argparse.Namespace) -> int:
    """Explain one drawing of a file by one method; write the map and answer with one object.

    Raises ValueError or OSError that says what is wrong with file, target, method or place.
    """
    if options.out.suffix.lower() not in _FORMATS:
        raise ValueError(f"{options.out}: expected a name that ends with {' or '.join(_FORMATS)}")
    occluder = _occluder(options)
    network = load_network(options.network)
    raster = _raster(options.file, options.index)
    recognition = recognize(network, raster)
    asked = options.target or str(recognition.prediction)
    target = parse_target(asked, options.rather_than)
    target.check(network.spec)
    found = explain(network, raster.array, target, options.method, occluder)
    try:
        _write(found, network, options.out)
    except OSError as error:
        reason = error.strerror or error
        raise ValueError(f"{options.out}: cannot be written ({reason})") from error
    answer(
        {
            "source": str(options.file),
            "index": options.index,
            "method": found.method,
            "target": asked,
            "rather_than": target.rather_than,
            "value": found.value,
            "scale": found.scale,
            "facts": dict(found.facts),
            "prediction": recognition.prediction,
            "confidence": recognition.confidence,
            "out": str(options.out),
        }
    )
    return 0


def _occluder(options: argparse.Namespace) -> Occluder:
    """What covers a place. Raises ValueError where the method covers none."""
    for name in ("size", "fill"):
        if getattr(options, name) is not None and options.method != "occlusion":
            raise ValueError(
                f"--{name} is of the occluder: it goes with --method occlusion, "
                f"not with {options.method}"
            )
    standard = Occluder()
    size = standard.size if options.size is None else options.size
    return Occluder(size, standard.fill if options.fill is None else FILLS[options.fill])


def _write(found: Attribution, network: Network, place: Path) -> None:
    if place.suffix.lower() == ".npy":
        with place.open("wb") as file:
            np.save(file, found.values)
    else:
        picture(found, network).save(place)


def explain(
    network: Network, raster: Array, target: Target, method: Method, occluder: Occluder
) -> Attribution:
    """One map. Raises ValueError when torch is missing and the method needs it."""
    if method == "occlusion":
        return occlusion(network, raster, target, occluder)
    problem = installation.lack(f"The method {method}")
    if problem:
        raise ValueError(f"{problem} --method occlusion works without it.")
    from model.learning.device import torch_device
    from model.learning.explain import explaining
    from model.learning.module import to_module

    module = to_module(network).to(torch_device("cpu"))
    return next(explaining.explain(network, module, raster, target, (method,), occluder))


def parse_target(text: str, rather_than: int | None = None) -> Target:
    """A digit as `7`, or a unit as `C3:26:3:6` or `F5:17`: layer, channel, row, column.

    Raises ValueError for anything else.
    """
    layer, *numbers = text.split(":")
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise ValueError(f"target {text!r}: channel, row and column are numbers from 0")
    if layer.isascii() and layer.isdigit() and not numbers:
        return Target(int(layer), rather_than)
    if len(numbers) not in (1, 3):
        raise ValueError(
            f"target {text!r}: expected a digit, or a unit as C3:26:3:6, or as F5:17 where the "
            "layer has no rows and columns"
        )
    return Target(rather_than=rather_than, unit=Unit(layer, *map(int, numbers)))


def picture(found: Attribution, network: Network) -> Image.Image:
    """The map enlarged without smoothing, in the diverging colours, with legend and caption."""
    side = found.values.shape[0] * _CELL
    unit = found.target.unit
    target = found.target.text if unit is None else unit.label(network.spec.shape_of(unit.layer))
    lines = (
        f"{TITLES[found.method]} · {target}",
        f"{scale_text(found)}; {CLIPPING}",
    )
    sheet = Image.new("RGB", (side + 2 * _MARGIN, side + 5 * _LINE + 2 * _MARGIN), "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(resources() / "fonts" / "Inter-Regular.ttf", 14)
    enlarged = np.kron(found.values, np.ones((_CELL, _CELL), np.float32))
    sheet.paste(_coloured(enlarged, found.scale), (_MARGIN, _MARGIN))
    draw.rectangle((_MARGIN - 1, _MARGIN - 1, _MARGIN + side, _MARGIN + side), outline="#D6DBE2")
    top = _MARGIN + side + _LINE // 2
    legend = np.broadcast_to(np.linspace(-1, 1, side, dtype=np.float32), (_LINE // 2, side))
    sheet.paste(_coloured(legend, 1.0), (_MARGIN, top))
    for text, x, anchor in (
        ("−1", _MARGIN, "la"),
        ("0", _MARGIN + side // 2, "ma"),
        ("+1", _MARGIN + side, "ra"),
    ):
        draw.text((x, top + _LINE * 3 // 4), text, "#59636F", font, anchor)
    for number, line in enumerate(lines, 2):
        draw.text((_MARGIN, top + _LINE * number), line, "#161A20", font)
    return sheet


def _coloured(values: Array, largest: float) -> Image.Image:
    rgb = colors(values, largest, activation_table(1.0, is_dark=False))
    return Image.fromarray(np.stack([rgb >> 16, rgb >> 8, rgb], -1).astype(np.uint8))


def _raster(file: Path, index: int) -> Raster:
    """Raster of one drawing of a file. Raises ValueError that says why there is none."""
    if index < 0:
        raise ValueError(f"index is {index}, expected 0 or more")
    item = next(islice(read_drawings(file), index, None), None)
    if item is None:
        raise ValueError(f"{file}: there is no drawing {index}; they are counted from 0")
    if item.drawing is None:
        raise ValueError(item.problem)
    return rasterize(item.drawing)
