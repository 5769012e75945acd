"""Values as the engine sends them, read by a real network."""

from __future__ import annotations

import numpy as np

from model.defence import DefenceConfig
from model.fooling import (
    AscentReport,
    AttackSummary,
    DefenceRound,
    EvolutionReport,
    Fooling,
    LeastChange,
)
from model.recognizer import recognize_arrays
from model.retraining import RetrainingConfig
from model.verdict import Verdict

SMALL_DEFENCE = DefenceConfig(
    rounds=1,
    runs=1,
    generations=3,
    children=20,
    ascent_steps=0,
    label_all=True,
    retraining=RetrainingConfig(
        epochs=1,
        steps_in_epoch=2,
        samples_in_step=8,
        rehearsal_in_step=16,
        rehearsal_digits=60,
        rehearsal_not_digits=30,
        check_digits=60,
        check_not_digits=20,
    ),
)


def fooling(target, confidence=0.995, score=0.99, prediction=None, kind="digit"):
    """A made-up picture with a made-up answer."""
    picture = np.random.default_rng(target).random((28, 28)).astype(np.float32)
    picture.flags.writeable = False
    prediction = target if prediction is None else prediction
    return Fooling(target, picture, confidence, prediction, Verdict(kind, score))


def read(network, picture, target):
    """What a network says of a picture."""
    probabilities, verdict = next(recognize_arrays(network, picture[None]))
    confidence = float(probabilities[target])
    return Fooling(target, picture, confidence, int(probabilities.argmax()), verdict)


def evolution(generation=20, refused=(3, 5), confidence=0.995):
    """Ten pictures, some of them refused."""
    best = tuple(
        fooling(n, confidence, 0.2, kind="unlike") if n in refused else fooling(n, confidence)
        for n in range(10)
    )
    curve = np.linspace(0.1, confidence, generation + 1)[:, None]
    return EvolutionReport(generation, best, np.repeat(curve, 10, axis=1), 4000, 2.0, 1.0)


def ascent(target, step=5, steps=10, confidence=0.97):
    """A report after a step."""
    curve = np.linspace(0.1, confidence, step + 1)
    return AscentReport(step, steps, fooling(target, confidence), curve)


def change(target, budget=2.0, norm="l2", kind="unlike"):
    """A drawing turned into `target`."""
    original = np.zeros((28, 28), np.float32)
    original[5:23, 13:15] = 1.0
    picture = np.clip(original + 0.3 * fooling(target).picture, 0, 1)
    result = Fooling(target, picture, 0.94, target, Verdict(kind, 0.4))
    tries = ((3.0, True), (1.5, False), (2.0, True))
    return LeastChange(target, norm, original, result, budget, tries)


def rounds(before=8, after=2, errors=(41, 44)):
    """A defence of one round, two attacks."""
    return tuple(
        DefenceRound(
            n,
            "Default",
            tuple(AttackSummary(name, 10, 10, count, count, 0.99) for name in ("smooth", "pixels")),
            20 * n,
            errors[n],
            10_000,
            "MNIST test",
        )
        for n, count in enumerate((before, after))
    )
