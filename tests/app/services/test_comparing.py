"""The other side of a comparison: a kept drawing or another network, read only when asked for."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from app.comparison import DRAWING
from app.services import comparing as service_module
from app.services.comparing import ComparingService
from app.services.networks import NetworksService
from model.network import Network, lenet
from model.raster import Stages, rasterize
from model.recognizer import recognize
from model.strokes import Drawing
from model.weights import SPEC_FILE, WEIGHTS_FILE, save

KEYS = ("average", "l2", "lenet5")


class Watched:
    """A service, what it has told, and how often it read a raster or made one."""

    def __init__(self, service, monkeypatch):
        self.service = service
        self.compared, self.failed = [], []
        self.read, self.made = [], []
        service.compared.connect(self.compared.append)
        service.failed.connect(self.failed.append)
        monkeypatch.setattr(service_module, "recognize", self._recognize)
        monkeypatch.setattr(service_module, "rasterize", self._rasterize)

    def _recognize(self, network, raster):
        self.read.append(network.name)
        return recognize(network, raster)

    def _rasterize(self, drawing, stages):
        self.made.append(stages)
        return rasterize(drawing, stages)

    @property
    def last(self):
        return self.compared[-1]


@pytest.fixture
def networks(qapp, tmp_path, record):
    """The bundled networks, in folders that a test may damage."""
    bundled = tmp_path / "bundled"
    shutil.copytree(paths.bundled_network().parent, bundled)
    networks = NetworksService(bundled, tmp_path / "own")
    networks.start_with(record)
    networks.bundled = bundled
    yield networks
    networks.deleteLater()


@pytest.fixture
def watched(networks, monkeypatch):
    service = ComparingService(networks)
    yield Watched(service, monkeypatch)
    service.deleteLater()


@pytest.fixture
def seven(record):
    return recognize(record.network, rasterize(digit_drawing(7)))


@pytest.fixture
def two(record):
    return recognize(record.network, rasterize(digit_drawing(2)))


def assert_same_numbers(expected, found):
    for name, values in expected.trace.activations.items():
        np.testing.assert_allclose(found.trace.activations[name], values, atol=1e-6)


def test_nothing_is_computed_while_nobody_compares(watched, seven, two):
    watched.service.keep(digit_drawing(2))
    watched.service.choose("average")
    for answer in (seven, two, seven):
        watched.service.show_recognition(answer)
    assert ([], [], []) == (watched.compared, watched.read, watched.made)
    watched.service.set_active(True)
    assert (1, 1) == (len(watched.compared), len(watched.read))
    watched.service.set_active(False)
    watched.service.show_recognition(two)
    watched.service.keep(digit_drawing(3))
    assert (1, 1, []) == (len(watched.compared), len(watched.read), watched.made)


def test_without_an_answer_there_is_nothing_to_compare(watched):
    watched.service.set_active(True)
    watched.service.choose("average")
    assert [] == watched.compared


def test_the_kept_drawing_is_read_by_the_live_network(watched, seven, two):
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    watched.service.keep(digit_drawing(2))
    last = watched.last
    assert last.live is seven
    assert (DRAWING, DRAWING) == (last.choice, watched.service.choice)
    assert "This drawing" == last.title_live != last.title_other
    assert_same_numbers(two, last.other)
    assert two.prediction == last.other.prediction


def test_what_is_kept_is_read_once(watched, seven, two, record):
    watched.service.keep(digit_drawing(2))
    watched.service.set_active(True)
    for digit in range(10):
        drawing = digit_drawing(digit)
        watched.service.show_recognition(recognize(record.network, rasterize(drawing)))
    assert 10 == len(watched.compared)
    assert (1, 1) == (len(watched.read), len(watched.made))
    assert all(comparison.other is watched.last.other for comparison in watched.compared)


def test_what_is_kept_is_read_again_by_another_live_network(watched, networks, seven, two):
    watched.service.keep(digit_drawing(2))
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    networks.activate("lenet5")
    lenet5 = networks.active.network
    live = recognize(lenet5, seven.raster)
    watched.service.show_recognition(live)
    assert [seven.network.name, lenet5.name] == watched.read
    assert 1 == len(watched.made)
    assert_same_numbers(recognize(lenet5, two.raster), watched.last.other)


def test_what_is_kept_goes_through_the_live_stages(watched, seven, record):
    watched.service.keep(digit_drawing(2))
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    stages = dataclasses.replace(Stages(), centre=False)
    raster = rasterize(digit_drawing(7), stages)
    watched.service.show_recognition(recognize(record.network, raster))
    assert [Stages(), stages] == watched.made
    expected = rasterize(digit_drawing(2), stages).array
    np.testing.assert_array_equal(expected, watched.last.other.raster.array)


def test_before_anything_is_kept_the_other_side_is_blank(watched, seven):
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    assert (False, True) == watched.last.blank_sides
    assert () == watched.last.differences()


@pytest.mark.parametrize("key", KEYS)
def test_another_network_reads_every_raster(watched, networks, key, seven, two):
    watched.service.choose(key)
    watched.service.set_active(True)
    for answer in (seven, two):
        watched.service.show_recognition(answer)
        last = watched.last
        assert last.live is answer
        assert last.other.raster is answer.raster
        assert (seven.network.name, last.other.network.name) == (last.title_live, last.title_other)
        assert key == last.choice
    names = {entry.key: entry.name for entry in networks.entries()}
    assert [names[key]] * 2 == watched.read


def test_the_same_raster_is_not_read_twice(watched, seven):
    watched.service.choose("l2")
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    assert (3, 1) == (len(watched.compared), len(watched.read))


def test_the_live_network_is_not_loaded_again(watched, networks, seven, monkeypatch):
    monkeypatch.setattr(service_module, "load", None)
    watched.service.choose(networks.active_key)
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    assert watched.last.other.network is networks.active.network


def test_the_kept_drawing_can_be_chosen_again(watched, seven, two):
    watched.service.keep(digit_drawing(2))
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    watched.service.choose("average")
    assert "average" == watched.last.choice
    watched.service.choose(DRAWING)
    assert DRAWING == watched.last.choice
    assert_same_numbers(two, watched.last.other)


def test_keeping_a_drawing_compares_with_it(watched, seven, two):
    watched.service.choose("average")
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    watched.service.keep(seven.raster.drawing)
    watched.service.show_recognition(two)
    assert DRAWING == watched.last.choice
    assert_same_numbers(seven, watched.last.other)


def test_a_broken_network_is_told_and_the_choice_before_goes_on(watched, networks, seven, caplog):
    (networks.bundled / "l2" / WEIGHTS_FILE).write_bytes(b"broken")
    (networks.bundled / "lenet5" / SPEC_FILE).write_text("{")
    watched.service.choose("average")
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    for key in ("l2", "lenet5", "own/gone"):
        watched.service.choose(key)
        assert key.removeprefix("own/") in watched.failed[-1]
        assert watched.failed[-1] in caplog.text
        assert "average" == watched.last.choice == watched.service.choice
        assert "Average pooling" == watched.last.other.network.name
    assert (3, 4) == (len(watched.failed), len(watched.compared))


def test_a_network_of_the_users_own_can_be_chosen(watched, tmp_path, seven):
    generator = np.random.default_rng(5)
    parameters = {
        name: generator.normal(scale=0.1, size=shape).astype(np.float32)
        for name, shape in lenet("max").parameter_shapes.items()
    }
    save(Network("Mine", lenet("max"), parameters), tmp_path / "own" / "mine")
    watched.service.choose("own/mine")
    watched.service.set_active(True)
    watched.service.show_recognition(seven)
    assert "Mine" == watched.last.title_other


def test_a_blank_drawing_is_compared_too(watched, record):
    watched.service.choose("average")
    watched.service.set_active(True)
    watched.service.show_recognition(recognize(record.network, rasterize(Drawing())))
    assert (True, True) == watched.last.blank_sides
    assert () == watched.last.differences()
