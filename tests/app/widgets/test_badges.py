"""Badges stand at the maps that findings are about, hide a corner only, and explain themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from app import paths
from app.tokens import DARK, LIGHT
from app.widgets.badge_marks import paint_badges
from app.widgets.badges import Badge, find_badge, head_badges, place_badges
from app.widgets.layer_layout import arrange
from model.health import Finding, examine, measure_activity
from model.network import Network, lenet
from model.weights import load
from tests.model.layer_tables import random_table

DEAD = Finding("dead", "C1", (3,), (-9.0,), "Map 3 is dead.")
ALIKE = Finding("alike", "C1", (3, 5), (0.99,), "Kernels 3 and 5 are alike.")
FAINT = Finding("faint", "C1", (3, 4), (0.0, 0.01), "Maps 3 and 4 are faint.")
SATURATED = Finding("saturated", "F5", (0, 119), (1.0, 1.0), "Units 0 and 119 are saturated.")
ALL = (FAINT, ALIKE, DEAD, SATURATED)


def columns_of(spec, ratio=1.0, width=998, height=516):
    return arrange(spec, 16, 96, int(width * ratio), int(height * ratio), ratio)


@pytest.fixture
def columns():
    return columns_of(lenet())


def by_place(badges):
    return {(b.column.layer, b.column.part, b.channel): b for b in badges}


def box_of(column, channel, ratio=1.0):
    (x, y), (width, height) = column.corner(channel), column.map_size
    return QRectF(x / ratio, y / ratio, width / ratio, height / ratio)


def painted(badges, tokens, size=(1030, 676)):
    """Pixels (H, W) uint32 of badges on the ground of the panel."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(tokens.color("panel"))
    painter = QPainter(image)
    paint_badges(painter, badges, tokens)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(size[1], size[0]).copy()


def test_every_finding_is_marked_in_one_column_of_its_layer(columns):
    assert {
        ("C1", "before", 3),
        ("C1", "before", 5),
        ("C1", "after", 3),
        ("C1", "after", 4),
        ("F5", "units", 0),
        ("F5", "units", 119),
    } == set(by_place(place_badges(columns, ALL, 1.0)))


def test_a_dead_map_is_not_called_faint_too(columns):
    badges = by_place(place_badges(columns, ALL, 1.0))
    assert ("dead",) == badges["C1", "after", 3].kinds
    assert "Map 3 is dead.\nKernels 3 and 5 are alike." == badges["C1", "after", 3].text
    assert ("faint",) == badges["C1", "after", 4].kinds


def test_several_kinds_of_one_map_share_a_mark(columns):
    saturated = Finding("saturated", "C1", (4,), (2.0,), "2 units are saturated.")
    (badge,) = [b for b in place_badges(columns, (FAINT, saturated), 1.0) if b.channel == 4]
    assert ("saturated", "faint") == badge.kinds
    assert "2 units are saturated.\nMaps 3 and 4 are faint." == badge.text


def test_without_a_column_before_alike_is_marked_after(columns):
    alone = [column for column in columns if column.part != "before"]
    badges = place_badges(alone, (ALIKE,), 1.0)
    assert [("C1", "after", 3), ("C1", "after", 5)] == list(by_place(badges))


def test_findings_about_what_is_not_shown_are_left_out(columns):
    strangers = [
        Finding("dead", "K9", (0,), (-1.0,), "?"),
        Finding("dead", "C1", (16,), (-1.0,), "?"),
    ]
    assert [] == place_badges(columns, strangers, 1.0)
    assert [] == head_badges(columns, strangers[:1], "roomy", 1.0)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("seed", range(6))
def test_a_mark_hides_no_more_than_a_corner(seed, ratio):
    spec = random_table(seed)
    columns = columns_of(spec, ratio)
    findings = [
        Finding("dead", layer.name, tuple(range(spec.shape_of(layer.name).channels)), (), "")
        for layer in spec.layers
    ]
    badges = place_badges(columns, findings, ratio)
    assert badges
    for badge in badges:
        box = box_of(badge.column, badge.channel, ratio)
        side = badge.rect.width()
        assert side == badge.rect.height() <= 7.01
        assert 0 <= box.right() - badge.rect.right() <= 1.4
        assert 0 <= badge.rect.top() - box.top() <= 1.4
        if min(box.width(), box.height()) >= 11:
            assert side <= 0.36 * min(box.width(), box.height()) + 0.51
        edges = (badge.rect.left() * ratio, badge.rect.top() * ratio, side * ratio)
        assert edges == pytest.approx([round(edge) for edge in edges])


def test_beside_the_name_stands_how_many_are_marked(columns):
    c1, f5 = head_badges(columns, ALL, "roomy", 1.0)
    assert ("C1", "F5") == (c1.column.layer, f5.column.layer)
    assert (2, 2) == (c1.count, f5.count)
    assert ("dead", "alike") == c1.kinds
    assert [
        "C1: 2 of 16 marked.",
        "Map 3 is dead.",
        "Kernels 3 and 5 are alike.",
    ] == c1.text.splitlines()


def test_what_only_the_drawing_shows_is_not_counted(columns):
    assert [] == head_badges(columns, (FAINT,), "roomy", 1.0)


