"""`digitscope train --recipe` on a tiny data folder: card, checkpoint, and what is left behind."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from itertools import groupby

import pytest

from app.cli import run
from app.commands import evaluation_sets, teachers
from app.commands import train as command
from model.learning import corpus
from model.learning.recipe import RECIPES
from model.weights import load
from tests.data_folder import Here, make_data_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent otherwise there")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    make_data_folder(folder)
    return folder


@pytest.fixture
def small(monkeypatch):
    """Few drawings, and recipes of three short epochs."""
    counts = {"PEN_COPIES": 1, "ALPHABET_COPIES": 1, "SYNTHETIC_DIGITS": 10}
    counts |= {"SYNTHETIC_NOT_DIGITS": 10, "NOISE": 10, "ProcessPoolExecutor": Here}
    for name, value in counts.items():
        monkeypatch.setattr(corpus, name, value)
    monkeypatch.setattr(evaluation_sets, "_DRAWINGS_OF_A_KIND", 1)
    for name, recipe in RECIPES.items():
        config = replace(recipe.config, epochs=3, samples=40, batch=20)
        monkeypatch.setitem(RECIPES, name, replace(recipe, config=config, teachers=()))


@pytest.fixture
def train(small, data, tmp_path, monkeypatch, capsys):
    """Run the command; return its exit code, its objects and its messages. A later option wins."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def call(*options):
        usual = ["--data", data, "--recipe", "default", "--out", tmp_path / "here" / "own"]
        code = run(["train", *map(str, (*usual, *options))])
        printed = capsys.readouterr()
        return code, [json.loads(line) for line in printed.out.splitlines()], printed.err

    return call


@pytest.fixture
def interrupt(monkeypatch):
    """Press Ctrl+C once, after the epoch with this number."""

    waiting = []

    def answer(values):
        print(json.dumps(values))
        if values.get("epoch") in waiting:
            waiting.clear()
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(command, "answer", answer)
    # A shell that runs the tests in the background has Ctrl+C ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield waiting.append
    signal.signal(signal.SIGINT, before)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_recipe_ends_with_a_network_and_nothing_else(train, tmp_path):
    code, objects, messages = train()
    assert 0 == code, messages
    assert [1, 2, 3] == [each["epoch"] for each in objects[:-1]]
    here = tmp_path / "here"
    assert ["own"] == names(here)
    record = load(here / "own")
    assert objects[-1]["sha256"] == record.checksum
    assert "Default (max pooling)" == record.network.name
    assert 10 == objects[-1]["validation"]["samples"]  # 4 scans and 6 pen digits
    assert 20 == objects[-1]["test"]["samples"]


def test_the_card_names_data_shares_recipe_and_figures(train, tmp_path):
    assert 0 == train("--seed", 3)[0]
    card = load(tmp_path / "here" / "own").card
    assert RECIPES["default"].summary == card["summary"]
    assert list(corpus.SHARES) == [each["name"] for each in card["data"]]
    assert "training, 36% of every epoch" == card["data"][0]["use"]
    drawn = {"MNIST", "MNIST as strokes", "pen digits", "alphabets"}
    for each in card["data"]:
        assert (each["name"] in drawn) == bool(each["licence"])
        assert (each["name"] in drawn) == ("generated" not in each["source"])
    recipe = card["recipe"]
    assert ("default", 3, 3, 40) == tuple(
        recipe[key] for key in ("name", "seed", "epochs", "rasters in an epoch")
    )
    assert "digitscope train --data DIR --recipe default --seed 3" in recipe["command"]
    assert "10 digits" in recipe["validation"]


