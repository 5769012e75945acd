"""Two recognitions side by side: one scale, one hover, and the numbers of both."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app import paths
from app.colormaps import activation_table, colors
from app.commands.self_test import digit_drawing
from app.comparison import Comparison
from app.formats import signed
from app.selection import selected
from app.theme import load_fonts
from app.tokens import DARK, LIGHT
from app.widgets import compare_layers as layers_module
from app.widgets.compare_texts import HINT
from app.widgets.compare_view import CompareView
from app.widgets.layer_layout import Column
from app.widgets.scale import SCALE_TEXTS, measure
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.network import Network, NetworkSpec
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing
from model.unit import INPUT, Unit
from model.weights import load
from tests.app.widgets.conftest import OTHER, middle, numbers_of, read_three
from tests.model.layer_tables import random_table

KINDS = ("drawing", "average", "l2", "lenet5", "other")
CHOICES = [("drawing", "the drawing kept"), ("average", "Average pooling"), ("l2", "L2 pooling")]


@pytest.fixture(scope="session")
def bundled():
    """The bundled networks by key."""
    place = paths.bundled_network().parent
    return {key: load(place / key).network for key in ("default", "average", "l2", "lenet5")}


@pytest.fixture
def view(qtbot):
    load_fonts()
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(1030, 676)
    view.show_choices(CHOICES)
    view.show()
    return view


@pytest.fixture(params=KINDS)
def shown(request, view, bundled):
    """Every kind of comparison, as it is shown in `view`."""
    comparison = compare(bundled, request.param)
    view.show_comparison(comparison)
    return comparison


def compare(bundled, kind, digit=3):
    live = recognize(bundled["default"], rasterize(digit_drawing(digit)))
    if kind == "drawing":
        other = recognize(bundled["default"], rasterize(digit_drawing(8)))
        return Comparison(live, other, "This drawing", "The drawing kept")
    other = read_three(OTHER) if kind == "other" else recognize(bundled[kind], live.raster)
    return Comparison(live, other, live.network.name, other.network.name, kind)


def largest_of(spec, comparison):
    """Layer name -> largest amount in one trace, computed apart from the program's scales."""
    trace = comparison.trace
    amounts = {}
    for layer in spec.layers:
        arrays = [part.get(layer.name) for part in (trace.pre_activations, trace.activations)]
        amounts[layer.name] = max(float(np.abs(a).max()) for a in arrays if a is not None)
    return amounts


def number(trace, unit):
    array = trace.activations[unit.layer]
    return float(array[(0, unit.channel, unit.row, unit.column)[: array.ndim]])


def move_to(view, column: Column, channel, row=0, col=0):
    QTest.mouseMove(view, QPoint(1, 1))
    QTest.mouseMove(view, QPoint(*middle(column, channel, row, col)))


def column_of(view, layer, part):
    return next(c for c in view.columns if (c.layer, c.part) == (layer, part))


def image_of(view, column):
    """The colours on screen in the middle of every cell (C, H, W)."""
    image, result = view.grab().toImage(), np.zeros((column.count, *column.shape), np.uint32)
    for index in np.ndindex(result.shape):
        result[index] = image.pixel(*middle(column, *index))
    return result


# -- one scale ---------------------------------------------------------------------------------


def test_both_have_one_scale_that_holds_every_number_of_both(view, shown):
    layers = view.layers
    assert layers.live_view.scale is layers.other_view.scale is view.scale
    of_both = [largest_of(side.network.spec, side) for side in (shown.live, shown.other)]
    for name, largest in view.scale.largest.items():
        assert largest >= max(amounts.get(name, 0.0) for amounts in of_both)
    tops = {amount for amounts in of_both for amount in amounts.values()}
    assert set(view.scale.largest.values()) <= tops


@pytest.mark.parametrize("kind", ["drawing", "average", "l2"])
def test_of_the_same_layers_it_is_the_larger_of_both(view, bundled, kind):
    comparison = compare(bundled, kind)
    view.show_comparison(comparison)
    alone = [
        measure(side.network.spec, side.trace, "layer").largest
        for side in (comparison.live, comparison.other)
    ]
    assert {name: max(a[name] for a in alone) for name in alone[0]} == view.scale.largest


