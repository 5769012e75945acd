"""A report: the page says what the numbers say, stands alone, and overwrites nothing else."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from app.cli import run
from app.commands.self_test import digit_drawing
from app.paths import bundled_network
from model import disturbances, measures
from model.network import Network
from model.raster import rasterize
from model.recognizer import recognize_arrays
from model.strokes import drawing_to_json
from model.weights import load, save
from tests.app.commands.digit_files import write_mnist
from tests.app.commands.page import Page
from tests.conftest import CHECKOUT

PAIRS = [*((digit, digit) for digit in range(10)), (7, 1), (3, 8), (3, 8)]


def read_report(folder):
    assert ["report.html", "report.json"] == sorted(path.name for path in folder.iterdir())
    text = (folder / "report.html").read_text(encoding="utf-8")
    return json.loads((folder / "report.json").read_text(encoding="utf-8")), Page(text), text


@pytest.fixture(scope="module")
def mnist(tmp_path_factory):
    """A report on 13 digits, three of them with a wrong label."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "mnist").mkdir()
    write_mnist(folder / "mnist", PAIRS)
    assert 0 == run(["evaluate", "--mnist", str(folder / "mnist"), "--report", str(folder / "r")])
    return read_report(folder / "r")


@pytest.fixture
def everything(evaluated, data, tmp_path):
    """A report on a whole data folder."""
    code, _, _ = evaluated("--data", data, "--report", tmp_path / "report")
    assert 0 == code
    return read_report(tmp_path / "report")


def assert_shown_as_it_is(place, value, text):
    """Whether a text is what a figure rounds to."""
    if value is None:
        assert "–" == text
    elif isinstance(value, str):
        assert value == text or value.replace("_", " ") == text
    elif text.endswith(" %"):
        assert f"{100 * value:.2f} %" == text, place
    elif isinstance(value, int):
        assert value == int(text.replace(",", "").replace("−", "-")), place
    else:
        places = len(text.partition(".")[2])
        assert pytest.approx(value, abs=0.51 * 10**-places) == float(text.replace("−", "-")), place


@pytest.mark.parametrize("report", ["mnist", "everything"])
def test_every_figure_of_the_page_is_that_of_the_numbers(report, request):
    numbers, page, _ = request.getfixturevalue(report)
    assert len(page.figures) > 200
    for place, value, parts in page.figures:
        expected = numbers
        for key in place:
            expected = expected[key]
        assert (type(expected), expected) == (type(value), value), place
        assert_shown_as_it_is(place, value, "".join(parts))


@pytest.mark.parametrize("report", ["mnist", "everything"])
def test_no_measured_rate_stands_outside_of_the_figures(report, request):
    _, page, _ = request.getfixturevalue(report)
    assert {"95 %"} == set(re.findall(r"[\d.]+ %", " ".join(page.loose)))


@pytest.mark.parametrize("report", ["mnist", "everything"])
def test_the_page_needs_nothing_but_itself(report, request):
    _, page, text = request.getfixturevalue(report)
    assert "//" not in re.sub(r"base64,[^\"]*", "", text)
    assert [] == page.all("script") + page.all("link") + page.all("iframe")
    assert "url(" not in text
    assert "@import" not in text
    assert all(image["src"].startswith("data:image/png;base64,") for image in page.all("img"))
    assert all(image["alt"] for image in page.all("img"))
    identities = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(identities)) == len(identities) > 0
    assert sorted(f"#{name}" for name in identities) == sorted(a["href"] for a in page.all("a"))


def test_what_is_measured_on_the_page(mnist):
    shown = {tuple(place) for place, _, _ in mnist[1].figures}
    for end in (
        ("error_rate",), ("errors",), ("error_interval", 0), ("error_interval", 1),
        ("refused_rate",), ("calibration_error",), ("confusion", 9, 9),
        ("per_class", 0, "precision"), ("reliability", "calibration_error"),
        ("coverage", "area"), ("coverage", "shipped", "coverage"), ("worst", 2, "confidence"),
        ("robustness", 6, "steps", 4, "error_rate"),
    ):  # fmt: skip
        assert ("measures", 0, *end) in shown
    assert {("network", "sha256"), ("network", "parameters"), ("data",), ("date",)} < shown


def test_the_head_says_what_was_measured(mnist):
    numbers, _, text = mnist
    record = load(bundled_network())
    assert ("digitscope report", 1) == (numbers["kind"], numbers["schema"])
    assert record.checksum == numbers["network"]["sha256"]
    assert record.spec.parameter_count == numbers["network"]["parameters"]
    assert numbers["data"].endswith("mnist")
    assert datetime.fromisoformat(numbers["date"]).utcoffset() is not None
    assert f"<title>{numbers['title']}</title>" in text


