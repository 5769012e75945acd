"""The pages of the Train workspace on their own."""

from __future__ import annotations

import pytest

from app.theme import load_fonts, style_sheet
from app.tokens import LIGHT
from app.widgets.train.network_list import NetworkList
from app.widgets.train.new_training import NewTrainingPage
from app.widgets.train.running import RunningPage
from tests.app.widgets.train.retrainings import CHOICE, PLAN


def shown(widget, qtbot, size=(1030, 676)):
    load_fonts()
    widget.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def new(qtbot):
    page = shown(NewTrainingPage(), qtbot)
    page.show_plan(PLAN)
    return page


@pytest.fixture
def running(qtbot):
    page = shown(RunningPage(), qtbot)
    page.begin(PLAN, CHOICE)
    return page


@pytest.fixture
def networks(qtbot):
    return shown(NetworkList(), qtbot)
