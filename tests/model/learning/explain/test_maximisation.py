"""Activation maximisation: it climbs, keeps the best, and regularisers do what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from app import paths
from model.explanation import Target
from model.forward import trace
from model.learning.explain.maximisation import maximise, total_variation
from model.learning.module import to_module
from model.maximisation import SEEDS, MaximisationConfig
from model.network import lenet5
from model.unit import Unit
from model.weights import load

SHORT = MaximisationConfig(steps=24)
TARGETS = (
    Target(digit=7),
    Target(unit=Unit("C1", 3, 14, 14)),
    Target(unit=Unit("P4", 5, 2, 2)),
    Target(unit=Unit("F5", 7)),
)


@pytest.fixture(scope="module")
def network():
    return load(paths.bundled_network()).network


@pytest.fixture(scope="module")
def module(network):
    return to_module(network)


def run(module, target, config=SHORT):
    return list(maximise(module, target, config))


def value_of(network, target, picture):
    answers = trace(network, picture[None])
    if target.unit is None:
        return answers.logits[0, target.digit]
    unit = target.unit
    volume = answers.pre_activations.get(unit.layer, answers.activations[unit.layer])
    return volume.reshape(network.spec.shape_of(unit.layer))[unit.channel, unit.row, unit.column]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.text)
def test_it_climbs_and_never_falls_below_the_best(network, module, target):
    reports = run(module, target, replace(SHORT, steps=80))
    values = np.stack([report.values for report in reports])
    assert (np.diff(values, axis=0) >= 0).all()
    assert (values[-1] > reports[0].start).all()
    assert reports[0].step == 0
    assert reports[-1].step == reports[-1].steps == 80
    for report in (reports[0], reports[-1]):
        for picture, value in zip(report.pictures, report.values, strict=True):
            assert abs(value_of(network, target, picture) - value) < 1e-4
            assert 0 <= picture.min() <= picture.max() <= 1


def test_a_longer_ascent_excites_a_class_as_much_as_a_digit(module):
    end = run(module, Target(digit=3), replace(SHORT, steps=120))[-1]
    assert (end.values > 8).all()


def test_the_same_seed_makes_the_same_pictures_and_another_one_others(module):
    first, again = (run(module, TARGETS[0])[-1] for _ in range(2))
    np.testing.assert_array_equal(first.pictures, again.pictures)
    np.testing.assert_array_equal(first.values, again.values)
    moved = run(module, TARGETS[0], replace(SHORT, seed=1))[-1]
    np.testing.assert_allclose(moved.pictures[:-1], first.pictures[1:], atol=1e-4)
    for n in range(SEEDS):
        assert np.abs(moved.pictures[n] - first.pictures[n]).max() > 0.05


@pytest.mark.parametrize("start", ["blank", "noise"])
def test_starts(module, start):
    first = run(module, TARGETS[0], replace(SHORT, steps=1, start=start))[0]
    assert (first.pictures.max() < 0.06) == (start == "blank")


def variation(report):
    return total_variation(torch.tensor(report.pictures)).mean().item()


PLAIN = replace(SHORT, steps=40, decay=0.0, blur=0.0, variation=0.0, jitter=0)


@pytest.mark.parametrize(
    ("name", "weights", "measure"),
    [
        ("variation", (0.1, 0.4), variation),
        ("blur", (0.4, 1.0), variation),
        ("decay", (0.01, 0.1), lambda report: float(report.pictures.sum())),
    ],
)
def test_more_of_a_regulariser_makes_less_of_what_it_is_against(module, name, weights, measure):
    configs = (PLAIN, *(replace(PLAIN, **{name: weight}) for weight in weights))
    found = [measure(run(module, TARGETS[0], config)[-1]) for config in configs]
    assert found[0] > found[1] > found[2]


def test_without_regularisers_it_climbs_higher(module):
    free, bound = (run(module, TARGETS[0], c)[-1] for c in (PLAIN, replace(SHORT, steps=40)))
    assert (free.values > bound.values).all()


def test_a_unit_that_nothing_moves_keeps_its_first_picture(make_network):
    network = make_network(lenet5())
    network.parameters["Out.weight"].setflags(write=True)
    network.parameters["Out.weight"][:] = 0
    reports = run(to_module(network), Target(digit=0), replace(SHORT, steps=4, decay=0, blur=0))
    np.testing.assert_array_equal(reports[-1].values, reports[0].start)
    np.testing.assert_array_equal(reports[-1].pictures, reports[0].pictures)


def test_a_pooling_unit_that_sleeps_is_woken(network, module):
    target = Target(unit=Unit("P4", 22, 2, 2))
    reports = run(module, target, replace(SHORT, steps=80))
    assert (reports[0].start == 0).all()  # and so is the gradient
    assert (reports[-1].values > 0.5).all()


@pytest.mark.parametrize("unit", [Unit("P2", 0, 5, 5), Unit("P4", 3, 2, 2)])
def test_an_l2_pooling_unit_without_any_way_up_is_begun_with_noise(unit):
    module = to_module(load(paths.bundled_network("l2")).network)
    first, again = (run(module, Target(unit=unit), PLAIN) for _ in range(2))
    assert first[0].is_woken
    assert first[-1].is_woken
    assert (first[0].start > 0).all()
    assert (first[-1].values > 3).all()
    np.testing.assert_array_equal(first[-1].pictures, again[-1].pictures)
    assert not run(module, Target(digit=3), replace(SHORT, steps=1))[0].is_woken


def test_the_module_is_left_as_it_was(module):
    job = maximise(module, TARGETS[0], SHORT)
    next(job)
    job.close()
    assert not module.training
    assert all(parameter.grad is None for parameter in module.parameters())


def test_a_target_that_is_not_there_is_refused(module):
    with pytest.raises(ValueError, match="C9"):
        next(maximise(module, Target(unit=Unit("C9", 0)), SHORT))


@pytest.mark.parametrize(
    ("name", "value"),
    [("steps", 0), ("decay", 1.5), ("jitter", -1), ("start", "grey"), ("seed", -1)],
)
def test_settings_out_of_range_are_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} is {value!r}"):
        MaximisationConfig(**{name: value})
