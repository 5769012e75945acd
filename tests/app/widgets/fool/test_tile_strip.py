"""Ten tiles: numbers, choosing with mouse and keys, what is said."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.theme import load_fonts
from app.tokens import DARK
from app.widgets.fool.evolve_block import EvolveBlock
from app.widgets.fool.log_odds import LogOddsAxis
from app.widgets.fool.picked import judgement
from app.widgets.fool.tile_painter import Tile
from app.widgets.fool.tile_strip import TileStrip
from model.fooling import EvolutionConfig
from tests.app.widgets.fool.foolings import evolution, fooling


@pytest.fixture
def block(qtbot):
    load_fonts()
    block = EvolveBlock()
    qtbot.addWidget(block)
    block.resize(998, 300)
    block.show()
    qtbot.waitExposed(block)
    block.begin(EvolutionConfig(generations=200))
    block.show_report(evolution())
    block.write()
    block.strip.show_tiles(block.strip.tiles, at_once=True)
    return block


def test_tiles_show_class_confidence_and_verdict(block):
    assert ["99.5 %"] * 10 == block.strip.texts
    assert "generation 20 of 200" == block.row.progress.text()
    assert "<b>10 of 10</b> classes above 0.99 · refusal stops <b>2 of 10</b>" == (
        block.summary.text()
    )
    assert "3: 99.5 %, refused" in block.strip.summary()
    assert "4: 99.5 %, accepted" in block.strip.summary()
    assert 8 == block.passing


def test_without_the_refusal_the_verdict_is_not_asked(block):
    block.set_refusal("off", 0.95)
    assert "refusal" not in block.summary.text()
    assert "3: 99.5 %, fooled" in block.strip.summary()


def test_only_an_attack_that_knows_it_is_told_of_the_refusal(block):
    for refusal, knows in (("on", False), ("off", False), ("known", True)):
        block.set_refusal(refusal, 0.95)
        assert knows == block.config.knows_refusal


def test_the_mouse_and_the_arrows_choose(block, qtbot):
    strip = block.strip
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect_of(5).center().toPoint())
    assert 5 == strip.chosen
    assert strip.picked.name == "evolved 5"
    for key, chosen in (("Right", 6), ("Left", 5), ("Home", 0), ("Left", 0), ("End", 9)):
        QTest.keyClick(strip, getattr(Qt.Key, f"Key_{key}"))
        assert chosen == strip.chosen
    with qtbot.waitSignal(strip.opened) as opened:
        QTest.keyClick(strip, Qt.Key.Key_Return)
    assert [9] == opened.args


def test_a_narrow_strip_has_two_rows_and_the_arrows_follow(qtbot):
    strip = TileStrip("evolved", "Evolved pictures")
    qtbot.addWidget(strip)
    strip.resize(660, strip.heightForWidth(660))
    strip.show()
    assert 5 == strip.columns
    strip.choose(2)
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert 7 == strip.chosen
    boxes = [strip.rect_of(n) for n in range(10)]
    assert max(box.right() for box in boxes) <= strip.width()
    assert max(box.bottom() for box in boxes) <= strip.height()
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_pictures_take_whole_pixels_at_every_width(block):
    for width in (900, 998, 1100, 1472):
        block.strip.resize(width, block.strip.height())
        assert block.strip.cell * 28 + 6 <= block.strip.rect_of(0).width()


def test_the_tooltip_gives_the_reason(block):
    strip = block.strip
    strip.set_refusal("on", 0.95)
    assert "refused: unlike any digit" in strip.tip_of(3)
    assert "limit 0.95" in strip.tip_of(3)
    assert "accepted as 4" in strip.tip_of(4)


def test_a_picture_that_is_read_as_something_else_has_fooled_nobody():
    assert "reads 4" == judgement(fooling(3, prediction=4), "on").text
    assert not judgement(fooling(3, prediction=4), "on").is_caution
    assert judgement(fooling(3), "on").is_caution
    assert judgement(fooling(3, kind="unlike"), "known").is_stopped


def test_the_note_names_the_first_generation_above_nine_tenths():
    curve = np.array([0.1, 0.5, 0.91, 0.95])
    assert "0.9 at gen. 2" == Tile(1, fooling(1), curve).note
    assert "below 0.9" == Tile(1, fooling(1), curve[:2]).note
    assert Tile(1).note == ""


def test_the_axis_is_that_of_log_odds():
    axis = LogOddsAxis(0.1, 0.999)
    assert [0, 0, 1, 1] == [axis.place(p) for p in (0.01, 0.1, 0.999, 1.0)]
    step = axis.place(0.99) - axis.place(0.9)
    assert step == pytest.approx(axis.place(0.999) - axis.place(0.99), rel=0.05)
    values = np.array([0.2, 0.5, 0.97])
    assert axis.places(values).tolist() == pytest.approx([axis.place(v) for v in values])


def test_it_paints_without_a_picture_and_in_the_dark(block):
    block.begin(EvolutionConfig())
    assert block.picked is None
    assert not block.acts.buttons["desk"].isEnabled()
    block.set_tokens(DARK)
    assert not block.grab().isNull()
    assert "no pictures yet" == block.strip.accessibleDescription()
