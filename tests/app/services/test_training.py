"""A retraining: its course, its end, and what is left when engine or window are killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from dataclasses import replace

import numpy as np
import pytest

from app.commands.self_test import digit_drawing
from app.training_job import END_FILE, RESULT, WORK, JobEnd
from model.measures import Rate
from model.raster import rasterize
from model.recognizer import recognize
from model.retraining_report import BeforeAfter, Change, RetrainingChoice
from model.samples.listing import SampleFilter
from model.samples.sample import NewSample
from model.samples.store import SampleStore
from model.weights import WEIGHTS_FILE, load
from tests.app.services.retrainings import SLOW, EngineHere, Window, fill, only_folder, reach
from tests.model.learning.hands import TINY


@pytest.fixture
def place(tmp_path):
    return tmp_path


@pytest.fixture
def plan(place):
    return fill(place / "samples.sqlite")


@pytest.fixture
def make(qapp, qtbot, place):
    made = []

    def new():
        made.append(Window(place, EngineHere()))
        return made[-1]

    yield new
    for window in made:
        window.close()


@pytest.fixture
def window(make):
    return make()


@pytest.fixture
def real(qapp, qtbot, place):
    """A window with an engine process."""
    window = Window(place)
    yield window
    window.close()


def at_step(window, step, act):
    """Do something when a step is reported for the first time, and nothing has followed yet."""
    done = []

    def look(report):
        if report.step == step and not done:
            done.append(step)
            act()

    window.service.reported.connect(look)


def test_the_whole_way_from_samples_to_the_network_that_answers(qtbot, real, place, plan):
    service, networks = real.service, real.networks
    service.replaying.show_drawing(rasterize(digit_drawing(7)))
    old = networks.active
    real.start(plan)
    reach(qtbot, real, "ended")

    [[begun_plan, choice]] = real.of("begun")
    assert (begun_plan.training, begun_plan.base_name) == (plan.training, old.network.name)
    reports = [report for [report] in real.of("reported")]
    assert [0, 2, 4, 6] == [report.step for report in reports]
    assert choice.steps(begun_plan) == reports[-1].steps == 6
    assert networks.active is old
    states = [state for [state] in real.of("state_changed")]
    assert states[0] == "preparing"
    assert states[-1] == "ended"

    [[result, is_stopped]] = real.of("ended")
    assert (result.held_out.after.samples, is_stopped) == (8, False)
    assert not result.is_worse
    assert service.keep()
    [[key, text]] = real.of("kept")
    assert networks.active_key == key
    assert networks.active.network.name in text
    assert (place / "networks" / key.removeprefix("own/")).is_dir()

    again = load(networks.active.folder)
    assert again.checksum == networks.active.checksum != old.checksum
    card = again.card
    assert card["parent"] == {"name": old.network.name, "sha256": old.checksum}
    assert card["recipe"]["seed"] == TINY.seed
    assert card["recipe"]["samples by label"] == {"2": 3, "3": 3, "6": 3, "7": 3}
    assert card["retraining"]["after"]["held_out"]["errors"]["of"] == 8
    own = [row for row in card["figures"] if row["data"] == "own held-out samples, 8"]
    assert own[0]["value"] == round(100 * result.held_out.after.rate, 3)
    assert card["created"][:2] == "20"
    entry = next(entry for entry in networks.entries() if entry.key == key)
    assert (entry.parent, entry.checksum) == (old.network.name, again.checksum)


def test_every_report_reads_the_drawing_with_the_network_of_its_step(qtbot, window, place, plan):
    raster = rasterize(digit_drawing(4))
    window.service.replaying.show_drawing(raster)
    window.start(plan)
    reach(qtbot, window, "ended")
    reports = [report for [report] in window.of("reported")]
    base = window.networks.active.network
    for report in reports:
        np.testing.assert_array_equal(report.drawing.before, recognize(base, raster).probabilities)
    np.testing.assert_array_equal(reports[0].drawing.now, reports[0].drawing.before)
    folder = only_folder(place) / WORK / "networks"
    for epoch, report in enumerate(reports[1:], 1):
        network = load(folder / f"{epoch:04d}").network
        wanted = recognize(network, raster).probabilities
        np.testing.assert_allclose(report.drawing.now, wanted, atol=1e-12)
        read = window.service.replaying.read_checkpoint(report.step)
        np.testing.assert_array_equal(read.now, report.drawing.now)
        np.testing.assert_array_equal(report.kernels, network.parameters["C1.weight"])
    assert not np.array_equal(reports[1].drawing.now, reports[3].drawing.now)


def test_another_drawing_is_read_by_all_networks_that_were_kept(qtbot, window, plan):
    window.start(plan)
    reach(qtbot, window, "ended")
    replaying, raster = window.service.replaying, rasterize(digit_drawing(3))
    with qtbot.waitSignal(replaying.replayed, timeout=5000) as replayed:
        replaying.show_drawing(raster)
    [replay] = replayed.args
    assert replay.steps == (0, 2, 4, 6)
    for step, row in zip(replay.steps, replay.probabilities, strict=True):
        np.testing.assert_array_equal(row, replaying.read_checkpoint(step).now)
    np.testing.assert_array_equal(
        replay.probabilities[0], recognize(window.networks.active.network, raster).probabilities
    )


def test_only_the_wanted_labels_are_learnt(qtbot, window, place, plan):
    window.start(plan, which="labels", labels=(2, 7))
    reach(qtbot, window, "ended")
    noted = json.loads((only_folder(place) / "samples.json").read_text())
    assert {label for _, label in noted["training"]} == {2, 7}
    assert len(noted["training"]) == sum(plan.training[label] for label in (2, 7))
    assert len(noted["held_out"]) == 8


def test_only_what_the_base_misreads_is_learnt(qtbot, window, place, plan):
    network = window.networks.active.network
    with SampleStore(place / "samples.sqlite") as store:
        store.add_many([NewSample(digit_drawing(n), n, held_out=False) for n in (0, 1, 4, 5)])
        samples = store.get(store.ids(SampleFilter(held_out=False)))
        answers = {s.id: recognize(network, rasterize(s.drawing)).prediction for s in samples}
    wrong = {sample.id for sample in samples if answers[sample.id] != sample.label}
    assert 0 < len(wrong) < len(samples)
    window.start(plan, which="misread")
    reach(qtbot, window, "ended")
    noted = json.loads((only_folder(place) / "samples.json").read_text())
    assert {name for name, _ in noted["training"]} == wrong


def test_cancel_answers_soon_and_leaves_nothing(qtbot, real, place, plan):
    for rests in (False, True):
        real.told.clear()
        real.start(plan, SLOW)
        reach(qtbot, real, "reported", 2)
        if rests:
            real.service.pause()
        start = time.monotonic()
        real.service.cancel()
        reach(qtbot, real, "cancelled")
        assert time.monotonic() - start < 0.25
        assert real.service.state == "idle"
        assert list((place / "trainings").iterdir()) == []
        assert real.networks.active_key == "default"


def test_a_pause_rests_and_goes_on_to_the_same_weights(qtbot, window, place, plan):
    service = window.service
    window.start(plan, replace(TINY, epochs=4))
    reach(qtbot, window, "reported", 2)
    service.pause()
    assert service.state == "paused"
    qtbot.wait(150)
    before = len(window.of("reported"))
    qtbot.wait(250)
    assert before == len(window.of("reported")) < 5
    service.resume()
    reach(qtbot, window, "ended")
    paused = load(only_folder(place) / RESULT).network
    service.discard()

    window.start(plan, replace(TINY, epochs=4))
    reach(qtbot, window, "ended", 2)
    straight = load(only_folder(place) / RESULT).network
    for name, array in straight.parameters.items():
        np.testing.assert_array_equal(array, paused.parameters[name])


def test_stop_keeps_what_was_learnt(qtbot, window, plan):
    window.start(plan, SLOW)
    reach(qtbot, window, "reported", 3)
    window.service.stop_and_keep()
    assert window.service.state == "stopping"
    reach(qtbot, window, "ended")
    assert window.of("ended")[0][1] is True
    assert window.service.keep(anyway=True)
    assert window.networks.active.card["retraining"]["is_stopped"]
    assert window.networks.active.card["retraining"]["steps"] < SLOW.epochs * 2


def test_discard_forgets_it(qtbot, window, place, plan):
    window.start(plan)
    reach(qtbot, window, "ended")
    window.service.discard()
    assert list((place / "trainings").iterdir()) == []
    assert (window.networks.active_key, window.service.state) == ("default", "idle")
    assert not window.service.keep()


def worse(folder):
    """Let the end of a training say that it has forgotten much."""
    change = Change("check set", Rate(2, 1000), Rate(9, 1000))
    end = JobEnd(BeforeAfter(None, (change,)), is_stopped=False)
    (folder / END_FILE).write_text(json.dumps(end.to_json()))


def test_what_is_worse_is_kept_only_after_a_plain_question(qtbot, make, place, plan):
    window = make()
    window.start(plan)
    reach(qtbot, window, "ended")
    worse(only_folder(place))
    window.close()
    again = make()
    assert again.service.take_up()
    [[result, _]] = again.of("ended")
    assert result.is_worse
    assert not again.service.keep()
    [[text]] = again.of("worse_found")
    assert "check set worse by 0.70 points" in text
    assert (again.networks.active_key, again.of("kept")) == ("default", [])
    assert not (place / "networks").exists()
    assert again.service.keep(anyway=True)
    assert again.networks.active_key.startswith("own/")


def test_a_result_that_nobody_decided_about_waits(qtbot, make, place, plan):
    first = make()
    first.start(plan)
    reach(qtbot, first, "ended")
    shown = first.of("ended")[0][0]
    first.close()
    again = make()
    assert again.service.take_up()
    [[result, is_stopped]] = again.of("ended")
    assert (result.check, result.by_label, is_stopped) == (shown.check, shown.by_label, False)
    for name in ("gained", "lost", "check_gained", "check_lost"):
        for old, new in zip(getattr(shown, name), getattr(result, name), strict=True):
            assert old.in_words == new.in_words
            np.testing.assert_array_equal(old.raster, new.raster)
    qtbot.waitUntil(lambda: again.service.replaying.steps == (0, 2, 4, 6))
    assert again.service.keep()
    assert not make().service.take_up()


def test_an_engine_that_is_killed_is_told_and_starts_again(qtbot, real, plan):
    real.start(plan, SLOW)
    reach(qtbot, real, "reported", 3)
    os.kill(real.engine.process_id, signal.SIGKILL)
    reach(qtbot, real, "failed")
    [[text]] = real.of("failed")
    assert "ended unexpectedly (exit code -9). " in text
    assert "of 200 epochs are kept" in text
    assert (real.service.state, real.networks.active_key) == ("paused", "default")
    real.told.clear()
    real.service.resume()
    reach(qtbot, real, "reported", 2)
    steps = [report.step for [report] in real.of("reported")]
    assert steps[0] == 0  # the base
    assert steps[1] >= 6  # after the two epochs that were reported before
    real.service.cancel()
    reach(qtbot, real, "cancelled")


def test_after_a_death_it_goes_on_to_the_very_same_weights(qtbot, window, place, plan):
    config = replace(TINY, epochs=6)
    at_step(window, 6, window.engine.die)
    window.start(plan, config)
    reach(qtbot, window, "failed")
    assert "3 of 6 epochs are kept" in window.of("failed")[0][0]
    window.service.resume()
    reach(qtbot, window, "ended")
    killed = load(only_folder(place) / RESULT).network
    window.service.discard()
    window.start(plan, config)
    reach(qtbot, window, "ended", 2)
    for name, array in load(only_folder(place) / RESULT).network.parameters.items():
        np.testing.assert_array_equal(array, killed.parameters[name])


def test_a_window_that_was_killed_finds_its_training_again(qtbot, make, place, plan):
    first = make()
    at_step(first, 4, first.engine.close)  # to the training this is as good as a kill
    first.start(plan, SLOW)
    reach(qtbot, first, "reported", 3)
    first.close()

    again = make()
    assert again.service.take_up()
    assert again.service.state == "paused"
    assert "2 of 200 epochs are kept" in again.of("told")[0][0]
    qtbot.waitUntil(lambda: again.service.replaying.steps == (0, 2, 4))
    again.service.stop_and_keep()
    reach(qtbot, again, "ended")
    assert again.of("ended")[0][1] is True
    assert again.service.keep(anyway=True)
    kept = again.networks.active.card
    assert kept["recipe"]["samples by label"]["2"] == 3
    assert kept["retraining"]["steps"] == 0  # of this run: it had learnt before
    base, name = again.networks.record_of("default").network, "Out.weight"
    assert not np.array_equal(base.parameters[name], again.networks.active.network.parameters[name])


def test_what_is_wished_while_the_samples_are_read_is_not_lost(qtbot, window, plan):
    window.start(plan, SLOW)
    window.service.pause()
    qtbot.wait(300)
    assert (window.service.state, window.of("reported")) == ("paused", [])
    window.service.stop_and_keep()
    reach(qtbot, window, "ended")
    assert window.of("ended")[0][1] is True


def test_a_training_that_another_window_runs_is_left_alone(qtbot, make, plan):
    first = make()
    first.start(plan, SLOW)
    reach(qtbot, first, "stepped")
    assert not make().service.take_up()


def test_a_new_training_leaves_the_old_one_marked_as_unfinished(qtbot, make, plan):
    first = make()
    first.start(plan, SLOW)
    reach(qtbot, first, "reported", 2)
    first.close()
    again = make()
    again.service.take_up()
    again.start(plan)
    assert [training.fate for training in again.trainings.all()] == ["open", "left"]
    reach(qtbot, again, "ended")


def test_a_second_training_is_refused_while_one_runs(qtbot, window, plan):
    window.start(plan, SLOW)
    _, choice = window.of("begun")[0]
    assert not window.service.start(choice, plan)
    assert "runs already" in window.of("told")[0][0]


def test_without_samples_it_says_so(qtbot, window, place):
    plan = fill(place / "samples.sqlite", training=0, held_out=4)
    window.start(plan)
    reach(qtbot, window, "failed")
    assert "no samples to learn from" in window.of("failed")[0][0]
    window.service.cancel()
    assert window.of("cancelled") == [[]]


def test_what_contradicts_itself_is_left_out_and_told(qtbot, window, place, plan):
    with SampleStore(place / "samples.sqlite") as store:
        [sample] = store.get(store.ids(SampleFilter(held_out=False))[:1])
        stored = store.add_many([_twin(sample)])
        assert len(stored.ids) == 1
    window.start(plan)
    reach(qtbot, window, "ended")
    noted = json.loads((only_folder(place) / "samples.json").read_text())
    assert (len(noted["training"]), noted["left_out"]) == (11, 2)
    assert sample.id not in {name for name, _ in noted["training"]}
    assert "2 samples were not used" in window.of("told")[0][0]


def _twin(sample):
    return NewSample(sample.drawing, (sample.label + 1) % 10, held_out=False)


def test_a_damaged_base_stops_nothing_but_the_training(qtbot, make, place, plan):
    first = make()
    first.start(plan, SLOW)
    reach(qtbot, first, "reported", 2)
    first.close()
    (only_folder(place) / "base" / WEIGHTS_FILE).write_bytes(b"gone")
    again = make()
    assert not again.service.take_up()
    assert [training.fate for training in again.trainings.all()] == ["left"]


def test_a_folder_that_cannot_be_written_is_told(window, place, plan):
    (place / "trainings").write_text("in the way")
    assert not window.service.start(RetrainingChoice("default", config=TINY), plan)
    assert "cannot begin" in window.of("failed")[0][0]
    assert window.service.state == "idle"


def test_a_full_disk_breaks_off_and_loses_nothing(qtbot, window, plan, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        at_step(window, 2, lambda: patched.setattr("model.learning.retraining_work.save", full))
        window.start(plan)
        reach(qtbot, window, "failed")
    assert "No space left on device. 1 of 3 epochs are kept" in window.of("failed")[0][0]
    assert window.networks.active_key == "default"
    window.service.resume()
    reach(qtbot, window, "ended")
    with monkeypatch.context() as patched:
        patched.setattr("app.services.networks.save", full)
        assert not window.service.keep()
    assert window.service.state == "ended"
    assert window.service.keep()


def test_what_lies_among_the_trainings_and_is_none_is_passed_over(window, place, plan, caplog):
    for name, text in (("a", "{"), ("b", "[]"), ("c", '{"schema": 1}'), ("d", '{"schema": 9}')):
        folder = place / "trainings" / name
        folder.mkdir(parents=True)
        (folder / "training.json").write_text(text)
    assert window.trainings.all() == []
    assert caplog.text.count("not a training") == 4
    shutil.rmtree(place / "trainings")
    assert not window.service.take_up()
