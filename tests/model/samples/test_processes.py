"""Several programs on one store, one that is killed, one whose files must not grow."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from model.samples.checking import examine
from model.samples.listing import SampleFilter
from model.samples.store import SampleStore
from tests.model.samples.conftest import sample

CHECKOUT = Path(__file__).resolve().parents[3]


WRITER = """
import json, sys
from pathlib import Path
from model.samples.errors import StoreError
from model.samples.store import SampleStore
from tests.model.samples.conftest import sample
with SampleStore(Path(sys.argv[1])) as store:
    for seed in range(2000):
        try:
            print(store.add(sample(seed)).id, flush=True)
        except StoreError as error:
            print("failed", error)
            print("left", store.count())
            break
"""


def test_files_that_must_not_grow_are_an_error_and_all_that_was_confirmed_is_there(path):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    command = [sys.executable, "-c", WRITER, str(path)]
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    *confirmed, failed, left = done.stdout.splitlines()
    assert (0, "") == (done.returncode, done.stderr)
    assert failed.startswith("failed")
    assert "all earlier samples are kept" in failed
    assert f"left {len(confirmed)}" == left
    assert confirmed
    with SampleStore(path) as store:
        assert ("", confirmed) == (store.problem, store.ids(order="oldest"))
        store.add(sample(1))


TWO = """
import random, sys
from pathlib import Path
from model.samples.store import SampleStore
from tests.model.samples.conftest import sample
start = int(sys.argv[2])
with SampleStore(Path(sys.argv[1])) as store:
    assert store.problem == "", store.problem
    ids = [store.add(sample(start + n, n % 11)).id for n in range(60)]
    store.relabel(ids[:20], 10)
    store.delete(ids[20:30])
    print(*ids)
"""


def test_two_programs_start_and_write_at_the_same_time(path):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", TWO, str(path), str(start)],
            cwd=CHECKOUT,
            stdout=-1,
            stderr=-1,
            text=True,
        )
        for start in (0, 1000, 2000)
    ]
    written = []
    for process in running:
        out, err = process.communicate()
        assert (0, "") == (process.returncode, err)
        written.append(out.split())
    with SampleStore(path) as store:
        assert (150, 30) == (store.count(), store.count(SampleFilter(deleted=True)))
        for ids in written:
            assert [10] * 20 == [found.label for found in store.get(ids[:20])]
            assert set(ids[20:30]) <= set(store.ids(SampleFilter(deleted=True)))
    assert () == examine(path).problems


def test_killed_programs_lose_nothing_that_was_confirmed():
    """Twenty rounds with two processes each; `python -m tests.endurance.kill_samples` has 200."""
    command = [sys.executable, "-m", "tests.endurance.kill_samples", "20", "3"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    result = json.loads(done.stdout)
    assert (40, []) == (result["kills"], result["lost"])
    assert result["confirmed_steps"] > 20
