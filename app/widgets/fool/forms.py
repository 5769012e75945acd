"""What can be adjusted about a run: small forms that open beneath the line that sums them up."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from app.widgets.combo import ComboBox
from app.widgets.fool.floating_card import FloatingCard
from app.widgets.fool.picked import Refusal
from app.widgets.named import named
from model.fooling import AscentConfig, Encoding, EvolutionConfig, Start
from model.network import CLASSES

_STARTS: tuple[tuple[str, Start], ...] = (
    ("blank paper", "blank"),
    ("noise", "noise"),
    ("your drawing", "drawing"),
)
ALL = -1  # instead of a class


class Form(FloatingCard):
    """A card of fields.

    Signals
    -------
    changed(): something was adjusted.
    """

    changed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(6)
        self.body.addLayout(self._rows)
        note = "What is changed here counts for the next run."
        self.body.addWidget(named(QLabel(note), "caption"))

    def add(self, text: str, field: QWidget, tip: str) -> None:
        """A field with its name."""
        label = QLabel(text)
        for part in (label, field):
            part.setToolTip(tip)
        field.setAccessibleName(text)
        field.setAccessibleDescription(tip)
        field.setMinimumWidth(130)
        self._rows.addRow(label, field)
        if isinstance(field, QSpinBox | QDoubleSpinBox):
            field.valueChanged.connect(self.changed)
        elif isinstance(field, QComboBox):
            field.currentIndexChanged.connect(self.changed)


class EvolutionForm(Form):
    """Generations, children, mutation, seed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Evolution", parent)
        self.generations, self.children_count = _whole(1, 5000), _whole(10, 2000)
        self.mutation, self.seed = _decimal(0.01, 1.0), _whole(0, 999_999)
        start = EvolutionConfig()
        tip = "How often children are made and the best of each class kept"
        self.add("Generations", self.generations, tip)
        tip = "Pictures tried in each generation, of all ten classes together, in one batch"
        self.add("Children", self.children_count, tip)
        tip = "Share of the genes that change from parent to child"
        self.add("Mutation", self.mutation, tip)
        self.add("Seed", self.seed, "The same seed gives the same pictures")
        self.show_config(start)

    def show_config(self, config: EvolutionConfig) -> None:
        """Show these settings."""
        with QSignalBlocker(self):
            self.generations.setValue(config.generations)
            self.children_count.setValue(config.children)
            self.mutation.setValue(config.mutation)
            self.seed.setValue(config.seed)
        self.changed.emit()

    def config(self, encoding: Encoding, refusal: Refusal) -> EvolutionConfig:
        """The settings as they stand."""
        return EvolutionConfig(
            encoding=encoding,
            generations=self.generations.value(),
            children=self.children_count.value(),
            mutation=round(self.mutation.value(), 4),
            seed=self.seed.value(),
            knows_refusal=refusal == "known",
        )

    def summary(self) -> str:
        """In one line."""
        return (
            f"{self.children_count.value()} children · mutation {self.mutation.value():g} · "
            f"seed {self.seed.value()}"
        )


class AscentForm(Form):
    """Class or all, start, steps, rate, seed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Gradient ascent", parent)
        self.target, self.start = ComboBox(), ComboBox()
        self.steps, self.rate, self.seed = _whole(1, 2000), _decimal(0.01, 1.0), _whole(0, 999_999)
        self.target.addItem("all ten", ALL)
        for digit in range(CLASSES):
            self.target.addItem(f"only {digit}", digit)
        for text, start in _STARTS:
            self.start.addItem(text, start)
        self.add("Classes", self.target, "One after the other, or only one of them")
        self.add("Start", self.start, "The picture whose ink is then pushed uphill")
        self.add("Steps", self.steps, "How often the gradient is followed")
        tip = "How far the pixel with the largest gradient moves in a step, in ink"
        self.add("Rate", self.rate, tip)
        self.add("Seed", self.seed, "Of the noise")
        config = AscentConfig()
        self.steps.setValue(config.steps)
        self.rate.setValue(config.rate)
        self.seed.setValue(config.seed)

    def targets(self) -> tuple[int, ...]:
        """Classes, in the order of their runs."""
        chosen: int = self.target.currentData()
        return tuple(range(CLASSES)) if chosen == ALL else (chosen,)

    def configs(self, refusal: Refusal) -> tuple[AscentConfig, ...]:
        """A run for each class."""
        return tuple(
            AscentConfig(
                target=target,
                start=self.start.currentData(),
                steps=self.steps.value(),
                rate=round(self.rate.value(), 4),
                seed=self.seed.value(),
                knows_refusal=refusal == "known",
            )
            for target in self.targets()
        )

    def summary(self) -> str:
        """In one line."""
        seed = f" · seed {self.seed.value()}" if self.start.currentData() == "noise" else ""
        return (
            f"{self.target.currentText()} · {self.start.currentText()} · "
            f"{self.steps.value()} steps · rate {self.rate.value():g}{seed}"
        )


def _whole(least: int, most: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.lineEdit().setTextMargins(6, 0, 6, 0)
    return field


def _decimal(least: float, most: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setDecimals(2)
    field.setRange(least, most)
    field.setSingleStep(0.05)
    field.lineEdit().setTextMargins(6, 0, 6, 0)
    return field
