"""A label that ends in dots."""

from __future__ import annotations

from app.widgets.elided_label import ElidedLabel


def test_what_has_no_room_is_a_tooltip(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text("numbers are rounded in the text only")
    label.resize(60, 20)
    label.show()
    assert label.text().endswith("…")
    assert "numbers are rounded in the text only" == label.toolTip() == label.full_text
    label.resize(label.sizeHint().width(), 20)
    assert ("numbers are rounded in the text only", "") == (label.text(), label.toolTip())
    assert label.minimumSizeHint().width() < 30
