"""The ledger of a pooled or sub-sampled unit: its numbers, words, outlines and keys."""

import itertools

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.tokens import DARK, LIGHT
from app.widgets.ledger.cells import cell_rect
from app.widgets.ledger.window_body import WindowBody
from app.widgets.ledger.window_texts import gradient_texts, place_text, window_text
from model.layers import Pooling, Subsampling
from model.ledger import ledger
from model.unit import Unit
from tests.app.widgets.ledger.readings import BUNDLED, bundled, ledger_of, number, other, scale_of
from tests.app.widgets.ledger.readings import show as shown
from tests.model.small_networks import raster_with, read, small_network

CORNER = [[0.25, 0.5], [0.5, 0]]


def show(qtbot, recognition, unit, size=(1012, 375)):
    body = shown(qtbot, WindowBody(), size)
    body.show_ledger(ledger_of(recognition, unit), scale_of(recognition), 0.7)
    return body


def of_corner(layer, **parameters):
    """The ledger of the first window of a layer that reads 0.25, 0.5, 0.5 and 0."""
    return ledger(*read(small_network(layer, **parameters), raster_with(CORNER)), Unit("P", 0))


def values(body):
    """The numbers in the grids by title."""
    return {grid.title: np.asarray(grid.values, np.float64) for grid in body.grids()}


def reduced(mode, cells):
    if mode == "max":
        return cells.max()
    return cells.mean() if mode == "average" else cells.square().sum().sqrt()


def pooled_units(name, spec):
    for layer in spec.layers:
        if isinstance(layer, Pooling | Subsampling):
            _, height, width = spec.shape_of(layer.name)
            yield Unit(layer.name, 3, height // 2, width // 2)
            yield Unit(layer.name, 0, height - 1, 0)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_number_is_that_of_torch(qtbot, name):
    recognition = bundled(name)
    spec = recognition.network.spec
    for unit in pooled_units(name, spec):
        found = show(qtbot, recognition, unit)
        layer, size = spec.layer(unit.layer), spec.layer(unit.layer).window
        before = spec.layers[spec.layers.index(layer) - 1].name
        top, left = unit.row * layer.stride, unit.column * layer.stride
        volume = recognition.trace.activations[before][0, unit.channel]
        window = volume[top : top + size, left : left + size].astype(np.float64)
        cells = torch.tensor(window, requires_grad=True)
        if isinstance(layer, Pooling):
            output = reduced(layer.mode, cells)
            value = recognition.trace.activations[unit.layer]
        else:
            weight, bias = (
                float(recognition.network.parameters[f"{unit.layer}.{part}"][unit.channel])
                for part in ("weight", "bias")
            )
            output = weight * cells.sum() + bias
            value = recognition.trace.pre_activations[unit.layer]
        output.backward()
        expected = float(output.detach())
        at = 0, unit.channel, unit.row, unit.column
        assert value[at] == pytest.approx(expected, abs=1e-5)
        gradients = np.nan_to_num(cells.grad.numpy())  # torch has no slope of a norm of 0
        assert np.allclose(values(found)["window x"], window, atol=1e-5)
        if isinstance(layer, Pooling) and layer.mode == "max":  # torch's max shares among equals
            gradients = np.zeros(window.shape)
            gradients.flat[window.argmax()] = 1
        assert np.allclose(values(found)["gradient"], gradients, atol=1e-5)
        assert np.allclose(values(found)["share"], gradients * window, atol=1e-5)
        meant = next(part for part in found.parts if not isinstance(part, str) and part.is_meant)
        assert meant.number == pytest.approx(expected, abs=1e-5)
        assert number(meant.text) == pytest.approx(expected, abs=6e-5)


def test_max_pooling_gradient_goes_where_torch_lets_it_go():
    found = of_corner(Pooling("P", "max"))
    raster = torch.tensor(raster_with(CORNER))[None, None].requires_grad_()
    torch.nn.functional.max_pool2d(raster, 2)[0, 0, 0, 0].backward()
    assert np.array_equal(found.gradients, raster.grad[0, 0, :2, :2])


def test_squares_are_shown_for_the_l2_norm_only(qtbot):
    body = show(qtbot, bundled("l2"), Unit("P2", 3, 4, 6))
    window = values(body)["window x"]
    assert np.allclose(values(body)["squares x²"], window**2, atol=1e-5)
    for name, layer in (("default", "P2"), ("average", "P2"), ("lenet5", "S2")):
        titles = values(show(qtbot, bundled(name), Unit(layer, 3, 4, 6)))
        assert ["window x", "gradient", "share"] == list(titles)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (Pooling("P", "max"), "max(0.2500, 0.5000, 0.5000, 0) = 0.5000"),
        (Pooling("P", "average"), "(0.2500 + 0.5000 + 0.5000 + 0) / 4 = 0.3125"),
        (Pooling("P", "l2"), "√(0.2500² + 0.5000² + 0.5000² + 0²) = 0.7500"),
        (Subsampling("P"), "0.2500 + 0.5000 + 0.5000 + 0 = 1.2500"),
    ],
)
def test_the_equation_has_the_numbers_put_in(qtbot, layer, said):
    body = shown(qtbot, WindowBody())
    recognition = other(layer)
    body.show_ledger(of_corner(layer), scale_of(recognition), 0.7)
    assert said == body.equation(4)
    assert "…" in body.equation(3)
    assert said in body.accessibleDescription()


