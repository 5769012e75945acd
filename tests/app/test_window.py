"""The real window, driven with the mouse and the keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from model.raster import Stages, rasterize
from model.recognizer import recognize
from tests.app.conftest import digit_strokes, draw


def answer_of(parts):
    return parts.window.desk.answer.summary()


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_drawn_with_the_mouse_is_read(program, digit):
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()
    assert answer_of(program).startswith(str(digit))


def test_the_answer_comes_while_the_pen_still_moves(program, qtbot):
    with qtbot.waitSignal(program.recognition.recognized):
        draw(program.window.desk.canvas, digit_strokes(7), lift=False)
    qtbot.waitUntil(lambda: answer_of(program).startswith("7"))
    assert len(program.window.desk.canvas.history) == 0
    QTest.mouseRelease(program.window.desk.canvas, Qt.MouseButton.LeftButton)


def test_a_blank_canvas_has_no_answer(program):
    draw(program.window.desk.canvas, digit_strokes(3))
    program.window.desk.canvas.clear()
    program.recognition.recognize_now()
    assert answer_of(program) == "no answer yet"
    assert program.window.desk.bars.texts(3) == ("", "")


def test_what_is_shown_is_the_very_array_that_was_classified(program, record):
    draw(program.window.desk.canvas, digit_strokes(5))
    results = []
    program.recognition.recognized.connect(results.append)
    program.recognition.recognize_now()
    expected = recognize(record.network, rasterize(program.window.desk.canvas.drawing))
    assert np.array_equal(expected.raster.array, results[-1].raster.array)
    assert np.array_equal(expected.probabilities, results[-1].probabilities)


def test_every_act_can_be_undone_and_done_again(program):
    canvas, actions = program.window.desk.canvas, program.window.actions_by_name
    draw(canvas, digit_strokes(4))
    canvas.clear()
    counts = [len(canvas.drawing.strokes)]
    for name in ("undo", "undo", "undo", "redo", "redo", "redo"):
        actions[name].trigger()
        counts.append(len(canvas.drawing.strokes))
    assert counts == [0, 2, 1, 0, 1, 2, 0]
    assert not actions["redo"].isEnabled()


def test_the_menu_names_what_would_be_undone(program):
    draw(program.window.desk.canvas, digit_strokes(1))
    assert program.window.actions_by_name["undo"].text() == "&Undo stroke"


def test_keys_choose_the_tools(program):
    window = program.window
    QTest.keyClick(window, Qt.Key.Key_E)
    assert window.desk.canvas.mode == "eraser"
    QTest.keyClick(window, Qt.Key.Key_P)
    assert window.desk.canvas.mode == "pen"
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.desk.canvas.pen_width == 20


def test_a_picture_that_is_dropped_is_read_like_a_drawing(program, qtbot, tmp_path):
    program.window.desk.canvas.replace_drawing(_drawn(program, 2), "two")
    program.user_actions.copy()
    path = tmp_path / "two.png"
    assert QGuiApplication.clipboard().image().save(str(path))
    program.window.desk.canvas.clear()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    with qtbot.waitSignal(program.pictures.opened):
        program.window.desk.canvas.dropped.emit(data)
    program.recognition.recognize_now()
    assert program.window.desk.canvas.drawing.picture is not None
    assert answer_of(program).startswith("2")


def test_a_picture_is_pasted(program, qtbot):
    program.window.desk.canvas.replace_drawing(_drawn(program, 8), "eight")
    program.user_actions.copy()
    program.window.desk.canvas.clear()
    with qtbot.waitSignal(program.pictures.opened):
        program.window.actions_by_name["paste"].trigger()
    program.recognition.recognize_now()
    assert answer_of(program).startswith("8")


def test_what_cannot_be_opened_is_said_and_changes_nothing(program, qtbot, tmp_path):
    draw(program.window.desk.canvas, digit_strokes(6))
    before = program.window.desk.canvas.drawing
    path = tmp_path / "letter.png"
    path.write_text("no picture")
    with qtbot.waitSignal(program.pictures.failed) as failed:
        program.pictures.open(path)
    assert "letter.png" in failed.args[0]
    assert "not a picture" in failed.args[0]
    assert program.window.desk.canvas.drawing is before


def test_the_drawing_survives_closing_the_program(build_program):
    first = build_program()
    draw(first.window.desk.canvas, digit_strokes(9))
    points = [stroke.points for stroke in first.window.desk.canvas.drawing.strokes]
    first.window.close()
    second = build_program()
    kept = [stroke.points for stroke in second.window.desk.canvas.drawing.strokes]
    assert all(np.array_equal(a, b) for a, b in zip(points, kept, strict=True))


def test_the_window_comes_back_in_its_size(build_program):
    first = build_program(size=(1500, 900))
    first.window.close()
    second = build_program(size=(1500, 900))
    assert second.window.size().width() == 1500


def test_switching_a_stage_off_changes_the_raster_and_is_said(program, qtbot):
    draw(program.window.desk.canvas, digit_strokes(7))
    program.window.actions_by_name["stages"].trigger()
    card = program.window.stages_card
    qtbot.waitUntil(card.isVisible)
    with qtbot.waitSignal(program.recognition.recognized) as recognized:
        card._switches["centre"].click()
    raster = recognized.args[0].raster
    assert raster.stages == Stages(centre=False)
    assert raster.shift == (0, 0)
    qtbot.waitUntil(lambda: "centring is off" in program.window.status._stages.text())
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_numbers_on_the_bars_are_the_probabilities(program):
    draw(program.window.desk.canvas, digit_strokes(0))
    program.window.actions_by_name["logits"].trigger()
    results = []
    program.recognition.recognized.connect(results.append)
    program.recognition.recognize_now()
    bars = program.window.desk.bars
    bars._clock.show_now()
    logit, probability = bars.texts(0)
    assert logit == f"+{results[-1].logits[0]:.2f}"
    assert probability in (f"{100 * results[-1].probabilities[0]:.2f} %", ">99.99 %")
    assert program.settings.settings.shows_logits


def test_the_theme_follows_the_system_while_running(program, qapp, monkeypatch):
    # Without a screen there is no system theme: its word is given here, its signal is Qt's own.
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        is_dark = scheme == Qt.ColorScheme.Dark
        monkeypatch.setattr(program.appearance, "system_is_dark", lambda is_dark=is_dark: is_dark)
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        assert program.window.desk.canvas._tokens.is_dark is is_dark
        assert (qapp.palette().window().color().lightness() < 128) is is_dark


def test_a_chosen_theme_stays_whatever_the_system_says(program, qapp, monkeypatch):
    program.settings.change(theme="dark")
    monkeypatch.setattr(program.appearance, "system_is_dark", lambda: False)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert program.window.desk.canvas._tokens.is_dark
    program.settings.change(theme="system")
    assert not program.window.desk.canvas._tokens.is_dark


@pytest.mark.parametrize("size", [(1366, 690), (1366, 768), (1920, 1080), (2560, 1440)])
def test_nothing_is_cut_off_at_usual_sizes(build_program, qtbot, size):
    window = build_program(size=size).window
    view = window.inspect.network_view
    qtbot.waitUntil(lambda: view.width() <= size[0] - window.desk.width() - 56)
    last = view.columns[-1]
    ratio = view.devicePixelRatioF()
    assert (last.left + last.width) / ratio <= view.width()
    assert all((c.top + c.height) / ratio <= view.height() - 30 for c in view.columns)
    qtbot.waitUntil(lambda: not window.desk.verticalScrollBar().isVisible())


def test_every_painted_part_says_what_it_shows(program):
    draw(program.window.desk.canvas, digit_strokes(1))
    program.recognition.recognize_now()
    desk = program.window.desk
    for part in (
        desk.canvas,
        desk.raster,
        desk.answer,
        desk.bars,
        program.window.inspect.network_view,
    ):
        assert part.accessibleName()
        assert part.accessibleDescription()


def test_a_drawing_saved_as_json_is_the_drawing(program, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    draw(program.window.desk.canvas, digit_strokes(3))
    path = tmp_path / "three.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    program.user_actions.save()
    from app.services.pictures import read_drawing

    again, before = read_drawing(path), program.window.desk.canvas.drawing
    assert np.array_equal(rasterize(before).array, rasterize(again).array)


def test_a_saved_picture_is_dark_on_white(program, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    draw(program.window.desk.canvas, digit_strokes(1))
    path = tmp_path / "one.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    program.user_actions.save()
    image = QImage(str(path))
    assert image.pixelColor(2, 2) == QColor("white")
    assert image.pixelColor(image.width() * 51 // 100, image.height() // 2).lightness() < 40


def _drawn(parts, digit):
    draw(parts.window.desk.canvas, digit_strokes(digit))
    return parts.window.desk.canvas.drawing


def test_closing_in_the_middle_of_a_stroke_keeps_it(build_program):
    first = build_program()
    draw(first.window.desk.canvas, [[(20, 20), (80, 80)]], lift=False)
    first.window.close()
    assert len(build_program().window.desk.canvas.drawing.strokes) == 1


def test_starting_writes_nothing_over_the_drawing_of_another_window(build_program, qtbot):
    first = build_program()
    second = build_program()
    draw(first.window.desk.canvas, digit_strokes(4))
    first.drawings.save_now()
    second.drawings.save_now()
    assert len(first.drawings.load().strokes) == 2


def test_a_drawing_of_another_size_fills_the_paper(program, qtbot, tmp_path):
    path = tmp_path / "large.json"
    path.write_text('{"strokes": [{"points": [[100, 500], [900, 500]]}], "size": [1000, 1000]}')
    with qtbot.waitSignal(program.pictures.opened):
        program.pictures.open(path)
    canvas = program.window.desk.canvas
    image = canvas.grab().toImage()
    middle = image.height() // 2
    assert image.pixelColor(image.width() // 2, middle).lightness() < 60
    assert image.pixelColor(image.width() * 97 // 100, middle).lightness() > 200


def test_a_pen_beyond_the_edge_draws_on_the_edge(program):
    canvas = program.window.desk.canvas
    draw(canvas, [[(50, 50), (50, 300)]])
    assert canvas.drawing.strokes[0].points[:, 1].max() == canvas.drawing.size[1]


def test_a_full_sheet_says_so_and_can_be_stored_again(program, qtbot):
    from model.strokes import MAX_POINTS, Drawing, drawing_from_json, drawing_to_json, make_stroke

    canvas = program.window.desk.canvas
    points = np.linspace(0, 248, 2 * (MAX_POINTS - 100)).reshape(-1, 2)
    canvas.set_drawing(Drawing((make_stroke(points),)))
    with qtbot.waitSignal(canvas.filled):
        draw(canvas, digit_strokes(1))
    assert "full" in program.window.status._message.text()
    drawing_from_json(drawing_to_json(canvas.drawing))


def test_esc_closes_the_stages_while_drawing(program, qtbot):
    program.window.actions_by_name["stages"].trigger()
    card = program.window.stages_card
    qtbot.waitUntil(card.isVisible)
    program.window.desk.canvas.setFocus()
    draw(program.window.desk.canvas, digit_strokes(7))
    QTest.keyClick(program.window.desk.canvas, Qt.Key.Key_Escape)
    assert not card.isVisible()


@pytest.mark.parametrize("height", [690, 768])
def test_the_stages_fit_whatever_is_switched_off(build_program, qtbot, height):
    program = build_program(size=(1366, height))
    draw(program.window.desk.canvas, digit_strokes(7))
    program.window.actions_by_name["stages"].trigger()
    card = program.window.stages_card
    qtbot.waitUntil(card.isVisible)
    for name in ("ink_box", "fit", "centre"):
        card._switches[name].click()
        card._clock.show_now()
        qtbot.waitUntil(lambda: card.height() >= card.sizeHint().height())
        assert card.geometry().bottom() <= program.window._page.height()


def test_locking_needs_a_scale(program):
    program.settings.change(scale="locked")
    assert program.settings.settings.scale == "layer"
    assert "draw first" in program.window.status._message.text()


def test_a_device_that_fails_is_not_ticked(program, qtbot):
    import torch

    if torch.backends.mps.is_available():
        pytest.skip("this machine has an Apple GPU")
    with qtbot.waitSignal(program.recognition.device_failed, timeout=60_000):
        program.window.device_wanted.emit("mps")
    assert program.settings.settings.device == "cpu"
    assert "the CPU answers" in program.window.status._message.text()
