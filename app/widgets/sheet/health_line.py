"""One line under the kernels: healthy, or what is wrong, in the colours of caution."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.widgets.named import named
from app.widgets.sheet.health_texts import drawing_text, healthy_text, linked, of_layer
from app.widgets.sheet.matrix_texts import source
from model.health import Finding
from model.layers import Layer, Pooling

_LEAST, _MOST = 29, 82  # pixels of height; more findings scroll
_DRAWING = 16  # pixels for what is told about the drawing: always there, so that nothing jumps


class HealthLine(QWidget):
    """A frame with the sentence that fits; what it names can be clicked.

    channel_wanted(int): a map or unit that a finding names; layer_wanted(str): a layer.
    """

    channel_wanted = Signal(int)
    layer_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: Layer | None = None
        self.findings: tuple[Finding, ...] = ()
        self.text = self.drawing_text = ""
        self._healthy = self._label("check")
        self._wrong = self._label("wrong")
        self._healthy.setIndent(12)
        self._bad_frame = named(QFrame(), "caution")
        inside = QVBoxLayout(self._bad_frame)
        inside.setContentsMargins(12, 5, 4, 5)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._wrong)
        inside.addWidget(scroll)
        self._of_drawing = self._label("caption")
        self._of_drawing.setWordWrap(False)
        self._of_drawing.setFixedHeight(_DRAWING)
        self._of_drawing.setIndent(12)
        self._of_drawing.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._frame = named(QFrame(), "checkRow")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for part in (self._healthy, self._bad_frame, self._of_drawing):
            inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self._bad_frame.hide()
        self._of_drawing.hide()
        self.setFixedHeight(_LEAST)
        self.setAccessibleName("Health")

    def _label(self, name: str) -> QLabel:
        label = named(QLabel(), name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        label.linkActivated.connect(self._follow)
        return label

    def _follow(self, link: str) -> None:
        """A number is a channel; names of layers begin with a letter."""
        if link.isdigit():
            self.channel_wanted.emit(int(link))
        else:
            self.layer_wanted.emit(link)

    def show_layer(
        self,
        layer: Layer,
        before: str,
        findings: Sequence[Finding] | None,
        *,
        has_maps: bool = False,
    ) -> None:
        """Show the findings of one layer.

        before: the layer before it; findings: of the whole network, None: not examined yet.
        has_maps: its maps can be faint or flat in a drawing; there is a line for them.
        """
        self._of_drawing.setVisible(has_maps)
        self.drawing_text = drawing_text(findings or (), layer.name) if has_maps else ""
        self._of_drawing.setText(self.drawing_text)
        self._layer = layer
        self.findings = of_layer(findings or (), layer.name)
        shown = ""
        if isinstance(layer, Pooling):
            self.text = f"Health: its maps are those of {source(before)}, reduced; see there"
            shown = self.text.replace(before, f'<a href="{before}">{before}</a>')
        elif findings is None:
            self.text = "Health: not examined yet"
        elif not self.findings:
            self.text = f"Health: {healthy_text(layer)}"
        else:
            rest = healthy_text(layer, [finding.kind for finding in self.findings])
            sentences = " ".join(finding.explanation for finding in self.findings)
            self.text = f"Health: {sentences} Else: {rest}." if rest else f"Health: {sentences}"
            texts = [f"⚠ &nbsp;{linked(finding)}" for finding in self.findings]
            texts += [f"Else: {rest}."] if rest else []
            self._wrong.setText("<br>".join(texts))
        self._healthy.setText(shown or self.text)
        self._healthy.setVisible(not self.findings)
        self._bad_frame.setVisible(bool(self.findings))
        of_drawing = re.sub("<[^>]*>", "", self.drawing_text)
        self.setAccessibleDescription(". ".join(t for t in (self.text, of_drawing) if t))
        self._fit()

    def _fit(self) -> None:
        height = _LEAST
        if self.findings:
            needed = self._wrong.heightForWidth(max(self.width() - 26, 100))
            height = min(max(needed + 13, _LEAST), _MOST)
        if not self._of_drawing.isHidden():
            height += _DRAWING + 4 if self.findings else _DRAWING - 12
        self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """As high as the findings need at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
