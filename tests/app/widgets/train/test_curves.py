"""Axes, the course of a training, and its curves."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.tokens import DARK
from app.widgets.train.course import Course
from app.widgets.train.curve_axis import kept_apart, tick_texts, ticks
from app.widgets.train.curve_painting import Line
from app.widgets.train.curve_plot import CurvePlot
from model.retraining_report import DrawingReading, Replay
from tests.app.widgets.train.retrainings import RASTER, report, reports


def test_axes_end_at_round_numbers():
    assert [0, 0.05, 0.1, 0.15] == pytest.approx(ticks(0.117))
    assert [0, 0.25, 0.5, 0.75, 1.0] == pytest.approx(ticks(1.0))
    for largest in np.random.default_rng(0).uniform(1e-4, 30, 200):
        values = ticks(float(largest))
        assert values[-2] < largest <= values[-1] * (1 + 1e-9)
        assert len(values) <= 6


def test_axis_numbers_have_the_decimals_they_need():
    assert ["0 %", "5 %", "10 %"] == tick_texts([0, 0.05, 0.1], "%")
    assert ["0.0 %", "0.5 %", "1.0 %"] == tick_texts([0, 0.005, 0.01], "%")
    assert ["0.00", "0.25", "0.50"] == tick_texts([0, 0.25, 0.5], "")


def test_texts_keep_apart():
    places = kept_apart([10, 11, 12, 90], 16, 8, 92)
    assert all(b - a >= 16 - 1e-9 for a, b in itertools.pairwise(places))
    assert places[0] >= 8
    assert places[-1] <= 92
    assert [20, 60] == kept_apart([20, 60], 16, 8, 92)
    assert [60, 20] == kept_apart([60, 20], 16, 8, 92)


def test_the_plot_never_rescales_until_a_value_leaves_it(qtbot):
    plot = CurvePlot("Error", "%")
    qtbot.addWidget(plot)
    plot.show_lines([Line("now", "own", [(0, 0.07)])], 200, 0, 0.07)
    top = plot.chart.top
    assert 1.6 * 0.07 <= top
    plot.show_lines([Line("now", "own", [(0, 0.07), (20, 0.01)])], 200, 20, 0.07)
    assert top == plot.chart.top
    plot.show_lines([Line("now", "own", [(0, 0.07), (20, 0.3)])], 200, 20, 0.07)
    assert 0.3 <= plot.chart.top
    plot.clear()
    assert 0 == plot.chart.top
    assert "nothing yet" == plot.accessibleDescription()


def test_the_course_keeps_reports_in_order():
    course = Course(200)
    for each in reports(100):
        course.add(each)
    course.add(report(60, own=3))  # goes on from a checkpoint
    assert [0, 20, 40, 60] == [each.step for each in course.reports]
    assert (60, 3 / 300) == course.lines["held_out"][-1]
    assert 4 == len(course.lines["held_out"])
    assert [20, 40, 60] == [step for step, _ in course.lines["loss"]]
    assert (22 / 300, 8 / 1500) == course.level
    assert 40 == course.at(59).step
    assert 60 == course.near(51).step
    change = course.change_of(course.now)
    assert 0.06 == pytest.approx(float(change[0, 0, 0, 0]), abs=1e-6)
    assert 0 == np.abs(change).sum() - change[0, 0, 0, 0]


def test_only_readings_of_the_same_drawing_make_a_line():
    course = Course(200)
    other = report(0)
    readings = [other, report(20)]
    for each in readings:
        course.add(each)
    assert 2 == len(course.readings())
    rows = np.tile(np.full(10, 0.1), (2, 1))
    course.replay = Replay(RASTER[::-1].copy(), (0, 20), rows, np.array([True, False]))
    steps, last = zip(*course.readings(), strict=True)
    assert (0, 20) == steps
    assert isinstance(last[1], DrawingReading)
    assert not last[1].is_digit


def test_curves_show_the_numbers_of_the_reports(running):
    for each in reports(100, own=15, check=9):
        running.show_report(each)
    own, check, loss = running.curves.plots
    assert (100, 15 / 300) == own.chart.lines[0].points[-1]
    assert 22 / 300 == own.chart.level
    assert 8 / 1500 + 0.002 == pytest.approx(check.chart.limit)
    assert (100, 1 / 101) == loss.chart.lines[0].points[-1]
    words = own.accessibleDescription()
    assert words.startswith("step 100 of 200, now: 5.0 %, before: 7.3 %")


def test_pointing_reads_the_values_out(running, qtbot):
    for each in reports(100):
        running.show_report(each)
    plot = running.curves.check
    place = plot.plot
    x = round(place.left() + place.width() * 43 / 200)
    QTest.mouseMove(plot, QPoint(x, round(place.center().y())))
    qtbot.waitUntil(lambda: running.curves.step == 40)
    text = running.curves.caption.text()
    assert text.startswith("step 40, 4 s: held-out 5.33 %, check set 0.53 %, loss 0.024")
    assert all(40 == each.chart.read for each in running.curves.plots)


def test_arrows_walk_through_the_reports(running):
    for each in reports(100):
        running.show_report(each)
    plot = running.curves.own
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert 100 == running.curves.step
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert 80 == running.curves.step
    for _ in range(9):
        QTest.keyClick(plot, Qt.Key.Key_Left)
    assert 0 == running.curves.step
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert 20 == running.curves.step


def test_all_of_it_can_be_painted_at_any_moment(running):
    running.grab()
    for tokens in (DARK,):
        running.set_tokens(tokens)
    for each in reports(200, shape=(3, 2, 1, 1), check=20):
        running.show_report(each)
        running.grab()
