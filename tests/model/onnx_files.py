"""How the tests read an ONNX file: with onnxruntime, in this thread."""

from __future__ import annotations

import onnxruntime

OUTPUTS = ["logits", "probabilities", "digit_score"]


def session(file):
    """What runs a file, given its bytes or its path."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def run_onnx(file, rasters):
    """Outputs by name for rasters (N, 28, 28)."""
    found = session(file).run(OUTPUTS, {"raster": rasters[:, None]})
    return dict(zip(OUTPUTS, found, strict=True))
