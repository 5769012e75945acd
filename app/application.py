"""Builds the program, runs it, and ends it in order."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSysInfo, Qt, QTimer, qVersion
from PySide6.QtWidgets import QApplication

from app import errors, installation, paths
from app.appearance import Appearance
from app.collecting import Collecting
from app.display import display_needed
from app.engine.client import Engine
from app.figure_actions import FigureActions
from app.main_window import MainWindow
from app.parts import Parts
from app.services.checking import CheckingService
from app.services.comparing import ComparingService
from app.services.drawing_store import DrawingStore
from app.services.explanation import ExplanationService
from app.services.fooling import FoolingService
from app.services.guided import GuidedService
from app.services.health import HealthService
from app.services.networks import NetworksService
from app.services.patches import PatchesService
from app.services.pictures import PictureService
from app.services.planning import PlanningService
from app.services.recognition import RecognitionService
from app.services.sample_files import SampleFilesService
from app.services.samples import SamplesService
from app.services.training import TrainingService
from app.services.trainings import Trainings
from app.settings import SettingsService
from app.theme import load_fonts
from app.user_actions import UserActions
from app.wiring import wire
from model.weights import NetworkRecord, load

log = logging.getLogger(__name__)

_REST_MS = 100  # after the start, before what nobody waits for


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this session keeps things. problem: why the user's own folders are not used."""

    data: Path
    settings: Path
    problem: str = ""
    bundled: Path = field(default_factory=paths.bundled_networks)

    @property
    def logs(self) -> Path:
        """Folder of the log."""
        return self.data / "logs"

    @property
    def samples(self) -> Path:
        """The store of the user's samples."""
        return self.data / "samples.sqlite3"

    @property
    def trainings(self) -> Path:
        """Folder of the user's trainings, a folder each."""
        return self.data / "trainings"

    @property
    def patches(self) -> Path:
        """Folder of what was found to excite units most; it can be found again."""
        return self.data / "patches"

    @property
    def networks(self) -> Path:
        """Folder of the user's own networks."""
        return self.data / "networks"


def run_window(network_folder: Path | None = None) -> int:
    """Open the window and run until it is closed; return the exit code."""
    application = make_application()
    folders = user_folders()
    log_problem = errors.start_logging(folders.logs)
    reporter = errors.ErrorReporter(folders.logs, application)
    reporter.install()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in a terminal ends the program
    given, problem = None, ""
    if network_folder is not None:
        given, problem = _load_given(network_folder)
    try:
        parts = build(application, given, folders)
    except ValueError as error:
        log.critical("no network can be used: %s", error)
        reporter.show(
            "The installation is damaged: no network can be used.",
            str(error),
            "Install Digitscope again; your own files are untouched.",
        )
        application.exec()
        return 2
    parts.window.show()
    if problem:
        parts.user_actions.show_network_failed(problem)
    QTimer.singleShot(0, _settle)

    def log_start() -> None:
        log.info(_about(application, folders))
        log.info("started")
        if log_problem():
            parts.window.status.warn(log_problem())

    QTimer.singleShot(_REST_MS, parts.window, log_start)
    return application.exec()


def _about(application: QApplication, folders: Folders) -> str:
    """All that a report of an error needs to name. The version takes a while to be looked up."""
    return (
        f"{installation.name()}, Qt {qVersion()} on {application.platformName()}, "
        f"Python {sys.version.split()[0]}, {QSysInfo.prettyProductName()} "
        f"{QSysInfo.currentCpuArchitecture()}, program in {paths.resources().parent}, "
        f"data in {folders.data}"
    )


def _load_given(folder: Path) -> tuple[NetworkRecord | None, str]:
    """The network of the command line, or why it cannot be used."""
    try:
        return load(folder), ""
    except ValueError as error:
        log.warning("network not used: %s", error)
        return None, str(error)