def test_pooling_shares_the_scale_of_what_it_reduces_on_either_side(view, bundled):
    comparison = compare(bundled, "lenet5")
    view.show_comparison(comparison)
    largest = view.scale.largest
    of_live, of_other = (
        largest_of(side.network.spec, side) for side in (comparison.live, comparison.other)
    )
    for name, pooled in (("C1", "P2"), ("C3", "P4")):
        assert max(of_live[name], of_other[name]) == largest[name] == largest[pooled]
    assert of_other["S2"] == largest["S2"]
    assert of_live["F5"] == largest["F5"]


def test_layers_that_share_a_scale_on_one_side_share_it_in_both():
    out = FullyConnected("Out", 10, activation="none")
    pooled, weighed = (
        read_three(NetworkSpec((Convolution("A", 4), *reducing, out)))
        for reducing in ((Pooling("B"),), (Subsampling("B", 2), Pooling("C")))
    )
    for first, second in ((pooled, weighed), (weighed, pooled)):
        other = (second.network.spec, second.trace)
        largest = measure(first.network.spec, first.trace, "layer", other).largest
        amounts = [largest_of(side.network.spec, side) for side in (first, second)]
        everything = max(a.get(name, 0.0) for a in amounts for name in ("A", "B", "C"))
        assert everything == largest["A"] == largest["B"] == largest["C"]


@pytest.mark.parametrize("mode", SCALE_TEXTS)
def test_one_number_has_one_colour_in_both(view, shown, mode):
    view.set_scale_mode(mode)
    lut = activation_table(0.7, is_dark=False)
    sides = ((view.layers.live_view, shown.live), (view.layers.other_view, shown.other))
    for seen, side in sides:
        column = next(c for c in seen.columns if c.part == "after")
        numbers = numbers_of(column, side)
        spans = np.array([view.scale.span(column.layer, n) for n in range(column.count)])
        expected = np.stack([colors(m, float(s), lut) for m, s in zip(numbers, spans, strict=True)])
        found = image_of(seen, column)
        if view.scale.per_map:  # divided first there: a colour may be the next one
            difference = np.abs((expected & 255).astype(int) - (found & 255).astype(int))
            assert difference.max() <= 2
        else:
            assert np.array_equal(expected, found)


def test_every_map_its_own_is_the_larger_of_both_maps(view, bundled):
    comparison = compare(bundled, "average")
    view.set_scale_mode("map")
    view.show_comparison(comparison)
    sides = (comparison.live.trace, comparison.other.trace)
    peaks = [np.abs(side.pre_activations["C3"][0]).max(axis=(1, 2)) for side in sides]
    assert view.scale.spans("P4", 32) == pytest.approx(np.maximum(*peaks))


def test_the_whole_network_is_the_whole_of_both(view, shown):
    view.set_scale_mode("network")
    of_both = [largest_of(side.network.spec, side) for side in (shown.live, shown.other)]
    assert {max(max(amounts.values()) for amounts in of_both)} == set(view.scale.largest.values())


def test_a_locked_scale_stays_until_there_are_other_layers(view, bundled):
    view.show_comparison(compare(bundled, "average"))
    view.set_scale_mode("map")
    view.set_scale_mode("locked")
    locked = view.scale
    assert not locked.per_map
    view.show_comparison(compare(bundled, "average", digit=8))
    view.show_comparison(compare(bundled, "l2", digit=1))
    assert view.scale is locked
    view.show_comparison(compare(bundled, "lenet5"))
    assert {"S2", "P2"} <= view.scale.largest.keys()


def test_gamma_bends_both_and_the_differences(view, bundled):
    comparison = compare(bundled, "average")
    view.show_comparison(comparison)
    view.set_gamma(1.0)
    lut = activation_table(1.0, is_dark=False)
    for seen, side in (
        (view.layers.live_view, comparison.live),
        (view.layers.other_view, comparison.other),
    ):
        column = column_of(seen, "C3", "after")
        expected = colors(numbers_of(column, side), view.scale.largest["C3"], lut)
        assert np.array_equal(expected, image_of(seen, column))
    strip, column = view.layers.strip, column_of(view.layers.strip, "C3", "after")
    amounts = np.array([strip.amount(column, n) for n in range(32)], np.float32)
    expected = colors(amounts, view.scale.largest["C3"], lut)
    assert np.array_equal(expected, image_of(strip, column)[:, 0, 0])


