"""Every pixel of the picture is the colour of its weight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.colormaps import HALF, colors, weight_table
from app.tokens import DARK, LIGHT
from app.widgets.sheet.matrix_layout import FRAME, Place, fit_layout
from app.widgets.sheet.weight_picture import weight_image, weight_picture
from tests.app.widgets.sheet.networks import (
    BUNDLED,
    DEEP,
    bundled,
    random_network,
    tried_networks,
    weighted,
)


def pixels(image):
    """(height, width) as 0xFFRRGGBB."""
    flat = [image.pixel(x, y) for y in range(image.height()) for x in range(image.width())]
    return np.array(flat, np.uint32).reshape(image.height(), image.width())


def layout_of(picture, room=(280, 548)):
    return fit_layout(picture.kind, picture.count, picture.block, room, 1, 16)


def expected_block(picture, layout, place, tokens):
    """The block of a kernel, cell by cell, without any trick."""
    weights = picture.weights[place.number, place.channel]
    cells = weights.reshape(1, -1) if layout.kind == "units" else weights
    chosen = colors(cells, float(np.abs(picture.weights).max()), weight_table(tokens.is_dark))
    return np.kron(chosen, np.ones(layout.cell, np.uint32))


def assert_shows(picture, layout, tokens):
    image = weight_image(picture, layout, range(layout.rows), range(layout.columns), tokens)
    actual = pixels(image)
    assert layout.size == actual.shape
    seen = np.zeros(actual.shape, bool)
    for number in range(picture.count[0]):
        for channel in range(picture.count[1]):
            place = Place(number, channel)
            x, y = layout.corner(*layout.grid(place))
            high, wide = layout.block_size
            block = actual[y : y + high, x : x + wide]
            seen[y : y + high, x : x + wide] = True
            if picture.connected[place]:
                assert np.array_equal(expected_block(picture, layout, place, tokens), block)
            else:
                lines = {tokens.color(role).rgb() for role in ("panel", "faint")}
                assert set(block.ravel().tolist()) <= lines
    ground = {tokens.color(role).rgb() for role in ("surface", "hairline")}
    assert set(actual[~seen].tolist()) <= ground


@pytest.mark.parametrize("name", ["default", "lenet5"])
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pixel_of_the_bundled_kernels_is_right(name, tokens):
    for layer in ("C1", "C3", "Out"):
        picture = weight_picture(bundled(name), layer)
        assert_shows(picture, layout_of(picture), tokens)


def test_every_pixel_of_random_tables_is_right():
    for network in tried_networks()[len(BUNDLED) :]:
        for layer in weighted(network)[:2]:
            picture = weight_picture(network, layer)
            if picture.weights.size < 20_000:
                assert_shows(picture, layout_of(picture), LIGHT)


def test_a_part_of_the_picture_is_that_part():
    picture = weight_picture(random_network(DEEP), "K2")
    layout = layout_of(picture)
    whole = pixels(weight_image(picture, layout, range(20), range(30), LIGHT))
    part = pixels(weight_image(picture, layout, range(7, 12), range(3, 9), LIGHT))
    x, y = layout.corner(7, 3)
    top, left = y - FRAME, x - FRAME
    assert np.array_equal(whole[top : top + len(part), left : left + len(part[0])], part)


def test_zero_is_neutral_and_the_largest_is_the_end():
    picture = weight_picture(bundled("default"), "C3")
    lut = weight_table(is_dark=False)
    place = Place(*np.unravel_index(np.abs(picture.weights).argmax(), picture.weights.shape)[:2])
    layout = layout_of(picture)
    block = expected_block(picture, layout, place, LIGHT)
    assert {int(lut[0]), int(lut[-1])} & set(block.ravel().tolist())
    assert int(lut[HALF]) == 0xFFFFFFFF


@pytest.mark.parametrize("name", BUNDLED)
def test_weights_are_the_network_s_own(name):
    network = bundled(name)
    for layer in weighted(network):
        picture = weight_picture(network, layer)
        weights = network.parameters[f"{layer}.weight"]
        assert np.array_equal(weights.ravel(), picture.weights.ravel())
        assert np.array_equal(network.parameters[f"{layer}.bias"], picture.biases)
        assert float(np.abs(weights).max()) == picture.largest


def test_kinds_follow_the_layers():
    default, lenet5 = bundled("default"), bundled("lenet5")
    kinds = {name: weight_picture(default, name).kind for name in ("C1", "C3", "F5", "Out")}
    assert {"C1": "tiles", "C3": "matrix", "F5": "units", "Out": "units"} == kinds
    assert weight_picture(default, "P2") is None
    assert weight_picture(lenet5, "S2") is None


def test_unconnected_kernels_are_known():
    network = bundled("lenet5")
    picture = weight_picture(network, "C3")
    for number, seen in enumerate(network.spec.layer("C3").connections):
        assert seen == tuple(np.flatnonzero(picture.connected[number]).tolist())
    assert weight_picture(network, "C5").connected.all()


def test_every_kernel_can_have_a_scale_of_its_own():
    picture = replace(weight_picture(bundled("default"), "C1"), is_own=True)
    layout = layout_of(picture)
    image = weight_image(picture, layout, range(layout.rows), range(layout.columns), LIGHT)
    actual, table = pixels(image), weight_table(False)
    for number, kernel in enumerate(picture.weights[:, 0]):
        assert float(np.abs(kernel).max()) == picture.span(Place(number, 0))
        x, y = layout.corner(*layout.grid(Place(number, 0)))
        high, wide = layout.block_size
        block = actual[y : y + high : layout.cell[0], x : x + wide : layout.cell[1]]
        row, column = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
        assert block[row, column] == table[-1 if kernel[row, column] > 0 else 0]
