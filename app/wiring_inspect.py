"""Connections of Inspect: what is looked at, on the layers, the drawing and the raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from app.parts import Parts

if TYPE_CHECKING:
    from app.widgets.compare_view import CompareView


def wire_inspect(parts: Parts) -> None:
    """Connect the workspace to desk, menus and services."""
    window, inspect, actions = parts.window, parts.window.inspect, parts.window.actions_by_name
    inspect.sight_changed.connect(window.desk.canvas.show_sight)
    inspect.sight_changed.connect(window.desk.raster.show_sight)
    for tool in ("trace", "compare"):
        actions[tool].triggered.connect(lambda _=False, tool=tool: inspect.toggle_tool(tool))
    inspect.tool_changed.connect(lambda tool: _mark_tool(parts, tool))
    actions["release"].triggered.connect(lambda: _release(parts))
    inspect.comparison_built.connect(lambda view: _wire_comparison(parts, view))
    inspect.save_wanted.connect(parts.figures.save)
    inspect.picture_wanted.connect(parts.figures.copy)
    inspect.csv_wanted.connect(parts.figures.copy_csv)
    parts.recognition.recognized.connect(parts.figures.remember)
    _wire_health(parts)


def _mark_tool(parts: Parts, tool: str) -> None:
    for name in ("trace", "compare"):
        parts.window.actions_by_name[name].setChecked(name == tool)
    parts.comparing.set_active(tool == "compare")


def _release(parts: Parts) -> None:
    """Esc closes the card that lies on top, then a tool, then goes one level up."""
    if parts.window.stages_card.isVisible():
        parts.window.stages_card.close_card()
    elif parts.window.guided_card.isVisible():
        parts.guided.stop()
    elif parts.window.inspect.isVisible():  # else what is pinned there stays
        parts.window.inspect.release()


def _wire_comparison(parts: Parts, view: CompareView) -> None:
    """The comparison is opened for the first time."""
    comparing, canvas = parts.comparing, parts.window.desk.canvas

    def offer() -> None:
        """What there is to compare with now."""
        choices = [("drawing", "the drawing kept")]
        choices += [(e.key, e.name) for e in parts.networks.entries() if not e.problem]
        view.show_choices(choices)

    offer()
    parts.window.inspect.tool_changed.connect(lambda tool: offer() if tool == "compare" else None)
    view.choice_wanted.connect(comparing.choose)
    view.keep_wanted.connect(lambda: comparing.keep(canvas.drawing))
    comparing.compared.connect(view.show_comparison)
    comparing.failed.connect(parts.window.status.warn)
    comparing.keep(canvas.drawing)


def _wire_health(parts: Parts) -> None:
    health, networks = parts.health, parts.networks

    @Slot()
    def measure() -> None:
        health.use_network(networks.active)

    health.findings_changed.connect(parts.window.inspect.show_findings)
    networks.activated.connect(measure)
    parts.recognition.recognized.connect(health.show_recognition)
    parts.recognition.recognized.connect(parts.comparing.show_recognition)
    measure()
