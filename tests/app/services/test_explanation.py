"""What is asked of the engine and when: the newest question wins, the rest of it can wait."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from app import installation, paths
from app.commands.self_test import digit_drawing
from app.engine.process import Failure
from app.engine.task_names import CURVES, EXPLAIN, OCCLUDE, RANDOMISE
from app.explained import Question
from app.services.explanation import GRADIENTS, REST_MS, ExplanationService
from model.explanation import Attribution, Curves, Occluder, Randomisation, Target
from model.occlusion import occluded
from model.raster import rasterize
from model.recognizer import recognize, recognize_arrays
from model.strokes import Drawing
from model.unit import Unit
from model.weights import load

REST = REST_MS + 500


class Witness(QObject):
    """An engine that keeps what it is asked and answers when it is told to."""

    progressed = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self):
        super().__init__()
        self.asked = []

    def request(self, task, *arguments):
        self.asked.append((task, arguments))
        return len(self.asked)

    @property
    def tasks(self):
        return [task for task, _ in self.asked]

    def answer(self):
        """Tell what an engine would to the newest request."""
        number, (task, arguments) = len(self.asked), self.asked[-1]
        if task == EXPLAIN:
            maps = [a_map(method, arguments[3]) for method in GRADIENTS]
            for item in maps:
                self.progressed.emit(number, item)
            self.finished.emit(number, tuple(maps))
        elif task == OCCLUDE:
            self.finished.emit(number, a_map("occlusion", arguments[3]))
        elif task == RANDOMISE:
            self.progressed.emit(number, 0.5)
            self.finished.emit(number, Randomisation(("", "Out"), {}, {}))
        else:
            self.finished.emit(number, Curves(arguments[-1], 7, np.arange(2), {}))

    def fail(self):
        self.failed.emit(len(self.asked), Failure(len(self.asked), "It broke.", ""))


def a_map(method, target):
    return Attribution(method, target, np.ones((28, 28), np.float32), 1.0, {})


@pytest.fixture
def witness():
    return Witness()


@pytest.fixture
def service(qtbot, witness, record):
    service = ExplanationService(witness)
    service.use_network(record)
    service.set_active(True)
    yield service
    service.close()
    service.deleteLater()


def answer_to(record, digit=7):
    return recognize(record.network, rasterize(digit_drawing(digit)))


@pytest.fixture
def draw(qtbot, service, record):
    """Let the service see a drawing, and wait until it has taken it up."""

    def draw(digit):
        recognition = answer_to(record, digit)
        with qtbot.waitSignal(service.asked):
            service.show_recognition(recognition)
        return recognition

    return draw


def told(signal):
    found = []
    signal.connect(lambda *values: found.append(values))
    return found


def test_gradients_come_first_then_occlusion_and_curves_when_it_rests(
    qtbot, service, witness, draw
):
    maps, curves = told(service.mapped), told(service.traced)
    draw(7)
    assert [EXPLAIN] == witness.tasks
    assert GRADIENTS == witness.asked[0][1][-1]
    with qtbot.waitSignal(service.timed):
        witness.answer()
    assert [EXPLAIN, OCCLUDE] == witness.tasks
    witness.answer()
    assert [*GRADIENTS, "occlusion"] == [shown.attribution.method for shown, _ in maps]
    assert all(is_newest for _, is_newest in maps)
    assert [EXPLAIN, OCCLUDE] == witness.tasks
    qtbot.waitUntil(lambda: len(witness.asked) == 3, timeout=REST)
    witness.answer()
    witness.answer()
    assert ["deletion", "insertion"] == [c.kind for (c,) in curves]
    assert [CURVES, CURVES] == witness.tasks[2:]
    assert 5 == len(witness.asked[2][1][3])  # all five maps are tried


def test_of_several_that_wait_only_the_newest_is_asked(qtbot, service, witness, draw):
    maps = told(service.mapped)
    first = draw(7)
    draw(1)
    last = draw(3)
    assert [EXPLAIN] == witness.tasks
    witness.answer()
    assert [EXPLAIN, EXPLAIN] == witness.tasks
    assert (witness.asked[1][1][2] == last.raster.array).all()
    assert {(first, False)} == {(shown.recognition, newest) for shown, newest in maps}
    witness.answer()
    assert {(last, True)} == {(s.recognition, newest) for s, newest in maps[4:]}


def test_a_question_is_asked_at_once_and_every_part_of_it_counts(qtbot, service, witness, draw):
    draw(7)
    witness.answer()
    questions = (
        (Question(1), Target(1)),
        (Question(1, 4), Target(1, 4)),
        (Question(unit=Unit("C3", 26, 3, 6)), Target(unit=Unit("C3", 26, 3, 6))),
    )
    for question, target in questions:
        with qtbot.waitSignal(service.asked) as asked:
            service.ask(question)
        assert target == asked.args[1]
        witness.answer()  # what was in work
        assert (EXPLAIN, target) == (witness.tasks[-1], witness.asked[-1][1][3])
    with qtbot.waitSignal(service.asked):
        service.use_occluder(Occluder(7, 1.0))
    witness.answer()
    assert Occluder(7, 1.0) == witness.asked[-1][1][4]


def test_the_same_question_is_not_asked_twice(qtbot, service, witness, draw):
    recognition = draw(7)
    with qtbot.assertNotEmitted(service.asked, wait=60):
        service.show_recognition(recognition)
        service.ask(Question())
    assert [EXPLAIN] == witness.tasks


def test_random_weights_only_while_they_are_looked_at(qtbot, service, witness, draw):
    parts, found = told(service.randomising), told(service.randomised)
    service.show_trial("random")
    draw(7)
    witness.answer()
    witness.answer()
    qtbot.waitUntil(lambda: witness.tasks[-1] == RANDOMISE, timeout=REST)
    witness.answer()
    assert [(0.5,)] == parts
    assert 1 == len(found)
    witness.answer()
    witness.answer()
    assert [CURVES, CURVES] == witness.tasks[3:]


def test_the_trial_that_is_shown_comes_first(qtbot, service, witness, draw):
    service.show_trial("insertion")
    draw(7)
    witness.answer()
    witness.answer()
    qtbot.waitUntil(lambda: witness.tasks[-1] == CURVES, timeout=REST)
    assert "insertion" == witness.asked[-1][1][-1]


def test_curves_that_come_too_late_are_not_shown(qtbot, service, witness, draw):
    curves = told(service.traced)
    draw(7)
    witness.answer()
    witness.answer()
    qtbot.waitUntil(lambda: witness.tasks[-1] == CURVES, timeout=REST)
    draw(1)
    witness.answer()
    assert [] == curves
    assert EXPLAIN == witness.tasks[-1]


def test_nobody_looks_nothing_is_asked(qtbot, service, witness, record):
    service.set_active(False)
    with qtbot.assertNotEmitted(service.asked, wait=60):
        service.show_recognition(answer_to(record))
    assert [] == witness.tasks
    with qtbot.waitSignal(service.asked):
        service.set_active(True)
    assert [EXPLAIN] == witness.tasks


def test_the_answer_of_the_network_before_is_not_explained_by_the_next(
    qtbot, service, witness, draw
):
    draw(7)
    witness.answer()
    other = load(paths.bundled_network("average"))
    with qtbot.assertNotEmitted(service.asked, wait=60):
        service.use_network(other)
    with qtbot.waitSignal(service.asked):
        service.show_recognition(answer_to(other))
    witness.answer()
    assert other.checksum == witness.asked[-1][1][1]


def test_a_failure_is_tried_again_then_told_and_the_rest_goes_on(qtbot, service, witness, draw):
    problems = told(service.failed)
    draw(7)
    witness.fail()
    assert [EXPLAIN, EXPLAIN] == witness.tasks
    assert [] == problems
    witness.fail()
    assert [("It broke.",)] == problems
    assert [EXPLAIN, EXPLAIN, OCCLUDE] == witness.tasks
    draw(1)
    witness.answer()
    assert EXPLAIN == witness.tasks[-1]


def test_a_blank_drawing_is_told_and_only_warms_the_engine_up(qtbot, service, witness, record):
    blank = recognize(record.network, rasterize(Drawing()))
    for _ in range(2):
        with qtbot.waitSignal(service.emptied) as emptied:
            service.show_recognition(blank)
    assert emptied.args[0].attribution is None
    assert [EXPLAIN] == witness.tasks
    with qtbot.assertNotEmitted(service.mapped):
        witness.answer()


def test_what_is_covered_is_recognised_exactly(qtbot, service, draw, record):
    recognition = draw(7)
    occluder = Occluder(9, 0.5)
    service.use_occluder(occluder)
    for row, column in ((0, 0), (13, 14), (27, 5)):
        with qtbot.waitSignal(service.occluded) as told_:
            service.move_occluder(row, column)
        [shown] = told_.args
        expected = occluded(recognition.raster.array, row, column, occluder)
        [(probabilities, _)] = recognize_arrays(record.network, expected[None])
        assert (expected == shown.covered).all()
        assert (probabilities == shown.probabilities).all()
        assert shown.before is recognition
        changed = np.argwhere(expected != recognition.raster.array)
        assert all(r in shown.rows and c in shown.columns for r, c in changed)


def test_without_torch_occlusion_and_its_curves_are_left(
    qtbot, service, witness, draw, monkeypatch
):
    monkeypatch.setattr(installation, "has", lambda _: False)
    service.show_trial("random")
    draw(7)
    assert [OCCLUDE] == witness.tasks
    witness.answer()
    qtbot.waitUntil(lambda: len(witness.asked) == 2, timeout=REST)
    [only] = witness.asked[1][1][3]
    assert "occlusion" == only.method
    witness.answer()
    witness.answer()
    assert [OCCLUDE, CURVES, CURVES] == witness.tasks
