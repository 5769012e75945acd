"""`digitscope evaluate`: what was counted, what was not, and why."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from model.measures import wilson_interval
from tests.app.commands.digit_files import IMAGES, write_mnist

BAD_LABELS = [-1, 10, 3.0, "3", None, True, [3], {}, 10**400]


def test_right_answers_stand_on_the_diagonal(evaluated, labelled):
    code, out, messages = evaluated("--drawings", labelled([(d, d) for d in range(10)]))
    report = json.loads(out)
    assert (0, "", 1) == (code, messages, len(out.splitlines()))
    assert (10, 0, 0.0, 0.0) == tuple(
        report[key] for key in ("samples", "errors", "error_rate", "refused_rate")
    )
    assert np.eye(10).tolist() == report["confusion"]
    assert 0 < report["cross_entropy"] < 0.1
    assert 0 < report["calibration_error"] < 0.1
    assert list(wilson_interval(0, 10)) == report["error_interval"]


def test_confusion_is_true_by_predicted(evaluated, labelled):
    _, out, _ = evaluated("--drawings", labelled([(7, 1), (7, 1), (7, 7), (3, 8)]))
    report = json.loads(out)
    expected = np.zeros((10, 10), int)
    expected[1, 7], expected[7, 7], expected[8, 3] = 2, 1, 1
    assert (4, 3, 0.75) == (report["samples"], report["errors"], report["error_rate"])
    assert expected.tolist() == report["confusion"]


def test_what_is_refused_is_counted_and_read_all_the_same(evaluated, labelled):
    blanks = ['{"strokes": [], "label": 4}'] * 3
    report = json.loads(evaluated("--drawings", labelled([(2, 2)], *blanks))[1])
    assert (4, 0.75) == (report["samples"], report["refused_rate"])
    assert {"blank": 3} == report["refused_because"]
    assert 4 == np.sum(report["confusion"])


@pytest.mark.parametrize("label", BAD_LABELS, ids=lambda label: str(label)[:9])
def test_a_bad_label_is_named_and_the_rest_is_measured(evaluated, labelled, label):
    path = labelled([(1, 1), (2, label), (3, 3)])
    code, out, messages = evaluated("--drawings", path)
    assert (2, 2) == (code, json.loads(out)["samples"])
    assert f"{path}, line 2: label {label!r}, expected 0 to 9" in messages


def test_a_bad_line_is_named_and_the_rest_is_measured(evaluated, labelled):
    path = labelled([(1, 1)], '{"strokes": 5, "label": 3}', "[" * 100_000)
    code, out, messages = evaluated("--drawings", path)
    assert (2, 1) == (code, json.loads(out)["samples"])
    assert f"{path}, line 2: " in messages
    assert f"{path}, line 3: " in messages


@pytest.mark.parametrize("lines", [[], ['{"strokes": []}'], ["5"]], ids=["none", "bare", "bad"])
def test_without_any_labelled_drawing_there_is_no_report(evaluated, labelled, lines):
    path = labelled([], *lines)
    code, out, messages = evaluated("--drawings", path)
    assert (2, "") == (code, out)
    assert f"{path}: no labelled drawing" in messages


def test_a_missing_file_is_named(evaluated, tmp_path):
    code, out, messages = evaluated("--drawings", tmp_path / "missing.jsonl")
    assert (2, "") == (code, out)
    assert "missing.jsonl: cannot be read" in messages


def test_the_table_can_be_read(evaluated, labelled):
    path = labelled([*((d, d) for d in range(9)), (7, 1)])
    code, out, _ = evaluated("--drawings", path, "--table")
    lines = out.splitlines()
    assert (0, 15) == (code, len(lines))
    assert ["samples", "10"] == lines[0].split()
    assert ["errors", "1", "10.00", "%"] == lines[1].split()
    assert ["refused", "0.00", "%"] == lines[2].split()
    assert [*map(str, range(10))] == lines[4].split()[3:13]
    assert ["1", "0", "1", "0", "0", "0", "0", "0", "1", "0", "0", "50.00", "%"] == lines[6].split()
    assert [*"90000000000", "–"] == lines[14].split()
    assert " " not in {line[71] for line in lines[4:]}  # where the last class ends


@pytest.mark.parametrize(("pack", "suffix"), [(bytes, ""), (gzip.compress, ".gz")])
def test_mnist_files_are_measured(evaluated, tmp_path, pack, suffix):
    write_mnist(tmp_path, [*((d, d) for d in range(10)), (5, 6)] * 7, pack, suffix)
    code, out, messages = evaluated("--mnist", tmp_path)
    report = json.loads(out)
    assert (0, "", 77, 7) == (code, messages, report["samples"], report["errors"])
    assert 7 == report["confusion"][6][5]


def test_missing_mnist_files_are_named(evaluated, tmp_path):
    code, out, messages = evaluated("--mnist", tmp_path)
    assert (2, "") == (code, out)
    assert str(tmp_path) in messages
    assert IMAGES in messages


def test_damaged_mnist_files_are_named(evaluated, tmp_path):
    write_mnist(tmp_path, [(1, 1)])
    (tmp_path / IMAGES).write_bytes((tmp_path / IMAGES).read_bytes()[:-1])
    code, _, messages = evaluated("--mnist", tmp_path)
    assert 2 == code
    assert f"{tmp_path / IMAGES}: " in messages


def test_mnist_files_without_digits_are_refused(evaluated, tmp_path):
    write_mnist(tmp_path, [])
    code, out, messages = evaluated("--mnist", tmp_path)
    assert (2, "") == (code, out)
    assert str(tmp_path) in messages
