import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.colormaps import HALF, activation_table
from app.formats import signed
from app.tokens import DARK, LIGHT
from app.widgets.decision.contribution_columns import bar_color, bar_of
from model.unit import INPUT, Unit
from tests.app.widgets.decision.readings import read
from tests.app.widgets.decision.showing import choose, choosers, show


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_pixels_and_bars_have_the_colours_of_their_numbers(view, seven, tokens):
    view.set_tokens(tokens)
    picture = view.picture
    image, layout = picture.grab().toImage(), picture.layout_of_parts()
    pixels = view.decision.pixels
    table, side = activation_table(1.0, tokens.is_dark), layout.raster.width() / 28
    for row, column in np.argwhere(np.abs(pixels) > 0).tolist():
        at = layout.raster.topLeft() + QPoint(int((column + 0.5) * side), int((row + 0.5) * side))
        expected = table[HALF + round(HALF * pixels[row, column] / np.abs(pixels).max())]
        assert hex(expected) == hex(image.pixel(at.toPoint()))
    least, most = picture.live.range
    for row, item in enumerate(picture.live.rows[3]):
        place = layout.row(3, row, len(picture.live.rows[3]))
        bar = bar_of(place, item.contribution, picture.live.range)
        assert pytest.approx(place.width() * abs(item.contribution) / (most - least)) == bar.width()
        middle = bar.center().toPoint()
        assert bar_color(item.contribution, tokens).rgb() == image.pixel(middle)


def test_pixels_follow_while_rows_are_read(view, qtbot, seven):
    rows = [item.unit for item in view.picture.columns[1].rows]
    other = read(seven.network, 2)
    choose(choosers(view)[1], "4")  # the question stays: only the drawing changes
    view.picture._clock.show_now()
    rows = [item.unit for item in view.picture.columns[1].rows]
    view.show_recognition(other)
    qtbot.waitUntil(lambda: not view._is_stale)
    assert rows == [item.unit for item in view.picture.columns[1].rows]
    assert rows == [item.unit for item in view.picture.live.rows[0]]
    found = next(share for share in view.decision.layers if share.layer == rows[0].layer)
    for item in view.picture.live.rows[0]:
        place = item.unit.channel, item.unit.row, item.unit.column
        assert found.contributions[place] == item.contribution
    qtbot.waitUntil(lambda: rows != [item.unit for item in view.picture.columns[1].rows])


# -- pointing --------------------------------------------------------------------------------


def hear(signal):
    heard = []
    signal.connect(heard.append)
    return heard


def place_of(picture, column, row):
    layout = picture.layout_of_parts()
    count = len(picture.columns[column].rows)
    return layout.row(column - 1, row, count).center().toPoint()


def test_a_row_is_pointed_at_and_pinned(view, seven):
    hovered, wanted = hear(view.unit_hovered), hear(view.unit_wanted)
    picture = view.picture
    unit = picture.columns[3].rows[2].unit
    at = place_of(picture, 3, 2)
    QTest.mouseMove(picture, at)
    assert [unit] == hovered
    assert (
        f"{unit.layer} · map {unit.channel} · row {unit.row}, column {unit.column}"
        in picture.line()
    )
    assert picture.line() in picture.accessibleDescription()
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert [unit] == wanted
    QTest.mouseMove(picture, QPoint(3, 3))
    assert [unit, None] == hovered


def test_a_pixel_is_pointed_at_and_pinned(view, seven):
    hovered, wanted = hear(view.unit_hovered), hear(view.unit_wanted)
    picture = view.picture
    raster = picture.layout_of_parts().raster
    row, column = np.argwhere(view.decision.pixels)[5].tolist()
    side = raster.width() / 28
    at = (raster.topLeft() + QPoint(int((column + 0.5) * side), int((row + 0.5) * side))).toPoint()
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(picture, at)
    assert [Unit(INPUT, 0, row, column)] == wanted == hovered
    assert signed(view.decision.pixels[row, column], 4) in picture.line()


def test_what_flows_on_is_said(view, seven):
    picture = view.picture
    for column in (1, 5, 6):
        item = picture.columns[column].rows[0]
        picture._mark(item.unit)
        parts = picture.live.links[column - 1][:, 0]
        strongest = int(np.abs(parts).argmax())
        later = picture.columns[column + 1].rows[strongest].unit
        shape = seven.network.spec.shape_of(later.layer)
        assert f"{signed(parts[strongest], 4)} through {later.label(shape)}" in picture.line()


def test_arrow_keys_walk_and_enter_pins(view, seven):
    picture, wanted = view.picture, hear(view.unit_wanted)
    columns = picture.columns
    picture.setFocus()
    for key, expected in (
        (Qt.Key.Key_Left, columns[7].rows[0].unit),
        (Qt.Key.Key_Left, columns[6].rows[0].unit),
        (Qt.Key.Key_Down, columns[6].rows[1].unit),
        (Qt.Key.Key_Up, columns[6].rows[0].unit),
        (Qt.Key.Key_Up, columns[6].rows[0].unit),
        (Qt.Key.Key_Right, columns[7].rows[0].unit),
        (Qt.Key.Key_Right, columns[7].rows[0].unit),
        *((Qt.Key.Key_Left, columns[number].rows[0].unit) for number in (6, 5, 4, 3, 2, 1, 0)),
        (Qt.Key.Key_Down, columns[0].rows[1].unit),
    ):
        QTest.keyClick(picture, key)
        assert expected == picture.marked
    QTest.keyClick(picture, Qt.Key.Key_Return)
    assert [columns[0].rows[1].unit] == wanted


def test_a_unit_that_loses_its_row_is_no_longer_pointed_at(view, qtbot, seven):
    hovered = hear(view.unit_hovered)
    view.picture._mark(view.picture.columns[1].rows[0].unit)
    show(view, qtbot, read(seven.network, 1))
    assert hovered[-1] is None
    assert view.picture.marked is None