def test_equal_layers_stand_at_the_same_place(view, bundled):
    view.show_comparison(compare(bundled, "average"))
    assert view.layers.live_view.columns == view.layers.other_view.columns


# -- one hover ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("hovered", "followed"), [(0, 1), (1, 0)])
def test_a_hovered_cell_is_outlined_in_the_other_too(view, bundled, hovered, followed):
    comparison = compare(bundled, "average")
    view.show_comparison(comparison)
    views = view.layers.live_view, view.layers.other_view
    plain = views[followed].grab().toImage()
    move_to(views[hovered], column_of(views[hovered], "C3", "after"), 12, 3, 6)
    unit = Unit("C3", 12, 3, 6)
    assert unit == view.layers.unit == views[followed]._pointed
    assert plain != views[followed].grab().toImage()
    both = [number(side.trace, unit) for side in (comparison.live, comparison.other)]
    difference = signed(both[1] - both[0], 3)
    text = f"C3 · map 12 · 3, 6: {both[0]:.3f} and {both[1]:.3f}, difference {difference}"
    assert view.readout.text().startswith(text)
    QTest.mouseMove(views[hovered], QPoint(1, 1))
    assert view.layers.unit is None
    assert plain == views[followed].grab().toImage()
    assert HINT == view.readout.text()


def test_what_is_hovered_is_a_sight_of_the_live_drawing(view, bundled):
    comparison, sights = compare(bundled, "drawing"), []
    view.show_comparison(comparison)
    view.sight_changed.connect(sights.append)
    move_to(view.layers.other_view, column_of(view.layers.other_view, "C3", "after"), 12, 3, 6)
    assert sights[-1].raster is comparison.live.raster
    assert (14, 14) == (len(sights[-1].rows), len(sights[-1].columns))
    view.layers.point_at(None)
    assert sights[-1] is None


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (Unit("C5", 17), "without such a unit"),  # LeNet-5 alone
        (Unit("P2", 9, 3, 6), "without such a unit"),  # the default alone
        (Unit("C1", 9, 3, 6), "without such a unit"),  # LeNet-5 has six maps
        (Unit("C1", 3, 3, 6), "difference"),
        (Unit("F6", 40), "difference"),
    ],
)
def test_networks_with_other_layers_are_pointed_at_where_both_have_the_unit(
    view, bundled, unit, words
):
    comparison = compare(bundled, "lenet5")
    view.show_comparison(comparison)
    view.layers.point_at(unit)
    assert words in view.readout.text()
    for seen, side in (
        (view.layers.live_view, comparison.live),
        (view.layers.other_view, comparison.other),
    ):
        assert selected(unit).fits(side.network.spec) is bool(seen._outlines)


def test_an_output_tells_logits_and_probabilities(view, bundled):
    comparison = compare(bundled, "average")
    view.show_comparison(comparison)
    view.layers.point_at(Unit("Out", 3))
    live, other = (float(side.logits[3]) for side in (comparison.live, comparison.other))
    text = view.readout.text()
    assert text.startswith(
        f"Out · digit 3: {signed(live, 3)} and {signed(other, 3)}, "
        f"difference {signed(other - live, 3)}"
    )
    assert "probability" in text


def test_a_pixel_tells_its_ink(view, bundled):
    comparison = compare(bundled, "drawing")
    view.show_comparison(comparison)
    row, col = np.argwhere(comparison.live.raster.array != comparison.other.raster.array)[0]
    view.layers.point_at(Unit(INPUT, 0, int(row), int(col)))
    live, other = (
        float(side.raster.array[row, col]) for side in (comparison.live, comparison.other)
    )
    assert f"In · {row}, {col}: {live:.3f} and {other:.3f}, difference" in view.readout.text()


