"""Bring samples from elsewhere into a store: all that can be read, in one transaction.

Everything is read, rasterised and recognised first; then the store is locked once, for the rows
alone. Whoever kills an import half way finds the store as it was before.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.recognizer import recognize_many
from model.samples.rows import Prepared, prepared
from model.samples.sample import LABELS, NewSample, Reading, raster_of
from model.samples.sources import MOST, Found, Kind, open_source
from model.samples.store import SampleStore
from model.weights import NetworkRecord

_BATCH = 256  # samples recognised together
_LOOKED_AT = 2_000  # items of a source that a preview reads


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: done of total, in samples."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not imported, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an import.

    ids: of the samples that were added. present: how many the store had already.
    """

    ids: tuple[str, ...]
    present: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What an import would bring.

    total: how many samples the source says to have; looked_at: how many of them were read.
    counts: (11,) of the readable ones by label; first: the first few of them.
    """

    kind: Kind
    total: int
    looked_at: int
    counts: NDArray[np.int64]
    first: tuple[NewSample, ...]
    refused: tuple[Refused, ...]


def preview(path: Path, first: int = 12) -> Preview:
    """Look into a source without storing anything. Raises as `import_samples`."""
    source = open_source(path)
    counts = np.zeros(len(LABELS), np.int64)
    some: list[NewSample] = []
    refused: list[Refused] = []
    looked_at = 0
    for found in islice(source.items(), _LOOKED_AT):
        looked_at += 1
        if found.new is None:
            refused.append(Refused(found.place, found.problem))
            continue
        counts[found.new.label] += 1
        if len(some) < first:
            some.append(found.new)
    return Preview(source.kind, source.total, looked_at, counts, tuple(some), tuple(refused))


def import_samples(
    store: SampleStore, path: Path, record: NetworkRecord | None = None
) -> Generator[Progress, None, ImportReport]:
    """Read all of a source, then store what could be read, all of it or nothing.

    record: the network that reads those samples that bring no reading of their own; it must have
    been saved. Yields after every batch; closing the generator before its end stores nothing.
    Raises ValueError when the source as a whole cannot be read, StoreError when the store
    cannot be written.
    """
    source = open_source(path)
    items: list[Prepared] = []
    refused: list[Refused] = []
    found_items = source.items()
    done = 0
    yield Progress(0, source.total)
    while batch := list(islice(found_items, _BATCH)):
        done += len(batch)
        if done > MOST:
            raise ValueError(f"{path}: more than {MOST:,} samples")
        refused += [Refused(found.place, found.problem) for found in batch if found.new is None]
        items += [prepared(new) for new in _read(batch, record)]
        yield Progress(done, max(source.total, done))
    stored = store.add_prepared(items, skip_copies=True)
    return ImportReport(stored.ids, len(stored.present), tuple(refused))


def _read(batch: Iterable[Found], record: NetworkRecord | None) -> list[NewSample]:
    """The samples of a batch with their rasters, and with a reading where a network is given."""
    news = [found.new for found in batch if found.new is not None]
    news = [replace(new, raster=raster_of(new)) for new in news]
    if record is None:
        return news
    unread = [n for n, new in enumerate(news) if new.reading is None]
    rasters = [raster for n in unread if (raster := news[n].raster) is not None]
    for n, (row, verdict) in zip(unread, recognize_many(record.network, rasters), strict=True):
        reading = Reading(tuple(row.tolist()), verdict)
        network, name = record.checksum, record.network.name
        news[n] = replace(news[n], reading=reading, network=network, network_name=name)
    return news
