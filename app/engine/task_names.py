"""Names of what engines can be asked for: the window's side knows no more of torch than these."""

from __future__ import annotations

PREPARE = "app.engine.tasks:prepare"
TRACE = "app.engine.tasks:trace"
TRAIN = "app.engine.tasks:train"
