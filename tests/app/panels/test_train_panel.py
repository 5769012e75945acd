"""The Train workspace as a whole: pages, signals, and how long a report takes."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from app.panels.train import TrainPanel
from app.theme import load_fonts, style_sheet
from app.tokens import DARK, LIGHT
from app.widgets.train.network_row import NetworkRow
from tests.app.widgets.train.retrainings import (
    CHOICE,
    PLAN,
    progress,
    report,
    reports,
    result,
)

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot):
    load_fonts()
    panel = TrainPanel()
    panel.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(panel)
    panel.resize(1030, 716)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_plan(PLAN)
    return panel


def test_segments_turn_the_pages(panel):
    assert "new" == panel.page
    for name, button in panel.segments.items():
        QTest.mouseClick(button, LEFT)
        assert name == panel.page
        assert [name] == [n for n, b in panel.segments.items() if b.isChecked()]


def test_a_training_from_start_to_keep(panel, qtbot):
    with qtbot.waitSignal(panel.start_wanted) as wanted:
        QTest.mouseClick(panel.new.start, LEFT)
    panel.show_started(PLAN, wanted.args[0])
    assert "running" == panel.page
    panel.show_step(progress(1, "preparing"))
    for each in reports(200):
        panel.show_report(each)
        panel.show_step(progress(max(1, each.step)))
    card = panel.running.progress
    for button, signal in (
        (card.pause, panel.pause_wanted),
        (card.stop, panel.stop_and_keep_wanted),
        (card.cancel, panel.cancel_wanted),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, LEFT)
    panel.show_state("paused")
    with qtbot.waitSignal(panel.resume_wanted):
        QTest.mouseClick(card.pause, LEFT)
    panel.show_result(result())
    for button, signal in (
        (panel.running.report.keep, panel.keep_wanted),
        (panel.running.report.discard, panel.discard_wanted),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, LEFT)
    panel.show_decided("Kept.")
    assert "Kept." == panel.running.report.note.text()


def test_the_other_wishes_come_through(panel, qtbot):
    with qtbot.waitSignal(panel.preview_wanted):
        QTest.mouseClick(panel.new.more, LEFT)
    with qtbot.waitSignal(panel.plan_wanted):
        panel.new.base.setCurrentIndex(1)
    panel.show_started(PLAN, CHOICE)
    for each in reports(60):
        panel.show_report(each)
    with qtbot.waitSignal(panel.checkpoint_wanted) as wanted:
        QTest.keyClick(panel.running.reading.line, Qt.Key.Key_Left)
    assert [40] == wanted.args
    panel.show_networks([NetworkRow("own/a", "A"), NetworkRow("b", "B", is_active=True)])
    panel.show_page("networks")
    panel.networks.select("own/a")
    with qtbot.waitSignal(panel.activate_wanted) as wanted:
        QTest.mouseClick(panel.networks.buttons["activate"], LEFT)
    assert ["own/a"] == wanted.args
    with qtbot.waitSignal(panel.import_wanted):
        QTest.mouseClick(panel.networks.buttons["import"], LEFT)


@pytest.mark.parametrize("size", [(1030, 716), (1030, 640), (1504, 1028)])
@pytest.mark.parametrize("page", ["new", "running", "networks"])
def test_nothing_scrolls_at_the_supported_sizes(panel, qapp, size, page):
    panel.resize(*size)
    panel.show_page(page)
    panel.show_started(PLAN, CHOICE)
    for each in reports(100):
        panel.show_report(each)
    panel.show_result(result(check=(8, 14)))
    panel.show_page(page)
    for _ in range(4):  # layouts settle
        qapp.processEvents()
    area = panel._pages.currentWidget()
    assert isinstance(area, QScrollArea)
    assert not area.verticalScrollBar().isVisible()
    assert not area.horizontalScrollBar().isVisible()


def test_everything_that_can_be_pressed_has_a_name_and_a_tip(panel):
    panel.set_tokens(DARK)
    for button in panel.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName()
        assert button.toolTip() or not button.text(), button.text()


def test_nothing_is_shown_while_hidden_and_all_of_it_afterwards(panel):
    panel.show_started(PLAN, CHOICE)
    panel.show_report(report(0))
    panel.show_page("new")
    panel.show_report(report(20, own=3))
    assert 0 == panel.running.curves.own.chart.now
    panel.show_page("running")
    assert 20 == panel.running.curves.own.chart.now


def test_a_report_takes_a_millisecond(panel):
    panel.show_started(PLAN, CHOICE)
    made = [report(step, shape=(16, 1, 5, 5), steps=2000) for step in range(0, 2001, 10)]
    times = []
    for each in made:
        start = time.perf_counter()
        panel.show_report(each)
        times.append(time.perf_counter() - start)
    times.sort()
    assert 1e-3 > times[len(times) // 4]  # the machine may have other work to do
