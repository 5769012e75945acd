import re

import pytest

from model.costs import network_cost
from model.formulas import (
    Formula,
    fully_connected_formula,
    key_text,
    locally_connected_formula,
    memory_formula,
    memory_text,
    multiply_add_formula,
    one_channel_formula,
    output_formula,
    parameter_formula,
    sight_text,
)
from model.geometry import Fields
from model.layers import Convolution, FullyConnected, Pooling
from model.network import NetworkSpec, lenet, lenet5
from model.receptive_fields import fields_of
from model.unit import INPUT
from tests.model.layer_tables import random_table

COSTS = {"lenet": network_cost(lenet()), "lenet5": network_cost(lenet5())}
FORMULAS = (
    parameter_formula,
    one_channel_formula,
    multiply_add_formula,
    memory_formula,
    locally_connected_formula,
    fully_connected_formula,
)


@pytest.mark.parametrize(
    ("network", "layer", "formula", "text"),
    [
        ("lenet", "C3", parameter_formula, "(r²·D + 1)·N = (25·16 + 1)·32 = 12,832"),
        ("lenet", "C3", one_channel_formula, "(r² + 1)·N_F = (25 + 1)·32 = 832"),
        ("lenet", "C3", multiply_add_formula, "10·10·32 · 25·16 = 1,280,000"),
        ("lenet", "C3", memory_formula, "32·10·10 · 4 bytes = 12,800"),
        (
            "lenet",
            "C3",
            locally_connected_formula,
            "(r²·D + 1)·N · n_C² = (25·16 + 1)·32 · 10·10 = 1,283,200",
        ),
        ("lenet", "C3", fully_connected_formula, "(n + 1)·m = (3136 + 1)·3200 = 10,038,400"),
        ("lenet", "F5", parameter_formula, "(n + 1)·m = (800 + 1)·120 = 96,120"),
        ("lenet", "F5", locally_connected_formula, "(n + 1)·m = (800 + 1)·120 = 96,120"),
        ("lenet", "F5", memory_formula, "120 · 4 bytes = 480"),
        ("lenet", "F5", multiply_add_formula, "800·120 = 96,000"),
        ("lenet", "P2", parameter_formula, "0"),
        ("lenet", "P2", locally_connected_formula, "0"),
        ("lenet", "P2", multiply_add_formula, "14·14·16 · 0 = 0"),
        ("lenet5", "C3", parameter_formula, "r²·K + N = 25·60 + 16 = 1,516"),
        ("lenet5", "C3", multiply_add_formula, "10·10 · 25·60 = 150,000"),
        (
            "lenet5",
            "C3",
            locally_connected_formula,
            "(r²·K + N) · n_C² = (25·60 + 16) · 10·10 = 151,600",
        ),
        ("lenet5", "S2", parameter_formula, "2·N = 2·6 = 12"),
        ("lenet5", "S2", locally_connected_formula, "2·N · n_C² = 2·6 · 14·14 = 2,352"),
    ],
)
def test_a_formula_with_its_numbers(network, layer, formula, text):
    assert text == str(formula(COSTS[network].layer(layer)))


def test_only_a_convolution_has_the_lecture_s_formula():
    assert [one_channel_formula(COSTS["lenet5"].layer(name)) for name in ("S2", "F6")] == [None] * 2


def test_the_output_size_with_its_numbers():
    c1 = COSTS["lenet"].layer("C1").windows
    assert Formula("(n_I + 2P − r) / s + 1", "(28 + 2·2 − 5) / 1 + 1", 28) == output_formula(c1)


def test_a_stride_that_does_not_fit_is_rounded_down():
    spec = NetworkSpec((Convolution("A", 2, 3, 2), FullyConnected("Out", 10, "none")))
    formula = output_formula(network_cost(spec).layers[0].windows)
    assert Formula("⌊(n_I + 2P − r) / s⌋ + 1", "⌊(28 + 2·0 − 3) / 2⌋ + 1", 13) == formula


def computed(numbers):
    """A formula's numbers, calculated by Python."""
    plain = numbers.replace(" bytes", "").replace("−", "-").replace("·", "*").replace(" / ", "//")
    plain = plain.translate(str.maketrans("⌊⌋", "()"))
    assert re.fullmatch(r"[0-9()+*/ -]+", plain), numbers
    return eval(plain)  # noqa: S307  nothing but digits and signs, checked above


@pytest.mark.parametrize("spec", [lenet(), lenet5(), *map(random_table, range(20))])
def test_the_numbers_of_a_formula_give_its_value(spec):
    for cost in network_cost(spec).layers:
        formulas = [formula(cost) for formula in FORMULAS]
        if cost.windows is not None:
            formulas.append(output_formula(cost.windows))
        for formula in formulas:
            if formula is not None and formula.numbers:
                assert formula.value == computed(formula.numbers), formula


def test_what_a_unit_sees_in_words():
    expected = "5×5 of P2 · 10×10 of C1 · 14×14 of the raster, neighbours 2 pixels apart"
    assert expected == sight_text(fields_of(lenet(), "C3"))
    assert "5×5 of the raster, neighbours 1 pixel apart" == sight_text(fields_of(lenet(), "C1"))
    assert "all of P4" == sight_text(fields_of(lenet(), "F5"))
    assert "all of F6" == sight_text(fields_of(lenet(), "Out"))
    only = NetworkSpec((Pooling("P", "max"), FullyConnected("Out", 10, "none")))
    assert "2×2 of the raster, neighbours 2 pixels apart" == sight_text(fields_of(only, "P"))


@pytest.mark.parametrize(
    ("size", "text"),
    [(40, "40 bytes"), (12_800, "12.8 kB"), (999_949, "999.9 kB"), (1_204_224, "1.20 MB")],
)
def test_memory_in_words(size, text):
    assert text == memory_text(size)


def test_a_field_wider_than_the_raster_is_all_of_it():
    wide = {"S4": Fields(5, 4, -2), INPUT: Fields(32, 4, -2)}
    alone = sight_text(wide, is_alone=True)
    assert "5×5 of S4 · all of the raster (32×32 with its padding)" == alone
    assert sight_text(wide).endswith("32×32 of the raster and padding, neighbours 4 pixels apart")


def test_the_key_names_only_letters_that_are_used():
    assert "r kernel side · s stride · P padding · n_I, n_C size before and after" == key_text(
        ["n_C = (n_I + 2P − r) / s + 1"]
    )
    assert "r window side · N, N_F maps" == key_text(["(r² + 1)·N_F", "2·N"], "window")
    assert "n, m numbers before and after" == key_text(["(n + 1)·m"])
    assert "r kernel side · N maps · K connected pairs of channels and maps" == key_text(
        ["r²·K + N"]
    )
    assert "" == key_text(["", "25·16", "nothing to learn"])
