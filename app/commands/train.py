"""`digitscope train`: from data files to a network folder, by MNIST alone or by a recipe."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import installation
from app.commands.card import EVALUATION, LIMITS, PLAIN_LIMITS, data_of, figures_of, made_with
from app.commands.console import answer, say
from app.commands.evaluate import measure_folder
from app.commands.teachers import trained_teachers
from model.network import Network
from model.results import EpochReport, Evaluation, StepReport
from model.weights import NetworkRecord, check_place, save

if TYPE_CHECKING:
    from model.learning.mixture import Mixture
    from model.learning.training import TrainingConfig

PLAIN_EPOCHS = 30
RASTERS = "rasters.npz"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What will be trained, on what, and how that is said in the card."""

    config: TrainingConfig
    training: Mixture
    validation: Mixture
    cut: str  # how validation was cut from training
    summary: str = ""
    checkpoint: Path | None = None
    teachers: tuple[NetworkRecord, ...] = ()


def train_network(options: argparse.Namespace) -> int:
    """Train, save, and print one JSON object per epoch and one for the result."""
    installation.require("Training")
    if options.recipe is None and options.out is None:
        raise ValueError("--out DIR is missing: where the network is to be saved")
    if options.recipe is None and (options.resume or options.work):
        raise ValueError("--resume and --work belong to a --recipe; other trainings keep nothing")
    out = options.out or Path(f"digitscope-{options.recipe}")
    check_place(out)  # before the training, not after it
    if options.download:
        _download(options.data)
    work = options.work or out.with_name(out.name + ".work")
    plan = _plain_plan(options) if options.recipe is None else _recipe_plan(options, work)
    say(
        f"{len(plan.training):,} training and {len(plan.validation):,} validation digits "
        f"({plan.cut})"
    )
    from model.learning import training as learning

    teachers = [teacher.network for teacher in plan.teachers]
    origin = next((each for each in teachers[:1] if each.spec == plan.config.spec), None)
    network = _follow(
        learning.train(
            plan.training, plan.validation, plan.config, plan.checkpoint, teachers, origin
        )
    )
    card, figures = _card(options, plan, network)
    record = save(network, out, card)
    answer({"saved": str(out), "sha256": record.checksum} | figures)
    say(f"saved in {out}: {100 * figures['test']['error_rate']:.2f} % error on MNIST's test digits")
    if plan.checkpoint is not None:
        plan.checkpoint.unlink()
        if options.work is None:
            (work / RASTERS).unlink()
            with contextlib.suppress(OSError):  # teachers, or somebody else's files, lie there
                work.rmdir()
    return 0


def _plain_plan(options: argparse.Namespace) -> _Plan:
    """MNIST and nothing else."""
    from model.data.mnist import load_digits, split_by_writer
    from model.learning.mixture import Mixture, Source, mixture_of
    from model.learning.training import TrainingConfig

    digits = load_digits(options.data, "train")
    load_digits(options.data, "test")  # missing files are told before the training
    training, validation, cut = split_by_writer(options.data, digits)
    config = TrainingConfig(
        name=options.name or "Trained on MNIST",
        epochs=options.epochs or PLAIN_EPOCHS,
        seed=options.seed,
        device=options.device,
        threads=options.threads,
    )
    sources = Mixture((Source("MNIST", training),))
    return _Plan(config, sources, mixture_of(validation), cut, "Trained on MNIST.")


def _recipe_plan(options: argparse.Namespace, work: Path) -> _Plan:
    """All there is in the data folder, and generated drawings."""
    from model.data.mnist import load_digits
    from model.learning.corpus import CORPUS_KEY, training_mixture, validation_mixture
    from model.learning.corpus_file import kept_mixture
    from model.learning.recipe import RECIPES

    recipe = RECIPES[options.recipe]
    config = replace(
        recipe.config,
        name=options.name or recipe.config.name,
        epochs=options.epochs or recipe.config.epochs,
        seed=options.seed,
        device=options.device,
        threads=options.threads,
    )
    checkpoint = work / f"checkpoint-{options.recipe}-{options.seed}.pt"
    if options.resume and not checkpoint.exists():
        say(f"no checkpoint in {work}: starting at the first epoch")
    elif checkpoint.exists() and not options.resume:  # hours of somebody's time: not thrown away
        checkpoint.replace(checkpoint.with_suffix(".old"))
        say(f"{checkpoint} is kept as {checkpoint.stem}.old; --resume would have gone on from it")

    def tell(name: str, done: float) -> None:
        _progress(f"drawing {done:4.0%}  {name}")

    load_digits(options.data, "test")  # missing files are told before the training
    validation = validation_mixture(options.data)
    # The drawings are the same for every seed, so that seeds differ in nothing but the training.
    training = kept_mixture(
        work / RASTERS,
        CORPUS_KEY,
        lambda: training_mixture(options.data, tell, os.cpu_count() or 1),
    )
    _end_of_progress()
    cut = "every 10th writer of MNIST, every 5th of the pen digits"
    training = training.only(recipe.sources)
    teachers = tuple(trained_teachers(recipe.teachers, options, work))
    return _Plan(config, training, validation, cut, recipe.summary, checkpoint, teachers)


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
    options: argparse.Namespace, plan: _Plan, network: Network
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The card, and the short figures for the last line."""
    from model.data.mnist import load_digits
    from model.learning.training import evaluate

    checked = evaluate(network, plan.validation.joined())
    tested = evaluate(network, load_digits(options.data, "test"))
    figures = {
        "parameters": network.spec.parameter_count,
        "validation": _figures(checked),
        "test": _figures(tested),
    }
    total = sum(source.share for source in plan.training.sources)
    sources = [(s.name, len(s.digits), s.share / total) for s in plan.training.sources]
    config = plan.config
    command = "digitscope train --data DIR"
    command += f" --recipe {options.recipe}" if options.recipe else " --out DIR"
    if options.epochs or not options.recipe:
        command += f" --epochs {config.epochs}"
    card = {
        "summary": plan.summary,
        "data": data_of(sources),
        "recipe": {
            "name": options.recipe or "plain",
            "validation": f"{plan.cut}; {checked.samples:,} digits",
            "command": f"{command} --seed {config.seed} --device {config.device} "
            f"--threads {config.threads}",
            "seed": config.seed,
            "epochs": config.epochs,
            "rasters in an epoch": config.samples or len(plan.training),
            "batch": config.batch,
            "highest learning rate": config.learning_rate,
            "distortions": asdict(config.augmentation),
            "teachers": [f"{each.network.name}, {each.checksum}" for each in plan.teachers],
        },
        "limits": list(LIMITS if options.recipe else PLAIN_LIMITS),
        "made_with": made_with(),
    }
    if options.recipe is not None:
        measured = measure_folder(network, options.data)
        card["figures"] = figures_of(measured, EVALUATION)
    return card, figures


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
