"""Networks in real folders: listed, chosen, damaged, gone."""

from __future__ import annotations

import json
import os
import shutil

import numpy as np
import pytest

from app import paths
from app.services import networks as networks_module
from app.services.networks import NetworksService
from model.network import Network, lenet
from model.weights import SPEC_FILE, WEIGHTS_FILE, save


@pytest.fixture
def bundled(tmp_path):
    """Three bundled networks: the real default, and two untrained ones."""
    place = tmp_path / "bundled"
    shutil.copytree(paths.bundled_network(), place / "default")
    put(place / "l2", "L2 pooling", "l2")
    put(place / "average", "Average pooling", "average")
    put(place / "another", "Another", "max")
    return place


@pytest.fixture
def own(tmp_path):
    return tmp_path / "own"


@pytest.fixture
def make(qapp, bundled, own):
    made = []

    def new():
        made.append(NetworksService(bundled, own))
        return made[-1]

    yield new
    for service in made:
        service.deleteLater()


@pytest.fixture
def loads(monkeypatch):
    """The folders that were loaded, in order."""
    loaded = []

    def load(folder):
        loaded.append(folder.name)
        return real(folder)

    real = networks_module.load
    monkeypatch.setattr(networks_module, "load", load)
    return loaded


def put(folder, name, pooling="max", card=None):
    """Save an untrained network."""
    spec = lenet(pooling)
    generator = np.random.default_rng(5)
    parameters = {
        key: generator.normal(scale=0.1, size=shape).astype(np.float32)
        for key, shape in spec.parameter_shapes.items()
    }
    return save(Network(name, spec, parameters), folder, card)


def damage(folder):
    """Change a byte of the weights."""
    path = folder / WEIGHTS_FILE
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def entry(service, key):
    return next(entry for entry in service.entries() if entry.key == key)


def test_the_default_comes_first_then_the_order_then_names(make, own):
    put(own / "zeta", "Zeta")
    put(own / "Alpha", "Alpha")
    found = make().entries()
    keys = ["default", "average", "l2", "another", "own/Alpha", "own/zeta"]
    assert keys == [entry.key for entry in found]
    assert ["bundled"] * 4 + ["own"] * 2 == [entry.origin for entry in found]


def test_an_entry_says_what_the_network_is_without_loading_it(make, own, loads):
    figure = {"measure": "MNIST test error", "value": 0.35, "unit": "%"}
    put(own / "mine", "Mine", "l2", {"figures": [figure]})
    found = entry(make(), "own/mine")
    assert found.name == "Mine"
    assert found.summary == "L2 pooling · 120,382 parameters · 0.35 % error on MNIST"
    assert loads == []


def test_only_the_chosen_one_is_loaded_at_start(make, loads):
    service = make()
    record = service.start("l2")
    assert (record.network.name, service.active_key, service.problem) == ("L2 pooling", "l2", "")
    assert loads == ["l2"]


def test_activating_loads_and_tells(make, qtbot, loads):
    service = make()
    service.start("default")
    with qtbot.waitSignal(service.activated) as activated:
        service.activate("average")
    assert activated.args[0].network.name == "Average pooling"
    assert service.active is activated.args[0]
    assert loads == ["default", "average"]


def test_a_missing_one_falls_back_to_the_default_and_says_so(make):
    service = make()
    record = service.start("own/gone")
    assert service.active_key == "default"
    assert "“gone” is not there any more" in service.problem
    assert record.network.name in service.problem


def test_a_damaged_default_leaves_the_next_one(make, bundled):
    damage(bundled / "default")
    service = make()
    assert service.start("default").network.name == "Average pooling"
    assert str(bundled / "default") in service.problem


def test_without_any_usable_network_every_reason_is_told(make, bundled):
    for folder in bundled.iterdir():
        damage(folder)
    with pytest.raises(ValueError, match="altered") as error:
        make().start("default")
    assert all(name in str(error.value) for name in ("default", "average", "l2", "another"))


