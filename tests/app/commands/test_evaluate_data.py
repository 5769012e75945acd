"""`digitscope evaluate --data`: every set that is there, one line each."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from app.commands.evaluation_sets import digit_sets, not_digit_sets
from model.measures import auroc, wilson_interval
from model.recognizer import recognize_arrays, recognize_many
from model.synthetic.not_digits import KINDS, NOISE_KINDS

MNIST, PEN = "MNIST test", "pen digits, held-out writers"
ALPHABETS, CLEAR = "unseen alphabets", "unseen alphabets, without look-alikes"
SYNTHETIC, NOISE = "synthetic not digits", "noise"


@pytest.fixture
def measures(evaluated, data):
    """The lines of a run, by measure."""
    code, out, _ = evaluated("--data", data)
    assert 0 == code
    return {line["measure"]: line for line in map(json.loads, out.splitlines())}


def silently(_message):
    """For those who tell what they are reading."""


def test_all_that_is_there_is_measured(measures):
    assert [MNIST, PEN, ALPHABETS, CLEAR, SYNTHETIC, NOISE] == list(measures)


def test_digits_are_counted_as_elsewhere(measures):
    line = measures[MNIST]
    assert (20, 1, 0.05) == tuple(line[key] for key in ("samples", "errors", "error_rate"))
    assert list(wilson_interval(1, 20)) == line["error_interval"]
    assert 1 == line["confusion"][1][7]


def test_only_writers_that_were_held_out_count(measures):
    line = measures[PEN]
    assert (11, 1) == (line["samples"], line["errors"])
    assert 1 == line["confusion"][8][3]


def test_only_alphabets_that_were_held_out_count(measures):
    assert {"Early_Aramaic": 1, "Greek": 4} == {
        name: group["samples"] for name, group in measures[ALPHABETS]["by_alphabet"].items()
    }
    assert (5, 4) == (measures[ALPHABETS]["samples"], measures[CLEAR]["samples"])


def test_generated_sets_name_every_kind(measures):
    assert sorted(KINDS) == list(measures[SYNTHETIC]["by_kind"])
    assert sorted(NOISE_KINDS) == list(measures[NOISE]["by_kind"])
    assert len(KINDS) == measures[SYNTHETIC]["samples"]


@pytest.mark.parametrize("name", [ALPHABETS, SYNTHETIC, NOISE])
def test_what_is_refused_adds_up(measures, name):
    line = measures[name]
    groups = [group for key in line if key.startswith("by_") for group in line[key].values()]
    refused = sum(group["samples"] * group["refused_rate"] for group in groups)
    assert line["samples"] == sum(group["samples"] for group in groups)
    assert line["samples"] * line["refused_rate"] == pytest.approx(refused)
    assert sum(line["refused_because"].values()) == pytest.approx(refused)
    low, high = line["refused_interval"]
    assert 0 <= low <= line["refused_rate"] <= high <= 1


def test_auroc_sets_all_test_digits_against_what_is_none(measures, data, record):
    network = record.network
    mnist, pen = digit_sets(data, silently)
    others = next(iter(not_digit_sets(data, silently)))
    answers = [
        recognize_arrays(network, mnist.arrays),
        recognize_many(network, pen.drawn),
        recognize_many(network, others.drawn),
    ]
    first, second, last = ([verdict.digit_score for _, verdict in each] for each in answers)
    assert auroc([*first, *second], last) == measures[ALPHABETS]["auroc"]


def test_generated_sets_are_the_same_every_time(data):
    one, other = ([each.arrays for each in not_digit_sets(data, silently)] for _ in range(2))
    for arrays, again in zip(one, other, strict=True):
        np.testing.assert_array_equal(arrays, again)


@pytest.mark.parametrize(
    ("missing", "left"),
    [
        ("mnist", [PEN, ALPHABETS, CLEAR, SYNTHETIC, NOISE]),
        ("pendigits", [MNIST, ALPHABETS, CLEAR, SYNTHETIC, NOISE]),
        ("not_digits", [MNIST, PEN, SYNTHETIC, NOISE]),
    ],
)
def test_what_is_missing_is_left_out(evaluated, data, missing, left):
    shutil.rmtree(data / missing)
    code, out, _ = evaluated("--data", data)
    assert (0, left) == (code, [json.loads(line)["measure"] for line in out.splitlines()])


def test_without_digits_there_is_no_auroc(evaluated, data):
    shutil.rmtree(data / "mnist")
    shutil.rmtree(data / "pendigits")
    lines = list(map(json.loads, evaluated("--data", data)[1].splitlines()))
    assert {None} == {line["auroc"] for line in lines}


def test_a_folder_without_any_data_is_named(evaluated, tmp_path):
    code, out, messages = evaluated("--data", tmp_path / "nothing")
    assert (2, "") == (code, out)
    assert f"{tmp_path / 'nothing'}: none of " in messages


def test_a_damaged_file_is_named(evaluated, data):
    path = data / "pendigits" / "pendigits-orig.tra"
    path.write_text(path.read_text().replace(".COMMENT 8 10", ".COMMENT x 10"))
    code, _, messages = evaluated("--data", data)
    assert 2 == code
    assert str(path) in messages


def test_what_is_being_read_is_said(evaluated, data):
    _, _, messages = evaluated("--data", data)
    assert ["MNIST", "pen digits", "alphabets"] == [
        line.removeprefix("reading ") for line in messages.splitlines()[:3]
    ]


def test_tables_follow_each_other(evaluated, data):
    code, out, _ = evaluated("--data", data, "--table")
    lines = out.splitlines()
    assert 0 == code
    places = [lines.index(name) for name in (MNIST, PEN, ALPHABETS, CLEAR, SYNTHETIC, NOISE)]
    assert sorted(places) == places
    assert ["samples", "20"] == lines[places[0] + 2].split()
    rows = [line.split() for line in lines[places[2] :]]
    assert ["Early_Aramaic", "1"] == next(row for row in rows if row[:1] == ["Early_Aramaic"])[:2]
