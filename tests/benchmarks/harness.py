"""What the benchmarks share. Each prints one JSON object; run them as modules from the checkout:

python -m tests.benchmarks.latency
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.tuning import keep_memory, one_thread

one_thread()  # before numpy, as the program does
keep_memory()
import numpy as np  # noqa: E402
from PySide6.QtCore import QPoint, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CHECKOUT = Path(__file__).resolve().parents[2]
PERIOD_S = 0.008  # between two events of a 125 Hz mouse


def report(name: str, budgets: dict[str, tuple[float, float]], **figures: object) -> None:
    """Print one JSON object; budgets: what -> (measured, most that is allowed)."""
    kept = {what: measured <= most for what, (measured, most) in budgets.items()}
    limits = {what: most for what, (_, most) in budgets.items()}
    measured = {what: round(value, 4) for what, (value, _) in budgets.items()}
    result = {"benchmark": name, "met": all(kept.values()), "measured": measured, "budget": limits}
    print(json.dumps(result | figures))


def percentiles(values: list[float], unit: float = 1000.0) -> dict[str, float]:
    """p50, p95, p99 and the largest, by default of seconds in milliseconds."""
    array = np.array(values) * unit
    points = {f"p{p}": round(float(np.percentile(array, p)), 3) for p in (50, 95, 99)}
    return points | {"max": round(float(array.max()), 3)}


@contextmanager
def running_program() -> Iterator[object]:
    """The real program in a temporary folder, shown and warmed up."""
    from app import paths
    from app.application import Folders, build, make_application
    from model.weights import load

    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        parts = build(application, load(paths.bundled_network()), Folders(place, place))
        # On the small screen of the platform without one it starts maximized, and stays so.
        parts.window.setWindowState(Qt.WindowState.WindowNoState)
        parts.window.resize(1366, 768)
        parts.window.show()
        spin(0.5)
        try:
            yield parts
        finally:
            parts.window.close()


def spin(seconds: float) -> None:
    """Run the event loop for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def digit_paths(side: float) -> Iterator[list[tuple[float, float]]]:
    """Endless pen paths of plain digits, slightly different each time, about 60 points each."""
    from app.commands.self_test import _DIGITS

    rng = np.random.default_rng(0)
    while True:
        for strokes in _DIGITS.values():
            for stroke in strokes:
                points = np.array(stroke, float) + rng.normal(0, 2, (len(stroke), 2))
                along = np.linspace(0, len(points) - 1, 30 if len(strokes) > 1 else 60)
                x, y = (np.interp(along, np.arange(len(points)), points[:, k]) for k in (0, 1))
                yield list(zip((x * side / 100).tolist(), (y * side / 100).tolist(), strict=True))


class Mouse:
    """Sends mouse events to a widget that leak no references, as events made in Python do."""

    def __init__(self, widget: object) -> None:
        self._widget = widget

    def press(self, x: float, y: float) -> None:
        QTest.mousePress(self._widget, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self._widget, QPoint(round(x), round(y)))

    def release(self, x: float, y: float) -> None:
        QTest.mouseRelease(self._widget, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))


def mnist_folder() -> Path:
    """The shared MNIST files when they are there, else a folder of generated ones."""
    shared = CHECKOUT.parent / "shared" / "data" / "mnist"
    return shared if shared.is_dir() else generated_mnist()


def generated_mnist(count: int = 12_000) -> Path:
    """MNIST-like files of distorted plain digits, made once per run."""
    import struct

    from app.commands.self_test import digit_drawing
    from model.raster import rasterize

    folder = Path(tempfile.mkdtemp(prefix="digitscope-mnist-"))
    rasters = [
        np.round(rasterize(digit_drawing(d)).array * 255).astype(np.uint8) for d in range(10)
    ]
    labels = np.arange(count) % 10
    for part in ("train", "t10k"):
        images = np.stack([rasters[label] for label in labels])
        header = struct.pack(">IIII", 0x803, count, 28, 28)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = struct.pack(">II", 0x801, count)
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(header + bytes(labels.tolist()))
    return folder


@contextmanager
def training_in_an_engine() -> Iterator[object]:
    """A training that runs in a job engine until the block ends."""
    from app.engine import task_names
    from app.engine.client import Engine
    from model.learning.training import TrainingConfig

    engine = Engine("job", in_background=True)
    number = engine.request(task_names.TRAIN, str(mnist_folder()), TrainingConfig(epochs=50))
    steps: list[int] = []
    engine.progressed.connect(lambda _, step: steps.append(step))
    wait_for(lambda: len(steps) >= 3)
    try:
        yield engine
    finally:
        engine.cancel(number)
        engine.close()


def wait_for(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    """Run the event loop until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        spin(0.02)
