"""What the menus do with what is shown: save it as a figure, copy it, copy its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QFrame, QLabel, QWidget

from app.appearance import Appearance
from app.main_window import MainWindow
from app.services.recognition import RecognitionService
from model.recognizer import Recognition

if TYPE_CHECKING:
    from app.captions import Caption


class FigureActions(QObject):
    """Slots for the menus. Drawing code is imported when it is first needed."""

    def __init__(
        self,
        window: MainWindow,
        recognition: RecognitionService,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._recognition = recognition
        self._appearance = appearance
        self._last: Recognition | None = None

    @Slot(object)
    def remember(self, recognition: Recognition) -> None:
        """Keep the last result, for captions."""
        self._last = recognition

    @Slot()
    def save(self) -> None:
        """Ask where, and save what is shown as PNG, SVG or PDF with a caption."""
        from app import figures

        view = self._window.view
        view.catch_up()
        name = view.title.replace(" · ", " ").replace("×", "x")
        start, ask = f"{name}.png", QFileDialog.getSaveFileName
        path, kind = ask(self._window, "Save figure", start, figures.FILTER)
        if not path:
            return
        place = Path(path)
        if place.suffix.lower() not in (".png", ".svg", ".pdf"):
            ending = kind[kind.find("*") + 1 : kind.find(")")] if kind else ".png"
            place = place.with_name(place.name + ending)
        with _without_buttons(view.shown) as shown:
            figure = figures.widget_figure(shown)
            written = figures.write_figure(place, *figure, self._caption(), self._appearance.tokens)
        self._window.tell_saved(place, is_saved=written)

    @Slot()
    def copy(self) -> None:
        """Put what is shown into the clipboard as a picture with a caption."""
        from app import figures

        view = self._window.view
        view.catch_up()
        with _without_buttons(view.shown) as shown:
            figure = figures.widget_figure(shown)
            picture = figures.figure_image(*figure, self._caption(), self._appearance.tokens)
        QGuiApplication.clipboard().setImage(picture)
        self._window.status.tell("Copied what is shown as a picture")

    @Slot()
    def copy_csv(self) -> None:
        """Put every number of the open sheet into the clipboard; a comparison covers the sheets."""
        inspect = self._window.inspect
        inspect.catch_up()
        text = inspect.sheets.csv() if inspect.is_deep and inspect.tool != "compare" else ""
        if text:
            QGuiApplication.clipboard().setText(text)
            self._window.status.tell(f"Copied {len(text.splitlines()) - 1:,} rows as CSV")
        else:
            self._window.status.tell("Pin a unit or open a layer: then its numbers can be copied.")

    def _caption(self) -> Caption:
        from app.captions import caption_of

        view, checksum = self._window.view, self._recognition.record.checksum
        return caption_of(view.title, self._last, checksum, view.figure_lines)


@contextmanager
def _without_buttons(view: QWidget) -> Iterator[QWidget]:
    """A view while its buttons are hidden: a figure has nothing to press. Their places stay.

    Choosers, the frames of segmented buttons, and labels that say what to do go with them. The
    screen shows nothing of it: it is painted when control is back in the event loop.
    """
    found = (
        *view.findChildren(QAbstractButton),
        *view.findChildren(QComboBox),
        *view.findChildren(QFrame, "levels"),
        *(label for label in view.findChildren(QLabel) if label.property("onlyOnScreen")),
    )
    buttons = [b for b in found if b.isVisible()]
    try:
        for button in buttons:
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.hide()
        yield view
    finally:
        for button in buttons:
            button.show()
