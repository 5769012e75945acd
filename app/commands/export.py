"""`digitscope export`: a network for other programs, in a folder of its own."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app import installation
from app.commands.console import answer
from app.paths import bundled_network
from model.golden import golden_file
from model.onnx_export import to_onnx
from model.weights import SPEC_FILE, WEIGHTS_FILE, NetworkRecord, load

ONNX_FILE = "network.onnx"
TORCH_FILE = "network.pt"
GOLDEN_FILE = "golden.npz"
FORMATS: Mapping[str, tuple[str, ...]] = {
    "own": (SPEC_FILE, WEIGHTS_FILE),
    "torch": (SPEC_FILE, TORCH_FILE, GOLDEN_FILE),  # the loader reads the layer table
    "onnx": (ONNX_FILE, GOLDEN_FILE),
    "all": (SPEC_FILE, WEIGHTS_FILE, TORCH_FILE, ONNX_FILE, GOLDEN_FILE),
}


def export(options: argparse.Namespace) -> int:
    """Write the files of one format, or of all, and one JSON object for each.

    The folder appears whole or not at all. Raises FileExistsError when something lies there.
    """
    _check_format(options.format)
    record = load(options.network or bundled_network())
    _check_place(options.out)
    files = {name: _content(record, name) for name in FORMATS[options.format]}
    _write_folder(options.out, files)
    for name, data in files.items():
        digest = hashlib.sha256(data).hexdigest()
        answer({"path": str(options.out / name), "sha256": digest, "bytes": len(data)})
    return 0


def _content(record: NetworkRecord, name: str) -> bytes:
    if name == ONNX_FILE:
        return to_onnx(record)
    if name == GOLDEN_FILE:
        return golden_file(record.network)
    if name == TORCH_FILE:
        from model.learning.torch_export import state_dict_file

        return state_dict_file(record.network)
    assert record.folder is not None, "it was loaded"
    return (record.folder / name).read_bytes()


def _check_format(name: str) -> None:
    """Raise ValueError when something that writes this format is not installed."""
    needed = {TORCH_FILE: ("PyTorch", "torch"), ONNX_FILE: ("ONNX", "onnx")}
    for file in FORMATS[name]:
        title, package = needed.get(file, ("", ""))
        problem = installation.lack(f"Export to {title}", package) if package else ""
        if problem:
            raise ValueError(f"{problem} --format own works without it.")


def _check_place(folder: Path) -> None:
    """Only a new or an empty folder is written to: nothing is ever overwritten."""
    if folder.is_dir():
        others = sorted(path.name for path in folder.iterdir())
        if others:
            raise FileExistsError(f"{folder} holds files ({others[0]}); give the export its own")
    elif folder.exists():
        raise NotADirectoryError(f"{folder} is a file; a folder for the export was expected")


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside the place, then move them there in one step."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, data in files.items():
            (beside / name).write_bytes(data)
        beside.chmod(0o755)
        if folder.is_dir():
            folder.rmdir()  # empty, and not every system replaces one
        beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
