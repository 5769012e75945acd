"""Figures as files: what is in them, that nothing is smoothed, and that nothing is lost."""

from __future__ import annotations

import base64
import datetime as dt
import re
import zlib
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

from app.captions import Caption, caption_of
from app.commands.self_test import digit_drawing
from app.figures import Figure, figure_image, widget_figure, write_figure
from app.paths import version
from app.theme import font, load_fonts
from app.tokens import DARK, LIGHT
from app.widgets.probability_bars import ProbabilityBars
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing

CAPTION = Caption("C3 · map 26 <&>", ("Network: Default", "Colours: shared in layer, γ 0.7"))
VIEW = QSize(200, 100)
SVG = "{http://www.w3.org/2000/svg}"
RED, BLUE = QColor("#ff0000"), QColor("#0000ff")


@pytest.fixture(autouse=True)
def _fonts(qapp):
    load_fonts()


@pytest.fixture
def board():
    """2×2 cells, 40 units each, red and blue: painted from an image of four pixels."""
    cells = QImage(2, 2, QImage.Format.Format_RGB32)
    for x, y in ((0, 0), (1, 1), (0, 1), (1, 0)):
        cells.setPixelColor(x, y, RED if x == y else BLUE)

    def paint(painter):
        painter.drawImage(QRectF(0, 0, 80, 80), cells)
        painter.setFont(font("body"))
        painter.setPen(QColor("#000000"))
        painter.drawText(90, 20, "1.836")

    return paint


@pytest.fixture
def recognition(record):
    return recognize(record.network, rasterize(digit_drawing(7)))


def saved(path, board, caption=CAPTION, tokens=LIGHT):
    assert write_figure(path, board, VIEW, caption, tokens)
    return path.read_bytes()


def cells_of(image, scale):
    """The colours of a figure's picture along a line through the upper two cells."""
    place = Figure(None, VIEW, CAPTION, LIGHT).view_place
    y = round((place.y() + 20) * scale)
    left = place.x() * scale
    return [image.pixelColor(round(left + x * scale), y) for x in range(2, 78)]


def assert_hard_edged(colors):
    """Red, then blue, and nothing in between but the one pixel where they meet."""
    assert {RED.name(), BLUE.name()} >= {c.name() for c in colors[:37] + colors[39:]}
    assert (colors[0], colors[-1]) == (RED, BLUE)


