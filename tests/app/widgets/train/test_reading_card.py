"""The user's drawing on the way, the replay, and the kernels."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.formats import percent
from app.widgets.train.live_reading import EMPTY
from model.retraining_report import Replay
from tests.app.widgets.train.retrainings import RASTER, report, reports


def test_bars_and_words_are_the_reports(running):
    running.show_report(report(0, sure=0.82))
    running.show_report(report(20, sure=0.91, digit=3))
    view = running.reading.reading
    view._clock.show_now()
    assert [percent(0.91 if n == 3 else 0.01, 2) for n in range(10)] == view.texts()
    assert "3, 91.0 %; was 7, 82.0 %" == view.accessibleDescription()
    assert 3 == running.reading.line.digit
    steps, values = zip(*running.reading.line.points, strict=True)
    assert (0, 20) == steps
    assert (0.02, 0.91) == pytest.approx(values)


def test_without_a_drawing_it_says_what_to_do(running):
    assert EMPTY == running.reading.reading.accessibleDescription()
    assert running.reading.line.current is None
    QTest.keyClick(running.reading.line, Qt.Key.Key_Left)
    assert running.reading.step is None


def test_the_handle_goes_back_and_comes_again(running, qtbot):
    for n, each in enumerate(reports(100)):
        running.show_report(report(each.step, sure=0.5 + 0.05 * n, own=20 - n))
    line, reading = running.reading.line, running.reading.reading
    line.setFocus()
    with qtbot.waitSignal(running.checkpoint_wanted) as wanted:
        QTest.keyClick(line, Qt.Key.Key_Home)
    assert [0] == wanted.args
    reading._clock.show_now()
    assert "50.00 %" == reading.texts()[7]
    running.report._clock.show_now()
    assert "6.67 %" in running.report.table.rows[0][2]
    assert "at step 0" in running.kernels.title.text()
    running.show_report(report(120, sure=0.99))  # what is new does not pull the handle along
    assert 0 == running.reading.step
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert 20 == running.reading.step
    QTest.keyClick(line, Qt.Key.Key_End)
    assert 120 == running.reading.step
    assert line.chosen is None
    running.show_report(report(140, sure=0.98))
    assert 140 == running.reading.step
    assert "step 140 of 200, the newest: 7 at 98.0 %" == line.accessibleDescription()


def test_a_click_takes_the_nearest_step(running):
    for each in reports(100):
        running.show_report(each)
    line = running.reading.line
    at = line.place(60, 0.9).toPoint()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=at)
    assert 60 == running.reading.step


def test_another_drawing_is_replayed(running):
    for each in reports(40):
        running.show_report(each)
    rows = np.full((3, 10), 0.05)
    rows[:, 4] = (0.55, 0.3, 0.1)
    rows[2, 2] = 0.5
    running.show_replay(Replay(RASTER.T.copy(), (0, 20, 40), rows, np.array([True, True, False])))
    line, reading = running.reading.line, running.reading.reading
    assert 2 == line.digit
    reading._clock.show_now()
    assert "not a digit; closest 2, 50.0 %; was 4, 55.0 %" == reading.accessibleDescription()


def test_kernels_and_their_change_are_the_arrays(running):
    for each in reports(100):
        running.show_report(each)
    grid = running.kernels.grid
    now, first = report(100).kernels, report(0).kernels
    assert np.array_equal(now[:, 0], grid.now)
    assert np.allclose((now - first)[:, 0], grid.change, atol=1e-7)
    assert grid.largest == pytest.approx((np.abs(now).max(), 0.1), abs=1e-5)
    assert "Kernels of C1, changing" == running.kernels.title.text()
    assert "6 kernels of 5 by 5" in grid.accessibleDescription()


@pytest.mark.parametrize(
    "shape", [(1, 1, 1, 1), (6, 1, 5, 5), (16, 1, 5, 5), (64, 1, 9, 9), (20, 4, 3, 3), (7, 1, 2, 9)]
)
@pytest.mark.parametrize("size", [(1030, 600), (1504, 988)])
def test_kernels_fit_whole_and_never_overlap(running, shape, size):
    running.resize(*size)
    running.show_report(report(0, shape=shape))
    grid = running.kernels.grid
    running.grab()
    top = [grid.tiles(block) for block in (0, 1)]
    boxes = [box for block in top for box in block]
    assert 2 * grid.count == len(boxes)
    assert grid.count == min(64, shape[0] * shape[1]) or shape[2] == 9
    assert grid.count >= 16 or grid.count == shape[0] * shape[1]
    for n, box in enumerate(boxes):
        assert box.left() >= 0
        assert box.right() <= grid.width()
        assert not any(box.intersects(other) for other in boxes[n + 1 :])
        assert box.width() % shape[3] == 0  # whole pixels per cell
    if shape[0] * shape[1] <= 16:  # many large kernels need more than the smallest window has
        assert boxes[-1].bottom() + 36 <= grid.height()


def test_a_network_without_convolution_says_so(running):
    running.show_report(report(0, shape=None))
    assert "no convolution" in running.kernels.caption.text()
    assert "no kernels" == running.kernels.grid.accessibleDescription()
