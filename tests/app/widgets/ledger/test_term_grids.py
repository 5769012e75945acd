"""Terms are marked together, by pointer, keys and sentence, and name their unit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.tokens import LIGHT
from app.widgets.ledger.shades import shown_span
from app.widgets.ledger.term_texts import Term, legend, patch_note
from app.widgets.scale import Scale
from model.unit import INPUT, Unit
from tests.app.widgets.ledger.convolutions import body_for, bundled, by_hand, read, show

UNIT = Unit("C3", 26, 3, 6)


@pytest.fixture
def seven():
    return read(bundled("default"))


@pytest.fixture
def body(qtbot, seven):
    body = body_for(qtbot)
    show(body, seven, UNIT)
    body.choose(11)
    return body


@pytest.fixture
def told(body):
    """What the body says about terms."""
    units = []
    body.term_hovered.connect(units.append)
    return units


def place(body, grid, cell):
    return body.grids.grids[grid].rect(cell).center().toPoint()


def outlined(body):
    """The cells around which there is a line in violet, grid by grid."""
    image, accent = body.grids.grab().toImage(), LIGHT.color("accent").rgb()
    found = []
    for grid in body.grids.grids:
        cells = set()
        for cell in np.ndindex(*grid.shape):
            box = grid.rect(cell).toRect()
            corners = (box.left(), box.top()), (box.right() + 1, box.bottom() + 1)
            sides = [(x, box.center().y()) for x, _ in corners]
            sides += [(box.center().x(), y) for _, y in corners]
            if all(image.pixel(x, y) == accent for x, y in sides):
                cells.add(cell)
        found.append(cells)
    return found


def test_the_strongest_term_is_marked_when_nothing_is_pointed_at(body, seven):
    products = np.abs(by_hand(seven, UNIT).products[11])
    strongest = tuple(int(n) for n in np.unravel_index(products.argmax(), (5, 5)))
    assert [{strongest}] * 3 == outlined(body)
    assert strongest == body.grids.cell


@pytest.mark.parametrize("grid", [0, 1, 2])
def test_a_cell_is_marked_in_all_three_grids_and_its_unit_told(body, told, qtbot, grid):
    for cell in ((0, 0), (1, 3), (4, 4)):
        qtbot.mouseMove(body.grids, place(body, grid, cell))
        assert cell == body.grids.cell
        assert [{cell}] * 3 == outlined(body)
        assert Unit("P2", 11, 3 + cell[0], 6 + cell[1]) == told[-1]
    body.grids.leaveEvent(None)
    assert told[-1] is None
    assert 4 == len(told)


def test_the_sentence_is_the_term(body, seven, qtbot):
    qtbot.mouseMove(body.grids, place(body, 1, (2, 2)))
    found = by_hand(seven, UNIT)
    x, w = found.patches[11, 2, 2], found.kernels[11, 2, 2]
    expected = f"{x:.3f} × {w:.4f} = {x * w:+.4f}".replace("-", "−")
    first, *others = body.grids.term.sentence
    assert expected == first
    subtotal = f"{found.subtotals[11]:+.4f}".replace("-", "−")
    assert ["+ 24 other products  =", subtotal, "subtotal of channel 11"] == others
    assert expected in body.grids.accessibleDescription()


def test_the_term_in_the_sentence_is_as_good_as_its_cells(body, told, qtbot):
    cell = body.grids.cell
    qtbot.mouseMove(body.grids, body.grids._sentence_box.center().toPoint())
    assert [Unit("P2", 11, 3 + cell[0], 6 + cell[1])] == told
    qtbot.mouseMove(body.grids, QPoint(3, 3))
    assert told[-1] is None


def test_keys_walk_the_term_and_enter_pins_its_unit(body, told, qtbot):
    wanted = []
    body.unit_wanted.connect(wanted.append)
    row, column = body.grids.cell
    for key in (*[Qt.Key.Key_Up] * 5, *[Qt.Key.Key_Left] * 5, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(body.grids, key)
    assert (1, 1) == body.grids.cell
    assert row + column + 2 == len(told)  # nothing beyond the edges is told
    assert Unit("P2", 11, 4, 7) == told[-1]
    qtbot.keyClick(body.grids, Qt.Key.Key_Return)
    assert [Unit("P2", 11, 4, 7)] == wanted
    body.hide()
    assert told[-1] is None


def test_a_click_keeps_the_term_and_another_lets_it_go(body, told, qtbot):
    strongest = body.grids.cell
    at = place(body, 2, (0, 4))
    qtbot.mouseClick(body.grids, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(body.grids, QPoint(3, 3))
    body.choose(3)
    assert (0, 4) == body.grids.cell
    assert Unit("P2", 3, 3, 10) == told[-1]
    body.choose(11)
    qtbot.mouseClick(body.grids, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(body.grids, QPoint(3, 4))
    assert strongest == body.grids.cell
    assert told[-1] is None


def test_a_double_click_on_the_patch_pins_the_unit(body, qtbot):
    wanted = []
    body.unit_wanted.connect(wanted.append)
    for grid in (1, 2, 0):
        at = place(body, grid, (3, 1))
        qtbot.mouseDClick(body.grids, Qt.MouseButton.LeftButton, pos=at)
    assert [Unit("P2", 11, 6, 7)] == wanted


def test_padding_is_hatched_and_is_no_unit(qtbot):
    recognition = read(bundled("lenet5"))
    body = body_for(qtbot)
    told, wanted = [], []
    body.term_hovered.connect(told.append)
    body.unit_wanted.connect(wanted.append)
    found = show(body, recognition, Unit("C1", 2, 0, 27))
    inside = by_hand(recognition, Unit("C1", 2, 0, 27)).is_inside
    assert 9 == inside.sum()
    assert (inside == found.is_inside).all()
    image, patch = body.grids.grab().toImage(), body.grids.grids[0]
    hatch = LIGHT.color("faint").rgb()
    for cell in np.ndindex(5, 5):
        box = patch.rect(cell).toRect().adjusted(3, 3, -3, -3)
        pixels = {image.pixel(x, box.top()) for x in range(box.left(), box.right())}
        assert (hatch in pixels) == (not inside[cell])
    qtbot.mouseMove(body.grids, place(body, 0, (0, 0)))
    qtbot.mouseDClick(body.grids, Qt.MouseButton.LeftButton, pos=place(body, 0, (0, 0)))
    assert (0, 0) == body.grids.cell
    assert [] == wanted == [unit for unit in told if unit is not None]
    qtbot.mouseMove(body.grids, place(body, 0, (2, 1)))
    assert Unit(INPUT, 0, 0, 26) == told[-1]
    assert "rows −2 to 2, cols 25–29" == patch_note(found)


def test_legends_say_what_the_ends_stand_for():
    assert ("−0.21", "0", "+0.21") == legend(0.21, "products", is_signed=True)
    assert ("0", "", "9.0") == legend(9.0, "activations", is_signed=False)
    assert ("", "all products are 0", "") == legend(0.0, "products", is_signed=True)


def test_a_single_term_has_no_others():
    sentence = Term(-0.5, 0.25, -0.125, 1, -0.125, 0).sentence
    assert ("−0.500 × 0.2500 = −0.1250", "=", "−0.1250", "subtotal of channel 0") == sentence
    assert "+ 3 other products  =" == Term(1, 1, 1, 4, 1, 0).sentence[1]
    assert "+ 1 other product  =" == Term(1, 1, 1, 2, 1, 0).sentence[1]


def test_without_a_scale_the_colours_end_at_the_largest_number_shown():
    values = np.array([[0.2, -0.5], [0.1, 0.0]], np.float32)
    assert 0.5 == shown_span(Scale({}), "C1", 0, values)
    assert 0.5 == shown_span(Scale({"C1": 0.0}), "C1", 0, values)
    assert 2.0 == shown_span(Scale({"C1": 2.0}), "C1", 0, values)
    assert 1.0 == shown_span(Scale({}), "input", 0, values)
    assert 0.0 == shown_span(Scale({"C1": 2.0}, {"C1": (0.0, 2.0)}), "C1", 0, values)