def test_the_numbers_hold_what_the_command_prints(evaluated, data, tmp_path):
    _, out, _ = evaluated("--data", data, "--report", tmp_path / "report")
    numbers, _, _ = read_report(tmp_path / "report")
    lines = list(map(json.loads, out.splitlines()))
    for line, measure in zip(lines, numbers["measures"], strict=True):
        assert line == {key: measure[key] for key in line}


def test_classes_and_calibration_are_those_of_the_measures(mnist, record):
    measure = mnist[0]["measures"][0]
    rasters = np.array([np.rint(255 * rasterize(digit_drawing(d)).array) for d, _ in PAIRS])
    answers = list(recognize_arrays(record.network, (rasters / 255).astype(np.float32)))
    probabilities = np.array([row for row, _ in answers])
    right = probabilities.argmax(axis=1) == [label for _, label in PAIRS]
    expected = measures.reliability(probabilities.max(axis=1), right)
    found = measure["reliability"]
    assert expected.calibration_error == measure["calibration_error"] == found["calibration_error"]
    assert expected.counts.tolist() == [each["samples"] for each in found["bins"]]
    assert {None} == {each["accuracy"] for each in found["bins"] if not each["samples"]}
    assert (1, 2, 0.5) == tuple(
        measure["per_class"][digit][key]
        for digit, key in ((7, "support"), (7, "read"), (7, "precision"))
    )
    curve = measures.risk_coverage(probabilities.max(axis=1), ~right)
    assert curve.area == measure["coverage"]["area"]
    assert {"coverage": 1.0, "error_rate": 3 / 13} == measure["coverage"]["points"][-1]


def test_the_worst_errors_come_first_with_their_pictures(mnist):
    numbers, page, _ = mnist
    worst = numbers["measures"][0]["worst"]
    assert {(10, 1, 7), (11, 8, 3), (12, 8, 3)} == {
        (each["index"], each["true"], each["read"]) for each in worst
    }
    confidences = [each["confidence"] for each in worst]
    assert sorted(confidences, reverse=True) == confidences
    for each, image in zip(worst, page.all("img"), strict=True):
        file = io.BytesIO(base64.b64decode(image["src"].partition(",")[2]))
        with Image.open(file) as picture:
            ink = np.asarray(picture)[..., 1]
        drawn = rasterize(digit_drawing(PAIRS[each["index"]][0])).array
        np.testing.assert_array_equal(np.rint(255 * drawn), ink)
        assert f"a {each['true']} read as {each['read']}" == image["alt"]


def test_robustness_is_measured_step_by_step(mnist, record):
    rows = mnist[0]["measures"][0]["robustness"]
    assert [each.name for each in disturbances.DISTURBANCES] == [row["disturbance"] for row in rows]
    rasters = np.array([np.rint(255 * rasterize(digit_drawing(d)).array) for d, _ in PAIRS])
    rasters = (rasters / 255).astype(np.float32)
    for row, disturbance in zip(rows, disturbances.DISTURBANCES, strict=True):
        assert list(disturbance.amounts) == [step["amount"] for step in row["steps"]]
        assert 3 == row["steps"][0]["errors"]
        disturbed = disturbance(rasters, disturbance.amounts[-1])
        read = [row.argmax() for row, _ in recognize_arrays(record.network, disturbed)]
        wrong = sum(seen != label for seen, (_, label) in zip(read, PAIRS, strict=True))
        assert wrong == row["steps"][-1]["errors"]


def test_what_passed_for_a_digit_is_shown(everything):
    numbers, page, _ = everything
    sheets = [measure.get("accepted", measure.get("worst")) for measure in numbers["measures"]]
    assert sum(map(len, sheets)) == len(page.all("img"))
    for measure, sheet in zip(numbers["measures"], sheets, strict=True):
        if "accepted" in measure:
            kept = round(measure["samples"] * (1 - measure["refused_rate"]))
            assert min(kept, 60) == len(sheet)
            scores = [each["digit_score"] for each in sheet]
            assert sorted(scores, reverse=True) == scores


def test_without_errors_the_sheet_says_so(evaluated, labelled, tmp_path):
    drawings = labelled([(digit, digit) for digit in range(10)])
    assert 0 == evaluated("--drawings", drawings, "--report", tmp_path / "report")[0]
    numbers, page, _ = read_report(tmp_path / "report")
    assert [] == numbers["measures"][0]["worst"] == page.all("img")
    assert "None." in page.loose


