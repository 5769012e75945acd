"""What a unit sees, on the drawing at its true place and size; in the real program."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF
from PySide6.QtWidgets import QApplication

from app.tokens import LIGHT
from app.widgets.sight import Sight, sight_of
from model.layers import Convolution
from model.raster import MIDDLE, SIDE, Stages, rasterize
from model.receptive_fields import receptive_fields
from model.strokes import PAPER, Drawing, make_stroke
from model.unit import INPUT, Unit
from tests.app.inspecting import BUNDLED, a_unit_of_every_layer, at_usual_size, hover, pin, read
from tests.app.widgets.ledger.readings import bundled
from tests.model.small_networks import random_units, small_network

LINES = [[(40, 60), (150, 48), (200, 90)], [(90, 180), (180, 200)]]
C3, P4 = Unit("C3", 12, 3, 6), Unit("P4", 5, 4, 1)


@pytest.fixture
def raster():
    """Of strokes off the middle, so that every stage moves or scales them."""
    return rasterize(Drawing(tuple(make_stroke(line, 18.0) for line in LINES)))


@pytest.fixture
def program(program):
    read(at_usual_size(program), 7)
    return program


@pytest.fixture
def desk(program):
    return program.window.desk


def in_pixels(raster, box):
    """A rectangle on the paper as columns and rows of the raster: the way back."""
    return [
        (side - origin) * raster.scale + shift
        for side, origin, shift in zip(
            (box.left(), box.top(), box.right(), box.bottom()),
            raster.origin * 2,
            raster.shift * 2,
            strict=True,
        )
    ]


@pytest.mark.parametrize("name", BUNDLED)
def test_the_corners_on_the_paper_are_those_of_the_receptive_field(name, raster):
    spec = bundled(name).network.spec
    for layer in spec.layers:
        for place in random_units(spec, layer.name, 8):
            unit = Unit(layer.name, *place)
            field = receptive_fields(spec, unit)[INPUT]
            _, rows, columns = field.region
            sight = sight_of(spec, unit, raster)
            assert (rows, columns) == (sight.rows, sight.columns)
            corners = columns.start, rows.start, columns.stop, rows.stop
            assert pytest.approx(corners, abs=1e-9) == in_pixels(raster, sight.on_drawing())
            box = sight.on_drawing()
            assert pytest.approx(len(columns) / raster.scale) == box.width()
            assert pytest.approx(len(rows) / raster.scale) == box.height()
            is_whole = (len(rows), len(columns)) == (len(field.rows), len(field.columns))
            expected = f"sees {len(rows)} × {len(columns)}" + " and padding" * (not is_whole)
            assert ("sees all" if len(rows) == len(columns) == SIDE else expected) == sight.text


def test_a_pixel_has_ink_where_its_sight_lies_on_a_stroke(raster):
    """The way from paper to pixels is not asked: it is where the pen was."""
    spec = bundled("default").network.spec
    far, near = [], []
    for row, column in np.ndindex(SIDE, SIDE):
        sight = sight_of(spec, Unit(INPUT, 0, row, column), raster)
        assert f"row {row}, col {column}" == sight.text
        place = sight.on_drawing().center().toTuple()
        distance = min(
            _distance(place, *ends) for line in LINES for ends in itertools.pairwise(line)
        )
        (near if distance * raster.scale < 0.5 else far).append(
            (distance * raster.scale, float(raster.array[row, column]))
        )
    assert len(near) > 25
    assert min(ink for _, ink in near) > 0.8  # the line is 2.5 pixels wide, with a soft edge
    assert max(ink for distance, ink in far if distance > 2.3) == 0


def _distance(point, start, end):
    (x, y), (u, v), (p, q) = point, start, end
    along = ((x - u) * (p - u) + (y - v) * (q - v)) / ((p - u) ** 2 + (q - v) ** 2)
    along = min(max(along, 0.0), 1.0)
    return math.hypot(x - u - along * (p - u), y - v - along * (q - v))


@pytest.mark.parametrize("stages", [Stages(), Stages(centre=False), Stages(ink_box=False)])
def test_the_place_is_true_whatever_stage_is_off(stages, raster):
    raster = rasterize(raster.drawing, stages)
    spec = bundled("default").network.spec
    row, column = np.unravel_index(raster.array.argmax(), raster.array.shape)
    place = sight_of(spec, Unit(INPUT, 0, int(row), int(column)), raster).on_drawing().center()
    nearest = min(
        _distance(place.toTuple(), *ends) for line in LINES for ends in itertools.pairwise(line)
    )
    assert nearest * raster.scale < 1


def test_who_sees_all_of_the_raster_sees_more_than_the_paper_below_the_ink(raster):
    sight = sight_of(bundled("default").network.spec, Unit("F5", 3), raster)
    box = sight.on_drawing()
    assert pytest.approx(box.width()) == SIDE / raster.scale
    ink = raster.box
    assert box.contains(QRectF(ink.left, ink.top, ink.width, ink.height).center())
    middle = raster.to_canvas(MIDDLE, MIDDLE)
    assert box.contains(*middle)


def test_a_unit_that_sees_padding_only_has_no_sight(raster):
    spec = small_network(Convolution("A", 1, kernel=2, padding=4)).spec
    assert sight_of(spec, Unit("A", 0, 0, 0), raster) is None
    assert sight_of(spec, Unit("A", 0, 5, 5), raster) is not None


# -- in the window ----------------------------------------------------------------------------


def region_of(program, unit):
    spec = program.recognition.record.network.spec
    _, rows, columns = receptive_fields(spec, unit)[INPUT].region
    return rows, columns


def assert_seen(program, unit):
    """Canvas and raster both know it, and paint it where it is."""
    desk = program.window.desk
    rows, columns = region_of(program, unit)
    for part in (desk.canvas, desk.raster):
        assert (rows, columns) == (part._sight.rows, part._sight.columns)
    raster = desk.raster._raster
    assert raster is desk.canvas._sight.raster  # of the newest drawing
    scale = desk.canvas.width() / PAPER
    left, top = (side * scale for side in raster.to_canvas(columns.start, rows.start))
    right, bottom = (side * scale for side in raster.to_canvas(columns.stop, rows.stop))
    assert_outlined(desk.canvas, left, top, right, bottom)
    pixel = desk.raster.width() / SIDE
    sides = (n * pixel for n in (columns.start, rows.start, columns.stop, rows.stop))
    assert_outlined(desk.raster, *sides)


def assert_outlined(widget, left, top, right, bottom):
    """Violet within a pixel of the middle of every side that lies on the widget."""
    image, accent = widget.grab().toImage(), LIGHT.color("accent")
    found = []
    for x, y in (
        *((left, 0.7 * top + 0.3 * bottom), (right, 0.7 * top + 0.3 * bottom)),
        *((0.7 * left + 0.3 * right, top), (0.7 * left + 0.3 * right, bottom)),
    ):
        if not (3 < x < image.width() - 3 and 3 < y < image.height() - 3):
            continue
        near = [
            image.pixelColor(round(x - 0.5) + across, round(y - 0.5) + down)
            for across, down in itertools.product((-1, 0, 1), repeat=2)
        ]
        nearest = min(
            sum(abs(a - b) for a, b in zip(c.getRgb()[:3], accent.getRgb()[:3], strict=True))
            for c in near
        )
        found.append(nearest < 60)
    assert found
    assert all(found)


def test_canvas_and_raster_outline_what_the_pinned_unit_sees(program):
    for unit in a_unit_of_every_layer(program.window.inspect.spec)[1:4]:
        program.window.inspect.pin(unit)
        assert_seen(program, unit)


def test_hovering_replaces_the_pinned_one_and_gives_it_back(program, desk):
    pin(program, C3)
    assert_seen(program, C3)
    hover(program, P4)
    assert_seen(program, P4)
    view = program.window.inspect.network_view
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert_seen(program, C3)
    program.window.inspect.release()
    assert desk.canvas._sight is desk.raster._sight is None


def test_a_hovered_pixel_is_outlined_where_it_is(program, desk):
    hover(program, Unit(INPUT, 0, 12, 9))
    for part in (desk.canvas, desk.raster):
        assert (range(12, 13), range(9, 10)) == (part._sight.rows, part._sight.columns)


def test_while_drawing_the_outline_stays_on_the_raster_and_moves_on_the_paper(program, desk):
    pin(program, C3)
    first = desk.canvas._sight
    read(program, 1)
    second = desk.canvas._sight
    assert (first.rows, first.columns) == (second.rows, second.columns)
    assert first.on_drawing() != second.on_drawing()
    assert_seen(program, C3)


def test_a_blank_drawing_has_no_outline(program, desk):
    pin(program, C3)
    desk.canvas.clear()
    program.recognition.recognize_now()
    assert desk.canvas._sight is desk.raster._sight is None
    hover(program, P4)
    assert desk.canvas._sight is desk.raster._sight is None
    read(program, 2)
    assert isinstance(desk.canvas._sight, Sight)


def test_what_the_next_network_has_not_got_sees_nothing(build_program):
    program = at_usual_size(build_program(first=None))
    read(program, 7)
    pin(program, C3)
    program.networks.activate("lenet5")
    assert_seen(program, C3)
    program.networks.activate("default")
    pin(program, P4)
    program.networks.activate("lenet5")  # its fourth layer has another name
    assert program.window.desk.canvas._sight is program.window.desk.raster._sight is None


@pytest.mark.parametrize("corner", [QPoint(0, 0), QPoint(27, 27)])
def test_the_label_stays_on_the_paper(program, desk, corner):
    """The outline may leave the paper, the words may not: they are painted whole."""
    unit = Unit("P2", 3, *(13 * (side > 0) for side in corner.toTuple()))
    program.window.inspect.pin(unit)
    image, accent = desk.canvas.grab().toImage(), LIGHT.color("accent").rgb()
    rows = [
        sum(image.pixel(x, y) == accent for x in range(image.width()))
        for y in range(image.height())
    ]
    assert max(rows) > 30  # a line through the label's ground
    assert sum(count > 15 for count in rows) >= 10
