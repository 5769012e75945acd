"""What the sheet says about every layer, against an independent computation."""

from __future__ import annotations

import re
from math import log10, prod

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.colormaps import HALF, ink_table
from app.tokens import DARK
from app.widgets.sheet.lettering import width_of
from app.widgets.sheet.matrix_layout import Place
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.unit import INPUT
from tests.app.widgets.sheet.networks import DEEP, bundled, random_network, tried_networks

LEFT = Qt.MouseButton.LeftButton
NETWORKS = tried_networks()


def volumes(spec, layer):
    index = spec.layers.index(layer)
    return spec.shapes[index], spec.shapes[index + 1]


def counted(network, layer):
    """Parameters and multiply-adds, counted unit by unit from what each is connected with."""
    before, after = volumes(network.spec, layer)
    units = prod(after)
    if isinstance(layer, FullyConnected):
        return units * prod(before) + units, units * prod(before)
    places = after[1] * after[2]
    if isinstance(layer, Convolution):
        seen = layer.connections or [range(before[0])] * layer.channels
        products = sum(len(channels) * layer.kernel**2 for channels in seen)
        return products + layer.channels, products * places
    if isinstance(layer, Subsampling) or layer.mode == "average":
        return 2 * after[0] * isinstance(layer, Subsampling), units
    return 0, units * layer.window**2 * (layer.mode == "l2")


def computed(text):
    """The value of a formula's numbers."""
    plain = text.split(" = ")[-1] if " = " in text else text
    plain = plain.replace(" bytes", "").replace("−", "-").replace("·", "*").replace(" / ", "//")
    plain = plain.translate(str.maketrans("⌊⌋", "()"))
    assert re.fullmatch(r"[0-9()+*/ -]+", plain), text
    return eval(plain)  # noqa: S307  nothing but digits and signs, checked above


def check_costs(sheet, network, name):
    layer = network.spec.layer(name)
    parameters, products = counted(network, layer)
    rows = {row.name: row for row in sheet.costs.rows}
    assert parameters == rows["parameters"].number
    assert products == rows["multiply-adds"].number
    assert 4 * prod(network.spec.shape_of(name)) == rows["memory of activations"].number
    assert isinstance(layer, Convolution) is ("the lecture’s, one channel" in rows)
    if isinstance(layer, Convolution):
        lecture = (layer.kernel**2 + 1) * layer.channels
        assert lecture == rows["the lecture’s, one channel"].number
    for row in sheet.costs.rows:
        if row.formulas[0] != "nothing to learn":
            assert row.number == computed(row.formulas[0])
        if "memory" not in row.name:
            assert f"{row.number:,}" == row.value


def check_sharing(sheet, network, name):
    layer, sharing = network.spec.layer(name), sheet.sharing.sharing
    if isinstance(layer, FullyConnected | Pooling):
        assert sharing.sentence
        assert not sharing.rows
        return
    before, after = volumes(network.spec, layer)
    parameters, _ = counted(network, layer)
    local = parameters * after[1] * after[2]
    full = (prod(before) + 1) * prod(after)
    assert [parameters, local, full] == [row.number for row in sharing.rows]
    for row in sharing.rows:
        assert row.number == computed(row.formulas[0])
        shown = float(row.ratio.removesuffix(" ×").replace(",", ""))
        assert shown == pytest.approx(row.number / parameters, abs=0.5, rel=0.01)
        length = (log10(row.number) - sharing.low) / (sharing.high - sharing.low)
        assert row.fraction == pytest.approx(min(1, length), abs=1e-9)
        assert 0 < row.fraction
        assert length < 1.05


def check_output_size(sheet, network, name):
    passage = sheet.sizes.passages[0]
    after = network.spec.shape_of(name)
    if isinstance(network.spec.layer(name), FullyConnected):
        assert f"{after.channels:,}" == passage.result
        return
    (letters,), (numbers,) = passage.lines
    assert letters.startswith("n_C = ")
    assert str(after.height) == passage.result
    assert after.height == computed(numbers.strip("= "))


