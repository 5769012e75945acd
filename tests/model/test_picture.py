import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.data.mnist import load_digits
from model.paper import separate_ink
from model.picture import LONG_SIDE, open_picture, place
from model.raster import rasterize
from model.strokes import PAPER, Drawing

SIDE = 400
FIVE = [
    (260, 70),
    (140, 70),
    (130, 170),
    (210, 160),
    (270, 210),
    (250, 290),
    (170, 330),
    (110, 290),
]


@pytest.fixture(scope="module")
def grey():
    """(400, 400) float, a black five on white paper."""
    image = Image.new("L", (SIDE, SIDE), 255)
    ImageDraw.Draw(image).line(FIVE, fill=0, width=30, joint="curve")
    return np.asarray(image, dtype=float)


@pytest.fixture(scope="module")
def expected(grey, tmp_path_factory):
    path = tmp_path_factory.mktemp("clean") / "five.bmp"
    image(grey).save(path)
    return raster_of(path)


def raster_of(path):
    return rasterize(Drawing(picture=open_picture(path, PAPER))).array


def raster_of_grey(grey):
    return rasterize(Drawing(picture=place(separate_ink(np.float32(grey / 255)), PAPER))).array


def image(grey, mode="L"):
    return Image.fromarray(grey.astype(np.uint8)).convert(mode)


def transparent(grey, colour):
    layers = [np.full_like(grey, colour)] * 3 + [255 - grey]
    return Image.fromarray(np.stack(layers, axis=2).astype(np.uint8))


LOOKS = {
    "as drawn": ("png", image),
    "white on black": ("png", lambda grey: image(255 - grey)),
    "faint grey on grey": ("png", lambda grey: image(150 + grey / 5)),
    "black on nothing": ("png", lambda grey: transparent(grey, 0)),
    "white on nothing": ("png", lambda grey: transparent(grey, 255)),
    "grey with alpha": ("png", lambda grey: image(grey, "LA")),
    "black or white": ("png", lambda grey: image(grey, "1")),
    "palette": ("png", lambda grey: image(grey, "RGB").convert("P")),
    "16 bits": ("png", lambda grey: Image.fromarray((257 * grey).astype(np.uint16))),
    "faint in 16 bits": (
        "png",
        lambda grey: Image.fromarray((20000 + 50 * grey).astype(np.uint16)),
    ),
    "coloured": ("png", lambda grey: Image.merge("RGB", [image(grey * c) for c in (1, 0.8, 0.6)])),
    "GIF": ("gif", image),
    "TIFF": ("tiff", image),
    "BMP": ("bmp", lambda grey: image(grey, "RGB")),
    "WebP": ("webp", lambda grey: image(grey, "RGB")),
    "JPEG": ("jpg", image),
    "CMYK JPEG": ("jpg", lambda grey: image(grey, "RGB").convert("CMYK")),
}


@pytest.mark.parametrize(("suffix", "make"), LOOKS.values(), ids=LOOKS)
def test_a_digit_looks_the_same_in_every_file(grey, expected, tmp_path, suffix, make):
    path = tmp_path / f"five.{suffix}"
    make(grey).save(path)
    np.testing.assert_allclose(raster_of(path), expected, atol=0.02)


def test_an_upright_tag_is_followed(grey, expected, tmp_path):
    tags = Image.Exif()
    tags[0x0112] = 6  # turned a quarter to the left
    image(np.rot90(grey)).save(tmp_path / "turned.jpg", exif=tags)
    np.testing.assert_allclose(raster_of(tmp_path / "turned.jpg"), expected, atol=0.02)


Y, X = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1)
LIGHTS = {
    "from the right": 0.3 + 0.7 * X,
    "from below": 0.3 + 0.7 * Y,
    "from a corner": 0.3 + 0.35 * (X + Y),
    "vignette": 1 - 0.5 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2),
    "strong vignette": 1 - 1.2 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2),
    "lamp": 0.45 + 0.55 * np.exp(-4 * ((X - 0.3) ** 2 + (Y - 0.4) ** 2)),
}


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
def test_uneven_light_does_not_matter(grey, light):
    np.testing.assert_allclose(raster_of_grey(grey * light), raster_of_grey(grey), atol=0.03)


