"""Paper told from ink: the background, its unevenness, noise and specks of a grey picture.

Pillow is imported when the first picture comes, not before: the window starts without it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

INK = 0.2  # from this much ink on, a pixel belongs to the ink box
_LEAST_CONTRAST = 0.06  # of the range from black to white; less is an empty page
_THINNEST = 0.09  # line width against the longer side of the ink box; thinner is thickened


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
    paper: Array = np.maximum(_background(grey), 0.05)
    ink = np.clip(1 - grey / paper, 0.0, 1.0)
    strongest = float(np.quantile(ink, 0.999)) if ink.size > 2000 else float(ink.max())
    if strongest < _LEAST_CONTRAST:
        raise ValueError("no ink stands out from the background")
    noise = _noise(ink, strongest)
    above = np.clip((ink - noise) / max(strongest - noise, 1e-6), 0.0, 1.0)
    # Rounded as it is stored, and before specks go: no speck may be rounded up to ink later.
    ink = np.round(above.astype(np.float32) * 255) / np.float32(255)
    return thicken(_without_specks(ink))


def _is_light_on_dark(grey: Array) -> bool:
    """True when the few pixels that stand out from their surroundings are lighter than these.

    Ink is the minority: what differs from the local mean is skewed to its side, whatever the
    light does over the page.
    """
    from PIL import Image, ImageFilter

    image = Image.fromarray((grey * 255).astype(np.uint8))
    mean = image.filter(ImageFilter.BoxBlur(max(grey.shape) / 6))
    difference = grey - np.asarray(mean, dtype=np.float32) / 255
    difference -= np.median(difference)
    return float((difference**3).sum()) > 0


def _background(grey: Array) -> Array:
    """The paper (h, w): a closing wider than any line of a digit, then smoothed."""
    from PIL import Image, ImageFilter

    small = max(grey.shape) / 96
    height, width = grey.shape
    size = max(1, round(width / small)), max(1, round(height / small))
    image = Image.fromarray(grey * 255).resize(size, Image.Resampling.BOX).convert("L")
    window = 2 * (max(size) // 8) + 1
    closed = image.filter(ImageFilter.MaxFilter(window)).filter(ImageFilter.MinFilter(window))
    smooth = closed.filter(ImageFilter.BoxBlur(window // 4)).convert("F")
    back = smooth.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(back, dtype=np.float32) / np.float32(255)


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
    """Drop what cannot belong to the digit: grains of dust, shadows that enter from the edge."""
    labels, count = _components(ink >= INK)
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

    inked = (ink >= INK).astype(np.int8)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return ink
    longer = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
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
    return np.asarray(image.filter(ImageFilter.BoxBlur(1)), dtype=np.float32) / np.float32(255)