@pytest.mark.parametrize("check", [check_costs, check_sharing, check_output_size])
def test_every_number_and_formula_of_all_networks(sheet, check):
    for network in NETWORKS:
        for layer in network.spec.layers:
            sheet.show_layer(network, layer.name, None)
            check(sheet, network, layer.name)


@pytest.mark.parametrize("size", [(1014, 370), (1488, 600)])
def test_every_layer_can_be_painted(sheet, size):
    sheet.resize(*size)
    sheet.show_findings(())
    for network in [NETWORKS[0], *NETWORKS[3:10]]:
        for layer in network.spec.layers:
            sheet.show_layer(network, layer.name, 0)
            assert not sheet.grab().isNull()


def test_c3_as_in_the_plan(sheet):
    sheet.show_layer(bundled("default"), "C3", 26)
    assert "C3 · convolution 5×5 · 32 @ 10×10" == sheet.title_row.title.text()
    assert "stride 1 · padding 0 · then ReLU and max pooling 2×2" == sheet.title_row.note_text
    size, sight = sheet.sizes.passages
    assert (("n_C = (n_I + 2P − r) / s + 1",), ("= (14 + 2·0 − 5) / 1 + 1 =",)) == size.lines
    assert "10" == size.result
    assert (
        ("5×5 of P2", "10×10 of C1", "14×14 of the raster"),
        ("neighbours 2 pixels apart",),
    ) == sight.lines
    bias = bundled("default").parameters["C3.bias"][26]
    assert f"bias of map 26: {bias:+.4f}".replace("-", "−") == sheet.detail.note
    assert "Kernel: map 26, channel 0" == sheet.detail.title
    assert ["12,832", "832", "1,280,000", "12.8 kB"] == [row.value for row in sheet.costs.rows]
    assert ["1 ×", "100 ×", "782 ×"] == [row.ratio for row in sheet.sharing.sharing.rows]


def test_the_kernel_under_the_pointer_is_shown_in_full(sheet):
    network = bundled("default")
    sheet.show_layer(network, "C3", 26)
    box = sheet.matrix.rect_of(Place(4, 9))
    QTest.mouseMove(sheet.matrix, box.center().toPoint())
    weights = network.parameters["C3.weight"][4, 9]
    assert "Kernel: map 4, channel 9" == sheet.detail.title
    assert (weights == sheet.detail.values[0]).all()
    shown = sheet.detail.note.removeprefix("row 2, column 2: ").replace("−", "-")
    assert float(shown) == pytest.approx(float(weights[2, 2]), rel=1e-6)
    QTest.mouseMove(sheet.matrix, QPoint(2, 2))
    assert "Kernel: map 26, channel 0" == sheet.detail.title


def test_pointing_at_a_number_of_the_detail_writes_it_out(sheet):
    network = bundled("default")
    sheet.show_layer(network, "F5", 17)
    box = sheet.detail.grids()[3]
    side = box.width() / 5
    at = box.topLeft().toPoint() + QPoint(int(1.5 * side), int(4.5 * side))
    QTest.mouseMove(sheet.detail, at)
    where, value = sheet.detail.note.split(": ")
    assert "P4 · 3 · 4, 1" == where
    weight = float(network.parameters["F5.weight"][17, 3 * 25 + 4 * 5 + 1])
    assert float(value.replace("−", "-")) == pytest.approx(weight, rel=1e-6)


def test_the_same_layer_is_not_built_again(sheet, monkeypatch):
    network = bundled("default")
    sheet.show_layer(network, "C3", None)
    QTest.mouseClick(sheet.matrix, LEFT, pos=sheet.matrix.rect_of(Place(9, 5)).center().toPoint())
    monkeypatch.setattr(sheet, "_show", lambda: pytest.fail("built again"))
    sheet.show_layer(network, "C3", 9)
    assert Place(9, 5) == sheet.matrix.chosen
    sheet.show_layer(network, "C3", None)
    assert Place(9, 5) == sheet.matrix.chosen
    sheet.show_layer(network, "C3", 12)
    assert Place(12, 5) == sheet.matrix.chosen


