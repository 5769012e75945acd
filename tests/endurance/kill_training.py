"""Kill trainings at random moments until one gets through, and compare with an unbroken one.

python -m tests.endurance.kill_training SAMPLES.jsonl [ROUNDS] [SEED]

In every round `digitscope retrain` runs on the same samples and into the same folder and is killed
with SIGKILL after a random time. After each kill nothing half-written may stand in the place of
the network; the next round takes up the checkpoint of the last. The one that ends must give the
very network of a training that nobody killed. Prints one JSON object; the exit code is 0 then.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from model.weights import load

ROUNDS = 10
LONGEST_S = 9.0


def retrain(samples, out):
    """Start a training in a process of its own."""
    command = [sys.executable, "-m", "app", "retrain", "--store", str(samples), "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(samples, rounds, seed):
    """Kill, look, go on; return what was seen."""
    rng = random.Random(seed)  # noqa: S311  no secret
    kills = 0
    with tempfile.TemporaryDirectory() as folder:
        out, unbroken = Path(folder) / "killed", Path(folder) / "unbroken"
        for _ in range(rounds):
            process = retrain(samples, out)
            try:
                process.wait(timeout=rng.uniform(1.0, LONGEST_S))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
            if out.exists():
                break
        start = time.perf_counter()
        missing = [place for place in (out, unbroken) if not place.exists()]
        broken = [place.name for place in missing if retrain(samples, place).wait() != 0]
        elapsed_s = time.perf_counter() - start
        checksums = [load(place).checksum for place in (out, unbroken) if place.exists()]
    return {
        "endurance": "kill_training",
        "kills": kills,
        "broken": broken,
        "same_network": len(checksums) == 2 and len(set(checksums)) == 1,
        "last_two_s": round(elapsed_s, 1),
    }


def main():
    """Run from the command line."""
    samples = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    found = run(samples, rounds, seed)
    print(json.dumps(found))
    return int(bool(found["broken"]) or not found["same_network"])


if __name__ == "__main__":
    sys.exit(main())
