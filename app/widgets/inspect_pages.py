"""The two pages of Inspect: the layers with a sheet beneath them, and a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.named import named
from app.widgets.network_view import NetworkView
from app.widgets.scale import ScaleMode
from app.widgets.sheets import Sheets

if TYPE_CHECKING:
    from app.widgets.compare_view import CompareView

_STRIP, _TALL_STRIP, _LOW_STRIP = 240, 340, 200  # height of the layers above a sheet
_TALL, _LOW = 860, 600  # heights of the pages from and below which the strip is another
_UNBOUNDED = 16_777_215  # Qt's largest size


class InspectPages(QStackedWidget):
    """Layers, sheets, and the comparison, which is built when it is first opened.

    Signals
    -------
    comparison_built(CompareView): when it is opened for the first time.
    """

    comparison_built = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.network_view = NetworkView()
        self.sheets = Sheets()
        self._layers = QScrollArea()
        self._compare: CompareView | None = None
        self._is_strip = False
        self._tokens = LIGHT
        self._mode: ScaleMode = "layer"
        self._gamma = 0.7
        self._layers.setWidgetResizable(True)
        self._layers.setFrameShape(QFrame.Shape.NoFrame)
        self._layers.setFocusProxy(self.network_view)
        # Not the view itself: the style of what scrolls would make it see-through, and all that
        # lies behind it would be painted with every frame.
        scrolled = QWidget()
        around = QVBoxLayout(scrolled)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.network_view)
        self._layers.setWidget(scrolled)
        self.sheets.hide()
        page = named(QWidget(), "workspace")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._layers, 1)
        column.addWidget(self.sheets, 1)
        self.addWidget(page)

    @property
    def compare(self) -> CompareView:
        """The comparison."""
        if self._compare is None:
            from app.widgets.compare_view import CompareView

            self._compare = CompareView()
            self._compare.set_tokens(self._tokens)
            self._compare.set_scale_mode(self._mode)
            self._compare.set_gamma(self._gamma)
            self.addWidget(self._compare)
            self.comparison_built.emit(self._compare)
        return self._compare

    def show_layers(self, *, is_strip: bool) -> None:
        """Show the layers: all of the page, or a strip with a sheet beneath it."""
        self._is_strip = is_strip
        self.setCurrentIndex(0)
        self.sheets.setVisible(is_strip)
        self._fit_strip()

    def show_compare(self) -> None:
        """Show the comparison."""
        self.setCurrentWidget(self.compare)

    def _fit_strip(self) -> None:
        height = self.height()
        strip = _TALL_STRIP if height >= _TALL else _LOW_STRIP if height < _LOW else _STRIP
        self._layers.setMinimumHeight(strip if self._is_strip else 0)
        self._layers.setMaximumHeight(strip if self._is_strip else _UNBOUNDED)
        self.network_view.set_strip(self._is_strip)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Choose the strip's height."""
        super().resizeEvent(event)
        self._fit_strip()

    def set_scale_mode(self, mode: ScaleMode) -> None:
        """Choose what a colour map spans."""
        self._mode = mode
        self.network_view.set_scale_mode(mode)
        if self._compare is not None:
            self._compare.set_scale_mode(mode)

    def set_gamma(self, gamma: float) -> None:
        """Choose how much small values are lifted."""
        self._gamma = gamma
        self.network_view.set_gamma(gamma)
        if self._compare is not None:
            self._compare.set_gamma(gamma)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.network_view.set_tokens(tokens)
        self.sheets.set_tokens(tokens)
        if self._compare is not None:
            self._compare.set_tokens(tokens)