def test_another_network_is_shown(sheet):
    sheet.show_layer(bundled("default"), "C3", 3)
    sheet.show_layer(bundled("average"), "C3", 3)
    values = bundled("average").parameters["C3.weight"][3, 0]
    assert (values == sheet.detail.values[0]).all()


def test_buttons_tell_what_is_wanted(sheet, qtbot):
    sheet.show_layer(bundled("default"), "C3", 26)
    row = sheet.title_row
    for button, signal in (
        (row.csv, sheet.csv_wanted),
        (row.picture, sheet.picture_wanted),
        (row.close_link, sheet.closed),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, LEFT)
    with qtbot.waitSignal(sheet.slide_wanted) as caught:
        QTest.mouseClick(row.slide, LEFT)
    assert [26] == caught.args
    with qtbot.waitSignal(sheet.layer_wanted) as caught:
        row.note.linkActivated.emit("P4")
    assert ["P4"] == caught.args
    assert '<a href="P4">max pooling 2×2</a>' in row.note.text()
    assert all(button.toolTip() for button in row.findChildren(QPushButton))


@pytest.mark.parametrize(
    ("name", "layer", "slide", "csv"),
    [
        ("default", "C3", "▶  Slide the kernel", True),
        ("default", "P2", "▶  Slide the window", False),
        ("lenet5", "S2", "▶  Slide the window", True),
        ("default", "F5", "", True),
        ("default", INPUT, "", False),
    ],
)
def test_what_can_be_done_depends_on_the_layer(sheet, name, layer, slide, csv):
    sheet.show_layer(bundled(name), layer, None)
    row = sheet.title_row
    assert bool(slide) is not row.slide.isHidden()
    assert csv is row.csv.isEnabled() is bool(sheet.as_csv())
    assert slide in ("", row.slide.text())


def test_the_raster_is_explained(sheet):
    sheet.show_layer(bundled("default"), INPUT, None)
    assert "Raster · 1 @ 28×28" == sheet.title_row.title.text()
    assert "784" == sheet.sizes.passages[0].result
    assert ["784", "3.1 kB"] == [row.value for row in sheet.costs.rows]
    assert sheet.raster.isVisible()
    assert not sheet.sharing.isVisible()
    sheet.show_layer(bundled("default"), "C1", None)
    assert not sheet.raster.isVisible()
    assert sheet.sharing.isVisible()


def test_pooling_says_that_it_has_no_parameters(sheet):
    sentences = {}
    for name in ("default", "average", "l2"):
        sheet.show_layer(bundled(name), "P2", None)
        assert "no parameters" in " ".join(sheet.windows.words.sentences)
        sentences[name] = sheet.windows.words.formulas[0]
    assert {
        "default": "y = max(x_1, x_2, x_3, x_4)",
        "average": "y = (x_1 + x_2 + x_3 + x_4) / 4",
        "l2": "y = √(x_1² + x_2² + x_3² + x_4²)",
    } == sentences


def test_the_window_under_the_pointer_is_marked(sheet):
    sheet.show_layer(random_network(DEEP), "P3", None)
    diagram = sheet.windows
    before, after = diagram.boxes()
    side = after.width() / 6
    QTest.mouseMove(diagram, after.topLeft().toPoint() + QPoint(int(4.5 * side), int(1.5 * side)))
    assert (1, 4) == diagram.place
    cell = before.width() / 14  # the window of row 1, column 4 begins at cell 2, 8
    box = diagram.window_box()
    assert (8 * cell, 2 * cell) == (box.left() - before.left(), box.top() - before.top())
    assert 3 * cell == box.width() == box.height()


def test_pairs_of_sub_sampling(sheet, qtbot):
    network = bundled("lenet5")
    sheet.show_layer(network, "S4", 3)
    rows = sheet.coefficients
    w, b = network.parameters["S4.weight"], network.parameters["S4.bias"]
    assert (w == rows.pairs[0]).all()
    assert (b == rows.pairs[1]).all()
    assert f"map 3: w = {w[3]:+.5f}, b = {b[3]:+.5f}".replace("-", "−") == rows.sentence
    maps, box = rows.boxes()[1]
    with qtbot.waitSignal(sheet.channel_wanted) as caught:
        at = box.topLeft().toPoint() + QPoint(int(1.5 * box.width() / len(maps)), 5)
        QTest.mouseClick(rows, LEFT, pos=at)
    assert [maps[1]] == caught.args == [rows.chosen]
    QTest.keyClick(rows, Qt.Key.Key_Left)
    assert maps[0] == rows.chosen
    with qtbot.waitSignal(sheet.slide_wanted) as caught:
        QTest.mouseClick(sheet.title_row.slide, LEFT)
    assert [maps[0]] == caught.args