def test_sub_sampling_in_boxes(qtbot):
    body = shown(qtbot, WindowBody())
    layer = Subsampling("P", activation="tanh")
    body.show_ledger(of_corner(layer, P_weight=[2], P_bias=[-1]), scale_of(other(layer)), 0.7)
    boxes = [(part.caption, part.number) for part in body.parts if not isinstance(part, str)]
    expected = [
        ("sum of 4 cells", 1.25),
        ("coefficient", 2),
        ("bias b", -1),
        ("pre-activation a", 1.5),
        ("tanh(+1.5000)", pytest.approx(np.tanh(1.5), abs=1e-6)),
    ]
    assert expected == boxes
    assert ["×", "+", "=", "→"] == [part for part in body.parts if isinstance(part, str)]


def test_ties_are_named():
    texts = gradient_texts(of_corner(Pooling("P", "max")))
    assert (
        "Only the winner receives gradient; max pooling forgets the values of the other three."
        == (texts[0])
    )
    equal = "Two cells are equally large; the first one counts as the winner, as in torch."
    assert equal == texts[1]
    assert 1 == len(gradient_texts(of_corner(Pooling("P", "max", 1, 1))))


def test_a_winner_of_zero_behind_a_relu_passes_no_gradient():
    network = small_network(Pooling("P", "max"))
    found = ledger(*read(network, raster_with(CORNER)), Unit("P", 0, 9, 9))
    equal = "Four zeros are equal; the first one counts as the winner, as in torch."
    stopped = "It wins, but its a is not above 0: ReLU lets no gradient through."
    assert equal == gradient_texts(found)[1]
    assert f"{equal} {stopped}" == gradient_texts(found, is_after_relu=True)[1]
    other_found = of_corner(Pooling("P", "max"))
    assert gradient_texts(other_found) == gradient_texts(other_found, is_after_relu=True)


def test_a_norm_of_zero_passes_no_gradient():
    network = small_network(Pooling("P", "l2"))
    found = ledger(*read(network, raster_with(CORNER)), Unit("P", 0, 9, 9))
    assert ("The norm is 0: no cell receives gradient.",) == gradient_texts(found)


def test_overlapping_windows_say_where_they_lie():
    recognition = other(Pooling("P", "max", 6, 2))
    found = ledger_of(recognition, Unit("P", 0, 3, 4))
    assert "the raster, rows 6–11, cols 8–13" == place_text(found)
    row, column = np.argwhere(found.values == found.values.max())[0] + (6, 8)
    assert window_text(found).endswith(f"the winner: row {row}, column {column}.")


@pytest.mark.parametrize("size", [1, 2, 3, 6])
@pytest.mark.parametrize("mode", ["max", "average", "l2"])
def test_all_fits_for_windows_of_any_size(qtbot, size, mode):
    recognition = other(Pooling("P", mode, size, 1))
    for width, height in ((1012, 375), (1012, 320), (1486, 540), (506, 320)):
        body = show(qtbot, recognition, Unit("P", 0, 9, 9), (width, height))
        for tokens in (LIGHT, DARK):
            body.set_tokens(tokens)
            assert not body.grab().isNull()
        places = body.boxes_of_grids()
        assert places[-1].right() <= width - 12
        assert all(a.right() < b.left() for a, b in itertools.pairwise(places))
        below = places[0].bottom() + 32 + 18 + 8 + 48 + 8 + 18 * len(body.sentences)
        assert below <= height


def test_the_pointer_outlines_one_cell_in_all_grids(qtbot):
    body = show(qtbot, bundled("average"), Unit("P2", 3, 4, 6))
    for place in body.boxes_of_grids():
        hovered = []
        body.term_hovered.connect(hovered.append)
        cell = cell_rect(place, (2, 2), 1, 0).center()
        QTest.mouseMove(body, QPoint(int(cell.x()), int(cell.y())))
        assert [Unit("C1", 3, 9, 12)] == hovered
        assert (1, 0) == body._cell
        QTest.mouseMove(body, QPoint(2, 2))
        assert None is hovered[-1] is body._cell
        body.term_hovered.disconnect()
    body.highlight(Unit("C1", 3, 8, 13))
    assert (0, 1) == body._cell
    body.highlight(Unit("C1", 4, 8, 13))
    assert body._cell is None


def test_keys_walk_through_the_cells_and_pin(qtbot):
    body = show(qtbot, bundled("default"), Unit("P2", 3, 4, 6))
    hovered, wanted = [], []
    body.term_hovered.connect(hovered.append)
    body.unit_wanted.connect(wanted.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(body, key)
    assert [(8, 12), (8, 13), (9, 13), (9, 12)] == [(unit.row, unit.column) for unit in hovered]
    QTest.keyClick(body, Qt.Key.Key_Return)
    place = body.boxes_of_grids()[1]
    at = cell_rect(place, (2, 2), 0, 1).center().toPoint()
    QTest.mouseClick(body, Qt.MouseButton.LeftButton, pos=at)
    assert [Unit("C1", 3, 9, 12), Unit("C1", 3, 8, 13)] == wanted


def test_what_came_while_hidden_is_shown_at_once(qtbot):
    body = WindowBody()
    qtbot.addWidget(body)
    recognition = bundled("default")
    body.show_ledger(ledger_of(recognition, Unit("P2", 3, 4, 6)), scale_of(recognition), 0.7)
    assert () == body.parts
    body.show()
    assert 1 == len(body.parts)
