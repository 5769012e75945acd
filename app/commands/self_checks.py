"""What `digitscope self-test` tries beyond reading digits: all that a cut could have taken away.

A frozen program holds only what was found when it was made. Each check does what a user would do,
through the same functions, in a folder that is gone afterwards.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app import paths
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing
from model.synthetic.digits import synthetic_digit
from model.weights import load

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QApplication

    from app.parts import Parts

_ENGINE_S = 120.0
_WINDOW_S = 20.0
_SAMPLES = 20


def ask_engine(task: str, *arguments: Any) -> tuple[Any, list[Any]]:
    """Let an engine process of its own do something; its answer, and all it told on the way.

    Raises ValueError when it fails or does not answer.
    """
    from PySide6.QtCore import QEventLoop, QTimer

    from app.engine.client import Engine

    application()
    engine, loop = Engine("self-test"), QEventLoop()
    told: list[Any] = []
    answers: list[Any] = []
    problems = ["time out"]
    engine.progressed.connect(lambda _, value: told.append(value))
    engine.finished.connect(lambda _, value: answers.append(value))
    engine.failed.connect(lambda _, failure: problems.append(failure.message))
    for ending in (engine.finished, engine.failed):
        ending.connect(loop.quit)
    QTimer.singleShot(int(1000 * _ENGINE_S), loop.quit)
    engine.request(task, *arguments)
    loop.exec()
    engine.close()
    if not answers:
        raise ValueError(f"the engine did not answer: {problems[-1]}")
    return answers[0], told


def application() -> QApplication:
    """The one of this process; without a screen if there is none."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.application import make_application

    found = QApplication.instance()
    return found if isinstance(found, QApplication) else make_application()


@contextlib.contextmanager
def opened_window() -> Iterator[Parts]:
    """The real window with folders of its own."""
    from app.application import Folders, build

    with _folder() as place:
        parts = build(application(), load(paths.bundled_network()), Folders(place, place))
        parts.window.show()
        try:
            yield parts
        finally:
            parts.window.close()


def answer_of(parts: Parts) -> str:
    """What the window says about the drawing on its canvas."""
    parts.recognition.recognize_now()
    application().processEvents()
    return parts.window.desk.answer.summary()


def check_pictures() -> list[str]:
    """Read a seven from a picture file of every format that can be opened."""
    from PIL import Image

    from app.services.pictures import read_drawing
    from app.user_actions import drawing_picture
    from model.picture import FORMATS

    network = load(paths.bundled_network()).network
    application()
    with _folder() as folder:
        original = folder / "seven.png"
        if not drawing_picture(_seven()).save(str(original)):
            raise ValueError("Qt cannot write a PNG")
        for name in FORMATS:
            path = folder / f"again.{name.lower()}"
            Image.open(original).save(path, name)
            read = recognize(network, rasterize(read_drawing(path))).prediction
            if read != 7:
                raise ValueError(f"a seven in a {name} file is read as {read}")
    return list(FORMATS)


def check_dropped() -> str:
    """Drop a picture on the window, and a file: the forms in which the clipboard gives them too."""
    from PySide6.QtCore import QMimeData, QUrl

    from app.user_actions import drawing_picture

    with _folder() as folder, opened_window() as parts:
        picture = drawing_picture(_seven())
        file = folder / "seven é.png"
        picture.save(str(file))
        as_picture, as_file = QMimeData(), QMimeData()
        as_picture.setImageData(picture)
        as_file.setUrls([QUrl.fromLocalFile(str(file))])
        for name, data in (("picture", as_picture), ("file", as_file)):
            _drop(parts, data)
            summary = answer_of(parts)
            if not summary.startswith("7"):
                raise ValueError(f"a seven dropped as a {name} is read as {summary!r}")
    return summary


def _drop(parts: Parts, data: QMimeData) -> None:
    """Drop something, and wait until it lies on the canvas."""
    canvas = parts.window.desk.canvas
    canvas.replace_drawing(Drawing(), "self-test")
    parts.user_actions.take(data)
    _wait(lambda: not canvas.drawing.is_empty, "what was dropped")


def check_figures() -> dict[str, int]:
    """Write what is inspected as PNG, SVG and PDF; bytes of each."""
    from PySide6.QtGui import QImage
    from PySide6.QtSvg import QSvgRenderer

    from app.captions import Caption
    from app.figures import widget_figure, write_figure
    from app.tokens import LIGHT

    sizes: dict[str, int] = {}
    with _folder() as folder, opened_window() as parts:
        parts.window.desk.canvas.replace_drawing(_seven(), "self-test")
        answer_of(parts)
        for ending, is_good in (
            ("png", lambda path: not QImage(str(path)).isNull()),
            ("svg", lambda path: QSvgRenderer(str(path)).isValid()),
            ("pdf", lambda path: path.read_bytes()[:5] == b"%PDF-"),
        ):
            path = folder / f"figure.{ending}"
            paint, size = widget_figure(parts.window.inspect)
            written = write_figure(path, paint, size, Caption("Self-test"), LIGHT)
            if not written or not is_good(path):
                raise ValueError(f"the figure {path.name} cannot be written or is none")
            sizes[ending] = path.stat().st_size
    return sizes