def test_the_hovered_numbers_follow_the_drawing(view, bundled, qtbot):
    view.show_comparison(compare(bundled, "average"))
    view.layers.point_at(Unit("C1", 9, 14, 14))
    before = view.readout.text()
    view.show_comparison(compare(bundled, "average", digit=1))
    qtbot.waitUntil(lambda: before != view.readout.text())
    assert view.readout.text().startswith("C1 · map 9 · 14, 14: ")


def test_every_kind_of_unit_can_be_pointed_at(view, shown):
    for spec in shown.specs:
        for layer in spec.layers:
            shape = spec.shape_of(layer.name)
            unit = Unit(layer.name, shape.channels - 1, shape.height - 1, shape.width - 1)
            view.layers.point_at(unit)
            assert view.readout.text().startswith(f"{layer.name} · ")
            view.grab()


def test_numbers_and_differences_are_the_traces_own(shown):
    for layer in shown.specs[0].layers:
        shape = shown.specs[0].shape_of(layer.name)
        unit = Unit(layer.name, shape.channels - 1, shape.height // 2, shape.width // 2)
        pair = shown.activations_of(unit)
        assert pair.live == pytest.approx(number(shown.live.trace, unit), abs=1e-6)
        if selected(unit).fits(shown.specs[1]):
            expected = number(shown.other.trace, unit) - number(shown.live.trace, unit)
            assert pair.difference == pytest.approx(expected, abs=1e-6)
        else:
            assert pair.other is pair.difference is None


# -- differences of maps -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["drawing", "average", "l2"])
def test_a_cell_shows_the_largest_difference_within_its_map(view, bundled, kind):
    comparison = compare(bundled, kind)
    view.show_comparison(comparison)
    strip = view.layers.strip
    assert strip.isVisible()
    assert [c.layer for c in view.layers.live_view.columns[1:]] == [c.layer for c in strip.columns]
    for column in strip.columns:
        live, other = (maps_of(side.trace, column) for side in (comparison.live, comparison.other))
        found = [strip.amount(column, n) for n in range(column.count)]
        assert found == pytest.approx(np.abs(other - live).max(axis=1), abs=1e-6)


def maps_of(trace, column):
    """(C, cells): what a column of the layers shows."""
    arrays = trace.pre_activations if column.part == "before" else trace.activations
    return arrays[column.layer][0].reshape(column.count, -1)


@pytest.mark.parametrize("part", ["before", "after"])
def test_a_hovered_difference_points_at_where_its_map_differs_most(view, bundled, part):
    comparison = compare(bundled, "average")
    view.show_comparison(comparison)
    strip = view.layers.strip
    move_to(strip, column_of(strip, "C3", part), 12)
    live, other = (
        maps_of(side.trace, column_of(strip, "C3", part))[12]
        for side in (comparison.live, comparison.other)
    )
    row, col = divmod(int(np.abs(other - live).argmax()), 10)
    unit = Unit("C3", 12, row, col)
    assert unit == view.layers.unit
    assert unit == view.layers.live_view._pointed == view.layers.other_view._pointed
    QTest.mouseMove(strip, QPoint(1, 1))
    assert view.layers.unit is None


def test_a_clicked_difference_is_asked_for(view, bundled, qtbot):
    view.show_comparison(compare(bundled, "average"))
    strip = view.layers.strip
    column = column_of(strip, "F5", "units")
    with qtbot.waitSignal(view.selection_wanted) as wanted:
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(*middle(column, 70, 0, 0)))
    assert [selected(Unit("F5", 70))] == wanted.args


def test_the_largest_difference_is_named(view, bundled):
    comparison = compare(bundled, "average")
    view.show_comparison(comparison)
    live, other = comparison.live.trace.activations, comparison.other.trace.activations
    amounts = {name: np.abs(other[name] - live[name])[0] for name in live}
    layer = max(amounts, key=lambda name: amounts[name].max())
    channel = amounts[layer].reshape(len(amounts[layer]), -1).max(axis=1).argmax()
    assert f"{layer} · map {channel}, {amounts[layer].max():.1f}" in view.answers.text()


def test_there_are_no_differences_where_layers_differ_or_there_is_no_room(view, bundled):
    view.show_comparison(compare(bundled, "lenet5"))
    assert not view.layers.strip.isVisible()
    assert "layers differ" in view.answers.text()
    view.show_comparison(compare(bundled, "average"))
    assert view.layers.strip.isVisible()
    view.resize(1030, 420)
    assert not view.layers.strip.isVisible()