def _settle() -> None:
    """The window is up: what was built for it stays, and is not looked through for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()


def make_application() -> QApplication:
    """The QApplication with its name, fonts, and no merging of pen events."""
    with display_needed():
        application = QApplication(sys.argv[:1])
    attributes = Qt.ApplicationAttribute
    # A fast pen reports between two frames; merged events would cut its corners. Not before there
    # is an application: Qt's plugin for X11 then chooses anew.
    QCoreApplication.setAttribute(attributes.AA_CompressHighFrequencyEvents, on=False)
    QCoreApplication.setAttribute(attributes.AA_CompressTabletEvents, on=False)
    application.setApplicationName("Digitscope")
    application.setApplicationDisplayName("Digitscope")
    load_fonts()
    return application


def user_folders() -> Folders:
    """The user's folders; a temporary one when they cannot be written."""
    try:
        folders = Folders(paths.user_data(), paths.user_settings())
        folders.logs.mkdir(parents=True, exist_ok=True)
        for folder in (folders.data, folders.settings, folders.logs):
            paths.check_writable(folder)
    except OSError as error:
        import tempfile

        place = Path(tempfile.mkdtemp(prefix="digitscope-"))
        problem = f"{error.filename} cannot be written; nothing is kept after this session"
        return Folders(place, place, problem)
    return folders


def build(application: QApplication, record: NetworkRecord | None, folders: Folders) -> Parts:
    """Build and wire all parts; the window is ready to be shown.

    record: the network that answers in this run; None for the one chosen last time. Raises
    ValueError when there is no network at all that could answer.
    """
    parts = _make_parts(application, record, folders)
    window = parts.window
    window.restore_place(parts.settings.settings.geometry)
    wire(parts)
    window.set_tokens(parts.appearance.tokens)
    window.desk.canvas.set_drawing(parts.drawings.load())
    problem = folders.problem or parts.drawings.problem or parts.networks.problem
    if problem:
        log.warning(problem)
        window.status.warn(problem)
    window.closing.connect(lambda: close(parts))
    return parts


def _make_parts(application: QApplication, record: NetworkRecord | None, folders: Folders) -> Parts:
    """Everything there is one of, not yet connected."""
    settings = SettingsService(folders.settings / "settings.json", application)
    networks = NetworksService(folders.bundled, folders.networks, application)
    if record is None:
        record = networks.start(settings.settings.network)
    else:
        networks.start_with(record)
    appearance = Appearance(application)
    appearance.choose(settings.settings.theme)
    window = MainWindow()
    engine = Engine("quick", application)
    recognition = RecognitionService(record, engine, application)
    checking = CheckingService(engine, application)
    comparing = ComparingService(networks, application)
    health = HealthService(application)
    pictures = PictureService(application)
    drawings = DrawingStore(folders.data / "drawing.json", application)
    samples = SamplesService(folders.samples, application)
    files = SampleFilesService(
        Engine("files", application, in_background=True), folders.samples, application
    )
    job, trainings = Engine("job", application, in_background=True), Trainings(folders.trainings)
    training = TrainingService(job, networks, trainings, folders.samples, application)
    planning = PlanningService(job, networks, samples, trainings, application)
    guided = GuidedService(samples.balance, time.time_ns(), application)
    user = UserActions(
        window, settings, recognition, pictures, checking, folders.logs, folders.networks
    )
    return Parts(
        window,
        appearance,
        settings,
        engine,
        networks,
        recognition,
        checking,
        comparing,
        health,
        pictures,
        drawings,
        samples,
        training,
        planning,
        files,
        guided,
        Collecting(window, samples, guided),
        ExplanationService(engine, application),
        PatchesService(job, engine, networks, folders.patches, application),
        FoolingService(job, engine, networks, application),
        user,
        FigureActions(window, recognition, appearance),
    )


def close(parts: Parts) -> None:
    """Keep what is to be kept, then end every process and thread."""
    parts.window.desk.canvas.finish_stroke()
    parts.recognition.close()
    parts.health.close()
    parts.comparing.set_active(False)
    parts.explanation.close()
    parts.patches.close()
    parts.fooling.close()
    parts.training.close()
    parts.sample_files.close()
    parts.samples.close()
    parts.settings.change(geometry=parts.window.place())
    parts.settings.save_now()
    parts.drawings.save_now()
    parts.pictures.close()
    parts.engine.close()
    log.info("closed")
