"""Plans, reports and results of retrainings that never ran."""

from __future__ import annotations

import numpy as np

from app.commands.self_test import digit_drawing
from model.measures import Rate
from model.raster import rasterize
from model.retraining import RetrainingConfig
from model.retraining_report import (
    BaseChoice,
    BeforeAfter,
    Change,
    ChangedSample,
    DrawingReading,
    RetrainingChoice,
    RetrainingPlan,
    TrainingReport,
)
from model.retraining_result import RetrainStep

PLAN = RetrainingPlan(
    (BaseChoice("default", "Default"), BaseChoice("lenet5", "LeNet-5 <b>1998</b>")),
    "default",
    (10, 12, 9, 10, 8, 11, 10, 10, 10, 10, 2),
    (3, 0, 1, 0, 0, 6, 0, 4, 0, 1, 1),
    held_out=27,
    fixed_s=6.0,
    raster_s=0.002,
)
CHOICE = RetrainingChoice("default", config=RetrainingConfig(seed=7))
STEPS, EVERY = 200, 20
RASTER = rasterize(digit_drawing(7)).array


def sample(label, before, after):
    raster = np.round(rasterize(digit_drawing(label % 10)).array * 255).astype(np.uint8)
    return ChangedSample(raster, label, before, after)


def result(own=(22, 16), check=(8, 9), has_own=True, gained=6, lost=1, check_lost=4):
    """Errors of 300 held-out samples and of 1,500 check digits, before and after."""
    by_label = tuple((n, Change(str(n), Rate(n % 4, 30), Rate(n % 3, 30))) for n in range(10))
    held_out = Change("your held-out samples", Rate(own[0], 300), Rate(own[1], 300))
    return BeforeAfter(
        held_out if has_own else None,
        (Change("check set", Rate(check[0], 1500), Rate(check[1], 1500)),),
        (Change("your digits refused", Rate(5, 300), Rate(2, 300)),),
        by_label,
        by_label,
        tuple(sample(n % 10, 8, n % 10) for n in range(gained)),
        tuple(sample(1, 1, None) for _ in range(lost)),
        (),
        tuple(sample(2, 2, 1) for _ in range(min(3, check_lost))),
        0,
        check_lost,
    )


def report(step, own=16, check=8, digit=7, sure=0.9, shape=(6, 1, 5, 5), steps=STEPS):
    """A report whose numbers follow from its step."""
    now = np.full(10, (1 - sure) / 9)
    now[digit] = sure
    before = np.full(10, 0.02)
    before[7] = 0.82
    kernels = None
    if shape is not None:
        kernels = np.random.default_rng(3).normal(0, 1, shape).astype(np.float32)
        kernels[0, 0, 0, 0] += np.float32(step / 1000)
    return TrainingReport(
        step,
        steps,
        0.1 * step,
        0.1 * (steps - step),
        result((22, own), (8, check)),
        loss=None if step == 0 else 1 / (1 + step),
        kept=None if step == 0 else 0.05,
        drawing=DrawingReading(RASTER, before, now),
        layer="C1",
        kernels=kernels,
    )


def reports(upto=100, **values):
    return [report(step, **values) for step in range(0, upto + 1, EVERY)]


def progress(step, phase="training", speed=11.0):
    """After so many of all steps."""
    done = 0.35 + 0.55 * step / STEPS
    return RetrainStep(phase, (step - 1) // 20, (step - 1) % 20, 20, 0.3, 18.0, done, speed)
