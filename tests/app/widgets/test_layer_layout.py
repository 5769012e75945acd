"""Where the maps stand: whole pixels, side by side, never on top of each other."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.widgets.layer_layout import arrange, kind_texts
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.network import NetworkSpec, lenet, lenet5

LEFT, TOP = 16, 96
SIZES = [(998, 520), (998, 460), (1550, 830), (2190, 1190), (3500, 1900), (300, 200), (5000, 90)]
UNITS = [1, 1.5, 2, 3]
LENETS = [lenet(), lenet5()]
PARTS = ["input", "before", "after", "after", "before", "after", "after", "units", "units", "out"]

PARTS_1998 = ["input", *["before", "after"] * 4, "units", "units", "out"]

activations = st.sampled_from(["relu", "tanh", "scaled tanh", "none"])
volumes = st.one_of(
    st.builds(
        Convolution,
        st.just("C"),
        channels=st.integers(1, 64),
        kernel=st.integers(1, 9),
        stride=st.integers(1, 3),
        padding=st.integers(0, 3),
        activation=activations,
    ),
    st.builds(Pooling, st.just("P"), window=st.integers(1, 5), stride=st.integers(1, 4)),
    st.builds(Subsampling, st.just("S"), st.integers(1, 5), st.integers(1, 4), activations),
)
vectors = st.builds(FullyConnected, st.just("F"), st.integers(1, 300), activations)


@st.composite
def specs(draw):
    """Layer tables of all kinds; what does not fit on what comes before is left out."""
    layers = [*draw(st.lists(volumes, max_size=5)), *draw(st.lists(vectors, max_size=3))]
    last = FullyConnected("Out", 10, activation="none")
    named = [type(layer)(f"L{n}", *values(layer)) for n, layer in enumerate(layers)]
    try:
        return NetworkSpec((*named, last))
    except ValueError:
        assume(False)


def values(layer):
    return [getattr(layer, name) for name in type(layer).__dataclass_fields__][1:]


def assert_sound(columns):
    """Whole numbers, side by side from the left, maps apart, every cell found again."""
    for before, column in itertools.pairwise(columns):
        assert before.left + before.width < column.left
    for column in columns:
        numbers = (column.left, column.top, *column.cell, *column.pitch, column.columns)
        assert {int} == {type(number) for number in numbers}
        assert min(*column.cell, *column.pitch) >= 1
        assert column.pitch[0] > column.map_size[0] or column.columns == 1
        assert column.pitch[1] >= column.map_size[1]
        assert column.rows * column.columns >= column.count > (column.rows - 1) * column.columns
        for number in range(column.count):
            for row, col in corners_of(column.shape):
                for x, y in corners_of((column.cell[1], column.cell[0])):
                    left, top = column.corner(number)
                    at = left + col * column.cell[0] + y, top + row * column.cell[1] + x
                    assert (number, row, col) == column.locate(*at)


def corners_of(shape):
    return {(0, 0), (shape[0] - 1, shape[1] - 1)}


def assert_pooling_shrinks(spec, columns):
    shown = {column.layer: column.map_size for column in columns}
    for before, layer in itertools.pairwise([None, *spec.layers]):
        size, reduced = shown[before.name if before else "input"], shown[layer.name]
        if isinstance(layer, Pooling | Subsampling) and not spec.shape_of(layer.name).is_vector:
            assert reduced[0] <= size[0]
            assert reduced[1] <= size[1]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("spec", LENETS, ids=["lenet", "1998"])
def test_known_networks_are_laid_out_soundly(spec, size, unit):
    columns = arrange(spec, LEFT, TOP, *size, unit)
    assert_sound(columns)
    assert_pooling_shrinks(spec, columns)
    assert (LEFT, {TOP}) == (columns[0].left, {column.top for column in columns})


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", [*SIZES[:5], (928, 238)])
@pytest.mark.parametrize("spec", LENETS, ids=["lenet", "1998"])
def test_the_whole_network_is_in_sight_at_usual_sizes(spec, size, unit):
    width, height = (round(side * unit) for side in size)
    columns = arrange(spec, LEFT, TOP, width, height, unit)
    assert columns[-1].left + columns[-1].width <= LEFT + width
    assert max(column.height for column in columns) <= height


@given(specs(), st.integers(200, 4000), st.integers(1, 2500), st.sampled_from(UNITS))
def test_any_network_is_laid_out_soundly(spec, width, height, unit):
    columns = arrange(spec, LEFT, TOP, width, height, unit)
    assert_sound(columns)
    assert_pooling_shrinks(spec, columns)


@given(specs())
def test_every_layer_has_its_columns_in_its_order(spec):
    columns = arrange(spec, LEFT, TOP, 998, 520, 1)
    assert ["input", *(layer.name for layer in spec.layers)] == list(
        dict.fromkeys(column.layer for column in columns)
    )
    for column in columns[1:]:
        shape = spec.shape_of(column.layer)
        assert (shape.channels, shape[1:]) == (column.count, column.shape)


def test_the_parts_of_lenet():
    columns = arrange(lenet(), LEFT, TOP, 998, 520, 1)
    assert PARTS == [column.part for column in columns]
    columns = arrange(lenet5(), LEFT, TOP, 998, 520, 1)
    assert PARTS_1998 == [column.part for column in columns]


def test_few_maps_stand_in_one_column_and_fill_the_height():
    columns = arrange(lenet5(), LEFT, TOP, 998, 520, 1)
    assert [84, 84, 84, 84, 30, 30, 30, 30] == [c.map_size[0] for c in columns[1:9]]
    assert {1} == {column.columns for column in columns[1:9]}
    assert all(column.height > 500 for column in columns[1:9])


def test_units_of_a_convolution_stand_like_those_of_a_full_layer():
    units = arrange(lenet5(), LEFT, TOP, 998, 520, 1)[9]
    full = arrange(lenet(), LEFT, TOP, 998, 520, 1)[7]
    assert ("C5", "F5") == (units.layer, full.layer)
    assert (units.cell, units.pitch, units.columns) == (full.cell, full.pitch, full.columns)


def test_what_can_be_negative_is_signed():
    columns = arrange(lenet5(), LEFT, TOP, 998, 520, 1)
    assert all(column.signed for column in columns[1:-1])
    signed = {c.part for c in arrange(lenet(), LEFT, TOP, 998, 520, 1) if c.signed}
    assert signed == {"before"}
    pooled = NetworkSpec((Pooling("P1"), FullyConnected("Out", 10, activation="none")))
    assert not any(column.signed for column in arrange(pooled, LEFT, TOP, 998, 520, 1)[:-1])


def test_before_and_after_have_room_for_their_names():
    for columns in (arrange(spec, LEFT, TOP, 928, 238, 1) for spec in LENETS):
        for before, after in itertools.pairwise(columns):
            assert after.left - before.left >= 46 or before.part != "before"


def test_before_and_after_the_activation_look_alike():
    columns = arrange(lenet(), LEFT, TOP, 998, 520, 1)
    for before, after in ((columns[1], columns[2]), (columns[4], columns[5])):
        assert before.layer == after.layer
        assert (before.cell, before.pitch) == (after.cell, after.pitch)


def test_channels_stay_in_their_place_from_layer_to_layer():
    columns = arrange(lenet(), LEFT, TOP, 998, 520, 1)
    assert {2} == {column.columns for column in columns[1:7]}


def test_between_maps_there_is_no_cell():
    column = arrange(lenet(), LEFT, TOP, 998, 520, 1)[1]
    (left, top), (width, height) = column.corner(0), column.map_size
    beyond = (left + 2 * column.pitch[0], top), (left, top + column.rows * column.pitch[1])
    for at in (
        (left - 1, top),
        (left, top - 1),
        (left + width, top),
        (left, top + height),
        *beyond,
    ):
        assert column.locate(*at) is None


def test_where_the_last_row_is_not_full_there_is_no_map():
    spec = NetworkSpec((Convolution("C1", 5), FullyConnected("Out", 10, activation="none")))
    column = arrange(spec, LEFT, TOP, 998, 520, 1)[1]
    left, top = column.corner(5)
    assert (5, 2, 3) == (column.count, column.columns, column.rows)
    assert column.locate(left, top) is None


def test_the_longest_kind_of_a_layer_says_everything():
    layer = Convolution("C1", 4, kernel=3, stride=2, padding=1, activation="tanh")
    assert kind_texts(layer)[0] == "convolution 3×3 · stride 2 · padding 1 · tanh"
    assert kind_texts(Pooling("P2", "l2"))[0] == "L2 pooling 2×2"
    assert kind_texts(Pooling("P2", "l2"))[-1] == "L2 2×2"
    expected = ["sub-sampling 2×2 · scaled tanh", "sub-sampling 2×2", "sub 2×2"]
    assert expected == kind_texts(Subsampling("S2"))
    texts = kind_texts(layer)
    assert sorted(texts, key=len, reverse=True) == texts


def test_the_padding_is_kept_rather_than_the_activation():
    texts = kind_texts(Convolution("C1", 6, 5, padding=2, activation="scaled tanh"))
    assert "convolution 5×5 · padding 2 · scaled tanh" == texts[0]
    assert "convolution 5×5 · padding 2" == texts[1]
    assert "conv 5×5 · padding 2" == texts[2]
    assert texts == sorted(texts, key=len, reverse=True)
    assert "convolution 5×5 · ReLU" in kind_texts(Convolution("C3", 6))
