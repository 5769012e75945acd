"""A page that is as high as it has to be at its width, and scrolls only when it must."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class ScrolledPage(QWidget):
    """What a scroll area holds, with tiles whose height depends on their width.

    A scroll area asks with and without its bar how high a page is, so that the bar does not come
    and go; but it takes the height that the page would like to have. This one says the least.
    """

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """The least height of everything in it."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)
