"""Self-test of Explain and Fool: their tasks in an engine process, and what must hold of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from app import paths
from app.commands.self_checks import ask_engine
from app.engine import task_names
from model.raster import rasterize
from model.recognizer import recognize
from model.synthetic.digits import synthetic_digit
from model.weights import load

_LARGEST_GAP = 0.05  # of integrated gradients, part of the change; typically 0.003
_GENERATIONS, _CHILDREN = 3, 40


def check_explaining() -> dict[str, Any]:
    """All maps of a drawn digit; those of integrated gradients must close their gap."""
    from model.explanation import METHODS, Occluder, Target

    record = load(paths.bundled_network())
    raster = rasterize(synthetic_digit(3, np.random.default_rng(3)))
    target = Target(digit=recognize(record.network, raster).prediction)
    arguments = (str(record.folder), record.checksum, np.array(raster.array))
    found, _ = ask_engine(task_names.EXPLAIN, *arguments, target, Occluder(), METHODS)
    maps = {item.method: item for item in found}
    if set(maps) != set(METHODS) or not all(np.abs(item.values).max() for item in found):
        raise ValueError(f"maps are missing or empty: there are {sorted(maps)}")
    facts = maps["integrated"].facts
    gap = abs(facts["gap"] / facts["change"])
    if gap > _LARGEST_GAP:
        raise ValueError(f"integrated gradients leave a gap of {gap:.1%}")
    return {"maps": len(maps), "gap": round(gap, 5)}


def check_fooling() -> dict[str, Any]:
    """A short evolution, whose confidences must be those of its pictures."""
    from model.fooling import EvolutionConfig, read_as

    record = load(paths.bundled_network())
    config = EvolutionConfig(generations=_GENERATIONS, children=_CHILDREN)
    report, told = ask_engine(task_names.EVOLVE, str(record.folder), record.checksum, config)
    pictures = np.stack([one.picture for one in report.best])
    again = read_as(record.network, pictures, [one.target for one in report.best])
    worst = max(
        abs(one.confidence - other.confidence)
        for one, other in zip(report.best, again, strict=True)
    )
    if worst > 1e-4:
        raise ValueError(f"evolved pictures are read otherwise than told, by {worst:.1e}")
    return {"generations": len(told) - 1, "evaluations": report.evaluations}
