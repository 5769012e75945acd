"""What a person does with networks: kept, renamed, deleted and brought back, passed on."""

from __future__ import annotations

import json
import shutil
import zipfile

import numpy as np
import pytest

from app.services import network_files
from app.services.networks import NetworksService
from model.weights import SPEC_FILE, WEIGHTS_FILE, load
from tests.app.services.test_networks import bundled, damage, entry, put

__all__ = ["bundled"]  # a fixture


@pytest.fixture
def own(tmp_path):
    return tmp_path / "own"


@pytest.fixture
def service(qapp, bundled, own):
    service = NetworksService(bundled, own)
    service.start("default")
    yield service
    service.deleteLater()


@pytest.fixture
def refused(service):
    told = []
    service.refused.connect(told.append)
    return told


def same(first, second):
    return all(np.array_equal(a, second.parameters[name]) for name, a in first.parameters.items())


def test_what_is_added_lies_among_the_users_own_with_its_parent(service, own, qtbot):
    base = service.active
    with qtbot.waitSignal(service.listed):
        key = service.add(base.network, {"created": "2026-11-22T10:00:00+00:00"}, base)
    found = entry(service, key)
    assert (found.origin, found.parent, found.created[:10]) == (
        "own",
        base.network.name,
        "2026-11-22",
    )
    assert found.checksum == base.checksum == load(found.folder).checksum
    assert found.card["parent"]["sha256"] == base.checksum
    again = service.add(base.network, {})
    assert again != key
    assert len(list(own.iterdir())) == 2


def test_what_cannot_be_stored_is_told(service, own, refused):
    own.write_text("in the way")
    assert service.add(service.active.network, {}) is None
    assert str(own) in refused[0]


def test_renaming_keeps_numbers_card_and_key(service, own):
    put(own / "mine", "Mine", card={"created": "x"})
    before = load(own / "mine")
    assert service.rename("own/mine", "  Anna's \n hand ")
    after = load(own / "mine")
    assert after.network.name == "Anna's hand"
    assert (after.checksum, after.card) == (before.checksum, before.card)
    assert entry(service, "own/mine").name == "Anna's hand"


def test_renaming_the_one_that_answers_is_told(service, own, qtbot):
    put(own / "mine", "Mine")
    service.activate("own/mine")
    with qtbot.waitSignal(service.activated) as activated:
        service.rename("own/mine", "Yours")
    assert activated.args[0].network.name == service.active.network.name == "Yours"


@pytest.mark.parametrize(
    ("key", "name", "why"),
    [
        ("default", "x", "not one of your own"),
        ("own/mine", "  ", "needs a name"),
        ("own/gone", "x", "not there any more"),
    ],
)
def test_what_cannot_be_renamed(service, own, refused, key, name, why):
    put(own / "mine", "Mine")
    assert not service.rename(key, name)
    assert why in refused[0]
    assert load(own / "mine").network.name == "Mine"


def test_a_deleted_one_comes_back_as_it_was(service, own, qtbot):
    put(own / "mine", "Mine")
    before = load(own / "mine")
    with qtbot.waitSignal(service.listed):
        assert service.delete("own/mine")
    assert "own/mine" not in {each.key for each in service.entries()}
    assert service.can_undelete
    assert service.undelete() == "own/mine"
    assert load(own / "mine").checksum == before.checksum
    assert not service.can_undelete
    assert service.undelete() is None


def test_deleting_goes_back_as_often_as_it_was_done(service, own):
    for name in ("a", "b"):
        put(own / name, name)
        service.delete(f"own/{name}")
    put(own / "b", "in its place")
    assert (service.undelete(), service.undelete()) == ("own/b-2", "own/a")
    assert load(own / "b").network.name == "in its place"
    assert load(own / "b-2").network.name == "b"


def test_when_the_one_that_answers_is_deleted_its_parent_answers(service, own):
    parent = service.record_of("l2")
    key = service.add(service.active.network, {}, parent)
    service.activate(key)
    assert service.delete(key)
    assert service.active_key == "l2"
    put(own / "alone", "Alone")
    service.activate("own/alone")
    service.delete("own/alone")
    assert service.active_key == "default"


def test_bundled_ones_are_not_deleted(service, bundled, refused):
    assert not service.delete("l2")
    assert "not one of your own" in refused[0]
    assert (bundled / "l2" / SPEC_FILE).exists()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_network_travels_whole(service, own, tmp_path, name):
    put(own / "mine", "Mine", "l2", {"created": "2026", "data": "own"})
    target = tmp_path / "elsewhere" / name
    assert service.export("own/mine", target)
    key = service.bring(target)
    found, before = service.record_of(key), load(own / "mine")
    assert same(found.network, before.network)
    assert (found.network.name, found.card) == ("Mine", before.card)
    assert found.network.calibration == before.network.calibration
    assert [path.name for path in target.parent.iterdir()] == [name]


