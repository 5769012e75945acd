"""The traced decision on its own, and a seven in it."""

from __future__ import annotations

import pytest

from app.theme import load_fonts
from app.widgets.decision.decision_view import DecisionView
from tests.app.widgets.decision.readings import bundled, read
from tests.app.widgets.decision.showing import show


@pytest.fixture
def view(qtbot):
    load_fonts()
    view = DecisionView()
    qtbot.addWidget(view)
    view.resize(1014, 440)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def seven(view, qtbot):
    recognition = read(bundled("default"))
    show(view, qtbot, recognition)
    return recognition
