"""Kill programs that store, relabel, delete, move and import, at random moments, and look.

python -m tests.endurance.kill_samples [ROUNDS] [SEED]

In every round two processes work on one store; both are killed with SIGKILL. Each writes down what
it is about to do, and again when the store has confirmed it. Afterwards the store must open
without a complaint, hold whatever was confirmed, and of what was not confirmed all or nothing.
Prints one JSON object; the exit code is 0 when nothing was lost.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
import uuid
from pathlib import Path

from app.tuning import one_thread

one_thread()  # before numpy: a process with one thread can be forked

from app.commands.self_test import digit_drawing  # noqa: E402
from model.samples.checking import examine  # noqa: E402
from model.samples.exporting import export_samples  # noqa: E402
from model.samples.importing import import_samples  # noqa: E402
from model.samples.listing import SampleFilter  # noqa: E402
from model.samples.sample import NewSample  # noqa: E402
from model.samples.store import SampleStore  # noqa: E402
from model.strokes import Drawing, make_stroke  # noqa: E402

ROUNDS = 200
LONGEST_S = 0.2
IMPORTED = 12


def drawing(rng):
    """A plain digit with a shaking hand, and which it is."""
    digit = rng.randrange(10)
    strokes = (
        make_stroke([(x + rng.gauss(0, 4), y + rng.gauss(0, 4)) for x, y, _ in s.points], s.width)
        for s in digit_drawing(digit).strokes
    )
    return Drawing(tuple(strokes), (100.0, 100.0)), digit


def new_sample(rng):
    made, digit = drawing(rng)
    return NewSample(made, digit, id=uuid.UUID(int=rng.getrandbits(128)).hex)


def work(path, log, archives, seed):
    """Change the store until killed; every line of the log is a step begun or confirmed."""
    rng = random.Random(seed)  # noqa: S311  no secret
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(*line):
        os.write(file, json.dumps(line).encode() + b"\n")

    store = SampleStore(path)
    mine = []
    for step in range(100_000):
        what = rng.choice(["add", "add", "add", "relabel", "delete", "restore", "import"])
        if what == "add":
            news = [new_sample(rng) for _ in range(rng.choice([1, 1, 4]))]
            values = {new.id: new.label for new in news}
            note("begin", step, what, values)
            store.add_many(news)
            mine += values
        elif what == "import":
            archive = rng.choice(archives)
            note("begin", step, what, archive)
            for _ in import_samples(store, Path(archive)):
                pass
        elif mine:
            ids = rng.sample(mine, min(len(mine), 3))
            values = dict.fromkeys(ids, rng.randrange(11))
            note("begin", step, what, values)
            if what == "relabel":
                store.set_labels(values)
            else:
                (store.delete if what == "delete" else store.restore)(ids)
        note("done", step)


def steps_of(log):
    """Confirmed steps, and the one that was begun last and not confirmed."""
    lines = log.read_bytes().split(b"\n") if log.exists() else []
    confirmed, begun = [], {}
    for line in filter(None, lines):
        kind, step, *rest = json.loads(line)
        if kind == "begin":
            begun[step] = rest
        elif step in begun:
            confirmed.append(begun.pop(step))
    return confirmed, list(begun.values())


def replay(steps):
    """Id -> (label, deleted) after some steps of one process."""
    state = {}
    for what, values in steps:
        if what == "import":
            continue
        for name, label in values.items():
            _, deleted = state.get(name, (None, False))
            if what in ("add", "relabel"):
                state[name] = (label, deleted)
            else:
                state[name] = (state[name][0], what == "delete")
    return state


def compare(path, logs, archives):
    """What was lost, in words; empty when nothing was."""
    findings = examine(path)
    problems = list(findings.problems)
    with SampleStore(path) as store:
        problems += [store.problem] if store.problem else []
        there = dict.fromkeys(store.ids(), False)
        there |= dict.fromkeys(store.ids(SampleFilter(deleted=True)), True)
        labels = {sample.id: sample.label for sample in store.get(list(there))}
    imports = set()
    for log in logs:
        confirmed, open_steps = steps_of(log)
        imports |= {values for what, values in confirmed if what == "import"}
        before, after = replay(confirmed), replay(confirmed + open_steps)
        found = {name: (labels[name], there[name]) for name in after if name in there}
        wanted = [{n: state[n] for n in after if n in state} for state in (before, after)]
        if found not in wanted:
            problems.append(f"{log.name}: neither before nor after its last step {open_steps}")
    for archive, ids in archives.items():
        present = sum(name in there for name in ids)
        if present not in ((len(ids),) if archive in imports else (0, len(ids))):
            problems.append(f"{archive}: {present} of {len(ids)} imported")
    return problems, findings.samples


def make_archives(folder, rng, count):
    """Archives of samples that no store has yet, and the ids in each."""
    archives = {}
    for n in range(count):
        news = [new_sample(rng) for _ in range(IMPORTED)]
        with SampleStore(folder / "source.sqlite3") as store:
            store.add_many(news)
            path = folder / f"archive-{n}.zip"
            for _ in export_samples(store, [new.id for new in news], path, "zip"):
                pass
        archives[str(path)] = [new.id for new in news]
    return archives


def start(*arguments):
    """A process of its own that works until it is killed."""
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
        except BaseException as error:  # noqa: BLE001  the parent reads why from the log
            Path(arguments[1]).write_text(json.dumps(["begin", -1, "failed", repr(error)]) + "\n")
        os._exit(1)
    return child


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)  # noqa: S311
    lost, steps, began = [], 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        archives = make_archives(folder, rng, 3)
        for number in range(rounds):
            path = folder / f"store-{number // 10}" / "samples.sqlite3"  # ten rounds on each
            logs = [path.parent / f"{number}-{n}.jsonl" for n in range(2)]
            path.parent.mkdir(exist_ok=True)
            children = [start(path, log, list(archives), rng.random()) for log in logs]
            time.sleep(rng.uniform(0, LONGEST_S))
            for child in children:
                os.kill(child, signal.SIGKILL)
                time.sleep(rng.choice([0, 0.01]))
            for child in children:
                os.waitpid(child, 0)
            every = sorted(path.parent.glob("*.jsonl"))
            steps += sum(len(steps_of(log)[0]) for log in logs)
            lost += [f"round {number}: {problem}" for problem in compare(path, every, archives)[0]]
    result = {"rounds": rounds, "kills": 2 * rounds, "confirmed_steps": steps, "lost": lost[:20]}
    print(json.dumps(result | {"seconds": round(time.perf_counter() - began, 1)}))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
