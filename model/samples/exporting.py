"""Take samples elsewhere: as lines of drawings, an archive of all there is, pictures, or IDX.

Lines and archive lose nothing. Pictures and IDX hold the rasters, ink white on black as in MNIST.
Everything is written beside its place and moved there when it is complete.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from model.data.mnist import FILES, NOT_A_DIGIT
from model.samples.importing import Progress
from model.samples.reader import StoreReader
from model.samples.sample import Sample, now, sample_to_json
from model.samples.sources import FOLDERS, FORMAT, LINES, MANIFEST, SCHEMA, Kind

_BATCH = 256


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written. left_out: samples that the format has no word for."""

    samples: int
    left_out: int = 0


Job = Generator[Progress, None, ExportReport]


def export_samples(store: StoreReader, ids: Sequence[str], path: Path, kind: Kind) -> Job:
    """Write samples to `path`: a file for "jsonl" and "zip", a folder for "png" and "idx".

    Yields after every batch; closing the generator leaves nothing behind. A file that is there is
    replaced; a folder must be empty or missing. "idx" writes MNIST's file names, the held-out
    samples as the test part, and leaves out what is no digit.

    Raises OSError when it cannot be written, StoreError when a sample is damaged.
    """
    path = path.absolute()
    if kind in ("png", "idx"):
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise FileExistsError(17, "it is there already, and no empty folder", str(path))
    elif path.is_dir():
        raise IsADirectoryError(21, "a folder lies there", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    return _written(store, ids, path, kind)


def _written(store: StoreReader, ids: Sequence[str], path: Path, kind: Kind) -> Job:
    write = _WRITERS[kind]
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        target = beside / "samples"
        report = yield from write(store, ids, target)
        if target.is_dir():
            target.chmod(0o755)
            if path.exists():
                path.rmdir()
        target.replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return report


def _batches(store: StoreReader, ids: Sequence[str]) -> Iterator[tuple[list[Sample], Progress]]:
    for first in range(0, len(ids), _BATCH):
        last = min(first + _BATCH, len(ids))
        yield store.get(ids[first:last]), Progress(last, len(ids))


def _write_lines(store: StoreReader, ids: Sequence[str], path: Path) -> Job:
    with path.open("wb") as file:
        count = yield from _all_lines(store, ids, file)
        file.flush()
        os.fsync(file.fileno())
    return ExportReport(count)


def _all_lines(
    store: StoreReader, ids: Sequence[str], file: IO[bytes]
) -> Generator[Progress, None, int]:
    count = 0
    for samples, progress in _batches(store, ids):
        for sample in samples:
            text = json.dumps(sample_to_json(sample), ensure_ascii=False, allow_nan=False)
            file.write(text.encode() + b"\n")
        count += len(samples)
        yield progress
    return count


def _write_archive(store: StoreReader, ids: Sequence[str], path: Path) -> Job:
    with path.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(LINES, "w", force_zip64=True) as lines:
                count = yield from _all_lines(store, ids, lines)
            manifest = {"format": FORMAT, "schema": SCHEMA, "samples": count, "created": now()}
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return ExportReport(count)


def _write_pictures(store: StoreReader, ids: Sequence[str], path: Path) -> Job:
    from PIL import Image

    names = {label: name for name, label in FOLDERS.items()}
    path.mkdir()
    count = 0
    for samples, progress in _batches(store, ids):
        for sample in samples:
            folder = path / names[sample.label]
            folder.mkdir(exist_ok=True)
            Image.fromarray(sample.raster).save(folder / f"{sample.id}.png")
        count += len(samples)
        yield progress
    return ExportReport(count)


def _write_idx(store: StoreReader, ids: Sequence[str], path: Path) -> Job:
    parts: dict[str, tuple[list[bytes], list[int]]] = {"train": ([], []), "test": ([], [])}
    left_out = 0
    for samples, progress in _batches(store, ids):
        for sample in samples:
            if sample.label == NOT_A_DIGIT:
                left_out += 1
                continue
            images, labels = parts["test" if sample.held_out else "train"]
            images.append(sample.raster.tobytes())
            labels.append(sample.label)
        yield progress
    path.mkdir()
    for part, (images, labels) in parts.items():
        image_file, label_file = (path / name for name in FILES[part])
        header = struct.pack(">BBBB3I", 0, 0, 8, 3, len(images), 28, 28)
        image_file.write_bytes(header + b"".join(images))
        header = struct.pack(">BBBBI", 0, 0, 8, 1, len(labels))
        label_file.write_bytes(header + np.array(labels, np.uint8).tobytes())
    return ExportReport(len(ids) - left_out, left_out)


_WRITERS: dict[Kind, Callable[[StoreReader, Sequence[str], Path], Job]] = {
    "jsonl": _write_lines,
    "zip": _write_archive,
    "png": _write_pictures,
    "idx": _write_idx,
}