def check_icons() -> int:
    """Draw every icon; how many there are."""
    from PySide6.QtCore import QSize

    from app.icons import icon
    from app.tokens import LIGHT

    names = [path.stem for path in sorted((paths.resources() / "icons").glob("*.svg"))]
    application()
    for name in names:
        image = icon(name, LIGHT).pixmap(QSize(16, 16)).toImage()
        points = ((x, y) for x in range(image.width()) for y in range(image.height()))
        if not any(image.pixelColor(x, y).alpha() for x, y in points):
            raise ValueError(f"the icon {name} is drawn as nothing")
    if not names:
        raise ValueError("there are no icons")
    return len(names)


def check_samples() -> dict[str, int]:
    """Store samples, export them in every form, and import each form; how many came back."""
    from model.samples.exporting import export_samples
    from model.samples.importing import import_samples
    from model.samples.store import SampleStore

    back: dict[str, int] = {}
    with _folder() as folder, SampleStore(folder / "samples.sqlite3") as store:
        ids = _store_samples(store)
        for kind in ("jsonl", "zip", "png", "idx"):
            path = folder / f"{kind} out.{kind}"
            _ended(export_samples(store, ids, path, kind))
            with SampleStore(folder / f"{kind}.sqlite3") as other:
                _ended(import_samples(other, path))
                back[kind] = other.count()
    if set(back.values()) != {_SAMPLES}:
        raise ValueError(f"of {_SAMPLES} samples came back: {back}")
    return back


def check_export(form: str) -> list[str]:
    """Export the default network as the command does; the names of the files."""
    from app.commands.export import FORMATS, export

    with _folder() as folder, contextlib.redirect_stdout(io.StringIO()):
        out = folder / "out"
        export(Namespace(network=None, out=out, format=form))
        names = sorted(path.name for path in out.iterdir() if path.stat().st_size)
    if names != sorted(FORMATS[form]):
        raise ValueError(f"exporting as {form} wrote {names}, expected {sorted(FORMATS[form])}")
    return names


def check_https() -> str:
    """Make what a download needs, and connect to nothing; the library that encrypts."""
    import ssl

    from model.data import download

    download._opener()  # noqa: SLF001  exactly what it would use, with the system's certificates
    if not ssl.HAS_TLSv1_3:
        raise ValueError(f"{ssl.OPENSSL_VERSION} has no TLS 1.3")
    return ssl.OPENSSL_VERSION


def check_training() -> dict[str, Any]:
    """Retrain for a few steps, by the task that the window asks for, and load what comes of it."""
    from app.engine import task_names
    from app.services.trainings import Trainings
    from model.retraining import RetrainingConfig
    from model.retraining_report import LABELS, RetrainingChoice, RetrainingPlan
    from model.samples.store import SampleStore

    least = RetrainingConfig(
        epochs=1, steps_in_epoch=2, samples_in_step=8, rehearsal_in_step=8, rehearsal_digits=20,
        rehearsal_not_digits=6, check_digits=20, check_not_digits=12,
    )  # fmt: skip
    base = load(paths.bundled_network())
    plan = RetrainingPlan((), paths.DEFAULT_NETWORK, (0,) * LABELS, (0,) * LABELS, 0)
    choice = RetrainingChoice(paths.DEFAULT_NETWORK, config=least)
    with _folder() as folder:
        with SampleStore(folder / "samples.sqlite3") as store:
            _store_samples(store)
        trainings = Trainings(folder / "trainings")
        training = trainings.begin(base, choice, plan)
        _, told = ask_engine(task_names.RETRAIN, training.job(folder / "samples.sqlite3"))
        trainings.close()
        result = training.result
    if result.checksum == base.checksum:
        raise ValueError("the training changed nothing")
    return {"reports": len(told), "sha256": result.checksum}


def _seven() -> Drawing:
    return synthetic_digit(7, np.random.default_rng(7))


def _store_samples(store: Any) -> list[str]:
    """Ids of stored samples, two of each digit."""
    from model.samples.sample import NewSample

    rng = np.random.default_rng(0)
    labels = [n % 10 for n in range(_SAMPLES)]
    return [store.add(NewSample(synthetic_digit(n, rng), n)).id for n in labels]


def _ended(job: Generator[Any, Any, Any]) -> None:
    for _ in job:
        pass


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="digitscope-", ignore_cleanup_errors=True) as place:
        yield Path(place)


def _wait(condition: Callable[[], bool], what: str) -> None:
    """Let the window work until something has happened."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop

    end, loop = QDeadlineTimer(int(1000 * _WINDOW_S)), QEventLoop()
    while not condition():
        if end.hasExpired():
            raise ValueError(f"{what} did not come within {_WINDOW_S:.0f} s")
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
