"""What stands in the chart of digit scores: the drawing and all pictures, by origin."""

from __future__ import annotations

from collections.abc import Sequence

from app.widgets.fool.picked import Kind, Picked, fooling_text
from app.widgets.fool.refusal_chart import ChartRow, Mark
from model.fooling import Fooling
from model.recognizer import Recognition

_NAMES: dict[Kind, str] = {
    "evolved": "evolved",
    "ascended": "ascended",
    "changed": "least change",
}


def chart_rows(
    drawing: Recognition | None,
    pictures: Sequence[Picked],
    chosen: Sequence[Fooling],
    threshold: float,
    kinds: Sequence[Kind],
) -> list[ChartRow]:
    """The drawing, then a row for each of `kinds`."""
    rows = [ChartRow("your drawing", _drawing_marks(drawing, threshold))]
    for kind in kinds:
        marks = tuple(
            Mark(
                picked.fooling.target,
                picked.fooling.verdict.digit_score,
                any(picked.fooling is each for each in chosen),
                fooling_text(picked, threshold),
                picked.fooling.verdict.kind == "too large",
            )
            for picked in pictures
            if picked.kind == kind
        )
        rows.append(ChartRow(_NAMES[kind], marks, is_square=kind == "changed"))
    return rows


def _drawing_marks(now: Recognition | None, threshold: float) -> tuple[Mark, ...]:
    if now is None or now.raster.is_blank:
        return ()
    fooling = Fooling(now.prediction, now.raster.array, now.confidence, now.prediction, now.verdict)
    tip = fooling_text(Picked("drawn", fooling), threshold)
    is_too_large = now.verdict.kind == "too large"
    return (Mark(now.prediction, now.verdict.digit_score, tip=tip, is_too_large=is_too_large),)
