"""Retraining on 100 samples of one hand, writer by writer: what it learns, and what it forgets.

python -m tests.benchmarks.retraining DATA [--network DIR] [--writers N,N] [--draws N] [--test]

DATA holds `pendigits`, MNIST and QMNIST's writers. Real digits are only measured with: every
retraining is done without MNIST. "others" are the validation writers but the one; MNIST is its
held-out writers, with --test its test part, too. Strange hands are invented, no two alike.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from tests.benchmarks import harness  # sets the number of threads before numpy is imported

import numpy as np  # isort: skip

from app.paths import bundled_network
from model.data.mnist import load_digits, split_by_writer
from model.data.pendigits import load_pendigits
from model.learning.calibration import predict
from model.learning.retraining import retrain
from model.learning.training import TrainingConfig, train
from model.results import EpochReport
from model.retraining import RetrainingConfig, RetrainingSamples, digits_of, labelled_drawing
from model.synthetic.digits import ALLOGRAPHS
from model.synthetic.hand import Hand, write
from model.synthetic.not_digits import synthetic_not_digit
from model.verdict import digit_scores
from model.weights import load

SAMPLES_PER_DIGIT, HAND = 10, Hand(curvature=0.04, tremor=0.004, slant=0.1)
HANDS = {
    "slanted far to the right": replace(HAND, slant=0.75),
    "slanted to the left": replace(HAND, slant=-0.6),
    "turned by 25 degrees": replace(HAND, rotation=25.0),
    "mirrored": HAND,
    "very narrow": replace(HAND, aspect=0.4),
}
EPOCH_S = 6.0  # processor seconds of a training from which the time of an epoch is told
MANY = 60_000


def strange_hand(name, count=600):
    """Samples of one invented hand: one way for each digit, slashed zeros and barred sevens."""
    number = list(HANDS).index(name)
    rng = np.random.default_rng([5, number])
    samples = []
    for index in range(count):
        label = index % 10
        ways = ALLOGRAPHS[label]
        named = {way.name: way for way in ways}
        way = named.get({0: "slashed", 7: "barred"}.get(label), ways[(number + label) % len(ways)])
        lines = way.shape(rng)
        if name == "mirrored":
            lines = [np.stack([1 - line[:, 0], line[:, 1]], axis=1) for line in lines]
        samples.append(labelled_drawing(write(lines, HANDS[name], rng), label))
    cut = 10 * SAMPLES_PER_DIGIT
    return RetrainingSamples(tuple(samples[:cut]), tuple(samples[cut:]))


def cut_writer(samples, seed):
    """Ten of every digit to learn from, the rest held out; of twins the second is left out."""
    rng = np.random.default_rng(seed)
    unique = {sample.raster.tobytes(): sample for sample in samples}
    order = [list(unique.values())[index] for index in rng.permutation(len(unique))]
    training, held_out, counts = [], [], [0] * 10
    for sample in order:
        counts[sample.label] += 1
        (training if counts[sample.label] <= SAMPLES_PER_DIGIT else held_out).append(sample)
    return RetrainingSamples(tuple(training), tuple(held_out))


def finish(reports):
    """The result, and the longest time between two reports after the first."""
    longest, last = 0.0, None
    while True:
        try:
            next(reports)
        except StopIteration as end:
            return end.value, longest
        now = time.perf_counter()
        longest = max(longest, now - last) if last else 0.0
        last = now


def epoch_seconds(folder):
    """Processor seconds of an epoch over 60,000 digits, scaled from a part of it.

    Both trainings compute on one thread; other processes disturb these seconds least.
    """
    digits = load_digits(folder, "train")
    steps = train(digits, digits.take(np.arange(100)), TrainingConfig(epochs=1))
    first, start = next(steps), time.process_time()
    while True:
        last = next(steps)
        seconds = time.process_time() - start
        if isinstance(last, EpochReport) or seconds > EPOCH_S:
            break
    steps.close()
    per_step = seconds / (last.step - first.step)
    return per_step * -(-MANY // TrainingConfig().batch)


def rates(network, sets):
    """Per cent of errors and of refusals in each set."""
    found = {}
    for name, digits in sets.items():
        logits = predict(network, digits.rasters())
        scores = digit_scores(logits, network.calibration.temperature)
        found[name] = (
            100 * float((logits.argmax(axis=1) != digits.labels).mean()),
            100 * float((scores < network.calibration.threshold).mean()),
        )
    return found


def measure(base, samples, sets, seed):
    """One retraining: figures in per cent, changes in points."""
    start = time.process_time()
    result, longest = finish(retrain(base, samples, RetrainingConfig(seed=seed)))
    processor_s = time.process_time() - start
    before, after = (each.held_out for each in (result.before, result.after))
    old, new = rates(base, sets), rates(result.network, sets)
    row = {
        "before": 100 * before.digit_errors.rate,
        "after": 100 * after.digit_errors.rate,
        "refused_before": 100 * before.digits_refused.rate,
        "refused_after": 100 * after.digits_refused.rate,
        "way": result.way,
        "is_worse": result.is_worse,
        "seconds": result.seconds,
        "processor_s": processor_s,
        "longest_gap_s": longest,
    }
    for name in sets:
        row[name] = new[name][0] - old[name][0]
        row[f"{name} refused"] = new[name][1] - old[name][1]
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}


def not_digits(count=1000):
    """Generated drawings that are none, others than a retraining makes."""
    rng = np.random.default_rng(20260101)
    return digits_of(tuple(labelled_drawing(synthetic_not_digit(rng), 10) for _ in range(count)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--network", type=Path, default=bundled_network())
    parser.add_argument("--writers", help="numbers; the validation writers when missing")
    parser.add_argument("--draws", type=int, default=1, help="choices of samples per writer")
    parser.add_argument("--no-hands", action="store_true")
    parser.add_argument("--test", action="store_true", help="measure on MNIST's test digits, too")
    options = parser.parse_args()
    base = load(options.network).network
    pen = load_pendigits(options.data)
    writers = sorted({digit.writer for digit in pen if digit.is_held_out})
    by_writer = {
        writer: [labelled_drawing(d.drawing, d.label) for d in pen if d.writer == writer]
        for writer in sorted({int(n) for n in (options.writers or "").split(",") if n} | {*writers})
    }
    chosen = [int(n) for n in options.writers.split(",")] if options.writers else writers
    _, mnist, _ = split_by_writer(options.data, load_digits(options.data, "train"))
    sets = {"mnist": mnist, "not_digits": not_digits()}
    if options.test:
        sets["mnist_test"] = load_digits(options.data, "test")
    rows = {}
    for writer in chosen:
        others = [s for other in writers if other != writer for s in by_writer[other]]
        for draw in range(options.draws):
            samples = cut_writer(by_writer[writer], [draw, writer])
            measured = sets | {"others": digits_of(tuple(others))}
            rows[f"writer {writer}, draw {draw}"] = measure(base, samples, measured, draw)
    hands = {}
    for name in () if options.no_hands else HANDS:
        others = digits_of(tuple(s for writer in writers for s in by_writer[writer]))
        hands[name] = measure(base, strange_hand(name), sets | {"others": others}, 0)
    report(rows, hands, epoch_seconds(options.data), "mnist_test" if options.test else "mnist")


def report(rows, hands, epoch_s, mnist):
    """Budgets over the writers; hands are told beside them."""
    poor = [row for row in rows.values() if row["before"] > 1]
    mean = {
        name: float(np.mean([row[name] for row in rows.values()])) for name in (mnist, "others")
    }
    left = float(np.mean([row["after"] / row["before"] for row in poor])) if poor else 0.0
    everything = [*rows.values(), *hands.values()]
    budgets = {
        "error left, writers above 1 %": (left, 0.5),
        "worst change of a writer, points": (
            max(row["after"] - row["before"] for row in rows.values()), 0.5,
        ),
        f"{mnist} error, points": (mean[mnist], 0.05),
        "others' error, points": (mean["others"], 0.1),
        "processor seconds / epoch over MNIST": (
            float(np.median([row["processor_s"] for row in everything])) / epoch_s, 1.0,
        ),
        "longest gap between reports, s (median)": (
            float(np.median([row["longest_gap_s"] for row in everything])), 0.3,
        ),
    }  # fmt: skip
    harness.report(
        "retraining", budgets, aim=0.25, writers_above_1_percent=len(poor),
        epoch_s=round(epoch_s, 2), writers=rows, hands=hands,
    )  # fmt: skip


if __name__ == "__main__":
    main()
