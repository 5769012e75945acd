"""`digitscope train`: from MNIST's files to a network folder."""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path
from typing import Any

from app.commands.console import answer, say
from app.paths import version
from model.results import EpochReport, Evaluation, StepReport
from model.weights import check_place, save


def train_network(options: argparse.Namespace) -> int:
    """Train, save, and print one JSON object per epoch and one for the result."""
    check_place(options.out)  # before the training, not after it
    if options.download:
        _download(options.data)
    from model.data.mnist import load_digits, split_by_writer

    training, validation, cut = split_by_writer(options.data, load_digits(options.data, "train"))
    test = load_digits(options.data, "test")

    from model.learning import training as learning

    config = learning.TrainingConfig(
        name=options.name,
        epochs=options.epochs,
        seed=options.seed,
        device=options.device,
        threads=options.threads,
    )
    say(f"{len(training):,} training and {len(validation):,} validation digits ({cut})")
    network = _follow(learning.train(training, validation, config))
    checked, tested = (learning.evaluate(network, part) for part in (validation, test))
    card = _card(options, training=len(training), cut=cut, validation=checked, test=tested)
    record = save(network, options.out, card)
    answer(
        {
            "saved": str(options.out),
            "sha256": record.checksum,
            "parameters": config.spec.parameter_count,
        }
        | {"validation": _figures(checked), "test": _figures(tested)}
    )
    say(f"saved in {options.out}: {100 * tested.error_rate:.2f} % error on MNIST's test digits")
    return 0


def _download(folder: Path) -> None:
    from model.data.download import download_mnist

    download_mnist(folder, lambda name, done, total: _progress(f"{name} {done / total:4.0%}"))
    _end_of_progress()


def _follow(steps: Any) -> Any:
    """Run the generator to its end, telling how far it is; return its result."""
    while True:
        try:
            report = next(steps)
        except StopIteration as stop:
            return stop.value
        if isinstance(report, StepReport):
            _progress(
                f"epoch {report.epoch + 1}  {report.done:4.0%}  loss {report.loss:.3f}  "
                f"{_duration(report.left_s)} left"
            )
        elif isinstance(report, EpochReport):
            _end_of_progress()
            say(
                f"epoch {report.epoch + 1}: loss {report.loss:.4f}, validation error "
                f"{100 * report.validation.error_rate:.2f} %, {_duration(report.left_s)} left"
            )
            answer(
                {"epoch": report.epoch + 1, "loss": report.loss, "seconds": report.elapsed_s}
                | {"validation": _figures(report.validation)}
            )


def _card(
    options: argparse.Namespace, training: int, cut: str, validation: Evaluation, test: Evaluation
) -> dict[str, Any]:
    import torch

    command = (
        f"digitscope train --data DIR --out DIR --epochs {options.epochs} --seed {options.seed}"
    )
    return {
        "data": f"MNIST, {training:,} training digits; validation: {cut}, {validation.samples:,}",
        "command": f"{command} --device {options.device} --threads {options.threads}",
        "seed": options.seed,
        "validation": _figures(validation),
        "mnist_test": _figures(test),
        "made_with": f"digitscope {version()}, torch {torch.__version__}, "
        f"Python {platform.python_version()}",
    }


def _figures(result: Evaluation) -> dict[str, Any]:
    return {
        "samples": result.samples,
        "errors": result.errors,
        "error_rate": result.error_rate,
        "loss": round(result.loss, 6),
    }


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _progress(text: str, end: str = "") -> None:
    """Write over the line that is there, on a terminal only."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{text:<78}", end=end, file=sys.stderr, flush=True)


def _end_of_progress() -> None:
    _progress("", end="\r")
