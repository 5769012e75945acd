"""Figures of what Inspect shows, through the menus: files, clipboard, numbers."""

from __future__ import annotations

import os
import re
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox

from app.figures import Figure, widget_figure
from app.selection import Selection
from app.tokens import LIGHT
from model.ledger_table import as_csv
from model.unit import INPUT, Unit
from tests.app.inspecting import at_usual_size, read, settle
from tests.app.widgets.ledger.readings import ledger_of

SVG = "{http://www.w3.org/2000/svg}"
UNIT = Unit("C3", 12, 3, 6)
VIEWS = {
    "overview": ("All layers", lambda inspect: inspect.select(Selection())),
    "ledger": ("C3 · map 12 · row 3, column 6", lambda inspect: inspect.pin(UNIT)),
    "logit": ("Out · unit 7", lambda inspect: inspect.pin(Unit("Out", 7))),
    "pixel": ("The raster", lambda inspect: inspect.pin(Unit(INPUT, 0, 9, 9))),
    "sheet": ("C3 · convolution 5×5", lambda inspect: inspect.select(Selection("C3"))),
    "trace": ("A decision traced to pixels", lambda inspect: inspect.toggle_tool("trace")),
    "compare": ("Compared side by side", lambda inspect: inspect.toggle_tool("compare")),
    "slide": ("The sliding kernel", lambda inspect: inspect.start_slide("C3", 12)),
}


@pytest.fixture
def program(program):
    program.settings.change(theme="light")
    read(at_usual_size(program), 7)
    return program


@pytest.fixture
def inspect(program):
    return program.window.inspect


@pytest.fixture
def choose(monkeypatch):
    """Stand in for the person at the file dialog; remembers what was proposed."""
    asked = []

    def answer(path, kind=""):
        def ask(_parent, _title, start, filters):
            asked.append((start, filters))
            return str(path), kind

        monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
        return asked

    return answer


def open_view(inspect, view):
    title, opens = VIEWS[view]
    opens(inspect)
    settle()
    if view == "slide":
        inspect.sheets.slide.stop()
    return title


def shown_buttons(inspect):
    found = inspect.shown.findChildren(QAbstractButton)
    return [button for button in found if button.isVisible()]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_saved_in_three_kinds(program, inspect, choose, tmp_path, view):
    title = open_view(inspect, view)
    before = shown_buttons(inspect)
    texts, size = {}, None
    for ending in ("svg", "png", "pdf"):
        path = tmp_path / f"figure.{ending}"
        asked = choose(path)
        program.window.actions_by_name["save_view"].trigger()
        texts[ending] = path.read_bytes()
        assert f"Saved {path}" == program.window.status._message.text()
        assert before == shown_buttons(inspect)
    assert asked[0][0].endswith(".png")
    assert "*.svg" in asked[0][1]
    root = ET.fromstring(texts["svg"].decode())  # noqa: S314  ours
    lines = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert inspect.title == root.find(f"{SVG}title").text
    assert inspect.title.startswith(title)
    assert inspect.title in lines
    assert any("Network: Default" in line for line in lines)
    assert any("read as 7" in line for line in lines)
    size = whole_size(program)
    assert f"0 0 {size.width()} {size.height()}" == root.get("viewBox")
    assert 2 * size == QImage.fromData(texts["png"]).size()
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", texts["pdf"])
    assert [0.75 * size.width(), 0.75 * size.height()] == [float(side) for side in box.groups()]


def whole_size(program):
    """Of the figure of what is shown, with its caption."""
    figures, shown = program.figures, program.window.inspect.shown
    return Figure(*widget_figure(shown), figures._caption(), LIGHT).size


