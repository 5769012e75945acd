import pytest

from model.geometry import output_size


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
