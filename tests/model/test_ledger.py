"""Ledgers of small networks against numbers computed by hand."""

import csv
import io
import math

import numpy as np
import pytest

from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.ledger import ledger, softmax_ledger
from model.ledger_table import as_csv
from model.unit import Unit
from tests.model.small_networks import raster_with, read, small_network

# A: twice and minus once the raster. C: channel 0 sees both, channel 1 the second of them only.
PAIR = (
    Convolution("A", 2, 1, activation="none"),
    Convolution("C", 2, 2, padding=1, connections=((0, 1), (1,))),
    Pooling("P", "max"),
)
NUMBERS = {
    "A_weight": [2, -1],
    "C_weight": [[[[1, 2], [3, 4]], [[-1, 0], [0, 2]]], [[[0, 0], [0, 0]], [[1, 1], [1, -3]]]],
    "C_bias": [0.5, -0.25],
}
CORNER = [[1, 0.5], [0.25, 0]]


@pytest.fixture(scope="module")
def pair():
    return read(small_network(*PAIR, **NUMBERS), raster_with(CORNER))


def rows(table):
    return list(csv.DictReader(io.StringIO(as_csv(table))))


def test_a_convolution_unit_term_by_term(pair):
    found = ledger(*pair, Unit("C", 0, 1, 1))
    assert [0, 1] == found.channels.tolist()
    assert [[[2, 1], [0.5, 0]], [[-1, -0.5], [-0.25, 0]]] == found.patches.tolist()
    assert [[[1, 2], [3, 4]], [[-1, 0], [0, 2]]] == found.kernels.tolist()
    assert [[[2, 2], [1.5, 0]], [[1, 0], [0, 0]]] == found.products.tolist()
    assert [5.5, 1] == found.subtotals.tolist()
    assert (0.5, 7.0, 7.0) == (found.bias, found.pre_activation, found.activation)
    assert ("relu", "A") == (found.function, found.input_layer)
    assert ((0, 0), (1, 1)) == (found.place, found.padded_place)
    assert found.is_inside.all()
    assert (7.0, 7.0, 0.0) == (found.check.terms, found.check.network, found.check.difference)


def test_a_patch_in_the_corner_lies_in_the_padding(pair):
    found = ledger(*pair, Unit("C", 0, 0, 0))
    assert [[False, False], [False, True]] == found.is_inside.tolist()
    assert [[[0, 0], [0, 2]], [[0, 0], [0, -1]]] == found.patches.tolist()
    assert [8, -2] == found.subtotals.tolist()
    assert ((-1, -1), (0, 0)) == (found.place, found.padded_place)
    assert 6.5 == found.pre_activation == found.check.terms


def test_a_channel_that_is_not_seen_is_no_term(pair):
    found = ledger(*pair, Unit("C", 1, 1, 1))
    assert [1] == found.channels.tolist()
    assert [[[1, 1], [1, -3]]] == found.kernels.tolist()
    assert [-1.75] == found.subtotals.tolist()
    assert (-2.0, 0.0) == (found.pre_activation, found.activation)


def test_a_patch_may_lie_in_the_padding_as_a_whole():
    network = small_network(Convolution("C", 1, 1, padding=2), C_weight=[3], C_bias=[0.5])
    found = ledger(*read(network, raster_with(CORNER)), Unit("C", 0, 31, 0))
    assert [[False]] == found.is_inside.tolist()
    assert (0.0, 0.5) == (found.subtotals[0], found.pre_activation)
    assert (29, -2) == found.place


def test_a_stride_moves_the_patch():
    network = small_network(Convolution("C", 1, 3, 2, 1), C_weight=np.arange(9))
    found = ledger(*read(network, raster_with(CORNER)), Unit("C", 0, 5, 7))
    assert ((9, 13), (10, 14)) == (found.place, found.padded_place)


def test_where_the_activation_goes_next(pair):
    window = [[6.5, 9.5], [6, 7]]  # of channel 0
    (passage,) = ledger(*pair, Unit("C", 0, 0, 1)).passages
    assert Unit("P", 0, 0, 0) == passage.ledger.unit
    assert window == passage.ledger.values.tolist()
    assert ((0, 1), True) == (passage.place, passage.is_winner)
    assert (1.0, 1.0) == (passage.gradient, passage.share)
    (passage,) = ledger(*pair, Unit("C", 0, 1, 1)).passages
    assert ((1, 1), False) == (passage.place, passage.is_winner)
    assert (0.0, 0.0) == (passage.gradient, passage.share)
    assert ledger(*pair, Unit("A", 0, 0, 0)).passages == ()
    assert ledger(*pair, Unit("C", 0, 28, 3)).passages == ()  # the stride leaves the edge out


ORDERS = {"channel": [0, 1, 2, 3], "size": [1, 0, 3, 2], "sign": [1, 3, 2, 0]}
SUMS = {"channel": [1, -2, 2, 2, 4], "size": [1, 5, 2, 4, 4], "sign": [1, 5, 7, 7, 4]}


