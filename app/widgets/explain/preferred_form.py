"""Settings of an activation maximisation: sliders for what keeps the picture calm, and a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.widgets.combo import ComboBox
from app.widgets.named import named
from model.maximisation import MOST_STEPS, MaximisationConfig


@dataclass(frozen=True, slots=True)
class _Setting:
    """One slider. field: of the config; step: what one position of the slider stands for."""

    field: str
    name: str
    step: float
    most: int
    digits: int
    unit: str
    tip: str


_SETTINGS = (
    _Setting("decay", "Decay", 0.001, 50, 3, "", "Part of the ink that is lost in every step"),
    _Setting("blur", "Blur", 0.1, 15, 1, " px", "Gaussian blur after every fourth step"),
    _Setting("variation", "Variation", 0.02, 40, 2, "", "Total variation: edges cost this much"),
    _Setting("jitter", "Jitter", 1, 4, 0, " px", "The picture is moved this far in every step"),
)
_STARTS = {"blank": "white paper", "noise": "noise"}


class PreferredForm(QWidget):
    """All of it.

    Signals
    -------
    changed(): one setting is another now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders: dict[str, QSlider] = {}
        self._texts: dict[str, QLabel] = {}
        self.seed, self.steps = _whole(0, 9_999), _whole(1, MOST_STEPS)
        self.start = ComboBox()
        self._build()
        self.show_config(MaximisationConfig())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for row, setting in enumerate(_SETTINGS):
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(0, setting.most)
            slider.setToolTip(setting.tip)
            slider.setAccessibleName(setting.name)
            slider.setFixedHeight(20)
            slider.valueChanged.connect(self._write)
            text = named(QLabel(), "caption")
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            text.setMinimumWidth(38)
            label = named(QLabel(setting.name), "label")
            label.setToolTip(setting.tip)
            for place, part in enumerate((label, slider, text)):
                grid.addWidget(part, row, place)
            self.sliders[setting.field], self._texts[setting.field] = slider, text
        grid.addWidget(named(QLabel("Start from"), "label"), len(_SETTINGS), 0)
        grid.addWidget(self.start, len(_SETTINGS), 1, 1, 2)
        column.addLayout(grid)
        column.addLayout(self._build_row())

    def _build_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for value, text in _STARTS.items():
            self.start.addItem(text, value)
        self.start.setAccessibleName("Start from")
        self.start.setToolTip("What the ascent begins with")
        self.start.currentIndexChanged.connect(self._write)
        fields = (
            ("Seed", self.seed, "Of the first picture"),
            ("Steps", self.steps, "Of the ascent"),
        )
        for name, field, tip in fields:
            label = named(QLabel(name), "label")
            label.setBuddy(field)
            field.setAccessibleName(name)
            field.setToolTip(tip)
            field.valueChanged.connect(self._write)
            row.addWidget(label)
            row.addWidget(field, 1)
        return row

    def show_config(self, config: MaximisationConfig) -> None:
        """Show these settings."""
        with QSignalBlocker(self):
            for setting in _SETTINGS:
                value = round(getattr(config, setting.field) / setting.step)
                self.sliders[setting.field].setValue(value)
            self.seed.setValue(config.seed)
            self.steps.setValue(config.steps)
            self.start.setCurrentIndex(self.start.findData(config.start))
        self._write()

    def config(self) -> MaximisationConfig:
        """The settings as they stand."""
        config = MaximisationConfig(
            seed=self.seed.value(), steps=self.steps.value(), start=self.start.currentData()
        )
        values = {s.field: self.sliders[s.field].value() for s in _SETTINGS}
        return replace(
            config,
            decay=values["decay"] * _SETTINGS[0].step,
            blur=values["blur"] * _SETTINGS[1].step,
            variation=values["variation"] * _SETTINGS[2].step,
            jitter=values["jitter"],
        )

    def _write(self) -> None:
        for setting in _SETTINGS:
            value = self.sliders[setting.field].value() * setting.step
            text = f"{value:.{setting.digits}f}{setting.unit}" if value else "off"
            self._texts[setting.field].setText(text)
        self.changed.emit()


def _whole(least: int, most: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.lineEdit().setTextMargins(4, 0, 4, 0)
    field.setMinimumWidth(48)
    return field
