"""Attacks asked of real engine processes, with what is told them while they run."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from app.engine import fool_tasks, task_names
from app.engine.fool_tasks import STEP
from app.training_job import PAUSE, RESUME, STOP
from model.defence import DefenceConfig
from model.evolution.evolving import evolve
from model.fooling import AscentConfig, ChangeConfig, EvolutionConfig
from model.raster import rasterize
from model.weights import load
from tests.app.commands.digit_files import write_mnist
from tests.model.learning.hands import TINY, finish

RECORD = load(paths.bundled_network())
NETWORK = str(RECORD.folder), RECORD.checksum
EVOLUTION = EvolutionConfig(generations=5, children=20)
SEVEN = rasterize(digit_drawing(7)).array


def ask(qtbot, engine, task, *arguments):
    """What was reported on the way, and the result."""
    reports = []
    connection = engine.progressed.connect(lambda _, value: reports.append(value))
    with qtbot.waitSignal(engine.finished, timeout=60_000) as finished:
        engine.request(task, *arguments)
    engine.progressed.disconnect(connection)
    return reports, finished.args[1]


def test_every_attack_runs_in_a_process(qtbot, engine):
    reports, last = ask(qtbot, engine, task_names.EVOLVE, *NETWORK, EVOLUTION)
    assert [report.generation for report in reports] == list(range(6))
    np.testing.assert_array_equal(last.confidences, reports[-1].confidences)
    *_, here = evolve(RECORD.network, EVOLUTION)
    np.testing.assert_allclose(last.confidences, here.confidences)

    config = AscentConfig(3, "drawing", steps=10)
    reports, last = ask(qtbot, engine, task_names.ASCEND, *NETWORK, config, SEVEN)
    assert [report.step for report in reports] == list(range(11))
    np.testing.assert_array_equal(reports[0].result.picture, SEVEN)

    config = ChangeConfig(targets=(2, 3), steps=10)
    reports, results = ask(qtbot, engine, task_names.LEAST_CHANGE, *NETWORK, SEVEN, config)
    assert [result.target for result in results] == [2, 3]
    newest = {report.target: report for report in reports}
    assert [newest[k].tries for k in (2, 3)] == [result.tries for result in results]

    others = [load(paths.bundled_network(name)) for name in ("l2", "lenet5")]
    places = [(str(other.folder), other.checksum) for other in others]
    foolings = [result.result for result in results]
    _, rows = ask(qtbot, engine, task_names.TRANSFER, places, foolings)
    assert [row.network for row in rows] == [other.network.name for other in others]
    assert [reading.target for reading in rows[0].readings] == [2, 3]


def test_another_network_than_was_meant_is_refused(qtbot, engine):
    with qtbot.waitSignal(engine.failed, timeout=20_000) as failed:
        engine.request(task_names.EVOLVE, NETWORK[0], "0" * 64, EVOLUTION)
    assert "another network lies there" in failed.args[1].message


@pytest.fixture
def resting(monkeypatch):
    """How often it rested; no time is lost with it."""
    rests = []
    monkeypatch.setattr(time, "sleep", rests.append)
    return rests


def told(*wishes):
    """Generations (None for a rest) while each of these wishes is the answer to one of them."""
    run = fool_tasks.evolve(*NETWORK, EVOLUTION)
    seen = [next(run)]
    for wish in wishes:
        try:
            seen.append(run.send(wish))
        except StopIteration as end:
            return [report and report.generation for report in seen], end.value
    run.close()
    return [report and report.generation for report in seen], None


def test_it_rests_when_paused_and_goes_on(resting):
    seen, _ = told(None, PAUSE, None, None, RESUME, None)
    assert seen == [0, 1, None, None, None, 2, 3]
    assert len(resting) == 3


def test_a_step_is_one_generation_and_then_rest(resting):
    seen, _ = told(PAUSE, STEP, None, None, STEP, STEP, None, RESUME, None)
    assert seen == [0, None, 1, None, None, 2, 3, None, 4, 5]


def test_a_step_while_it_runs_lets_it_rest_after_it(resting):
    assert told(STEP, None)[0] == [0, 1, None]


@pytest.mark.parametrize("before", [(), (PAUSE, None)])
def test_stop_ends_it_and_keeps_the_newest(resting, before):
    seen, last = told(None, None, *before, STOP)
    assert last.generation == 2
    assert seen[:3] == [0, 1, 2]


def test_rest_costs_the_evolution_no_time(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    _, last = told(PAUSE, None, None, RESUME, None, None, None, None, None)
    assert last.elapsed_s == 0 < now[0]


def test_a_defended_network_lies_in_its_folder_with_its_story(tmp_path):
    config = DefenceConfig(rounds=1, runs=1, generations=0, ascent_steps=20, retraining=TINY)
    reports, end = finish(fool_tasks.defend(*NETWORK, str(tmp_path), "", config))
    assert end.folder == str(tmp_path / fool_tasks.NETWORK)
    assert [row.number for row in end.rounds] == [0, 1]
    record = load(tmp_path / fool_tasks.NETWORK)
    assert record.network.name == end.rounds[1].network
    assert record.card["parent"]["sha256"] == RECORD.checksum
    assert "made to fool it" in record.card["summary"]
    assert len(reports) > 20


def test_with_mnist_its_test_digits_count_the_errors(tmp_path):
    folder = tmp_path / "mnist"
    folder.mkdir()
    write_mnist(folder, [*((d, d) for d in range(10)), (7, 1)])
    for file in list(folder.iterdir()):
        shutil.copy(file, folder / file.name.replace("t10k", "train"))
    config = DefenceConfig(rounds=1, runs=1, generations=0, ascent_steps=20, retraining=TINY)
    work = tmp_path / "work"
    _, end = finish(fool_tasks.defend(*NETWORK, str(work), str(folder), config))
    checks = [(row.check_name, row.check_errors, row.check_samples) for row in end.rounds]
    assert checks[0] == ("MNIST test", 1, 11)
    assert checks[1][::2] == ("MNIST test", 11)
    used = {row["name"] for row in load(Path(end.folder)).card["data"]}
    assert "MNIST" in used


def test_a_defence_that_is_stopped_before_it_retrains_has_no_network(tmp_path):
    config = DefenceConfig(rounds=1, runs=1, generations=0, ascent_steps=5, retraining=TINY)
    run = fool_tasks.defend(*NETWORK, str(tmp_path), "", config)
    next(run)
    with pytest.raises(StopIteration) as ended:
        run.send(STOP)
    end = ended.value.value
    assert (end.folder, end.rounds, end.is_stopped) == ("", (), True)


def test_attacks_without_gradients_need_no_torch(monkeypatch):
    monkeypatch.setattr("app.installation.has", lambda _: False)
    assert not task_names.lack(task_names.EVOLVE)
    assert not task_names.lack(task_names.TRANSFER)
    for task in (task_names.ASCEND, task_names.LEAST_CHANGE, task_names.DEFEND):
        assert "torch" in task_names.lack(task)
