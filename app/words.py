"""Labels and numbers of samples in words."""

from __future__ import annotations

from collections.abc import Sized

from model.network import CLASSES


def label_text(label: int) -> str:
    """A label as people read it: 7, not a digit."""
    from model.samples.sample import NOT_A_DIGIT_TEXT

    return str(label) if label < CLASSES else NOT_A_DIGIT_TEXT


def with_article(digit: int) -> str:
    """A 7, an 8."""
    return f"{'an' if digit == 8 else 'a'} {digit}"


def samples_text(samples: Sized) -> str:
    """How many samples: 1 sample, 3 samples."""
    return "1 sample" if len(samples) == 1 else f"{len(samples):,} samples"
