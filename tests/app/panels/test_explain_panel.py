"""Explain in the whole program, with the real engine: what is drawn, asked, and then shown."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from app import installation
from app.engine.task_names import EXPLAIN, RANDOMISE
from app.formats import signed
from app.services.explanation import GRADIENTS
from app.tokens import DARK
from model.explanation import METHODS, Occluder, Target
from model.honesty import curves
from model.occlusion import occluded, occlusion
from model.raster import rasterize
from model.recognizer import recognize, recognize_arrays
from model.unit import Unit
from tests.app.conftest import digit_strokes, draw

PATIENCE_MS = 40_000  # importing torch on a busy machine takes a while
UNIT = Unit("C3", 12, 3, 6)
LEFT = Qt.MouseButton.LeftButton


def open_explain(program, size=(1366, 768)):
    program.window.setWindowState(Qt.WindowState.WindowNoState)
    program.window.resize(*size)
    program.window.actions_by_name["explain"].trigger()
    return program.window.workspace("explain")


def draw_digit(program, digit):
    program.window.desk.canvas.clear()
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()
    drawing = program.window.desk.canvas.drawing
    return recognize(program.recognition.record.network, rasterize(drawing))


def maps_of(panel):
    """Method -> the map that is on screen."""
    cards = panel.page.maps.cards.items()
    return {method: card.shown.attribution for method, card in cards if card.shown is not None}


def wait_for_maps(qtbot, panel, target, methods=METHODS):
    """Until all cards show this target's maps of the newest drawing."""

    def done():
        found = [panel.page.maps.cards[method] for method in methods]
        return all(
            card.shown is not None
            and card.shown.attribution is not None
            and card.shown.target == target
            and not card.is_stale
            for card in found
        )

    qtbot.waitUntil(done, timeout=PATIENCE_MS)


def choose_other(panel, digit):
    """Choose "rather than" as with the mouse; None: any other."""
    chooser = panel.header.rather_than
    chooser.setCurrentIndex(chooser.findData(digit))
    chooser.activated.emit(chooser.currentIndex())


def asked_of_engine(qtbot, program, task, *more):
    """What the real engine answers to the same question, beside the service."""
    record, drawing = program.recognition.record, program.window.desk.canvas.drawing
    raster = np.array(rasterize(drawing).array)
    answers = {}
    program.engine.finished.connect(answers.__setitem__)
    number = program.engine.request(task, str(record.folder), record.checksum, raster, *more)
    qtbot.waitUntil(lambda: number in answers, timeout=PATIENCE_MS)
    return answers[number]


def test_from_the_drawing_to_maps_curves_and_random_weights(qtbot, program):
    assert program.engine.process_id is None
    panel = open_explain(program)
    expected = draw_digit(program, 7)
    network, raster = expected.network, expected.raster.array
    wait_for_maps(qtbot, panel, Target(7))
    answer = asked_of_engine(qtbot, program, EXPLAIN, Target(7), Occluder(), METHODS)
    for item in answer:
        assert (item.values == maps_of(panel)[item.method].values).all()
    assert {
        card.shown.recognition.raster.array.tobytes() for card in panel.page.maps.cards.values()
    } == {raster.tobytes()}
    assert "live," in panel.header.speed.text()

    honesty = panel.page.honesty
    qtbot.waitUntil(
        lambda: not honesty.is_stale and honesty.chart.curves is not None, timeout=PATIENCE_MS
    )
    shown = honesty.chart.curves
    again = curves(
        network, raster, [maps_of(panel)[m] for m in shown.curves if m != "random"], "deletion"
    )
    assert again.pixels.tolist() == shown.pixels.tolist()
    for name, values in again.curves.items():
        assert values == pytest.approx(shown.curves[name], abs=1e-6)

    QTest.mouseClick(honesty.segments["random"], LEFT)
    qtbot.waitUntil(lambda: honesty.random.randomised is not None, timeout=PATIENCE_MS)
    randomised = asked_of_engine(qtbot, program, RANDOMISE, Target(7), Occluder(), GRADIENTS, 2018)
    for method in GRADIENTS:
        found = honesty.random.randomised.similarity[method]
        assert randomised.similarity[method] == pytest.approx(found)

    # asked otherwise
    QTest.mouseClick(panel.header.digits[1], LEFT)
    wait_for_maps(qtbot, panel, Target(1))
    logit = float(expected.logits[1])
    assert {method: pytest.approx(logit, abs=1e-3) for method in METHODS} == {
        m: a.value for m, a in maps_of(panel).items()
    }
    choose_other(panel, 7)
    wait_for_maps(qtbot, panel, Target(1, 7))
    assert maps_of(panel)["gradient"].value == pytest.approx(logit - expected.logits[7], abs=1e-3)
    program.window.inspect.pin(UNIT)
    assert "pinned C3 · 12 · 3, 6" == panel.header.unit.text()
    QTest.mouseClick(panel.header.unit, LEFT)
    wait_for_maps(qtbot, panel, Target(unit=UNIT))
    value = float(expected.trace.pre_activations["C3"][0, 12, 3, 6])
    assert maps_of(panel)["guided"].value == pytest.approx(value, abs=1e-4)
    program.window.actions_by_name["release"].trigger()
    assert UNIT == program.window.inspect.selection.unit  # Esc is not Inspect's here
    program.window.inspect.release()
    wait_for_maps(qtbot, panel, Target(1, 7))

    # drawn otherwise, meanwhile out of date; then by another network
    with qtbot.waitSignal(program.explanation.asked):
        draw_digit(program, 3)
    assert all(card.is_stale for card in panel.page.maps.cards.values())
    QTest.mouseClick(panel.header.follow, LEFT)
    choose_other(panel, None)
    wait_for_maps(qtbot, panel, Target(3))
    with qtbot.waitSignal(program.explanation.asked):
        program.networks.activate("lenet5")
    wait_for_maps(qtbot, panel, Target(3))
    assert "this map is the gradient" in panel.page.maps.cards["guided"].rule
    assert (maps_of(panel)["guided"].values == maps_of(panel)["gradient"].values).all()


