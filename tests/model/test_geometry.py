import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.geometry import Fields, covered, covering, output_size


@pytest.mark.parametrize(
    ("expected", "size", "window", "stride", "padding"),
    [
        (24, 28, 5, 1, 0),
        (28, 28, 5, 1, 2),
        (14, 28, 2, 2, 0),
        (13, 28, 3, 2, 0),  # the last column is left over
        (5, 5, 3, 1, 1),
        (3, 5, 3, 2, 1),
        (1, 28, 28, 1, 0),
        (28, 28, 1, 1, 0),
    ],
)
def test_output_sizes(expected, size, window, stride, padding):
    assert expected == output_size(size, window, stride, padding)


def test_output_size_counts_the_places_of_a_window():
    for size in range(1, 12):
        for window in range(1, size + 1):
            for stride in (1, 2, 3):
                places = len(range(0, size - window + 1, stride))
                assert places == output_size(size, window, stride)


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="a window of 6 does not fit on 3"):
        output_size(3, 6, padding=1)


@pytest.mark.parametrize("arguments", [(5, 0), (5, -1), (5, 3, 0), (5, 3, -1), (5, 3, 1, -1)])
def test_sizes_without_sense_are_refused(arguments):
    with pytest.raises(ValueError, match="make no sense"):
        output_size(*arguments)


def test_fields_by_hand():
    """C3 of LeNet: 14 pixels wide, 2 apart, beginning 2 before the raster."""
    c1 = Fields().then(5, 1, 2)
    assert Fields(5, 1, -2) == c1
    p2 = c1.then(2, 2)
    assert Fields(6, 2, -2) == p2
    c3 = p2.then(5)
    assert Fields(14, 2, -2) == c3
    assert range(4, 18) == c3.of(3)
    assert 4.5 == c3.centre
    assert Fields(32, 0, -2) == c3.then(2, 2).joined(5)


WINDOWS = st.tuples(st.integers(1, 9), st.integers(1, 3), st.integers(0, 4))


@given(st.integers(9, 28), WINDOWS)
def test_covered_and_covering_are_each_others_reverse(size, window):
    pairs = {
        (place, cell)
        for place in range(output_size(size, *window))
        for cell in Fields().then(*window).of(place)
        if 0 <= cell < size
    }
    for place in range(output_size(size, *window)):
        assert tuple(c for p, c in sorted(pairs) if p == place) == covered([place], size, *window)
    for cell in range(size):
        expected = [place for place, c in sorted(pairs) if c == cell]
        assert expected == list(covering(range(cell, cell + 1), size, *window))


@given(st.integers(9, 28), WINDOWS, st.data())
def test_what_covers_some_cells_covers_one_of_them(size, window, data):
    start = data.draw(st.integers(0, size - 1))
    cells = range(start, data.draw(st.integers(start, size)))
    single = {n for cell in cells for n in covering(range(cell, cell + 1), size, *window)}
    assert sorted(single) == list(covering(cells, size, *window))


def test_a_window_in_the_padding_covers_nothing():
    assert covered([0], 9, 2, padding=2) == ()
    assert covered([0, 1], 9, 2, padding=2) == (0,)


def test_a_stride_longer_than_its_window_leaps_over_cells():
    assert covered([0, 1], 9, 1, 3) == (0, 3)
    assert covering(range(1, 3), 9, 1, 3) == range(0)
