"""The card beside the desk: every stage from drawing to raster, with numbers and a switch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.formats import percent
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.answer import raster_image
from app.widgets.named import named
from app.widgets.switch import Switch
from app.widgets.text_clock import TextClock
from model.raster import LINE_WIDTH, SIDE, Raster, Stages, rasterize
from model.recognizer import Recognition, recognize

WIDTH = 228
_ROOMY = 650  # from this height on, pictures have three pixels per pixel
_NAMES = {"ink_box": "Ink box", "fit": "Fit to 20 pixels", "centre": "Centre of mass"}


class StagesCard(QFrame):
    """Shows how the raster came to be, lets stages be switched off, and says what that changes.

    Signals
    -------
    stages_changed(Stages): the user switched a stage.
    closed(): the card was closed.
    resized(): it needs another height.
    """

    stages_changed = Signal(object)
    closed = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._stages = Stages()
        self._recognition: Recognition | None = None
        self._tokens = LIGHT
        self._clock = TextClock(self._show_numbers, self)
        self._pictures = {name: _StagePicture() for name in _NAMES}
        self._texts = {name: named(QLabel(), "caption") for name in _NAMES}
        self._switches = {name: Switch(text) for name, text in _NAMES.items()}
        self._effects = _Effects()
        self._caution = self._build_caution()
        text = "The array at left is the very one\nthat was classified."
        self._note = named(QLabel(text), "caption")
        self._all_on = named(QPushButton("All stages on"), "primary")
        self._build()
        self.setFixedWidth(WIDTH)
        self.hide()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(self._build_title())
        for number, name in enumerate(_NAMES, 1):
            layout.addLayout(self._build_stage(number, name))
            layout.addSpacing(4)
        layout.addWidget(named(QFrame(), "line"))
        layout.addWidget(named(QLabel("What it changes"), "heading"))
        layout.addWidget(self._effects)
        layout.addSpacing(4)
        self._all_on.clicked.connect(lambda: self.choose(Stages()))
        layout.addWidget(self._all_on)
        layout.addWidget(self._caution)
        layout.addWidget(self._note)
        layout.addStretch(1)

    def _build_title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(named(QLabel("Stages"), "cardTitle"))
        row.addStretch(1)
        close = named(QPushButton("Close  Esc"), "link")
        close.clicked.connect(self.close_card)
        row.addWidget(close)
        return row

    def _build_stage(self, number: int, name: str) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(named(QLabel(str(number)), "number"))
        head.addWidget(named(QLabel(_NAMES[name]), "heading"))
        head.addStretch(1)
        switch = self._switches[name]
        switch.setChecked(True)
        switch.setToolTip(f"Switch “{_NAMES[name]}” on or off")
        switch.toggled.connect(
            lambda on, name=name: self.choose(replace(self._stages, **{name: on}))
        )
        head.addWidget(switch)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(self._pictures[name], 0, Qt.AlignmentFlag.AlignTop)
        text = self._texts[name]
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        text.setWordWrap(True)
        body.addWidget(text, 1)
        block.addLayout(head)
        block.addLayout(body)
        return block

    def _build_caution(self) -> QFrame:
        caution = named(QFrame(), "caution")
        layout = QVBoxLayout(caution)
        layout.setContentsMargins(8, 6, 8, 6)
        text = QLabel(
            "⚠ The network was trained with all stages on; answers now show what each is for."
        )
        text.setWordWrap(True)
        layout.addWidget(text)
        caution.hide()
        return caution

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._effects.set_tokens(tokens)
        for name in _NAMES:
            self._pictures[name].set_tokens(tokens)
            self._switches[name].set_tokens(tokens)

    def choose(self, stages: Stages) -> None:
        """Switch stages; nothing happens when they are so already."""
        if stages == self._stages:
            return
        self._stages = stages
        for name, switch in self._switches.items():
            switch.setChecked(getattr(stages, name))
        self._caution.setVisible(not stages.all_on)
        self._note.setVisible(stages.all_on)
        self._all_on.setEnabled(not stages.all_on)
        self.stages_changed.emit(stages)

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """Keep the latest; while open, pictures follow at once and numbers at reading speed."""
        self._recognition = recognition
        if self.isVisible():
            self._show_pictures(recognition.raster)
            self._clock.tick()

    def fit_height(self, height: int) -> None:
        """Choose how large the pictures are, so that the card fits into `height`."""
        for picture in self._pictures.values():
            picture.set_pixel(3 if height >= _ROOMY else 2)

    def open_card(self) -> None:
        """Show the card with the latest numbers."""
        self.show()
        self.raise_()
        self._all_on.setEnabled(not self._stages.all_on)
        if self._recognition is not None:
            self._show_pictures(self._recognition.raster)
        self._clock.show_now()
        self._switches["ink_box"].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Hide the card; stages stay as they are."""
        self.hide()
        self.closed.emit()

    def _show_pictures(self, raster: Raster) -> None:
        off = Stages(ink_box=False, fit=False, centre=False)
        self._pictures["ink_box"].show_array(rasterize(raster.drawing, off).array)
        self._pictures["fit"].show_array(raster.fitted)
        self._pictures["centre"].show_array(raster.array)

    def _show_numbers(self) -> None:
        if self._recognition is None:
            return
        raster = self._recognition.raster
        for name, text in stage_texts(raster).items():
            self._texts[name].setText(text)
        self._effects.show_answers(self._alternatives(self._recognition))
        self.resized.emit()

    def _alternatives(self, recognition: Recognition) -> list[tuple[str, Recognition]]:
        """The answer with all stages on, without each, and as it is now: four rows at most."""
        rows: list[tuple[str, Stages]] = [("all stages on", Stages())]
        for name, text in _NAMES.items():
            rows.append((f"{text.lower()} off", replace(Stages(), **{name: False})))
        if self._stages not in [stages for _, stages in rows]:
            rows[3:] = [("as it is now", self._stages)]
        drawing = recognition.raster.drawing
        return [
            (text, recognize(recognition.network, rasterize(drawing, stages)))
            for text, stages in rows
        ]