def test_an_engine_that_dies_is_told_and_it_goes_on(qtbot, program):
    panel = open_explain(program)
    draw_digit(program, 7)
    wait_for_maps(qtbot, panel, Target(7))
    with qtbot.waitSignal(program.engine.died):
        os.kill(program.engine.process_id, getattr(signal, "SIGKILL", signal.SIGTERM))
    assert "starts again" in program.window.status._message.text()
    draw_digit(program, 1)
    wait_for_maps(qtbot, panel, Target(1))
    panel.show_problem("It broke.")
    assert panel.problem.isVisible()
    panel.show_map(panel.page.maps.cards["gradient"].shown, True)
    assert not panel.problem.isVisible()


@pytest.fixture
def lite(monkeypatch, build_program):
    monkeypatch.setattr(installation, "has", lambda _: False)
    return build_program()


def test_the_lite_program_occludes_and_says_what_is_missing(qtbot, lite):
    panel = open_explain(lite)
    expected = draw_digit(lite, 7)
    wait_for_maps(qtbot, panel, Target(7), ("occlusion",))
    network, raster = expected.network, expected.raster.array
    map_ = occlusion(network, raster, Target(7), Occluder())
    assert maps_of(panel)["occlusion"].values == pytest.approx(map_.values, abs=1e-5)
    cards = panel.page.maps.cards
    assert all("needs torch" in cards[method].rule for method in GRADIENTS)
    assert cards["occlusion"].is_chosen
    qtbot.waitUntil(lambda: panel.page.honesty.chart.curves is not None, timeout=PATIENCE_MS)
    assert {"occlusion", "random"} == set(panel.page.honesty.chart.curves.curves)
    QTest.mouseClick(panel.page.honesty.segments["random"], LEFT)
    assert "needs torch" in panel.page.honesty.random.note
    assert "torch" not in lite.window.status._message.text()


def test_the_occluder_shows_exactly_what_is_read_when_covered(qtbot, lite):
    panel = open_explain(lite)
    expected = draw_digit(lite, 7)
    card = panel.page.occluder
    qtbot.waitUntil(lambda: card.bars.shown is not None)
    cell = card.view.box.width() / 28
    start = QPoint(round(1 + 8.5 * cell), round(1 + 10.5 * cell))
    QTest.mousePress(card.view, LEFT, pos=start)
    for step in range(6):
        QTest.mouseMove(card.view, start + QPoint(round(step * cell), 0))
        covered = occluded(expected.raster.array, 10, 8 + step, Occluder())
        [(probabilities, _)] = recognize_arrays(expected.network, covered[None])
        assert (probabilities == card.bars.shown.probabilities).all()
        assert (covered == card.bars.shown.covered).all()
    QTest.mouseRelease(card.view, LEFT)
    card.fills.setCurrentIndex(2)
    card.fills.activated.emit(2)
    inked = occluded(expected.raster.array, 10, 13, Occluder(5, 1.0))
    assert (inked == card.bars.shown.covered).all()


def test_pointing_at_a_map_outlines_the_pixel_on_the_drawing(qtbot, lite):
    panel = open_explain(lite)
    draw_digit(lite, 7)
    wait_for_maps(qtbot, panel, Target(7), ("occlusion",))
    panel.page.maps.point_at((9, 14))
    assert "row 9, col 14" == lite.window.desk.raster._sight.text
    panel.page.maps.point_at(None)
    assert lite.window.desk.raster._sight is None