@pytest.mark.parametrize("by", ORDERS)
def test_running_sums_lead_from_the_bias_to_the_pre_activation(by):
    network = small_network(
        Convolution("A", 4, 1),
        Convolution("C", 1, 1),
        A_weight=[3, 4, 0, 2],
        C_weight=[-1, 1, 1, 1],
        C_bias=[1],
    )
    found = ledger(*read(network, raster_with([[1]])), Unit("C", 0, 0, 0))
    assert [-3, 4, 0, 2] == found.subtotals.tolist()
    assert ORDERS[by] == found.order(by).tolist()
    assert SUMS[by] == found.running_sums(by).tolist()
    assert found.pre_activation == found.running_sums(by)[-1] == found.check.terms


def pooled(mode):
    network = small_network(Pooling("P", mode))
    return read(network, raster_with([[3, 4, 1, 1], [0, 0, 1, 0]]))


def test_max_pooling_by_hand():
    found = ledger(*pooled("max"), Unit("P", 0, 0, 0))
    assert [[3, 4], [0, 0]] == found.values.tolist()
    assert [[0, 1], [0, 0]] == found.gradients.tolist()
    assert ((0, 1), (), 4.0) == (found.winner, found.ties, found.output)
    tied = ledger(*pooled("max"), Unit("P", 0, 0, 1))
    assert ((0, 0), ((0, 1), (1, 0))) == (tied.winner, tied.ties)
    assert [[1, 0], [0, 0]] == tied.gradients.tolist()
    assert ((0, 2), "input") == (tied.place, tied.input_layer)


def test_average_pooling_by_hand():
    found = ledger(*pooled("average"), Unit("P", 0, 0, 0))
    assert [[0.25, 0.25], [0.25, 0.25]] == found.gradients.tolist()
    assert [[0.75, 1], [0, 0]] == found.contributions.tolist()
    assert (None, (), 1.75, 1.75) == (found.winner, found.ties, found.output, found.check.terms)


def test_l2_pooling_by_hand():
    found = ledger(*pooled("l2"), Unit("P", 0, 0, 0))
    assert [[9, 16], [0, 0]] == found.squares.tolist()
    assert (5.0, 5.0) == (found.output, found.check.terms)
    np.testing.assert_allclose(found.gradients, [[0.6, 0.8], [0, 0]])
    np.testing.assert_allclose(found.contributions, [[1.8, 3.2], [0, 0]])
    nothing = ledger(*pooled("l2"), Unit("P", 0, 5, 5))
    assert (0.0, [[0, 0], [0, 0]]) == (nothing.output, nothing.gradients.tolist())


SHARES = {"max": [0, 1], "average": [3 / 7, 4 / 7], "l2": [9 / 25, 16 / 25]}


@pytest.mark.parametrize("mode", SHARES)
def test_a_share_is_what_a_cell_gives_to_its_window(mode):
    network = small_network(Convolution("C", 1, 1), Pooling("P", mode), C_weight=[1])
    pair = read(network, raster_with([[3, 4], [0, 0]]))
    shares = [ledger(*pair, Unit("C", 0, 0, column)).passages[0].share for column in (0, 1)]
    assert pytest.approx(SHARES[mode]) == shares
    blank = ledger(*pair, Unit("C", 0, 9, 9)).passages[0]
    assert (0.0, False) == (blank.share, blank.is_winner)


def test_sub_sampling_by_hand():
    network = small_network(
        Convolution("C", 1, 1), Subsampling("S"), C_weight=[1], S_weight=[0.5], S_bias=[-1]
    )
    pair = read(network, raster_with([[3, 4], [0, 1]]))
    found = ledger(*pair, Unit("S", 0, 0, 0))
    assert (8.0, 0.5, -1.0, 3.0) == (
        found.total,
        found.coefficient,
        found.bias,
        found.pre_activation,
    )
    assert [[1.5, 2], [0, 0.5]] == found.contributions.tolist()
    assert [[0.5, 0.5], [0.5, 0.5]] == found.gradients.tolist()
    assert "scaled tanh" == found.function
    assert pytest.approx(1.7159 * math.tanh(2)) == found.activation
    assert (3.0, 3.0) == (found.check.terms, found.check.network)
    (passage,) = ledger(*pair, Unit("C", 0, 0, 1)).passages
    assert ((0, 1), False, 0.5, 0.5) == (
        passage.place,
        passage.is_winner,
        passage.gradient,
        passage.share,
    )


@pytest.fixture(scope="module")
def four():
    """Four numbers, 1 to 4, and a unit that takes them by -1, 3, 0.5 and -2, and 0.25."""
    raster = np.zeros((28, 28), np.float32)
    raster[3, 3], raster[3, 20], raster[20, 3], raster[20, 20] = 1, 2, 3, 4
    network = small_network(
        Pooling("P", "max", 14, 14),
        FullyConnected("F", 2),
        F_weight=[[-1, 3, 0.5, -2], [1, 1, 1, 1]],
        F_bias=[0.25, -20],
    )
    return read(network, raster)


