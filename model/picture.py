"""Pictures of digits: opened, separated from their paper, placed on the canvas, stored.

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
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from model.ink import resample
from model.paper import INK, separate_ink

if TYPE_CHECKING:
    from PIL import Image

Array = NDArray[np.float32]

MAX_PIXELS = 50_000_000  # a larger picture is refused before it is decoded
MAX_BYTES = 200_000_000
LONG_SIDE = 320  # pictures are reduced to this: 16 pixels for each of the 20 that are read
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
        inked = self.values >= INK
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
        left, top, right, _ = self.box
        height, width = self.values.shape
        scale = width / (right - left)
        centres, reach = (line - (left, top)) * scale, radius * scale
        if len(centres) > 1:
            centres = resample(centres, max(reach / 3, 0.5))
        kept = np.ones((height, width), np.float32)
        for x, y in centres.tolist():
            first_row, last_row = max(0, int(y - reach) - 1), min(height, int(y + reach) + 2)
            first_col, last_col = max(0, int(x - reach) - 1), min(width, int(x + reach) + 2)
            if first_row >= last_row or first_col >= last_col:
                continue
            rows = np.arange(first_row, last_row, dtype=np.float32)[:, None] + np.float32(0.5 - y)
            cols = np.arange(first_col, last_col, dtype=np.float32)[None] + np.float32(0.5 - x)
            outside = np.clip(np.hypot(rows, cols) - (reach - 0.5), 0.0, 1.0)
            block = kept[first_row:last_row, first_col:last_col]
            np.minimum(block, outside, out=block)
        values = self.values * kept
        values.flags.writeable = False
        return replace(self, values=values)


def open_picture(path: Path, canvas: float) -> Picture:
    """Read a picture file and place its ink on a square canvas with side `canvas`.

    Raises ValueError that names the file and the cause: not a picture, truncated, too large,
    empty, or without any ink; OSError when the file cannot be read at all.
    """
    check_file(path)
    data = path.read_bytes()
    try:
        return decode_picture(data, canvas)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def check_file(path: Path) -> None:
    """Refuse what is no file or too large to be read. Raises ValueError or OSError."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path}: cannot be read (it is not a file)")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"{path}: {size:,} bytes; at most {MAX_BYTES:,} are read")


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

    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        values = np.asarray(image, dtype=np.float32)
        if not np.isfinite(values).all():
            raise ValueError("the picture holds NaN or infinity")
        top = 65535.0 if image.mode != "F" else max(float(values.max()), 1e-6)
        grey = Image.fromarray(np.clip(values / top * 255, 0, 255).astype(np.float32))
    elif "A" in image.mode or "transparency" in image.info:
        grey = _on_paper(image.convert("RGBA"))
    else:
        grey = image.convert("L").convert("F")
    longest = max(grey.size)
    if longest > LONG_SIDE:
        width, height = (max(1, round(side * LONG_SIDE / longest)) for side in grey.size)
        grey = grey.resize((width, height), Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.float32) / np.float32(255)


def _on_paper(image: Image.Image) -> Image.Image:
    """Lay a transparent picture on whichever of white and black its visible part differs from."""
    from PIL import Image

    alpha = np.asarray(image.getchannel("A"), dtype=np.float32) / 255
    grey = np.asarray(image.convert("L"), dtype=np.float32)
    total = float(alpha.sum())
    mean = float((grey * alpha).sum()) / total if total else 255.0
    paper = 255.0 if mean < 128 else 0.0
    return Image.fromarray(grey * alpha + paper * (1 - alpha))


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


def _is_box(box: Any) -> TypeGuard[list[float]]:
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
                return np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"the picture in the drawing cannot be decoded ({error})") from None
