"""The sheet of a layer: all its kernels, sizes, costs, health."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.sheet import sheet_texts as texts
from app.widgets.sheet.coefficient_rows import CoefficientRows
from app.widgets.sheet.cost_texts import cost_rows, raster_rows, sharing_of
from app.widgets.sheet.cost_view import CostView, SharingView
from app.widgets.sheet.formula_label import FormulaLabel
from app.widgets.sheet.health_line import HealthLine
from app.widgets.sheet.kernel_detail import KernelDetail
from app.widgets.sheet.kernel_matrix import KernelMatrix
from app.widgets.sheet.raster_diagram import RasterDiagram
from app.widgets.sheet.scrolled_blocks import Shown
from app.widgets.sheet.sizes_view import SizesView
from app.widgets.sheet.title_row import TitleRow
from app.widgets.sheet.weight_picture import weight_picture
from app.widgets.sheet.weights_csv import weights_csv
from app.widgets.sheet.window_diagram import WindowDiagram
from app.widgets.sheet.window_words import window_words
from model.costs import LayerCost
from model.health import Finding
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.network import Network
from model.unit import INPUT

_SMALLEST = QSize(920, 400)  # pixels in which every number has room
_LOW, _ROOMY = 430, 540  # pixels of height below and from which rows are closer and wider
_NO_LIMIT = 16777215  # of a widget's width and height, as Qt says it
_SIZES = 186  # pixels of width for the sizes beside a kernel
_RIGHT, _GROWTH = 416, 0.3  # width of the right part at 1014 pixels, and how it grows
_LEAST_RIGHT = 406  # pixels, so that a kernel 5×5 has its numbers


class _Painted(Protocol):
    def set_tokens(self, tokens: Tokens) -> None: ...


class LayerSheet(QFrame):
    """Rebuilt when layer or network change; of the drawing it shows the raster and faint maps.

    Signals
    -------
    closed(), csv_wanted(), picture_wanted().
    slide_wanted(int): slide over this map; channel_wanted(int): a map or unit was chosen.
    layer_wanted(str): show another layer's sheet.
    """

    closed = Signal()
    csv_wanted = Signal()
    picture_wanted = Signal()
    slide_wanted = Signal(int)
    channel_wanted = Signal(int)
    layer_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.network: Network | None = None
        self.layer = ""
        self._findings: Sequence[Finding] | None = None
        self._has_formulas = False  # beneath the ways to connect
        self.title_row = TitleRow()
        self.matrix = KernelMatrix()
        self.coefficients = CoefficientRows()
        self.windows = WindowDiagram()
        self.raster = RasterDiagram()
        self.health = HealthLine()
        self.detail = KernelDetail()
        self.sizes = SizesView()
        self.costs = CostView()
        self.sharing = SharingView()
        self.key = FormulaLabel("caption", "text_3")
        self._right = QWidget()
        self._column = QVBoxLayout(self._right)
        self._lines = tuple(named(QFrame(), "line") for _ in range(2))
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.title_row)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.matrix, 1)
        left.addWidget(self.coefficients)
        left.addWidget(self.windows, 1)
        left.addWidget(self.raster, 1)
        left.addWidget(self.health)
        middle.addLayout(left, 1)
        line = named(QFrame(), "standing")
        line.setFixedWidth(1)
        middle.addWidget(line)
        middle.addWidget(self._right)
        layout.addLayout(middle, 1)
        self._build_right()

    def _build_right(self) -> None:
        column = self._column
        column.setContentsMargins(12, 0, 12, 6)
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(self.detail, 1)
        top.addWidget(self.sizes, 1)
        column.addLayout(top, 1)
        for line, part in zip(self._lines, (self.costs, self.sharing), strict=True):
            column.addWidget(line)
            column.addWidget(part)
        column.addWidget(self.key)
        column.addStretch(0)

    def _connect(self) -> None:
        row = self.title_row
        row.closed.connect(self.closed)
        row.csv_wanted.connect(self.csv_wanted)
        row.picture_wanted.connect(self.picture_wanted)
        row.layer_wanted.connect(self.layer_wanted)
        row.slide_wanted.connect(lambda: self.slide_wanted.emit(self.channel))
        self.matrix.shown_changed.connect(self._show_detail)
        self.matrix.channel_wanted.connect(self.channel_wanted)
        self.coefficients.channel_wanted.connect(self.channel_wanted)
        self.health.channel_wanted.connect(self._choose)
        self.health.layer_wanted.connect(self.layer_wanted)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        parts: tuple[_Painted, ...] = (
            *(self.matrix, self.coefficients, self.windows, self.raster),
            *(self.detail, self.sizes, self.costs, self.sharing, self.key),
        )
        for part in parts:
            part.set_tokens(tokens)

    @property
    def channel(self) -> int:
        """The chosen map or unit."""
        if not self.coefficients.isHidden():
            return self.coefficients.chosen
        return 0 if self.matrix.isHidden() else self.matrix.chosen.number

    def show_layer(self, network: Network, layer: str, channel: int | None) -> None:
        """Show a layer, or the raster, "input"; and choose a map of it.

        Called again with the same layer it only chooses the map; None leaves the chosen one.
        """
        if network is not self.network or layer != self.layer:
            self.network, self.layer = network, layer
            self._show()
        if channel is not None:
            self.matrix.choose(channel)
            self.coefficients.choose(channel)

    def show_raster(self, raster: NDArray[np.float32]) -> None:
        """Show the ink of a raster (28, 28), 0 to 1, on the sheet of the raster."""
        self.raster.show_raster(raster)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what is wrong with the network, and which maps tell nothing of the drawing."""
        self._findings = tuple(findings)
        self._show_health()

    def as_csv(self) -> str:
        """The layer's weights and biases in full precision; empty where there are none."""
        return weights_csv(self.network, self.layer) if self.network is not None else ""

    def _show(self) -> None:
        assert self.network is not None
        spec, layer = self.network.spec, self.layer
        after = texts.layer_after(spec, layer)
        is_linked = isinstance(after, Pooling | Subsampling)
        link = (after.kind, after.name) if after is not None and is_linked else ("", "")
        self.sizes.show_passages(texts.passages(spec, layer))
        self.raster.setVisible(layer == INPUT)
        if layer == INPUT:
            self._show_raster()
        else:
            self._show_parameters(texts.cost_of(spec, layer))
        self.title_row.show_texts(texts.title(spec, layer), texts.notes(spec, layer), link)
        self._lines[1].setVisible(layer != INPUT)
        self._fit_right()
        self._show_key()
        self.setAccessibleName(f"Layer {texts.title(spec, layer)}")
        self.setAccessibleDescription(texts.notes(spec, layer)[0])
        self._show_health()

    def _show_key(self) -> None:
        """What the letters stand for, where there are some."""
        if self.network is None:
            return
        spec = self.network.spec
        self.key.show_text(texts.key(spec, self.layer, has_sharing=self._has_formulas))
        self.key.setVisible(bool(self.key.text))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """With less room the numbers would be left out: then the sheet is scrolled."""
        return super().minimumSizeHint().expandedTo(_SMALLEST)

    def heightForWidth(self, _width: int) -> int:  # noqa: N802
        """Texts wrap, but what is painted gives way: the sheet needs no more than the smallest."""
        return self.minimumSizeHint().height()

    def _show_raster(self) -> None:
        assert self.network is not None
        for part in (self.matrix, self.coefficients, self.windows, self.detail, self.sharing):
            part.hide()
        self.costs.show_rows(raster_rows(self.network.spec.input))
        self.title_row.show_choices(slide="", has_table=False)

    def _show_parameters(self, cost: LayerCost) -> None:
        assert self.network is not None
        known, parameters = cost.layer, self.network.parameters
        has_weights = isinstance(known, Convolution | FullyConnected)
        self.matrix.setVisible(has_weights)
        self.detail.setVisible(has_weights)
        self.coefficients.setVisible(isinstance(known, Subsampling))
        self.windows.setVisible(not has_weights)
        self.sharing.show()
        picture = weight_picture(self.network, self.layer)
        if picture is not None:
            self.matrix.show_weights(picture)
        if isinstance(known, Subsampling):
            pair = (parameters[f"{self.layer}.{name}"] for name in ("weight", "bias"))
            self.coefficients.show_pairs(*pair)
        if not has_weights and cost.windows is not None:
            before = texts.layer_before(self.network.spec, self.layer)
            self.windows.show_windows(cost.windows, window_words(cost, before))
        self.costs.show_rows(cost_rows(cost))
        self.sharing.show_sharing(sharing_of(cost))
        slide = "kernel" if isinstance(known, Convolution) else "window"
        slide = "" if isinstance(known, FullyConnected) else slide
        self.title_row.show_choices(slide=slide, has_table=not isinstance(known, Pooling))

    def _show_health(self) -> None:
        if self.network is None:
            return
        self.health.setVisible(self.layer != INPUT)
        if self.layer != INPUT:
            spec = self.network.spec
            before = texts.layer_before(spec, self.layer)
            layer = spec.layer(self.layer)
            has_maps = not isinstance(layer, Pooling) and not spec.shape_of(self.layer).is_vector
            self.health.show_layer(layer, before, self._findings, has_maps=has_maps)

    def _show_detail(self, shown: Shown) -> None:
        if self.matrix.picture is not None:
            self.detail.show_block(self.matrix.picture, shown)

    def _choose(self, channel: int) -> None:
        self.matrix.choose(channel)
        self.coefficients.choose(channel)
        self.channel_wanted.emit(channel)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The right part grows more slowly; rows are closer where there is little height."""
        width, height = event.size().width(), event.size().height()
        self._right.setFixedWidth(max(_LEAST_RIGHT, round(_RIGHT + _GROWTH * (width - 1014))))
        line = 16 if height < _LOW else 22 if height >= _ROOMY else 17
        self.costs.set_line(line)
        self.sharing.set_line(line, has_formulas=height >= _ROOMY)
        self._column.setSpacing(4 if height < _LOW else 6)
        self._has_formulas = height >= _ROOMY
        self._fit_right()
        self._show_key()
        super().resizeEvent(event)

    def _fit_right(self) -> None:
        """Without a kernel the sizes are as high as their text, and what is left is below."""
        has_detail = not self.detail.isHidden()
        room = self._right.width() - 24
        needed = self.sizes.heightForWidth(room) + 8
        self.sizes.setMaximumHeight(_NO_LIMIT if has_detail else needed)
        self.sizes.setMinimumHeight(0 if has_detail else needed)
        self.sizes.setMaximumWidth(_SIZES if has_detail else _NO_LIMIT)
        self.sizes.setMinimumWidth(_SIZES if has_detail else 0)
        self._column.setStretch(0, int(has_detail))
        self._column.setStretch(self._column.count() - 1, int(not has_detail))
