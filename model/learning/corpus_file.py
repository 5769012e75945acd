"""The rasters of a corpus in one file: to draw them takes minutes, to read them seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from model.data.mnist import Digits
from model.learning.mixture import Mixture, Source


def kept_mixture(file: Path, key: str, make: Callable[[], Mixture]) -> Mixture:
    """Read the mixture kept under `key`; when another or none is there, make and keep it.

    Raises ValueError or OSError as `make` and writing do.
    """
    found = _read(file, key)
    if found is not None:
        return found
    mixture = make()
    parts: dict[str, np.ndarray] = {"key": np.array(key)}
    for number, source in enumerate(mixture.sources):
        parts[f"name {number}"] = np.array(source.name)
        parts[f"share {number}"] = np.array(source.share)
        parts[f"images {number}"] = source.digits.images
        parts[f"labels {number}"] = source.digits.labels
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    with beside.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **parts)
    beside.replace(file)
    return mixture


def _read(file: Path, key: str) -> Mixture | None:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as parts:
            if str(parts["key"]) != key:
                return None
            count = sum(name.startswith("name ") for name in parts.files)
            return Mixture(
                tuple(
                    Source(
                        str(parts[f"name {number}"]),
                        Digits(parts[f"images {number}"], parts[f"labels {number}"]),
                        float(parts[f"share {number}"]),
                    )
                    for number in range(count)
                )
            )
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile):
        # None is there, or it is damaged or something else: made again.
        return None
