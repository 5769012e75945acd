import csv
import io
import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.formats import signed
from app.widgets.decision import decision_view
from app.widgets.decision.contribution_columns import _strongest, sums_of
from app.widgets.decision.decision_columns import MOST
from app.widgets.decision.decision_texts import caption, key_text, product_text, self_check_text
from model.layers import FullyConnected
from model.ledger_table import Check, as_csv
from model.network import NetworkSpec, lenet
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing
from tests.app.widgets.decision.readings import (
    BUNDLED,
    Witness,
    bundled,
    decide,
    random_network,
    read,
    runner_up,
)
from tests.app.widgets.decision.showing import choose, choosers, show
from tests.model.layer_tables import random_table

SIZES = ((1014, 440), (1014, 370), (1488, 600))


@pytest.fixture
def counted(monkeypatch):
    """How often a decision was computed."""
    calls = []

    def count(*arguments, **options):
        calls.append(arguments)
        return original(*arguments, **options)

    original = decision_view.decision
    monkeypatch.setattr(decision_view, "decision", count)
    return calls


# -- what is computed, and when -------------------------------------------------------------


def test_nothing_is_computed_while_hidden(view, qtbot, counted):
    view.hide()
    network = bundled("default")
    for digit in (1, 2, 3):
        view.show_recognition(read(network, digit))
    assert not view._timer.isActive()
    assert [] == counted
    assert view.decision is None
    view.show()
    assert 1 == len(counted)
    assert 3 == view.decision.digit


def test_a_result_that_is_being_waited_for_is_left_when_hidden(view, qtbot, counted):
    view.show_recognition(read(bundled("default"), 2))
    view.hide()
    qtbot.waitUntil(lambda: not view._timer.isActive())
    assert [] == counted
    view.show()
    assert 2 == view.decision.digit


def test_results_are_gathered_and_the_last_is_never_lost(view, qtbot, counted):
    network = bundled("default")
    results = [read(network, digit) for digit in (1, 2, 3, 4, 5)]
    for result in results:
        view.show_recognition(result)
    assert [] == counted  # the call itself does nothing
    qtbot.waitUntil(lambda: not view._is_stale)
    assert 1 == len(counted)
    assert 5 == view.decision.digit
    view._traced = time.monotonic()
    view.show_recognition(results[0])
    assert 30 <= view._timer.interval() <= 34  # not before 33 ms have passed
    qtbot.waitUntil(lambda: view.decision.digit == 1)
    assert 2 == len(counted)


def test_a_blank_drawing_has_no_decision(view, qtbot, seven):
    blank = recognize(seven.network, rasterize(Drawing()))
    show(view, qtbot, blank)
    assert view.decision is None
    assert "" == view.as_csv() == view._check.text()
    assert () == view.picture.columns
    assert "Draw a digit" in view.picture.accessibleDescription()
    view.grab()
    show(view, qtbot, seven)
    assert 7 == view.decision.digit


# -- the question ----------------------------------------------------------------------------


def test_the_question_follows_the_answer_and_its_runner_up(view, qtbot):
    network = bundled("default")
    for digit in range(10):
        recognition = read(network, digit)
        show(view, qtbot, recognition)
        assert recognition.prediction == view.decision.digit
        expected = runner_up(recognition)
        assert expected == (view.decision.digit, view.decision.rather_than)
        assert [str(number) for number in expected] == [c.currentText() for c in choosers(view)]


def test_what_is_chosen_by_hand_stays(view, qtbot, seven):
    why, rather = choosers(view)
    choose(rather, "4")
    assert (7, 4) == (view.decision.digit, view.decision.rather_than)
    show(view, qtbot, read(seven.network, 2))
    assert (7, 4) == (view.decision.digit, view.decision.rather_than)
    choose(why, "9")
    assert (9, 4) == (view.decision.digit, view.decision.rather_than)
    QTest.keyClick(rather, Qt.Key.Key_End)
    assert "any" == rather.currentText()
    assert (9, None) == (view.decision.digit, view.decision.rather_than)
    link = next(b for b in view.question.findChildren(QPushButton) if b.isVisible())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert runner_up(read(seven.network, 2)) == (view.decision.digit, view.decision.rather_than)
    assert not link.isVisible()


def test_the_same_digit_twice_is_turned_round(view, seven):
    first, second = runner_up(seven)
    choose(choosers(view)[0], str(second))
    assert (second, first) == (view.decision.digit, view.decision.rather_than)
    items = choosers(view)[1].model()
    assert [second] == [n for n in range(10) if not items.item(n).isEnabled()]


# -- the numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLED)
def test_value_and_check_are_the_networks(view, qtbot, name):
    recognition = read(bundled(name), 5)
    show(view, qtbot, recognition)
    first, second = runner_up(recognition)
    value = float(recognition.logits[first]) - float(recognition.logits[second])
    assert pytest.approx(value, rel=1e-6) == view.decision.value
    assert signed(value, 4) in view._value.text()
    assert f"{value:.5f}" in view._check.text()
    assert view._check.text().startswith("✓")
    ink, bias = view.decision.pixels.sum(), view.decision.bias
    assert pytest.approx(value, rel=1e-4) == ink + bias
    places = view.picture.places
    assert f"Ink gives {signed(ink, places)}" in view.picture.line()
    assert f"biases give {signed(bias, places)}" in view.picture.line()


