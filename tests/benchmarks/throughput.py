"""`digitscope recognize` on 10,000 drawings: seconds of the whole process, torch not imported."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import harness

COUNT = 10_000
CODE = """
import sys
from app.cli import run
code = run(["recognize", sys.argv[1]])
print("torch" in sys.modules, file=sys.stderr)
sys.exit(code)
"""


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawings.jsonl"
        with path.open("w") as file:
            for points in itertools.islice(harness.digit_paths(248), COUNT):
                file.write(json.dumps({"strokes": [{"points": points}]}) + "\n")
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", CODE, str(path)], cwd=harness.CHECKOUT,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
    assert done.stdout.count("\n") == COUNT
    assert done.stderr.strip() == "False", done.stderr
    harness.report("throughput", {"seconds": (seconds, 20.0)}, drawings=COUNT)


if __name__ == "__main__":
    main()
