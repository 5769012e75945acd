"""A scan on disk: one safetensors file, checked when it is read; nothing is ever unpickled."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import NetworkSpec
from model.patches import NINE, SOURCES, Origin, Patches, Strongest
from model.raster import SIDE

SUFFIX = ".patches"
LARGEST_FILE = 64_000_000  # bytes; the bundled networks need 3 million
_FIELDS = {"values": np.float32, "rows": np.int16, "columns": np.int16, "inputs": np.int32}
_NOTES = "notes"
Arrays = Mapping[str, NDArray[Any]]


def write_patches(patches: Patches, path: Path) -> None:
    """Write a scan beside its place, then move it there. Raises OSError when it cannot be."""
    from safetensors.numpy import save

    notes = {
        "origins": [[o.source, o.number, o.label, o.key] for o in patches.origins],
        "scanned": dict(patches.scanned),
    }
    arrays: dict[str, NDArray[Any]] = {
        _NOTES: np.frombuffer(json.dumps(notes).encode(), np.uint8),
        "rasters": np.ascontiguousarray(patches.rasters),
    }
    for name, found in patches.layers.items():
        for part in _FIELDS:
            arrays[f"{name}.{part}"] = np.ascontiguousarray(getattr(found, part))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(save(arrays))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_patches(path: Path, spec: NetworkSpec) -> Patches:
    """Read a scan of a network with this layer table.

    Raises FileNotFoundError when there is none, ValueError when it is damaged or of another table.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"{path}: larger than {LARGEST_FILE:,} bytes")
    try:
        arrays = load(path.read_bytes())
        notes = json.loads(arrays[_NOTES].tobytes())
        origins = tuple(Origin(s, int(n), int(y), str(k)) for s, n, y, k in notes["origins"])
        scanned = {source: int(n) for source, n in notes["scanned"].items()}
        rasters = _checked(arrays, "rasters", np.uint8, (len(origins), SIDE, SIDE))
        layers = {
            layer.name: _layer(arrays, layer.name, spec, len(rasters)) for layer in spec.layers
        }
    except (SafetensorError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path}: no scan ({type(error).__name__}: {error})") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if not {*scanned, *(origin.source for origin in origins)} <= {*SOURCES}:
        raise ValueError(f"{path}: an unknown source")
    return Patches(spec, layers, rasters, origins, scanned)


def _layer(arrays: Arrays, name: str, spec: NetworkSpec, rasters: int) -> Strongest:
    channels, height, width = spec.shape_of(name)
    count = min(NINE, arrays[f"{name}.values"].shape[-1])
    parts = [
        _checked(arrays, f"{name}.{part}", kind, (channels, count))
        for part, kind in _FIELDS.items()
    ]
    for part, most in zip(parts[1:], (height, width, rasters), strict=True):
        if not count or part.min() < 0 or part.max() >= most:
            raise ValueError(f"{name}: places outside of 0 to {most - 1}")
    if not np.isfinite(parts[0]).all() or (np.diff(parts[0], axis=1) > 0).any():
        raise ValueError(f"{name}: the values do not descend")
    return Strongest(*parts)


def _checked(arrays: Arrays, name: str, kind: type, shape: tuple[int, ...]) -> NDArray[Any]:
    array = arrays[name]
    if array.shape != shape or array.dtype != kind:
        raise ValueError(f"{name} is {array.shape} {array.dtype}, expected {shape}")
    array.flags.writeable = False
    return array


def prune(folder: Path, checksums: set[str], most: int) -> None:
    """Delete scans of networks that are gone, and the oldest beyond so many."""
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
    known = {checksum[:16] for checksum in checksums}
    kept = [file for file in files if file.name.split("-")[0] in known][:most]
    for file in files:
        if file not in kept:
            file.unlink(missing_ok=True)


def file_of(folder: Path, checksum: str, fingerprint: str) -> Path:
    """Where the scan of a network (sha256 of its weights) over some sources lies."""
    return folder / f"{checksum[:16]}-{fingerprint}{SUFFIX}"
