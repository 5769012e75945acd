"""What is known about a network, as words: one line for menus, sections for About this network.

A card comes from a file: it may be of another version or by another hand. What has the expected
form gets its own place; whatever has not is shown as it is, under its own name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from model.layers import Convolution, Layer, Pooling
from model.network import NetworkSpec
from model.weights import NetworkRecord

_DEEPEST = 4  # levels of a nested value that are still written out
_FIGURE_KEYS = ("measure", "value", "unit", "low", "high", "data", "target", "command")
_DATA_KEYS = ("name", "use", "samples", "licence", "source")
_ACTIVATIONS = {"relu": "ReLU", "none": ""}  # others are called as in the layer table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dialog; what is empty is left out.

    text: paragraphs; points: a list; pairs: names with values; headers, rows: a table whose
    columns in `numeric` are set to the right; code: lines for a command line, under `code_title`.
    """

    title: str
    text: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[int, ...] = ()
    code: tuple[str, ...] = ()
    code_title: str = "Command"
    points: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when there is nothing under the title."""
        return not (self.text or self.rows or self.code or self.points or self.pairs)


def summary(spec: NetworkSpec, card: dict[str, Any]) -> str:
    """For example `max pooling · 120,382 parameters · 0.35 % error on MNIST`."""
    parts = [_reduction(spec), f"{spec.parameter_count:,} parameters", _mnist_error(card)]
    return " · ".join(part for part in parts if part)


def intro(card: dict[str, Any]) -> str:
    """The card's own summary; empty when there is none."""
    text = card.get("summary")
    return text.strip() if isinstance(text, str) else ""


def sections(record: NetworkRecord) -> list[Section]:
    """Everything on the card and in the layer table, in the order of reading.

    Each part takes out of a copy of the card what it can show; the last one shows the rest.
    """
    card = dict(record.card)
    if intro(card):
        del card["summary"]
    found = [
        _measured(card),
        _layers(record.spec),
        _data(card),
        _recipe(card),
        _spread(card),
        _calibration(record),
        _points(card, "limits", "Limits"),
        _points(card, "licences", "Licences"),
        _files(card, record),
        Section("Also on the card", pairs=_pairs(card)),
    ]
    return [section for section in found if not section.is_empty]


def plain(value: Any, depth: int = 0) -> str:
    """A plain JSON value in words."""
    match value:
        case _ if depth > _DEEPEST:
            text = "…"
        case None:
            text = "not stated"
        case bool():
            text = "yes" if value else "no"
        case int():
            text = f"{value:,}"
        case float():
            text = f"{value:,.0f}" if 10_000 <= abs(value) < 1e15 else f"{value:.4g}"
        case list():
            text = ", ".join(plain(item, depth + 1) for item in value)
        case dict():
            text = " · ".join(f"{_words(k)} {_named(k, v, depth + 1)}" for k, v in value.items())
        case _:
            text = str(value)
    return text


def _words(key: str) -> str:
    return str(key).replace("_", " ")


def _named(key: str, value: Any, depth: int = 0) -> str:
    """A value under a name: seeds and years are no amounts, they have no thousands."""
    if "seed" in str(key).lower():
        numbers = value if isinstance(value, list) else [value]
        if all(type(number) is int for number in numbers):
            return ", ".join(str(number) for number in numbers)
    return plain(value, depth)


def _title(key: str) -> str:
    words = _words(key)
    return words[:1].upper() + words[1:]


def _pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_title(key), _named(key, value))
        for key, value in values.items()
        if value is not None and value not in ("", [], {})
    )


def _reduction(spec: NetworkSpec) -> str:
    """How the maps are made smaller: `max pooling`, `sub-sampling`; empty when they are not."""
    for layer in spec.layers:
        found = re.match(r".*(?:pooling|sampling)", layer.kind)
        if found:
            return found.group()
    return ""


