"""`digitscope retrain`: labelled drawings in, a network and one JSON object out."""

import json
from argparse import Namespace

import pytest

from app.commands import retrain
from app.commands.self_test import digit_drawing
from model.data.mnist import NOT_A_DIGIT
from model.strokes import drawing_to_json
from model.weights import load
from tests.model.learning.hands import TINY, mirrored


def write_lines(place, lines):
    file = place / "samples.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def lines_of(samples):
    return [drawing_to_json(sample.drawing) | {"label": sample.label} for sample in samples]


@pytest.fixture(scope="module")
def samples():
    return mirrored([2, 3, 7, 6] * 15, 1)


def test_about_one_in_five_is_held_out_and_always_the_same(samples, tmp_path):
    file = write_lines(tmp_path, lines_of(samples))
    first = retrain.load_samples(file)
    again = retrain.load_samples(write_lines(tmp_path, lines_of(samples[::-1])))
    assert 4 <= len(first.held_out) <= 22
    assert len(first.training) + len(first.held_out) == 60
    held_out = [{s.raster.tobytes() for s in each.held_out} for each in (first, again)]
    assert held_out[0] == held_out[1]


def test_a_line_may_say_on_which_side_it_stands(samples, tmp_path):
    lines = [line | {"held_out": n >= 50} for n, line in enumerate(lines_of(samples))]
    found = retrain.load_samples(write_lines(tmp_path, lines))
    assert (50, 10) == (len(found.training), len(found.held_out))


@pytest.mark.parametrize("label", [None, "none", "not a digit"])
def test_not_a_digit_has_three_spellings(label, tmp_path):
    line = drawing_to_json(digit_drawing(3)) | {"label": label, "held_out": False}
    assert retrain.load_samples(write_lines(tmp_path, [line])).training[0].label == NOT_A_DIGIT


@pytest.mark.parametrize("label", [12, "seven", True, [7]])
def test_other_labels_are_named_with_their_line(label, tmp_path):
    lines = [drawing_to_json(digit_drawing(3)) | {"label": each} for each in (3, label)]
    with pytest.raises(ValueError, match="line 2: label"):
        retrain.load_samples(write_lines(tmp_path, lines))


def test_a_line_that_is_no_drawing_is_named(tmp_path):
    with pytest.raises(ValueError, match="line 1"):
        retrain.load_samples(write_lines(tmp_path, [{"label": 3}]))


def test_it_saves_a_network_and_tells_what_became_of_it(samples, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(retrain, "RetrainingConfig", lambda **_: TINY)
    out = tmp_path / "mine"
    options = Namespace(
        store=write_lines(tmp_path, lines_of(samples)),
        out=out, base=None, mnist=None, seed=0, device="cpu",
    )  # fmt: skip
    assert retrain.retrain_network(options) == 0
    told = json.loads(capsys.readouterr().out)
    record = load(out)
    assert told["sha256"] == record.checksum != told["parent"]
    assert record.card["parent"]["sha256"] == told["parent"]
    assert {"before", "after", "seconds", "samples_used"} <= told.keys()
    count = told["before"]["held_out"]["samples"]
    assert told["samples_used"] + count == 60
    assert sum(record.card["recipe"]["samples by label"].values()) == told["samples_used"]
