"""A report of `digitscope evaluate`: a folder with `report.html` and its numbers, `report.json`."""

from __future__ import annotations

import base64
import io
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.commands.evaluation_sets import DigitSet
from app.commands.figures import Measured, accepted, digit_details
from app.paths import version
from model.network import Network
from model.weights import NetworkRecord

PAGE = "report.html"
NUMBERS = "report.json"
KIND = "digitscope report"
SCHEMA = 1
_INK = 24  # grey of the ink where it is full: the page turns it round in the dark


def check_place(folder: Path) -> None:
    """Refuse to write where something else than a report lies. Raises OSError that says what."""
    for place in (folder, *folder.parents):
        if place.exists():
            if not place.is_dir():
                raise NotADirectoryError(f"{place} is a file; a folder for the report was expected")
            break
    there = [name for name in (PAGE, NUMBERS) if (folder / name).exists()]
    if there and not _is_report(folder / NUMBERS):
        raise FileExistsError(
            f"{folder} holds a {there[0]} that is no report of Digitscope; choose another folder"
        )


def write(folder: Path, record: NetworkRecord, source: str, measured: Sequence[Measured]) -> None:
    """Write both files; source: what was measured on, in words. Raises OSError."""
    from app.commands.report_page import render

    check_place(folder)
    report = build(record, source, measured)
    page = render(report, [_pictures(each, shown) for each, shown in _shown(report, measured)])
    text = json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False)
    folder.mkdir(parents=True, exist_ok=True)
    # The numbers come first: a page without them would not be known as a report any more.
    _replace(folder / NUMBERS, text + "\n")
    _replace(folder / PAGE, page)


def build(record: NetworkRecord, source: str, measured: Sequence[Measured]) -> dict[str, Any]:
    """Return all numbers of the page as plain values."""
    network = record.network
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "title": f"How well “{network.name}” reads digits",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": version(),
        "network": {
            "name": network.name,
            "sha256": record.checksum,
            "parameters": network.spec.parameter_count,
            "temperature": network.calibration.temperature,
            "threshold": network.calibration.threshold,
        },
        "data": source,
        "measures": [_measure(network, each) for each in measured],
    }


def _measure(network: Network, each: Measured) -> dict[str, Any]:
    figures = {"measure": each.of.name} | each.figures
    if isinstance(each.of, DigitSet):
        return figures | digit_details(network, each.of, each.answers)
    return figures | {"accepted": accepted(each.of, each.answers)}


def _shown(
    report: dict[str, Any], measured: Sequence[Measured]
) -> list[tuple[Measured, list[dict[str, Any]]]]:
    """Each set with the answers whose pictures are on its sheet."""
    sheets = [measure.get("worst", measure.get("accepted")) for measure in report["measures"]]
    return list(zip(measured, sheets, strict=True))


def _pictures(each: Measured, shown: list[dict[str, Any]]) -> list[str]:
    """The rasters shown, in their order, as data URIs."""
    return [_data_uri(each.of.arrays[item["index"]]) for item in shown]


def _data_uri(raster: NDArray[np.float32]) -> str:
    """A PNG of a raster (28, 28): one dark grey, as opaque as there is ink."""
    ink = np.rint(255 * raster).astype(np.uint8)
    picture = Image.fromarray(np.stack([np.full_like(ink, _INK), ink], axis=-1), "LA")
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _is_report(numbers: Path) -> bool:
    try:
        value = json.loads(numbers.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("kind") == KIND


def _replace(path: Path, text: str) -> None:
    """Write beside, then move there in one step."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}-", delete=False
    ) as file:
        file.write(text)
    beside = Path(file.name)
    try:
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
