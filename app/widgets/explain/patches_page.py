"""The second page of Explain: what excites a unit most, found and made.

How it is opened (by the Explain workspace): build `PatchesPage(lack)` when it is first wanted,
call `set_tokens`, put it on a page of its own, then `app.wiring_patches.wire_patches(parts, page)`.
`back_wanted` asks for the page of maps; `open_unit(unit)` chooses a unit beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.explain.patches_card import NineCard
from app.widgets.explain.patches_channels import ChannelsCard
from app.widgets.explain.patches_header import PatchesHeader
from app.widgets.explain.patches_texts import progress_text, scanned_text
from app.widgets.explain.patches_units import first_unit, has_unit, middle_unit, target_of
from app.widgets.explain.preferred_card import PreferredCard
from model.maximisation import MaximisationConfig, MaximisationReport
from model.network import NetworkSpec
from model.patches import Patch, Patches, ScanProgress, field_of
from model.unit import Unit

_AGED = "your samples have changed since"
_WIDTHS = 238, 466, 270  # of the three columns at least, and in proportion


class PatchesPage(QWidget):
    """lack: why nothing can be projected or made here; empty when it can.

    Signals
    -------
    back_wanted(): show the maps again.
    sources_changed(): other inputs are to be scanned, see `header`. scan_wanted(),
    cancel_wanted(), folder_wanted(): scan again, no more; choose MNIST's folder.
    project_wanted(tuple of Patch): the patches that are shown now.
    make_wanted(Target, MaximisationConfig), stop_wanted(): pictures that excite a unit.
    show_wanted(Patch): put this input on the canvas.
    """

    back_wanted = Signal()
    sources_changed = Signal()
    scan_wanted = Signal()
    cancel_wanted = Signal()
    folder_wanted = Signal()
    project_wanted = Signal(object)
    make_wanted = Signal(object, object)
    stop_wanted = Signal()
    show_wanted = Signal(object)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.header = PatchesHeader()
        self.channels, self.nine = ChannelsCard(), NineCard(lack)
        self.preferred = PreferredCard(lack)
        self.unit: Unit | None = None  # whose channel is shown, and for which pictures are made
        self._lack = lack
        self._spec: NetworkSpec | None = None
        self._checksum = ""  # of the network that is shown
        self._patches: Patches | None = None
        self._is_aged = self._is_scanning = False
        self._build()
        self._connect()

    def _build(self) -> None:
        cards, area = QWidget(), QScrollArea()
        row = QHBoxLayout(cards)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        columns = self.channels, self.nine, self.preferred
        for card, width in zip(columns, _WIDTHS, strict=True):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            card.setMinimumWidth(width)
            row.addWidget(card, width)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(cards)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.header)
        page.addWidget(area, 1)

    def _connect(self) -> None:
        header = self.header
        header.back_wanted.connect(self.back_wanted)
        header.scan_wanted.connect(self.scan_wanted)
        header.cancel_wanted.connect(self.cancel_wanted)
        header.folder_wanted.connect(self.folder_wanted)
        header.sources_changed.connect(self.sources_changed)
        self.channels.layer_chosen.connect(self._open_layer)
        self.channels.channel_chosen.connect(self._open_channel)
        self.nine.show_wanted.connect(self.show_wanted)
        self.preferred.make_wanted.connect(self._make)
        self.preferred.stop_wanted.connect(self.stop_wanted)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.header, self.channels, self.nine, self.preferred):
            part.set_tokens(tokens)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The arrow keys walk through the channels at once."""
        super().showEvent(event)
        self.channels.overview.setFocus()

    # -- what is looked at -------------------------------------------------------------------------

    def show_network(self, spec: NetworkSpec, checksum: str) -> None:
        """The network that answers; if it is another one, what was found is gone."""
        if checksum == self._checksum:
            return
        self._checksum = checksum
        if spec != self._spec:
            self._spec = spec
            self.channels.show_spec(spec)
        self._patches = None
        unit = self.unit
        self._open(unit if unit is not None and has_unit(spec, unit) else first_unit(spec))

    @Slot(object)
    def open_unit(self, unit: Unit | None) -> None:
        """Choose the channel of a pinned unit; None, or what is in no layer: as it is."""
        if unit is not None and self._spec is None:
            self.unit = unit
        elif unit is not None and self._spec is not None and has_unit(self._spec, unit):
            self._open(unit)

    def _open_layer(self, layer: str) -> None:
        if self._spec is not None:
            self._open(middle_unit(self._spec, layer, 0))

    def _open_channel(self, channel: int) -> None:
        if self._spec is not None and self.unit is not None:
            self._open(middle_unit(self._spec, self.unit.layer, channel))

    def _open(self, unit: Unit) -> None:
        """Show everything about a unit's channel."""
        assert self._spec is not None, "a network comes first"
        if self.preferred.is_running:
            self.stop_wanted.emit()
        self.unit = unit
        self.preferred.show_target(*field_of(self._spec, unit))
        self._show_found(self._spec, unit)

    def _show_found(self, spec: NetworkSpec, unit: Unit) -> None:
        """Whatever of a channel is known."""
        self.channels.show_unit(self._patches, unit)
        self.nine.show_unit(spec, self._patches, unit)
        found = self.nine.nine.patches
        if self._patches is not None and found:
            self.preferred.show_strongest(found[0].value, self._patches.total)
            if not self._lack:
                self.project_wanted.emit(found)

    # -- the scan ----------------------------------------------------------------------------------

    @Slot(object)
    def show_patches(self, patches: Patches | None) -> None:
        """What a scan has found; None: not known yet."""
        self._patches = patches
        if self._spec is not None and self.unit is not None:
            self._show_found(self._spec, self.unit)
        self._show_idle()

    def show_state(self, state: str, reason: str = "") -> None:
        """Idle, waiting or scanning; reason: what is waited for."""
        self._is_scanning = state != "idle"
        if state == "waiting":
            self.header.show_waiting(reason or "Starting to scan …")
        elif state == "idle":
            self._show_idle()

    @Slot(object)
    def show_progress(self, progress: ScanProgress) -> None:
        """How far it is."""
        self.header.show_progress(progress, progress_text(progress))

    @Slot(bool)
    def show_aged(self, is_aged: bool) -> None:
        """Whether scanning again would tell something else."""
        self._is_aged = is_aged
        self._show_idle()

    @Slot(str)
    def show_failed(self, text: str) -> None:
        """Why nothing was found."""
        self._is_scanning = False
        self.header.show_idle(text)

    def _show_idle(self) -> None:
        if not self._is_scanning:
            text = "not scanned" if self._patches is None else scanned_text(self._patches)
            self.header.show_idle(f"{text} · {_AGED}" if self._is_aged else text)

    # -- projections and pictures ------------------------------------------------------------------

    @Slot(object, object)
    def show_projections(self, patches: Sequence[Patch], maps: NDArray[np.float32]) -> None:
        """Projections (n, 28, 28) of some patches; late ones are not shown."""
        self.nine.show_maps(patches, maps)

    def _make(self, config: MaximisationConfig) -> None:
        if self._spec is not None and self.unit is not None:
            self.make_wanted.emit(target_of(self._spec, self.unit), config)

    @Slot(object, bool)
    def show_made(self, report: MaximisationReport, _is_end: bool) -> None:
        """Pictures as they are now."""
        self.preferred.show_report(report)

    @Slot(str)
    def show_making_ended(self, problem: str) -> None:
        """No more of them."""
        self.preferred.show_ended(problem)
