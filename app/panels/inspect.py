"""The Inspect workspace: its header with scale and gamma, and the layers from left to right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.named import named
from app.widgets.network_view import NetworkView
from app.widgets.scale import GAMMAS, SCALE_TEXTS, ScaleMode
from model.recognizer import Recognition

HEADER_HEIGHT = 40


class InspectPanel(QWidget):
    """All layers with all their maps, live.

    Signals
    -------
    scale_wanted(str), gamma_wanted(float): chosen in the header.
    check_wanted(): compare the numbers with torch.
    save_wanted(): save the picture of the layers.
    """

    scale_wanted = Signal(str)
    gamma_wanted = Signal(float)
    check_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.network_view = NetworkView()
        self._scale = ComboBox()
        self._gamma = ComboBox()
        self._optional: dict[
            int, QWidget
        ] = {}  # least width of the workspace -> part of the header
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._build_header())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.network_view)
        layout.addWidget(scroll, 1)

    def _build_header(self) -> QFrame:
        header = named(QFrame(), "header")
        header.setFixedHeight(HEADER_HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(named(QLabel("Inspect"), "workspaceName"))
        row.addSpacing(12)
        hint = "Every layer from left to right · rest the pointer on a cell for its numbers"
        caption, scale = named(QLabel(hint), "caption"), QLabel("Scale")
        row.addWidget(caption)
        row.addStretch(1)
        row.addWidget(scale)
        for mode, text in SCALE_TEXTS.items():
            self._scale.addItem(text, mode)
        self._scale.setToolTip("What the ends of the colours stand for")
        self._scale.setAccessibleName("Scale")
        self._scale.setMinimumWidth(128)
        self._scale.activated.connect(lambda _: self.scale_wanted.emit(self._scale.currentData()))
        row.addWidget(self._scale)
        for gamma in GAMMAS:
            self._gamma.addItem(f"γ {gamma:.1f}", gamma)
        self._gamma.setToolTip("Lift small values: colour position = (|v| / max) ^ γ")
        self._gamma.setAccessibleName("Gamma")
        self._gamma.activated.connect(lambda _: self.gamma_wanted.emit(self._gamma.currentData()))
        row.addWidget(self._gamma)
        check = self._button("Check", "Compare every number with torch (F9)", self.check_wanted)
        save = self._button("Save", "Save the layers as a picture", self.save_wanted)
        row.addWidget(check)
        row.addWidget(save)
        # What a narrow window has no room for; all of it is in the menus too.
        self._optional = {860: caption, 480: save, 410: scale, 400: check}
        return header

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep in the header what there is room for."""
        for least, widget in self._optional.items():
            widget.setVisible(event.size().width() >= least)
        super().resizeEvent(event)

    @staticmethod
    def _button(text: str, tip: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.clicked.connect(signal)
        return button

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.network_view.set_tokens(tokens)

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """Show all maps of a result."""
        self.network_view.show_recognition(recognition)

    @property
    def has_scale(self) -> bool:
        """True when the colours stand for something that could be locked."""
        return bool(self.network_view.scale.largest)

    def set_scale(self, mode: ScaleMode) -> None:
        """Show and use a scale."""
        self._scale.setCurrentIndex(self._scale.findData(mode))
        self.network_view.set_scale_mode(mode)

    def set_gamma(self, gamma: float) -> None:
        """Show and use a gamma."""
        self._gamma.setCurrentIndex(self._gamma.findData(gamma))
        self.network_view.set_gamma(gamma)
