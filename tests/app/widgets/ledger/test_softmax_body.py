"""Softmax and cross-entropy of a label: numbers against torch, buttons, keys."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.tokens import DARK
from app.widgets.ledger.softmax_body import SoftmaxBody, score_text
from app.widgets.ledger.softmax_table import gradients, share_text
from model.ledger import softmax_ledger
from model.network import Calibration
from model.unit import Unit
from tests.app.widgets.ledger.readings import BUNDLED, bundled, number, show


def of(recognition):
    return softmax_ledger(recognition.network, recognition.trace)


@pytest.fixture
def body(qtbot):
    body = show(qtbot, SoftmaxBody(), (452, 375))
    body.show_ledger(of(bundled("default")), Unit("Out", 7))
    return body


def column(body, head):
    return [number(text) for text in next(c for c in body.table.columns if c.head == head).texts]


def press(body, digit):
    QTest.mouseClick(body.labels.button(digit), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("label", [1, 7])
def test_every_number_is_that_of_torch(qtbot, name, label):
    recognition = bundled(name)
    found = of(recognition)
    body = show(qtbot, SoftmaxBody())
    body.show_ledger(found)
    press(body, label)
    z = torch.tensor(recognition.logits, dtype=torch.float64, requires_grad=True)
    t = recognition.network.calibration.temperature
    p = torch.softmax(z / t, 0)
    loss = torch.nn.functional.cross_entropy((z / t)[None], torch.tensor([label]))
    loss.backward()
    z, p = z.detach().numpy(), p.detach().numpy()
    assert np.allclose(found.probabilities, p, atol=1e-5)
    assert found.cross_entropy(label) == pytest.approx(float(loss.detach()), abs=1e-5)
    slopes = (p - np.eye(10)[label]) / t
    assert np.allclose(gradients(found, label), slopes, atol=1e-5)
    assert np.allclose(column(body, "logit z"), z, atol=6e-4)
    assert np.allclose(column(body, "z/T"), z / t, atol=6e-4)
    assert np.allclose(column(body, "e^(z/T − m)"), np.exp((z - z.max()) / t), atol=6e-5)
    assert np.allclose(column(body, "p"), p, atol=6e-5)
    assert np.allclose(column(body, "−log p"), -np.log(p), atol=6e-5)
    assert np.allclose(column(body, "(p − y)/T"), slopes, atol=6e-5)
    assert f"{float(loss.detach()):.4f} nats" in body.result.text()
    total = next(c.total for c in body.table.columns if c.head == "p")
    assert "1.0000" == total


def test_the_gradient_is_that_of_autograd():
    found = of(bundled("average", 3))
    z = torch.tensor(np.array(found.logits), dtype=torch.float64, requires_grad=True)
    scaled = (z / found.calibration.temperature)[None]
    torch.nn.functional.cross_entropy(scaled, torch.tensor([4])).backward()
    assert np.allclose(gradients(found, 4), z.grad, atol=1e-5)


def test_nothing_is_taken_for_the_true_digit(body):
    assert body.label is None
    assert "pick the true digit" == body.result.text()
    heads = [column.head for column in body.table.columns]
    assert ["logit z", "z/T", "e^(z/T − m)", "p", "−log p"] == heads


def test_the_label_stays_while_drawing(body, qtbot):
    press(body, 3)
    before = body.result.text()
    body.show_ledger(of(bundled("default", 3)), Unit("Out", 7))
    qtbot.waitUntil(lambda: body.result.text() != before, timeout=2000)
    assert 3 == body.label
    loss = of(bundled("default", 3)).cross_entropy(3)
    assert body.result.text().endswith(f"= {loss:.4f} nats")
    press(body, 5)
    assert 5 == body.label


def test_labels_are_reached_by_keys(body, qtbot):
    """One of the ten is reached with Tab, arrow keys walk on from there."""
    reached = [b for b in body.labels.buttons() if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [body.labels.button(0)] == reached
    body.activateWindow()
    qtbot.waitActive(body)
    reached[0].setFocus()
    QTest.keyClick(reached[0], Qt.Key.Key_Right)
    assert body.label is None
    QTest.keyClick(body.labels.button(1), Qt.Key.Key_Space)
    assert 1 == body.label
    QTest.keyClick(body.labels.button(1), Qt.Key.Key_Right)
    assert 2 == body.label
    assert "The label is 2" == body.labels.button(2).accessibleName()


def test_without_a_temperature_there_is_no_division(qtbot):
    recognition = bundled("default")
    network = replace(recognition.network, calibration=Calibration())
    body = show(qtbot, SoftmaxBody(), (452, 320))
    body.show_ledger(softmax_ledger(network, recognition.trace))
    press(body, 7)
    heads = [column.head for column in body.table.columns]
    assert ["logit z", "e^(z − m)", "p", "−log p", "p − y"] == heads
    assert "T" not in body.formula.text()
    body.set_tokens(DARK)
    assert not body.grab().isNull()


@pytest.mark.parametrize("name", BUNDLED)
def test_the_digit_score_with_its_numbers(name):
    found = of(bundled(name))
    z = found.logits.astype(np.float64) / found.calibration.temperature
    total = sum(math.exp(value) for value in z)
    text = score_text(found)
    score, threshold = total / (1 + total), found.calibration.threshold
    assert f"= {score:.4f} {'<' if score < threshold else '≥'} {threshold:.4f}" in text
    assert number(text.rsplit("= ", 1)[1]) == pytest.approx(total, abs=0.006)


def test_a_click_on_a_row_means_its_logit(body):
    wanted = []
    body.unit_wanted.connect(wanted.append)
    at = body.table.row_rect(4).center().toPoint()
    QTest.mouseClick(body.table, Qt.MouseButton.LeftButton, pos=at)
    at = body.table.row_rect(10).center().toPoint()
    QTest.mouseClick(body.table, Qt.MouseButton.LeftButton, pos=at)
    assert [Unit("Out", 4)] == wanted


@pytest.mark.parametrize("size", [(452, 320), (452, 375), (660, 540)])
def test_the_columns_fit(body, size):
    press(body, 7)
    body.resize(*size)
    assert not body.grab().isNull()
    places, trough = body.table._places()
    left, width = places[-1]
    assert left + width <= body.table.width()
    assert trough.width() >= 20
    assert body.table.row_rect(10).bottom() <= body.table.height()


def test_small_shares_keep_their_size():
    assert ["0.9613", "0.0001", "3.1e−9", "0.0000"] == [
        share_text(value) for value in (0.9613, 0.00005, 3.1e-9, 0.0)
    ]
