"""The Fool workspace: the panel on its own, and in the real program with the real engine."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QScrollArea

from app import installation
from app.fool_report import REPORT
from app.panels.fool import FoolPanel
from app.theme import load_fonts, style_sheet
from app.tokens import DARK, LIGHT
from model.data.mnist import NOT_A_DIGIT
from model.fooling import ChangeConfig, EvolutionConfig
from model.raster import Stages, rasterize
from model.recognizer import recognize, recognize_arrays
from model.strokes import Drawing, make_stroke
from tests.app.conftest import digit_strokes, draw
from tests.app.widgets.fool.foolings import SMALL_DEFENCE, ascent, change, evolution, rounds

LEFT = Qt.MouseButton.LeftButton
PAGES = "evolve", "ascend", "least", "defend"
ENGINE_MS = 20_000


@pytest.fixture
def make_panel(qtbot):
    def make(lack="", size=(1030, 716)):
        load_fonts()
        panel = FoolPanel(lack)
        panel.setStyleSheet(style_sheet(LIGHT))
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    return make


@pytest.fixture
def panel(make_panel, record):
    panel = make_panel()
    points = [(60, 50), (190, 50), (110, 210)]
    seven = rasterize(Drawing((make_stroke(points, 18.0),)))
    panel.show_recognition(recognize(record.network, seven))
    fill(panel)
    return panel


def fill(panel):
    panel.evolve.begin(EvolutionConfig())
    panel.evolve.show_report(evolution())
    for target in range(10):
        panel.ascend.show_report(ascent(target))
    panel.begin_change(ChangeConfig(targets=(0, 1, 2, 3, 4, 5, 6, 8, 9)))
    for target in (0, 1, 9):
        panel.least.show_found(change(target))
    panel.least.show_found(change(5, budget=None))
    panel.defend.show_rounds(rounds())


def test_segments_turn_the_pages(panel):
    for name, button in panel.header.segments.items():
        QTest.mouseClick(button, LEFT)
        assert name == panel.page
        assert [name] == [n for n, b in panel.header.segments.items() if b.isChecked()]
        assert (name == "evolve") == panel.header.encoding.isVisible()


@pytest.mark.parametrize("size", [(1030, 716), (1030, 690), (1504, 1028)])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_scrolls_at_the_supported_sizes(panel, qapp, size, page):
    panel.resize(*size)
    panel.show_page(page)
    for _ in range(4):  # layouts settle
        qapp.processEvents()
    area = panel._pages.currentWidget()
    assert isinstance(area, QScrollArea)
    assert not area.verticalScrollBar().isVisible()
    assert not area.horizontalScrollBar().isVisible()


@pytest.mark.parametrize("page", PAGES)
def test_a_small_window_scrolls_downwards_only(panel, qapp, page):
    panel.resize(688, 530)
    panel.show_page(page)
    for _ in range(6):
        qapp.processEvents()
    assert panel.width() == 688
    assert not panel._pages.currentWidget().horizontalScrollBar().isVisible()


def settles(panel, qapp):
    """Lay out all that is due; whether nothing is resized any more afterwards."""
    area = panel._pages.currentWidget()
    for _ in range(6):
        qapp.processEvents()
    before = area.viewport().size(), area.widget().size()
    qapp.processEvents()
    return before == (area.viewport().size(), area.widget().size())


@pytest.mark.parametrize("page", ["evolve", "defend"])
def test_pages_settle_at_every_size(panel, qapp, page):
    """Where the scroll bar is needed only without it, heights and widths must not chase."""
    panel.show_page(page)
    area = panel._pages.currentWidget()
    strip = panel.defend.strip if page == "defend" else panel.evolve.strip
    for width in (*range(900, 1100, 9), 1014, 1030):
        panel.resize(width, 800)
        assert settles(panel, qapp)
        lowest = area.widget().minimumSizeHint().height() + panel.header.height()
        for height in (lowest, lowest - 1, lowest - 9, lowest - 20, lowest - 29, 500):
            panel.resize(width, height)
            assert settles(panel, qapp), (width, height)
            assert strip.height() == strip.heightForWidth(strip.width())


def test_everything_that_can_be_pressed_has_a_name_and_a_tip(panel):
    panel.set_tokens(DARK)
    for page in PAGES:
        panel.show_page(page)
        for button in panel.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.toolTip(), button.text()
                assert button.accessibleName() or button.text()
        assert not panel.grab().isNull()


def test_the_chart_shows_the_drawing_and_all_pictures(panel):
    rows = panel.refusal.chart.rows
    assert [(1, "your drawing"), (10, "evolved"), (3, "least change")] == [
        (len(row.marks), row.name) for row in rows
    ]
    assert [0] == [mark.digit for mark in rows[1].marks if mark.is_chosen]
    panel.evolve.strip.choose(5)
    marks = panel.refusal.chart.rows[1].marks
    assert [5] == [mark.digit for mark in marks if mark.is_chosen]
    panel.show_page("ascend")
    assert "ascended" == panel.refusal.chart.rows[1].name
    assert panel.refusal.text.text().startswith("8 evolved pictures pass.")
    QTest.mouseClick(panel.refusal.defend, LEFT)
    assert "defend" == panel.page


def test_the_tiles_of_least_change_and_the_list_choose_together(panel):
    panel.show_page("least")
    strip = panel.changed.strip
    assert ["L2 2.00", "your drawing"] == [strip.tiles[n].note for n in (9, 7)]
    assert "none up to 6.00" == strip.tiles[5].note
    strip.choose(9)
    assert 9 == panel.least.budgets.chosen
    panel.least.budgets.choose(1)
    assert 1 == strip.chosen
    assert "7 changed into 1" == panel.least.picked.name


@pytest.mark.parametrize("act", ["desk", "inspect", "explain"])
def test_buttons_speak_of_the_chosen_picture(panel, qtbot, act):
    panel.evolve.strip.choose(4)
    with qtbot.waitSignal(panel.picture_wanted) as wanted:
        QTest.mouseClick(panel.evolve.acts.buttons[act], LEFT)
    assert [act, "evolved 4"] == [wanted.args[0], wanted.args[1].name]
    with qtbot.waitSignal(panel.picture_wanted) as wanted:
        panel.least.acts.entries["save"].trigger()
    assert "changed_7_into_9" == wanted.args[1].file_name


def test_another_network_reads_all_pictures(panel, record):
    panel.read_anew(record.network)
    for fooling in panel.evolve.report.best:
        probabilities, verdict = next(recognize_arrays(record.network, fooling.picture[None]))
        assert fooling.confidence == pytest.approx(probabilities[fooling.target], rel=1e-4)
        assert fooling.verdict.kind == verdict.kind
        assert fooling.verdict.digit_score == pytest.approx(verdict.digit_score, rel=1e-4)


def test_without_torch_only_evolution_is_offered(make_panel):
    panel = make_panel("Fooling needs torch, which this lite Digitscope comes without.")
    fill(panel)
    assert panel.evolve.row.start.isEnabled()
    assert panel.cannot_change.isVisible()
    panel.show_page("ascend")
    assert panel.cannot_ascend.isVisible()
    assert not panel.ascend.isVisible()
    panel.show_page("defend")
    assert not panel.defend.start.isEnabled()
    assert "torch" in panel.defend.result.text()


# -- the real program ------------------------------------------------------------------


@pytest.fixture
def fool(program):
    """The real window with a seven on the desk and the workspace open."""
    draw(program.window.desk.canvas, digit_strokes(7))
    program.recognition.recognize_now()
    program.window.actions_by_name["fool"].trigger()
    return program, program.window.workspace("fool")


def evolve(qtbot, panel, generations=4, children=40):
    """A tiny evolution, run to its end with the mouse."""
    form = panel.evolve.form
    form.generations.setValue(generations)
    form.children_count.setValue(children)
    QTest.mouseClick(panel.evolve.row.start, LEFT)
    qtbot.waitUntil(lambda: panel.evolve.row.state == "ended", timeout=ENGINE_MS)


def test_evolution_runs_to_its_end_and_the_tiles_are_true(fool, qtbot):
    program, panel = fool
    assert program.window.workspace("fool") is panel
    evolve(qtbot, panel)
    assert "generation 4 of 4" == panel.evolve.row.progress.text()
    network = program.networks.active.network
    for tile, text in zip(panel.evolve.strip.tiles, panel.evolve.strip.texts, strict=True):
        probabilities, verdict = next(recognize_arrays(network, tile.fooling.picture[None]))
        assert tile.fooling.confidence == pytest.approx(float(probabilities[tile.target]), rel=1e-4)
        assert tile.fooling.verdict.kind == verdict.kind
        assert len(tile.curve) == 5
        shown = float(text.removeprefix(">").removesuffix(" %"))
        assert shown == pytest.approx(100 * probabilities[tile.target], abs=0.06)


def resting_at(qtbot, panel, quiet=5):
    """The generation at which it rests: none came in so many tenths of a second."""
    seen = [panel.evolve.report.generation]
    for _ in range(100):
        qtbot.wait(100)
        seen.append(panel.evolve.report.generation)
        if len(seen) > quiet and len(set(seen[-quiet:])) == 1:
            return seen[-1]
    raise AssertionError(f"it does not rest: {seen}")


def test_pause_step_continue_and_stop(fool, qtbot):
    program, panel = fool
    row, fooling = panel.evolve.row, program.fooling
    panel.evolve.form.generations.setValue(3000)
    QTest.mouseClick(row.start, LEFT)
    qtbot.waitUntil(lambda: panel.evolve.report is not None, timeout=ENGINE_MS)
    QTest.mouseClick(row.pause, LEFT)
    assert ("paused", "Continue") == (row.state, row.pause.text())
    before = resting_at(qtbot, panel)
    QTest.mouseClick(row.step, LEFT)
    qtbot.waitUntil(lambda: panel.evolve.report.generation > before)
    assert before + 1 == resting_at(qtbot, panel)
    QTest.mouseClick(row.pause, LEFT)
    qtbot.waitUntil(lambda: panel.evolve.report.generation > before + 3)
    with qtbot.waitSignal(program.fooling._job.cancelled, timeout=300):
        QTest.mouseClick(row.stop, LEFT)
    assert "ended" == fooling.state
    stopped = panel.evolve.report.generation
    qtbot.wait(100)
    assert stopped == panel.evolve.report.generation
    assert not row.stop.isEnabled()


def test_a_picture_on_the_desk_is_read_as_its_tile_says(fool, qtbot):
    program, panel = fool
    evolve(qtbot, panel)
    desk, card = program.window.desk, program.window.stages_card
    seven = desk.canvas.drawing
    panel.evolve.strip.choose(6)
    fooling = panel.evolve.picked.fooling
    with qtbot.waitSignal(program.recognition.recognized) as told:
        QTest.mouseClick(panel.evolve.acts.buttons["desk"], LEFT)
    read = told.args[0]
    assert np.array_equal(fooling.picture, read.raster.array)
    assert read.probabilities[6] == pytest.approx(fooling.confidence, rel=1e-4)
    assert fooling.prediction == read.prediction
    assert fooling.verdict.kind == read.verdict.kind
    assert "pixel for pixel" in program.window.status._message.text()
    assert not card._stages.all_on
    with qtbot.waitSignal(program.recognition.recognized) as told:
        desk.canvas.undo()
    assert told.args[0].raster.drawing is seven
    assert card._stages.all_on
    with qtbot.waitSignal(program.recognition.recognized) as told:
        desk.canvas.redo()
    assert np.array_equal(fooling.picture, told.args[0].raster.array)


def test_inspect_and_explain_open_with_the_picture(fool, qtbot):
    program, panel = fool
    evolve(qtbot, panel, generations=1)
    shown = []
    program.window.workspace_changed.connect(shown.append)
    for name in ("inspect", "explain"):
        program.window.open_workspace("fool")
        QTest.mouseClick(panel.evolve.acts.buttons[name], LEFT)
        assert name == shown[-1]
        picture = program.window.desk.canvas.drawing.picture
        assert np.array_equal(panel.evolve.picked.fooling.picture, picture.values)


def test_explain_opens_its_maps_of_the_picture_s_class(fool, qtbot):
    program, panel = fool
    evolve(qtbot, panel, generations=1)
    program.window.open_workspace("explain")
    explain = program.window.workspace("explain")
    for target in (3, 3, 8):
        explain.open_patches()
        program.window.open_workspace("fool")
        panel.evolve.strip.choose(target)
        QTest.mouseClick(panel.evolve.acts.buttons["explain"], LEFT)
        assert explain.is_on_maps
        assert target == explain.header.question.digit


def test_other_networks_are_asked(fool, qtbot):
    program, panel = fool
    evolve(qtbot, panel, generations=1)
    QTest.mouseClick(panel.evolve.acts.buttons["others"], LEFT)
    qtbot.waitUntil(lambda: bool(panel.transfer.rows), timeout=ENGINE_MS)
    names = [row[0] for row in panel.transfer.rows]
    assert f"{program.networks.active.network.name} (answers now)" == names[0]
    assert len(names) == 4
    assert str(panel.evolve.picked.fooling.prediction) == panel.transfer.rows[0][1]
    card = panel.transfer
    labels = [label for label in card.findChildren(QLabel) if label.text() == names[-1]]
    assert labels[0].isVisible()
    assert card.rect().contains(labels[0].geometry())
    assert panel.rect().contains(card.geometry())


def test_it_is_stored_as_no_digit_and_said_how_it_is_read(fool, qtbot):
    program, panel = fool
    evolve(qtbot, panel, generations=1)
    with qtbot.waitSignal(program.samples.stored) as stored:
        panel.evolve.acts.entries["store"].trigger()
    sample = stored.args[0]
    assert (NOT_A_DIGIT, "fooled") == (sample.label, sample.origin)
    assert "Fitted and centred like every sample" in program.window.status._message.text()


def test_pictures_and_report_are_written(fool, qtbot, tmp_path, monkeypatch):
    program, panel = fool
    evolve(qtbot, panel, generations=1)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    QTest.mouseClick(panel.header.report, LEFT)
    report = json.loads((tmp_path / REPORT).read_text("utf-8"))
    assert program.networks.active.checksum == report["weights_sha256"]
    assert len(report["pictures"]) == 10
    for picked, told in zip(panel.foolings, report["pictures"], strict=True):
        assert told["confidence"] == picked.fooling.confidence
        numbers = np.load(tmp_path / told["files"][1])
        assert np.array_equal(numbers, picked.fooling.picture)
    for name in ("one.png", "one.npy"):
        place = str(tmp_path / name)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, place=place: (place, ""))
        panel.evolve.acts.entries["save"].trigger()
        assert (tmp_path / name).stat().st_size > 0


def test_least_change_of_the_drawing_on_the_desk(fool, qtbot):
    program, panel = fool
    assert 7 == panel.least._recognition.prediction
    told = []
    program.fooling.changed.connect(told.append)
    config = ChangeConfig(targets=(3, 9), steps=8)
    panel.change_wanted.emit(config)  # two classes and few steps, for the time it takes
    assert ("running", "Stop") == (panel.least.state, panel.least.search.text())
    qtbot.waitUntil(lambda: panel.least.state == "idle", timeout=ENGINE_MS)
    last = {found.target: found for found in told}
    assert last == panel.least.results
    chosen = panel.least.found
    assert chosen is last[panel.least.budgets.chosen]
    assert chosen.budget == min(found.budget for found in last.values())
    assert f"{chosen.budget:.2f}" in panel.least.budgets.summary()
    assert np.array_equal(chosen.original, panel.drawing)
    assert f"{chosen.result.target}" in {str(m.digit) for m in panel.refusal.chart.rows[2].marks}
    assert len(chosen.tries) == len(panel.least.axis.summary().split(", "))
    program.window.desk.canvas.clear()
    program.recognition.recognize_now()
    assert "of the drawing before: “Find again”" == panel.least.caption.text()


def test_a_defence_from_the_button_to_the_kept_network(fool, qtbot):
    program, panel = fool
    panel.show_page("defend")
    panel.defend.config = SMALL_DEFENCE
    before = program.networks.active
    QTest.mouseClick(panel.defend.start, LEFT)
    qtbot.waitUntil(lambda: panel.defend.state == "ended", timeout=3 * ENGINE_MS)
    names = [row[0] for row in panel.defend.table.rows if row[0]]
    assert names[0] == "0, as it was"
    assert names[1].startswith("1, +")
    assert "of the attacks succeeded" in panel.defend.result.text()
    QTest.mouseClick(panel.defend.keep, LEFT)
    assert program.networks.active.checksum != before.checksum
    assert "Kept as" in panel.defend.result.text()
    assert not panel.defend.keep.isEnabled()
    limits = [each.network.calibration.threshold for each in (before, program.networks.active)]
    moved = "The refusal's limit moved from {:.2f} to {:.2f}.".format(*limits)
    assert (moved in panel.defend.result.text()) == (f"{limits[0]:.2f}" != f"{limits[1]:.2f}")


def test_train_finds_the_engine_free_of_an_attack_that_rests(fool, qtbot):
    program, panel = fool
    panel.evolve.form.generations.setValue(3000)
    QTest.mouseClick(panel.evolve.row.start, LEFT)
    qtbot.waitUntil(lambda: panel.evolve.report is not None, timeout=ENGINE_MS)
    QTest.mouseClick(panel.evolve.row.pause, LEFT)
    program.window.open_workspace("train")
    assert "ended" == panel.evolve.row.state
    assert "the training needs the engine" in program.window.status._message.text()
    program.fooling.set_engine_free(False)
    program.window.open_workspace("fool")
    QTest.mouseClick(panel.evolve.row.start, LEFT)
    assert "waits for the training" == panel.evolve.row.progress.text()
    program.fooling.set_engine_free(True)


def test_the_stages_are_as_the_user_had_them(fool, qtbot):
    program, panel = fool
    card = program.window.stages_card
    mine = Stages(centre=False)
    card.choose(mine)
    evolve(qtbot, panel, generations=1)
    QTest.mouseClick(panel.evolve.acts.buttons["desk"], LEFT)
    assert Stages(ink_box=False, fit=False, centre=False) == card._stages
    program.window.desk.canvas.clear()
    assert mine == card._stages


def test_without_torch_evolution_runs_in_the_program(build_program, monkeypatch, qtbot):
    monkeypatch.setattr(installation, "has", lambda _: False)
    program = build_program()
    program.window.actions_by_name["fool"].trigger()
    panel = program.window.workspace("fool")
    assert panel.cannot_change.isVisible()
    evolve(qtbot, panel, generations=2)
    assert 2 == panel.evolve.report.generation
    QTest.mouseClick(panel.evolve.acts.buttons["others"], LEFT)
    qtbot.waitUntil(lambda: len(panel.transfer.rows) == 4, timeout=ENGINE_MS)


def test_settings_open_and_close_with_esc_and_with_a_click_elsewhere(fool, qtbot):
    _, panel = fool
    form = panel.evolve.form
    for close in (
        lambda: QTest.keyClick(form.generations, Qt.Key.Key_Escape),
        lambda: QTest.mouseClick(panel.refusal, LEFT),
        lambda: QTest.mouseClick(form.shut, LEFT),
    ):
        QTest.mouseClick(panel.evolve.row.settings, LEFT)
        assert form.isVisible()
        assert panel.rect().contains(form.geometry())
        close()
        assert not form.isVisible()
    form.seed.setValue(12)
    assert panel.evolve.row.settings.text().endswith("seed 12")
    assert 12 == panel.evolve.config.seed


def test_the_page_is_saved_as_a_figure_with_caption(fool, qtbot, tmp_path, monkeypatch):
    program, panel = fool
    evolve(qtbot, panel, generations=1)
    place = tmp_path / "fool.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    QTest.mouseClick(panel.header.save, LEFT)
    text = place.read_text("utf-8")
    assert "Evolved pictures and least change" in text
    assert "pictures tried" in text
    assert "Refusal: on, limit 0.95" in text
    assert program.window.view is panel