def test_unconnected_kernels_have_no_numbers(sheet):
    sheet.show_layer(bundled("lenet5"), "C3", 0)
    box = sheet.matrix.rect_of(Place(0, 4))
    QTest.mouseMove(sheet.matrix, box.center().toPoint())
    assert sheet.detail.note.startswith("bias of map 0")
    hatched = sheet.detail.grab().toImage()
    QTest.mouseMove(sheet.matrix, QPoint(2, 2))
    assert hatched != sheet.detail.grab().toImage()


def test_dark_colours_are_taken_on(sheet):
    sheet.show_layer(bundled("default"), "C3", 26)
    before = sheet.matrix.grab().toImage()
    sheet.set_tokens(DARK)
    assert before != sheet.matrix.grab().toImage()


def test_names_for_those_who_hear(sheet):
    sheet.show_layer(bundled("default"), "C3", 26)
    assert "Layer C3 · convolution 5×5 · 32 @ 10×10" == sheet.accessibleName()
    assert "n C = (n I + 2P − r) / s + 1" in sheet.sizes.accessibleDescription()
    assert (
        "parameters: (r²·D + 1)·N = (25·16 + 1)·32 = 12,832" in sheet.costs.accessibleDescription()
    )
    assert "fully connected: 10,038,400" in sheet.sharing.accessibleDescription()


def test_the_raster_is_shown_pixel_by_pixel(sheet):
    sheet.show_layer(bundled("default"), "input", None)
    raster = np.zeros((28, 28), np.float32)
    raster[3, 20] = 1
    sheet.show_raster(raster)
    image, box = sheet.raster.grab().toImage(), sheet.raster.box()
    cell = box.width() / 28

    def ink(row, column):
        x, y = box.left() + (column + 0.5) * cell, box.top() + (row + 0.5) * cell
        return image.pixel(int(x), int(y))

    assert ink_table(False)[-1] == ink(3, 20)
    assert ink_table(False)[HALF] == ink(3, 21)


KEY_OF_C3 = (
    "r kernel side · s stride · P padding · D depth (input channels) · N, N_F maps · "
    "n_I, n_C size before and after"
)


@pytest.mark.parametrize(
    ("layer", "key"),
    [
        (
            "C3",
            KEY_OF_C3,
        ),
        ("P2", "r window side · s stride · P padding · n_I, n_C size before and after"),
        ("F5", "n, m numbers before and after"),
        ("input", ""),
    ],
)
def test_letters_have_a_key(sheet, layer, key):
    sheet.show_layer(bundled("default"), layer, None)
    assert key == sheet.key.text
    assert sheet.key.isHidden() == (not key)
    assert len(sheet.key.lines(sheet.key.width())) * 15 == sheet.key.height() or not key


def test_a_row_that_shows_its_formula_has_no_tooltip(sheet):
    sheet.show_layer(bundled("default"), "C3", None)
    for number in range(4):
        QTest.mouseMove(sheet.costs, sheet.costs._lines()[number].center().toPoint())
        assert "" == sheet.costs.toolTip()
    QTest.mouseMove(sheet.sharing, sheet.sharing._lines()[2].center().toPoint())
    assert sheet.sharing.toolTip().endswith("(n, m numbers before and after)")


def test_a_long_sentence_about_windows_is_wrapped(sheet):
    sheet.show_layer(bundled("l2"), "P2", None)
    lines = sheet.windows.sentences()
    assert " ".join(sheet.windows.words.sentences) == " ".join(lines)
    assert all(width_of(line, "body") <= sheet.windows.width() - 24 for line in lines)
    assert len(lines) > len(sheet.windows.words.sentences)