def test_the_check_does_not_tick_what_is_wrong():
    assert self_check_text(Check(4.83120, 4.83121)).startswith("✓")
    assert self_check_text(Check(4.8400, 4.8312)).startswith("✗")


def test_shown_products_are_those_of_torch(view, seven):
    digits = runner_up(seven)
    witness = Witness(seven, *digits)
    for column in view.picture.columns[1:]:
        contributions = witness.contributions(column.layer)
        factors = witness.factors(column.layer)
        for item in column.rows:
            place = tuple(
                (item.unit.channel, item.unit.row, item.unit.column)[: contributions.ndim]
            )
            assert pytest.approx(contributions[place], abs=1e-5) == item.contribution
            assert product_text(item).endswith(signed(factors[place], _digits(factors[place])))
    shown = sums_of(view.picture.columns[2], is_raster=False)
    whole = witness.contributions("P2").sum()
    value = float(witness.target.detach())
    expected = [sum(i.contribution for i in view.picture.columns[2].rows), whole, value - whole]
    np.testing.assert_allclose(shown, [*expected, value], atol=1e-4)


def _digits(value):
    return 2 if abs(value) >= 1 else 3


def test_the_csv_is_the_decisions(view, seven):
    assert as_csv(decide(seven, *runner_up(seven), most=MOST)) == view.as_csv()
    rows = list(csv.DictReader(io.StringIO(view.as_csv())))
    parts = [float(r["contribution"]) for r in rows if r["term"] in ("pixel", "biases")]
    assert pytest.approx(view.decision.value, abs=1e-4) == sum(parts)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_networks_fit(view, qtbot, name, size):
    view.resize(*size)
    show(view, qtbot, read(bundled(name), 8))
    assert_fits(view.picture)
    layout = view.picture.layout_of_parts()
    assert 4 <= layout.most <= 6
    assert [min(layout.most, 2 if column.layer == "Out" else 6) for column in _layers(view)] == [
        len(column.rows) for column in _layers(view)
    ]
    assert layout.raster.width() >= 140
    assert all(box.width() >= 60 for box in layout.columns)


def _layers(view):
    return view.picture.columns[1:]


@pytest.mark.parametrize("seed", range(20))
def test_any_layer_table_can_be_traced(view, qtbot, seed):
    show(view, qtbot, read(random_network(random_table(seed), seed)))
    assert_fits(view.picture)
    assert view._check.text().startswith("✓")


def test_many_layers_lose_their_texts_not_their_places(view, qtbot):
    layers = [FullyConnected(f"F{n}", 12) for n in range(16)]
    spec = NetworkSpec((*layers, FullyConnected("Out", 10, "none")))
    show(view, qtbot, read(random_network(spec)))
    assert_fits(view.picture)


def assert_fits(picture):
    """Nothing stands on anything else, nothing outside."""
    layout = picture.layout_of_parts()
    right = layout.corner.right()
    for number, box in enumerate(layout.columns):
        assert box.left() >= right + 8
        right = box.right()
        rows = len(picture.live.rows[number])
        assert layout.row(number, 0, rows).top() >= box.top() - 1e-6
        assert layout.row(number, max(rows, 1) - 1, rows).bottom() <= box.bottom() + 1e-6
    assert right <= picture.width() - 10
    assert layout.corner.bottom() <= layout.sums
    assert layout.line.bottom() <= picture.height()
    picture.grab()


def test_buttons_say_what_is_wanted(view, qtbot, seven):
    for signal, text in (
        (view.csv_wanted, "CSV"),
        (view.picture_wanted, "Picture"),
        (view.closed, "Close  Esc"),
    ):
        button = next(b for b in view.findChildren(QPushButton) if b.text() == text)
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("default", "With ReLU and max pooling, factors are gradients of the logit"),
        ("average", "With ReLU and average pooling, factors are gradients of the logit"),
        ("l2", "With L2 pooling, factors are gradients for small changes only"),
        ("lenet5", "With tanh: how the logit is made up, not how it would change"),
    ],
)
def test_the_caption_says_what_the_factors_are(name, expected):
    assert expected == caption(bundled(name).spec)


def test_few_lines_meet_in_the_logits(view, qtbot, seven):
    show(view, qtbot, seven)
    links = view.picture.live.links[-1]
    least = _strongest(links, view.picture.live.largest)
    assert int((np.abs(links) >= least).sum()) <= 8
    assert np.abs(links).max() >= least


def test_rows_are_explained():
    assert key_text(lenet(), has_layer=False) == (
        "3 · 0, 4 = map · row, column; beneath it activation × factor"
    )
    assert key_text(lenet(), has_layer=True).startswith("C1 · 3 · 0, 4 = layer · map · row, column")