def test_a_report_follows_also_when_some_drawings_are_bad(evaluated, labelled, tmp_path):
    folder = tmp_path / "deep" / "report"
    code, out, messages = evaluated("--drawings", labelled([(1, 1)], "5"), "--report", folder)
    assert (2, 1) == (code, json.loads(out)["samples"])
    assert str(folder / "report.html") in messages
    assert 1 == read_report(folder)[0]["measures"][0]["samples"]


def test_all_refused_leaves_a_dash(evaluated, tmp_path):
    path = tmp_path / "blank.jsonl"
    path.write_text('{"strokes": [], "label": 4}')
    assert 0 == evaluated("--drawings", path, "--report", tmp_path / "report")[0]
    numbers, page, _ = read_report(tmp_path / "report")
    assert {"coverage": 0.0, "error_rate": None} == numbers["measures"][0]["coverage"]["shipped"]
    shown = {tuple(place): "".join(parts) for place, _, parts in page.figures}
    assert "–" == shown[("measures", 0, "coverage", "shipped", "error_rate")]


def test_names_are_text_and_never_markup(evaluated, labelled, tmp_path):
    name = """<script>alert("1")</script> & 'co' $title"""
    bundled = load(bundled_network()).network
    network = Network(name, bundled.spec, bundled.parameters, bundled.calibration)
    save(network, tmp_path / "network")
    drawings = labelled([(1, 1)]).rename(tmp_path / "<b> & $x.jsonl")
    options = ("--network", tmp_path / "network", "--report", tmp_path / "report")
    assert 0 == evaluated("--drawings", drawings, *options)[0]
    numbers, page, text = read_report(tmp_path / "report")
    assert name == numbers["network"]["name"]
    assert {"script", "b"}.isdisjoint(tag for tag, _ in page.elements)
    assert "<script" not in text
    assert [name] in [parts for _, _, parts in page.figures]
    assert [str(drawings)] in [parts for _, _, parts in page.figures]


def test_a_report_may_be_made_anew(evaluated, labelled, tmp_path):
    folder = tmp_path / "report"
    for pairs in ([(1, 1)], [(1, 1), (2, 2)]):
        assert 0 == evaluated("--drawings", labelled(pairs), "--report", folder)[0]
        assert len(pairs) == read_report(folder)[0]["measures"][0]["samples"]


@pytest.mark.parametrize("name", ["report.html", "report.json"])
@pytest.mark.parametrize("text", ["mine", "{}", '["digitscope report"]'])
def test_another_file_is_not_overwritten(evaluated, labelled, tmp_path, name, text):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / name).write_text(text)
    code, out, messages = evaluated("--drawings", labelled([(1, 1)]), "--report", folder)
    assert (2, "") == (code, out)
    assert f"{folder} holds a {name} that is no report" in messages
    assert [name] == [path.name for path in folder.iterdir()]
    assert text == (folder / name).read_text()


def test_other_files_may_lie_beside_a_report(evaluated, labelled, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    assert 0 == evaluated("--drawings", labelled([(1, 1)]), "--report", tmp_path)[0]
    assert "mine" == (tmp_path / "notes.txt").read_text()
    assert {"report.html", "report.json"} < {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_in_place_of_the_folder_is_named_before_the_work(
    evaluated, labelled, tmp_path, below
):
    (tmp_path / "file").write_text("mine")
    options = ("--report", tmp_path / "file" / below)
    code, out, messages = evaluated("--drawings", labelled([(1, 1)]), *options)
    assert (2, "") == (code, out)
    assert f"{tmp_path / 'file'} is a file" in messages


def test_what_cannot_be_measured_leaves_no_report(evaluated, tmp_path):
    options = ("--report", tmp_path / "report")
    assert 2 == evaluated("--mnist", tmp_path / "missing", *options)[0]
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("wanted", [[], ["--report", "report"]], ids=["plain", "report"])
def test_neither_torch_nor_qt_is_imported(tmp_path, wanted):
    drawing = json.dumps(drawing_to_json(digit_drawing(3)) | {"label": 3})
    (tmp_path / "three.jsonl").write_text(drawing)
    arguments = ["evaluate", "--drawings", "three.jsonl", *wanted]
    code = f"import sys, app.cli; app.cli.run({arguments})\n"
    code += "print(*({'torch', 'PySide6'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "" == done.stdout.splitlines()[-1]
