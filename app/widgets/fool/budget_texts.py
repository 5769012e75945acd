"""Budgets in words: how much of a drawing had to change."""

from __future__ import annotations

from model.fooling import LeastChange, Norm

NORM_TEXTS: dict[Norm, str] = {"l2": "L2", "linf": "L∞", "pixels": "pixels"}
NORM_TIPS: dict[Norm, str] = {
    "l2": "Root of the sum of all squared changes, in units of full ink",
    "linf": "The largest single change, in units of full ink",
    "pixels": "How many pixels are changed, each by as much as it takes",
}
# The largest budget that is tried: least, start, most, and the steps of a slider for 1.
RANGES: dict[Norm, tuple[float, float, float, int]] = {
    "l2": (0.5, 6.0, 12.0, 2),
    "linf": (0.05, 0.5, 1.0, 20),
    "pixels": (5, 60, 200, 1),
}


def budget_text(value: float, norm: Norm) -> str:
    """A budget as it is written."""
    if norm == "pixels":
        return f"{value:.0f}"
    return f"{value:.3f}" if norm == "linf" else f"{value:.2f}"


def size_text(found: LeastChange) -> str:
    """How large a change is, with its unit: `L2 2.00`, `12 pixels`."""
    text = budget_text(found.budget or 0.0, found.norm)
    return f"{text} pixels" if found.norm == "pixels" else f"{NORM_TEXTS[found.norm]} {text}"


def result_text(found: LeastChange, most: float) -> str:
    """The smallest budget of a class, or that there is none."""
    if found.budget is None:
        return f"none up to {budget_text(most, found.norm)}"
    return budget_text(found.budget, found.norm)
