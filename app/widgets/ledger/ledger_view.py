"""The ledger of a pinned unit: title and formula, its arithmetic, the check of the sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.elided_label import ElidedLabel
from app.widgets.ground import Ground
from app.widgets.ledger import ledger_texts as texts
from app.widgets.ledger.connected_body import ConnectedBody
from app.widgets.ledger.convolution_body import ConvolutionBody
from app.widgets.ledger.formula_bar import FormulaBar
from app.widgets.ledger.passage_texts import where_to
from app.widgets.ledger.pixel_body import PixelBody
from app.widgets.ledger.softmax_body import SoftmaxBody
from app.widgets.ledger.window_body import WindowBody
from app.widgets.named import named
from app.widgets.scale import Scale
from app.widgets.text_clock import TextClock
from app.widgets.title_row import title_row
from model.layers import FullyConnected
from model.ledger import Ledger, ledger, softmax_ledger
from model.ledger_sums import ConvolutionLedger, FullyConnectedLedger
from model.ledger_table import Check, as_csv
from model.network import NetworkSpec
from model.recognizer import Recognition
from model.unit import INPUT, Unit

CHECK_HEIGHT = 29
LEAST = QSize(920, 346)  # pixels in which every number has room


class LedgerView(QFrame):
    """The whole arithmetic of one unit, live.

    Signals
    -------
    unit_wanted(Unit): pin another one; term_hovered(Unit or None): point at a unit it sees.
    layer_wanted(str): show the layer's sheet; slide_wanted(str, int): slide over a map of a layer.
    csv_wanted(), picture_wanted(), closed().
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)
    layer_wanted = Signal(str)
    slide_wanted = Signal(str, int)
    csv_wanted = Signal()
    picture_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.ledger: Ledger | None = None  # of the unit that is shown; None for a pixel
        self._unit: Unit | None = None
        self._shown: tuple[Recognition, Scale, float] | None = None
        self._convolution = ConvolutionBody()
        self._window = WindowBody()
        self._connected = ConnectedBody()
        self._softmax = SoftmaxBody()
        self._pixel = PixelBody()
        self._bodies: tuple[Any, ...] = (
            *(self._convolution, self._window),
            *(self._connected, self._softmax, self._pixel),
        )
        self._title = named(ElidedLabel(), "cardTitle")
        self._ground = Ground()
        self._formula = FormulaBar()
        self._count = named(ElidedLabel(), "caption")
        self._check = named(QLabel(), "check")
        self._slide = self._button("▶  Slide the kernel", "Move the window over the whole map")
        self._sheet = self._button("Layer sheet", "All kernels, sizes and costs of this layer")
        self._clock = TextClock(self._show_texts, self)
        self._build()
        self._connect()

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = named(QPushButton(text), "small")
        button.setToolTip(tip)
        return button

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._title_row())
        middle = QHBoxLayout(self._ground)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        for body in self._bodies:
            middle.addWidget(body, 5 if body is self._connected else 4)
        layout.addWidget(self._ground, 1)
        layout.addWidget(self._check_row())

    def _title_row(self) -> QFrame:
        return title_row(
            (self._title, self._formula, self._count),
            (
                ("CSV", "Copy every term as CSV", self.csv_wanted, "small"),
                ("Picture", "Copy as a picture", self.picture_wanted, "small"),
                ("Unpin  Esc", "Release the unit (Esc)", self.closed, "link"),
            ),
        )

    def _check_row(self) -> QFrame:
        row = named(QFrame(), "checkRow")
        row.setFixedHeight(CHECK_HEIGHT)
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 0, 6, 0)
        line.setSpacing(6)
        line.addWidget(self._check)
        line.addStretch(1)
        rounded = named(ElidedLabel(), "caption")
        rounded.show_text("numbers are rounded in the text only")
        line.addWidget(rounded)
        line.addWidget(self._slide)
        line.addWidget(self._sheet)
        return row

    def _connect(self) -> None:
        for body in self._bodies:
            if hasattr(body, "unit_wanted"):
                body.unit_wanted.connect(self.unit_wanted)
            if hasattr(body, "term_hovered"):
                body.term_hovered.connect(self.term_hovered)
        self._formula.part_hovered.connect(self._convolution.emphasize)
        self._convolution.part_hovered.connect(self._formula.emphasize)
        self._slide.clicked.connect(lambda: self._on_unit(self._ask_slide))
        self._sheet.clicked.connect(lambda: self._on_unit(self._ask_sheet))

    def _on_unit(self, ask: Callable[[Unit], None]) -> None:
        if self._unit is not None:
            ask(self._unit)

    def _ask_slide(self, unit: Unit) -> None:
        self.slide_wanted.emit(unit.layer, unit.channel)

    def _ask_sheet(self, unit: Unit) -> None:
        self.layer_wanted.emit(unit.layer)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """With less room the numbers would be left out: then the ledger is scrolled."""
        return super().minimumSizeHint().expandedTo(LEAST)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (*self._bodies, self._formula, self._ground):
            part.set_tokens(tokens)

    def highlight(self, unit: Unit | None) -> None:
        """Point at the term of a unit of the layer before."""
        for body in (self._convolution, self._window, self._connected):
            if body.isVisible():
                body.highlight(unit)

    def show_unit(self, recognition: Recognition, unit: Unit, scale: Scale, gamma: float) -> None:
        """Show a unit of a result; called again for every result."""
        before = None if self._shown is None else self._shown[0].network
        is_new = unit != self._unit or before is not recognition.network
        self._unit, self._shown = unit, (recognition, scale, gamma)
        if unit.layer == INPUT:
            self.ledger = None
            self._pixel.show_pixel(recognition.network.spec, recognition.raster.array, unit)
            self._show_bodies(self._pixel)
        else:
            self._show_ledger(recognition, unit, scale, gamma)
        self._clock.tick(at_once=is_new)

    def _show_ledger(
        self, recognition: Recognition, unit: Unit, scale: Scale, gamma: float
    ) -> None:
        network, trace = recognition.network, recognition.trace
        self.ledger = ledger(network, trace, recognition.raster.array, unit)
        if isinstance(self.ledger, ConvolutionLedger | FullyConnectedLedger):
            weights = network.parameters[f"{unit.layer}.weight"]
            largest = float(np.abs(weights).max())
            if isinstance(self.ledger, ConvolutionLedger):
                following = where_to(network.spec, unit)
                self._convolution.show_ledger(self.ledger, scale, gamma, largest, following)
                self._show_bodies(self._convolution)
                return
            self._connected.show_ledger(self.ledger, scale, gamma, largest)
            is_last = unit.layer == network.spec.layers[-1].name
            if is_last:
                self._softmax.show_ledger(softmax_ledger(network, trace), unit)
            self._show_bodies(self._connected, *([self._softmax] if is_last else []))
            return
        relu = _is_after_relu(network.spec, unit.layer)
        self._window.show_ledger(self.ledger, scale, gamma, is_after_relu=relu)
        self._show_bodies(self._window)

    def _show_bodies(self, *shown: QWidget) -> None:
        for body in self._bodies:
            body.setVisible(body in shown)

    def _show_texts(self) -> None:
        """Title, formula and check: at most five times a second."""
        if self._unit is None or self._shown is None:
            return
        recognition, unit = self._shown[0], self._unit
        spec = recognition.network.spec
        shape = spec.input if unit.layer == INPUT else spec.shape_of(unit.layer)
        self._title.show_text(texts.title(unit, shape))
        is_windowed = unit.layer != INPUT and not isinstance(spec.layer(unit.layer), FullyConnected)
        self._slide.setVisible(is_windowed)
        self._slide.setText(
            "▶  Slide the kernel"
            if isinstance(self.ledger, ConvolutionLedger)
            else "▶  Slide the window"
        )
        if self.ledger is None:
            self._formula.show_terms(())
            self._count.show_text("a number that the network reads")
            value = float(recognition.raster.array[unit.row, unit.column])
            self._check.setText(f"Ink {texts.strong(f'{value:.5f}')} of 1, as the network reads it")
            return
        self._formula.show_terms(texts.formula(self.ledger))
        self._count.show_text(texts.count(self.ledger))
        self._check.setText(f"✓ &nbsp; {texts.check_text(self.check)}")
        self.setAccessibleDescription(f"{self._title.full_text}, value {self.check.network:.4f}")

    @property
    def check(self) -> Check:
        """The shown terms against the network's value. Raises ValueError for a pixel."""
        if self.ledger is None:
            raise ValueError("a pixel has no terms")
        return self.ledger.check

    def as_csv(self) -> str:
        """Every term in full precision; of the last layer the softmax beneath. Empty for pixels."""
        if self.ledger is None or self._shown is None:
            return ""
        text = as_csv(self.ledger)
        if self._softmax.isVisible():
            network, trace = self._shown[0].network, self._shown[0].trace
            text += as_csv(softmax_ledger(network, trace))
        return text


def _is_after_relu(spec: NetworkSpec, layer: str) -> bool:
    """True when a ReLU ends the layer before."""
    names = [known.name for known in spec.layers]
    before = spec.layers[names.index(layer) - 1] if names.index(layer) else None
    return getattr(before, "activation", "none") == "relu"
