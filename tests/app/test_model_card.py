"""Cards of every age and by every hand become words, and nothing on them is lost."""

from __future__ import annotations

import pytest

from app.model_card import plain, sections, summary
from model.network import lenet, lenet5
from model.weights import NetworkRecord

CARD = {
    "summary": "Reads digits.",
    "data": [
        {"name": "MNIST", "use": "training", "samples": 53988, "licence": "CC", "source": "LeCun"},
        {"name": "pen", "use": "check", "samples": 7494, "writers": 30},
    ],
    "recipe": {"text": "Long.", "command": "train it", "seed": 2024, "epochs": 9},
    "figures": [
        {"measure": "Calibration error", "value": 0.21, "unit": "%", "data": "MNIST test"},
        {
            "measure": "MNIST test error", "value": 0.35, "unit": "%", "low": 0.25, "high": 0.49,
            "data": "10,000 digits", "target": 0.4, "command": "measure it",
        },
        {"measure": "AUROC", "value": 0.9812, "unit": "", "low": None, "high": None},
    ],
    "spread": {"seeds": [2024, 2025], "text": "They differ little."},
    "limits": ["No letters."],
    "licences": ["MNIST: CC"],
    "made_with": "digitscope 9",
    "hours": 1.25,
}  # fmt: skip
OLD = {
    "data": "MNIST, 53,988 digits",
    "command": "digitscope train",
    "seed": 0,
    "validation": {"samples": 6012, "errors": 31, "error_rate": 0.005156, "loss": 0.016129},
    "mnist_test": {"samples": 10000, "errors": 49, "error_rate": 0.0049, "loss": 0.014285},
}
ODD = [
    {"figures": 3, "data": 4, "recipe": [], "spread": "little", "limits": {}, "licences": 7},
    {"figures": [1, 2], "data": [None], "summary": ["x"], "made_with": {"a": 1}},
    {"figures": [{}], "data": [{}], "recipe": {}, "spread": {}, "limits": [], "licences": ""},
    {"figures": [{"value": "low", "unit": 5, "low": [], "target": True, "measure": {}}]},
    {"figures": [{"value": float("nan"), "unit": "%"}, {"value": 1e300, "unit": "%"}]},
    {"mnist_test": {"error_rate": "small"}, "validation": None, "recipe": {"text": 5}},
    {"deep": [[[[[[[[[1]]]]]]]]], "long": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}},
    {"data": [{"": ""}], "limits": [None, 5, {"a": []}], "licences": [["x"]]},
]


def by_title(record):
    return {section.title: section for section in sections(record)}


def words_of(section):
    cells = [cell for row in section.rows for cell in row]
    pairs = [text for pair in section.pairs for text in pair]
    return "\n".join((*section.text, *cells, *section.code, *section.points, *pairs))


@pytest.fixture
def with_card(record):
    return lambda card: NetworkRecord(record.network, card, record.folder, record.checksum)


def test_one_line_says_pooling_size_and_error():
    assert summary(lenet(), CARD) == "max pooling · 120,382 parameters · 0.35 % error on MNIST"
    assert summary(lenet("l2"), {}) == "L2 pooling · 120,382 parameters"
    assert summary(lenet(), OLD).endswith("0.49 % error on MNIST")
    count = lenet5().parameter_count
    assert summary(lenet5(), {}) == f"sub-sampling · {count:,} parameters"


def test_the_error_on_other_digits_is_not_the_error_on_mnist():
    for words in ({"measure": "Validation error"}, {"data": "MNIST validation writers"}):
        figure = {"measure": "Error", "value": 0.5, "unit": "%", "data": "MNIST"} | words
        assert "error" not in summary(lenet(), {"figures": [figure]})


def test_figures_stand_in_a_table_with_interval_and_target(with_card):
    measured = by_title(with_card(CARD))["Measured"]
    assert measured.headers == ("Measure", "Figure", "Interval", "Data", "Target")
    row = ("MNIST test error", "0.35 %", "0.25 to 0.49", "10,000 digits", "0.40 %")
    assert measured.rows[1] == row
    assert measured.rows[2] == ("AUROC", "0.9812", "", "", "")
    assert measured.code == ("measure it",)


def test_columns_that_nothing_fills_are_left_out(with_card):
    figure = {"measure": "Error", "value": 0.004, "unit": "%"}
    measured = by_title(with_card({"figures": [figure]}))["Measured"]
    assert (measured.headers, measured.rows) == (("Measure", "Figure"), (("Error", "0.004 %"),))


def test_the_layer_table_counts_every_parameter(with_card, record):
    layers = by_title(with_card({}))["Layers"]
    assert layers.rows[0] == ("C1", "convolution 5×5 · ReLU", "16 @ 28×28", "416")
    counts = [int(row[-1].replace(",", "")) for row in layers.rows]
    assert sum(counts[:-1]) == counts[-1] == record.spec.parameter_count


def test_seeds_are_no_amounts(with_card):
    found = by_title(with_card(CARD))
    assert ("Seed", "2024") in found["Recipe"].pairs
    assert ("Seeds", "2024, 2025") in found["Seeds and spread"].pairs


def test_every_field_of_a_card_is_shown(with_card):
    text = "\n".join(words_of(section) for section in sections(with_card(CARD)))
    for expected in (
        *("53,988", "LeCun", "pen", "writers 30", "Long.", "train it", "Epochs", "9"),
        *("They differ little.", "No letters.", "MNIST: CC", "digitscope 9", "Hours", "1.25"),
    ):
        assert expected in text


def test_an_old_card_is_shown_in_the_new_form(with_card):
    found = by_title(with_card(OLD))
    error = ("MNIST test error", "0.49 %", "49 of 10,000 digits · loss 0.01429")
    assert found["Measured"].rows[0] == error
    assert found["Recipe"].code == ("digitscope train",)
    assert found["Trained on"].text == ("MNIST, 53,988 digits",)
    assert "Also on the card" not in found


@pytest.mark.parametrize("card", ODD, ids=range(len(ODD)))
def test_an_odd_card_is_shown_all_the_same(with_card, card):
    for section in sections(with_card(card)):
        assert not section.is_empty
        assert all(len(row) == len(section.headers) for row in section.rows)
    assert summary(lenet(), card).startswith("max pooling")


def test_reading_a_card_changes_nothing_on_it(with_card):
    card = OLD | {"recipe": {"text": "Long.", "seed": 1}, "figures": [{"value": 1.0}]}
    before = repr(card)
    sections(with_card(card))
    summary(lenet(), card)
    assert repr(card) == before


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not stated"), (True, "yes"), (1234567, "1,234,567"), (0.123456, "0.1235"),
        (54321.0, "54,321"), ([1, "a"], "1, a"), ({"a_b": 8, "c": False}, "a b 8 · c no"),
    ],
)  # fmt: skip
def test_plain_values_in_words(value, text):
    assert plain(value) == text
