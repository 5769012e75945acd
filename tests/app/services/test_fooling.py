"""Attacks through the real engine: one at a time, stopped at once, in no training's way."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from app import paths
from app.engine.client import Engine
from app.services.fooling import FRAME_MS, FoolingService
from app.services.networks import NetworksService
from model.fooling import AscentConfig, ChangeConfig, EvolutionConfig, read_as
from model.raster import rasterize
from model.strokes import Drawing, make_stroke
from tests.app.widgets.fool.foolings import SMALL_DEFENCE

ENGINE_MS = 20_000
TINY = EvolutionConfig(generations=3, children=20)
ENDLESS = EvolutionConfig(generations=50_000, children=10)


@pytest.fixture
def networks(tmp_path, record):
    service = NetworksService(paths.bundled_networks(), tmp_path / "own")
    service.start_with(record)
    yield service
    service.deleteLater()


@pytest.fixture
def fooling(qtbot, networks):
    job, quick = Engine("job"), Engine("quick")
    service = FoolingService(job, quick, networks)
    yield service
    service.close()
    for part in (job, quick):
        part.close()
        part.deleteLater()
    service.deleteLater()


@pytest.fixture
def seven():
    points = [(60, 50), (190, 50), (110, 210)]
    return rasterize(Drawing((make_stroke(points, 18.0),))).array


def ended(fooling, kind):
    return lambda: (fooling.kind, fooling.state) == (kind, "ended")


def test_nothing_starts_before_the_first_wish(fooling):
    assert fooling._job.process_id is None
    assert fooling._quick.process_id is None
    assert "idle" == fooling.state


def test_the_last_generation_is_told(fooling, qtbot):
    told = []
    fooling.evolved.connect(told.append)
    fooling.evolve(TINY)
    qtbot.waitUntil(ended(fooling, "evolve"), timeout=ENGINE_MS)
    assert 3 == told[-1].generation
    assert (4, 10) == told[-1].confidences.shape


def test_reports_come_at_most_once_a_frame(fooling, qtbot):
    told = []
    fooling.evolved.connect(told.append)
    fooling.evolve(ENDLESS)
    qtbot.waitUntil(lambda: bool(told), timeout=ENGINE_MS)
    before, first = len(told), told[-1].generation
    qtbot.wait(10 * FRAME_MS)
    assert len(told) - before <= 11
    assert told[-1].generation - first > len(told) - before  # some were left out
    fooling.stop()


def test_a_new_wish_ends_the_attack_before(fooling, qtbot, seven):
    told = []
    fooling.told.connect(told.append)
    fooling.evolve(ENDLESS)
    qtbot.waitUntil(lambda: fooling._job.process_id is not None)
    fooling.evolve(TINY)
    assert ["The evolution was ended; its pictures stay."] == told
    qtbot.waitUntil(ended(fooling, "evolve"), timeout=ENGINE_MS)


def test_stop_is_at_once_and_nothing_comes_after(fooling, qtbot):
    told = []
    fooling.evolved.connect(told.append)
    fooling.evolve(ENDLESS)
    qtbot.waitUntil(lambda: bool(told), timeout=ENGINE_MS)
    with qtbot.waitSignal(fooling._job.cancelled, timeout=300):
        fooling.stop()
        assert "ended" == fooling.state
    count = len(told)
    qtbot.wait(3 * FRAME_MS)
    assert count == len(told)


def test_a_training_comes_first(fooling, qtbot):
    states, told = [], []
    fooling.state_changed.connect(lambda _, state: states.append(state))
    fooling.told.connect(told.append)
    fooling.set_engine_free(False)
    fooling.evolve(TINY)
    assert "waiting" == fooling.state
    fooling.set_engine_free(True)
    assert "running" == fooling.state
    fooling.evolve(ENDLESS)
    fooling.set_engine_free(False)
    assert not fooling.is_busy
    assert "The evolution was ended: the training needs the engine." == told[-1]


def test_when_the_engine_dies_it_is_told(fooling, qtbot):
    reports = []
    fooling.evolved.connect(reports.append)
    fooling.evolve(ENDLESS)
    qtbot.waitUntil(lambda: bool(reports), timeout=ENGINE_MS)
    with qtbot.waitSignal(fooling.failed, timeout=ENGINE_MS) as failed:
        os.kill(fooling._job.process_id, signal.SIGTERM if sys.platform == "win32" else 9)
    assert failed.args[0].startswith("The evolution broke off: The job engine ended unexpectedly")
    assert "ended" == fooling.state
    assert fooling.evolve(TINY)  # it starts again
    qtbot.waitUntil(ended(fooling, "evolve"), timeout=ENGINE_MS)


def test_other_networks_read_the_picture(fooling, qtbot, networks):
    rng = np.random.default_rng(0)
    picture = rng.random((1, 28, 28), np.float32)
    (mine,) = read_as(networks.active.network, picture, [3])
    with qtbot.waitSignal(fooling.transferred, timeout=ENGINE_MS) as told:
        fooling.try_on_others(mine)
    transfers = told.args[0]
    assert networks.active.network.name == transfers[0].network
    assert 4 == len(transfers)
    assert mine.confidence == pytest.approx(transfers[0].readings[0].confidence)


def test_ascent_goes_through_all_classes(fooling, qtbot, seven):
    told = []
    fooling.ascended.connect(told.append)
    configs = [AscentConfig(target=n, start="drawing", steps=3) for n in (2, 8)]
    fooling.ascend(configs, seven)
    qtbot.waitUntil(ended(fooling, "ascend"), timeout=ENGINE_MS)
    last = {report.result.target: report for report in told}
    assert {2: 3, 8: 3} == {target: report.step for target, report in last.items()}


def test_least_change_is_told_for_every_class(fooling, qtbot, seven, networks):
    found = {}
    fooling.changed.connect(lambda change: found.update({change.target: change}))
    config = ChangeConfig(targets=(1, 9), steps=8)
    fooling.find_least_change(seven, config)
    qtbot.waitUntil(ended(fooling, "least"), timeout=ENGINE_MS)
    assert {1, 9} == set(found)
    for target, change in found.items():
        (read,) = read_as(networks.active.network, change.result.picture[None], [target])
        assert read.confidence == pytest.approx(change.result.confidence, rel=1e-4)
        assert change.budget is not None
        assert np.linalg.norm(change.change) <= change.budget + 1e-4


def test_a_defence_is_kept_or_discarded(fooling, qtbot, networks):
    reports, said = [], []
    fooling.defended.connect(reports.append)
    fooling.defending.kept.connect(said.append)
    with qtbot.waitSignal(fooling.defence_ended, timeout=3 * ENGINE_MS) as told:
        fooling.defend(SMALL_DEFENCE)
    end = told.args[0]
    assert [0, 1] == [each.number for each in end.rounds]
    assert reports
    assert "ended" == fooling.state
    work = Path(end.folder).parent
    before = networks.active
    assert fooling.defending.keep()
    assert said[0].endswith("which answers now.")
    assert before.checksum != networks.active.checksum
    assert before.checksum == networks.active.card["parent"]["sha256"]
    assert not work.exists()


def test_a_cancelled_defence_leaves_nothing(fooling, qtbot):
    with qtbot.waitSignal(fooling.defended, timeout=ENGINE_MS):
        fooling.defend(SMALL_DEFENCE)
    work = fooling.defending._work
    fooling.evolve(TINY)  # does not end it
    assert ("defend", "running") == (fooling.kind, fooling.state)
    fooling.stop()
    assert "idle" == fooling.state
    assert not work.exists()
    assert not fooling.defending.keep()