def test_the_same_drawing_twice_differs_nowhere(view, bundled):
    live = recognize(bundled["default"], rasterize(digit_drawing(3)))
    view.show_comparison(Comparison(live, live, "This drawing", "The drawing kept"))
    assert "no difference" in view.answers.text()
    strip = view.layers.strip
    assert {0.0} == {strip.amount(c, n) for c in strip.columns for n in range(c.count)}


# -- choices, answers, keys --------------------------------------------------------------------


def test_choices_are_told_by_key(view, bundled, qtbot):
    view.show_comparison(compare(bundled, "drawing"))
    assert [text for _, text in CHOICES] == [view.chooser.itemText(n) for n in range(3)]
    with qtbot.waitSignal(view.choice_wanted) as wanted:
        QTest.keyClick(view.chooser, Qt.Key.Key_Down)
    assert ["average"] == wanted.args


def test_the_chooser_says_what_is_shown(view, bundled):
    view.show_comparison(compare(bundled, "l2"))
    assert "l2" == view.chooser.currentData()
    view.chooser.setCurrentIndex(1)  # the user chose it, and it could not be loaded
    view.show_comparison(compare(bundled, "l2"))
    assert "l2" == view.chooser.currentData()
    view.show_choices(CHOICES)
    assert "l2" == view.chooser.currentData()


