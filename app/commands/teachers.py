"""The networks that teach another one: trained first, side by side, in processes of their own."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.commands.console import say
from model.weights import SPEC_FILE, NetworkRecord, load


def trained_teachers(
    names: Sequence[str], options: argparse.Namespace, work: Path
) -> list[NetworkRecord]:
    """Train the recipes called `names` unless they lie in `work` already; return the networks.

    Ctrl+C reaches these processes too; their checkpoints stay for --resume. Raises ValueError
    when one of them fails.
    """
    folders = [work / f"{name}-{options.seed}" for name in names]
    missing = [
        (name, folder)
        for name, folder in zip(names, folders, strict=True)
        if not (folder / SPEC_FILE).exists()
    ]
    if missing:
        say(f"first its teachers: {', '.join(name for name, _ in missing)}")
    running = [(name, _started(_command(name, folder, options, work))) for name, folder in missing]
    try:
        failed = [name for name, process in running if process.wait() != 0]
    finally:
        for _, process in running:
            process.kill()
    if failed:
        raise ValueError(f"the training of {', '.join(failed)} failed")
    return [load(folder) for folder in folders]


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    """The same program once more; only its messages are wanted."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603


def _command(name: str, folder: Path, options: argparse.Namespace, work: Path) -> list[str]:
    program = [sys.executable] + ([] if getattr(sys, "frozen", False) else ["-m", "app"])
    words = ["train", "--recipe", name, "--data", options.data, "--out", folder, "--work", work]
    words += ["--seed", options.seed, "--device", options.device, "--threads", options.threads]
    words += ["--epochs", options.epochs] if options.epochs else []
    return [*program, *map(str, words), "--resume"]
