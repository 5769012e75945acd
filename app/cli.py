"""The command line. Results are one JSON object per line on stdout, messages go to stderr.

Exit code 0 only on success, 2 for bad usage or input, 130 when interrupted. Nothing heavy is
imported before a subcommand needs it; only `train` and `self-test` ever import torch.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.commands.console import BAD_INPUT, say
from app.tuning import keep_memory, one_thread

INTERRUPTED = 130
RECIPES = ("default", "max", "average", "l2", "lenet5", "synthetic")


def run(arguments: Sequence[str]) -> int:
    """Parse and carry out one command; return the exit code."""
    options = _parser().parse_args(arguments)
    one_thread()
    keep_memory()
    if options.command in (None, "gui"):
        gc.disable()  # until the window is up: looking for garbage among imports only takes time
        from app.application import run_window

        return run_window(getattr(options, "network", None))
    try:
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of stdout has gone, as `head` does
        sys.stderr.close()
        return 0
    except (ValueError, OSError) as error:
        say(f"digitscope: {error}")
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digitscope",
        description="A microscope for a network that reads digits. Without a command: the window.",
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(dest="command", metavar="command")
    gui = commands.add_parser("gui", help="open the window (the default)")
    gui.add_argument("--network", type=Path, metavar="DIR", help="another network")

    recognize = commands.add_parser("recognize", help="recognise pictures and drawings")
    recognize.add_argument("files", nargs="+", type=Path, metavar="FILE")
    recognize.add_argument("--network", type=Path, metavar="DIR", help="another network")
    recognize.set_defaults(run=_recognize)

    evaluate = commands.add_parser("evaluate", help="measure a network on labelled digits")
    source = evaluate.add_mutually_exclusive_group(required=True)
    source.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST's test files")
    source.add_argument("--drawings", type=Path, metavar="FILE", help='drawings with a "label"')
    source.add_argument("--data", type=Path, metavar="DIR", help="folder with all data there is")
    evaluate.add_argument("--network", type=Path, metavar="DIR", help="another network")
    evaluate.add_argument("--table", action="store_true", help="a table for people")
    evaluate.add_argument("--report", type=Path, metavar="DIR", help="write a page and its numbers")
    evaluate.set_defaults(run=_evaluate)

    train = commands.add_parser("train", help="train a network")
    train.add_argument("--data", type=Path, required=True, metavar="DIR", help="MNIST's four files")
    train.add_argument("--recipe", choices=RECIPES, help="make a bundled network anew")
    train.add_argument("--out", type=Path, metavar="DIR", help="where to save it")
    train.add_argument("--work", type=Path, metavar="DIR", help="for rasters and checkpoints")
    train.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    train.add_argument("--download", action="store_true", help="fetch missing files into --data")
    train.add_argument("--epochs", type=_at_least_one, metavar="N")
    train.add_argument("--seed", type=int, default=0, metavar="S")
    train.add_argument("--device", choices=("cpu", "cuda", "mps"), default="cpu")
    train.add_argument("--threads", type=_at_least_one, default=1, metavar="N")
    train.add_argument("--name", help="name shown in the window")
    train.set_defaults(run=_train)

    card = commands.add_parser("card", help="print a model card, or measure it anew")
    card.add_argument("--network", type=Path, required=True, metavar="DIR")
    card.add_argument("--data", type=Path, metavar="DIR", help="measure on this and write it down")
    card.add_argument(
        "--spread", type=Path, nargs="+", metavar="DIR", help="the same recipe with other seeds"
    )
    card.set_defaults(run=_card)

    test = commands.add_parser("self-test", help="check that this installation works")
    test.set_defaults(run=_self_test)
    return parser


class _Version(argparse.Action):
    """Look the version up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from app.paths import version

        print(f"digitscope {version()}")
        parser.exit()


def _at_least_one(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value


def _recognize(options: argparse.Namespace) -> int:
    from app.commands.recognize import recognize_files

    return recognize_files(options.files, options.network)


def _evaluate(options: argparse.Namespace) -> int:
    from app.commands.evaluate import evaluate

    return evaluate(options)


def _train(options: argparse.Namespace) -> int:
    from app.commands.train import train_network

    return train_network(options)


def _card(options: argparse.Namespace) -> int:
    from app.commands.card import card_command

    return card_command(options)


def _self_test(_options: argparse.Namespace) -> int:
    from app.commands.self_test import self_test

    return self_test()
