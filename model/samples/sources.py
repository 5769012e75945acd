"""What can be imported: lines of drawings, an archive, folders of pictures, IDX files.

Nothing is ever unpacked onto the disk: of an archive two members are read, by name, as a stream,
so a path in it cannot lead anywhere.
"""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np

from model.data.idx import read_idx
from model.picture import check_file, open_picture, place
from model.samples.sample import (
    LONGEST_TEXT,
    NOT_A_DIGIT_TEXT,
    NewSample,
    label_from_json,
    sample_from_json,
)
from model.strokes import PAPER, Drawing

Kind = Literal["jsonl", "zip", "png", "idx"]

MOST = 200_000  # samples in one import
LONGEST_LINE = 8_000_000  # bytes; 100,000 points take 4,000,000
LARGEST = 4_000_000_000  # bytes of all lines together, unpacked
MANIFEST, LINES = "manifest.json", "samples.jsonl"
FORMAT, SCHEMA = "digitscope samples", 1
FOLDERS = {**{str(digit): digit for digit in range(10)}, NOT_A_DIGIT_TEXT: 10}
_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".gif", ".tif", ".tiff"}


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One thing that was found: a sample, or why there is none. place: for a person to find it."""

    place: str
    new: NewSample | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What lies at a path. total: how many samples it may hold; items: reads them once more."""

    kind: Kind
    total: int
    items: Callable[[], Iterator[Found]]


def open_source(path: Path) -> Source:
    """Look at what is to be imported.

    Raises ValueError when it is nothing that can be read, or too much; OSError when it cannot be
    opened. Going through the items raises ValueError when the whole is damaged.
    """
    if not path.exists():
        raise FileNotFoundError(2, "there is no such file or folder", str(path))
    if path.is_dir():
        source = _folder(path)
    elif path.suffix.lower() == ".zip":
        source = _archive(path)
    elif "idx3" in path.name:
        source = _idx([path])
    elif path.suffix.lower() in (".jsonl", ".json"):
        source = _lines(path)
    else:
        raise ValueError(
            f"{path}: a .jsonl or .zip file, an IDX file of images, or a folder was expected"
        )
    if source.total > MOST:
        raise ValueError(f"{path}: {source.total:,} samples; at most {MOST:,} are read at once")
    return source


def _lines(path: Path) -> Source:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path}: {path.stat().st_size:,} bytes; at most {LARGEST:,} are read")
    with path.open("rb") as file:
        total = sum(1 for _ in _not_blank(file))

    def items() -> Iterator[Found]:
        with path.open("rb") as file:
            yield from _read_lines(file, str(path), _origin(path))

    return Source("jsonl", total, items)


def _not_blank(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and text of each line that is not blank; of one that is too long, its beginning."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        end = line
        while not end.endswith(b"\n") and (end := file.readline(LONGEST_LINE)):
            pass
        if line.strip() or len(line) > LONGEST_LINE:
            yield number, line


def _read_lines(file: IO[bytes], name: str, origin: str) -> Iterator[Found]:
    for number, line in _not_blank(file):
        where = f"{name}, line {number}"
        if len(line) > LONGEST_LINE:
            yield Found(where, problem=f"longer than {LONGEST_LINE:,} bytes")
            continue
        try:
            yield Found(where, sample_from_json(json.loads(line), origin))
        except UnicodeDecodeError as error:
            yield Found(where, problem=f"not UTF-8 text ({error})")
        except json.JSONDecodeError as error:
            yield Found(where, problem=f"not valid JSON ({error})")
        except RecursionError:
            yield Found(where, problem="nested too deeply")
        except ValueError as error:
            yield Found(where, problem=str(error))


def _origin(path: Path) -> str:
    return f"imported:{path.name}"[:LONGEST_TEXT]


def _archive(path: Path) -> Source:
    with _opened(path) as archive:
        names = archive.namelist()
        manifest = _manifest(path, archive)
        try:
            size = archive.getinfo(LINES).file_size
        except KeyError:
            raise ValueError(f"{path}: {LINES} is missing in it") from None
        if size > LARGEST:
            raise ValueError(f"{path}: {size:,} bytes unpacked; at most {LARGEST:,} are read")

    def items() -> Iterator[Found]:
        for name in names:
            if name not in (MANIFEST, LINES):
                yield Found(f"{path}, {name}", problem="not part of an export; left alone")
        count = 0
        with _opened(path) as archive, archive.open(LINES) as file:
            for found in _read_lines(file, f"{path}, {LINES}", _origin(path)):
                count += 1
                yield found
        if count != manifest["samples"]:
            raise ValueError(f"{path}: {count:,} samples, {MANIFEST} says {manifest['samples']:,}")

    return Source("zip", manifest["samples"], items)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"{path}: the archive is damaged or locked ({error})") from None
    except struct.error as error:
        raise ValueError(f"{path}: the archive is damaged ({error})") from None


