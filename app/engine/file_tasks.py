"""Files of samples, read and written in an engine process: however large, the window draws on.

Nothing here needs torch, and an engine that is asked for nothing else never imports it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np

from app.sample_files import FileLook
from model.raster import SIDE
from model.samples.exporting import ExportReport, export_samples
from model.samples.importing import ImportReport, Progress, import_samples, preview
from model.samples.sample import raster_bytes, raster_of
from model.samples.sources import Kind
from model.samples.store import SampleStore
from model.weights import load

_SHOWN = 8  # rasters of a look


def look(path: str) -> FileLook:
    """What an import would bring. Raises ValueError or OSError that names file and cause."""
    found = preview(Path(path), _SHOWN)
    rasters = [raster_bytes(raster_of(new)) for new in found.first]
    return FileLook(
        path,
        found.kind,
        found.total,
        found.looked_at,
        found.counts,
        np.array(rasters, np.uint8).reshape(-1, SIDE, SIDE),
        tuple(new.label for new in found.first),
        found.refused,
    )


def bring(store: str, path: str, network: str) -> Generator[Progress, None, ImportReport]:
    """Import all of a file or folder, or nothing; see `import_samples`.

    network: folder of the one that reads what no network has read; empty for none.
    """
    record = load(Path(network)) if network else None
    with SampleStore(Path(store)) as opened:
        return (yield from import_samples(opened, Path(path), record))


def take(
    store: str, ids: Sequence[str], path: str, kind: Kind
) -> Generator[Progress, None, ExportReport]:
    """Export samples; see `export_samples`."""
    with SampleStore(Path(store)) as opened:
        return (yield from export_samples(opened, ids, Path(path), kind))