def test_a_blank_sheet_is_calm_again(qtbot, lite):
    panel = open_explain(lite)
    draw_digit(lite, 7)
    wait_for_maps(qtbot, panel, Target(7), ("occlusion",))
    lite.window.desk.canvas.clear()
    qtbot.waitUntil(lambda: panel.header.target is None)
    assert maps_of(panel) == dict.fromkeys(METHODS)
    assert not any(card.is_stale for card in panel.page.maps.cards.values())
    assert panel.page.occluder.bars.shown is None
    assert panel.page.honesty.chart.curves is None
    panel.grab()


def test_nothing_is_computed_while_nobody_looks(qtbot, lite):
    open_explain(lite)
    lite.window.actions_by_name["inspect"].trigger()
    with qtbot.assertNotEmitted(lite.explanation.asked, wait=80):
        draw_digit(lite, 7)
    assert lite.engine.process_id is None


@pytest.mark.parametrize(
    ("size", "scrolls"), [((1366, 768), False), ((1920, 1080), False), ((1024, 600), True)]
)
def test_nothing_scrolls_at_the_supported_sizes(qtbot, qapp, lite, size, scrolls):
    panel = open_explain(lite, size)
    lite.appearance.changed.emit(DARK)
    for _ in range(4):
        qapp.processEvents()
    bars = panel._area.verticalScrollBar(), panel._area.horizontalScrollBar()
    assert scrolls == any(bar.isVisible() for bar in bars)
    assert size == lite.window.size().toTuple()
    assert panel.header.width() == panel.width()


def test_everything_that_can_be_pressed_has_a_name_and_a_tip(qtbot, lite):
    panel = open_explain(lite)
    for button in panel.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName()
        assert button.toolTip(), button.text()


def test_a_figure_carries_what_is_needed_to_understand_it(qtbot, lite, monkeypatch, tmp_path):
    panel = open_explain(lite)
    draw_digit(lite, 7)
    wait_for_maps(qtbot, panel, Target(7), ("occlusion",))
    path, asked = tmp_path / "why.svg", []

    def choose(_parent, _title, start, _kinds):
        asked.append(start)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    QTest.mouseClick(panel.header.save, LEFT)
    text = path.read_text(encoding="utf-8")
    assert ["Why 7.png"] == asked
    scale = maps_of(lite.window.workspace("explain"))["occlusion"].scale
    for part in (
        "Why 7",
        f"±1 = {scale:.3f} logits",
        "are clipped",
        "Occluder: 5×5, paper, rows 12–16, cols 12–16",
        "Is it honest? Deletion",
        "Network: Default",
        lite.networks.active.checksum[:8],
    ):
        assert part in text
    for part in ("drag it", "any other", "Random weights"):
        assert part not in text
    assert panel.page.occluder.sizes.isVisible()
    assert panel.page.occluder.caption.isVisible()
    lite.window.actions_by_name["inspect"].trigger()
    assert lite.window.view is lite.window.inspect


def test_the_strongest_patches_open_and_esc_leads_back(qtbot, lite):
    panel = open_explain(lite)
    with qtbot.waitSignal(panel.patches_built):
        QTest.mouseClick(panel.header.patches, LEFT)
    assert panel.patches.isVisible()
    assert "Strongest patches" == panel.title
    panel.patches.back_wanted.emit()
    assert panel.is_on_maps
    panel.open_patches()
    lite.window.actions_by_name["release"].trigger()
    assert panel.is_on_maps


def test_what_is_chosen_and_what_is_read_instead_are_told_until_it_follows(qtbot, lite):
    panel = open_explain(lite)
    draw_digit(lite, 7)
    wait_for_maps(qtbot, panel, Target(7), ("occlusion",))
    QTest.mouseClick(panel.header.digits[7], LEFT)
    assert not panel.header.fact.isVisible()
    draw_digit(lite, 3)
    qtbot.waitUntil(lambda: panel.header.fact.text() == "network reads 3")
    panel.follow()
    wait_for_maps(qtbot, panel, Target(3), ("occlusion",))
    assert not panel.header.fact.isVisible()


def test_the_number_of_a_pinned_unit_is_told(qtbot, lite):
    panel = open_explain(lite)
    trace = draw_digit(lite, 7).trace
    lite.window.inspect.pin(UNIT)
    QTest.mouseClick(panel.header.unit, LEFT)
    wait_for_maps(qtbot, panel, Target(unit=UNIT), ("occlusion",))
    value = float(trace.pre_activations["C3"][0, 12, 3, 6])
    end = "silent after ReLU" if value <= 0 else "passes the ReLU"
    assert panel.header.fact.text() == f"= {signed(value, 3)}, {end}"
