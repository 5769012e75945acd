"""What a workspace has that figures can be made of."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@runtime_checkable
class FigureView(Protocol):
    """shown: the widget; title: above it; figure_lines: what the colours stand for, beneath."""

    @property
    def shown(self) -> QWidget: ...  # noqa: D102  the class says it

    @property
    def title(self) -> str: ...  # noqa: D102

    @property
    def figure_lines(self) -> tuple[str, ...]: ...  # noqa: D102

    def catch_up(self) -> None:
        """Show the newest numbers without waiting."""
