"""Which samples, in which order: chips, toggles and lists above the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.theme import font
from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.named import named
from app.widgets.samples.choice import Choice, Listing
from app.widgets.samples.marks_legend import MarksLegend
from app.widgets.samples.questions import Counts, Lists
from app.widgets.samples.texts import (
    LIST_ORDERS,
    NONE,
    ORDER_TEXTS,
    origin_text,
    samples_text,
    short_count,
)
from app.words import label_text
from model.data.mnist import NOT_A_DIGIT
from model.samples.sample import LABELS

_TOGGLES = {
    "misread": ("Misread", "The network reads another digit than the label"),
    "refused": ("Refused", "The network says that it is no digit"),
    "duplicates": ("Duplicates", "Drawings that are nearly the same as another"),
    "mislabels": (
        "Mislabels",
        "Probable mislabels: the network contradicts the label with at least 90 % confidence",
    ),
}
_LISTINGS: tuple[Listing, ...] = ("duplicates", "mislabels")
_PARTS = (("All parts", None), ("Training", False), ("Held out", True))
_DATES = (("Any date", None), ("Today", 0), ("Last 7 days", 6), ("Last 30 days", 29))
_WIDTHS = {"Order": 300, "Origin": 120, "Part": 90, "Date": 88}
_LEAST, _ROOMY = 640, 720  # pixels of width; from the second on there is room for all
_ANY_ORIGIN = "Any origin"


class SampleFilters(QWidget):
    """Shows a choice and says when another is wanted.

    Signals
    -------
    choice_wanted(Choice).
    """

    choice_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.legend = MarksLegend()
        self.chips: dict[int | None, QToolButton] = {}  # None: all
        self.toggles: dict[str, QToolButton] = {}
        self._counted: dict[str, int | None] = {}
        self._is_roomy = True
        self.order, self.origin, self.part, self.date = (
            named(ComboBox(), "flat") for _ in range(4)
        )
        self.list_order = named(QLabel(), "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 4)
        column.setSpacing(6)
        column.addLayout(self._build_chips())
        column.addLayout(self._build_combos())
        self.show_choice(self.choice)
        self.show_counts(None)
        self.show_lists(None)
        self.setMinimumWidth(_LEAST)

    def _build_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(3)
        for label in (None, *LABELS):
            text = "All" if label is None else NONE if label == NOT_A_DIGIT else str(label)
            button = self._toggle(text)
            button.setFixedWidth(23 if text.isdigit() else _width(text))
            button.clicked.connect(lambda _=False, label=label: self._choose_label(label))
            self.chips[label] = button
            row.addWidget(button)
        row.addStretch(1)
        for name, (text, _) in _TOGGLES.items():
            button = self._toggle(text)
            button.clicked.connect(lambda on, name=name: self._choose_toggle(name, on))
            self.toggles[name] = button
            row.addWidget(button)
        return row

    def _toggle(self, text: str) -> QToolButton:
        button = named(QToolButton(), "chip")
        button.setText(text)
        button.setCheckable(True)
        button.setFixedHeight(28)
        return button

    def _build_combos(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for order, text in ORDER_TEXTS.items():
            self.order.addItem(text, order)
        for text, part in _PARTS:
            self.part.addItem(text, part)
        for text, days in _DATES:
            self.date.addItem(text, days)
        self.show_origins({})
        names = {
            "Order": (self.order, "order", "In which order the samples stand"),
            "Origin": (self.origin, "origin", "Where the samples come from"),
            "Part": (self.part, "held_out", "Held-out samples are never learnt from"),
            "Date": (self.date, "days", "When the samples were stored"),
        }
        for name, (combo, field, tip) in names.items():
            combo.setAccessibleName(name)
            combo.setToolTip(tip)
            combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.activated.connect(
                lambda _, combo=combo, field=field: self._choose(**{field: combo.currentData()})
            )
            combo.setMaximumWidth(_WIDTHS[name])
            row.addWidget(combo)
            if combo is self.order:
                row.insertWidget(1, self.list_order)
                row.addStretch(1)
        self.order.view().setMinimumWidth(300)
        row.addSpacing(6)
        row.addWidget(self.legend)
        return row

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.legend.set_tokens(tokens)

    # -- what is chosen ----------------------------------------------------------------------

    def _choose_label(self, label: int | None) -> None:
        if label is None:
            self._choose(labels=(), cell=None)
            return
        before = self.choice.labels
        if self.choice.cell is not None:
            before = (self.choice.cell[0],)
        labels = set(before) ^ {label}
        self._choose(labels=tuple(sorted(labels)), cell=None)

    def _choose_toggle(self, name: str, on: bool) -> None:
        if name in _LISTINGS:
            self._choose(listing=name if on else "")
        else:
            self._choose(**{name: on})

    def _choose(self, **changes: Any) -> None:
        choice = replace(self.choice, **changes)
        self.show_choice(choice)
        self.choice_wanted.emit(choice)

    def show_choice(self, choice: Choice) -> None:
        """Mark what is chosen."""
        self.choice = choice
        labels = choice.labels if choice.cell is None else (choice.cell[0],)
        for label, chip in self.chips.items():
            chip.setChecked(label in labels if label is not None else not labels)
        on = {"misread": choice.misread, "refused": choice.refused}
        for name, toggle in self.toggles.items():
            toggle.setChecked(on.get(name, name == choice.listing))
        self.order.setVisible(not choice.listing)
        self.list_order.setVisible(bool(choice.listing))
        self.list_order.setText(LIST_ORDERS.get(choice.listing, ""))
        chosen: Sequence[tuple[ComboBox, object]] = (
            (self.order, choice.order),
            (self.origin, choice.origin),
            (self.part, choice.held_out),
            (self.date, choice.days),
        )
        for combo, value in chosen:
            with QSignalBlocker(combo):
                combo.setCurrentIndex(max(0, _position(combo, value)))
            _mark(combo, is_set=combo is not self.order and value is not None)

    # -- counts ------------------------------------------------------------------------------

    def show_counts(self, counts: Counts | None) -> None:
        """Write how many samples each chip stands for; None: nothing is known yet."""
        for label, chip in self.chips.items():
            of = "All samples" if label is None else f"Label {label_text(label)}"
            chip.setAccessibleName(of)
            if counts is None:
                continue
            count = counts.total if label is None else int(counts.balance[label].sum())
            chip.setToolTip(f"{of}: {samples_text(count)}")
            chip.setAccessibleDescription(samples_text(count))
        self._write("misread", None if counts is None else counts.misread)
        self._write("refused", None if counts is None else counts.refused)
        if counts is not None:
            self.show_origins(counts.origins)

    def show_lists(self, lists: Lists | None) -> None:
        """Write how many samples stand in the lists."""
        self._write("duplicates", None if lists is None else lists.duplicates)
        self._write("mislabels", None if lists is None else lists.mislabels)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """In a narrow window without the legend and the numbers, which the tooltips say too."""
        self._is_roomy = event.size().width() >= _ROOMY
        self.legend.setVisible(self._is_roomy)
        for name, count in self._counted.items():
            self._write(name, count)
        super().resizeEvent(event)

    def _write(self, name: str, count: int | None) -> None:
        self._counted[name] = count
        text, tip = _TOGGLES[name]
        button = self.toggles[name]
        button.setAccessibleName(text)
        has_number = count is not None and self._is_roomy
        button.setText(text if count is None or not has_number else f"{text} {short_count(count)}")
        button.setFixedWidth(_width(button.text()))
        button.setToolTip(tip if count is None else f"{tip}: {samples_text(count)}")
        button.setAccessibleDescription("" if count is None else samples_text(count))

    def show_origins(self, origins: dict[str, int]) -> None:
        """Offer these origins; one that is chosen stays, even when none is left of it."""
        chosen = self.choice.origin
        with QSignalBlocker(self.origin):
            self.origin.clear()
            self.origin.addItem(_ANY_ORIGIN, None)
            for origin in sorted({*origins, *([chosen] if chosen else [])}):
                self.origin.addItem(f"{origin_text(origin)} ({origins.get(origin, 0):,})", origin)
            self.origin.setCurrentIndex(max(0, _position(self.origin, chosen)))
        self.origin.view().setMinimumWidth(180)
        self.origin.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)


def _width(text: str) -> int:
    """Of a chip: the style's own margins are wider than there is room for."""
    return round(QFontMetricsF(font("button")).horizontalAdvance(text)) + 13


def _position(combo: ComboBox, value: object) -> int:
    """Qt's own search takes False for None."""
    data = [combo.itemData(n) for n in range(combo.count())]
    found = (n for n, other in enumerate(data) if type(other) is type(value) and other == value)
    return next(found, -1)


def _mark(combo: ComboBox, is_set: bool) -> None:
    """Violet while it leaves something out."""
    if bool(combo.property("isSet")) != is_set:
        combo.setProperty("isSet", is_set)
        combo.style().unpolish(combo)
        combo.style().polish(combo)
