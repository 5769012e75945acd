"""What there is to retrain with: at once from the store, then as the engine counts it."""

from __future__ import annotations

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from app.services.networks import NetworksService
from app.services.planning import PlanningService
from app.services.samples import SamplesService
from app.services.trainings import Trainings
from model.network import CLASSES
from model.retraining_report import RetrainingChoice
from model.samples.sample import NewSample
from model.samples.store import SampleStore
from tests.app.services.retrainings import EngineHere, fill
from tests.model.learning.hands import TINY


@pytest.fixture
def place(tmp_path):
    return tmp_path


@pytest.fixture
def planning(qapp, place):
    fill(place / "samples.sqlite")
    with SampleStore(place / "samples.sqlite") as store:
        store.add_many([NewSample(digit_drawing(n), n, held_out=False) for n in (0, 1)])
    networks = NetworksService(paths.bundled_networks(), place / "networks")
    networks.start("l2")
    samples = SamplesService(place / "samples.sqlite")
    engine = EngineHere()
    service = PlanningService(engine, networks, samples, Trainings(place / "trainings"))
    yield service
    samples.close()
    engine.close()
    for part in (service, samples, networks, engine):
        part.deleteLater()


@pytest.fixture
def plans(planning):
    told = []
    planning.planned.connect(told.append)
    return told


def test_counts_come_at_once_and_misread_ones_follow(planning, plans, qtbot):
    planning.plan("default")
    assert len(plans) == 1
    assert plans[0].training == (1, 1, 3, 3, 0, 0, 3, 3, 0, 0, 0)
    assert (plans[0].base, plans[0].held_out, plans[0].problem) == ("default", 8, "")
    assert plans[0].fixed_s > 0 < plans[0].raster_s
    qtbot.waitUntil(lambda: sum(plans[-1].misread) > 0, timeout=20_000)
    assert plans[-1].training == plans[0].training
    assert plans[-1].misread[:2] == (0, 0)
    assert "cpu" in plans[-1].devices


def test_a_base_that_is_gone_gives_way_to_the_one_that_answers(planning, plans):
    planning.plan("own/gone")
    assert plans[0].base == "l2"
    assert {base.key for base in plans[0].bases} >= {"default", "average", "l2", "lenet5"}


def test_a_folder_without_mnist_is_told(planning, plans, qtbot, place):
    planning.plan("default", str(place))
    qtbot.waitUntil(lambda: plans[-1].problem != "", timeout=20_000)
    assert str(place) in plans[-1].problem
    assert plans[-1].rehearsal == 0


def test_only_the_newest_question_is_answered(planning, plans, qtbot):
    planning.plan("default")
    planning.plan("lenet5")
    qtbot.waitUntil(lambda: sum(plans[-1].misread) > 0, timeout=20_000)
    assert [plan.base for plan in plans] == ["default", *["lenet5"] * (len(plans) - 1)]


def test_while_the_engine_trains_nothing_is_asked_of_it(planning, plans):
    planning.set_engine_free(False)
    planning.plan("default")
    planning.preview(RetrainingChoice("default", config=TINY))
    assert not planning._engine._jobs
    assert plans[0].held_out == 8


def test_the_preview_shows_samples_as_a_step_sees_them(planning, qtbot):
    with qtbot.waitSignal(planning.previewed, timeout=20_000) as previewed:
        planning.preview(RetrainingChoice("default", config=TINY))
    rasters = previewed.args[0]
    assert len(rasters) == 8
    assert all(raster.shape == (28, 28) for raster in rasters)
    assert all(0 <= raster.min() < raster.max() <= 1 for raster in rasters)
    again = RetrainingChoice("default", which="labels", labels=(0,), config=TINY)
    with qtbot.waitSignal(planning.previewed, timeout=20_000) as previewed:
        planning.preview(again)
    assert len(previewed.args[0]) == 1


def test_without_augmentation_the_preview_shows_them_as_they_are(planning, qtbot, place):
    from dataclasses import replace

    plain = RetrainingChoice("default", "labels", (1,), config=replace(TINY, augmentation=False))
    with qtbot.waitSignal(planning.previewed, timeout=20_000) as previewed:
        planning.preview(plain)
    with SampleStore(place / "samples.sqlite") as store:
        [sample] = [s for s in store.get(store.ids()) if s.label == 1 and not s.held_out]
    np.testing.assert_allclose(previewed.args[0][0], sample.raster / 255, atol=1e-6)
    assert sample.label < CLASSES
