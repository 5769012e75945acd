"""Before and now: numbers, pictures, the warning, and the decision."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.widgets.train.changed_tiles import tile_text
from app.widgets.train.report_card import refusal_text
from model.measures import wilson_interval
from tests.app.widgets.train.retrainings import CHOICE, PLAN, report, reports, result, sample


def test_rates_have_intervals_and_signed_differences(running):
    running.show_result(result(), is_stopped=False)
    own, check = running.report.table.rows
    low, high = (100 * end for end in wilson_interval(16, 300))
    assert ("your held-out samples, 300", "−2.00 points") == (own[0], own[3])
    assert f"{100 * 16 / 300:.2f} %  {low:.1f}–{high:.1f}" == own[2]
    assert "7.33 %  4.9–10.9" == own[1]
    assert ("check set, 1,500", "+0.07 points") == (check[0], check[3])


def test_without_held_out_samples_only_the_check_set_is_listed(running):
    running.show_result(result(has_own=False), is_stopped=False)
    assert ["check set, 1,500"] == [row[0] for row in running.report.table.rows]


def test_keep_and_discard_sleep_until_the_end(running, qtbot):
    card = running.report
    for each in reports(100):
        running.show_report(each)
    assert not card.keep.isEnabled()
    assert not card.discard.isEnabled()
    running.show_result(result(), is_stopped=True)
    assert "stopped before its end" in card.caption.text()
    assert ("Keep", "primary") == (card.keep.text(), card.keep.objectName())
    for button, signal in ((card.keep, card.keep_wanted), (card.discard, card.discard_wanted)):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    running.show_decided("Kept as “Default, my hand”. It answers now.")
    assert not card.keep.isEnabled()
    assert "Kept as" in card.note.text()


def test_what_is_worse_is_said_plainly_and_discarded_first(running):
    running.show_result(result(check=(8, 14)), is_stopped=False)
    card = running.report
    assert card.warning.isVisible()
    assert not card.verdict.isVisible()
    assert "Worse on the check set by 0.40 points" in card._warning_text.text()
    assert ("Keep anyway", "secondary") == (card.keep.text(), card.keep.objectName())
    assert "primary" == card.discard.objectName()
    running.show_result(result(), is_stopped=False)
    assert not card.warning.isVisible()
    assert card.verdict.text().startswith("✓  better on your hand")


def test_reports_that_come_late_do_not_change_the_final_one(running):
    running.show_result(result(own=(22, 10)), is_stopped=False)
    running.show_report(report(100, own=20))
    running.report._clock.show_now()
    assert "3.33 %" in running.report.table.rows[0][2]


def test_another_training_starts_with_nothing(running):
    running.show_result(result(), is_stopped=False)
    running.begin(PLAN, CHOICE)
    assert "–" == running.report.table.rows[0][1]
    assert not running.report.keep.isEnabled()
    assert running.course.now is None


@pytest.mark.parametrize("width", [320, 616, 940])
@pytest.mark.parametrize("counts", [(6, 1, 4), (40, 0, 0), (0, 0, 9), (3, 3, 0)])
def test_tiles_fit_and_heads_say_how_many_there_are(running, width, counts):
    tiles = running.report.tiles
    tiles.resize(width, tiles.height())
    tiles.show_result(result(gained=counts[0], lost=counts[1], check_lost=counts[2]))
    groups = tiles.groups
    assert [n for n in counts if n] == [group.count for group in groups]
    assert all(n >= 1 for n in tiles.shown())
    boxes = [box for box, _ in tiles.places()]
    assert not any(a.intersects(b) for a, b in itertools.pairwise(boxes))
    if width > 320:
        assert boxes[-1].right() <= width
    for group, shown in zip(groups, tiles.shown(), strict=True):
        title, beside = group.head(shown)
        assert title.endswith(f"{group.count}")
        assert (f"{shown} shown" in beside) == (shown < group.count)


def test_nothing_changed_is_said(running):
    running.report.tiles.show_result(result(gained=0, lost=0, check_lost=0))
    assert "nothing gained or lost" == running.report.tiles.accessibleDescription()


def test_tiles_say_label_before_and_now():
    assert "0: 8 → 0" == tile_text(sample(0, 8, 0))
    assert "∅: 3 → ∅" == tile_text(sample(10, 3, None))
    assert "an 8, was read as 3, is refused" == sample(8, 3, None).in_words
    assert "not a digit, was read as 3, is refused" == sample(10, 3, None).in_words


def test_errors_per_class_are_counted(running):
    running.show_result(result(), is_stopped=False)
    words = running.report.classes.accessibleDescription()
    assert words.startswith(
        "your held-out: 0: 0 to 0 of 30, 1: 1 to 1 of 30, 2: 2 to 2 of 30, 3: 3"
    )
    QTest.mouseClick(running.report.segments[1], Qt.MouseButton.LeftButton)
    assert running.report.classes.isVisible()
    assert not running.report.tiles.isVisible()


def test_a_large_window_shows_both_and_can_be_made_small_again(running):
    running.resize(1504, 988)
    running.grab()
    assert running.report.classes.isVisible()
    assert running.report.tiles.isVisible()
    assert not running.report._choice.isVisible()
    running.resize(1030, 676)
    running.grab()
    assert 676 == running.height()
    assert running.report._choice.isVisible()


def test_refusals_are_in_the_tooltip(running):
    assert "your digits refused: 1.67 % before, 0.67 % now (−1.00 points)" == refusal_text(result())
