"""Export: a round trip loses nothing, and what fails leaves what was there."""

from __future__ import annotations

import json
import resource

import numpy as np
import pytest
from PIL import Image

from model.data.mnist import NOT_A_DIGIT, load_digits
from model.samples.errors import StoreError
from model.samples.exporting import export_samples
from model.samples.importing import Progress, import_samples
from model.samples.listing import SampleFilter
from model.samples.sample import sample_to_json
from model.samples.store import SampleStore
from tests.model.samples.conftest import (
    carried_out,
    nobody,
)


def everything(store):
    found = store.get(store.ids(SampleFilter(), "oldest"))
    return [sample_to_json(each) | {"raster": each.raster.tolist()} for each in found]


@pytest.mark.parametrize("kind", ["zip", "jsonl"])
def test_a_round_trip_loses_nothing(rich_store, tmp_path, kind):
    target = tmp_path / f"export.{kind}"
    report, progress = carried_out(export_samples(rich_store, rich_store.ids(), target, kind))
    assert (23, 0, Progress(23, 23)) == (report.samples, report.left_out, progress[-1])
    with SampleStore(tmp_path / "other.sqlite3") as other:
        result, progress = carried_out(import_samples(other, target))
        assert (23, 0, ()) == (len(result.ids), result.present, result.refused)
        assert Progress(23, 23) == progress[-1]
        assert everything(rich_store) == everything(other)
        again, _ = carried_out(import_samples(other, target))
        assert ((), 23) == (again.ids, again.present)
    assert sorted(["samples.sqlite3", "other.sqlite3", target.name]) == [
        name
        for name in sorted(file.name for file in tmp_path.iterdir())
        if not name.endswith((".lock", "-wal", "-shm", "user"))
    ]


def test_only_the_asked_ones_are_exported(rich_store, tmp_path):
    ids = rich_store.ids()[3:7]
    carried_out(export_samples(rich_store, ids, tmp_path / "some.jsonl", "jsonl"))
    lines = (tmp_path / "some.jsonl").read_text().splitlines()
    assert ids == [json.loads(line)["id"] for line in lines]


def test_pictures_and_idx_hold_the_rasters(rich_store, tmp_path):
    carried_out(export_samples(rich_store, rich_store.ids(), tmp_path / "png", "png"))
    for found in rich_store.get(rich_store.ids()):
        folder = "not a digit" if found.label == NOT_A_DIGIT else str(found.label)
        with Image.open(tmp_path / "png" / folder / f"{found.id}.png") as image:
            assert np.array_equal(image, found.raster)
    report, _ = carried_out(export_samples(rich_store, rich_store.ids(), tmp_path / "idx", "idx"))
    none = rich_store.count(SampleFilter(labels=(NOT_A_DIGIT,)))
    assert (23 - none, none) == (report.samples, report.left_out)
    for part, held_out in (("train", False), ("test", True)):
        digits = load_digits(tmp_path / "idx", part)
        wanted = rich_store.ids(SampleFilter(labels=tuple(range(10)), held_out=held_out))
        rasters, labels = rich_store.arrays(wanted)
        assert np.array_equal(rasters, digits.images)
        assert np.array_equal(labels, digits.labels)


@pytest.mark.parametrize("kind", ["png", "idx"])
def test_what_was_exported_as_pictures_comes_back_with_its_labels(rich_store, tmp_path, kind):
    ids = rich_store.ids(SampleFilter(labels=tuple(range(10))))
    carried_out(export_samples(rich_store, ids, tmp_path / "out", kind))
    with SampleStore(tmp_path / "other.sqlite3") as other:
        result, _ = carried_out(import_samples(other, tmp_path / "out"))
        assert (len(ids), ()) == (len(result.ids), result.refused)
        counts = rich_store.balance().sum(axis=1)
        assert [*counts[:10], 0] == other.balance().sum(axis=1).tolist()
        difference = list(_nearest_differences(rich_store.arrays(ids), other.arrays(other.ids())))
        assert np.median(difference) < 0.06


def _nearest_differences(exported, imported):
    """Mean difference of each exported raster to the most similar imported one of its label."""
    for raster, label in zip(*exported, strict=True):
        others = imported[0][imported[1] == label].astype(float)
        yield np.abs(others - raster).mean(axis=(1, 2)).min() / 255


@pytest.mark.parametrize("kind", ["zip", "png"])
def test_an_export_that_is_stopped_leaves_nothing(rich_store, tmp_path, kind):
    target = tmp_path / "out"
    job = export_samples(rich_store, rich_store.ids(), target, kind)
    next(job)
    job.close()
    assert not target.exists()
    assert [] == [*tmp_path.glob(".*")]


def test_an_export_that_fails_leaves_what_was_there(rich_store, tmp_path):
    target = tmp_path / "export.jsonl"
    target.write_text("of before")
    rich_store._connection.execute("UPDATE drawings SET drawing = x'00' WHERE number = 20")
    with pytest.raises(StoreError, match="damaged"):
        carried_out(export_samples(rich_store, rich_store.ids(), target, "jsonl"))
    assert "of before" == target.read_text()


def test_an_export_onto_a_full_disk_leaves_what_was_there(rich_store, tmp_path):
    target = tmp_path / "export.jsonl"
    target.write_text("of before")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limit[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            carried_out(export_samples(rich_store, rich_store.ids(), target, "jsonl"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert "of before" == target.read_text()


def test_an_export_into_a_closed_folder_is_an_error(rich_store, closed_folder):
    folder, close = closed_folder
    close()
    with nobody(), pytest.raises(PermissionError):
        carried_out(export_samples(rich_store, rich_store.ids(), folder / "a.zip", "zip"))


def test_an_export_writes_over_no_folder(rich_store, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(FileExistsError):
        export_samples(rich_store, [], tmp_path / "mine", "png")
    with pytest.raises(IsADirectoryError):
        export_samples(rich_store, [], tmp_path / "mine", "zip")
