"""Samples that are read otherwise than before, as pictures: gained and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.answer import raster_image
from app.widgets.sheet.lettering import CENTER, paint_text, width_of
from app.widgets.train.train_texts import answer_text, label_text
from model.raster import SIDE
from model.retraining_report import BeforeAfter, ChangedSample

_TILE, _GAP, _BETWEEN, _HEAD, _FOOT = 2 * SIDE, 4, 12, 20, 18


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Samples of one kind. count: how many there are; of: whose, in words."""

    title: str
    of: str
    count: int
    samples: tuple[ChangedSample, ...]

    def head(self, shown: int) -> tuple[str, str]:
        """Title and what is said beside it when so many are shown."""
        rest = f"{shown} shown" if shown < self.count else ""
        return f"{self.title} {self.count:,}", ", ".join(filter(None, (self.of, rest)))

    def width(self, shown: int) -> float:
        """Pixels that so many tiles and the head above them need."""
        title, beside = self.head(shown)
        text = width_of(title, "label") + 6 + width_of(beside, "caption")
        return max(text, shown * (_TILE + _GAP) - _GAP)


def groups_of(result: BeforeAfter) -> tuple[Group, ...]:
    """The groups that have something in them."""
    # Beside those gained it is clear whose they are.
    of_lost = "" if result.gained else "of yours"
    all_groups = (
        Group("Gained", "of yours", len(result.gained), result.gained),
        Group("Lost", of_lost, len(result.lost), result.lost),
        Group("Gained", "check set", result.check_gained_count, result.check_gained),
        Group("Lost", "check set", result.check_lost_count, result.check_lost),
    )
    return tuple(group for group in all_groups if group.count)


class ChangedTiles(QWidget):
    """As many pictures of each group as there is room for; the tooltip says one in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.groups: tuple[Group, ...] = ()
        self._images: dict[int, QImage] = {}  # by the identity of a sample that is shown
        self.setFixedHeight(_HEAD + _TILE + _FOOT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Samples gained and lost")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._images = {}
        self.update()

    def show_result(self, result: BeforeAfter | None) -> None:
        """Show what has changed."""
        self.groups = () if result is None else groups_of(result)
        self._images = {}
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """All groups and their samples in words."""
        if not self.groups:
            return "nothing gained or lost"
        return ". ".join(
            f"{group.title} {group.count} {group.of or 'of yours'}: "
            + "; ".join(sample.in_words for sample in group.samples[:12])
            for group in self.groups
        )

    def shown(self) -> list[int]:
        """How many tiles of each group there is room for, none if not even the heads fit."""
        groups = self.groups
        counts = [min(1, len(group.samples)) for group in groups]
        grown = True
        while grown:
            grown = False
            for n, group in enumerate(groups):
                more = [*counts[:n], counts[n] + 1, *counts[n + 1 :]]
                if counts[n] < len(group.samples) and self._fits(more):
                    counts, grown = more, True
        return counts

    def _fits(self, counts: Sequence[int]) -> bool:
        widths = [group.width(n) for group, n in zip(self.groups, counts, strict=True)]
        return sum(widths) + _BETWEEN * (len(widths) - 1) <= self.width()

    def places(self) -> list[tuple[QRectF, ChangedSample]]:
        """Where each sample that is shown stands."""
        result, x = [], 0.0
        for group, count in zip(self.groups, self.shown(), strict=True):
            for n, sample in enumerate(group.samples[:count]):
                box = QRectF(round(x) + n * (_TILE + _GAP), _HEAD, _TILE, _TILE)
                result.append((box, sample))
            x += group.width(count) + _BETWEEN
        return result

    # -- painting ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Heads, pictures, and what was read."""
        painter = QPainter(self)
        tokens = self._tokens
        if not self.groups:
            row = QRectF(0, 0, self.width(), 18)
            text = "No sample is read otherwise than before."
            paint_text(painter, row, text, "caption", "text_3", tokens)
            return
        x = 0.0
        for group, count in zip(self.groups, self.shown(), strict=True):
            title, beside = group.head(count)
            row = QRectF(x, 0, self.width() - x, 18)
            paint_text(painter, row, title, "label", "text", tokens)
            row.setLeft(x + width_of(title, "label") + 6)
            paint_text(painter, row, beside, "caption", "text_3", tokens)
            x += group.width(count) + _BETWEEN
        for box, sample in self.places():
            self._paint_tile(painter, box, sample)

    def _paint_tile(self, painter: QPainter, box: QRectF, sample: ChangedSample) -> None:
        if id(sample) not in self._images:
            array = sample.raster.astype(np.float32) / np.float32(255)
            self._images[id(sample)] = raster_image(array, self._tokens)
        painter.drawImage(box, self._images[id(sample)])
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_2"))
        beneath = QRectF(box.left() - 2, box.bottom() + 2, box.width() + 4, 16)
        painter.drawText(beneath, CENTER, tile_text(sample))

    def event(self, event: QEvent) -> bool:
        """Say the sample under the pointer in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = QPointF(event.pos())
            words = next((s.in_words for box, s in self.places() if box.contains(at)), "")
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ten tiles."""
        return QSize(616, _HEAD + _TILE + _FOOT)


def tile_text(sample: ChangedSample) -> str:
    """`0: 8 → 0`: what it is, what it was read as, what it is read as."""
    before, after = answer_text(sample.before), answer_text(sample.after)
    return f"{label_text(sample.label)}: {before} → {after}"