@pytest.mark.parametrize("deviation", [1, 4, 10])
def test_grain_does_not_matter(grey, deviation):
    noise = np.random.default_rng(0).normal(0, deviation, grey.shape)
    grainy = np.clip(40 + 0.7 * grey + noise, 0, 255)
    assert np.abs(raster_of_grey(grainy) - raster_of_grey(grey)).mean() < 0.03


def test_dust_is_dropped(grey):
    dusty = grey.copy()
    for y, x in np.random.default_rng(0).integers(5, SIDE - 5, (20, 2)):
        dusty[y : y + 3, x : x + 3] = 0
    np.testing.assert_allclose(raster_of_grey(dusty), raster_of_grey(grey), atol=0.03)


def test_a_thin_pen_on_a_large_page_is_widened():
    page = Image.new("L", (SIDE, SIDE), 255)
    ImageDraw.Draw(page).line(FIVE, fill=0, width=3)
    assert 60 < raster_of_grey(np.asarray(page, dtype=float)).sum() < 160


@pytest.mark.parametrize("side", [28, 3 * LONG_SIDE])
def test_a_picture_fills_the_canvas(side):
    values = np.zeros((side // 2, side), np.float32)
    picture = place(values, 100.0)
    assert picture.box == (0, 25, 100, 75)
    assert not picture.values.flags.writeable


def test_the_ink_box_lies_around_the_ink():
    values = np.zeros((20, 40), np.float32)
    assert place(values, 80.0).ink_box is None
    values[4:6, 10:13] = 1
    assert place(values, 80.0).ink_box == (20, 28, 26, 32)


def test_a_large_picture_is_reduced(tmp_path, grey):
    image(np.kron(grey, np.ones((4, 6)))).save(tmp_path / "large.png")
    picture = open_picture(tmp_path / "large.png", PAPER)
    assert max(picture.values.shape) == LONG_SIDE


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff"])
@pytest.mark.parametrize("negative", [True, False])
def test_the_greys_of_a_clean_small_picture_survive_exactly(tmp_path, suffix, negative):
    ink = np.zeros((28, 28), np.uint8)
    ink[4:24, 12:16] = np.random.default_rng(0).integers(60, 256, (20, 4))
    ink[10, 13] = 255
    Image.fromarray(255 - ink if negative else ink).save(tmp_path / f"one.{suffix}")
    picture = open_picture(tmp_path / f"one.{suffix}", PAPER)
    np.testing.assert_array_equal(ink, np.round(255 * picture.values))
    expected = rasterize(Drawing(picture=place(ink / np.float32(255), PAPER))).array
    np.testing.assert_array_equal(expected, raster_of(tmp_path / f"one.{suffix}"))


@pytest.mark.shared_data
@pytest.mark.parametrize("scale", [1, 4])
def test_the_digits_of_mnist_stay_what_they_are(shared_data, tmp_path, scale):
    digits = load_digits(shared_data, "test")
    gaps = []
    for array in digits.images[: 300 if scale == 4 else 60]:
        Image.fromarray(255 - np.kron(array, np.ones((scale, scale), np.uint8))).save(
            tmp_path / "digit.png"
        )
        gaps.append(np.abs(raster_of(tmp_path / "digit.png") - array / 255).mean())
    assert np.quantile(gaps, 0.97) < 0.002
    assert np.mean(gaps) < 0.005


def test_a_small_digit_on_a_page_half_in_the_shade_is_dark_ink(tmp_path):
    # The shade is darker than the lit paper is light: no one threshold tells ink from paper here.
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:1:600j, 0:1:800j]
    paper = 0.85 * (0.5 + 0.4 * x) * (1 - 0.35 / (1 + np.exp(-25 * (x - 0.5 + 0.3 * (y - 0.5)))))
    seven = np.zeros_like(paper)
    seven[100:108, 120:170] = seven[100:180, 162:170] = 1
    page = paper * (1 - 0.75 * seven) + rng.normal(0, 0.02, paper.shape)
    path = tmp_path / "page.png"
    Image.fromarray((np.clip(page, 0, 1) * 255).astype(np.uint8)).save(path)
    left, top, right, bottom = open_picture(path, 800.0).ink_box
    assert (left, right) == pytest.approx((120, 170), abs=6)
    assert (top - 100, bottom - 100) == pytest.approx((100, 180), abs=6)  # centred on a square