def test_buttons_keep_and_close(view, qtbot):
    buttons = {b.text(): b for b in view.findChildren(QPushButton)}
    with qtbot.waitSignal(view.keep_wanted):
        QTest.mouseClick(buttons["Keep this drawing"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.closed):
        QTest.mouseClick(buttons["Close  Esc"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.closed):
        QTest.keyClick(view.layers, Qt.Key.Key_Escape)


def test_captions_name_both_and_their_answers(view, shown):
    for label, title, side in zip(
        view.layers.captions,
        (shown.title_live, shown.title_other),
        (shown.live, shown.other),
        strict=True,
    ):
        assert title in label.text()
        assert side.network.name in label.text()
        if side.verdict.is_digit:
            assert f">{side.prediction}</span>, " in label.text()
        else:
            assert side.verdict.reason in label.text()


def test_names_of_networks_are_no_markup(view, bundled):
    default = bundled["default"]
    parts = default.spec, default.parameters, default.calibration
    odd = Network("<b>x</b>", *parts)
    live = recognize(odd, rasterize(digit_drawing(3)))
    view.show_comparison(Comparison(live, live, "<b>x</b>", "y"))
    assert "&lt;b&gt;x&lt;/b&gt;" in view.layers.captions[0].text()


def test_arrow_keys_walk_in_both_and_enter_pins(view, bundled, qtbot):
    view.show_comparison(compare(bundled, "average"))
    layers = view.layers
    assert view.focusProxy() is layers
    QTest.keyClick(layers, Qt.Key.Key_Right)
    assert Unit("C1", 0, 14, 14) == layers.unit
    QTest.keyClick(layers, Qt.Key.Key_Right)
    QTest.keyClick(layers, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    unit = Unit("C1", 1, 14, 15)
    assert unit == layers.unit == layers.live_view._pointed == layers.other_view._pointed
    assert view.readout.text().startswith("C1 · map 1 · 14, 15: ")
    with qtbot.waitSignal(view.selection_wanted) as wanted:
        QTest.keyClick(layers, Qt.Key.Key_Return)
    assert [selected(unit)] == wanted.args


def test_a_click_asks_for_the_unit(view, bundled, qtbot):
    view.show_comparison(compare(bundled, "average"))
    for seen in (view.layers.live_view, view.layers.other_view):
        at = QPoint(*middle(column_of(seen, "C3", "after"), 12, 3, 6))
        with qtbot.waitSignal(view.selection_wanted) as wanted:
            QTest.mouseClick(seen, Qt.MouseButton.LeftButton, pos=at)
        assert [selected(Unit("C3", 12, 3, 6))] == wanted.args


def test_the_state_is_told_in_words(view, bundled):
    view.show_comparison(compare(bundled, "average"))
    assert "largest difference" in view.layers.accessibleDescription()
    view.layers.point_at(Unit("F5", 3))
    assert view.layers.accessibleDescription().startswith("F5 · unit 3: ")


# -- blank, hidden, live, strange --------------------------------------------------------------


@pytest.mark.parametrize("blanks", [(True, False), (False, True), (True, True)])
def test_blank_drawings(view, bundled, blanks):
    network = bundled["default"]
    live, other = (
        recognize(network, rasterize(Drawing() if is_blank else digit_drawing(3)))
        for is_blank in blanks
    )
    view.show_comparison(compare(bundled, "drawing"))
    view.show_comparison(Comparison(live, other, "This drawing", "The drawing kept"))
    view.layers.show_captions()
    view.layers.point_at(Unit("C3", 12, 3, 6))
    for label, is_blank in zip(view.layers.captions, blanks, strict=True):
        assert is_blank is label.text().endswith("blank")
    inked = [side for side in (live, other) if not side.raster.is_blank]
    if inked:
        assert measure(network.spec, inked[0].trace, "layer") == view.scale
        assert "blank" in view.readout.text()
        assert f"the one {'above' if blanks[0] else 'below'} is" in view.readout.text()
    else:
        assert {} == view.scale.largest
        assert HINT == view.readout.text()
    view.grab()


def test_nothing_is_computed_while_hidden(view, bundled, monkeypatch):
    measured = []

    def watch(*arguments):
        measured.append(arguments)
        return measure(*arguments)

    monkeypatch.setattr(layers_module, "measure", watch)
    view.hide()
    for digit in range(10):
        view.show_comparison(compare(bundled, "average", digit))
    view.set_scale_mode("map")
    assert [] == measured
    view.show()
    assert 1 == len(measured)
    assert view.scale.per_map
    assert "reads" in view.layers.captions[0].text()
    assert ">9<" in view.layers.captions[0].text()


def test_pictures_follow_every_comparison_and_texts_five_times_a_second(view, bundled):
    view.show_comparison(compare(bundled, "average"))
    texts = []
    for digit in range(10):
        comparison = compare(bundled, "average", digit)
        view.show_comparison(comparison)
        column = column_of(view.layers.live_view, "F5", "units")
        numbers, largest = numbers_of(column, comparison.live), view.scale.largest["F5"]
        expected = colors(numbers, largest, activation_table(0.7, is_dark=False))
        assert np.array_equal(expected, image_of(view.layers.live_view, column))
        texts.append(view.answers.text())
    view._clock.show_now()
    assert view.answers.text().startswith("9, ")
    assert len(set(texts)) < 10


@pytest.mark.parametrize("seed", range(6))
def test_any_layers_can_be_compared(view, bundled, seed):
    recognitions = [read_three(random_table(seed)), read_three(random_table(seed + 1))]
    for mode in ("layer", "map"):
        view.set_scale_mode(mode)
        for live, other in (recognitions, (recognitions[0], recognitions[0])):
            view.show_comparison(Comparison(live, other, "one", "other", "key"))
            for layer in live.network.spec.layers:
                view.layers.point_at(Unit(layer.name, 0))
            view.grab()


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(1030, 676), (1030, 600), (1504, 948)])
def test_everything_has_room(view, shown, tokens, size):
    view.set_tokens(tokens)
    view.resize(*size)
    view.layers.point_at(Unit("C1", 0, 3, 3))
    for label in (view.answers, view.readout, *view.layers.captions):
        assert label.sizeHint().width() <= label.width()
    for seen in (view.layers.live_view, view.layers.other_view):
        assert seen.height() >= 150
    assert seen.geometry().bottom() < view.layers.height()
    column = (view.layers.strip.columns or [None])[-1]
    if view.layers.strip.isVisible():
        assert column.top + column.height < view.layers.strip.height() - 26


def test_a_narrow_window_scrolls(view, bundled):
    view.resize(600, 330)
    view.show_comparison(compare(bundled, "average"))
    assert not view.answers.isVisible()
    assert 600 == view.width()
    view.grab()