def test_a_damaged_one_is_named_stays_listed_and_the_one_before_goes_on(make, bundled, qtbot):
    service = make()
    before = service.start("default")
    damage(bundled / "l2")
    assert entry(service, "l2").problem == ""  # nothing is known before it is loaded
    with qtbot.assertNotEmitted(service.activated), qtbot.waitSignal(service.failed) as failed:
        service.activate("l2")
    assert str(bundled / "l2" / WEIGHTS_FILE) in failed.args[0]
    assert entry(service, "l2").problem == failed.args[0]
    assert (service.active, service.active_key) == (before, "default")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"spec": 5, "name": "x"}', "[" * 100_000])
def test_a_broken_description_is_known_at_once(make, bundled, text):
    (bundled / "l2" / SPEC_FILE).write_text(text)
    found = entry(make(), "l2")
    assert SPEC_FILE in found.problem
    assert found.name == "l2"


def test_a_repaired_one_can_be_chosen_again(make, bundled, own, qtbot):
    service = make()
    service.start("default")
    damage(bundled / "l2")
    service.activate("l2")
    put(bundled / "l2", "L2 again", "l2")
    os.utime(bundled / "l2" / WEIGHTS_FILE, ns=(1, 1))  # however coarse the clock of the disk is
    assert (entry(service, "l2").name, entry(service, "l2").problem) == ("L2 again", "")
    with qtbot.waitSignal(service.activated):
        service.activate("l2")


def test_one_that_is_gone_when_it_is_chosen(make, own, qtbot):
    put(own / "mine", "Mine")
    service = make()
    service.start("default")
    shutil.rmtree(own / "mine")
    with qtbot.waitSignal(service.failed) as failed:
        service.activate("own/mine")
    assert "“mine” is not there any more" in failed.args[0]


def test_networks_that_come_later_are_listed(make, own):
    service = make()
    service.start("default")
    assert "own/new" not in {entry.key for entry in service.entries()}
    put(own / "new", "New")
    assert entry(service, "own/new").name == "New"


def test_what_is_no_network_is_not_listed(make, own):
    (own / "empty").mkdir(parents=True)
    (own / ".half-saved").mkdir()
    (own / ".half-saved" / SPEC_FILE).write_text("{}")
    (own / "notes.txt").write_text("mine")
    assert {"bundled"} == {entry.origin for entry in make().entries()}


def test_a_file_where_the_folder_should_be_stops_nothing(make, own, caplog):
    own.write_text("in the way")
    assert len(make().entries()) == 4
    assert str(own) in caplog.text


def test_equal_names_are_told_apart_by_their_folders(make, own):
    put(own / "first", "Average pooling")
    names = [entry.name for entry in make().entries()]
    assert "Average pooling" in names
    assert "Average pooling – first" in names


def test_the_one_of_the_command_line_is_listed_and_not_kept(make, tmp_path, qtbot):
    record = put(tmp_path / "elsewhere", "Elsewhere")
    service = make()
    service.start_with(record)
    assert service.active is record
    assert not service.is_kept
    given = service.entries()[-1]
    assert (given.key, given.origin) == (service.active_key, "given")
    service.activate("l2")
    assert service.is_kept
    with qtbot.waitSignal(service.activated):
        service.activate(given.key)
    assert not service.is_kept


def test_a_bundled_one_on_the_command_line_is_no_second_entry(make, bundled):
    service = make()
    service.start_with(networks_module.load(bundled / "l2"))
    assert service.active_key == "l2"
    assert len(service.entries()) == 4


def test_stepping_goes_round_and_leaves_out_what_is_damaged(make, bundled):
    (bundled / "l2" / SPEC_FILE).write_text("{")
    service = make()
    service.start("average")
    keys = []
    for by in (1, 1, 1, -1):
        service.step(by)
        keys.append(service.active_key)
    assert keys == ["another", "default", "average", "default"]


def test_stepping_with_a_single_network_does_nothing(make, bundled, qtbot):
    for name in ("average", "l2", "another"):
        shutil.rmtree(bundled / name)
    service = make()
    service.start("default")
    with qtbot.assertNotEmitted(service.activated):
        service.step(1)


def test_an_odd_name_is_one_short_line(make, bundled):
    path = bundled / "l2" / SPEC_FILE
    description = json.loads(path.read_text()) | {"name": "two\nlines " + "x" * 100}
    path.write_text(json.dumps(description))
    assert entry(make(), "l2").name == ("two lines " + "x" * 100)[:80]
