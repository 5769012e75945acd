"""The sheets that open beneath the layers; each is built when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.tokens import LIGHT, Tokens

if TYPE_CHECKING:
    from app.widgets.decision.decision_view import DecisionView
    from app.widgets.ledger.ledger_view import LedgerView
    from app.widgets.sheet.layer_sheet import LayerSheet
    from app.widgets.slide.slide_view import SlideView

SheetName = Literal["unit", "layer", "slide", "trace"]


class Sheets(QWidget):
    """Ledger, layer sheet, sliding kernel, traced decision: one at a time.

    Building all of them would hold up the start of the program. In a small window a sheet keeps
    the size that it needs and is scrolled.

    Signals
    -------
    unit_wanted(Unit): pin it; unit_pointed(Unit or None): outline it in the layers.
    layer_wanted(str), channel_wanted(int): show a layer's sheet; another map in it.
    slide_wanted(str, int): slide over a map; an empty name means the layer of the sheet.
    csv_wanted(), picture_wanted(), closed(): of the open sheet.
    """

    unit_wanted = Signal(object)
    unit_pointed = Signal(object)
    layer_wanted = Signal(str)
    channel_wanted = Signal(int)
    slide_wanted = Signal(str, int)
    csv_wanted = Signal()
    picture_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._reduces_motion = False
        self._built: dict[SheetName, Any] = {}
        self._pages = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.addWidget(self._pages)

    @property
    def ledger(self) -> LedgerView:
        """The arithmetic of the pinned unit."""
        if "unit" not in self._built:
            from app.widgets.ledger.ledger_view import LedgerView

            ledger = LedgerView()
            ledger.unit_wanted.connect(self.unit_wanted)
            ledger.term_hovered.connect(self.unit_pointed)
            ledger.layer_wanted.connect(self.layer_wanted)
            ledger.slide_wanted.connect(self.slide_wanted)
            self._keep("unit", ledger)
        built: LedgerView = self._built["unit"]
        return built

    @property
    def layer(self) -> LayerSheet:
        """Kernels, sizes and costs of a layer."""
        if "layer" not in self._built:
            from app.widgets.sheet.layer_sheet import LayerSheet

            sheet = LayerSheet()
            sheet.layer_wanted.connect(self.layer_wanted)
            sheet.channel_wanted.connect(self.channel_wanted)
            sheet.slide_wanted.connect(lambda channel: self.slide_wanted.emit("", channel))
            self._keep("layer", sheet)
        built: LayerSheet = self._built["layer"]
        return built

    @property
    def slide(self) -> SlideView:
        """The window that moves over a map."""
        if "slide" not in self._built:
            from app.widgets.slide.slide_view import SlideView

            slide = SlideView()
            slide.unit_wanted.connect(self.unit_wanted)
            slide.unit_reached.connect(self.unit_pointed)
            slide.set_reduced_motion(self._reduces_motion)
            self._keep("slide", slide)
        built: SlideView = self._built["slide"]
        return built

    @property
    def trace(self) -> DecisionView:
        """The decision, traced back to pixels."""
        if "trace" not in self._built:
            from app.widgets.decision.decision_view import DecisionView

            trace = DecisionView()
            trace.unit_wanted.connect(self.unit_wanted)
            trace.unit_hovered.connect(self.unit_pointed)
            self._keep("trace", trace)
        built: DecisionView = self._built["trace"]
        return built

    def _keep(self, name: SheetName, sheet: Any) -> None:
        sheet.set_tokens(self._tokens)
        sheet.closed.connect(self.closed)
        for signal in ("csv_wanted", "picture_wanted"):
            if hasattr(sheet, signal):
                getattr(sheet, signal).connect(getattr(self, signal))
        self._built[name] = sheet
        page = QScrollArea()
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setWidgetResizable(True)
        page.setWidget(sheet)
        page.setFocusProxy(sheet)
        self._pages.addWidget(page)

    def open(self, name: SheetName) -> None:
        """Show a sheet in place of the one before."""
        sheet: dict[SheetName, Any] = {
            "unit": lambda: self.ledger,
            "layer": lambda: self.layer,
            "slide": lambda: self.slide,
            "trace": lambda: self.trace,
        }
        page = sheet[name]().parentWidget().parentWidget()  # the viewport's scroll area
        self._pages.setCurrentWidget(page)

    def currentWidget(self) -> QWidget | None:  # noqa: N802
        """The open sheet, whole, with what is scrolled away; None before one is opened."""
        page = self._pages.currentWidget()
        return page.widget() if isinstance(page, QScrollArea) else None

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Enough to scroll in."""
        return QSize(240, 120)

    def is_built(self, name: SheetName) -> bool:
        """True when a sheet was opened before."""
        return name in self._built

    def csv(self) -> str:
        """The open sheet in full precision; empty where it has no table."""
        sheet: Any = self.currentWidget()
        return str(sheet.as_csv()) if hasattr(sheet, "as_csv") else ""

    def set_reduced_motion(self, reduced: bool) -> None:
        """Choose whether anything may move by itself."""
        self._reduces_motion = reduced
        if self.is_built("slide"):
            self.slide.set_reduced_motion(reduced)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        for sheet in self._built.values():
            sheet.set_tokens(tokens)
