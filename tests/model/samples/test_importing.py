"""Import: all that can be read comes in, and nothing bad."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image

from model.data.mnist import NOT_A_DIGIT
from model.samples import sources
from model.samples.exporting import export_samples
from model.samples.importing import Progress, import_samples, preview
from model.strokes import drawing_to_json
from model.weights import NetworkRecord
from tests.model.samples.conftest import (
    NETWORK,
    carried_out,
    scribble,
)


def line(seed=1, **more):
    return json.dumps(drawing_to_json(scribble(seed)) | {"label": 7} | more)


BAD_LINES = {
    "no JSON": ("hello", "JSON"),
    "no drawing": ('{"label": 3}', "strokes"),
    "an empty drawing": ('{"strokes": [], "label": 3}', "empty"),
    "no label": (line(label=None), "no label"),
    "a wrong label": (line(label=12), "label 12"),
    "a label of text": (line(label="7"), "label '7'"),
    "a label that is true": (line(label=True), "label True"),
    "an id that is a path": (line(id="../../etc/passwd"), "id is"),
    "a time that is none": (line(created="yesterday"), "no time"),
    "a time that is a number": (line(created=5), "no time"),
    "a side that is none": (line(held_out=1), "held_out"),
    "an origin that is none": (line(origin=["x"]), "origin"),
    "a long origin": (line(origin="x" * 300), "longer than 200"),
    "half a character": (line(origin="\ud800"), "surrogates"),
    "a network that is none": (line(network=5), "checksum"),
    "a checksum that is none": (line(network={"checksum": "zz"}), "sha256"),
    "a reading of three": (line(reading={"probabilities": [0.1] * 3}), "ten probabilities"),
    "a reading of NaN": (line(reading={"probabilities": [float("nan")] * 10}), "ten"),
    "a verdict that is none": (
        line(reading={"probabilities": [0.1] * 10, "verdict": "x"}),
        "verdict",
    ),
    "deep nesting": ("[" * 100_000, "deep"),
    "not UTF-8": (b'{"strokes": "\xff"}', "UTF-8"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_named_and_the_others_are_stored(store, tmp_path, bad, reason):
    bad = bad if isinstance(bad, bytes) else bad.encode()
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b"\n".join([line(1).encode(), b"", bad, line(2).encode()]))
    result, _ = carried_out(import_samples(store, path))
    [refused] = result.refused
    assert f"{path}, line 3" == refused.place
    assert reason in refused.reason
    assert 2 == len(result.ids) == store.count()
    assert {"imported:lines.jsonl": 2} == store.origins()
    assert [refused] == list(preview(path).refused)


def test_a_long_line_is_refused_and_the_next_is_read(store, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "LONGEST_LINE", 5000)
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join([line(1), " " * 20_000 + line(2), line(3)]))
    result, _ = carried_out(import_samples(store, path))
    assert (2, [f"{path}, line 2"]) == (len(result.ids), [r.place for r in result.refused])


def test_too_many_are_refused_before_anything_is_stored(store, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST", 2)
    (tmp_path / "lines.jsonl").write_text("\n".join(map(line, range(3))))
    with pytest.raises(ValueError, match="at most 2"):
        carried_out(import_samples(store, tmp_path / "lines.jsonl"))
    assert 0 == store.count()


def archive(path, lines, manifest=None, more=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        value = {"format": "digitscope samples", "schema": 1, "samples": len(lines)}
        file.writestr("manifest.json", json.dumps(value | (manifest or {})))
        file.writestr("samples.jsonl", "\n".join(lines))
        for name in more:
            file.writestr(name, "evil")
    return path


def test_an_archive_cannot_write_anywhere(store, tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    absolute = tmp_path / "absolute.txt"
    path = archive(inner / "evil.zip", [line(1)], more=["../../evil.txt", str(absolute)])
    result, _ = carried_out(import_samples(store, path))
    assert (1, 2) == (len(result.ids), len(result.refused))
    assert "left alone" in result.refused[0].reason
    assert [] == [*tmp_path.rglob("*evil.txt")]
    assert not absolute.exists()


def test_a_damaged_archive_stores_nothing(store, tmp_path):
    whole = archive(tmp_path / "a.zip", [line(seed) for seed in range(600)])
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = b"\0" * 40
    whole.write_bytes(data)
    with pytest.raises(ValueError, match="damaged"):
        carried_out(import_samples(store, whole))
    whole.write_bytes(data[:middle])
    with pytest.raises(ValueError, match="damaged"):
        carried_out(import_samples(store, whole))
    assert 0 == store.count()


@pytest.mark.parametrize(
    ("manifest", "cause"),
    [
        ({"samples": 9}, "9"),
        ({"schema": 2}, "schema 2"),
        ({"format": "photos"}, "no export"),
        ({"samples": "many"}, "how many"),
    ],
)
def test_an_archive_that_is_not_what_it_says_stores_nothing(store, tmp_path, manifest, cause):
    path = archive(tmp_path / "a.zip", [line(1)], manifest)
    with pytest.raises(ValueError, match=cause):
        carried_out(import_samples(store, path))
    assert 0 == store.count()


def test_an_archive_that_would_fill_the_memory_is_refused(store, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST", 10_000)
    with pytest.raises(ValueError, match="at most"):
        carried_out(import_samples(store, archive(tmp_path / "a.zip", [" " * 20_000])))


@pytest.mark.parametrize("name", ["nothing", "text.txt", "empty", "other.zip", "text.zip"])
def test_what_cannot_be_imported_is_named(store, tmp_path, name):
    (tmp_path / "text.txt").write_text("7")
    (tmp_path / "text.zip").write_text("7")
    (tmp_path / "empty").mkdir()
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("a.txt", "x")
    with pytest.raises((ValueError, FileNotFoundError), match=name):
        carried_out(import_samples(store, tmp_path / name))


def idx(folder, images, labels, prefix="train", pack=bytes, suffix=""):
    header = struct.pack(">BBBB3I", 0, 0, 8, 3, *images.shape)
    (folder / f"{prefix}-images-idx3-ubyte{suffix}").write_bytes(pack(header + images.tobytes()))
    header = struct.pack(">BBBBI", 0, 0, 8, 1, len(labels))
    (folder / f"{prefix}-labels-idx1-ubyte{suffix}").write_bytes(pack(header + bytes(labels)))


def test_idx_is_read_packed_too_and_bad_images_are_named(store, tmp_path):
    images = np.zeros((4, 28, 28), np.uint8)
    images[0, 5:24, 14] = images[2, 5, 5:20] = images[3, 9:20, 9:20] = 255
    idx(tmp_path, images, [1, 2, 3, 77], pack=gzip.compress, suffix=".gz")
    path = tmp_path / "train-images-idx3-ubyte.gz"
    for place_of in (path, tmp_path):
        assert [0, 1, 0, 1, *[0] * 7] == preview(place_of).counts.tolist()
    result, _ = carried_out(import_samples(store, path))
    assert ["the image is blank", "label 77"] == [
        r.reason[:18].split(",")[0] for r in result.refused
    ]
    assert 2 == store.count()
    (tmp_path / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(ValueError, match="labels"):
        preview(path)


def test_a_folder_per_class_is_read_and_what_is_no_picture_named(store, tmp_path):
    folder = tmp_path / "digits"
    for name in ("3", "not a digit", "other"):
        (folder / name).mkdir(parents=True)
    image = Image.new("L", (60, 60), 255)
    image.paste(0, (28, 10, 34, 50))
    image.save(folder / "3" / "dark.png")
    image.rotate(90).save(folder / "not a digit" / "line.jpg", quality=95)
    image.save(folder / "other" / "unread.png")
    (folder / "3" / "text.png").write_text("no picture")
    (folder / "3" / "notes.txt").write_text("left alone")
    seen = preview(folder)
    assert ("png", 3, 3) == (seen.kind, seen.total, seen.looked_at)
    result, _ = carried_out(import_samples(store, folder))
    [refused] = result.refused
    assert str(folder / "3" / "text.png") == refused.place
    assert refused.reason.startswith("not a picture")
    assert {"imported:digits": 2} == store.origins()
    assert [1, 1] == store.balance().sum(axis=1)[[3, NOT_A_DIGIT]].tolist()


def test_a_network_reads_what_brings_no_reading(store, tmp_path, network):
    path = tmp_path / "lines.jsonl"
    said = {"probabilities": [0.1] * 10, "verdict": "unlike", "digit_score": 0.25}
    path.write_text("\n".join([line(1), line(2, reading=said)]))
    record = NetworkRecord(network, checksum=NETWORK)
    carried_out(import_samples(store, path, record))
    read, brought = store.get(store.ids(order="oldest"))
    assert (NETWORK, network.name) == (read.network, read.network_name)
    assert 1 == pytest.approx(sum(read.reading.probabilities))
    assert ("", 0.25) == (brought.network, brought.reading.verdict.digit_score)


def test_a_preview_stores_nothing_and_shows_the_first(store, rich_store, tmp_path):
    carried_out(export_samples(rich_store, rich_store.ids(), tmp_path / "a.zip", "zip"))
    seen = preview(tmp_path / "a.zip", first=5)
    assert ("zip", 23, 23, 5) == (seen.kind, seen.total, seen.looked_at, len(seen.first))
    assert rich_store.balance().sum(axis=1).tolist() == seen.counts.tolist()


def test_an_import_that_is_stopped_stores_nothing(store, tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(line, range(600))))
    job = import_samples(store, path)
    assert [Progress(0, 600), Progress(256, 600)] == [next(job), next(job)]
    job.close()
    assert 0 == store.count()


def test_the_same_file_is_not_imported_twice(store, tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join([line(1), line(2), line(2)]))
    assert 3 == len(carried_out(import_samples(store, path))[0].ids)
    path.write_text("\n".join([line(1), line(2, label=5), line(3)]))
    result, _ = carried_out(import_samples(store, path))
    assert (2, 1, 5) == (len(result.ids), result.present, store.count())
