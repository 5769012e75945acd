"""The nine strongest inputs of a channel, and one of them large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.tokens import Tokens
from app.widgets.elided_label import ElidedLabel
from app.widgets.explain.patches_detail import PatchDetail
from app.widgets.explain.patches_nine import NinePatches
from app.widgets.explain.patches_painting import common_scale
from app.widgets.explain.patches_texts import channel_text, is_silent, measure_text, patch_text
from app.widgets.named import named
from app.widgets.train.card import Card, Sentence
from model.network import NetworkSpec
from model.patches import Patch, Patches
from model.unit import Unit

_NOTE = (
    "The projection walks the value back to the pixels, through the pooling winners of this input "
    "(deconvnet, Zeiler & Fergus 2013). What do the nine have in common? That is what it likes: "
    "say it in your own words."
)


class NineCard(Card):
    """lack: why there are no projections; empty when there are.

    Signals
    -------
    show_wanted(Patch): put this input on the canvas.
    """

    show_wanted = Signal(object)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.nine, self.detail = NinePatches(), PatchDetail(lack)
        self.onto_canvas = named(QPushButton("Onto the canvas"), "small")
        self._about = named(ElidedLabel(), "caption")  # the chosen input in words
        self._spec: NetworkSpec | None = None
        self._build()
        self.nine.chosen.connect(self._choose)
        self.nine.opened.connect(self._open)
        self.onto_canvas.clicked.connect(lambda: self._open(self.nine.place))

    def _build(self) -> None:
        self.body.addWidget(self.nine, 60)
        self.body.addWidget(named(QFrame(), "line"))
        self.body.addWidget(self.detail, 40)
        row = QHBoxLayout()
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.onto_canvas.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.onto_canvas.setToolTip("Draw the chosen input on your canvas; Undo brings yours back")
        row.addWidget(self._about, 1)
        row.addWidget(self.onto_canvas)
        self.body.addLayout(row)
        note = named(Sentence(3), "caption")
        note.setText(_NOTE)
        self.body.addWidget(note)
        self.body.addStretch(1)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.nine.set_tokens(tokens)
        self.detail.set_tokens(tokens)

    def show_unit(self, spec: NetworkSpec, patches: Patches | None, unit: Unit) -> None:
        """Show the nine of a unit's channel; none while nothing is known."""
        self._spec = spec
        self.title.setText(channel_text(spec, unit.layer, unit.channel))
        measure = measure_text(spec, unit.layer)
        self.caption.setText(f"the nine strongest inputs, by {measure}")
        if patches is not None and is_silent(patches, unit.layer, unit.channel):
            self.caption.setText("never active: the ReLU lets none of these pass")
        found = () if patches is None else patches.of(unit.layer, unit.channel)
        self.nine.show_patches(found)
        self.onto_canvas.setEnabled(bool(found))
        self._show_detail()

    def show_maps(self, patches: Sequence[Patch], maps: NDArray[np.float32]) -> None:
        """Projections (n, 28, 28) of some patches; late ones are not shown."""
        if patches is self.nine.patches:
            self.nine.show_maps(list(maps))
            self._show_detail()

    def _choose(self, place: int) -> None:
        self.nine.choose(place)
        self._show_detail()

    def _open(self, place: int) -> None:
        if place < len(self.nine.patches):
            self._choose(place)
            self.show_wanted.emit(self.nine.patches[place])

    def _show_detail(self) -> None:
        nine = self.nine
        patch = nine.patches[nine.place] if nine.patches else None
        projection = nine.maps[nine.place] if len(nine.maps) else None
        self.detail.show_patch(patch, projection, common_scale(nine.maps))
        text = "" if patch is None or self._spec is None else patch_text(patch, self._spec)
        self._about.show_text(text)
        self.detail.setAccessibleDescription(text or "nothing yet")
