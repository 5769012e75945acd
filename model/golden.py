"""Ten rasters with a network's answers to them: whoever reads an exported network compares."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.forward import softmax, trace
from model.network import CLASSES, Network
from model.raster import rasterize
from model.synthetic.digits import synthetic_digit
from model.verdict import digit_scores


@lru_cache(maxsize=1)
def golden_rasters() -> NDArray[np.float32]:
    """(10, 28, 28) float32 in [0, 1], read-only: one generated digit of each class, in order."""
    drawings = (synthetic_digit(label, np.random.default_rng(label)) for label in range(CLASSES))
    rasters = np.stack([rasterize(drawing).array for drawing in drawings])
    rasters.flags.writeable = False
    return rasters


def golden_answers(network: Network) -> dict[str, NDArray[np.generic]]:
    """Inputs and expected outputs by the names that they have in the ONNX file, and labels.

    raster: (10, 1, 28, 28) float32; label: (10,) int64; logits: (10, 10) float32;
    probabilities: (10, 10) float64; digit_score: (10,) float64.
    """
    rasters = golden_rasters()
    logits = trace(network, rasters).logits
    temperature = network.calibration.temperature
    return {
        "raster": rasters[:, None],
        "label": np.arange(CLASSES),
        "logits": logits,
        "probabilities": softmax(logits, temperature),
        "digit_score": digit_scores(logits, temperature),
    }


def golden_file(network: Network) -> bytes:
    """The golden answers as a `.npz` file; the same network always gives the same bytes."""
    file = io.BytesIO()
    np.savez(file, **golden_answers(network))  # type: ignore[arg-type]  # numpy's stub takes them for its flags
    return file.getvalue()
