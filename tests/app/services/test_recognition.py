"""Recognition on the CPU, and through the engine on torch's CPU device (the GPU's path)."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from app.commands.self_test import digit_drawing
from app.engine import task_names
from app.services.checking import CheckingService
from app.services.recognition import RecognitionService
from model.forward import trace
from model.raster import rasterize
from model.recognizer import recognize
from model.weights import save


@pytest.fixture
def service(qtbot, record, engine):
    service = RecognitionService(record, engine)
    yield service
    service.deleteLater()


def test_many_changes_in_one_frame_are_one_answer(qtbot, service):
    answers = []
    service.recognized.connect(answers.append)
    for digit in range(10):
        service.submit(digit_drawing(digit))
    qtbot.waitUntil(lambda: bool(answers))
    assert [9] == [answer.prediction for answer in answers]


def test_the_engine_gives_the_same_numbers_as_the_window(qtbot, service, record):
    answers = []
    service.recognized.connect(answers.append)
    with qtbot.waitSignal(
        service.device_changed, timeout=60_000, check_params_cb=lambda n: "torch" in n
    ):
        service.use_device("torch-cpu")
    service.submit(digit_drawing(5))
    qtbot.waitUntil(
        lambda: answers[-1].device == "CPU through torch" and answers[-1].prediction == 5
    )
    ours = recognize(record.network, rasterize(digit_drawing(5)))
    assert answers[-1].probabilities == pytest.approx(ours.probabilities, abs=1e-4)
    for name, values in ours.trace.activations.items():
        assert answers[-1].trace.activations[name] == pytest.approx(values, abs=1e-4)


def test_while_the_engine_starts_the_cpu_answers(service):
    answers, devices = [], []
    service.recognized.connect(answers.append)
    service.device_changed.connect(devices.append)
    service.use_device("torch-cpu")
    assert answers[-1].device == "CPU"
    assert "starts" in devices[-1]


@pytest.mark.parametrize("device", ["mps", "cuda"])
def test_a_device_that_is_not_there_is_said_and_the_cpu_goes_on(qtbot, service, device):
    import torch

    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    if device == "mps" and torch.backends.mps.is_available():
        pytest.skip("this machine has an Apple GPU")
    answers = []
    service.recognized.connect(answers.append)
    with qtbot.waitSignal(service.device_failed, timeout=60_000) as failed:
        service.use_device(device)
    assert "found" in failed.args[0]
    service.submit(digit_drawing(3))
    qtbot.waitUntil(lambda: answers[-1].prediction == 3)
    assert answers[-1].device == "CPU"


def test_an_engine_that_dies_in_use_is_replaced_by_the_cpu(qtbot, service, engine):
    import os
    import signal

    if not hasattr(signal, "SIGKILL"):
        pytest.skip("kills with a POSIX signal")
    answers = []
    service.recognized.connect(answers.append)
    with qtbot.waitSignal(
        service.device_changed, timeout=60_000, check_params_cb=lambda n: "torch" in n
    ):
        service.use_device("torch-cpu")
    os.kill(engine.process_id, signal.SIGKILL)
    service.submit(digit_drawing(8))
    qtbot.waitUntil(lambda: answers[-1].prediction == 8, timeout=20_000)
    assert answers[-1].probabilities.argmax() == 8


def test_choosing_the_cpu_again_needs_no_engine(qtbot, service):
    service.use_device("torch-cpu")
    service.use_device("cpu")
    answers = []
    service.recognized.connect(answers.append)
    service.submit(digit_drawing(1))
    qtbot.waitUntil(lambda: bool(answers))
    assert (answers[-1].prediction, answers[-1].device) == (1, "CPU")


def test_torch_confirms_every_number_on_screen(qtbot, record, engine):
    checking = CheckingService(engine)
    answer = recognize(record.network, rasterize(digit_drawing(2)))
    with qtbot.waitSignal(checking.checked, timeout=60_000) as checked:
        checking.check(answer, record)
    check = checked.args[0]
    assert check.agrees
    assert max(layer.difference for layer in check.layers) <= 1e-5
    assert {layer.name.split()[0] for layer in check.layers} == set(answer.trace.activations)
    expected = sum(np.size(v) for v in answer.trace.activations.values())
    expected += sum(np.size(v) for v in answer.trace.pre_activations.values())
    assert sum(layer.numbers for layer in check.layers) == expected
    checking.deleteLater()


class SlowEngine(QObject):
    """Answers when told to, as a device that is slower than the pen."""

    finished = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self):
        super().__init__()
        self.asked = []

    def request(self, task, *arguments):
        self.asked.append((task, arguments))
        return len(self.asked)


def test_a_device_slower_than_the_pen_is_answered_again_and_again(qtbot, record):
    engine, answers = SlowEngine(), []
    service = RecognitionService(record, engine)
    service.recognized.connect(answers.append)
    service.use_device("cuda")
    engine.finished.emit(1, "a slow device")
    for digit in (1, 2, 3):
        for part in (digit, digit, digit):  # the pen goes on while the device computes
            service.submit(digit_drawing(part))
            service.recognize_now()
        engine.finished.emit(len(engine.asked), trace(record.network, engine.asked[-1][1][-1]))
    assert [a.prediction for a in answers if a.device == "a slow device"][-2:] == [1, 2]
    assert len(engine.asked) == 1 + 4
    service.deleteLater()


def test_the_device_gets_ready_for_another_network(record, tmp_path):
    engine, answers = SlowEngine(), []
    service = RecognitionService(record, engine)
    service.use_device("cuda")
    engine.finished.emit(1, "a slow device")
    service.recognized.connect(answers.append)
    other = save(record.network, tmp_path / "other")
    service.use_network(other)
    assert answers[-1].device == "CPU"  # until the device is ready
    task, arguments = engine.asked[-1]
    assert (task, arguments) == (
        task_names.PREPARE,
        ("cuda", str(tmp_path / "other"), other.checksum),
    )
    engine.finished.emit(len(engine.asked), "a slow device")
    assert engine.asked[-1][1][:3] == ("cuda", str(tmp_path / "other"), other.checksum)
    service.deleteLater()


def test_an_answer_for_the_network_of_before_is_dropped(record):
    engine, answers = SlowEngine(), []
    service = RecognitionService(record, engine)
    service.use_device("cuda")
    engine.finished.emit(1, "a slow device")
    service.recognized.connect(answers.append)
    service.use_network(record)
    before = len(answers)
    engine.finished.emit(2, trace(record.network, rasterize(digit_drawing(1)).array[None]))
    assert len(answers) == before
    service.deleteLater()
