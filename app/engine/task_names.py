"""Names of what engines can be asked for: the window's side knows no more of torch than these."""

from __future__ import annotations

from app import installation

PREPARE = "app.engine.tasks:prepare"
TRACE = "app.engine.tasks:trace"
TRAIN = "app.engine.tasks:train"
RETRAIN = "app.engine.retrain_tasks:retrain"
LOOK_AT_STORE = "app.engine.retrain_tasks:look_at_store"
DEVICES = "app.engine.retrain_tasks:devices"
PREVIEW = "app.engine.retrain_tasks:preview"
EXPLAIN = "app.engine.explain_tasks:explain"
OCCLUDE = "app.engine.explain_tasks:occlude"
CURVES = "app.engine.explain_tasks:curves"
RANDOMISE = "app.engine.explain_tasks:randomise"
SCAN = "app.engine.patch_tasks:scan_inputs"
PROJECT = "app.engine.patch_tasks:project"
MAXIMISE = "app.engine.patch_tasks:maximise"
EVOLVE = "app.engine.fool_tasks:evolve"
ASCEND = "app.engine.fool_tasks:ascend"
LEAST_CHANGE = "app.engine.fool_tasks:least_change"
TRANSFER = "app.engine.fool_tasks:transfer"
DEFEND = "app.engine.fool_tasks:defend"

_NEED_TORCH = frozenset(
    (
        PREPARE,
        TRACE,
        TRAIN,
        RETRAIN,
        LOOK_AT_STORE,
        DEVICES,
        PREVIEW,
        EXPLAIN,
        RANDOMISE,
        PROJECT,
        MAXIMISE,
        ASCEND,
        LEAST_CHANGE,
        DEFEND,
    )
)


def lack(task: str) -> str:
    """Why no engine can do this here; empty when one can."""
    return installation.lack("This") if task in _NEED_TORCH else ""