def test_a_fully_connected_unit_by_hand(four):
    found = ledger(*four, Unit("F", 0))
    assert [1, 2, 3, 4] == found.inputs.tolist()
    assert [-1, 6, 1.5, -8] == found.contributions.tolist()
    assert (7.5, -9.0) == (found.positive, found.negative)
    assert (-1.25, 0.0) == (found.pre_activation, found.activation)
    assert [3, 1, 2, 0] == found.order("size").tolist()
    assert [1, 2, 3, 0] == found.order("sign").tolist()
    assert [Unit("P", 0, 0, 0), Unit("P", 0, 0, 1), Unit("P", 0, 1, 0), Unit("P", 0, 1, 1)] == [
        found.source(number) for number in range(4)
    ]


def test_a_waterfall_leads_from_the_bias_to_the_pre_activation(four):
    steps = ledger(*four, Unit("F", 0)).waterfall(2)
    assert ["bias", "P · 0 · 1, 1", "P · 0 · 0, 1", "the other 2 together"] == [
        step.label for step in steps
    ]
    assert [0.25, -8, 6, 0.5] == [step.value for step in steps]
    assert [0.25, -7.75, -1.75, -1.25] == [step.running for step in steps]
    assert [None, Unit("P", 0, 1, 1), Unit("P", 0, 0, 1), None] == [step.unit for step in steps]
    assert 5 == len(ledger(*four, Unit("F", 0)).waterfall(4))


def test_the_softmax_by_hand():
    logits = [math.log(4), math.log(9), *[-200] * 8]
    network = small_network(Out_bias=logits, temperature=2.0, threshold=0.7)
    found = softmax_ledger(network, read(network, raster_with([[0]]))[1])
    # e^(z/2) is 2 and 3, and 1 for "none of the ten".
    assert pytest.approx([2 / 3, 1, *[0] * 8]) == found.exponentials.tolist()
    assert pytest.approx(5 / 3) == found.total
    assert pytest.approx([0.4, 0.6, *[0] * 8]) == found.probabilities.tolist()
    assert pytest.approx(5 / 6) == found.digit_score
    assert pytest.approx(-math.log(0.4)) == found.cross_entropy(0)
    assert pytest.approx(100 + math.log(5), rel=1e-6) == found.cross_entropy(7)
    assert pytest.approx(0, abs=1e-12) == found.check.difference
    assert 0.7 == found.calibration.threshold
    for label in (-1, 10):
        with pytest.raises(ValueError, match="expected 0 to 9"):
            found.cross_entropy(label)


def test_a_cross_entropy_is_finite_where_the_probability_is_no_longer_a_number():
    network = small_network(Out_bias=[2000, *[0] * 9])
    found = softmax_ledger(network, read(network, raster_with([[0]]))[1])
    assert (0.0, 2000.0) == (found.probabilities[3], found.cross_entropy(3))


def test_every_ledger_is_written_as_csv(pair, four):
    table = rows(ledger(*pair, Unit("C", 0, 0, 0)))
    assert ["padding", "padding", "padding", "product"] * 2 == [row["term"] for row in table[:8]]
    assert ("A", "1", "0", "0", "-1.0", "2.0", "-2.0") == tuple(
        table[7][name] for name in ("layer", "channel", "row", "column", "x", "w", "product")
    )
    expected = [("bias", "0.5"), ("pre-activation", "6.5"), ("activation", "6.5")]
    assert expected == [(row["term"], row["value"]) for row in table[8:]]
    assert "-0.0" not in as_csv(ledger(*pair, Unit("C", 0, 0, 0)))

    table = rows(ledger(*four, Unit("F", 0)))
    assert ("P", "0", "1", "0", "3.0", "0.5", "1.5") == tuple(
        table[2][name] for name in ("layer", "channel", "row", "column", "x", "w", "product")
    )
    table = rows(ledger(*pooled("l2"), Unit("P", 0, 0, 0)))
    assert ["9.0", "16.0", "0.0", "0.0", ""] == [row["square"] for row in table]
    assert "5.0" == table[-1]["value"]
    table = rows(ledger(*pooled("max"), Unit("P", 0, 0, 0)))
    assert ["0.0", "1.0", "0.0", "0.0"] == [row["gradient"] for row in table[:4]]
    assert {""} == {row["square"] for row in table}

    network = small_network(Out_bias=np.arange(10))
    table = rows(softmax_ledger(network, read(network, raster_with([[0]]))[1]))
    assert [str(digit) for digit in range(10)] == [row["digit"] for row in table[:10]]
    assert pytest.approx(1) == sum(float(row["probability"]) for row in table[:10])


def test_every_array_is_read_only(pair, four):
    tables = [ledger(*pair, Unit(name, 1, 2, 3)) for name in "ACP"]
    tables += [ledger(*four, Unit("F", 1)), softmax_ledger(*four[:2])]
    arrays = [getattr(table, name) for table in tables for name in type(table).__slots__]
    arrays = [array for array in arrays if isinstance(array, np.ndarray)]
    assert len(arrays) > 15
    assert not any(array.flags.writeable for array in arrays)
