"""Pictures of digits: ink separated from its background, whatever the paper and the light.

A picture file becomes a `Picture`: grey ink on nothing, placed on the canvas. From there on it
is treated like strokes. Pillow is imported when the first picture comes, not before: the window
starts without it.
"""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

Array = NDArray[np.float32]

MAX_PIXELS = 50_000_000  # a larger picture is refused before it is decoded
LONG_SIDE = 320  # pictures are reduced to this: 16 pixels for each of the 20 that are read
_INK = 0.2  # from this much ink on, a pixel belongs to the ink box
_LEAST_CONTRAST = 0.06  # of the range from black to white; less is an empty page
_THINNEST = 0.09  # line width against the longer side of the ink box; thinner is thickened
FORMATS = ("PNG", "JPEG", "BMP", "WEBP", "GIF", "TIFF")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Ink of a picture, placed on the canvas.

    values: (h, w) float32 in [0, 1], read-only, ink = 1.
    box: where its outline lies on the canvas: left, top, right, bottom.
    """

    values: Array
    box: tuple[float, float, float, float]

    @property
    def ink_box(self) -> tuple[float, float, float, float] | None:
        """Rectangle of the ink on the canvas; None when there is none."""
        inked = self.values >= _INK
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        if not len(rows):
            return None
        left, top, right, bottom = self.box
        x, y = (right - left) / self.values.shape[1], (bottom - top) / self.values.shape[0]
        return (
            left + float(columns[0]) * x,
            top + float(rows[0]) * y,
            left + float(columns[-1] + 1) * x,
            top + float(rows[-1] + 1) * y,
        )

    def without(self, line: NDArray[np.float64], radius: float) -> Picture:
        """Return the picture with all ink within `radius` of a line of canvas points erased."""
        from model.ink import line_coverage

        left, top, right, bottom = self.box
        height, width = self.values.shape
        scale = width / (right - left)
        moved = (line - (left, top)) * (scale, height / (bottom - top))
        erased = line_coverage([moved], 2 * radius * scale, (height, width))
        values = self.values * (1 - erased)
        values.flags.writeable = False
        return replace(self, values=values)


def open_picture(path: Path, canvas: float) -> Picture:
    """Read a picture file and place its ink on a square canvas with side `canvas`.

    Raises ValueError that names the file and the cause: not a picture, truncated, too large,
    empty, or without any ink; OSError when the file cannot be read at all.
    """
    data = path.read_bytes()
    try:
        return decode_picture(data, canvas)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def decode_picture(data: bytes, canvas: float) -> Picture:
    """Like `open_picture`, from the bytes of a file."""
    if not data:
        raise ValueError("the file is empty")
    return place(separate_ink(_decode(data)), canvas)


def place(values: Array, canvas: float) -> Picture:
    """Put an ink array (h, w) in the middle of the canvas, as large as fits."""
    height, width = values.shape
    scale = canvas / max(height, width)
    left, top = 0.5 * (canvas - width * scale), 0.5 * (canvas - height * scale)
    # Whole 255ths, so that a stored drawing comes back with the very same numbers.
    values = np.round(np.ascontiguousarray(values, np.float32) * 255) / np.float32(255)
    values.flags.writeable = False
    return Picture(values, (left, top, canvas - left, canvas - top))


def _decode(data: bytes) -> Array:
    """Decode to (h, w) float32 grey in [0, 1]; transparent parts take the paper's colour."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd files; errors still raise
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image)
                image.draft("L", (4 * LONG_SIDE, 4 * LONG_SIDE))  # JPEG: decode smaller
                image.load()
                return _grey(ImageOps.exif_transpose(image))
    except UnidentifiedImageError:
        raise ValueError(f"not a picture ({', '.join(FORMATS)} are read)") from None
    except Image.DecompressionBombError as error:
        raise ValueError(f"the picture is too large: {error}") from None
    except (OSError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise ValueError(f"the picture is damaged or cut off ({error})") from None


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise ValueError("the picture has no pixels")
    if width * height > MAX_PIXELS:
        raise ValueError(
            f"the picture is too large: {width} x {height} pixels, "
            f"at most {MAX_PIXELS // 1_000_000} million are read"
        )


def _grey(image: Image.Image) -> Array:
    """Luminance in [0, 1], reduced to LONG_SIDE by area."""
    from PIL import Image

    if image.mode in ("I;16", "I;16B", "I;16L", "I"):
        values = np.asarray(image, dtype=np.float32)
        top = 65535.0 if image.mode != "F" else max(float(values.max()), 1e-6)
        grey = Image.fromarray(np.clip(values / top * 255, 0, 255).astype(np.float32))
    elif "A" in image.mode or "transparency" in image.info:
        grey = _on_paper(image.convert("RGBA"))
    else:
        grey = image.convert("L").convert("F")
    longest = max(grey.size)
    if longest > LONG_SIDE:
        size = tuple(max(1, round(side * LONG_SIDE / longest)) for side in grey.size)
        grey = grey.resize(size, Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.float32) / 255


def _on_paper(image: Image.Image) -> Image.Image:
    """Lay a transparent picture on whichever of white and black its visible part differs from."""
    from PIL import Image

    alpha = np.asarray(image.getchannel("A"), dtype=np.float32) / 255
    grey = np.asarray(image.convert("L"), dtype=np.float32)
    total = float(alpha.sum())
    mean = float((grey * alpha).sum()) / total if total else 255.0
    paper = 255.0 if mean < 128 else 0.0
    return Image.fromarray(grey * alpha + paper * (1 - alpha))


def separate_ink(grey: Array) -> Array:
    """Return the ink (h, w) float32 in [0, 1] of a grey picture.

    The background is what remains when everything narrower than a quarter of the picture is
    filled up; its unevenness (shadow, vignette, lamp) is divided out. Raises ValueError when
    nothing stands out from the background.
    """
    if float(grey.max() - grey.min()) < _LEAST_CONTRAST:
        raise ValueError("no ink stands out from the background")
    if _is_light_on_dark(grey):
        grey = 1 - grey
    ink = np.clip(1 - grey / np.maximum(_background(grey), 0.05), 0.0, 1.0)
    strongest = float(np.quantile(ink, 0.999)) if ink.size > 2000 else float(ink.max())
    if strongest < _LEAST_CONTRAST:
        raise ValueError("no ink stands out from the background")
    noise = _noise(ink, strongest)
    ink = np.clip((ink - noise) / max(strongest - noise, 1e-6), 0.0, 1.0)
    # Rounded as it is stored, and before specks go: no speck may be rounded up to ink later.
    ink = np.round(ink.astype(np.float32) * 255) / np.float32(255)
    return thicken(_without_specks(ink))


def _is_light_on_dark(grey: Array) -> bool:
    """True when the frame of the picture is darker than the middle of its range."""
    frame = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = np.quantile(grey, [0.01, 0.99]) if grey.size > 2000 else (grey.min(), grey.max())
    return bool(np.median(frame) < 0.5 * (low + high))


def _background(grey: Array) -> Array:
    """The paper (h, w): a closing wider than any line of a digit, then smoothed."""
    from PIL import Image, ImageFilter

    small = max(grey.shape) / 96
    size = tuple(max(1, round(side / small)) for side in (grey.shape[1], grey.shape[0]))
    image = Image.fromarray(grey * 255).resize(size, Image.Resampling.BOX).convert("L")
    window = 2 * (max(size) // 8) + 1
    closed = image.filter(ImageFilter.MaxFilter(window)).filter(ImageFilter.MinFilter(window))
    smooth = closed.filter(ImageFilter.BoxBlur(window // 4)).convert("F")
    back = smooth.resize((grey.shape[1], grey.shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(back, dtype=np.float32) / 255


def _noise(ink: Array, strongest: float) -> float:
    """The level below which ink is paper: Otsu's threshold (1979), halved; 0 for a clean page."""
    faint = ink[(ink > 0.01) & (ink < 0.5 * strongest)]
    if faint.size < 0.5 * ink.size:
        grain = float(np.quantile(ink, 0.5))
        return min(grain, 0.3 * strongest) if grain > 0.01 else 0.0
    counts, edges = np.histogram(ink, 64, (0.0, strongest))
    weights = counts / counts.sum()
    centres = 0.5 * (edges[1:] + edges[:-1])
    below = np.cumsum(weights)
    mean = np.cumsum(weights * centres)
    spread = (mean[-1] * below - mean) ** 2 / np.maximum(below * (1 - below), 1e-9)
    return 0.5 * float(centres[int(spread.argmax())])


def _without_specks(ink: Array) -> Array:
    """Drop what cannot belong to the digit: grains of dust, and shadows that enter from the edge."""
    labels, count = _components(ink >= _INK)
    if count < 2:
        return ink
    mass = np.bincount(labels.ravel(), ink.ravel(), count + 1)
    mass[0] = 0.0
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    inside = np.setdiff1d(np.arange(1, count + 1), edge)
    if len(inside) and mass[inside].max() > 0.1 * mass.max():
        mass[edge] = 0.0
    kept = mass > 0.02 * mass.max()
    kept[0] = True
    return np.where(kept[labels], ink, np.float32(0))


def _components(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """Label the connected parts (8 neighbours) of a mask: labels (h, w), 0 outside, and count.

    Runs of each row are joined to the runs they touch in the row above (union-find).
    """
    parents: list[int] = [0]

    def root(label: int) -> int:
        while parents[label] != label:
            parents[label] = parents[parents[label]]
            label = parents[label]
        return label

    labels = np.zeros(mask.shape, np.int32)
    above: list[tuple[int, int, int]] = []
    padded = np.pad(mask, ((0, 0), (1, 1))).astype(np.int8)
    for y, changes in enumerate(np.diff(padded, axis=1)):
        here = []
        for first, last in zip(
            np.flatnonzero(changes == 1).tolist(),
            np.flatnonzero(changes == -1).tolist(),
            strict=True,
        ):
            touching = [root(label) for a, b, label in above if a <= last and b >= first]
            if not touching:
                parents.append(len(parents))
                touching = [len(parents) - 1]
            label = min(touching)
            for other in touching:
                parents[other] = label
            labels[y, first:last] = label
            here.append((first, last, label))
        above = here
    roots = np.array([root(label) for label in range(len(parents))])
    numbers, dense = np.unique(roots, return_inverse=True)
    return dense.astype(np.int32)[labels], len(numbers) - 1


def thicken(ink: Array) -> Array:
    """Widen lines that would vanish when the digit is reduced to 20 pixels.

    The mean line width is twice the ink over the length of its outline. A thin pen on a large
    page is widened to the least width MNIST's digits have; anything else stays as it is.
    """
    from PIL import Image, ImageFilter

    rows, columns = (
        np.flatnonzero((ink >= _INK).any(axis=1)),
        np.flatnonzero((ink >= _INK).any(axis=0)),
    )
    if not len(rows):
        return ink
    longer = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    inked = (ink >= _INK).astype(np.int8)
    outline = float(np.abs(np.diff(inked, axis=0)).sum() + np.abs(np.diff(inked, axis=1)).sum())
    width = 2 * float(inked.sum()) / max(0.79 * outline, 1e-6)  # 0.79: axis steps of a slanted edge
    missing = _THINNEST * longer - width
    if width >= 0.66 * _THINNEST * longer or missing < 1:
        return ink
    reach = int(missing / 2) + 1
    padded = np.pad(ink, reach)
    image = Image.fromarray((padded * 255).astype(np.uint8))
    for _ in range(reach):
        image = image.filter(ImageFilter.MaxFilter(3))
    return np.asarray(image.filter(ImageFilter.BoxBlur(1)), dtype=np.float32) / 255


def picture_to_json(picture: Picture) -> dict[str, Any]:
    """Plain values of a picture; ink is kept to 1/255."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.round(picture.values * 255).astype(np.uint8)).save(buffer, "PNG")
    return {"png": base64.b64encode(buffer.getvalue()).decode("ascii"), "box": list(picture.box)}


def picture_from_json(value: Any) -> Picture:
    """Inverse of `picture_to_json`. Raises ValueError when something is wrong with it."""
    if not isinstance(value, dict) or not isinstance(value.get("png"), str):
        raise ValueError('"picture" must be an object with "png" and "box"')
    box = value.get("box")
    if not _is_box(box):
        raise ValueError(
            f'"box" of the picture is {box!r}; [left, top, right, bottom] was expected'
        )
    values = _decode_png(value["png"])
    values.flags.writeable = False
    return Picture(values, (float(box[0]), float(box[1]), float(box[2]), float(box[3])))


def _is_box(box: Any) -> bool:
    numbers = isinstance(box, list) and len(box) == 4 and all(type(v) in (int, float) for v in box)
    return numbers and all(abs(v) <= 1e6 for v in box) and box[0] < box[2] and box[1] < box[3]


def _decode_png(text: str) -> Array:
    from PIL import Image

    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError(f"the picture in the drawing cannot be decoded ({error})") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a very large one is refused just below
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                if max(image.size) > 4 * LONG_SIDE:
                    raise ValueError(f"the picture in the drawing is too large: {image.size}")
                return np.asarray(image.convert("L"), dtype=np.float32) / 255
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"the picture in the drawing cannot be decoded ({error})") from None
