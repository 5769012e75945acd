"""Strongest patches as a service: scanned once, kept, scanned again for another network."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from app.engine import task_names
from app.engine.client import Engine
from app.services import patches as module
from app.services.networks import NetworksService
from app.services.patches import PatchesService
from model.explanation import Target
from model.forward import trace
from model.maximisation import SEEDS, MaximisationConfig
from model.network import Network
from model.patch_file import file_of
from model.patch_sources import Sources
from model.samples.sample import NewSample
from model.samples.store import SampleStore
from tests.app.services.retrainings import EngineHere

FEW = Sources(generated=40)
PATIENCE_MS = 20_000


class Heard:
    """Everything that a service has told."""

    def __init__(self, service):
        self.states, self.found, self.progress, self.aged = [], [], [], []
        self.made, self.ended, self.failed, self.projected = [], [], [], []
        service.state_changed.connect(self.states.append)
        service.found.connect(self.found.append)
        service.progressed.connect(self.progress.append)
        service.aged.connect(self.aged.append)
        service.made.connect(lambda report, is_end: self.made.append((report, is_end)))
        service.making_ended.connect(self.ended.append)
        service.failed.connect(self.failed.append)
        service.projected.connect(lambda *told: self.projected.append(told))


@pytest.fixture
def networks(qapp, tmp_path):
    networks = NetworksService(paths.bundled_networks(), tmp_path / "networks")
    networks.start("default")
    yield networks
    networks.deleteLater()


@pytest.fixture
def make(qtbot, tmp_path, networks):
    """Services around the same folder, as in one start after the other."""
    made = []

    def make(job=None, quick=None):
        engines = job or EngineHere(), quick or EngineHere()
        service = PatchesService(*engines, networks, tmp_path / "patches")
        made.append((service, engines))
        return service, Heard(service)

    yield make
    for service, engines in made:
        service.close()
        for engine in engines:
            engine.close()
            engine.deleteLater()
        service.deleteLater()


def wait_for_scan(qtbot, heard, count=1):
    qtbot.waitUntil(lambda: sum(p is not None for p in heard.found) == count, timeout=PATIENCE_MS)
    return heard.found[-1]


def test_a_real_engine_scans_and_what_it_found_is_kept(qtbot, make, networks, tmp_path):
    service, heard = make(Engine("job", in_background=True))
    service.choose(FEW)
    assert (heard.found, service.state) == ([None], "waiting")
    patches = wait_for_scan(qtbot, heard)
    assert heard.states == ["waiting", "scanning", "idle"]
    assert [progress.done for progress in heard.progress] == [32, 40]
    patch = patches.patch("C3", 4)
    answers = trace(networks.active.network, patch.raster[None]).pre_activations["C3"]
    assert abs(answers[0, 4, patch.unit.row, patch.unit.column] - patch.value) < 1e-5
    file = file_of(tmp_path / "patches", networks.active.checksum, FEW.fingerprint)
    assert list((tmp_path / "patches").iterdir()) == [file]


def test_what_is_kept_is_not_scanned_again(qtbot, make):
    service, heard = make()
    service.choose(FEW)
    first = wait_for_scan(qtbot, heard)
    _, later = again = make()
    again[0].choose(FEW)
    assert later.states == []
    np.testing.assert_array_equal(later.found[0].layers["F5"].values, first.layers["F5"].values)
    again[0].choose(dataclasses.replace(FEW, seed=1))
    assert later.states == ["waiting"]


def test_a_damaged_file_is_scanned_again(qtbot, make, tmp_path, networks):
    service, heard = make()
    service.choose(FEW)
    wait_for_scan(qtbot, heard)
    file = file_of(tmp_path / "patches", networks.active.checksum, FEW.fingerprint)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    service, heard = make()
    service.choose(FEW)
    assert heard.found == [None]
    wait_for_scan(qtbot, heard)
    assert file.read_bytes() == whole


def test_after_retraining_it_is_scanned_again_and_back_it_is_known(qtbot, make, networks):
    service, heard = make()
    service.choose(FEW)
    before = wait_for_scan(qtbot, heard)
    old_key, old = networks.active_key, networks.active.network
    numbers = {name: np.array(array) for name, array in old.parameters.items()}
    numbers["C3.bias"] += np.float32(0.5)
    key = networks.add(Network("retrained", old.spec, numbers, old.calibration), {})
    networks.activate(key)
    assert heard.found[-1] is None
    after = wait_for_scan(qtbot, heard, 2)
    shift = after.layers["C3"].values - before.layers["C3"].values
    np.testing.assert_allclose(shift, 0.5, atol=1e-4)
    networks.activate(old_key)
    assert heard.found[-1] is not None
    assert service.state == "idle"


def test_scans_of_networks_that_are_gone_are_deleted(qtbot, make, networks, tmp_path):
    gone = file_of(tmp_path / "patches", "f" * 64, FEW.fingerprint)
    gone.parent.mkdir()
    gone.write_bytes(b"whatever")
    service, heard = make()
    service.choose(FEW)
    wait_for_scan(qtbot, heard)
    assert not gone.exists()


def test_cancel_ends_a_scan(qtbot, make):
    service, heard = make()
    service.choose(Sources(generated=4_000))
    qtbot.waitUntil(lambda: len(heard.progress) > 1, timeout=PATIENCE_MS)
    service.cancel()
    assert (service.state, heard.found) == ("idle", [None])
    heard.progress.clear()
    service.choose(FEW)
    wait_for_scan(qtbot, heard)
    assert {progress.total for progress in heard.progress} == {40}


def test_a_training_goes_before(qtbot, make):
    service, heard = make()
    service.choose(Sources(generated=200))
    qtbot.waitUntil(lambda: len(heard.progress) > 1, timeout=PATIENCE_MS)
    service.set_engine_free(False)
    assert service.state == "waiting"
    service.make(Target(digit=3), MaximisationConfig())
    assert "training" in heard.ended[-1]
    service.set_engine_free(True)
    assert wait_for_scan(qtbot, heard).total == 200


def test_samples_that_came_since_are_told(qtbot, make, tmp_path):
    place = tmp_path / "samples.sqlite3"
    with SampleStore(place) as store:
        store.add_many([NewSample(digit_drawing(n), n) for n in range(10)])
    service, heard = make()
    service.note_samples(10)
    service.choose(Sources(generated=22, samples=str(place)))
    assert wait_for_scan(qtbot, heard).scanned == {"generated": 22, "samples": 10}
    assert heard.aged[-1] is False
    service.note_samples(11)
    assert heard.aged[-1] is False
    service.note_samples(12)
    assert heard.aged[-1] is True
    service.scan_again()
    wait_for_scan(qtbot, heard, 2)
    service.note_samples(10)
    assert heard.aged[-1] is False


def test_what_cannot_be_read_is_told(qtbot, make, tmp_path):
    service, heard = make()
    service.choose(Sources(generated=22, mnist=str(tmp_path / "nowhere")))
    qtbot.waitUntil(lambda: bool(heard.failed), timeout=PATIENCE_MS)
    assert "nowhere" in heard.failed[0]
    assert (service.state, heard.found) == ("idle", [None])


def test_what_cannot_be_kept_is_shown_all_the_same(qtbot, make, tmp_path):
    (tmp_path / "patches").write_text("a file where the folder should be")
    service, heard = make()
    service.choose(FEW)
    wait_for_scan(qtbot, heard)
    assert "cannot be kept" in heard.failed[0]


def test_projections_are_of_what_was_asked_for_last(qtbot, make):
    service, heard = make()
    service.choose(FEW)
    patches = wait_for_scan(qtbot, heard)
    service.project(patches.of("C1", 0))
    asked = patches.of("C3", 7)
    service.project(asked)
    qtbot.waitUntil(lambda: bool(heard.projected), timeout=PATIENCE_MS)
    [(told, maps)] = heard.projected
    assert told is asked
    assert maps.shape == (9, 28, 28)
    for patch, values in zip(asked, maps, strict=True):
        outside = np.array(values)
        outside[
            max(0, patch.rows.start) : patch.rows.stop,
            max(0, patch.columns.start) : patch.columns.stop,
        ] = 0
        assert np.abs(values).max() > 0 == np.abs(outside).max()


def test_pictures_grow_and_the_newest_wish_wins(qtbot, make):
    service, heard = make()
    service.make(Target(digit=3), MaximisationConfig(steps=2_000))
    qtbot.waitUntil(lambda: len(heard.made) > 1, timeout=PATIENCE_MS)
    service.make(Target(digit=7), MaximisationConfig(steps=8))
    qtbot.waitUntil(lambda: heard.ended == [""], timeout=PATIENCE_MS)
    end, is_end = heard.made[-1]
    assert (end.step, end.steps, is_end, end.pictures.shape) == (8, 8, True, (SEEDS, 28, 28))
    service.make(Target(digit=7), MaximisationConfig(steps=2_000))
    service.stop()
    assert heard.ended == ["", ""]


def test_without_torch_only_the_scan_is_offered(monkeypatch, qtbot, make):
    monkeypatch.setattr(task_names.installation, "has", lambda package: package != "torch")
    job, quick = Engine("job"), Engine("quick")
    service, heard = make(job, quick)
    service.make(Target(digit=3), MaximisationConfig())
    qtbot.waitUntil(lambda: bool(heard.ended), timeout=PATIENCE_MS)
    assert "torch" in heard.ended[0]
    service.choose(FEW)
    patches = wait_for_scan(qtbot, heard)
    with qtbot.waitSignal(quick.failed, timeout=PATIENCE_MS):
        service.project(patches.of("C3", 0))
    assert heard.projected == []
    assert quick.process_id is None


def test_few_scans_are_kept(qtbot, make, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    service, heard = make()
    for number in range(3):
        service.choose(Sources(generated=11, seed=number))
        wait_for_scan(qtbot, heard, number + 1)
    assert len(list((tmp_path / "patches").iterdir())) == 2
