"""What the Train workspace asks for with a dialog: folders, files, and one plain question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.main_window import MainWindow
from app.services.networks import NetworksService
from model.weights import SPEC_FILE

_IMPORT = f"Networks (*.zip {SPEC_FILE});;All files (*)"
_EXPORT = "Zip (*.zip);;Folder (*)"


class TrainingActions(QObject):
    """Slots for the workspace.

    Signals
    -------
    keep_anyway(): yes, although it is worse. folder_chosen(str): with MNIST in it.
    """

    keep_anyway = Signal()
    folder_chosen = Signal(str)

    def __init__(self, window: MainWindow, networks: NetworksService) -> None:
        super().__init__(window)
        self._window = window
        self._networks = networks

    @Slot(str)
    def ask_about_worse(self, text: str) -> None:
        """Ask whether to keep what is worse; Return and Esc do not."""
        box = QMessageBox(QMessageBox.Icon.Warning, "It has forgotten", text, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep = box.addButton("Keep anyway", QMessageBox.ButtonRole.DestructiveRole)
        leave = box.addButton("Do not keep", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(leave)
        box.setEscapeButton(leave)
        keep.clicked.connect(self.keep_anyway)
        box.open()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for the folder of MNIST."""
        folder = QFileDialog.getExistingDirectory(self._window, "Folder with MNIST")
        if folder:
            self.folder_chosen.emit(folder)

    @Slot(str)
    def export(self, key: str) -> None:
        """Ask where, and write the network there."""
        name = f"{key.removeprefix('own/')}.zip"
        path, _ = QFileDialog.getSaveFileName(self._window, "Export network", name, _EXPORT)
        if path and self._networks.export(key, Path(path)):
            self._window.status.tell(f"Exported to {path}")

    @Slot()
    def bring(self) -> None:
        """Ask for a network and import it."""
        path, _ = QFileDialog.getOpenFileName(self._window, "Import network", "", _IMPORT)
        if not path:
            return
        place = Path(path)
        key = self._networks.bring(place.parent if place.name == SPEC_FILE else place)
        if key is not None:
            self._window.status.tell(f"Imported as {key.removeprefix('own/')}")

    @Slot(str)
    def show_card(self, key: str) -> None:
        """Show all that is known about a network; empty: the one that answers."""
        from app.panels.about_network import AboutNetwork

        try:
            record = self._networks.record_of(key or self._networks.active_key)
        except ValueError as error:
            self._window.status.warn(str(error))
        else:
            AboutNetwork(record, self._window).open()
