"""`digitscope recognize`: pictures and drawings to answers, one JSON object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.commands.console import BAD_INPUT, answer, say
from app.paths import bundled_network
from model.network import Network
from model.picture import check_file, open_picture
from model.raster import SIDE, rasterize
from model.recognizer import recognize_arrays, recognize_many
from model.strokes import PAPER, Drawing, drawing_from_json
from model.verdict import Verdict
from model.weights import load

_BATCH = 512  # drawings read before they are recognised together


@dataclass(frozen=True, slots=True)
class SourceDrawing:
    """A drawing and where it came from: index counts from 0, place is for a person to find it.

    drawing is None, and problem says why, where it could not be read.
    """

    source: str
    index: int
    drawing: Drawing | None
    place: str = ""
    label: Any = None
    problem: str = ""


def load_network(folder: Path | None) -> Network:
    """The network in `folder`, or the bundled default. Raises ValueError as `weights.load`."""
    return load(folder or bundled_network()).network


def recognize_files(files: list[Path], network_folder: Path | None) -> int:
    """Answer every drawing that can be read; name every one that cannot, and return 2 then."""
    network = load_network(network_folder)
    failed = False
    for batch in _batches(drawing for file in files for drawing in read_drawings(file)):
        readable = [item for item in batch if item.drawing is not None]
        for item in batch:
            if item.drawing is None:
                failed = True
                say(f"digitscope: {item.problem}")
        rasters = [rasterize(item.drawing) for item in readable if item.drawing is not None]
        answers = recognize_many(network, rasters)
        for item, (probabilities, verdict) in zip(readable, answers, strict=True):
            answer(_as_json(item, probabilities, verdict))
    return BAD_INPUT if failed else 0


def recognize_as_is(files: list[Path], network_folder: Path | None) -> int:
    """Answer 28 x 28 pictures, dark on light, and arrays (.npy, ink = 1) pixel by pixel.

    Nothing is fitted or centred: this is how the network reads what an attack has made.
    """
    network = load_network(network_folder)
    failed = False
    for file in files:
        try:
            array = _read_array(file)
        except OSError as error:
            failed = True
            say(f"digitscope: {file}: cannot be read ({error.strerror or error})")
            continue
        except ValueError as error:
            failed = True
            say(f"digitscope: {error}")
            continue
        ((probabilities, verdict),) = recognize_arrays(network, array[None])
        item = SourceDrawing(str(file), 0, None)
        answer(_as_json(item, probabilities, verdict))
    return BAD_INPUT if failed else 0


def _read_array(file: Path) -> NDArray[np.float32]:
    """(28, 28) float32 in [0, 1]. Raises ValueError for anything else, OSError when unreadable."""
    check_file(file)
    if file.suffix.lower() == ".npy":
        try:
            values = np.load(file, allow_pickle=False)
        except (ValueError, EOFError) as error:
            raise ValueError(f"{file}: not an array ({error})") from None
    else:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(file) as image:
                values = 1 - np.asarray(image.convert("L"), np.float32) / 255
        except UnidentifiedImageError:
            raise ValueError(f"{file}: not a picture") from None
    if values.shape != (SIDE, SIDE) or not np.isreal(values).all():
        raise ValueError(f"{file}: has shape {values.shape}, expected ({SIDE}, {SIDE}) numbers")
    array = np.asarray(values, np.float32)
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError(f"{file}: ink must lie between 0 and 1")
    return array


def read_drawings(file: Path) -> Iterator[SourceDrawing]:
    """Yield the drawings of a picture, a `.json` or a `.jsonl` file, good or bad."""
    try:
        if file.suffix.lower() == ".jsonl":
            yield from _read_lines(file)
        elif file.suffix.lower() == ".json":
            check_file(file)
            yield _parse(str(file), 0, file.read_text(encoding="utf-8"), str(file))
        else:
            picture = open_picture(file, PAPER)
            yield SourceDrawing(str(file), 0, Drawing(picture=picture), str(file))
    except UnicodeDecodeError as error:
        yield SourceDrawing(str(file), 0, None, problem=f"{file}: not UTF-8 text ({error})")
    except OSError as error:
        reason = error.strerror or error
        yield SourceDrawing(str(file), 0, None, problem=f"{file}: cannot be read ({reason})")
    except ValueError as error:
        yield SourceDrawing(str(file), 0, None, problem=str(error))


def _read_lines(file: Path) -> Iterator[SourceDrawing]:
    with file.open("rb") as lines:
        for index, line in enumerate(_not_blank(lines)):
            number, data = line
            place = f"{file}, line {number}"
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError as error:
                problem = f"{place}: not UTF-8 text ({error})"
                yield SourceDrawing(str(file), index, None, problem=problem)
            else:
                yield _parse(str(file), index, text, place)


def _not_blank(lines: Any) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _parse(source: str, index: int, text: str, place: str) -> SourceDrawing:
    try:
        value = json.loads(text)
        label = value.get("label") if isinstance(value, dict) else None
        return SourceDrawing(source, index, drawing_from_json(value), place, label)
    except json.JSONDecodeError as error:
        problem = f"{place}: not valid JSON ({error})"
    except RecursionError:
        problem = f"{place}: nested too deeply"
    except ValueError as error:
        problem = f"{place}: {error}"
    return SourceDrawing(source, index, None, problem=problem)


def _batches(items: Iterator[SourceDrawing]) -> Iterator[list[SourceDrawing]]:
    batch: list[SourceDrawing] = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _as_json(
    item: SourceDrawing, probabilities: NDArray[np.float64], verdict: Verdict
) -> dict[str, Any]:
    prediction = int(probabilities.argmax())
    return {
        "source": item.source,
        "index": item.index,
        "prediction": prediction,
        "confidence": float(probabilities[prediction]),
        "is_digit": verdict.is_digit,
        "digit_score": verdict.digit_score,
        "reason": verdict.reason,
        "probabilities": probabilities.tolist(),
    }
