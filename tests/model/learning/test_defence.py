from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from app import paths
from model.data.mnist import NOT_A_DIGIT
from model.defence import DefenceConfig
from model.learning.defence import NOTHING_PASSED, STOP, defend
from model.network import Calibration
from model.weights import load
from tests.model.learning.hands import TINY, assert_same_numbers, finish

CONFIG = DefenceConfig(
    rounds=2, runs=1, generations=12, children=60, ascent_steps=25, retraining=TINY
)


@pytest.fixture(scope="module")
def bundled():
    return load(paths.bundled_network()).network


@pytest.fixture(scope="module")
def defended(bundled, tmp_path_factory):
    return finish(defend(bundled, CONFIG, work=tmp_path_factory.mktemp("work")))


def test_every_round_has_its_row(defended, bundled):
    _, result = defended
    assert [row.number for row in result.rounds] == [0, 1, 2]
    names = ["evolution, CPPN", "evolution, direct", "ascent from noise"]
    for row in result.rounds:
        assert [attack.name for attack in row.attacks] == names
        assert [attack.tries for attack in row.attacks] == [10, 10, 10]
        assert (row.check_name, row.check_samples) == ("check set", TINY.check_digits)
    assert result.rounds[0].network == bundled.name
    assert result.rounds[2].network == result.network.name == f"{bundled.name}, defended 2×"
    assert (result.is_stopped, result.stopped_for) == (False, "")
    assert len(result.pictures) == 30


def test_what_passed_is_learnt_as_no_digit(defended):
    _, result = defended
    passed = [sum(attack.accepted for attack in row.attacks) for row in result.rounds]
    assert passed[0] > 0
    assert result.rounds[0].added == 0
    assert [row.added for row in result.rounds[1:]] == passed[:2]
    samples, retrained = result.learnt
    assert {sample.label for sample in samples.training} == {NOT_A_DIGIT}
    assert len(samples.training) == retrained.samples_used == sum(passed[:2])


def test_it_retrains_for_real(defended, bundled):
    _, result = defended
    after = result.network.parameters
    assert any((after[name] != value).any() for name, value in bundled.parameters.items())


def test_reports_go_forward(defended):
    reports, result = defended
    done = [report.done for report in reports]
    assert done[0] < 0.1
    assert done[-1] == pytest.approx(1)
    assert all(before <= after + 1e-9 for before, after in pairwise(done))
    phases = [report.phase for report in reports]
    changes = [phases[0], *(after for before, after in pairwise(phases) if before != after)]
    assert changes == ["attacking", "checking", *["retraining", "attacking", "checking"] * 2]
    assert reports[-1].rounds == result.rounds
    assert [fooling.target for fooling in reports[-1].newest] == list(range(10))


def test_the_same_config_gives_the_same_table(bundled):
    config = replace(CONFIG, rounds=1, generations=0)
    (_, first), (_, again) = (finish(defend(bundled, config)) for _ in range(2))
    assert first.rounds == again.rounds
    assert_same_numbers(first.network, again.network)


def test_every_round_has_seeds_of_its_own(make_constant_network):
    """Whatever it reads is a 3 to this network: no picture moves from the noise it starts from."""
    network = make_constant_network([0.0] * 3 + [9.0] + [0.0] * 6)
    config = replace(CONFIG, rounds=1, generations=0, ascent_steps=1, runs=2)
    _, result = finish(defend(network, config))
    before = {sample.raster.tobytes() for sample in result.learnt[0].training}
    after = {np.rint(f.picture * 255).astype(np.uint8).tobytes() for f in result.pictures}
    assert len(before) == len(after) == 20
    assert not before & after


def test_all_pictures_may_be_labelled(bundled):
    config = replace(CONFIG, rounds=1, ascent_steps=0, label_all=True, knows_refusal=False)
    _, result = finish(defend(bundled, config))
    assert result.rounds[1].added > sum(row.accepted for row in result.rounds[0].attacks)


def test_stopping_keeps_the_rows_there_are(bundled):
    result = stop_in(defend(bundled, replace(CONFIG, generations=0)), "retraining")
    assert result.is_stopped
    assert [row.number for row in result.rounds] == [0]
    assert result.learnt is None
    assert_same_numbers(result.network, bundled)


def test_where_nothing_passes_there_is_nothing_to_learn(make_constant_network):
    refusing = make_constant_network([-5.0] * 10, Calibration(threshold=0.9))
    _, result = finish(defend(refusing, replace(CONFIG, generations=0, ascent_steps=1)))
    assert [row.number for row in result.rounds] == [0]
    assert result.stopped_for == NOTHING_PASSED
    assert result.learnt is None


def stop_in(run, phase):
    """The result of a defence that is told to stop when it comes to a phase."""
    report = next(run)
    while True:
        try:
            report = run.send(STOP if report.phase == phase else None)
        except StopIteration as end:
            return end.value
