"""Findings as the model has them, measured a little at a time and never while somebody draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from app import paths
from app.commands.self_test import digit_drawing
from app.services import health as service_module
from app.services.health import PAUSE_MS, QUIET_MS, HealthService
from model import health as model_module
from model.health import examine, examine_drawing, example_rasters, measure_activity
from model.network import Network
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing
from model.weights import NetworkRecord, load


class Watched:
    """A service of which the test is the clock: its timer is fired by hand."""

    def __init__(self, monkeypatch):
        self.rasters = []  # how many ran through a network, at each run
        self.waits = []  # ms until the next turn, as asked for
        self.told = []
        self.service = HealthService()
        self.service.findings_changed.connect(self.told.append)
        self.timer = self.service._timer
        monkeypatch.setattr(model_module, "measure_activity", self._measure)
        monkeypatch.setattr(self.timer, "start", self._start)
        monkeypatch.setattr(self.timer, "stop", self._stop)
        self.is_waiting = False

    def _measure(self, network, rasters):
        self.rasters.append(len(rasters))
        return measure_activity(network, rasters)

    def _start(self, wait_ms):
        self.is_waiting = True
        self.waits.append(wait_ms)

    def _stop(self):
        self.is_waiting = False

    def turn(self):
        """One turn of the event loop in which the timer has run out."""
        assert self.is_waiting
        self.is_waiting = False
        self.timer.timeout.emit()

    def finish(self):
        for turns in range(1000):
            if not self.is_waiting:
                return turns
            self.turn()
        raise AssertionError("the measuring does not end")

    def tell(self):
        """The clock of the texts has run out."""
        self.service._clock.show_now()
        return self.told[-1] if self.told else ()


@pytest.fixture
def watched(qtbot, monkeypatch):
    watched = Watched(monkeypatch)
    yield watched
    watched.service.close()
    watched.service.deleteLater()


@pytest.fixture(scope="session")
def rasters():
    return example_rasters()


@pytest.fixture(scope="session")
def lenet5():
    """The network of 1998, in which a few units are saturated."""
    return load(paths.bundled_network().parent / "lenet5")


@pytest.fixture(scope="session")
def ill(record):
    """The bundled network with maps that are dead on purpose."""
    numbers = {name: array.copy() for name, array in record.network.parameters.items()}
    numbers["C1.bias"][3] = numbers["C3.bias"][7] = -1000
    network = Network("ill", record.spec, numbers, record.network.calibration)
    return NetworkRecord(network, checksum="ill")


def named(findings):
    return [(finding.kind, finding.layer, finding.channels) for finding in findings]


def seven(record):
    return recognize(record.network, rasterize(digit_drawing(7)))


def test_the_findings_are_the_models_own(watched, lenet5, rasters):
    watched.service.use_network(lenet5)
    assert [] == watched.told
    watched.finish()
    expected = examine(lenet5.network, measure_activity(lenet5.network, rasters))
    assert expected
    found = watched.tell()
    assert isinstance(found, tuple)
    assert named(expected) == named(found)
    assert [f.explanation for f in expected] == [f.explanation for f in found]
    for one, other in zip(expected, found, strict=True):
        assert one.numbers == pytest.approx(other.numbers, abs=1e-5)


def test_a_turn_of_the_event_loop_takes_one_raster_at_most(watched, record, rasters):
    watched.service.use_network(record)
    assert [] == watched.rasters
    while watched.is_waiting:
        before = len(watched.rasters)
        watched.turn()
        assert sum(watched.rasters[before:]) <= 1
    assert len(rasters) == sum(watched.rasters)
    assert [QUIET_MS] + [PAUSE_MS] * (len(rasters) + 1) == watched.waits


def test_every_answer_makes_the_measuring_wait(watched, record):
    watched.service.use_network(record)
    for _ in range(5):
        watched.turn()
    assert PAUSE_MS == watched.waits[-1]
    done = len(watched.rasters)
    for _ in range(3):
        watched.service.show_recognition(seven(record))
        assert QUIET_MS == watched.waits[-1]
    assert done == len(watched.rasters)
    watched.turn()
    assert (done + 1, PAUSE_MS) == (len(watched.rasters), watched.waits[-1])


def test_when_all_is_measured_answers_start_nothing(watched, record):
    watched.service.use_network(record)
    watched.finish()
    asked = len(watched.waits)
    watched.service.show_recognition(seven(record))
    assert asked == len(watched.waits)


def test_a_network_is_measured_once(watched, record, ill, rasters):
    for each in (record, ill):
        watched.service.use_network(each)
        watched.finish()
    of_ill = watched.tell()
    assert of_ill
    runs = len(watched.rasters)
    watched.service.use_network(record)
    assert () == watched.told[-1]
    watched.service.use_network(NetworkRecord(ill.network, checksum=ill.checksum))
    assert of_ill == watched.told[-1]
    assert not watched.is_waiting
    assert 2 * len(rasters) == runs == len(watched.rasters)


def test_the_same_weights_in_other_layers_are_another_network(watched, ill):
    watched.service.use_network(ill)
    watched.finish()
    layers = ill.spec.layers
    spec = replace(ill.spec, layers=(layers[0], replace(layers[1], mode="average"), *layers[2:]))
    network = Network("other", spec, ill.network.parameters)
    watched.service.use_network(NetworkRecord(network, checksum=ill.checksum))
    assert watched.is_waiting


def test_a_network_that_was_never_saved_is_not_taken_for_another(watched, record, ill):
    for each in (ill, record):
        watched.service.use_network(NetworkRecord(each.network))
        assert watched.is_waiting
        watched.finish()
    assert () == watched.tell()


def test_another_network_while_one_is_measured(watched, record, ill, rasters):
    watched.service.use_network(ill)
    for _ in range(50):
        watched.turn()
    begun = len(watched.rasters)
    watched.service.use_network(record)
    watched.finish()
    assert begun + len(rasters) == len(watched.rasters)
    assert () == watched.tell()
    watched.service.use_network(ill)
    watched.finish()
    assert ("dead", "C1", (3,)) in named(watched.tell())


def test_the_findings_of_the_network_before_are_taken_back_at_once(watched, record, ill):
    watched.service.use_network(ill)
    watched.finish()
    assert watched.tell()
    watched.service.use_network(record)
    assert () == watched.told[-1]


def test_dead_maps_are_found_where_they_are(watched, ill):
    watched.service.use_network(ill)
    watched.finish()
    dead = [finding for finding in watched.tell() if finding.kind == "dead"]
    assert [("dead", "C1", (3,)), ("dead", "C3", (7,))] == named(dead)[:2]


def test_the_drawings_follow_the_networks(watched, ill):
    watched.service.use_network(ill)
    watched.finish()
    of_network = watched.tell()
    recognition = seven(ill)
    watched.service.show_recognition(recognition)
    of_drawing = examine_drawing(ill.spec, recognition.trace)
    assert of_drawing
    assert (*of_network, *of_drawing) == watched.tell()


def test_a_blank_drawing_has_no_findings_of_its_own(watched, record):
    watched.service.use_network(record)
    watched.service.show_recognition(seven(record))
    assert watched.tell()
    watched.service.show_recognition(recognize(record.network, rasterize(Drawing())))
    assert () == watched.tell()


def test_the_answer_of_another_network_is_not_looked_at(watched, record, ill):
    watched.service.use_network(record)
    watched.service.show_recognition(seven(ill))
    watched.tell()
    assert [] == watched.told
    watched.service.show_recognition(seven(record))
    watched.service.use_network(ill)
    assert () == watched.tell()


def test_an_answer_that_comes_before_its_network_is_shown_with_it(watched, record, ill):
    watched.service.use_network(record)
    watched.service.show_recognition(seven(ill))
    watched.service.use_network(ill)
    assert "C1" in {finding.layer for finding in watched.told[-1]}


def test_the_same_findings_are_told_once(watched, record):
    watched.service.use_network(record)
    for _ in range(4):
        watched.service.show_recognition(seven(record))
        watched.tell()
    assert 1 == len(watched.told)


def test_a_drawing_is_looked_at_five_times_a_second_at_most(watched, record, monkeypatch):
    looked = []
    monkeypatch.setattr(
        model_module, "examine_drawing", lambda *of: looked.append(of) or examine_drawing(*of)
    )
    watched.service.use_network(record)
    recognition = seven(record)
    for _ in range(140):
        watched.service.show_recognition(recognition)
    assert len(looked) <= 3


def test_after_closing_nothing_is_measured_or_told(watched, ill):
    watched.service.use_network(ill)
    watched.turn()
    watched.service.show_recognition(seven(ill))
    told = len(watched.told)
    watched.service.close()
    assert not any(timer.isActive() for timer in watched.service.findChildren(QTimer))
    assert not watched.is_waiting
    watched.service.show_recognition(recognize(ill.network, rasterize(digit_drawing(2))))
    watched.timer.timeout.emit()
    assert (told, False) == (len(watched.told), watched.is_waiting)


def test_by_the_real_clock_it_begins_by_itself(qtbot, monkeypatch, ill):
    monkeypatch.setattr(service_module, "QUIET_MS", 1)
    short = iter(example_rasters(5))
    monkeypatch.setattr(model_module, "each_example_raster", lambda: short)
    service = HealthService()
    with qtbot.waitSignal(service.findings_changed) as signal:
        service.use_network(ill)
    assert ("dead", "C1", (3,)) in named(signal.args[0])
    service.close()
    service.deleteLater()


def test_the_examples_one_by_one_are_the_same(rasters):
    np.testing.assert_array_equal(rasters, list(model_module.each_example_raster()))
