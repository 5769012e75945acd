"""The command line. Results are one JSON object per line on stdout, messages go to stderr.

Exit code 0 only on success, 2 for bad usage or input, 130 when interrupted. Nothing heavy is
imported before a subcommand needs it; torch only by those that learn, explain or compare with it.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.commands.console import BAD_INPUT, say
from app.tuning import keep_memory, one_thread

INTERRUPTED = 130
ORDERS = ("newest", "oldest", "least confident", "most confident", "doubt", "label probability")
METHODS = ("deconvnet", "gradient", "guided", "integrated", "occlusion")
RECIPES = ("default", "max", "average", "l2", "lenet5", "synthetic")


def run(arguments: Sequence[str]) -> int:
    """Parse and carry out one command; return the exit code."""
    options = _parser().parse_args(arguments)
    one_thread()
    keep_memory()
    if options.command in (None, "gui"):
        gc.disable()  # until the window is up: looking for garbage among imports only takes time
        from app.startup import open_window

        return open_window(getattr(options, "network", None))
    try:
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of stdout has gone, as `head` does
        if sys.stderr is not None:
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

    _add_recognize(commands)
    _add_evaluate(commands)

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

    export = commands.add_parser("export", help="write a network for other programs")
    export.add_argument("--network", type=Path, metavar="DIR", help="another network")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty")
    export.add_argument("--format", choices=("onnx", "torch", "own", "all"), default="all")
    export.set_defaults(run=_export)

    _add_samples(commands)
    _add_retrain(commands)
    _add_explain(commands)
    _add_fool(commands)

    test = commands.add_parser("self-test", help="check that this installation works")
    test.set_defaults(run=_self_test)
    return parser


def _add_retrain(commands: Any) -> None:
    retrain = commands.add_parser("retrain", help="teach a network your samples")
    retrain.add_argument("--store", type=Path, required=True, metavar="PATH", help="or a .jsonl")
    retrain.add_argument("--out", type=Path, required=True, metavar="DIR", help="new folder")
    retrain.add_argument("--from", type=Path, dest="base", metavar="DIR", help="start from it")
    retrain.add_argument("--mnist", type=Path, metavar="DIR", help="rehearse with MNIST too")
    retrain.add_argument("--seed", type=int, default=0, metavar="S")
    retrain.add_argument("--device", choices=("cpu", "cuda", "mps"), default="cpu")
    retrain.set_defaults(run=_retrain)


def _add_samples(commands: Any) -> None:
    samples = commands.add_parser("samples", help="store, list, import, export, check samples")
    samples.add_argument("--store", type=Path, metavar="PATH", help="else the window's own")
    parts = samples.add_subparsers(dest="part_of_samples", metavar="what", required=True)
    add = parts.add_parser("add", help="store labelled drawings")
    add.add_argument("file", type=Path, metavar="FILE.jsonl")
    listed = parts.add_parser("list", help="one JSON object per sample")
    taken_in = parts.add_parser("import", help="import .jsonl, .zip, IDX, a folder per class")
    taken_in.add_argument("path", type=Path, metavar="PATH")
    export = parts.add_parser("export", help="export to .jsonl or .zip, or into a new folder")
    export.add_argument("path", type=Path, metavar="PATH")
    export.add_argument("--format", choices=("jsonl", "zip", "png", "idx"), help="else by PATH")
    check = parts.add_parser("check", help="look for damage, changing nothing")
    for part in (add, taken_in):
        part.add_argument("--network", type=Path, metavar="DIR", help="another network reads them")
    listed.add_argument("--order", choices=ORDERS, default="newest")
    for part in (listed, export):
        part.add_argument("--label", type=int, choices=range(11), help="10: not a digit")
        part.add_argument("--misread", action="store_true", help="read as something else")
        part.add_argument("--refused", action="store_true", help='read as "not a digit"')
        part.add_argument("--origin", metavar="TEXT")
        part.add_argument("--part", choices=("training", "held-out"))
    runs = {add: "add", listed: "list_samples", taken_in: "import_path", export: "export_path"}
    for part, name in (runs | {check: "check"}).items():
        # Before or after the subcommand; SUPPRESS keeps what was said before it.
        part.add_argument("--store", type=Path, metavar="PATH", default=argparse.SUPPRESS)
        part.set_defaults(run=_samples, function=name)


def _add_recognize(commands: Any) -> None:
    recognize = commands.add_parser("recognize", help="recognise pictures and drawings")
    recognize.add_argument("files", nargs="+", type=Path, metavar="FILE")
    recognize.add_argument("--network", type=Path, metavar="DIR", help="another network")
    recognize.add_argument(
        "--as-is", action="store_true", help="28x28 pictures and .npy pixel by pixel, not fitted"
    )
    recognize.set_defaults(run=_recognize)


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="measure a network on labelled digits")
    source = evaluate.add_mutually_exclusive_group(required=True)
    source.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST's test files")
    source.add_argument("--drawings", type=Path, metavar="FILE", help='drawings with a "label"')
    source.add_argument("--data", type=Path, metavar="DIR", help="folder with all data there is")
    evaluate.add_argument("--network", type=Path, metavar="DIR", help="another network")
    evaluate.add_argument("--table", action="store_true", help="a table for people")
    evaluate.add_argument("--report", type=Path, metavar="DIR", help="write a page and its numbers")
    evaluate.set_defaults(run=_evaluate)


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser("explain", help="map what speaks for an answer, or for a unit")
    explain.add_argument("file", type=Path, metavar="FILE", help="a picture or drawing")
    explain.add_argument("--method", choices=METHODS, required=True)
    explain.add_argument("--out", type=Path, required=True, metavar="PNG|NPY")
    explain.add_argument("--target", metavar="T", help="a digit, or a unit as C3:26:3:6")
    explain.add_argument("--rather-than", type=int, choices=range(10), metavar="DIGIT")
    explain.add_argument("--size", type=_at_least_one, metavar="N", help="occluder, 5")
    fills = ("paper", "grey", "ink")
    explain.add_argument("--fill", choices=fills, help="of the occluder, paper")
    explain.add_argument("--index", type=int, default=0, metavar="N", help="drawing of a .jsonl")
    explain.add_argument("--network", type=Path, metavar="DIR", help="another network")
    explain.set_defaults(run=_explain)


def _add_fool(commands: Any) -> None:
    fool = commands.add_parser("fool", help="make pictures that fool a network")
    fool.add_argument("--method", choices=("evolve", "ascend", "change"), required=True)
    fool.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty")
    digits = (*map(str, range(10)), "all")
    fool.add_argument("--target", choices=digits, default="all", metavar="T", help="0 to 9, or all")
    fool.add_argument("--seed", type=int, default=0, metavar="S")
    fool.add_argument("--knows-refusal", action="store_true", help="be accepted as well")
    fool.add_argument("--encoding", choices=("direct", "cppn"), help="evolve: cppn")
    fool.add_argument("--generations", type=_at_least_one, metavar="N", help="evolve: 200")
    fool.add_argument("--start", choices=("blank", "noise", "drawing"), help="ascend")
    fool.add_argument("--drawing", type=Path, metavar="FILE", help="ascend from it, or change it")
    fool.add_argument("--norm", choices=("l2", "linf", "pixels"), help="change: l2")
    fool.add_argument("--budget", type=float, metavar="B", help="change: the largest that is tried")
    fool.add_argument("--network", type=Path, metavar="DIR", help="another network")
    fool.set_defaults(run=_fool)


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
    from app.commands.recognize import recognize_as_is, recognize_files

    recognize = recognize_as_is if options.as_is else recognize_files
    return recognize(options.files, options.network)


def _evaluate(options: argparse.Namespace) -> int:
    from app.commands.evaluate import evaluate

    return evaluate(options)


def _train(options: argparse.Namespace) -> int:
    from app.commands.train import train_network

    return train_network(options)


def _retrain(options: argparse.Namespace) -> int:
    from app.commands.retrain import retrain_network

    return retrain_network(options)


def _card(options: argparse.Namespace) -> int:
    from app.commands.card import card_command

    return card_command(options)


def _export(options: argparse.Namespace) -> int:
    from app.commands.export import export

    return export(options)


def _samples(options: argparse.Namespace) -> int:
    from app.commands import samples

    code: int = getattr(samples, options.function)(options)
    return code


def _explain(options: argparse.Namespace) -> int:
    from app.commands.explain import explain_file

    return explain_file(options)


def _fool(options: argparse.Namespace) -> int:
    from app.commands.fool import fool

    return fool(options)


def _self_test(_options: argparse.Namespace) -> int:
    from app.commands.self_test import self_test

    return self_test()
