"""Sizes: what follows from a layer table without any numbers of the network."""

from __future__ import annotations


def output_size(size: int, window: int, stride: int = 1, padding: int = 0) -> int:
    """Cells along one side after a convolution or pooling.

    n_C = (n_I + 2P - r) / s + 1 (Dumoulin & Visin 2016), rounded down when the stride does not
    fit. Raises ValueError when the window is larger than the padded input.
    """
    if window < 1 or stride < 1 or padding < 0:
        raise ValueError(f"window {window}, stride {stride}, padding {padding} make no sense")
    if size + 2 * padding < window:
        raise ValueError(f"a window of {window} does not fit on {size} + 2·{padding} cells")
    return (size + 2 * padding - window) // stride + 1
