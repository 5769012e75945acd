"""The ledger of a fully connected unit: waterfall, sources, boxes, and how they hang together."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.tokens import DARK, LIGHT
from app.widgets.ledger.connected_body import ConnectedBody
from app.widgets.ledger.sources import lay_out
from model.layers import Convolution, FullyConnected, Shape
from model.unit import Unit
from tests.app.widgets.ledger.readings import (
    BUNDLED,
    bundled,
    largest_weight,
    ledger_of,
    number,
    other,
    scale_of,
)
from tests.app.widgets.ledger.readings import show as shown

F5 = Unit("F5", 17)


def show(qtbot, recognition, unit, size=(1012, 375)):
    body = shown(qtbot, ConnectedBody(), size)
    update(body, recognition, unit)
    return body


def update(body, recognition, unit):
    scale, largest = scale_of(recognition), largest_weight(recognition, unit)
    body.show_ledger(ledger_of(recognition, unit), scale, 0.7, largest)


def products(recognition, unit):
    """Weights, inputs, their products and the bias, from the forward pass."""
    spec, parameters = recognition.network.spec, recognition.network.parameters
    position = [layer.name for layer in spec.layers].index(unit.layer)
    inputs = recognition.raster.array
    if position:
        inputs = recognition.trace.activations[spec.layers[position - 1].name][0]
    w = parameters[f"{unit.layer}.weight"][unit.channel].astype(np.float64)
    x = inputs.astype(np.float64).ravel()
    return w, x, w * x, float(parameters[f"{unit.layer}.bias"][unit.channel])


def boxes(body):
    return {part.caption: part for part in body.boxes.parts if not isinstance(part, str)}


@pytest.mark.parametrize("name", BUNDLED)
def test_the_waterfall_ends_at_the_networks_value(qtbot, name):
    recognition = bundled(name)
    for layer in recognition.network.spec.layers:
        if not isinstance(layer, FullyConnected):
            continue
        unit = Unit(layer.name, 7)
        body = show(qtbot, recognition, unit)
        w, x, terms, bias = products(recognition, unit)
        strongest = np.argsort(-np.abs(terms), kind="stable")
        rows = body.waterfall.rows
        texts = [body.waterfall.texts(row) for row in range(rows.count)]
        assert texts[0].product == pytest.approx(bias, abs=1e-5)
        shown_terms = len(rows.numbers)
        assert strongest[:shown_terms].tolist() == rows.numbers.tolist()
        for text, n in zip(texts[1:], strongest[:shown_terms], strict=False):
            assert (text.w, text.x, text.product) == pytest.approx((w[n], x[n], terms[n]), abs=1e-5)
        rest = terms[strongest[shown_terms:]]
        assert f"the other {len(rest)} together" == texts[-1].label
        assert texts[-1].product == pytest.approx(rest.sum(), abs=1e-5)
        running = np.cumsum([text.product for text in texts])
        assert np.allclose(body.waterfall.running(), running, atol=1e-5)
        value = recognition.trace.pre_activations[layer.name][0, 7]
        assert body.waterfall.running()[-1] == pytest.approx(value, abs=1e-5)
        assert body.waterfall.total().product == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_boxes_add_up(qtbot, name):
    recognition = bundled(name)
    last, hidden = Unit("Out", 7), Unit("F6", 3)
    for unit in (last, hidden):
        found = boxes(show(qtbot, recognition, unit))
        _, _, terms, bias = products(recognition, unit)
        value = float(recognition.trace.pre_activations[unit.layer][0, unit.channel])
        assert found["Σ positive"].number == pytest.approx(terms[terms > 0].sum(), abs=1e-5)
        assert found["Σ negative"].number == pytest.approx(terms[terms < 0].sum(), abs=1e-5)
        assert found["bias b"].number == pytest.approx(bias, abs=1e-5)
        meant = found["logit z" if unit is last else "pre-activation a"]
        assert meant.is_meant
        assert meant.number == pytest.approx(value, abs=1e-5)
        assert number(meant.text) == pytest.approx(value, abs=6e-5)
        after = [box for caption, box in found.items() if "(" in caption]
        if unit is last:
            assert [] == after
        else:
            expected = max(0, value) if name != "lenet5" else 1.7159 * math.tanh(2 / 3 * value)
            assert [pytest.approx(expected, abs=1e-5)] == [box.number for box in after]


def test_bars_follow_every_ledger_and_numbers_when_they_are_read(qtbot):
    seven, three = bundled("default"), bundled("default", 3)
    body = show(qtbot, seven, F5)
    before = body.waterfall.texts(1), body.waterfall.rows
    update(body, three, F5)
    _, _, terms, bias = products(three, F5)
    assert before == (body.waterfall.texts(1), body.waterfall.rows)
    rows = body.waterfall.rows
    expected = [bias, *terms[rows.numbers], terms[rows.others].sum()]
    assert np.allclose(body.waterfall.running(), np.cumsum(expected), atol=1e-5)
    assert body.sources.largest == pytest.approx(np.abs(terms).max(), abs=1e-5)
    qtbot.waitUntil(lambda: before[0] != body.waterfall.texts(1), timeout=2000)
    assert body.waterfall.texts(1).product == pytest.approx(terms[np.abs(terms).argmax()], abs=1e-5)


def test_another_unit_is_read_at_once(qtbot):
    recognition = bundled("default")
    body = show(qtbot, recognition, F5)
    update(body, recognition, Unit("Out", 3))
    assert "logit z" in boxes(body)
    assert body.waterfall.texts(1).label.startswith("F6 · ")


@pytest.mark.parametrize("order", ["channel", "size", "sign"])
def test_all_contributions_in_any_order(qtbot, order):
    recognition = bundled("default")
    body = show(qtbot, recognition, F5)
    QTest.mouseClick(body.which.buttons()[1], Qt.MouseButton.LeftButton)
    assert "All 800" == body.which.buttons()[1].text()
    button = next(b for b in body.orders.buttons() if b.text().lower() == order)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    terms = products(recognition, F5)[2]
    listed = terms[body.waterfall.rows.numbers]
    assert 801 == body.waterfall.rows.count
    assert sorted(listed) == sorted(terms)
    if order == "channel":
        assert listed.tolist() == terms.tolist()
    elif order == "size":
        assert (np.diff(np.abs(listed)) <= 0).all()
    else:
        assert (np.diff((listed < 0).astype(int)) >= 0).all()
    assert body.waterfall.verticalScrollBar().maximum() > 0
    body.waterfall.verticalScrollBar().setValue(body.waterfall.verticalScrollBar().maximum())
    last = body.waterfall.row_rect(800)
    assert body.waterfall.unit_at(last.center().y()) is not None
    assert not body.grab().isNull()


def test_a_bar_and_its_cell_belong_together(qtbot):
    body = show(qtbot, bundled("default"), F5)
    falls, sources = body.waterfall, body.sources
    hovered = []
    body.term_hovered.connect(hovered.append)
    at = falls.row_rect(3).center().toPoint()
    QTest.mouseMove(falls.viewport(), at)
    n = int(falls.rows.numbers[2])
    unit = Unit("P4", n // 25, n % 25 // 5, n % 5)
    assert [unit] == hovered
    assert n == sources._marked
    assert unit.label(Shape(32, 5, 5)) in sources.read_out()
    other_number = int(falls.rows.numbers[5])
    QTest.mouseMove(sources, sources.cell_rect(other_number).center().toPoint())
    assert other_number == falls._marked
    assert 6 == falls.row_of(falls._marked)
    assert 2 == len(hovered)
    weakest = int(falls.rows.others[-1])
    QTest.mouseMove(sources, sources.cell_rect(weakest).center().toPoint())
    assert falls.rows.count - 1 == falls.row_of(weakest)
    body.highlight(None)
    assert None is falls._marked is sources._marked


def test_a_cell_shows_its_row_among_all(qtbot):
    body = show(qtbot, bundled("default"), F5)
    body.which.buttons()[1].click()
    QTest.mouseMove(body.sources, body.sources.cell_rect(700).center().toPoint())
    row = body.waterfall.row_rect(body.waterfall.row_of(700))
    assert 0 < row.top() < row.bottom() < body.waterfall.height()


def test_a_click_pins_from_either_side(qtbot):
    recognition = bundled("lenet5")
    unit = Unit("F6", 5)
    body = show(qtbot, recognition, unit)
    wanted = []
    body.unit_wanted.connect(wanted.append)
    at = body.waterfall.row_rect(1).center().toPoint()
    QTest.mouseClick(body.waterfall.viewport(), Qt.MouseButton.LeftButton, pos=at)
    at = body.sources.cell_rect(119).center().toPoint()
    QTest.mouseClick(body.sources, Qt.MouseButton.LeftButton, pos=at)
    strongest = int(np.abs(products(recognition, unit)[2]).argmax())
    assert [Unit("C5", strongest), Unit("C5", 119)] == wanted


def test_keys_walk_through_the_rows_and_pin(qtbot):
    body = show(qtbot, bundled("default"), F5)
    wanted = []
    body.unit_wanted.connect(wanted.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(body.waterfall, key)
    assert body.waterfall.rows.numbers[1] == body.sources._marked
    QTest.keyClick(body.waterfall, Qt.Key.Key_Return)
    assert body.waterfall._ledger.source(body.sources._marked) == wanted[0]


LAYERS = {
    "raster": (),
    "many maps": (Convolution("A", 64, 1, padding=2),),
    "a few units": (Convolution("A", 2, 9, 3), FullyConnected("B", 3, "tanh")),
    "one unit": (FullyConnected("B", 1, "tanh"),),
    "no even rows": (FullyConnected("B", 37, "none"),),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("size", [(1012, 375), (560, 320), (1486, 540)])
def test_every_place_is_found_again(qtbot, name, size):
    body = show(qtbot, other(*LAYERS[name]), Unit("Out", 2), size)
    for tokens in (LIGHT, DARK):
        body.set_tokens(tokens)
        assert not body.grab().isNull()
    sources = body.sources
    count = len(sources._ledger.inputs)
    for n in {0, 1 % count, count // 2, count - 1}:
        middle = sources.cell_rect(n).center()
        assert n == sources.number_at(middle.x(), middle.y())
        assert sources.rect().contains(QPoint(int(middle.x()), int(middle.y())))
    assert sources.number_at(0, 0) is None


@pytest.mark.parametrize("count", [1, 3, 4, 10, 84, 120, 500])
def test_a_vector_stands_in_four_to_twelve_columns(count):
    grid = lay_out(Shape(count, 1, 1), 540, 230)
    assert min(4, count) <= grid.columns <= min(12, count)
    width, height = grid.size(count)
    assert width <= 540
    assert height <= 230


def test_contributions_have_the_colours_of_activations(qtbot):
    """The largest has the end of the colours; 0 is neutral."""
    recognition = other()
    body = show(qtbot, recognition, Unit("Out", 2))
    terms = products(recognition, Unit("Out", 2))[2]
    image = body.sources.grab().toImage()
    ratio = image.width() / body.sources.width()

    def color(n):
        return image.pixelColor((body.sources.cell_rect(n).center() * ratio).toPoint()).name()

    ends = {1.0: "#873001", -1.0: "#054ba2"}
    most = int(np.abs(terms).argmax())
    assert ends[np.sign(terms[most])] == color(most)
    assert "#ffffff" == color(int(np.flatnonzero(terms == 0)[0]))