def test_the_figures_are_those_that_evaluate_prints(train, data, tmp_path, capsys):
    assert 0 == train()[0]
    out = tmp_path / "here" / "own"
    figures = load(out).card["figures"]
    assert 0 == run(["evaluate", "--data", str(data), "--network", str(out)])
    measured = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    sets = [list(rows) for _, rows in groupby(figures, lambda figure: figure["data"])]
    assert len(measured) == len(sets) >= 6
    for each, of_set in zip(measured, sets, strict=True):
        rows = {row["measure"]: row for row in of_set}
        assert all(each["measure"] in row["data"] for row in of_set)
        assert round(100 * each["refused_rate"], 3) == rows["refused"]["value"]
        low, high = (round(100 * end, 3) for end in each["refused_interval"])
        assert (low, high) == (rows["refused"]["low"], rows["refused"]["high"])
        if "errors" in each:
            assert round(100 * each["error_rate"], 3) == rows["errors"]["value"]
        else:
            (auroc,) = (row for measure, row in rows.items() if "AUROC" in measure)
            assert each["auroc"] == pytest.approx(auroc["value"], abs=1e-4)
    assert {"digitscope evaluate --data DIR"} == {figure["command"] for figure in figures}


def test_an_interrupted_training_goes_on_to_the_same_weights(train, interrupt, tmp_path):
    assert 0 == train("--out", "whole")[0]
    work = tmp_path / "here" / "own.work"
    interrupt(2)
    code, objects, messages = train()
    assert (130, 2) == (code, len(objects))
    assert "interrupted" == messages.splitlines()[-1]
    assert ["own.work", "whole"] == names(tmp_path / "here")
    assert ["checkpoint-default-0.pt", "rasters.npz"] == names(work)
    code, objects, messages = train("--resume")
    assert (0, [3]) == (code, [each["epoch"] for each in objects[:-1]])
    whole, resumed = (load(tmp_path / "here" / name) for name in ("whole", "own"))
    assert whole.checksum == resumed.checksum
    assert whole.network.calibration == resumed.network.calibration
    assert whole.card == resumed.card
    assert ["own", "whole"] == names(tmp_path / "here")


def test_without_resume_training_begins_again(train, interrupt):
    interrupt(1)
    assert 130 == train()[0]
    _, objects, messages = train()
    assert [1, 2, 3] == [each["epoch"] for each in objects[:-1]]
    assert "no checkpoint" not in messages


def test_where_nothing_was_begun_resume_says_so_and_begins(train):
    code, objects, messages = train("--resume")
    assert (0, 4) == (code, len(objects))
    assert "own.work: starting at the first epoch" in messages


def test_a_checkpoint_of_other_options_is_refused(train, interrupt):
    interrupt(1)
    assert 130 == train()[0]
    code, objects, messages = train("--resume", "--epochs", 5)
    assert (2, []) == (code, objects)
    assert "belongs to another training" in messages


def test_a_work_folder_is_kept_and_its_rasters_used_again(train, monkeypatch, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "notes.txt").write_text("of many weeks")
    assert 0 == train("--work", tmp_path / "work", "--recipe", "l2", "--seed", 1)[0]
    assert ["notes.txt", "rasters.npz"] == names(tmp_path / "work")
    monkeypatch.setattr(corpus, "_draw", None)  # drawing anything now would fail
    assert 0 == train("--work", tmp_path / "work", "--recipe", "average")[0]
    assert "Average pooling" == load(tmp_path / "here" / "own").network.name


def test_files_that_lie_in_the_usual_work_folder_are_not_lost(train, tmp_path):
    notes = tmp_path / "here" / "own.work" / "notes.txt"
    notes.parent.mkdir()
    notes.write_text("of many weeks")
    assert 0 == train()[0]
    assert ["notes.txt"] == names(notes.parent)
    assert "of many weeks" == notes.read_text()


