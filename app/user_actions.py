"""What the menus do where more than one part is concerned: files, clipboard, dialogs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import installation
from app.canvas.paint import ink_layer, ink_painter, paint_drawing
from app.kept_file import write_file
from app.main_window import MainWindow
from app.paths import version
from app.services.checking import CheckingService
from app.services.pictures import PictureService
from app.services.recognition import RecognitionService
from app.settings import SettingsService
from app.tokens import LIGHT
from model.recognizer import Recognition
from model.strokes import Drawing, drawing_to_json

if TYPE_CHECKING:
    from model.comparison import NumbersCheck

_OPEN = "Pictures and drawings (*.png *.jpg *.jpeg *.bmp *.webp *.gif *.tif *.tiff *.json *.jsonl)"
_SAVE = "Drawing (*.json);;Picture (*.png)"
_PICTURE_SIDE = 496  # pixels of a drawing saved or copied as a picture


class UserActions(QObject):
    """Slots for the menus."""

    def __init__(
        self,
        window: MainWindow,
        settings: SettingsService,
        recognition: RecognitionService,
        pictures: PictureService,
        checking: CheckingService,
        log_folder: Path,
        networks_folder: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._recognition = recognition
        self._pictures = pictures
        self._checking = checking
        self._log_folder = log_folder
        self._networks_folder = networks_folder
        self._last: Recognition | None = None

    @Slot(object)
    def remember(self, recognition: Recognition) -> None:
        """Keep the last result, for checking it."""
        self._last = recognition

    @Slot()
    def open(self) -> None:
        """Ask for a picture or a drawing and open it."""
        path, _ = QFileDialog.getOpenFileName(self._window, "Open", "", f"{_OPEN};;All files (*)")
        if path:
            self._pictures.open(Path(path))

    @Slot()
    def paste(self) -> None:
        """Open what is in the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    @Slot(object)
    def take(self, data: QMimeData) -> None:
        """Open what was dropped or pasted: a file, or a picture itself."""
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self._pictures.open(Path(files[0]))
        elif data.hasImage():
            image = QImage(data.imageData())
            self._pictures.decode(lambda: _as_png(image))  # packing a large one takes a while
        else:
            self._window.status.warn("There is no picture in it.")

    @Slot(object, str)
    def show_opened(self, drawing: Drawing, name: str) -> None:
        """Put what was opened on the canvas."""
        self._window.desk.canvas.replace_drawing(drawing, f"open {name}")
        self._window.status.tell(f"Opened {name}")

    @Slot(str)
    def show_not_opened(self, reason: str) -> None:
        """Say why something was not opened."""
        self._window.status.warn(f"Not opened: {reason}")
        box = QMessageBox(QMessageBox.Icon.Warning, "Not opened", reason, parent=self._window)
        box.setInformativeText("Your drawing is as it was.")
        box.open()

    @Slot()
    def save(self) -> None:
        """Ask where, and save the drawing as JSON or PNG."""
        path, _ = QFileDialog.getSaveFileName(self._window, "Save", "drawing.json", _SAVE)
        if not path:
            return
        drawing = self._window.desk.canvas.drawing
        if path.lower().endswith(".png"):
            data = _as_png(drawing_picture(drawing))
        else:
            data = json.dumps(drawing_to_json(drawing)).encode()
        self._write(Path(path), data)

    def _write(self, path: Path, data: bytes) -> None:
        self._window.tell_saved(path, is_saved=write_file(path, data))

    @Slot()
    def copy(self) -> None:
        """Put the drawing into the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(drawing_picture(self._window.desk.canvas.drawing))
        self._window.status.tell("Copied the drawing as a picture")

    @Slot()
    def check(self) -> None:
        """Ask torch for the numbers on screen."""
        problem = installation.lack("Checking the numbers")
        if problem:
            self._window.explain("Check the numbers", problem)
        elif self._last is not None:
            self._window.status.tell("Asking torch for the same numbers …")
            unit = self._window.inspect.selection.unit
            self._checking.check(self._last, self._recognition.record, unit)

    @Slot(object)
    def show_check(self, check: NumbersCheck) -> None:
        """Show how far numpy and torch agree."""
        if check.agrees:
            self._window.status.tell("numpy and torch agree")
        else:
            self._window.status.warn("numpy and torch do not agree")
        from app.panels.dialogs import numbers_dialog

        numbers_dialog(check, self._window).open()

    @Slot(str)
    def show_check_failed(self, reason: str) -> None:
        """Say why the numbers could not be checked."""
        self._window.status.warn(f"The numbers could not be checked: {reason}")

    @Slot()
    def edit_settings(self) -> None:
        """Open the settings."""
        from app.panels.dialogs import SettingsDialog

        dialog = SettingsDialog(self._settings.settings, self._window)
        dialog.device_wanted.connect(self._window.device_wanted)
        dialog.theme_wanted.connect(self._window.theme_wanted)
        dialog.open()

    @Slot()
    def about_network(self) -> None:
        """Show what is known about the network."""
        from app.panels.about_network import AboutNetwork

        AboutNetwork(self._recognition.record, self._window).open()

    @Slot(str)
    def show_network_failed(self, reason: str) -> None:
        """Say why a network is not used, and which one goes on."""
        name = self._recognition.record.network.name
        self._window.status.warn(f"Network not used: {reason}")
        title = "Network not used"
        box = QMessageBox(QMessageBox.Icon.Warning, title, reason, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(f"{name} goes on answering. Your drawing is as it was.")
        box.open()

    @Slot()
    def open_networks(self) -> None:
        """Open the folder of the user's own networks in the system's file manager."""
        folder = self._networks_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._window.status.warn(f"{folder} cannot be made ({error.strerror})")
        else:
            self._window.status.tell(f"Networks in {folder} appear in the menu")
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot()
    def shortcuts(self) -> None:
        """List the keys."""
        from app.panels.dialogs import shortcuts_dialog

        shortcuts_dialog(self._window.actions_by_name, self._window).open()

    @Slot()
    def open_logs(self) -> None:
        """Open the folder of the log in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))

    @Slot()
    def about(self) -> None:
        """Name, version, licences."""
        text = (
            f"<b>Digitscope {version()}</b><br>A microscope for a network that reads digits."
            "<br><br>MIT licence. Font: Inter (OFL). Icons: Lucide (ISC). Qt for Python (LGPL)."
            "<br>Works without a network and sends nothing."
        )
        box = QMessageBox(QMessageBox.Icon.NoIcon, "About Digitscope", text, parent=self._window)
        box.open()


def drawing_picture(drawing: Drawing) -> QImage:
    """The drawing as it is on paper: dark ink on white, whatever the theme."""
    layer = ink_layer(_PICTURE_SIDE, 1.0)
    painter = ink_painter(layer)
    paint_drawing(painter, drawing, LIGHT.color("text"))
    painter.end()
    picture = QImage(layer.size(), QImage.Format.Format_RGB32)
    picture.fill(LIGHT.color("surface"))
    painter = ink_painter(picture)
    painter.resetTransform()
    painter.drawImage(0, 0, layer)
    painter.end()
    return picture


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know file names only
    return bytes(buffer.data().data())
