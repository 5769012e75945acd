"""A pinned pixel: its ink, its neighbours, and who sees it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.tokens import DARK
from app.widgets.ledger.cells import cell_rect
from app.widgets.ledger.pixel_body import PixelBody, neighbourhood, sights
from model.forward import trace
from model.network import lenet
from model.unit import Unit
from tests.app.widgets.ledger.readings import BUNDLED, bundled, number, show
from tests.model.layer_tables import random_table


def pixel(row, column):
    return Unit("input", 0, row, column)


def shown(qtbot, recognition, unit, size=(1012, 375)):
    body = show(qtbot, PixelBody(), size)
    body.show_pixel(recognition.network.spec, recognition.raster.array, unit)
    return body


def test_who_sees_a_pixel_in_words():
    rows = [str(sight) for sight in sights(lenet(), pixel(5, 8))]
    first = "C1 · rows 3–7, cols 6–10 · 25 of 784 units in each of 16 maps = 400 units"
    assert first == rows[0]
    assert "F5 · 120 of 120 units" == rows[4]
    assert 7 == len(rows)


@pytest.mark.parametrize("name", BUNDLED)
def test_units_that_change_with_the_pixel_are_counted(name):
    """With the pixel a not-a-number, whatever sees it is none either."""
    recognition = bundled(name)
    unit = pixel(9, 14)
    raster = recognition.raster.array.copy()
    raster[unit.row, unit.column] = np.nan
    with np.errstate(invalid="ignore"):
        after = trace(recognition.network, raster[None])
    found = {sight.layer: sight.units for sight in sights(recognition.network.spec, unit)}
    arrays = {**after.activations, **after.pre_activations}
    assert {layer: int(np.isnan(arrays[layer]).sum()) for layer in found} == found


@pytest.mark.parametrize("seed", range(12))
def test_any_layer_table(qtbot, seed):
    spec = random_table(seed)
    raster = np.random.default_rng(seed).random((28, 28), np.float32)
    body = show(qtbot, PixelBody(), (1012, 320))
    body.show_pixel(spec, raster, pixel(27, 0))
    assert len(spec.layers) == len(body.sights)
    assert not body.grab().isNull()


def test_the_value_is_the_rasters(qtbot):
    recognition = bundled("default")
    ink = recognition.raster.array
    row, column = (int(n) for n in np.argwhere((ink > 0) & (ink < 1))[0])
    body = shown(qtbot, recognition, pixel(row, column))
    assert body.value == pytest.approx(float(ink[row, column]), abs=1e-5)
    assert number(body.value_text) == pytest.approx(float(ink[row, column]), abs=6e-5)
    assert f"row {row}, column {column}" in body.accessibleDescription()


def test_neighbours_outside_the_paper_are_marked():
    raster = np.arange(784, dtype=np.float32).reshape(28, 28)
    values, is_inside = neighbourhood(raster, 1, 26)
    assert raster[1, 26] == values[4, 4]
    assert raster[0, 22] == values[3, 0]
    assert not is_inside[:3].any()
    assert not is_inside[:, 6:].any()
    assert is_inside[3:, :6].all()
    assert (values[~is_inside] == 0).all()


def test_a_neighbour_is_hovered_and_pinned(qtbot):
    body = shown(qtbot, bundled("lenet5"), pixel(1, 26), (600, 320))
    body.set_tokens(DARK)
    assert not body.grab().isNull()
    hovered, wanted = [], []
    body.term_hovered.connect(hovered.append)
    body.unit_wanted.connect(wanted.append)
    inside, outside = (
        cell_rect(body.grid_rect(), (9, 9), *cell).center().toPoint() for cell in ((5, 3), (0, 0))
    )
    QTest.mouseMove(body, inside)
    QTest.mouseClick(body, Qt.MouseButton.LeftButton, pos=inside)
    QTest.mouseMove(body, outside)
    QTest.mouseClick(body, Qt.MouseButton.LeftButton, pos=outside)
    assert [pixel(2, 25), None] == hovered
    assert [pixel(2, 25)] == wanted
