"""SVG from a painter: what is drawn again from it is what was painted."""

from __future__ import annotations

import base64
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

from app.svg_engine import SvgDevice
from app.theme import font, load_fonts

SIZE = QSize(100, 80)
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
RED, BLUE = QColor("#ff0000"), QColor("#0000ff")


@pytest.fixture(autouse=True)
def _fonts(qapp):
    load_fonts()


def svg_of(paint):
    device = SvgDevice(SIZE)
    painter = QPainter(device)
    try:
        paint(painter)
    finally:
        painter.end()
    return device.svg("title <&>", "lines")


def elements(svg, tag):
    return list(ET.fromstring(svg).iter(f"{SVG}{tag}"))  # noqa: S314  ours


def drawn(svg):
    """The SVG as Qt draws it, on white."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    assert renderer.isValid()
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, SIZE.width(), SIZE.height()))
    painter.end()
    return image


def painted(paint):
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


def shapes(painter):
    painter.fillRect(QRectF(5, 5, 20, 10), RED)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BLUE)
    painter.save()
    painter.translate(40, 0)
    painter.scale(2, 1)
    painter.drawEllipse(QRectF(0, 5, 20, 30))
    painter.restore()
    painter.setOpacity(0.5)
    painter.drawRoundedRect(QRectF(5, 20, 20, 20), 4, 4)
    painter.setOpacity(1)
    painter.drawPolygon(QPolygonF([QPointF(50, 50), QPointF(70, 50), QPointF(60, 75)]))
    painter.setPen(QPen(RED, 4))
    painter.drawLine(QPointF(5, 60), QPointF(40, 60))
    painter.setPen(QPen(BLUE, 2))
    painter.drawPolyline([QPointF(75, 50), QPointF(90, 50), QPointF(90, 75)])


@pytest.mark.parametrize(
    ("at", "color"),
    [
        ((15, 10), "#ff0000"),
        ((60, 20), "#0000ff"),
        ((44, 20), "#0000ff"),
        ((15, 30), "#7f7fff"),
        ((60, 60), "#0000ff"),
        ((20, 60), "#ff0000"),
        ((85, 50), "#0000ff"),
        ((85, 60), "#ffffff"),  # a line with corners is not filled
        ((36, 45), "#ffffff"),
    ],
)
def test_shapes_stand_where_they_were_painted(at, color):
    found = drawn(svg_of(shapes)).pixelColor(*at)
    wanted = QColor(color)
    for part in (QColor.red, QColor.green, QColor.blue):
        assert abs(part(found) - part(wanted)) <= 3
    assert abs(painted(shapes).pixelColor(*at).red() - wanted.red()) <= 3


def test_only_the_meant_part_of_an_image_is_shown():
    image = QImage(4, 2, QImage.Format.Format_RGB32)
    image.fill(RED)
    image.setPixelColor(2, 1, BLUE)
    svg = svg_of(lambda p: p.drawImage(QRectF(10, 10, 40, 20), image, QRectF(2, 1, 2, 1)))
    (found,) = elements(svg, "image")
    part = QImage.fromData(base64.b64decode(found.get(LINK).split(",")[1]))
    assert QSize(2, 1) == part.size()
    assert (BLUE, RED) == (part.pixelColor(0, 0), part.pixelColor(1, 0))
    assert ["10", "10", "40", "20"] == [found.get(name) for name in ("x", "y", "width", "height")]


def test_clips_hold_until_they_are_taken_back():
    def paint(painter):
        painter.save()
        painter.translate(10, 0)
        painter.setClipRect(QRectF(0, 0, 20, 80))
        painter.setClipRect(QRectF(0, 0, 80, 20), Qt.ClipOperation.IntersectClip)
        painter.fillRect(QRectF(0, 0, 100, 80), RED)
        painter.restore()
        painter.fillRect(QRectF(60, 60, 10, 10), BLUE)

    svg = svg_of(paint)
    (clip,) = elements(svg, "clipPath")
    (group,) = elements(svg, "g")
    red, blue = (node for node in elements(svg, "path") if node.get("fill"))
    assert f"url(#{clip.get('id')})" == group.get("clip-path")
    assert [red.get("d")] == [node.get("d") for node in group.findall(f"{SVG}path")]
    assert RED.name() == red.get("fill")
    corners = {tuple(part.lstrip("ML").split(",")) for part in clip[0].get("d").split()}
    assert {("10", "0"), ("30", "0"), ("30", "20"), ("10", "20")} == corners
    assert BLUE.name() == blue.get("fill")


def test_children_of_a_widget_are_clipped_to_their_place(qtbot):
    outer = QWidget()
    outer.resize(SIZE)
    inner = QLabel("a text much wider than its label", outer)
    inner.setGeometry(10, 10, 30, 16)
    qtbot.addWidget(outer)
    outer.show()
    svg = svg_of(lambda p: outer.render(p, QPoint()))
    groups = [group for group in elements(svg, "g") if group.findall(f"{SVG}text")]
    assert len(groups) == 1
    name = groups[0].get("clip-path")
    (clip,) = (c for c in elements(svg, "clipPath") if f"url(#{c.get('id')})" == name)
    corners = [part.lstrip("ML").split(",") for part in clip[0].get("d").split()]
    assert {10.0, 40.0} == {float(x) for x, _ in corners}
    assert {10.0, 26.0} == {float(y) for _, y in corners}


def test_texts_are_texts_with_their_width():
    def paint(painter):
        painter.setFont(font("title"))
        painter.setPen(RED)
        painter.drawText(QPointF(5, 20), "a < b & c")

    (text,) = elements(svg_of(paint), "text")
    assert "a < b & c" == text.text
    room = QFontMetricsF(font("title")).horizontalAdvance("a < b & c")
    assert pytest.approx(room, abs=0.02) == float(text.get("textLength"))
    assert ("5", "20", "14", "600", RED.name()) == tuple(
        text.get(name) for name in ("x", "y", "font-size", "font-weight", "fill")
    )
    assert "Inter, Helvetica, Arial, sans-serif" == text.get("font-family")


def test_a_hatch_is_a_pattern_defined_once():
    def paint(painter):
        for x in (0, 20, 40):
            painter.fillRect(QRectF(x, 0, 10, 10), QBrush(BLUE, Qt.BrushStyle.BDiagPattern))

    svg = svg_of(paint)
    (pattern,) = elements(svg, "pattern")
    fills = [node.get("fill") for node in elements(svg, "path")]
    assert [f"url(#{pattern.get('id')})"] * 3 == fills
    tile = QImage.fromData(base64.b64decode(pattern[0].get(LINK).split(",")[1]))
    drawn_on = {tile.pixelColor(x, y).alpha() for x in range(8) for y in range(8)}
    assert {0, 255} == drawn_on


def test_pens_keep_dashes_ends_and_transparency():
    def paint(painter):
        pen = QPen(QColor(255, 0, 0, 51), 2, Qt.PenStyle.DashLine, Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(0, 5), QPointF(50, 5))

    (path,) = elements(svg_of(paint), "path")
    dashes = [float(length) for length in path.get("stroke-dasharray").split()]
    assert [2 * length for length in QPen(Qt.PenStyle.DashLine).dashPattern()] == dashes
    assert ("0.2", "butt", "2") == tuple(
        path.get(name) for name in ("stroke-opacity", "stroke-linecap", "stroke-width")
    )
    assert "none" == path.get("fill")


def test_title_and_description_are_there():
    svg = svg_of(lambda _: None)
    assert ["title <&>"] == [node.text for node in elements(svg, "title")]
    assert ["lines"] == [node.text for node in elements(svg, "desc")]
    assert "0 0 100 80" == ET.fromstring(svg).get("viewBox")  # noqa: S314  ours
