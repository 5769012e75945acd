"""Every place of the window, in order, with its rows and columns."""

from __future__ import annotations

import pytest

from app.widgets.slide.slide_course import course_of, range_text
from model.layers import Convolution, FullyConnected
from model.network import NetworkSpec, lenet
from model.receptive_fields import receptive_fields
from model.unit import Unit
from tests.model.layer_tables import random_table

OUT = FullyConnected("Out", 10, activation="none")


def sliding_layers(spec):
    return [layer for layer in spec.layers if not isinstance(layer, FullyConnected)]


@pytest.mark.parametrize("seed", range(40))
def test_places_come_row_by_row_and_windows_are_what_the_unit_sees(seed):
    spec = random_table(seed)
    for layer in sliding_layers(spec):
        shape = spec.shape_of(layer.name)
        channel = shape.channels - 1
        course = course_of(spec, layer.name, channel)
        assert shape.height * shape.width == course.count
        places = [course.place(n) for n in range(course.count)]
        expected = [(row, column) for row in range(shape.height) for column in range(shape.width)]
        assert expected == places
        assert list(range(course.count)) == [course.number(*place) for place in places]
        for n in {0, course.count // 2, course.count - 1}:
            unit = course.unit(n)
            assert Unit(layer.name, channel, *places[n]) == unit
            field = receptive_fields(spec, unit)[course.input_layer]
            assert (field.rows, field.columns) == course.window(n)
            assert field.region.channels in (course.channels, ())


@pytest.mark.parametrize("seed", range(40))
def test_windows_stay_within_the_padding_and_move_by_the_stride(seed):
    spec = random_table(seed)
    for layer in sliding_layers(spec):
        course = course_of(spec, layer.name, 0)
        padding = getattr(layer, "padding", 0)
        for n in range(course.count):
            rows, columns = course.window(n)
            assert -padding <= rows.start
            assert rows.stop <= course.before.height + padding
            assert -padding <= columns.start
            assert columns.stop <= course.before.width + padding
        if course.after.width > 1:
            moved = course.window(1)[1].start - course.window(0)[1].start
            assert layer.stride == moved


def test_the_line_of_text():
    course = course_of(lenet(), "C3", 26)
    expected = (
        "position 34 of 100: row 3, column 3 · window rows 3–7, cols 3–7 · stride 1 · padding 0"
    )
    assert expected == course.position_text(33)
    assert "n_C = (n_I + 2P − r) / s + 1 = (14 + 2·0 − 5) / 1 + 1 = 10" == course.formula_text


def test_padding_is_told_with_its_sign():
    spec = NetworkSpec((Convolution("K", 1, kernel=3, stride=2, padding=4), OUT))
    words = course_of(spec, "K", 0).position_text(1)
    assert "window rows −4 to −2, cols −2 to 0 · stride 2 · padding 4" in words
    assert "⌊(28 + 2·4 − 3) / 2⌋ + 1 = 17" in course_of(spec, "K", 0).formula_text


@pytest.mark.parametrize(
    ("numbers", "words"), [(range(3, 8), "3–7"), (range(4, 5), "4"), (range(-2, 3), "−2 to 2")]
)
def test_ranges(numbers, words):
    assert words == range_text(numbers)


@pytest.mark.parametrize(
    ("layer", "channel", "words"),
    [("C9", 0, "no layer"), ("F5", 0, "fully connected"), ("C3", 32, "no channel")],
)
def test_where_nothing_slides(layer, channel, words):
    with pytest.raises(ValueError, match=words):
        course_of(lenet(), layer, channel)


@pytest.mark.parametrize("place", [(10, 0), (0, 10), (-1, 0)])
def test_there_is_no_such_place(place):
    with pytest.raises(ValueError, match="it has no row"):
        course_of(lenet(), "C3", 0).number(*place)
