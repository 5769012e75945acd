"""Balance bars, confusion matrix, and the words of the workspace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.theme import load_fonts
from app.widgets.samples.balance_bars import BalanceBars
from app.widgets.samples.choice import REFUSED, Choice
from app.widgets.samples.confusion_matrix import ConfusionMatrix
from app.widgets.samples.texts import same_mistake_text, short_count

KEY, LEFT, NONE = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def bars(qtbot):
    load_fonts()
    bars = BalanceBars()
    qtbot.addWidget(bars)
    bars.resize(248, 200)
    return bars


@pytest.fixture
def matrix(qtbot):
    load_fonts()
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(254, 240)
    matrix.show()
    return matrix


def counts_with(**cells):
    counts = np.zeros((11, 11), np.int64)
    for name, count in cells.items():
        label, prediction = name[1:].split("_")
        counts[int(label), int(prediction)] = count
    return counts


def test_bars_are_in_proportion_and_the_largest_label_fills_the_width(bars):
    balance = np.zeros((11, 2), np.int64)
    balance[0], balance[3] = (27, 7), (54, 14)
    bars.show_balance(balance)
    small, large = bars.bar_lengths(0), bars.bar_lengths(3)
    assert large == pytest.approx([2 * part for part in small], rel=1e-5)
    assert large[0] / large[1] == pytest.approx(54 / 14, rel=1e-5)
    assert 120 < sum(large) < 248
    assert "27 + 7" == bars.number_text(0)
    assert "0: 27 training, 7 held out" in bars.accessibleDescription()
    assert bars.bar_lengths(9) == (0, 0)


def test_what_is_no_digit_has_a_row_once_there_is_any(bars):
    balance = np.zeros((11, 2), np.int64)
    bars.show_balance(balance)
    low = bars.height()
    more = balance.copy()
    more[10] = (3, 1)
    bars.show_balance(more)
    assert (11, low + 17) == (bars.rows, bars.height())
    assert "not a digit: 3 training, 1 held out" in bars.summary()


def test_rows_and_columns_beyond_the_digits_only_where_needed(matrix):
    matrix.show_confusion(counts_with(c0_0=3))
    assert (10, 10) == (matrix.rows, matrix.columns)
    matrix.show_confusion(counts_with(c0_0=3, c10_10=2))
    assert (11, 11) == (matrix.rows, matrix.columns)


@pytest.mark.parametrize("side", [16, 20, 21])
def test_cells_lie_within_and_do_not_overlap(matrix, side):
    matrix.set_side(20 if side == 21 else side)
    matrix.show_confusion(counts_with(c10_10=1))
    rects = {(r, c): matrix.cell_rect((r, c)) for r in range(11) for c in range(11)}
    for cell, rect in rects.items():
        assert matrix.rect().contains(rect.toRect())
        assert cell == matrix.cell_at(rect.center())
    assert rects[0, REFUSED].left() > rects[0, 9].right()


def test_clicks_open_only_cells_with_samples(matrix, qtbot):
    matrix.show_confusion(counts_with(c0_8=4))
    for cell, expected in (((0, 8), [(0, 8)]), ((3, 4), [])):
        told = []
        matrix.cell_wanted.connect(told.append)
        QTest.mouseClick(matrix, LEFT, NONE, matrix.cell_rect(cell).center().toPoint())
        assert expected == told
        matrix.cell_wanted.disconnect(told.append)


def test_a_chosen_cell_is_released_by_a_second_click(matrix, qtbot):
    matrix.show_confusion(counts_with(c0_8=4))
    matrix.show_chosen((0, 8))
    with qtbot.waitSignal(matrix.cell_wanted) as told:
        QTest.mouseClick(matrix, LEFT, NONE, matrix.cell_rect((0, 8)).center().toPoint())
    assert [None] == told.args


def test_arrows_walk_and_enter_opens(matrix, qtbot):
    matrix.show_confusion(counts_with(c1_2=5))
    matrix.setFocus()
    for key in (KEY.Key_Up, KEY.Key_Down, KEY.Key_Right, KEY.Key_Right):
        QTest.keyClick(matrix, key)
    with qtbot.waitSignal(matrix.cell_wanted) as told:
        QTest.keyClick(matrix, KEY.Key_Return)
    assert [(1, 2)] == told.args


def test_pointing_says_what_a_cell_holds(matrix, qtbot):
    matrix.show_confusion(counts_with(c0_8=4))
    matrix.clearFocus()
    with qtbot.waitSignal(matrix.pointed):
        QTest.mouseMove(matrix, matrix.cell_rect((0, 8)).center().toPoint())
    assert (0, 8) == matrix.pointed_cell
    with qtbot.waitSignal(matrix.pointed):
        QTest.mouseMove(matrix, QPoint(1, 1))
    assert matrix.pointed_cell is None


def test_the_summary_names_what_is_wrong(matrix):
    matrix.show_confusion(counts_with(c0_0=9, c0_8=4, c5_10=1, c10_6=2, c10_10=3))
    assert (
        "4 label 0, read as 8; 1 label 5, refused; 2 label not a digit, read as 6"
        == matrix.accessibleDescription()
    )
    matrix.show_confusion(counts_with(c0_0=9))
    assert "nothing is misread" == matrix.accessibleDescription()


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (999, "999"), (1240, "1.2k"), (9949, "9.9k"), (9950, "10k"), (50_000, "50k")],
)
def test_counts_have_at_most_four_characters(count, text):
    assert text == short_count(count)


def test_the_same_mistake_in_words():
    assert "Four zeros are read as 8: show them" == same_mistake_text(4, 0, 8)
    assert "1,200 non-digits are read as 3: show them" == same_mistake_text(1200, 10, 3)


def test_days_begin_at_midnight_where_the_user_is():
    zone = timezone(timedelta(hours=5))
    now = datetime(2026, 3, 10, 2, 30, tzinfo=zone)
    for days, expected in ((0, datetime(2026, 3, 10)), (6, datetime(2026, 3, 4))):  # noqa: DTZ001
        since = Choice(days=days).sample_filter("", now).since
        assert expected.replace(tzinfo=zone).astimezone(UTC) == datetime.fromisoformat(since)
    assert Choice().sample_filter("", now).since is None