def _list_of_objects(card: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Take a list of objects out of the card; empty when it is something else."""
    value = card.get(key)
    if not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
        return []
    del card[key]
    return list(value)


# -- figures ------------------------------------------------------------------------------------


def _mnist_error(card: dict[str, Any]) -> str:
    """The error on MNIST's test digits, if the card has measured it."""
    for figure in _figures(dict(card)):
        what = f"{figure.get('measure')} {figure.get('data')}".lower()
        is_other = "calibration" in what or "validation" in what
        if "mnist" in what and "error" in what and figure.get("unit") == "%" and not is_other:
            return f"{_amount(figure.get('value'), '%')} error on MNIST"
    return ""


def _figures(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the measured figures out of the card, also those of cards before recipes."""
    found = _list_of_objects(card, "figures")
    for key, measure in (("mnist_test", "MNIST test error"), ("validation", "Validation error")):
        match card.get(key):
            case {"error_rate": float(rate), "errors": int(errors), "samples": int(samples)}:
                others = {k: v for k, v in card[key].items() if k == "loss"}
                data = f"{errors:,} of {samples:,} digits"
                figure = {"measure": measure, "value": 100 * rate, "unit": "%", "data": data}
                found.append(figure | others)
                del card[key]
    return found


def _measured(card: dict[str, Any]) -> Section:
    figures = _figures(card)
    rows = [_figure_row(figure) for figure in figures]
    names = ("Measure", "Figure", "Interval", "Data", "Target")
    shown = [n for n, name in enumerate(names) if name == "Measure" or any(row[n] for row in rows)]
    commands = dict.fromkeys(_cell(figure.get("command")) for figure in figures)
    return Section(
        "Measured",
        headers=tuple(names[n] for n in shown),
        rows=tuple(tuple(row[n] for n in shown) for row in rows),
        numeric=(1,) if 1 in shown else (),
        code=tuple(command for command in commands if command),
        code_title="Measured with",
    )


def _figure_row(figure: dict[str, Any]) -> tuple[str, str, str, str, str]:
    """Measure, figure, interval, data and target of one figure; what it has not is empty."""
    unit, low, high = _cell(figure.get("unit")), figure.get("low"), figure.get("high")
    ends = [_amount(end, unit).removesuffix(f" {unit}") for end in (low, high) if end is not None]
    others = {key: value for key, value in figure.items() if key not in _FIGURE_KEYS}
    data = " · ".join(filter(None, (_cell(figure.get("data")), plain(others))))
    target = _amount(figure.get("target"), unit)
    value = _amount(figure.get("value"), unit)
    return _cell(figure.get("measure")), value, " to ".join(ends), data, target


def _amount(value: Any, unit: str) -> str:
    """A number with its unit; percentages with two decimals, so that a column lines up."""
    if type(value) not in (int, float):
        return _cell(value)
    text = f"{value:.2f}" if unit == "%" else plain(value)
    if value and text in ("0.00", "-0.00"):
        text = f"{value:.1g}"
    return f"{text} {unit}".strip().replace("-", "−")


def _cell(value: Any) -> str:
    return "" if value is None else plain(value)


# -- the other sections -------------------------------------------------------------------------


def _layers(spec: NetworkSpec) -> Section:
    counts = spec.parameter_counts
    rows = [
        (layer.name, _kind(layer), str(spec.shape_of(layer.name)), f"{counts[layer.name]:,}")
        for layer in spec.layers
    ]
    rows.append(("Together", "", "", f"{spec.parameter_count:,}"))
    headers = ("Layer", "Kind", "Shape", "Parameters")
    return Section("Layers", headers=headers, rows=tuple(rows), numeric=(2, 3))


def _kind(layer: Layer) -> str:
    """For example `convolution 5×5 · sparse · scaled tanh`."""
    is_sparse = isinstance(layer, Convolution) and layer.connections is not None
    activation = "none" if isinstance(layer, Pooling) else layer.activation
    parts = (layer.kind, "sparse" * is_sparse, _ACTIVATIONS.get(activation, activation))
    return " · ".join(part for part in parts if part)


def _data(card: dict[str, Any]) -> Section:
    title = "Trained on"
    if isinstance(card.get("data"), str):
        return Section(title, text=(card.pop("data"),))
    sets = _list_of_objects(card, "data")
    shown = [key for key in _DATA_KEYS if any(item.get(key) not in (None, "") for item in sets)]
    rows = []
    for item in sets:
        row = [_cell(item.get(key)) for key in shown]
        others = {key: value for key, value in item.items() if key not in _DATA_KEYS}
        if others and row:
            row[-1] = " · ".join(filter(None, (row[-1], plain(others))))
        rows.append(tuple(row))
    if not shown:
        return Section(title, points=tuple(plain(item) for item in sets if item))
    numeric = tuple(n for n, key in enumerate(shown) if key == "samples")
    return Section(title, headers=tuple(map(_title, shown)), rows=tuple(rows), numeric=numeric)


def _recipe(card: dict[str, Any]) -> Section:
    recipe = card.pop("recipe") if isinstance(card.get("recipe"), dict) else {}
    recipe = dict(recipe)
    for key in ("command", "seed"):  # where cards before recipes have them
        if key in card:
            recipe.setdefault(key, card.pop(key))
    text, command = (
        (recipe.pop(key),) if isinstance(recipe.get(key), str) else ()
        for key in ("text", "command")
    )
    return Section("Recipe", text=text, code=command, pairs=_pairs(recipe))


def _spread(card: dict[str, Any]) -> Section:
    spread = card.pop("spread") if isinstance(card.get("spread"), dict) else {}
    spread = dict(spread)
    text = (spread.pop("text"),) if isinstance(spread.get("text"), str) else ()
    return Section("Seeds and spread", text=text, pairs=_pairs(spread))


def _calibration(record: NetworkRecord) -> Section:
    calibration = record.network.calibration
    pairs = tuple(
        (_title(field.name), plain(value))
        for field in fields(calibration)
        if type(value := getattr(calibration, field.name)) in (int, float, str)
    )
    return Section("Calibration", pairs=pairs)


def _points(card: dict[str, Any], key: str, title: str) -> Section:
    value = card.get(key)
    if isinstance(value, str) and value:
        return Section(title, text=(card.pop(key),))
    if not isinstance(value, list):
        return Section(title)
    del card[key]
    return Section(title, points=tuple(plain(item) for item in value))


def _files(card: dict[str, Any], record: NetworkRecord) -> Section:
    values: dict[str, Any] = {"made_with": card.pop("made_with", None)}
    values |= {"folder": str(record.folder or ""), "SHA-256": record.checksum}
    return Section("Made with and kept in", pairs=_pairs(values))
