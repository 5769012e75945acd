"""Five cards: what they say, what they paint, how they are pointed at and chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.colormaps import activation_table, colors
from app.theme import load_fonts
from app.tokens import DARK, LIGHT
from app.widgets.explain.explain_texts import figure_lines, scale_texts, shorter, speaks
from app.widgets.explain.map_row import GAP, MapRow
from app.widgets.explain.method_card import PADDING
from model.explanation import METHODS, Target
from model.unit import Unit
from tests.app.widgets.conftest import move_to
from tests.app.widgets.explain.explaining import shown_map

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot, record):
    load_fonts()
    row = MapRow()
    qtbot.addWidget(row)
    row.resize(998, 400)
    row.fit(998, 366)
    for method in METHODS:
        row.show_map(shown_map(record, method), stale=False)
    row.choose("integrated")
    row.show()
    qtbot.waitExposed(row)
    return row


def pixel(card, row, column):
    box = card.map_box
    side = box.width() / 28
    return QPoint(int(box.left() + (column + 0.5) * side), int(box.top() + (row + 0.5) * side))


def test_at_the_usual_size_a_pixel_is_six(row):
    assert {190} == {card.width() for card in row.cards.values()}
    assert {6 * 28.0} == {card.map_box.width() for card in row.cards.values()}


@pytest.mark.parametrize(
    ("width", "height", "factor"), [(1472, 700, 9), (998, 340, 5), (900, 900, 5)]
)
def test_maps_grow_in_whole_factors(row, width, height, factor):
    row.resize(width, height)
    row.fit(width, height)
    QTest.qWait(1)
    [side] = {card.map_box.width() for card in row.cards.values()}
    assert factor * 28 == side
    assert row.minimumWidth() <= 5 * (172) + 4 * GAP + PADDING


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_every_pixel_has_the_colour_of_its_number(row, tokens):
    row.set_tokens(tokens)
    card = row.cards["gradient"]
    card.shown.raster.setflags(write=False)
    picture = card.grab().toImage()
    values = card.shown.attribution.values
    expected = colors(values, 1.0, activation_table(1.0, tokens.is_dark))
    for place in ((0, 3), (1, 3), (2, 3), (25, 1)):
        at = pixel(card, *place)
        assert int(expected[place]) == picture.pixel(at)
    assert picture.pixel(pixel(card, 0, 3)) == picture.pixel(pixel(card, 1, 3))  # clipped


def test_pointing_reads_the_same_pixel_in_every_map(row, qtbot):
    card = row.cards["guided"]
    with qtbot.waitSignal(row.pointed) as pointed:
        move_to(card, *pixel(card, 2, 5).toTuple())
    assert [(2, 5)] == pointed.args
    for other in row.cards.values():
        assert ("row 2, col 5:  −1.0000",) == other.scale_texts
    QTest.keyClick(card, Qt.Key.Key_Up)
    assert "+1.0000" in row.cards["occlusion"].accessibleDescription()
    row.point_at(None)
    assert ("±1 = 1.000 logits",) == row.cards["occlusion"].scale_texts


def test_choosing_with_mouse_and_keys(row, qtbot):
    assert ["integrated"] == [n for n, card in row.cards.items() if card.is_chosen]
    with qtbot.waitSignal(row.chosen) as chosen:
        QTest.mouseClick(row.cards["gradient"], LEFT)
    assert ["gradient"] == chosen.args
    row.cards["deconvnet"].setFocus()
    QTest.keyClick(row.cards["deconvnet"], Qt.Key.Key_Space)
    assert ["deconvnet"] == [n for n, card in row.cards.items() if card.is_chosen]
    assert "selected" in row.cards["deconvnet"].accessibleDescription()


def test_stale_maps_stand_on_the_ground_of_caution(row):
    at = QPoint(6, 60)  # beside the map
    row.set_stale()
    for card in row.cards.values():
        assert LIGHT.color("caution_ground") == card.grab().toImage().pixelColor(at)
    card = row.cards["gradient"]
    row.show_map(card.shown, stale=False)
    assert LIGHT.color("surface") == card.grab().toImage().pixelColor(at)


def test_the_ending_of_integrated_gradients_states_its_gap(row):
    words = row.cards["integrated"].accessibleDescription()
    assert "sum 6.195, logit change 6.104" in words
    assert "gap  0.091 (1.5 %)" in words
    assert "largest fall  1.94 logits" in row.cards["occlusion"].accessibleDescription()
    assert "sum 6.20, change 6.10" == shorter("sum 6.195, logit change 6.104")[-1]


def test_a_card_that_lacks_its_method_says_why(qtbot, record):
    row = MapRow("Explaining needs torch.")
    qtbot.addWidget(row)
    row.clear(replace(shown_map(record), attribution=None))
    assert "Explaining needs torch." in row.cards["gradient"].accessibleDescription()
    assert "needs torch" not in row.cards["occlusion"].accessibleDescription()
    row.grab()


def test_scales_say_their_unit(record):
    assert "±1 = 1.000 logits per unit of ink" == scale_texts(shown_map(record).attribution)[0]
    unit = Target(unit=Unit("C3", 1, 2, 3))
    assert ("±1 = 1.000",) == scale_texts(shown_map(record, "occlusion", unit).attribution)
    nothing = np.zeros((28, 28), np.float32)
    assert ("0 at every pixel",) == scale_texts(shown_map(record, values=nothing).attribution)
    tiny = np.full((28, 28), 1e-5, np.float32)
    assert (
        "±1 = 1e-05 logits per unit of ink"
        == scale_texts(shown_map(record, values=tiny).attribution)[0]
    )


def test_the_legend_speaks_of_the_target(row):
    assert "+1 speaks for 7" in row.legend.accessibleDescription()
    assert ("for 1, not 7", "for 7, not 1") == speaks(Target(7, 1))
    assert ("lowers the unit", "raises the unit") == speaks(Target(unit=Unit("F5", 3)))
    row.grab()


def test_the_caption_of_a_figure_has_every_scale_and_the_clipping(record):
    maps, colours = figure_lines([shown_map(record), shown_map(record, "occlusion")])
    assert "Gradient ±1 = 1.000 logits per unit of ink; Occlusion 5×5 ±1 = 1.000 logits" in maps
    assert "the largest 2 % of what is not 0 are clipped" in colours
    assert () == figure_lines([])
