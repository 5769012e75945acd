"""Everything that can be adjusted about a retraining; the defaults are sensible."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.named import named
from app.widgets.switch import Switch
from model.retraining import RetrainingConfig

_LAYERS = (("all layers", "all"), ("fully connected only", "fully connected"))
_DEVICES = {"cpu": "CPU", "cuda": "GPU"}


class SettingsForm(QWidget):
    """Two columns of settings.

    Signals
    -------
    changed(): something was adjusted.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = RetrainingConfig()  # what is not shown stays as it is here
        self.epochs = _whole(1, 200)
        self.rate = _decimal(0.00001, 0.1, 5, 0.0001)
        self.batch = _whole(3, 1024)
        self.rehearsal = _whole(10, 95, " %")
        self.distillation = _decimal(0.0, 50.0, 1, 0.5)
        self.seed = _whole(0, 999_999)
        self.layers, self.device = ComboBox(), ComboBox()
        self.augmentation = Switch("Augmentation")
        self.note = named(QLabel(), "caption")
        self.reset = named(QPushButton("Back to the defaults"), "link")
        self._grid = QGridLayout()
        self._build()
        self.show_config(self._start)

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for text, value in _LAYERS:
            self.layers.addItem(text, value)
        self.show_devices(("cpu",))
        rows: tuple[tuple[str, QWidget, str], ...] = (
            ("Epochs", self.epochs, "How often every sample is seen"),
            (
                "Learning rate",
                self.rate,
                "Its peak: it rises over a fifth of the steps, then falls",
            ),
            ("Batch", self.batch, "Rasters in one step: samples and rehearsal"),
            ("Rehearsal share", self.rehearsal, "Part of the batch that keeps old answers"),
            ("Hold on to old answers", self.distillation, "Weight of rehearsal in the loss"),
            ("Layers that learn", self.layers, "The others stay as they are"),
            ("Augmentation", self.augmentation, "Samples are written anew and distorted"),
            ("Seed", self.seed, "The same seed gives the same network on the same device"),
            ("Device", self.device, "What computes"),
        )
        for n, (text, field, tip) in enumerate(rows):
            self._add(n, text, field, tip)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._grid.setColumnMinimumWidth(2, 110)
        page.addLayout(self._grid)
        page.addWidget(self.note)
        page.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        self.reset.setToolTip("Every setting as the program comes with it")
        self.reset.clicked.connect(self._restore)

    def _add(self, number: int, text: str, field: QWidget, tip: str) -> None:
        """Down the first column, then the second."""
        row, column = number % 5, number // 5 * 2
        label = QLabel(text)
        for part in (label, field):
            part.setToolTip(tip)
        field.setAccessibleName(text)
        field.setAccessibleDescription(tip)
        label.setBuddy(field)
        self._grid.addWidget(label, row, column)
        left = Qt.AlignmentFlag.AlignLeft
        side = left if isinstance(field, Switch) else Qt.AlignmentFlag(0)
        self._grid.addWidget(field, row, column + 1, side)
        if isinstance(field, QSpinBox | QDoubleSpinBox):
            field.valueChanged.connect(self._tell)
        elif isinstance(field, QComboBox):
            field.currentIndexChanged.connect(self._tell)
        elif isinstance(field, Switch):
            field.toggled.connect(self._tell)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.augmentation.set_tokens(tokens)

    def show_devices(self, devices: tuple[str, ...]) -> None:
        """Offer what can train here."""
        if tuple(self.device.itemData(n) for n in range(self.device.count())) == devices:
            return
        with QSignalBlocker(self.device):
            self.device.clear()
            for name in devices:
                self.device.addItem(_DEVICES.get(name, name), name)

    def show_config(self, config: RetrainingConfig) -> None:
        """Show these settings; what has no field keeps its value from here."""
        self._start = config
        batch = config.samples_in_step + config.rehearsal_in_step
        with QSignalBlocker(self):
            self.epochs.setValue(config.epochs)
            self.rate.setValue(config.learning_rate)
            self.batch.setValue(batch)
            self.rehearsal.setValue(round(100 * config.rehearsal_in_step / batch))
            self.distillation.setValue(config.distillation)
            self.seed.setValue(config.seed)
            self.layers.setCurrentIndex(self.layers.findData(config.layers))
            self.device.setCurrentIndex(max(0, self.device.findData(config.device)))
            self.augmentation.setChecked(config.augmentation)
        self._tell()

    def config(self) -> RetrainingConfig:
        """The settings as they stand."""
        batch = self.batch.value()
        rehearsal = min(max(2, round(batch * self.rehearsal.value() / 100)), batch - 1)
        return replace(
            self._start,
            seed=self.seed.value(),
            epochs=self.epochs.value(),
            samples_in_step=batch - rehearsal,
            rehearsal_in_step=rehearsal,
            learning_rate=self.rate.value(),
            augmentation=self.augmentation.isChecked(),
            layers=self.layers.currentData(),
            distillation=self.distillation.value(),
            device=self.device.currentData(),
        )

    def _restore(self) -> None:
        self.show_config(RetrainingConfig())

    def _tell(self) -> None:
        config = self.config()
        samples = config.samples_in_step
        self.note.setText(
            f"A step sees {samples} of your samples and {config.rehearsal_in_step} rasters of "
            f"rehearsal; an epoch has at least {config.steps_in_epoch} steps."
        )
        self.changed.emit()


def summary(config: RetrainingConfig) -> str:
    """One line about the settings, while they are folded away."""
    batch = config.samples_in_step + config.rehearsal_in_step
    parts = (
        f"{config.epochs} epochs",
        f"rate {config.learning_rate:g}",
        f"rehearsal {config.rehearsal_in_step} of {batch}",
        f"augmentation {'on' if config.augmentation else 'off'}",
        "all layers" if config.layers == "all" else f"{config.layers} layers",
        f"seed {config.seed}",
        _DEVICES.get(config.device, config.device),
    )
    return " · ".join(parts)


def _whole(least: int, most: int, suffix: str = "") -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.lineEdit().setTextMargins(6, 0, 6, 0)
    field.setSuffix(suffix)
    return field


def _decimal(least: float, most: float, digits: int, step: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setDecimals(digits)
    field.setRange(least, most)
    field.lineEdit().setTextMargins(6, 0, 6, 0)
    field.setSingleStep(step)
    return field
