"""A picture that fools, with where it comes from; and how it and its verdict are put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.formats import percent
from model.fooling import SURE, Fooling, read_as
from model.network import Network

Refusal = Literal["on", "off", "known"]
Kind = Literal["drawn", "evolved", "ascended", "changed"]


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """What the buttons beneath a picture are about. drawn: what a changed drawing was read as."""

    kind: Kind
    fooling: Fooling
    drawn: int | None = None

    @property
    def name(self) -> str:
        """In words: `evolved 5`, `7 changed into 9`."""
        if self.kind == "changed":
            return f"{self.drawn} changed into {self.fooling.target}"
        return f"{self.kind} {self.fooling.target}"

    @property
    def file_name(self) -> str:
        """Without ending."""
        if self.kind == "changed":
            return f"changed_{self.drawn}_into_{self.fooling.target}"
        return f"{self.kind}_{self.fooling.target}"


def reread(network: Network, foolings: Sequence[Fooling]) -> tuple[Fooling, ...]:
    """The same pictures, read by another network."""
    if not foolings:
        return ()
    pictures = np.stack([fooling.picture for fooling in foolings])
    return read_as(network, pictures, [fooling.target for fooling in foolings])


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict in a word. is_caution: the network is fooled; is_stopped: the refusal sees it."""

    text: str
    is_caution: bool = False
    is_stopped: bool = False


def judgement(fooling: Fooling, refusal: Refusal) -> Judgement:
    """What becomes of a picture, with the refusal or as on a network that has none."""
    if refusal != "off" and not fooling.verdict.is_digit:
        return Judgement("refused", is_stopped=True)
    if fooling.prediction != fooling.target:
        return Judgement(f"reads {fooling.prediction}")
    if refusal == "off":
        is_sure = fooling.confidence > SURE
        return Judgement("fooled" if is_sure else "unsure", is_caution=is_sure)
    return Judgement("accepted", is_caution=True)


def verdict_text(fooling: Fooling, threshold: float) -> str:
    """The refusal's verdict with its numbers."""
    verdict = fooling.verdict
    numbers = f"digit score {score_text(verdict.digit_score)}, limit {threshold:.2f}"
    if verdict.is_digit:
        return f"accepted as {fooling.prediction}  ·  {numbers}"
    if verdict.kind in ("blank", "little ink"):
        return f"refused: {verdict.reason}"
    return f"refused: {verdict.reason}  ·  {numbers}"


def fooling_text(picked: Picked, threshold: float) -> str:
    """A picture in a sentence, for tooltips and screen readers."""
    fooling = picked.fooling
    confidence = f"{percent(fooling.confidence, 2)} for {fooling.target}"
    return f"{picked.name}: {confidence}; {verdict_text(fooling, threshold)}"


def score_text(score: float) -> str:
    """A digit score so that small and large ones can be told apart."""
    if score < 0.0005:
        return "<0.001"
    if 0.9995 <= score < 1:
        return ">0.999"
    return f"{score:.3f}"