def stage_texts(raster: Raster) -> dict[str, str]:
    """What each stage did, with its numbers."""
    drawing = raster.drawing
    size = f"canvas {drawing.size[0]:.0f} × {drawing.size[1]:.0f}"
    if raster.box is None:
        return {"ink_box": size, "fit": "no ink yet", "centre": "no ink yet"}
    box = f"{raster.box.width:.0f} × {raster.box.height:.0f}"
    name = "ink box" if raster.stages.ink_box else "whole canvas"
    height, width = raster.fitted.shape
    fit = f"{name} {box}\n÷ {1 / raster.scale:.1f}, by area\ngives {width} × {height}"
    if raster.stages.fit:
        fit += f"\nevery line {LINE_WIDTH} wide"
    mass = f"mass at {raster.mass[0]:.1f}, {raster.mass[1]:.1f}"
    x, y = raster.ideal_shift
    if raster.stages.centre:
        centre = f"{mass}\nmoved +{x}, +{y}\nto the middle"
    else:
        centre = f"{mass}\nwould move +{x}, +{y}\nnow left at 0, 0"
    drawn = f"{size}\ndashed: the {name}\ndot: centre of mass"
    return {"ink_box": drawn, "fit": fit, "centre": centre}


class _StagePicture(QWidget):
    """An array, enlarged by a whole number, in the frame of 28 x 28."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens = LIGHT
        self._shown: NDArray[np.float32] | None = None
        self._pixel = 0
        self.set_pixel(3)

    def set_pixel(self, pixel: int) -> None:
        if pixel != self._pixel:
            self._pixel = pixel
            self.setFixedSize(pixel * SIDE + 2, pixel * SIDE + 2)

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.update()

    def show_array(self, array: NDArray[np.float32]) -> None:
        self._shown = array
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        if self._shown is None:
            return
        image = raster_image(self._shown, self._tokens)
        box = QRectF(1, 1, self._pixel * image.width(), self._pixel * image.height())
        painter.drawImage(box, image)
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


class _Effects(QWidget):
    """A row per choice of stages: what the network answers then."""

    _PITCH = 30

    def __init__(self) -> None:
        super().__init__()
        self._tokens = LIGHT
        self._rows: list[tuple[str, Recognition]] = []
        self.setFixedHeight(4 * self._PITCH)
        self.setAccessibleName("What switching stages changes")

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.update()

    def show_answers(self, rows: list[tuple[str, Recognition]]) -> None:
        self._rows = rows
        self.setFixedHeight(len(rows) * self._PITCH + 4)
        self.setAccessibleDescription("; ".join(f"{text}: {_answer(r)}" for text, r in rows))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._tokens
        middle = Qt.AlignmentFlag.AlignVCenter
        for number, (text, recognition) in enumerate(self._rows):
            top = number * self._PITCH
            row = QRectF(0, top, self.width(), 18)
            painter.setFont(font("caption"))
            painter.setPen(tokens.color("text_2"))
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, text)
            painter.setFont(font("label"))
            painter.setPen(tokens.color("text"))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, _answer(recognition))
            painter.setPen(Qt.PenStyle.NoPen)
            trough = QRectF(0, top + 19, self.width(), 6)
            painter.setBrush(tokens.color("trough"))
            painter.drawRoundedRect(trough, 2, 2)
            if not recognition.raster.is_blank:
                trough.setWidth(max(2.0, trough.width() * recognition.confidence))
                painter.setBrush(tokens.color("accent" if number == 0 else "bar"))
                painter.drawRoundedRect(trough, 2, 2)


def _answer(recognition: Recognition) -> str:
    if recognition.raster.is_blank:
        return "–"
    return f"{recognition.prediction}  {percent(recognition.confidence)}"
