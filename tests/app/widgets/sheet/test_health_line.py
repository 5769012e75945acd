"""What is wrong with a layer, and the way to it."""

from __future__ import annotations

import pytest

from app.widgets.sheet.health_texts import drawing_text, healthy_text, linked
from model.health import Finding
from model.health_texts import alike, dead, faint, saturated
from tests.app.widgets.sheet.networks import bundled

DEAD = Finding("dead", "C3", (3, 5), (-0.1, -0.2), dead("map", "C3", (3, 5), 200))
ALIKE = Finding("alike", "C3", (1, 2), (0.99,), alike("C3", (1, 2), 0.99))
ELSEWHERE = Finding("dead", "C1", (7,), (-0.1,), dead("map", "C1", (7,), 200))
FAINT = Finding("faint", "C3", (9,), (0.01,), faint("C3", (9,), (0.01,)))


@pytest.fixture
def c3(sheet):
    sheet.show_layer(bundled("default"), "C3", 0)
    return sheet


def test_not_examined_is_not_healthy(c3):
    assert "Health: not examined yet" == c3.health.text


def test_a_healthy_layer_says_what_was_looked_for(c3):
    c3.show_findings([ELSEWHERE])
    assert "Health: no dead map, no saturated unit, no two kernels nearly alike" == c3.health.text
    c3.show_layer(bundled("default"), "F5", None)
    assert "Health: no dead unit, no saturated unit" == c3.health.text
    c3.show_layer(bundled("default"), "C1", None)
    assert "Map 7 of C1" in c3.health.text


def test_findings_of_the_layer_are_explained(c3):
    height = c3.health.height()
    c3.show_findings([DEAD, ALIKE, ELSEWHERE, FAINT])
    assert (DEAD, ALIKE) == c3.health.findings
    assert DEAD.explanation in c3.health.text
    assert "Else: no saturated unit." in c3.health.text
    assert "Map 9" not in c3.health.text  # of a drawing, not of the network
    assert c3.health.height() > height
    c3.show_findings([])
    assert height == c3.health.height()


def test_a_channel_in_a_finding_selects_its_map(c3, qtbot):
    c3.show_findings([DEAD])
    with qtbot.waitSignal(c3.channel_wanted) as caught:
        c3.health._wrong.linkActivated.emit("5")
    assert [5] == caught.args
    assert 5 == c3.matrix.chosen.number


def test_pooling_leads_to_the_layer_that_it_reduces(sheet, qtbot):
    sheet.show_layer(bundled("default"), "P4", None)
    sheet.show_findings([])
    with qtbot.waitSignal(sheet.layer_wanted) as caught:
        sheet.health._healthy.linkActivated.emit("C3")
    assert ["C3"] == caught.args
    assert '<a href="C3">C3</a>' in sheet.health._healthy.text()


def link(number):
    return f'<a href="{number}">{number}</a>'


def test_channels_are_links_and_other_numbers_are_not():
    assert linked(DEAD).startswith(f"Maps {link(3)} and {link(5)} of C3 were never above 0 on 200")
    text = saturated("map", "C3", (3, 12), 12, 200)
    found = linked(Finding("saturated", "C3", (3, 12), (6, 6), text))
    assert found.startswith(f"12 units in maps {link(3)} and {link(12)} of C3 are")
    many = tuple(range(9))
    found = linked(Finding("dead", "F5", many, (0.0,) * 9, dead("unit", "F5", many, 200)))
    assert found.startswith("Units " + ", ".join(map(link, range(6))) + " and 3 more of F5")


def test_sub_sampling_has_no_kernels():
    layer = bundled("lenet5").spec.layer("S2")
    assert "no dead map, no saturated unit" == healthy_text(layer)


def test_maps_that_are_faint_or_flat_in_the_drawing_are_named_calmly(c3):
    flat_maps = Finding("flat", "C3", (2,), (0.0,), "")
    c3.show_findings([])
    height = c3.health.height()
    none = "This drawing: no map under 5 % of the layer’s largest value, none flat"
    assert none == c3.health.drawing_text
    c3.show_findings([FAINT, flat_maps, ELSEWHERE])
    assert (
        'This drawing: map <a href="9">9</a> under 5 % of the layer’s largest value, '
        'map <a href="2">2</a> flat'
    ) == c3.health.drawing_text
    assert height == c3.health.height()  # nothing jumps while drawing
    assert "Health: no dead map" in c3.health.text
    assert "map 9 under 5 %" in c3.health.accessibleDescription()


def test_many_faint_maps_are_counted():
    many = Finding("faint", "C3", tuple(range(7)), (0.0,) * 7, "")
    text = drawing_text([many], "C3")
    assert 4 == text.count("<a ")
    assert "and 3 more under 5 %" in text


def test_units_have_no_maps_that_could_be_faint(c3):
    c3.show_layer(bundled("default"), "F5", None)
    assert c3.health._of_drawing.isHidden()
    assert "" == c3.health.drawing_text