def test_without_out_the_network_is_named_after_its_recipe(small, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ["--recipe", "lenet5", "--epochs", "1", "--name", "Mine"]
    assert 0 == run(["train", "--data", str(data), *options])
    assert "Mine" == load(tmp_path / "digitscope-lenet5").network.name
    assert ["data", "digitscope-lenet5"] == names(tmp_path)


FILES = ["train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "pendigits-orig.tra"]


@pytest.mark.parametrize("name", FILES)
def test_missing_data_is_named_before_anything_is_drawn(train, data, tmp_path, monkeypatch, name):
    monkeypatch.setattr(corpus, "_draw", None)
    (data / name).unlink()
    code, objects, messages = train()
    assert (2, []) == (code, objects)
    assert f"{data}: {name}[.gz] is missing" in messages
    assert [] == names(tmp_path / "here")


def test_an_unknown_recipe_is_refused(train, capsys):
    with pytest.raises(SystemExit) as end:
        train("--recipe", "soup")
    assert 2 == end.value.code
    assert "soup" in capsys.readouterr().err


def test_a_card_can_be_measured_anew_with_the_spread_of_other_seeds(train, data, tmp_path, capsys):
    here = tmp_path / "here"
    for seed in (0, 1):
        assert 0 == train("--seed", seed, "--out", here / str(seed))[0]
    before, other = load(here / "0"), load(here / "1")
    card = ["card", "--network", here / "0", "--data", data, "--spread", here / "1"]
    assert 0 == run([str(each) for each in card])
    printed = json.loads(capsys.readouterr().out)
    after = load(here / "0")
    assert before.checksum == after.checksum == printed["sha256"]
    assert after.card == printed["card"]
    spread = after.card.pop("spread")
    assert before.card == after.card
    assert [0, 1] == spread["seeds"]
    for row, same in zip(before.card["figures"], other.card["figures"], strict=True):
        expected = sorted((row["value"], same["value"]))
        assert expected == spread[f"{row['measure']}, {row['data']}"]
    assert other.checksum == load(here / "1").checksum
    assert other.card == load(here / "1").card


def test_a_card_without_other_seeds_has_no_spread(train, data, tmp_path, capsys):
    out = tmp_path / "here" / "own"
    assert 0 == train()[0]
    before = load(out)
    assert 0 == run(["card", "--network", str(out), "--data", str(data)])
    assert before.card == load(out).card


def test_a_card_is_left_alone_when_there_is_nothing_to_measure(train, tmp_path, capsys):
    out = tmp_path / "here" / "own"
    assert 0 == train()[0]
    before = (out / "network.json").read_bytes()
    (tmp_path / "empty").mkdir()
    assert 2 == run(["card", "--network", str(out), "--data", str(tmp_path / "empty")])
    assert "empty" in capsys.readouterr().err
    assert before == (out / "network.json").read_bytes()


class Process:
    """Runs in this process what would be another one."""

    def __init__(self, line):
        self.line = line

    def wait(self):
        return run(self.line[self.line.index("train") :])

    def kill(self):
        pass


@pytest.fixture
def taught(train, monkeypatch):
    """The default recipe with its teachers."""
    names = ("average", "l2")
    monkeypatch.setitem(RECIPES, "default", replace(RECIPES["default"], teachers=names))
    monkeypatch.setattr(teachers, "_started", Process)
    return train


def test_teachers_are_trained_first_and_only_once(taught, monkeypatch, tmp_path):
    work = tmp_path / "work"
    assert 0 == taught("--work", work, "--seed", 2)[0]
    assert ["average-2", "l2-2", "rasters.npz"] == names(work)
    expected = [load(work / name) for name in ("average-2", "l2-2")]
    assert [f"{e.network.name}, {e.checksum}" for e in expected] == load(
        tmp_path / "here" / "own"
    ).card["recipe"]["teachers"]
    with_teachers = load(tmp_path / "here" / "own").checksum
    monkeypatch.setattr(teachers, "_started", None)  # another training would fail
    assert 0 == taught("--work", work, "--seed", 2)[0]
    assert with_teachers == load(tmp_path / "here" / "own").checksum


def test_what_teachers_say_matters(taught, monkeypatch, tmp_path):
    assert 0 == taught()[0]
    with_teachers = load(tmp_path / "here" / "own").checksum
    monkeypatch.setitem(RECIPES, "default", replace(RECIPES["default"], teachers=()))
    assert 0 == taught()[0]
    assert with_teachers != load(tmp_path / "here" / "own").checksum


def test_a_teacher_that_fails_ends_the_training(taught, monkeypatch, tmp_path):
    monkeypatch.setattr(Process, "wait", lambda _: 1)
    code, objects, messages = taught()
    assert (2, []) == (code, objects)
    assert "the training of average, l2 failed" in messages
    assert not (tmp_path / "here" / "own").exists()
