"""Connections of Explain: drawing, pinned unit and engine with the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from app.parts import Parts
from model.unit import INPUT

if TYPE_CHECKING:
    from app.panels.explain import ExplainPanel
    from app.widgets.explain.patches_page import PatchesPage


def wire_explain(parts: Parts) -> None:
    """Connect everything that works before the workspace is first opened, and then that."""
    explanation = parts.explanation
    explanation.use_network(parts.networks.active)
    parts.networks.activated.connect(explanation.use_network)
    parts.recognition.recognized.connect(explanation.show_recognition)
    explanation.failed.connect(lambda text: parts.window.status.warn(f"Not explained: {text}"))
    parts.window.when_built("explain", lambda panel: _wire_panel(parts, panel))


def _wire_panel(parts: Parts, panel: ExplainPanel) -> None:
    """The workspace is opened for the first time."""
    explanation, desk = parts.explanation, parts.window.desk
    panel.watched.connect(explanation.set_active)
    panel.question_changed.connect(explanation.ask)
    panel.occluder_chosen.connect(explanation.use_occluder)
    panel.occluder_moved.connect(explanation.move_occluder)
    panel.trial_chosen.connect(explanation.show_trial)
    panel.sight_changed.connect(desk.canvas.show_sight)
    panel.sight_changed.connect(desk.raster.show_sight)
    panel.save_wanted.connect(parts.figures.save)
    parts.window.actions_by_name["release"].triggered.connect(lambda _: panel.show_maps())
    explanation.asked.connect(panel.show_asked)
    explanation.emptied.connect(panel.show_blank)
    explanation.mapped.connect(panel.show_map)
    explanation.timed.connect(panel.show_elapsed)
    explanation.occluded.connect(panel.show_occluded)
    explanation.traced.connect(panel.show_curves)
    explanation.randomising.connect(panel.show_randomising)
    explanation.randomised.connect(panel.show_randomised)
    explanation.failed.connect(panel.show_problem)
    panel.patches_built.connect(lambda page: _wire_patches(parts, page))
    _wire_pinned(parts, panel)


def _wire_pinned(parts: Parts, panel: ExplainPanel) -> None:
    inspect = parts.window.inspect

    @Slot()
    def show() -> None:
        """The unit that is pinned can be explained; a pixel of the raster is no unit."""
        unit = inspect.selection.unit
        if unit is None or unit.layer == INPUT:
            panel.show_pinned(None)
        else:
            panel.show_pinned(unit, unit.label(inspect.spec.shape_of(unit.layer)))

    inspect.selection_changed.connect(lambda _: show())
    show()


def _wire_patches(parts: Parts, page: PatchesPage) -> None:
    """The page of strongest patches is opened for the first time."""
    from app.wiring_patches import wire_patches

    wire_patches(parts, page)