def _manifest(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST_LINE:
            raise ValueError(f"{path}: {MANIFEST} is too large")
        value = json.loads(archive.read(MANIFEST))
    except KeyError:
        raise ValueError(f"{path}: no export of samples ({MANIFEST} is missing)") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"{path}: {MANIFEST} is not valid JSON ({error})") from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError(f"{path}: no export of samples")
    if value.get("schema") != SCHEMA:
        raise ValueError(f"{path}: schema {value.get('schema')!r} is not known, expected {SCHEMA}")
    if type(value.get("samples")) is not int or value["samples"] < 0:
        raise ValueError(f"{path}: {MANIFEST} does not say how many samples there are")
    return value


def _folder(path: Path) -> Source:
    folders = [(path / name, label) for name, label in FOLDERS.items() if (path / name).is_dir()]
    files = [
        (file, label)
        for folder, label in folders
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in _PICTURES
    ]
    if folders:
        return Source("png", len(files), lambda: _pictures(files, _origin(path.resolve())))
    images = sorted(file for file in path.iterdir() if "idx3" in file.name and file.is_file())
    if not images:
        raise ValueError(
            f'{path}: neither folders named 0 ... 9 or "{NOT_A_DIGIT_TEXT}" nor IDX files in it'
        )
    return _idx(images)


def _pictures(files: list[tuple[Path, int]], origin: str) -> Iterator[Found]:
    for file, label in files:
        try:
            check_file(file)
            drawing = Drawing(picture=open_picture(file, PAPER))
            yield Found(str(file), NewSample(drawing, label, origin))
        except OSError as error:
            yield Found(str(file), problem=f"cannot be read ({error.strerror or error})")
        except ValueError as error:
            yield Found(str(file), problem=str(error).removeprefix(f"{file}: "))


def _idx(paths: list[Path]) -> Source:
    pairs = []
    for path in paths:
        labels = path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))
        if labels == path or not labels.is_file():
            raise ValueError(f"{path}: its labels ({labels.name}) are missing")
        pairs.append((path, labels, _idx_count(path)))

    def items() -> Iterator[Found]:
        for images, labels, _ in pairs:
            yield from _idx_items(images, labels)

    return Source("idx", sum(count for *_, count in pairs), items)


def _idx_count(path: Path) -> int:
    images = read_idx(path)
    if images.ndim != 3 or images.dtype != np.uint8 or 0 in images.shape[1:]:
        raise ValueError(f"{path}: {images.shape} {images.dtype}, expected (n, h, w) bytes")
    if max(images.shape[1:]) > 320:
        raise ValueError(f"{path}: images of {images.shape[1:]} pixels, at most 320 are read")
    return len(images)


def _idx_items(path: Path, labels_path: Path) -> Iterator[Found]:
    images, labels = read_idx(path), read_idx(labels_path)
    if labels.shape != images.shape[:1]:
        raise ValueError(f"{labels_path}: {labels.shape} labels for {len(images)} images")
    for number, (image, label) in enumerate(zip(images, labels.tolist(), strict=True)):
        where = f"{path}, image {number}"
        if not image.any():
            yield Found(where, problem="the image is blank")
            continue
        try:
            picture = place(image.astype(np.float32) / np.float32(255), PAPER)
            drawing = Drawing(picture=picture)
            yield Found(where, NewSample(drawing, label_from_json(label), _origin(path)))
        except ValueError as error:
            yield Found(where, problem=str(error))
