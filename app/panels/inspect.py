"""The Inspect workspace: all layers, one layer, one unit; and what explains them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.selection import Selection, deeper, selected, shape_of
from app.tokens import Tokens
from app.widgets.inspect_header import InspectHeader
from app.widgets.inspect_pages import InspectPages
from app.widgets.scale import SCALE_TEXTS, ScaleMode
from app.widgets.sheets import SheetName
from model.network import NetworkSpec
from model.recognizer import Recognition
from model.unit import INPUT, Unit

if TYPE_CHECKING:
    from app.widgets.compare_view import CompareView
    from model.health import Finding

_SHEET_MS = 30  # sheets follow the maps a little later, so that the maps never wait for them
_TITLES = {
    "trace": "A decision traced to pixels",
    "slide": "The sliding kernel",
    "compare": "Compared side by side",
}


class InspectPanel(QWidget):
    """All layers with all their maps, live; a layer's sheet or a unit's ledger beneath them.

    Signals
    -------
    selection_changed(Selection), sight_changed(Sight or None): what is looked at, what it sees.
    scale_wanted(str), gamma_wanted(float): chosen in the header.
    check_wanted(), save_wanted(): the numbers, a figure of what is shown.
    csv_wanted(), picture_wanted(): of the sheet that is open.
    tool_changed(str): "trace", "slide", "compare", or empty.
    comparison_built(CompareView): when it is opened for the first time.
    """

    selection_changed = Signal(object)
    sight_changed = Signal(object)
    scale_wanted = Signal(str)
    gamma_wanted = Signal(float)
    check_wanted = Signal()
    save_wanted = Signal()
    csv_wanted = Signal()
    picture_wanted = Signal()
    tool_changed = Signal(str)
    comparison_built = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.header = InspectHeader()
        self._pages = InspectPages()
        self.network_view = self._pages.network_view
        self.sheets = self._pages.sheets
        self.selection = Selection()
        self.tool = ""
        self._recognition: Recognition | None = None
        self._findings: Sequence[Finding] = ()
        self._scale_mode: ScaleMode = "layer"
        self._gamma = 0.7
        self._sheet_timer = QTimer(self, singleShot=True, interval=_SHEET_MS)
        self._sheet_timer.timeout.connect(self._show_numbers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._pages, 1)
        self._connect()

    def _connect(self) -> None:
        header, view, sheets = self.header, self.network_view, self.sheets
        header.level_wanted.connect(self._go_to_level)
        header.selection_wanted.connect(self.select)
        header.tool_wanted.connect(self.toggle_tool)
        header.scale_wanted.connect(self.scale_wanted)
        header.gamma_wanted.connect(self.gamma_wanted)
        header.check_wanted.connect(self.check_wanted)
        header.save_wanted.connect(self.save_wanted)
        view.selection_wanted.connect(self.select)
        view.sight_changed.connect(self.sight_changed)
        view.hovered.connect(self._highlight)
        sheets.closed.connect(self.release)
        sheets.csv_wanted.connect(self.csv_wanted)
        sheets.picture_wanted.connect(self.picture_wanted)
        sheets.unit_wanted.connect(self.pin)
        sheets.unit_pointed.connect(view.point_at)
        sheets.layer_wanted.connect(lambda layer: self.select(Selection(layer)))
        sheets.channel_wanted.connect(lambda n: self.select(Selection(self.selection.layer, n)))
        sheets.slide_wanted.connect(self.start_slide)
        self._pages.comparison_built.connect(self._connect_comparison)

    def _connect_comparison(self, compare: CompareView) -> None:
        compare.closed.connect(self.release)
        compare.selection_wanted.connect(self.select)
        compare.sight_changed.connect(self.sight_changed)
        self.comparison_built.emit(compare)

    # -- what is looked at -------------------------------------------------------------------

    @property
    def spec(self) -> NetworkSpec:
        """The layers that are shown."""
        return self.network_view.spec

    @Slot(object)
    def select(self, selection: Selection) -> None:
        """Look at the whole network, a layer, or a unit; closes a tool."""
        if not selection.fits(self.spec):
            selection = Selection()
        has_changed = selection != self.selection
        self.selection = selection
        if self.tool:
            self._set_tool("")
        self._show()
        if has_changed:
            self.selection_changed.emit(selection)

    @Slot(object)
    def pin(self, unit: Unit) -> None:
        """Look at a unit."""
        self.select(selected(unit))

    @Slot()
    def release(self) -> None:
        """Close a tool, or go one level up."""
        if self.tool:
            self._set_tool("")
            self._show()
        elif self.selection.level != "overview":
            self.select(self.selection.upward)

    @property
    def is_deep(self) -> bool:
        """True when there is something that Esc closes."""
        return bool(self.tool) or self.selection.level != "overview"

    def _go_to_level(self, level: str) -> None:
        selection = self.selection
        if level == "overview":
            selection = Selection()
        elif level == "layer":
            selection = Selection(selection.layer or self.spec.layers[0].name, selection.channel)
        else:
            start = selection if selection.layer else deeper(selection, self.spec)
            selection = deeper(start, self.spec)
        self.select(selection)

    @Slot(str)
    def toggle_tool(self, tool: str) -> None:
        """Open "trace" or "compare", or close it."""
        self._set_tool("" if tool == self.tool else tool)
        self._show()

    @Slot(str, int)
    def start_slide(self, layer: str, channel: int) -> None:
        """Let the window slide over a map; without a name: of the selected layer."""
        if self._recognition is None:
            return
        layer = layer or self.selection.layer
        place = self.selection.place if self.selection.layer == layer else None
        self._set_tool("slide")
        self._show()
        self.sheets.slide.start(layer, channel, place)

    def _set_tool(self, tool: str) -> None:
        if self.tool == "slide":
            self.sheets.slide.stop()
        self.tool = tool
        self.network_view.point_at(None)
        self.tool_changed.emit(tool)

    def _highlight(self, unit: Unit | None) -> None:
        """The term of the hovered unit, where it is one of the ledger's."""
        if self.selection.level == "unit" and self.sheets.is_built("unit"):
            self.sheets.ledger.highlight(unit)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _sheet(self) -> SheetName | None:
        """The sheet that tool and selection ask for."""
        if self.tool == "slide":
            return "slide"
        if self.tool == "trace":
            return "trace"
        level = self.selection.level
        return None if level == "overview" else level

    def _show(self) -> None:
        """Bring header, layers and sheets in line with the selection and the tool."""
        sheet = self._sheet
        self.header.show_selection(self.selection, self.spec)
        self.header.show_tool(self.tool)
        if self.tool == "compare":
            self._pages.compare.layers.show_selection(self.selection)
            self._pages.show_compare()
            return
        if sheet is not None:
            self.sheets.open(sheet)
        self._pages.show_layers(is_strip=sheet is not None)
        # While a window slides, the unit that it has reached is outlined instead.
        outlined = self.selection.upward if self.tool == "slide" else self.selection
        self.network_view.show_selection(outlined)
        if sheet == "layer" and self._recognition is not None:
            network = self._recognition.network
            self.sheets.layer.show_layer(network, self.selection.layer, self.selection.channel)
            self.sheets.layer.show_findings(self._findings)
        self._show_numbers()

    @property
    def shown(self) -> QWidget:
        """What a figure shows: the open sheet, the comparison, or all layers."""
        if self.tool == "compare":
            return self._pages.compare
        sheet = self.sheets.currentWidget()
        return self.network_view if self._sheet is None or sheet is None else sheet

    @property
    def title(self) -> str:
        """What is shown, in words: the title of a figure."""
        if self.tool:
            return _TITLES[self.tool]
        layer, unit = self.selection.layer, self.selection.unit
        if not layer or layer == INPUT:
            return "The raster" if layer else "All layers"
        shape = shape_of(self.spec, layer)
        if unit is None or shape is None:
            return self.spec.title(layer)
        from app.widgets.ledger import ledger_texts

        return ledger_texts.title(unit, shape)

    @property
    def figure_lines(self) -> tuple[str, ...]:
        """What the colours of a figure stand for."""
        return (f"Colours: {SCALE_TEXTS[self._scale_mode]}, γ {self._gamma:g}",)

    # -- results ---------------------------------------------------------------------------

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """Show all numbers of a result wherever they stand."""
        before, self._recognition = self._recognition, recognition
        self.network_view.show_recognition(recognition)
        if before is None or recognition.network is not before.network:
            tool = self.tool
            self.select(self.selection)  # what the new network does not have is released
            if tool in ("trace", "compare"):
                self.toggle_tool(tool)
        elif not self._sheet_timer.isActive():
            self._sheet_timer.start()

    @Slot()
    def catch_up(self) -> None:
        """Show the newest numbers on the sheet without waiting."""
        self._show_numbers()

    def _show_numbers(self) -> None:
        """Numbers of the sheet that is open."""
        self._sheet_timer.stop()
        recognition, unit = self._recognition, self.selection.unit
        if recognition is None or self.tool == "compare":
            return
        scale, sheet = self.network_view.scale, self._sheet
        if sheet == "slide":
            self.sheets.slide.show_recognition(recognition, scale, self._gamma)
        elif sheet == "trace":
            self.sheets.trace.show_recognition(recognition)
        elif sheet == "layer":
            self.sheets.layer.show_raster(recognition.raster.array)
        elif unit is not None:
            self.sheets.ledger.show_unit(recognition, unit, scale, self._gamma)

    @Slot(object)
    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Mark what is wrong with the network or flat in the drawing."""
        self._findings = findings
        self.network_view.show_findings(findings)
        if self._sheet == "layer":
            self.sheets.layer.show_findings(findings)

    @property
    def has_scale(self) -> bool:
        """True when the colours stand for something that could be locked."""
        return bool(self.network_view.scale.largest)

    def set_scale(self, mode: ScaleMode) -> None:
        """Show and use a scale."""
        self._scale_mode = mode
        self.header.show_scale(mode)
        self._pages.set_scale_mode(mode)
        self._show_numbers()

    def set_gamma(self, gamma: float) -> None:
        """Show and use a gamma."""
        self._gamma = gamma
        self.header.show_gamma(gamma)
        self._pages.set_gamma(gamma)
        self._show_numbers()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._pages.set_tokens(tokens)
