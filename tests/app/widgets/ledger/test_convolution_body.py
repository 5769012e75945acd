"""Every number of a convolution's ledger is the network's, and what belongs together is marked."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.colormaps import activation_table, colors, weight_table
from app.formats import signed
from app.tokens import DARK, LIGHT
from app.widgets.ledger.cells import cell_text
from app.widgets.text_clock import PERIOD_MS
from model.layers import Convolution
from model.unit import INPUT, Unit
from tests.app.widgets.ledger.convolutions import (
    BIG,
    CASES,
    GAMMA,
    body_for,
    bundled,
    by_hand,
    random_network,
    read,
    show,
)
from tests.model.layer_tables import random_table

CLOSE = {"rtol": 0, "atol": 1e-5}


@pytest.fixture
def body(qtbot):
    return body_for(qtbot)


def assert_numbers(body, found):
    """Every shown number against the sum by hand."""
    numbers = list(map(float, found.subtotals))
    assert body.list.isHidden() == (len(numbers) == 1)
    rows = body.list.rows
    if len(numbers) > 1:
        assert [signed(numbers[n], 3) for n in rows.order] == rows.subtotals
        running = found.bias + np.cumsum([0, *(numbers[n] for n in rows.order)])
        np.testing.assert_allclose(running, rows.running, **CLOSE)
        assert (signed(found.bias, 3), signed(found.pre_activation, 3)) == rows.ends
    for number, channel in enumerate(found.channels[:3]):
        body.choose(channel)
        expected = (part[number] for part in (found.patches, found.kernels, found.products))
        for grid, values in zip(body.grids.grids, expected, strict=True):
            np.testing.assert_allclose(values, grid.values, **CLOSE)
            assert grid.texts == [cell_text(float(value)) for value in grid.values.flat]
        assert_term(body.grids.term, found, number, body.grids.cell)
    boxes = body.chain.parts[::2]
    values = [sum(numbers), found.bias, found.pre_activation, found.activation]
    np.testing.assert_allclose(values[: len(boxes)], [box.number for box in boxes], **CLOSE)
    assert [signed(box.number, 4) for box in boxes] == [box.text for box in boxes]


def assert_term(term, found, number, cell):
    place = (number, *cell)
    expected = found.patches[place], found.kernels[place], found.products[place]
    np.testing.assert_allclose(expected, (term.x, term.w, term.product), **CLOSE)
    assert abs(term.subtotal - found.subtotals[number]) < 1e-5
    assert (term.channel, term.count) == (found.channels[number], found.is_inside.size)


@pytest.mark.parametrize("case", CASES)
def test_every_number_is_the_networks(body, case):
    make, unit = CASES[case]
    recognition = read(make())
    shown = show(body, recognition, unit)
    found = by_hand(recognition, unit)
    assert found.channels == shown.channels.tolist()
    assert_numbers(body, found)


@pytest.mark.parametrize("seed", range(12))
def test_any_layer_table_can_be_shown(body, seed):
    spec = random_table(seed)
    recognition = read(random_network(*spec.layers[:-1], seed=seed), seed % 10)
    for layer in spec.layers:
        if not isinstance(layer, Convolution):
            continue
        shape = spec.shape_of(layer.name)
        for place in ((0, 0, 0), tuple(size - 1 for size in shape)):
            unit = Unit(layer.name, *place)
            show(body, recognition, unit)
            assert_numbers(body, by_hand(recognition, unit))
            assert not body.grab().isNull()


def test_the_strongest_channel_is_chosen_and_kept_within_the_layer(body):
    seven, one = (read(bundled("default"), digit) for digit in (7, 1))
    unit = Unit("C3", 26, 3, 6)
    show(body, seven, unit)
    assert int(np.abs(by_hand(seven, unit).subtotals).argmax()) == body.channel
    body.choose(2)
    body.list.sort("size")
    for recognition, place in ((one, (3, 6)), (seven, (4, 4))):
        unit = Unit("C3", 5, *place)
        show(body, recognition, unit)
        assert 2 == body.channel == body.grids.term.channel
        size = np.abs(by_hand(recognition, unit).subtotals)[body.list.rows.order]
        assert (np.diff(size) <= 1e-12).all()
    show(body, seven, Unit("C1", 0, 10, 10))
    assert 0 == body.channel


def test_a_channel_that_is_not_seen_gives_way(body):
    recognition = read(bundled("lenet5"))
    show(body, recognition, Unit("C3", 0, 4, 4))
    body.choose(1)
    show(body, recognition, Unit("C3", 5, 4, 4))  # sees 0, 1, 5
    assert 1 == body.channel
    show(body, recognition, Unit("C3", 2, 4, 4))  # sees 2, 3, 4
    assert body.channel in (2, 3, 4)
    assert body.grids.term.channel == body.channel


def test_one_channel_leaves_its_room_to_the_grids(body):
    recognition = read(bundled("default"))
    show(body, recognition, Unit("C3", 0, 4, 4))
    assert 387 == body.list.width() == body.grids.x()
    show(body, recognition, Unit("C1", 0, 4, 4))
    assert body.list.isHidden()
    assert (0, 1012) == (body.grids.x(), body.grids.width())


def test_pictures_follow_every_call_and_numbers_at_reading_speed(body, qtbot):
    network, unit = bundled("default"), Unit("C3", 26, 3, 6)
    show(body, read(network, 7), unit)
    patch, rows = body.grids.grids[0], body.list.rows
    before = list(patch.texts), list(rows.subtotals), body.chain.parts
    for digit in (1, 2, 3):
        recognition = read(network, digit)
        show(body, recognition, unit)
    found = by_hand(recognition, unit)
    number = found.channels.index(body.channel)
    np.testing.assert_allclose(found.patches[number], patch.values, **CLOSE)
    np.testing.assert_allclose(found.bias + found.subtotals.sum(), rows.running[-1], **CLOSE)
    assert before == (patch.texts, rows.subtotals, body.chain.parts)
    qtbot.waitUntil(lambda: rows.subtotals != before[1], timeout=5 * PERIOD_MS)
    assert_numbers(body, found)


def test_what_is_hidden_computes_nothing_and_is_up_to_date_when_shown(body):
    network, unit = bundled("default"), Unit("C3", 26, 3, 6)
    show(body, read(network, 7), unit)
    body.hide()
    before = body.grids.grids[0].values
    two = read(network, 2)
    show(body, two, unit)
    assert body.grids.grids[0].values is before
    body.show()
    assert_numbers(body, by_hand(two, unit))


def test_a_unit_pointed_at_elsewhere_shows_its_term(body):
    recognition, unit = read(bundled("default")), Unit("C3", 26, 3, 6)
    show(body, recognition, unit)
    body.choose(4)
    found = by_hand(recognition, unit)
    body.highlight(Unit("P2", 11, 3 + 2, 6 + 1))
    assert (2, 1) == body.grids.cell
    assert_term(body.grids.term, found, 11, (2, 1))
    for other in (Unit("P2", 11, 9, 9), Unit("P4", 11, 5, 7), None):
        body.highlight(other)
        assert 4 == body.channel == body.grids.term.channel
        strongest = np.unravel_index(np.abs(found.products[4]).argmax(), (5, 5))
        assert strongest == body.grids.cell


def test_another_unit_is_pointed_at_no_longer(body):
    recognition = read(bundled("default"))
    show(body, recognition, Unit("C3", 26, 3, 6))
    body.choose(4)
    body.highlight(Unit("P2", 11, 5, 7))
    show(body, recognition, Unit("C3", 26, 0, 0))
    assert 4 == body.grids.term.channel


def test_a_pixel_is_a_unit_of_the_input(body):
    recognition, unit = read(bundled("default")), Unit("C1", 3, 12, 14)
    show(body, recognition, unit)
    padding = recognition.network.spec.layer("C1").padding
    body.highlight(Unit(INPUT, 0, 12 - padding + 3, 14 - padding + 4))
    assert (3, 4) == body.grids.cell


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_cells_have_the_colours_of_their_scales(body, tokens):
    recognition, unit = read(bundled("default")), Unit("C3", 26, 3, 6)
    body.set_tokens(tokens)
    show(body, recognition, unit)
    image, found = body.grids.grab().toImage(), by_hand(recognition, unit)
    shades = body.grids._shades
    assert abs(np.abs(found.products).max() - shades.largest_product) < 1e-5
    layer_weights = np.abs(recognition.network.parameters["C3.weight"]).max()
    assert abs(layer_weights - shades.largest_weight) < 1e-6
    assert shades.is_dark == tokens.is_dark
    number = found.channels.index(body.channel)
    spans = shades.scale.largest["P2"], shades.largest_weight, shades.largest_product
    is_dark = tokens.is_dark
    tables = activation_table(GAMMA, is_dark), weight_table(is_dark), activation_table(1.0, is_dark)
    values = found.patches, found.kernels, found.products
    for grid, part, span, table in zip(body.grids.grids, values, spans, tables, strict=True):
        expected = colors(part[number].astype(np.float32), span, table)
        for cell in np.ndindex(5, 5):
            corner = grid.rect(cell).topLeft()
            pixel = image.pixel(round(corner.x()) + 4, round(corner.y()) + 4)
            assert int(expected[cell]) == pixel


@pytest.mark.parametrize("size", [(1012, 320), (1012, 375), (1486, 540)])
@pytest.mark.parametrize("case", CASES)
def test_nothing_lies_on_anything_else(qtbot, case, size):
    make, unit = CASES[case]
    body = body_for(qtbot, size)
    show(body, read(make()), unit)
    grids, chain = body.grids, body.chain
    assert grids.geometry().bottom() < chain.y()
    assert chain.geometry().bottom() < body.height()
    first, second, third = (grid.box for grid in grids.grids)
    assert first.right() + 12 <= second.left()
    assert second.right() + 12 <= third.left()
    assert third.right() < grids.width()
    assert third.bottom() + 30 <= grids._sentence_box.top()
    assert grids._sentence_box.bottom() <= grids.height()
    places = chain._places
    assert all(a.right() <= b.left() for a, b in itertools.pairwise(places))
    if chain.passage is not None:
        assert places[-1].right() < chain.window_cells.box.left()
        assert chain.window_cells.box.right() + 20 < chain.width()


def test_large_kernels_have_cells_without_numbers_that_tell_theirs(body):
    recognition, unit = read(random_network(*BIG)), Unit("K2", 5, 4, 4)
    show(body, recognition, unit)
    assert not any(grid._has_text for grid in body.grids.grids)
    body.grids._hover((8, 2))
    found = by_hand(recognition, unit)
    number = found.channels.index(body.channel)
    assert_term(body.grids.term, found, number, (8, 2))
    show(body, read(bundled("default")), Unit("C3", 26, 3, 6))
    assert all(grid._has_text for grid in body.grids.grids)


PLACES = {
    "x": lambda body: (body.grids, body.grids.grids[0].box.center()),
    "w": lambda body: (body.grids, body.grids.grids[1].box.center()),
    "sum": lambda body: (body.grids, body.grids.grids[2].box.center()),
    "b": lambda body: (body.chain, body.chain._places[2].center()),
    "a": lambda body: (body.chain, body.chain._places[4].center()),
}


@pytest.mark.parametrize("part", PLACES)
def test_a_letter_of_the_formula_outlines_what_it_stands_for_and_back(body, qtbot, part):
    show(body, read(bundled("default")), Unit("C3", 26, 3, 6))
    plain = {widget: widget.grab().toImage() for widget in (body.list.rows, body.grids, body.chain)}
    body.emphasize(part)
    changed = {widget for widget, image in plain.items() if widget.grab().toImage() != image}
    outlined = {
        "x": {body.list.rows, body.grids},
        "w": {body.list.rows, body.grids},
        "sum": set(plain),
        "b": {body.list.rows, body.chain},
        "a": {body.chain},
    }
    assert outlined[part] == changed
    body.emphasize("")
    assert all(widget.grab().toImage() == image for widget, image in plain.items())
    widget, at = PLACES[part](body)
    with qtbot.waitSignal(body.part_hovered) as caught:
        qtbot.mouseMove(widget, at.toPoint())
    assert [part] == caught.args