@pytest.mark.parametrize("view", ["ledger", "sheet", "trace", "compare"])
def test_a_figure_has_nothing_to_press(program, inspect, choose, tmp_path, view):
    open_view(inspect, view)
    words = {button.text() for button in shown_buttons(inspect)}
    assert words
    choose(tmp_path / "a.svg")
    program.figures.save()
    root = ET.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))  # noqa: S314  ours
    texts = {"".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")}
    long = {word for word in words if len(word) > 3 and "…" not in word}
    assert long
    assert not long & texts


def test_a_view_keeps_its_places_without_its_buttons(program, inspect):
    open_view(inspect, "ledger")
    inspect.shown.grab()
    parts = [inspect.sheets.ledger._title, inspect.sheets.ledger._convolution]
    before = [part.geometry() for part in parts]
    program.figures.copy()
    assert before == [part.geometry() for part in parts]
    settle()
    assert before == [part.geometry() for part in parts]


def test_buttons_are_back_after_a_figure_that_failed(program, inspect, monkeypatch, tmp_path):
    from app import figures

    open_view(inspect, "ledger")
    before = shown_buttons(inspect)

    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(figures, "figure_image", fail)
    with pytest.raises(MemoryError):
        program.figures.copy()
    assert before == shown_buttons(inspect)


def test_a_name_without_an_ending_gets_that_of_the_chosen_kind(program, choose, tmp_path):
    for kind, ending in (("Vector (*.svg)", "svg"), ("PDF (*.pdf)", "pdf"), ("", "png")):
        choose(tmp_path / f"plain {ending}", kind)
        program.figures.save()
        assert (tmp_path / f"plain {ending}.{ending}").stat().st_size > 1000
    choose(tmp_path / "dotted.name", "Vector (*.svg)")
    program.figures.save()
    assert (tmp_path / "dotted.name.svg").exists()


def test_the_proposed_name_can_be_a_file(program, inspect, choose):
    asked = choose("")
    for view in VIEWS:
        inspect.select(Selection())
        open_view(inspect, view)
        program.figures.save()
        name = asked[-1][0]
        assert not set('/\\:*?"<>|') & set(name)
        assert name == name.strip()
    assert "C3 map 12 row 3, column 6.png" in [name for name, _ in asked]


def test_nothing_is_written_when_nothing_was_chosen(program, choose, tmp_path):
    choose("")
    before = program.window.status._message.text()
    program.figures.save()
    assert [] == list(tmp_path.glob("*.*g"))
    assert before == program.window.status._message.text()


def test_a_folder_that_cannot_be_written_is_said(program, inspect, choose, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    path = folder / "none" / "a.svg" if os.geteuid() == 0 else folder / "a.svg"
    folder.chmod(0o500)
    choose(path)
    before = shown_buttons(inspect)
    program.figures.save()
    folder.chmod(0o700)
    (box,) = (b for b in program.window.findChildren(QMessageBox) if b.isVisible())
    assert str(path) in box.text()
    assert "could not be written" in box.text()
    box.close()
    assert [] == list(folder.iterdir())
    assert before == shown_buttons(inspect)


@pytest.mark.parametrize("view", ["overview", "ledger", "sheet", "trace"])
def test_copy_puts_the_figure_into_the_clipboard(program, inspect, view):
    open_view(inspect, view)
    QGuiApplication.clipboard().clear()
    program.window.actions_by_name["copy_view"].trigger()
    image = QGuiApplication.clipboard().image()
    assert 2 * whole_size(program) == image.size()
    assert LIGHT.color("surface") == image.pixelColor(2, 2)
    assert image.size() != QSize(496, 496)  # not the drawing
    assert "Copied what is shown" in program.window.status._message.text()


def test_csv_is_the_ledgers_terms(program, inspect):
    recognition = read(program, 7)
    open_view(inspect, "ledger")
    program.window.actions_by_name["copy_csv"].trigger()
    text = QGuiApplication.clipboard().text()
    assert as_csv(ledger_of(recognition, UNIT)) == text
    assert f"Copied {len(text.splitlines()) - 1:,} rows" in program.window.status._message.text()


@pytest.mark.parametrize("view", ["sheet", "trace", "logit"])
def test_csv_of_other_sheets_is_theirs(program, inspect, view):
    open_view(inspect, view)
    program.figures.copy_csv()
    assert inspect.sheets.csv() == QGuiApplication.clipboard().text() != ""


@pytest.mark.parametrize("view", ["overview", "pixel", "compare"])
def test_without_a_table_the_clipboard_is_left_alone(program, inspect, view):
    open_view(inspect, "ledger")  # a sheet that has one was open before
    inspect.select(Selection())
    open_view(inspect, view)
    QGuiApplication.clipboard().setText("mine")
    program.figures.copy_csv()
    assert "mine" == QGuiApplication.clipboard().text()
    assert "Pin a unit or open a layer" in program.window.status._message.text()


@pytest.mark.parametrize("view", ["ledger", "sheet", "trace"])
def test_the_buttons_of_a_sheet_do_what_the_menus_do(program, inspect, view):
    open_view(inspect, view)
    buttons = {button.text(): button for button in shown_buttons(inspect)}
    QGuiApplication.clipboard().clear()
    buttons["CSV"].click()
    assert inspect.sheets.csv() == QGuiApplication.clipboard().text()
    buttons["Picture"].click()
    assert 2 * whole_size(program) == QGuiApplication.clipboard().image().size()


def test_a_blank_drawing_has_figures_too(program, inspect, choose, tmp_path):
    program.window.desk.canvas.clear()
    program.recognition.recognize_now()
    for view in ("overview", "ledger", "trace"):
        open_view(inspect, view)
        choose(tmp_path / f"{view}.svg")
        program.figures.save()
        assert "Drawing: none" in (tmp_path / f"{view}.svg").read_text(encoding="utf-8")
