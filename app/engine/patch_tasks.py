"""Strongest patches and preferred pictures in an engine process. Names: `task_names`.

The scan needs no torch: the lite program scans as well.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.explanation import Target
from model.maximisation import MaximisationConfig, MaximisationReport
from model.patch_file import write_patches
from model.patch_sources import Inputs, Sources
from model.patches import Patches, ScanProgress, scan
from model.unit import Unit
from model.weights import load

if TYPE_CHECKING:
    from model.learning.module import SpecModule


def scan_inputs(
    folder: str, sources: Sources, file: str
) -> Generator[ScanProgress, None, tuple[Patches, str]]:
    """Scan, and keep what was found in a file.

    Returns it, and why it could not be kept; empty when it is. Raises ValueError or OSError that
    says which source cannot be read.
    """
    with Inputs(sources) as inputs:
        patches = yield from scan(load(Path(folder)).network, inputs.batches(), inputs.total)
    try:
        write_patches(patches, Path(file))
    except OSError as error:
        return patches, f"What was found cannot be kept: {error}"
    return patches, ""


def project(
    folder: str, checksum: str, patches: Sequence[tuple[Unit, NDArray[np.float32]]]
) -> NDArray[np.float32]:
    """Deconvnet projections of units, each in its raster (28, 28); returns (n, 28, 28)."""
    from model.learning.explain.deconvnet import deconvnet

    module = _module(folder, checksum)
    maps = [deconvnet(module, raster, Target(unit=unit)).values for unit, raster in patches]
    return np.stack(maps)


def maximise(
    folder: str, checksum: str, target: Target, config: MaximisationConfig
) -> Generator[MaximisationReport, None, MaximisationReport]:
    """Make pictures that excite a target; see `model.learning.explain.maximisation`."""
    from model.learning.explain.maximisation import maximise as ascend

    return (yield from ascend(_module(folder, checksum), target, config))


_kept: dict[str, SpecModule] = {}


def _module(folder: str, checksum: str) -> SpecModule:
    """The network as a torch module on the CPU, built once while it does not change."""
    from model.learning.module import to_module

    if checksum not in _kept:
        _kept.clear()
        _kept[checksum] = to_module(load(Path(folder)).network)
    return _kept[checksum]
