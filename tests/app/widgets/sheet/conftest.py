"""A layer's sheet on its own."""

from __future__ import annotations

import pytest

from app.theme import load_fonts
from app.widgets.sheet.kernel_matrix import KernelMatrix
from app.widgets.sheet.layer_sheet import LayerSheet


@pytest.fixture
def sheet(qtbot):
    load_fonts()
    sheet = LayerSheet()
    qtbot.addWidget(sheet)
    sheet.resize(1014, 440)
    sheet.show()
    return sheet


@pytest.fixture
def matrix(qtbot):
    load_fonts()
    matrix = KernelMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(594, 372)
    matrix.show()
    return matrix
