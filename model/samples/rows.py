"""Between values and the bytes that SQLite keeps."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES
from model.raster import SIDE, rasterize
from model.samples.sample import (
    NewSample,
    Reading,
    Sample,
    network_key,
    raster_bytes,
    raster_of,
    time_text,
)
from model.samples.twins import Coarse, coarse_of
from model.strokes import Drawing, drawing_from_json, drawing_to_json
from model.verdict import Verdict

_FAST = 1  # zlib's level for rasters: a quarter of a millisecond less for a page of them


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A new sample with all that can be computed before the store is locked.

    new: without its drawing, which is in the bytes: thousands of them wait during an import.
    """

    new: NewSample
    raster: NDArray[np.uint8]
    coarse: Coarse
    drawing: bytes


def prepared(new: NewSample) -> Prepared:
    """Compute what is stored of a new sample. Raises ValueError for an empty drawing."""
    if new.drawing.is_empty:
        raise ValueError("the drawing is empty")
    text = json.dumps(drawing_to_json(new.drawing), allow_nan=False, separators=(",", ":"))
    raster = raster_of(new)
    if new.drawing.picture is not None:  # its ink is kept to 1/255: the raster is that of the rest
        raster = rasterize(drawing_from_json(json.loads(text)))
    values = raster_bytes(raster)
    new = replace(new, drawing=Drawing(), raster=None)
    return Prepared(new, values, coarse_of(values), zlib.compress(text.encode()))


def drawing_from_bytes(data: bytes) -> Drawing:
    """Raises ValueError when the bytes are damaged."""
    try:
        return drawing_from_json(json.loads(zlib.decompress(data)))
    except (zlib.error, RecursionError) as error:
        raise ValueError(str(error)) from None


def raster_to_bytes(raster: NDArray[np.uint8]) -> bytes:
    """(28, 28) uint8, compressed."""
    return zlib.compress(raster.tobytes(), _FAST)


def raster_from_bytes(data: bytes) -> NDArray[np.uint8]:
    """Inverse of `raster_to_bytes`. Raises ValueError when the bytes are damaged."""
    try:
        return np.frombuffer(zlib.decompress(data), np.uint8).reshape(SIDE, SIDE)
    except zlib.error as error:
        raise ValueError(str(error)) from None


def reading_values(network: str, number: int, label: int, reading: Reading) -> tuple[Any, ...]:
    """A row of the table `readings`."""
    return (
        network_key(network),
        number,
        reading.prediction,
        reading.confidence,
        reading.margin,
        reading.label_probability(label),
        reading.verdict.kind,
        reading.verdict.digit_score,
        "".join(map(str, reading.verdict.digits)),
        np.array(reading.probabilities, "<f8").tobytes(),
    )


def reading_from_row(row: Sequence[Any]) -> Reading | None:
    """From probabilities, verdict, digit score, digits; None when there is no reading.

    Raises ValueError when the bytes are damaged.
    """
    probabilities, kind, score, digits = row
    if probabilities is None:
        return None
    numbers = np.frombuffer(probabilities, "<f8")
    if len(numbers) != CLASSES:
        raise ValueError(f"{len(numbers)} probabilities, expected {CLASSES}")
    return Reading(tuple(numbers.tolist()), Verdict(kind, score, tuple(map(int, digits))))


def sample_from_row(row: Sequence[Any]) -> Sample:
    """From id, label, created, origin, held_out, checksum, name, raster, drawing, reading.

    Raises ValueError when the bytes are damaged.
    """
    name, label, created, origin, held_out, network, network_name, raster, drawing = row[:9]
    return Sample(
        name,
        drawing_from_bytes(drawing),
        label,
        time_text(created),
        origin,
        bool(held_out),
        network,
        network_name,
        reading_from_row(row[9:]),
        raster_from_bytes(raster),
    )
