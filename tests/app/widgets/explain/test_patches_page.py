"""The page of strongest patches in the whole program, with its engines."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app import wiring_patches
from app.commands.self_test import digit_drawing
from app.selection import Selection
from app.theme import load_fonts
from app.tokens import DARK, LIGHT
from app.widgets.explain.patches_page import PatchesPage
from app.widgets.explain.patches_texts import compared_text, origin_text
from app.wiring_patches import wire_patches
from model.forward import trace
from model.maximisation import SEEDS, MaximisationReport
from model.network import lenet, lenet5
from model.patch_sources import Inputs, Sources
from model.patches import Origin, scan
from model.raster import rasterize
from model.unit import Unit
from tests.app.widgets.conftest import read_three
from tests.data_folder import write_mnist

PATIENCE_MS = 30_000
LACK = "It needs torch."


@pytest.fixture
def open_page(program, monkeypatch, qtbot):
    """Open it in the program, over few inputs."""
    monkeypatch.setattr(wiring_patches, "GENERATED", 66)
    program.window.inspect.select(Selection("C3", 5, (3, 6)))

    def open_page(lack=""):
        page = PatchesPage(lack)
        qtbot.addWidget(page)
        page.set_tokens(LIGHT)
        wire_patches(program, page)
        page.resize(1030, 716)
        page.show()
        return page

    return open_page


@pytest.fixture
def page(open_page):
    """As in the lite program: no engine needs seconds to load torch."""
    return open_page(LACK)


@pytest.fixture
def full_page(open_page):
    """With projections and pictures."""
    return open_page()


def wait_for_scan(qtbot, page):
    qtbot.waitUntil(lambda: bool(page.nine.nine.patches), timeout=PATIENCE_MS)


def click(widget, at):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(int(at.x()), int(at.y())))


def test_from_the_pinned_unit_to_patches_and_projections(qtbot, full_page, record):
    page = full_page
    assert page.unit == Unit("C3", 5, 3, 6)
    assert page.header.cancel.isVisible()
    wait_for_scan(qtbot, page)
    assert page.header.text.full_text == "66 generated"
    assert page.header.again.isVisible()
    for patch in page.nine.nine.patches:
        values = trace(record.network, patch.raster[None]).pre_activations["C3"][0]
        unit = patch.unit
        assert abs(values[5, unit.row, unit.column] - patch.value) < 1e-5
        assert values[5].max() == values[5, unit.row, unit.column]
    qtbot.waitUntil(lambda: len(page.nine.nine.maps) == 9, timeout=PATIENCE_MS)


def test_clicks_choose_channel_layer_and_patch(qtbot, page):
    wait_for_scan(qtbot, page)
    overview = page.channels.overview
    click(overview, overview.place(17).center())
    assert page.unit == Unit("C3", 17, 5, 5)
    assert {patch.unit.channel for patch in page.nine.nine.patches} == {17}
    page.channels.layers["F5"].click()
    assert page.unit == Unit("F5", 0)
    assert overview.count == 120
    QTest.keyClick(overview, Qt.Key.Key_Right)
    assert page.unit == Unit("F5", 1)
    nine = page.nine.nine
    click(nine, nine.cell(4).center())
    assert nine.place == 4
    assert f"generated drawing {nine.patches[4].origin.number + 1}" in page.nine._about.full_text


def test_all_channels_of_every_layer_fit_without_scrolling(qtbot, page, record):
    wait_for_scan(qtbot, page)
    for layer in record.spec.layers:
        page.channels.layers[layer.name].click()
        overview = page.channels.overview
        places = [overview.place(channel) for channel in range(overview.count)]
        assert overview.rect().contains(places[-1].toRect())
        assert not any(a.intersects(b) for a in places[:8] for b in places[:8] if a != b)


def test_an_input_is_drawn_on_the_canvas_and_undo_brings_the_drawing_back(qtbot, page, program):
    canvas = program.window.desk.canvas
    canvas.set_drawing(digit_drawing(3))
    mine = canvas.drawing
    wait_for_scan(qtbot, page)
    patch = page.nine.nine.patches[0]
    page.nine.onto_canvas.click()
    assert canvas.drawing.strokes
    np.testing.assert_allclose(rasterize(canvas.drawing).array, patch.raster, atol=0.01)
    canvas.undo()
    assert canvas.drawing == mine


def test_samples_and_mnist_come_onto_the_canvas_too(
    qtbot, page, program, monkeypatch, tmp_path, record
):
    folder = tmp_path / "digits"
    folder.mkdir()
    raster = rasterize(digit_drawing(8)).array
    write_mnist(folder, "test", np.rint(255 * raster[None].repeat(9, 0)), np.full(9, 8))
    sample = program.samples.store_drawing(digit_drawing(7), 7)
    wait_for_scan(qtbot, page)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "nowhere"))
    page.header.sources["mnist"].click()
    assert not page.header.is_chosen("mnist")
    assert "holds no digits" in program.window.status._message.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.header.sources["mnist"].click()
    assert page.header.is_chosen("mnist")
    page.header.sources["generated"].click()
    qtbot.waitUntil(
        lambda: page.header.text.full_text == "10 inputs: 1 yours, 9 MNIST", timeout=PATIENCE_MS
    )
    page.open_unit(Unit("Out", 7))
    canvas = program.window.desk.canvas
    page.nine.onto_canvas.click()
    np.testing.assert_array_equal(rasterize(canvas.drawing).array, rasterize(sample.drawing).array)
    assert canvas.drawing.strokes
    page.open_unit(Unit("Out", 8))
    page.nine.onto_canvas.click()
    assert canvas.drawing.picture is not None
    answer = trace(record.network, rasterize(canvas.drawing).array[None]).logits[0]
    assert answer.argmax() == 8


def test_something_is_always_scanned(page):
    page.header.sources["samples"].click()
    page.header.sources["generated"].click()
    assert page.header.is_chosen("generated")


def test_pictures_grow_for_a_class_and_can_be_stopped(qtbot, full_page):
    page = full_page
    wait_for_scan(qtbot, page)
    page.open_unit(Unit("Out", 3))
    card = page.preferred
    card.form.steps.setValue(40)
    card.button.click()
    assert card.button.text() == "Stop"
    qtbot.waitUntil(lambda: not card.is_running, timeout=PATIENCE_MS)
    steps = [step for step, _ in card.curve.points]
    assert steps == list(range(0, 41, 4))
    assert card.curve.points[-1][1].shape == (SEEDS,)
    assert "strongest of 66 inputs" in card.text.text()
    assert card.button.text() == "Start"
    first = card.pictures._report
    page.channels.layers["F6"].click()  # from now on the pictures follow
    assert card.pictures._report is None
    qtbot.waitUntil(lambda: card.pictures._report is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not card.is_running, timeout=PATIENCE_MS)
    assert (card.pictures._report.pictures != first.pictures).any()
    card.form.steps.setValue(2_000)  # and so they do other settings
    qtbot.waitUntil(lambda: card.is_running, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(card.curve.points) > 20, timeout=PATIENCE_MS)
    card.button.click()
    assert not card.is_running
    assert card.pictures._report is not None


def test_another_network_is_scanned_again(qtbot, page, program):
    wait_for_scan(qtbot, page)
    program.networks.activate("lenet5")
    assert not page.nine.nine.patches
    assert list(page.channels.layers) == ["C1", "S2", "C3", "S4", "C5", "F6", "Out"]
    wait_for_scan(qtbot, page)
    page.channels.layers["C5"].click()
    assert page.channels.overview.count == 120
    program.networks.activate("default")  # which is known
    assert list(page.channels.layers) == ["C1", "P2", "C3", "P4", "F5", "F6", "Out"]
    assert len(page.nine.nine.patches) == 9
    program.networks.activated.emit(program.networks.active)  # as after it got another name
    assert len(page.nine.nine.patches) == 9


def test_a_training_is_waited_for(qtbot, page, program, monkeypatch):
    wait_for_scan(qtbot, page)
    monkeypatch.setattr(type(program.training), "is_busy", property(lambda _: True))
    program.training.state_changed.emit("preparing")
    page.scan_wanted.emit()
    assert page.header.text.full_text == "Waiting for the training …"
    monkeypatch.setattr(type(program.training), "is_busy", property(lambda _: False))
    program.training.state_changed.emit("idle")
    qtbot.waitUntil(lambda: page.header.text.full_text == "66 generated", timeout=PATIENCE_MS)


def test_new_samples_are_told_and_scanned_by_wish(qtbot, page, program):
    wait_for_scan(qtbot, page)
    program.samples.store_drawing(digit_drawing(7), 7)
    assert "changed since" in page.header.text.full_text
    page.header.again.click()
    qtbot.waitUntil(
        lambda: page.header.text.full_text == "67 inputs: 66 generated, 1 yours",
        timeout=PATIENCE_MS,
    )


# -- the page on its own ---------------------------------------------------------------------------


@pytest.fixture
def lone(qtbot):
    load_fonts()
    page = PatchesPage(LACK)
    qtbot.addWidget(page)
    page.resize(1030, 716)
    page.show()
    qtbot.waitExposed(page)
    return page


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("spec", [lenet(), lenet5()], ids=["lenet", "1998"])
def test_it_is_painted_with_nothing_and_with_everything(lone, spec, tokens):
    lone.set_tokens(tokens)
    lone.grab()
    lone.show_network(spec, str(spec))
    lone.grab()
    with Inputs(Sources(generated=6)) as inputs:  # fewer than nine
        job = scan(read_three(spec).network, inputs.batches(), inputs.total)
        try:
            while True:
                lone.show_progress(next(job))
        except StopIteration as end:
            patches = end.value
    lone.show_patches(patches)
    found = lone.nine.nine.patches
    assert len(found) == 6
    lone.show_projections(found, np.zeros((6, 28, 28), np.float32))
    for layer in lone.channels.layers.values():
        layer.click()
        lone.grab()


def test_without_torch_the_patches_are_shown_and_the_rest_says_why(lone, qtbot):
    wanted = []
    lone.project_wanted.connect(wanted.append)
    lone.show_network(lenet(), "ab")
    assert not lone.preferred.button.isEnabled()
    assert lone.preferred.text.text() == LACK
    assert wanted == []


def test_late_projections_and_reports_are_not_shown(lone):
    lone.show_network(lenet(), "ab")
    lone.show_projections((), np.ones((0, 28, 28), np.float32))
    zeros = np.zeros((SEEDS, 28, 28), np.float32)
    values = np.zeros(SEEDS, np.float32)
    lone.show_made(MaximisationReport(4, 8, zeros, values, values), True)
    assert lone.preferred.curve.points == []


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin("generated", 3, 7), "generated 7"),
        (Origin("generated", 3, 10), "generated, no digit"),
        (Origin("samples", 11, 7, "ab"), "sample 12"),
        (Origin("mnist", 4_122, 7), "MNIST 4,123"),
    ],
)
def test_origins_in_words(origin, text):
    assert origin_text(origin) == text


def test_the_comparison_in_words():
    assert "1.4 times as much as the strongest of 2,200" in compared_text(14.0, 10.0, 2_200)
    assert compared_text(5.0, 10.0, 9).startswith("Reaches 50 %")
    assert "times" not in compared_text(5.0, -1.0, 9)
