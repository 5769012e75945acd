"""`digitscope samples`: store, list, import, export and check from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import ORDERS, run
from app.commands.samples import STORE_FILE
from app.commands.self_test import digit_drawing
from app.paths import bundled_network
from model.raster import rasterize
from model.recognizer import recognize
from model.samples.listing import ORDERS as KNOWN_ORDERS
from model.samples.store import SampleStore
from model.strokes import drawing_to_json
from model.weights import load

CHECKOUT = Path(__file__).resolve().parents[3]
TANGLE = [[20, 20], [80, 80], [20, 80], [80, 20], [50, 90], [50, 10], [10, 50], [90, 50]]


def lines(labels):
    return [json.dumps(drawing_to_json(digit_drawing(d)) | {"label": y}) for d, y in labels]


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store" / "mine.sqlite3"


@pytest.fixture
def samples(capsys, store):
    """Run the command on the test's store: exit code, answers, messages."""

    def call(*arguments, place=store):
        where = [] if place is None else ["--store", str(place)]
        code = run(["samples", *map(str, arguments), *where])
        out, err = capsys.readouterr()
        return (
            code,
            [json.loads(line, parse_constant=pytest.fail) for line in out.splitlines()],
            err,
        )

    return call


@pytest.fixture
def file(tmp_path):
    """Nine digits with their labels, a one that is called a seven, and a tangle."""
    path = tmp_path / "drawings.jsonl"
    tangle = {"strokes": [{"points": TANGLE, "width": 7}], "size": [100, 100]}
    tangle["label"] = "not a digit"
    path.write_text(
        "\n".join([*lines((d, d) for d in range(9)), *lines([(1, 7)]), json.dumps(tangle)])
    )
    return path


def test_adding_answers_with_every_sample_and_what_the_network_says(samples, file, store):
    code, added, messages = samples("add", file)
    assert (0, "", 11) == (code, messages, len(added))
    network = load(bundled_network()).network
    for digit, answer in enumerate(added[:9]):
        expected = recognize(network, rasterize(digit_drawing(digit)))
        assert (digit, digit, True) == (answer["label"], answer["prediction"], answer["is_digit"])
        assert expected.confidence == pytest.approx(answer["confidence"], abs=1e-6)
        assert (network.name, "imported:drawings.jsonl") == (answer["network"], answer["origin"])
    assert ("not a digit", False) == (added[-1]["label"], added[-1]["is_digit"])
    assert added[-1]["reason"]
    with SampleStore(store) as opened:
        assert [answer["id"] for answer in added] == opened.ids(order="oldest")


def test_listing_filters_and_sorts(samples, file):
    _, added, _ = samples("add", file)
    assert added[::-1] == samples("list")[1]
    assert [added[9]] == samples("list", "--misread")[1]
    assert [added[10]] == samples("list", "--refused")[1] == samples("list", "--label", 10)[1]
    assert [added[9], added[7]] == samples("list", "--label", 7)[1]
    assert [] == samples("list", "--origin", "drawn")[1] == samples("list", "--part", "held-out")[1]
    assert 11 == len(samples("list", "--part", "training")[1])
    assert added[9] == samples("list", "--order", "label probability")[1][0]


def test_the_command_line_knows_the_orders_of_the_store():
    assert set(ORDERS) == set(KNOWN_ORDERS)


@pytest.mark.parametrize(("name", "kind"), [("all.zip", "zip"), ("all.jsonl", "jsonl")])
def test_what_is_exported_is_imported_unchanged(samples, file, tmp_path, name, kind):
    samples("add", file)
    listed = samples("list")[1]
    code, [report], _ = samples("export", tmp_path / name)
    assert (0, kind, 11, 0) == (code, report["format"], report["samples"], report["left_out"])
    other = tmp_path / "other.sqlite3"
    code, [report], _ = samples("import", tmp_path / name, place=other)
    assert (0, 11, 0, 0) == (code, report["added"], report["present"], report["refused"])
    assert listed == samples("list", place=other)[1]
    again = samples("import", tmp_path / name, place=other)[1][0]
    assert (0, 11, 11) == (again["added"], again["present"], again["samples"])