def test_a_zip_is_written_over_but_another_folder_is_not(service, tmp_path, refused):
    target = tmp_path / "out.zip"
    target.write_text("old")
    assert service.export("l2", target)
    assert zipfile.is_zipfile(target)
    full = tmp_path / "photos"
    full.mkdir()
    (full / "photo.png").write_text("mine")
    assert not service.export("l2", full)
    assert "holds other files" in refused[0]
    assert [path.name for path in full.iterdir()] == ["photo.png"]


def test_a_damaged_one_is_not_exported(service, own, tmp_path, refused):
    put(own / "mine", "Mine")
    damage(own / "mine")
    assert not service.export("own/mine", tmp_path / "out.zip")
    assert "altered" in refused[0]
    assert not (tmp_path / "out.zip").exists()


def test_the_folder_around_a_network_will_do(service, own, tmp_path, refused):
    put(tmp_path / "around" / "mine", "Mine")
    assert service.record_of(service.bring(tmp_path / "around")).network.name == "Mine"
    put(tmp_path / "around" / "other", "Other")
    assert service.bring(tmp_path / "around") is None
    assert "2 networks" in refused[0]


def zip_of(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def files_of(folder):
    return {name: (folder / name).read_bytes() for name in (SPEC_FILE, WEIGHTS_FILE)}


def test_zips_that_are_refused(service, bundled, own, tmp_path, refused):
    files = files_of(bundled / "l2")
    other = files_of(bundled / "default")
    cases = {
        "leads out of the zip": {f"../{name}": data for name, data in files.items()},
        "'/etc/network.json' leads out": {"/etc/network.json": b"{}"},
        "leads out of": {"a\\..\\..\\network.json": b"{}"},
        "no network.json": {WEIGHTS_FILE: files[WEIGHTS_FILE]},
        "2 network.json": {**files, "b/network.json": files[SPEC_FILE]},
        "two folders": {f"a/{SPEC_FILE}": files[SPEC_FILE], WEIGHTS_FILE: files[WEIGHTS_FILE]},
        "altered": {SPEC_FILE: files[SPEC_FILE], WEIGHTS_FILE: other[WEIGHTS_FILE]},
        "101 files": {f"{n}.txt": b"" for n in range(101)},
        "not valid JSON": {**files, SPEC_FILE: b"{"},
    }
    for number, (why, members) in enumerate(cases.items()):
        path = zip_of(tmp_path / f"{number}.zip", members)
        assert service.bring(path) is None
        assert why in refused[-1], (why, refused[-1])
        assert str(path) in refused[-1]
    assert len(refused) == len(cases)
    assert not own.exists()
    assert not (tmp_path.parent / SPEC_FILE).exists()


def test_a_zip_of_too_much_is_refused(service, bundled, tmp_path, refused, monkeypatch):
    monkeypatch.setattr(network_files, "LARGEST_FILE", 300_000)
    assert service.bring(zip_of(tmp_path / "big.zip", files_of(bundled / "l2"))) is None
    assert "larger than 300,000 bytes" in refused[0]


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut"])
def test_what_is_no_zip_is_refused(service, tmp_path, refused, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert service.bring(path) is None
    assert "not a zip of a network" in refused[0]


def test_a_zip_cut_off_in_the_middle_is_refused(service, bundled, tmp_path, refused):
    path = zip_of(tmp_path / "x.zip", files_of(bundled / "l2"))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    path.write_bytes(data)
    assert service.bring(path) is None
    assert str(path) in refused[0]


def test_what_is_missing_is_told(service, tmp_path, refused):
    assert service.bring(tmp_path / "gone.zip") is None
    assert "missing" in refused[0]
    (tmp_path / "empty").mkdir()
    assert service.bring(tmp_path / "empty") is None
    assert SPEC_FILE in refused[1]


def test_the_trash_is_not_listed_and_a_read_only_place_is_told(service, own, refused, monkeypatch):
    put(own / "mine", "Mine")

    def refuse(_):
        raise PermissionError(13, "no")

    monkeypatch.setattr("app.services.networks.put_aside", refuse)
    assert not service.delete("own/mine")
    assert "was not deleted" in refused[0]
    assert not service.can_undelete
    assert entry(service, "own/mine").name == "Mine"


def test_a_description_without_a_name_or_with_odd_values(service, own):
    put(own / "mine", "Mine")
    path = own / "mine" / SPEC_FILE
    value = json.loads(path.read_text())
    path.write_text(json.dumps(value | {"name": None, "card": {"parent": 5, "created": []}}))
    found = entry(service, "own/mine")
    assert (found.name, found.parent, found.created) == ("mine", "", "")
    shutil.rmtree(own / "mine")
    assert "own/mine" not in {each.key for each in service.entries()}