def texts_of(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314  ours


def test_a_picture_has_twice_the_resolution_and_hard_edges(tmp_path, board):
    image = QImage.fromData(saved(tmp_path / "a.png", board))
    assert Figure(board, VIEW, CAPTION, LIGHT).size * 2 == image.size()
    assert_hard_edged(cells_of(image, 2))
    clip = figure_image(board, VIEW, CAPTION, LIGHT)
    assert (image.size(), 2.0) == (clip.size(), clip.devicePixelRatio())
    assert image.convertToFormat(clip.format()) == clip


def test_an_svg_has_title_texts_and_unsmoothed_images(tmp_path, board):
    svg = saved(tmp_path / "a.svg", board).decode()
    root = ET.fromstring(svg)  # noqa: S314  ours
    assert CAPTION.title == root.find(f"{SVG}title").text
    assert "\n".join(CAPTION.lines) == root.find(f"{SVG}desc").text
    assert {CAPTION.title, CAPTION.lines[0], "1.836"} <= set(texts_of(svg))
    images = list(root.iter(f"{SVG}image"))
    assert ["optimizeSpeed"] == [image.get("image-rendering") for image in images]
    assert "image { image-rendering: pixelated }" in root.find(f"{SVG}style").text
    (data,) = (image.get("{http://www.w3.org/1999/xlink}href") for image in images)
    kind, code = data.split(",")
    assert "data:image/png;base64" == kind
    assert QSize(2, 2) == QImage.fromData(base64.b64decode(code)).size()
    size = Figure(board, VIEW, CAPTION, LIGHT).size
    assert f"0 0 {size.width()} {size.height()}" == root.get("viewBox")


def test_texts_of_an_svg_keep_their_width_in_other_fonts(tmp_path, board):
    svg = saved(tmp_path / "a.svg", board).decode()
    for node in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314  ours
        assert node.get("font-family").startswith("Inter, ")
        assert node.get("font-family").endswith("sans-serif")
        if node.text == "1.836":
            room = QFontMetricsF(font("body")).horizontalAdvance("1.836")
            assert pytest.approx(room, abs=0.01) == float(node.get("textLength"))


def test_an_svg_drawn_again_is_the_figure(tmp_path, board):
    renderer = QSvgRenderer(QByteArray(saved(tmp_path / "a.svg", board)))
    assert renderer.isValid()
    image = QImage(Figure(board, VIEW, CAPTION, LIGHT).size * 3, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert_hard_edged(cells_of(image, 3))


def streams_of(data):
    """(dictionary, bytes) of every stream of a PDF."""
    found = re.findall(
        rb"<<((?:(?!>>\s*stream).)*?)>>\s*stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL
    )
    for head, body in found:
        yield head, zlib.decompress(body) if b"FlateDecode" in head else body


def test_a_pdf_keeps_cells_and_letters(tmp_path, board):
    data = saved(tmp_path / "a.pdf", board)
    assert data.startswith(b"%PDF-1.")
    size = Figure(board, VIEW, CAPTION, LIGHT).size
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert [size.width() * 0.75, size.height() * 0.75] == [float(side) for side in box.groups()]
    images = [(head, body) for head, body in streams_of(data) if b"/Image" in head]
    assert [b"\xff\0\0\0\0\xff\0\0\xff\xff\0\0"] == [body for _, body in images]  # lossless
    assert b"/Width 2" in images[0][0]
    assert b"/Interpolate true" not in data
    assert b"DCTDecode" not in data
    fonts = re.findall(rb"/FontName /[A-Z]+\+(\S+)", data)
    assert {b"Inter-Regular", b"Inter-SemiBold"} <= set(fonts)
    assert len(fonts) == data.count(b"/FontFile2")
    assert 1 == len(re.findall(rb"/Type /Page\b", data))


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_colours_are_those_of_the_theme(board, tokens):
    image = figure_image(board, VIEW, CAPTION, tokens)
    figure = Figure(board, VIEW, CAPTION, tokens)
    assert tokens.color("surface") == image.pixelColor(2, 2)
    inside = 2 * figure.view_place.x() - 4, 2 * figure.view_place.y() + 100
    assert tokens.color("panel") == image.pixelColor(*inside)


def test_long_captions_wrap_and_make_the_figure_higher(tmp_path, board):
    long = Caption("A title " * 20, ("one line " * 30,))
    plain = Figure(board, VIEW, Caption("A", ("one",)), LIGHT).size
    size = Figure(board, VIEW, long, LIGHT).size
    assert plain.width() == size.width()
    assert size.height() > plain.height() + 60
    widths = [
        float(node.get("x")) + float(node.get("textLength"))
        for node in ET.fromstring(saved(tmp_path / "a.svg", board, long)).iter(f"{SVG}text")  # noqa: S314  ours
    ]
    assert max(widths) <= size.width() - 16


def test_sizes_are_whole_points():
    for width in range(400, 410):
        size = Figure(None, QSize(width, width + 3), CAPTION, LIGHT).size
        assert (0, 0) == (size.width() % 4, size.height() % 4)


def test_a_widget_with_children_is_painted_where_it_belongs(qtbot):
    outer = QLabel()
    outer.resize(VIEW)
    inner = QLabel(outer)
    inner.setStyleSheet("background: #00ff00")
    inner.setGeometry(150, 70, 40, 20)
    qtbot.addWidget(outer)
    outer.show()
    image = figure_image(*widget_figure(outer), CAPTION, LIGHT)
    place = Figure(None, VIEW, CAPTION, LIGHT).view_place
    at = 2 * (place.x() + 160), 2 * (place.y() + 80)
    assert "#00ff00" == image.pixelColor(*at).name()
    assert "#00ff00" != image.pixelColor(at[0] - 40, at[1]).name()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_real_view_is_written(qtbot, tmp_path, recognition, ending):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(248, 170)
    bars.show()
    bars.show_recognition(recognition)
    path = tmp_path / f"bars.{ending}"
    assert write_figure(path, *widget_figure(bars), CAPTION, LIGHT)
    assert path.stat().st_size > 4000


def test_what_a_widget_keeps_as_pixels_is_text_in_a_figure(qtbot, tmp_path, recognition):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(248, 170)
    bars.show()
    bars.show_recognition(recognition)
    assert write_figure(tmp_path / "a.svg", *widget_figure(bars), CAPTION, LIGHT)
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert {bars.texts(digit)[1] for digit in range(10)} <= set(texts_of(svg))
    assert "<image" not in svg


@pytest.mark.qt_log_ignore("Painter ended with 1 saved states")
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_view_that_fails_takes_nothing_with_it(tmp_path, ending):
    def paint(_painter):
        raise KeyError("no such map")

    with pytest.raises(KeyError, match="no such map"):
        write_figure(tmp_path / f"a.{ending}", paint, VIEW, CAPTION, LIGHT)
    assert [] == list(tmp_path.iterdir())


def test_another_ending_is_refused(tmp_path, board):
    with pytest.raises(ValueError, match=r"'.gif', expected .png"):
        write_figure(tmp_path / "a.gif", board, VIEW, CAPTION, LIGHT)


def test_what_cannot_be_written_is_said_and_nothing_is_left(tmp_path, board):
    assert not write_figure(tmp_path / "no" / "a.png", board, VIEW, CAPTION, LIGHT)
    assert [] == list(tmp_path.iterdir())


def test_the_caption_names_network_drawing_colours_and_program(record, recognition):
    day = dt.date(2026, 3, 4)
    caption = caption_of("All layers", recognition, record.checksum, ("Colours: all",), day)
    network, drawing, colours, program = caption.lines
    assert f"Network: {record.network.name} · weights {record.checksum[:8]}" == network
    assert f"read as {recognition.prediction} with" in drawing
    assert "Colours: all" == colours
    assert f"Digitscope {version()} · 2026-03-04" == program


def test_the_caption_of_a_refused_and_of_no_drawing(record):
    blank = recognize(record.network, rasterize(Drawing(())))
    lines = caption_of("All layers", blank, "", ("Colours: all",)).lines
    assert (f"Network: {record.network.name}", "Drawing: none") == lines[:2]
    assert "Colours: all" == lines[2]
    assert 2 == len(caption_of("All layers", None, "", ("Colours: all",)).lines)


def test_inter_is_there(qapp):
    """Else the widths above are measured in another font."""
    assert "Inter" in QFontDatabase.families()
