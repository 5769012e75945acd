"""The chart of digit scores, and the way to Defend."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from app.theme import load_fonts
from app.widgets.fool.refusal_card import RefusalCard
from app.widgets.fool.refusal_chart import ChartRow, Mark


@pytest.fixture
def card(qtbot):
    load_fonts()
    card = RefusalCard()
    qtbot.addWidget(card)
    card.resize(374, 357)
    card.show()
    qtbot.waitExposed(card)
    return card


def rows(scores):
    marks = tuple(Mark(n, score, tip=f"picture {n}") for n, score in enumerate(scores))
    return (
        ChartRow("your drawing", (Mark(7, 0.999),)),
        ChartRow("evolved", marks),
        ChartRow("least change", is_square=True),
    )


def test_refused_pictures_lie_left_of_the_limit(card):
    card.show_rows(rows([0.2, 0.94, 0.96, 0.9999]), 0.95)
    limit = card.chart._x(0.95)
    assert [True, True, False, False] == [at.x() < limit for at in card.chart.places(1)]


@pytest.mark.parametrize("scores", [[0.5] * 10, [0.9999] * 10, [0.0] * 10])
def test_no_mark_lies_on_another_or_outside(card, scores):
    card.show_rows(rows(scores), 0.95)
    places = card.chart.places(1)
    for n, one in enumerate(places):
        assert card.chart.plot.contains(one)
        for other in places[:n]:
            apart = max(abs(one.x() - other.x()), abs(one.y() - other.y()))
            assert apart > 14


def test_without_the_refusal_there_is_no_limit(card):
    too_large = ChartRow("evolved", (Mark(3, 0.99, is_too_large=True),))
    card.show_rows((ChartRow("your drawing"), too_large), 0.95)
    assert "limit 0.95" in card.chart.summary()
    assert "dashed" in card.chart.legend
    assert not card.grab().isNull()
    card.show_rows((ChartRow("your drawing"), too_large), 0.95, is_asked=False)
    assert card.chart.summary().startswith("nobody asks the refusal; ")
    assert "dashed" not in card.chart.legend
    assert not card.grab().isNull()


def test_a_mark_says_what_it_is(card):
    card.show_rows(rows([0.2, 0.96]), 0.95)
    assert "picture 1" == card.chart.tip_at(card.chart.places(1)[1])
    assert card.chart.tip_at(QPointF(1, 1)) == ""
    assert "evolved: 0 0.200, 1 0.960" in card.chart.accessibleDescription()
    assert "least change: none yet" in card.chart.accessibleDescription()


def test_the_button_counts_what_passes(card, qtbot):
    assert "Defend …" == card.defend.text()
    card.show_passing(6, is_counted=True)
    assert card.text.text().startswith("6 evolved pictures pass.")
    card.show_passing(1, is_counted=True)
    assert card.text.text().startswith("1 picture passes.")
    card.show_passing(0, is_counted=True)
    assert card.text.text().startswith("None of these pass")
    with qtbot.waitSignal(card.defend_wanted):
        card.defend.click()


def test_it_paints_without_anything(card):
    card.chart.show_rows((), 0.5)
    assert not card.grab().isNull()
