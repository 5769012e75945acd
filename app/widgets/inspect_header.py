"""The header of Inspect: how deep the look goes, where it is, the scale, and what can be done."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.selection import Level, Selection
from app.theme import font
from app.widgets.combo import ComboBox
from app.widgets.named import named
from app.widgets.scale import GAMMAS, SCALE_TEXTS
from app.widgets.segments import segments
from model.network import NetworkSpec
from model.unit import INPUT

HEIGHT = 40
_HINT = "Click pins a unit · arrow keys walk · Esc releases"
_LEVEL_TIPS: dict[Level, str] = {
    "overview": "The whole network",
    "layer": "One layer: kernels, sizes, costs (click the head of a column)",
    "unit": "One unit: its whole arithmetic (click a cell)",
}
_TOOLS = (
    ("trace", "Trace", "From the answer back through all layers to the pixels (T)"),
    ("compare", "Compare", "Two drawings, or two networks, side by side (C)"),
)


class InspectHeader(QFrame):
    """Segmented levels, the path to what is selected, scale, gamma, tools.

    Signals
    -------
    level_wanted(str), selection_wanted(Selection): go deeper or up; along the path.
    tool_wanted(str): "trace" or "compare"; check_wanted(), save_wanted().
    scale_wanted(str), gamma_wanted(float).
    """

    level_wanted = Signal(str)
    selection_wanted = Signal(object)
    tool_wanted = Signal(str)
    check_wanted = Signal()
    save_wanted = Signal()
    scale_wanted = Signal(str)
    gamma_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(HEIGHT)
        self._scale, self._gamma = ComboBox(), ComboBox()
        self._path = named(QLabel(_HINT), "caption")
        self._tools: dict[str, QPushButton] = {}
        self._optional: dict[int, QWidget] = {}  # least width -> part of the header
        self._parts: list[tuple[str, Selection]] = []  # of the path
        self._links: list[Selection] = []  # what those stand for that are shown
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(8)
        self._row.addWidget(named(QLabel("Inspect"), "workspaceName"))
        self._row.addSpacing(4)
        self._build_levels()
        self._row.addSpacing(4)
        self._path.linkActivated.connect(self._follow)
        self._path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._path, 1)
        self._build_scale()
        self._build_tools()

    def _build_levels(self) -> None:
        choices: dict[Level, tuple[str, str]] = {
            level: (level.capitalize(), _LEVEL_TIPS[level]) for level in get_args(Level)
        }
        frame, self._levels = segments(choices, self.level_wanted.emit, "level")
        self._levels["overview"].setChecked(True)
        self._row.addWidget(frame)

    def _build_scale(self) -> None:
        caption = QLabel("Scale")
        for mode, text in SCALE_TEXTS.items():
            self._scale.addItem(text, mode)
        self._scale.setToolTip("What the ends of the colours stand for")
        self._scale.setAccessibleName("Scale")
        self._scale.setMinimumWidth(124)
        self._scale.activated.connect(lambda _: self.scale_wanted.emit(self._scale.currentData()))
        for gamma in GAMMAS:
            self._gamma.addItem(f"γ {gamma:.1f}", gamma)
        self._gamma.setToolTip("Lift small values: colour position = (|v| / max) ^ γ")
        self._gamma.setAccessibleName("Gamma")
        self._gamma.activated.connect(lambda _: self.gamma_wanted.emit(self._gamma.currentData()))
        for part in (caption, self._scale, self._gamma):
            self._row.addWidget(part)
        self._optional[620] = caption

    def _build_tools(self) -> None:
        for name, text, tip in _TOOLS:
            button = named(QPushButton(text), "headerTool")
            button.setCheckable(True)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, name=name: self.tool_wanted.emit(name))
            self._tools[name] = button
            self._row.addWidget(button)
        check = named(QPushButton("Check"), "headerTool")
        check.setToolTip("Compare every number with torch, the pinned unit with a plain loop (F9)")
        check.clicked.connect(self.check_wanted)
        save = named(QPushButton("Save"), "headerTool")
        save.setToolTip("Save what is shown as PNG, SVG or PDF (Ctrl+Shift+S)")
        save.clicked.connect(self.save_wanted)
        self._row.addWidget(check)
        self._row.addWidget(save)
        # What a narrow window has no room for; all of it is in the menus too.
        tools = self._tools
        self._optional |= {760: tools["compare"], 700: tools["trace"], 560: save, 500: check}

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep what there is room for."""
        for least, widget in self._optional.items():
            widget.setVisible(event.size().width() >= least)
        super().resizeEvent(event)
        self._row.activate()  # the path has its new width now
        self._write_path()

    def show_scale(self, mode: str) -> None:
        """Show which scale is used."""
        self._scale.setCurrentIndex(self._scale.findData(mode))

    def show_gamma(self, gamma: float) -> None:
        """Show which gamma is used."""
        self._gamma.setCurrentIndex(self._gamma.findData(gamma))

    def show_tool(self, tool: str) -> None:
        """Mark the tool that is open; empty for none."""
        for name, button in self._tools.items():
            button.setChecked(name == tool)

    def show_selection(self, selection: Selection, spec: NetworkSpec) -> None:
        """Mark the level and write the path `Overview › C3 › map 26 › 3, 6`."""
        self._levels[selection.level].setChecked(True)
        self._parts = _path_of(selection, spec)
        self._write_path()

    def _write_path(self) -> None:
        """As many of the last parts of the path as there is room for; without any: the hint."""
        parts, room = self._parts, self._path.width() - 8
        if _width([text for text, _ in parts]) > room:  # map 26 -> 26
            parts = [(text.rpartition("map ")[2], target) for text, target in parts]
        while len(parts) > 1 and _width([text for text, _ in parts]) > room:
            parts = parts[1:]
        if not parts:
            self._path.setText(_HINT if _width([_HINT]) <= room else "")
            return
        linked = [f'<a href="{n}">{text}</a>' for n, (text, _) in enumerate(parts[:-1])]
        last = f'<span style="font-weight: 600">{parts[-1][0]}</span>'
        self._links = [target for _, target in parts]
        self._path.setText("&nbsp; › &nbsp;".join([*linked, last]))

    def _follow(self, link: str) -> None:
        self.selection_wanted.emit(self._links[int(link)])


def _path_of(selection: Selection, spec: NetworkSpec) -> list[tuple[str, Selection]]:
    """Text and target of every part of the path; none while the whole network is looked at."""
    if not selection.layer:
        return []
    parts = [("Overview", Selection())]
    name = "In" if selection.layer == INPUT else selection.layer
    parts.append((name, Selection(selection.layer)))
    shape = spec.input if selection.layer == INPUT else spec.shape_of(selection.layer)
    if selection.channel is not None and selection.layer != INPUT:
        word = "unit" if shape.is_vector else "map"
        target = Selection(selection.layer, selection.channel)
        parts.append((f"{word} {selection.channel}", target))
    if selection.place is not None and not shape.is_vector:
        parts.append((f"{selection.place[0]}, {selection.place[1]}", selection))
    return parts


def _width(texts: list[str]) -> float:
    return QFontMetricsF(font("body")).horizontalAdvance("  ›  ".join(texts))
