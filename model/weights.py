"""Networks on disk: a folder with `network.json` and `weights.safetensors`.

Nothing is ever unpickled. Loading checks names, shapes, dtype, finiteness, size and checksum,
and every error names the file and the cause.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from model.forward import softmax, trace
from model.network import Calibration, Network, NetworkSpec, spec_from_json
from model.strokes import is_number

SCHEMA = 1
LARGEST_FILE = 16_000_000  # bytes; 150,000 float32 parameters are 600,000
SPEC_FILE = "network.json"
WEIGHTS_FILE = "weights.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class NetworkRecord:
    """A network with what is stored about it.

    card: data, seeds, recipe, measured figures with their commands, as plain values.
    folder: where it was loaded from; None before it is saved.
    checksum: sha256 of the weights file, hexadecimal; empty before it is saved.
    """

    network: Network
    card: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    checksum: str = ""

    @property
    def spec(self) -> NetworkSpec:
        """The layer table."""
        return self.network.spec


@dataclass(frozen=True, slots=True)
class Description:
    """What a network's folder says about it, before its numbers are read and checked."""

    name: str
    spec: NetworkSpec
    card: dict[str, Any]
    checksum: str


def describe(folder: Path) -> Description:
    """Read the small file of a network folder; loading will check the rest.

    The name is one line of at most 80 characters, the folder's when there is none.
    Raises ValueError that names the file and the cause.
    """
    path = folder / SPEC_FILE
    value = _read_json(path)
    try:
        spec = spec_from_json(value.get("spec"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path}: not a description of a network ({error})") from None
    name, card = " ".join(str(value.get("name") or "").split())[:80], value.get("card")
    return Description(
        name or folder.name, spec, card if isinstance(card, dict) else {}, str(value.get("sha256"))
    )


def load(folder: Path) -> NetworkRecord:
    """Read and check a network folder. Raises ValueError that names the file and the cause."""
    description = _read_json(folder / SPEC_FILE)
    path = folder / WEIGHTS_FILE
    data = _read(path)
    checksum = hashlib.sha256(data).hexdigest()
    if checksum != description.get("sha256"):
        raise ValueError(
            f"{path}: the file was altered or belongs to another network "
            f"(sha256 {checksum[:12]}…, {SPEC_FILE} says {str(description.get('sha256'))[:12]}…)"
        )
    try:
        spec = spec_from_json(description.get("spec"))
        name = _name(description.get("name"))
        calibration = _calibration(description.get("calibration", {}))
    except ValueError as error:
        raise ValueError(f"{folder / SPEC_FILE}: {error}") from None
    try:
        network = Network(name, spec, _parameters(data), calibration)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if not _is_usable(network):
        raise ValueError(f"{path}: the numbers are so large that its answers overflow")
    card = description.get("card", {})
    return NetworkRecord(network, card if isinstance(card, dict) else {}, folder, checksum)


def save(network: Network, folder: Path, card: dict[str, Any] | None = None) -> NetworkRecord:
    """Write a network folder beside its place, then move it there in one step.

    Raises OSError when it cannot be written or something else lies there; what was there before
    is then still there.
    """
    import tempfile

    from safetensors.numpy import save as to_bytes

    # safetensors writes the memory as it lies, whatever the order of the axes.
    data = to_bytes({name: np.ascontiguousarray(v) for name, v in network.parameters.items()})
    checksum = hashlib.sha256(data).hexdigest()
    description = {
        "schema": SCHEMA,
        "name": network.name,
        "sha256": checksum,
        "parameters": network.spec.parameter_count,
        "spec": network.spec.to_json(),
        "calibration": {
            "temperature": network.calibration.temperature,
            "threshold": network.calibration.threshold,
        },
        "card": card or {},
    }
    check_place(folder)
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (beside / WEIGHTS_FILE).write_bytes(data)
        text = json.dumps(description, indent=1, ensure_ascii=False, allow_nan=False)
        (beside / SPEC_FILE).write_text(text + "\n", encoding="utf-8")
        beside.chmod(0o755)
        _replace_folder(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return NetworkRecord(network, card or {}, folder, checksum)


def check_place(folder: Path) -> None:
    """Refuse to save where something else than a network lies. Raises OSError that says what."""
    for place in (folder, *folder.parents):
        if place.exists():
            if not place.is_dir():
                raise NotADirectoryError(
                    f"{place} is a file; a folder for the network was expected"
                )
            break
    others = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    others -= {SPEC_FILE, WEIGHTS_FILE}
    if others:
        raise FileExistsError(
            f"{folder} holds other files ({min(others)}); give the network its own"
        )


def _replace_folder(new: Path, place: Path) -> None:
    old = new.with_name(new.name + "-old")
    if place.exists():
        place.replace(old)
    try:
        new.replace(place)
    except OSError:
        if old.exists():
            old.replace(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ValueError(f"{path}: {size:,} bytes; at most {LARGEST_FILE:,} are read")
        return path.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"{path}: the file is missing") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None


def _read_json(path: Path) -> dict[str, Any]:
    data = _read(path)
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not valid JSON ({error})") from None
    if not isinstance(value, dict):
        raise ValueError(f"{path}: an object was expected")
    if value.get("schema") != SCHEMA:
        raise ValueError(f"{path}: schema {value.get('schema')!r} is not known, expected {SCHEMA}")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 80:
        raise ValueError(f"name is {value!r}")
    return value


def _is_usable(network: Network) -> bool:
    """Whether an empty and a full raster have finite answers."""
    rasters = np.stack([np.zeros((28, 28), np.float32), np.ones((28, 28), np.float32)])
    with np.errstate(all="ignore"):
        logits = trace(network, rasters).logits
        return bool(np.isfinite(softmax(logits, network.calibration.temperature)).all())


def _calibration(value: Any) -> Calibration:
    if not isinstance(value, dict):
        raise ValueError("calibration must be an object")
    temperature, threshold = value.get("temperature", 1.0), value.get("threshold", 0.0)
    if not (is_number(temperature) and temperature > 0):
        raise ValueError(f"temperature is {temperature!r}, a positive number was expected")
    if not (is_number(threshold) and 0 <= threshold <= 1):
        raise ValueError(f"threshold is {threshold!r}, a number from 0 to 1 was expected")
    return Calibration(float(temperature), float(threshold))


def _parameters(data: bytes) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    try:
        return from_bytes(data)
    except (SafetensorError, KeyError, TypeError) as error:
        raise ValueError(f"not a safetensors file ({error})") from None
