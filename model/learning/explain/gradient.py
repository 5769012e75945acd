"""Gradient: how much the target grows per unit of ink, pixel by pixel (Simonyan et al. 2013)."""

from __future__ import annotations

from model.explanation import Array, Attribution, Target
from model.learning.explain.reverse import explain_by
from model.learning.module import SpecModule, activate


def gradient(module: SpecModule, raster: Array, target: Target) -> Attribution:
    """The target's gradient at the raster, (28, 28) in [0, 1]."""
    return explain_by("gradient", module, raster, target, activate)
