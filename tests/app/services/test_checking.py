"""What is asked of torch, and what becomes of its answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from app.commands.self_test import digit_drawing
from app.engine.process import Failure
from app.services.checking import CheckingService
from model.forward import trace
from model.raster import rasterize
from model.recognizer import recognize
from model.unit import INPUT, Unit


class Witness(QObject):
    """An engine that keeps what it is asked."""

    finished = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self):
        super().__init__()
        self.asked = []

    def request(self, task, *arguments):
        self.asked.append((task, arguments))
        return len(self.asked)

    def answer(self, record):
        """Compute what was asked for last, and tell it."""
        rasters = self.asked[-1][1][-1]
        self.finished.emit(len(self.asked), trace(record.network, rasters))


@pytest.fixture
def witness():
    return Witness()


@pytest.fixture
def checking(qtbot, witness):
    service = CheckingService(witness)
    yield service
    service.deleteLater()


@pytest.fixture
def answers(checking):
    found = []
    checking.checked.connect(found.append)
    return found


@pytest.fixture
def recognition(record):
    return recognize(record.network, rasterize(digit_drawing(7)))


def test_the_pinned_unit_is_computed_in_a_plain_loop_too(
    checking, witness, answers, recognition, record
):
    unit = Unit("C3", 26, 3, 6)
    checking.check(recognition, record, unit)
    witness.answer(record)
    (check,) = answers
    assert check.agrees
    assert (unit, 400) == (check.unit.unit, check.unit.terms)
    assert check.unit.first.network == recognition.trace.pre_activations["C3"][0, 26, 3, 6]


@pytest.mark.parametrize("unit", [None, Unit(INPUT, 0, 3, 6)])
def test_without_a_computed_unit_there_is_no_plain_loop(
    checking, witness, answers, recognition, record, unit
):
    checking.check(recognition, record, unit)
    witness.answer(record)
    assert answers[0].unit is answers[0].ledger is None
    assert answers[0].probabilities.numbers == 10


def test_an_answer_to_another_question_is_no_check(checking, witness, answers, recognition, record):
    failures = []
    checking.failed.connect(failures.append)
    checking.check(recognition, record)
    witness.finished.emit(99, None)
    witness.failed.emit(99, Failure(99, "not ours", ""))
    assert (answers, failures) == ([], [])
    witness.failed.emit(1, Failure(1, "no memory", ""))
    assert ["no memory"] == failures
