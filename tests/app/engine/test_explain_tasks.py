"""Explanations asked of real engine processes."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from app.engine import task_names
from model.explanation import FASTEST_FIRST, Occluder, Target
from model.raster import rasterize
from model.unit import Unit
from tests.conftest import CHECKOUT
from tests.without_torch import without_torch

RASTER = rasterize(digit_drawing(7)).array
NETWORK = str(paths.bundled_network()), "checksum"


def ask(qtbot, engine, task, *arguments):
    """What was reported on the way, and the result."""
    reports = []
    connection = engine.progressed.connect(lambda _, value: reports.append(value))
    with qtbot.waitSignal(engine.finished, timeout=60_000) as finished:
        engine.request(task, *NETWORK, RASTER, *arguments)
    engine.progressed.disconnect(connection)
    return reports, finished.args[1]


def test_from_maps_to_their_honesty(qtbot, engine):
    methods = frozenset(FASTEST_FIRST)
    reports, maps = ask(qtbot, engine, task_names.EXPLAIN, Target(7), Occluder(), methods)
    assert [item.method for item in maps] == list(FASTEST_FIRST)
    for reported, item in zip(reports, maps, strict=True):
        np.testing.assert_array_equal(reported.values, item.values)

    _, alone = ask(qtbot, engine, task_names.OCCLUDE, Target(7), Occluder())
    np.testing.assert_array_equal(alone.values, maps[-1].values)

    _, deletion = ask(qtbot, engine, task_names.CURVES, maps, "deletion")
    assert (deletion.kind, deletion.digit) == ("deletion", 7)
    assert set(deletion.curves) == {*methods, "random"}

    two = ("gradient", "guided")
    progress, found = ask(qtbot, engine, task_names.RANDOMISE, Target(7), Occluder(), two, 1)
    assert progress == sorted(progress)
    assert progress[-1] == 1
    assert set(found.maps) == set(two)


def test_a_unit_that_is_not_there_is_a_failure(qtbot, engine):
    with qtbot.waitSignal(engine.failed, timeout=60_000) as failed:
        engine.request(
            task_names.OCCLUDE, *NETWORK, RASTER, Target(unit=Unit("C3", 99)), Occluder()
        )
    assert "none in channel 99" in str(failed.args)


LITE = """
import sys
import numpy as np
from app import paths
from app.engine import explain_tasks as tasks, task_names
from model.explanation import Occluder, Target
assert "torch" not in sys.modules
network, raster = (str(paths.bundled_network()), "checksum"), np.eye(28, dtype=np.float32)
found = tasks.occlude(*network, raster, Target(1), Occluder())
print(len(tasks.curves(*network, raster, (found,), "insertion").pixels))
names = "EXPLAIN", "OCCLUDE", "CURVES", "RANDOMISE"
print([bool(task_names.lack(getattr(task_names, name))) for name in names])
"""


@pytest.mark.parametrize("is_lite", [True, False])
def test_occlusion_and_curves_need_no_torch(tmp_path, is_lite):
    variables = without_torch(tmp_path / "without torch") if is_lite else {}
    done = subprocess.run(
        [sys.executable, "-c", LITE], cwd=CHECKOUT, env=os.environ | variables,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    lacks = [is_lite, False, False, is_lite]
    assert (done.stdout.splitlines(), done.stderr) == (["29", str(lacks)], "")
