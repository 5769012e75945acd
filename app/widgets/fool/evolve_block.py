"""Ten pictures evolved at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QWidget

from app.widgets.fool.forms import EvolutionForm
from app.widgets.fool.picked import reread
from app.widgets.fool.run_row import RunRow
from app.widgets.fool.tile_block import TileBlock
from app.widgets.fool.tile_painter import Tile
from app.widgets.fool.tile_strip import TileStrip
from model.fooling import Encoding, EvolutionConfig, EvolutionReport
from model.network import CLASSES, Network

LIMIT = 0.99  # what the summary counts, as in the paper
_TITLES: dict[Encoding, str] = {
    "cppn": "Evolution, smooth patterns",
    "direct": "Evolution, single pixels",
}
_HONEST = (
    "Some pictures may look like digits to you: smooth patterns make clean rings and strokes. "
    "The program cannot tell; it counts whatever the network takes for the class."
)


class EvolveBlock(TileBlock):
    """Its runs are an EvolutionConfig. report: the newest one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        row = RunRow(_TITLES["cppn"], "One more generation")
        strip = TileStrip("evolved", "Evolved pictures, one for each class")
        super().__init__(row, strip, parent)
        self.report: EvolutionReport | None = None
        self._encoding: Encoding = "cppn"
        self._generations = 0
        self.summary.setToolTip(_HONEST)
        self.form = EvolutionForm(self)
        self.use_form(self.form)
        self.row.start_wanted.connect(lambda: self.start_wanted.emit(self.config))
        self.write()

    def set_encoding(self, encoding: Encoding) -> None:
        """How the next run's pictures are written."""
        self._encoding = encoding
        if self.report is None:
            self.row.title.show_text(_TITLES[encoding])

    @property
    def config(self) -> EvolutionConfig:
        """Of the next run."""
        return self.form.config(self._encoding, self.refusal)

    @property
    def passing(self) -> int:
        """How many pictures are accepted as what they were made for."""
        return 0 if self.report is None else sum(fooling.fools for fooling in self.report.best)

    def begin(self, config: EvolutionConfig) -> None:
        """A new run: the tiles are empty until its first generation."""
        self.report, self._generations = None, config.generations
        self.row.title.show_text(_TITLES[config.encoding])
        self.strip.show_tiles([Tile(target) for target in range(CLASSES)], at_once=True)
        self.clock.tick(at_once=True)

    def show_report(self, report: EvolutionReport) -> None:
        """After a generation."""
        self.report = report
        tiles = [
            Tile(fooling.target, fooling, np.asarray(report.confidences)[:, fooling.target])
            for fooling in report.best
        ]
        self.strip.show_tiles(tiles)
        self.clock.tick()

    def read_anew(self, network: Network) -> None:
        """Read these pictures with the network that answers now."""
        if self.report is not None:
            self.show_report(replace(self.report, best=reread(network, self.report.best)))
            self.clock.tick(at_once=True)

    def progress_text(self) -> str:
        """`generation 20 of 200`."""
        if self.report is None:
            return "starting …" if self.row.state == "running" else ""
        return f"generation {self.report.generation} of {self._generations}"

    def summary_text(self) -> str:
        """`10 of 10 classes above 0.99 · refusal stops 4 of 10`."""
        report = self.report
        if report is None:
            return "a picture for each class, from noise and mutation alone"
        sure = sum(fooling.confidence >= LIMIT for fooling in report.best)
        text = f"<b>{sure} of {CLASSES}</b> classes above {LIMIT:g}"
        if self.refusal == "off":
            return text
        stopped = sum(not fooling.verdict.is_digit for fooling in report.best)
        return f"{text} · refusal stops <b>{stopped} of {CLASSES}</b>"
