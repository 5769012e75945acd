"""Retrainings in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.widgets.train.train_texts import (
    balance_text,
    balance_warning,
    duration,
    interval_text,
    points_text,
    ready_text,
    verdict_text,
    why_not,
)
from model.measures import Rate
from model.retraining_report import RetrainingChoice
from tests.app.widgets.train.retrainings import CHOICE, PLAN, result


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (18.4, "18 s"), (89, "89 s"), (200, "3 min 20 s"), (240, "4 min"),
     (3599.6, "1 h"), (3900, "1 h 5 min")],
)  # fmt: skip
def test_durations(seconds, text):
    assert text == duration(seconds)


def test_balance_counts_the_digits_that_are_there():
    assert "10 per digit" == balance_text((10,) * 10 + (0,))
    assert "8 to 12 per digit and 2 that are no digit" == balance_text(PLAN.training)
    assert "3 of 2 digits" == balance_text((3, 3) + (0,) * 9)
    assert "" == balance_text((0,) * 11)


def test_few_samples_are_said_plainly():
    assert "" == balance_warning(PLAN.training)
    text = "0, 2, 7 and 9 have fewer than 5 samples: little can be learnt from so few."
    assert text == balance_warning(PLAN.misread)
    assert balance_warning((4,) + (9,) * 10).startswith("0 has fewer")


def test_the_expected_time_follows_the_steps():
    # 102 samples, 32 in a step: 4 steps, but an epoch has 20; 10 epochs of 96 rasters.
    assert 200 == CHOICE.steps(PLAN)
    assert 6 + 200 * 96 * 0.002 == pytest.approx(CHOICE.expected_s(PLAN))
    many = replace(PLAN, training=(100,) * 11)
    assert 10 * 35 == CHOICE.steps(many)
    assert ready_text(CHOICE, PLAN).startswith("102 samples · 8 to 12 per digit and 2")
    assert ready_text(CHOICE, PLAN).endswith("about 44 s")


def test_what_is_chosen_decides_the_counts():
    assert PLAN.training == CHOICE.counts(PLAN)
    assert PLAN.misread == RetrainingChoice("default", "misread").counts(PLAN)
    chosen = RetrainingChoice("default", "labels", (1, 10)).counts(PLAN)
    assert (0, 12, *(0,) * 8, 2) == chosen


def test_why_nothing_can_start():
    nothing = replace(PLAN, training=(0,) * 11, misread=(0,) * 11)
    assert "" == why_not(CHOICE, PLAN)
    assert "There are no samples" in why_not(CHOICE, nothing)
    assert "misreads none" in why_not(
        RetrainingChoice("default", "misread"), replace(PLAN, misread=(0,) * 11)
    )
    assert "No label" in why_not(RetrainingChoice("default", "labels", ()), PLAN)
    assert "the disk is full" == why_not(CHOICE, replace(PLAN, problem="the disk is full"))


def test_rates_and_differences():
    # Wilson's interval of 22 of 300, by hand from the formula with z = 1.96.
    assert "4.9–10.9" == interval_text(Rate(22, 300))
    assert "−2.00 points" == points_text(result().held_out.points)
    assert "+0.07 points" == points_text(result().check[0].points)


def test_verdicts_say_what_has_happened():
    assert "better on your hand" in verdict_text(result())
    assert "not better on your hand" in verdict_text(result(own=(5, 6)))
    assert "no different" in verdict_text(result(own=(5, 5)))
    assert "no held-out samples" in verdict_text(result(has_own=False))
    worse = verdict_text(result(check=(8, 14)))
    assert worse.startswith("Worse on the check set by 0.40 points:")
    assert "by 2.00 points" in worse


def test_the_limit_itself_is_not_worse():
    assert not result(check=(8, 11)).is_worse  # 3 of 1500 are exactly 0.2 points
    assert result(check=(8, 12)).is_worse
