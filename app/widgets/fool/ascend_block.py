"""Gradient ascent: one class after the other, or one of them, from blank paper or noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QWidget

from app.widgets.fool.evolve_block import LIMIT
from app.widgets.fool.forms import AscentForm
from app.widgets.fool.picked import reread
from app.widgets.fool.run_row import RunRow
from app.widgets.fool.tile_block import TileBlock
from app.widgets.fool.tile_painter import Tile
from app.widgets.fool.tile_strip import TileStrip
from model.fooling import AscentConfig, AscentReport, Fooling
from model.network import CLASSES, Network


class AscendBlock(TileBlock):
    """Its runs are a tuple of AscentConfig. reports: the newest of each class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        row = RunRow("Gradient ascent", "One more step")
        strip = TileStrip("ascended", "Pictures by gradient ascent, one for each class")
        super().__init__(row, strip, parent)
        self.reports: dict[int, AscentReport] = {}
        self._newest: int | None = None
        self.form = AscentForm(self)
        self.use_form(self.form)
        self.row.start_wanted.connect(
            lambda: self.start_wanted.emit(self.form.configs(self.refusal))
        )
        self.write()

    @property
    def results(self) -> list[Fooling]:
        """The newest picture of each class that has one."""
        return [self.reports[target].result for target in sorted(self.reports)]

    def begin(self, configs: tuple[AscentConfig, ...]) -> None:
        """A new run; pictures of classes that are not in it stay."""
        for config in configs:
            self.reports.pop(config.target, None)
        self._newest = None
        if len(configs) == 1:
            self.strip.choose(configs[0].target)
        self._show_tiles(at_once=True)
        self.clock.tick(at_once=True)

    def show_report(self, report: AscentReport) -> None:
        """After a step."""
        self._newest = report.result.target
        self.reports[report.result.target] = report
        self._show_tiles(at_once=False)
        self.clock.tick()

    def read_anew(self, network: Network) -> None:
        """Read these pictures with the network that answers now."""
        targets = sorted(self.reports)
        for target, fooling in zip(targets, reread(network, self.results), strict=True):
            self.reports[target] = replace(self.reports[target], result=fooling)
        self._show_tiles(at_once=True)
        self.clock.tick(at_once=True)

    def _show_tiles(self, *, at_once: bool) -> None:
        self.strip.show_tiles([self._tile(target) for target in range(CLASSES)], at_once=at_once)

    def _tile(self, target: int) -> Tile:
        report = self.reports.get(target)
        if report is None:
            return Tile(target, unit="step")
        return Tile(target, report.result, np.asarray(report.confidences), "step")

    def progress_text(self) -> str:
        """`3: step 20 of 100`."""
        newest = None if self._newest is None else self.reports.get(self._newest)
        if newest is None:
            return "starting …" if self.row.state == "running" else ""
        return f"{self._newest}: step {newest.step} of {newest.steps}"

    def summary_text(self) -> str:
        """`9 of 10 above 0.99 · refusal stops 10 of 10`."""
        results = self.results
        if not results:
            return "the ink follows the gradient uphill, step by step"
        sure = sum(result.confidence >= LIMIT for result in results)
        text = f"<b>{sure} of {len(results)}</b> above {LIMIT:g}"
        if self.refusal == "off":
            return text
        stopped = sum(not result.verdict.is_digit for result in results)
        return f"{text} · refusal stops <b>{stopped} of {len(results)}</b>"