@pytest.mark.parametrize("dense", ["roomy", "low", "strip"])
def test_marks_beside_names_keep_out_of_each_others_columns(columns, dense, qapp):
    everything = [
        Finding("dead", c.layer, tuple(range(c.count)), (), "")
        for c in columns
        if c.part in ("after", "units")
    ]
    badges = head_badges(columns, everything, dense, 1.0)
    assert len(badges) == 6
    for badge, following in zip(badges, [*badges[1:], None], strict=True):
        assert badge.rect.left() > badge.column.left
        beyond = 1030 if following is None else following.column.left
        assert badge.rect.right() < beyond


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_badge_under_the_pointer_is_found(ratio):
    badges = place_badges(columns_of(lenet(), ratio), ALL, ratio)
    for badge in badges:
        middle = badge.rect.center()
        assert badge is find_badge(badges, middle.x(), middle.y())
        assert badge is find_badge(badges, middle.x(), badge.rect.top() - 2)
        assert find_badge(badges, badge.rect.left() - 12, badge.rect.bottom() + 12) is not badge
    assert find_badge(badges, 5, 5) is None
    assert find_badge([], 5, 5) is None


def test_of_two_badges_the_nearer_is_found(columns):
    one = Badge(columns[1], 0, ("dead",), "one", QRectF(10, 10, 6, 6))
    other = Badge(columns[1], 1, ("dead",), "other", QRectF(19, 10, 6, 6))
    assert "one" == find_badge([one, other], 17, 13).text
    assert "other" == find_badge([one, other], 18, 13).text


def test_a_tooltip_has_its_lines_and_no_markup(columns):
    badge = Badge(columns[1], 0, ("dead",), "Under 5 %.\nBelow <5>.", QRectF())
    assert "<qt>Under 5 %.<br>Below &lt;5&gt;.</qt>" == badge.tip


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_only_marks_are_painted(columns, tokens):
    badges = place_badges(columns, ALL, 1.0)
    changed = painted(badges, tokens) != painted([], tokens)
    for badge in badges:
        x, y, side = (int(n) for n in (badge.rect.left(), badge.rect.top(), badge.rect.width()))
        assert changed[y : y + side, x : x + side].any()
        if badge.is_of_unit:  # the frame of its cell stays
            assert not changed[y - 2 : y + side, x + side : x + side + 2].any()
            assert not changed[y - 2 : y, x : x + side].any()
        changed[y - 1 : y + side + 1, x - 2 : x + side + 1] = False  # with its casing
    assert not changed.any()


@pytest.mark.parametrize("ratio", [1.25, 2, 3])
def test_marks_are_painted_at_the_resolution_of_the_screen(ratio):
    columns = columns_of(lenet(), ratio)
    (badge,) = place_badges(columns, (DEAD,), ratio)
    images = [QImage(900, 900, QImage.Format.Format_RGB32) for _ in range(2)]
    for image, badges in zip(images, ([], [badge]), strict=True):
        image.setDevicePixelRatio(ratio)
        image.fill(LIGHT.color("panel"))
        painter = QPainter(image)
        painter.translate(20 - badge.rect.left(), 20 - badge.rect.top())
        paint_badges(painter, badges, LIGHT)
        painter.end()
    before, after = (np.frombuffer(i.constBits(), np.uint32).reshape(900, 900) for i in images)
    rows, cells = np.nonzero(before != after)
    # With its casing, which is one unit wide, in whole device pixels.
    expected = round(badge.rect.width() * ratio) + 2 * math.ceil(ratio)
    assert np.ptp(rows) + 1 == pytest.approx(expected, abs=1)
    assert np.ptp(cells) + 1 == pytest.approx(expected, abs=1)
    assert (after == LIGHT.color("caution").rgb()).any()
    enlarged = after[:: int(ratio), :: int(ratio)].repeat(int(ratio), 0).repeat(int(ratio), 1)
    assert ratio < 2 or (enlarged != after).any()


def test_a_vector_file_gets_shapes_not_pixels(columns):
    buffer = QBuffer()
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    painter = QPainter(svg)
    paint_badges(painter, place_badges(columns, ALL, 1.0), LIGHT)
    painter.end()
    text = bytes(buffer.data().data()).decode()
    assert "<image" not in text
    assert text.count(LIGHT.caution.lower()) >= 3


def test_every_look_has_a_shape_of_its_own(columns):
    looks = []
    for kind in ("dead", "saturated", "alike", "faint"):
        badge = Badge(columns[1], 0, (kind,), "", QRectF(20, 20, 7, 7))
        looks.append(painted([badge], LIGHT, (48, 48)) != painted([], LIGHT, (48, 48)))
    for n, look in enumerate(looks):
        for other in looks[:n]:
            assert (look != other).sum() >= 8


def test_a_number_is_painted_beside_a_name(columns, qapp):
    (badge,) = head_badges(columns, (DEAD,), "roomy", 1.0)
    rows, cells = np.nonzero(painted([badge], LIGHT) != painted([], LIGHT))
    assert badge.rect.left() <= cells.min() <= badge.rect.left() + 1
    assert badge.rect.right() - 4 <= cells.max() <= badge.rect.right()
    assert badge.rect.top() <= rows.min() <= rows.max() <= badge.rect.bottom()


def test_a_map_that_is_dead_on_purpose_has_its_badge(columns):
    network = load(paths.bundled_network()).network
    numbers = {name: array.copy() for name, array in network.parameters.items()}
    numbers["C3.bias"][20] = -1000
    ill = Network("ill", network.spec, numbers)
    rasters = np.random.default_rng(0).random((20, 28, 28), np.float32)
    findings = examine(ill, measure_activity(ill, rasters))
    (badge,) = [
        badge
        for badge in place_badges(columns, findings, 1.0)
        if badge.column.layer == "C3" and "dead" in badge.kinds and badge.channel == 20
    ]
    assert "after" == badge.column.part
    assert box_of(badge.column, 20).contains(badge.rect)
    assert "never above 0" in badge.text