def test_exports_are_what_other_commands_read(samples, file, tmp_path, capsys):
    samples("add", file)
    assert 0 == samples("export", tmp_path / "idx", "--format", "idx")[0]
    assert 2 == samples("export", tmp_path / "idx", "--format", "idx")[0]
    assert 0 == samples("export", tmp_path / "png")[0]
    assert {"not a digit", *map(str, range(9))} == {
        folder.name for folder in (tmp_path / "png").iterdir()
    }
    assert 0 == samples("export", tmp_path / "digits.jsonl", "--label", "3")[0]
    assert 0 == run(["evaluate", "--drawings", str(tmp_path / "digits.jsonl")])
    assert 1 == json.loads(capsys.readouterr().out)["samples"]


def test_bad_lines_are_named_and_the_good_ones_stored(samples, file):
    file.write_text("\n".join([*lines([(1, 1)]), "hello", *lines([(2, 2), (3, None)])]))
    code, added, messages = samples("add", file)
    assert (2, [1, 2]) == (code, [answer["label"] for answer in added])
    assert [f"digitscope: {file}, line 2", f"digitscope: {file}, line 4"] == [
        line.rsplit(":", maxsplit=line.count(":") - 1)[0] for line in messages.splitlines()
    ]
    assert 2 == len(samples("list")[1])


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["add", "missing.jsonl"], "missing.jsonl"),
        (["add", "picture.png"], ".jsonl file was expected"),
        (["import", "missing"], "missing"),
        (["list"], "no store"),
        (["export", "out.zip"], "no store"),
        (["check"], "no store"),
    ],
)
def test_bad_input_ends_with_two_and_says_why(samples, store, arguments, cause):
    code, answers, messages = samples(*arguments)
    assert (2, []) == (code, answers)
    assert messages.startswith("digitscope: ")
    assert cause in messages
    assert not store.exists() or arguments[0] in ("add", "import")


@pytest.mark.parametrize("arguments", [[], ["remove"], ["add"], ["list", "--label", "11"]])
def test_bad_usage_ends_with_two(samples, arguments):
    with pytest.raises(SystemExit) as end:
        samples(*arguments)
    assert 2 == end.value.code


def test_the_store_may_be_named_before_the_subcommand(samples, file, store):
    samples("add", file)
    assert samples("list")[1] == samples("--store", store, "list", place=None)[1]


def test_check_finds_damage_and_leaves_it_and_the_next_command_goes_on(samples, file, store):
    samples("add", file)
    code, [found], _ = samples("check")
    assert (0, True, 11, 0, []) == (
        code,
        found["ok"],
        found["samples"],
        found["deleted"],
        found["problems"],
    )
    data = b"\0" * 200 + store.read_bytes()[200:]
    store.write_bytes(data)
    code, [found], messages = samples("check")
    assert (2, False) == (code, found["ok"])
    assert messages.startswith(f"digitscope: {store}: ")
    assert data == store.read_bytes()
    code, added, messages = samples("add", file)
    assert (0, 11) == (code, len(added))
    assert "set aside" in messages
    [aside] = store.parent.glob("*.damaged-*")
    assert data == aside.read_bytes()


def python(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_without_a_path_it_is_the_store_of_the_user(file, tmp_path):
    variables = {"XDG_DATA_HOME": str(tmp_path / "home")}
    assert "" == python("-m", "app", "samples", "list", **variables).stdout
    done = python("-m", "app", "samples", "add", file, **variables)
    assert (0, 11) == (done.returncode, len(done.stdout.splitlines()))
    [store] = (tmp_path / "home").rglob("*.sqlite3")
    assert ("Digitscope", STORE_FILE) == (store.parent.name, store.name)
    assert 11 == len(python("-m", "app", "samples", "list", **variables).stdout.splitlines())


def test_neither_torch_nor_qt_is_imported(file, store):
    code = f"""
import sys, app.cli
app.cli.run(["samples", "add", {str(file)!r}, "--store", {str(store)!r}])
print([name for name in ("torch", "PySide6", "PIL") if name in sys.modules])
"""
    done = python("-c", code)
    assert "[]" == done.stdout.splitlines()[-1], done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
@pytest.mark.parametrize("batches", [1, 3, 6])
def test_half_an_import_is_none(tmp_path, store, batches):
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines((n % 10, n % 10) for n in range(1500))))
    command = [sys.executable, "-m", "app", "samples", "import", str(path), "--store", str(store)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=-1, stderr=-1, text=True) as process:
        said = [process.stderr.readline() for _ in range(batches)]
        process.send_signal(signal.SIGKILL)
        answer, _ = process.communicate()
    assert said[-1].endswith("of 1,500 read\n")
    with SampleStore(store) as opened:
        assert "" == opened.problem
        assert opened.count() in ((1500,) if answer else (0, 1500))
