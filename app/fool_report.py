"""A folder with all pictures of the Fool workspace and a report on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.fool_actions import as_npy, as_png
from app.kept_file import write_file
from app.paths import version
from app.widgets.fool.picked import Picked
from model.fooling import SURE, Criterion, DefenceRound, LeastChange
from model.weights import NetworkRecord

REPORT = "fool-report.json"


def report(
    record: NetworkRecord,
    pictures: Sequence[Picked],
    changes: Sequence[LeastChange],
    rounds: Sequence[DefenceRound],
) -> dict[str, Any]:
    """Plain values: what network, which pictures with which files, budgets, rounds."""
    return {
        "program": f"Digitscope {version()}",
        "network": record.network.name,
        "weights_sha256": record.checksum,
        "refusal_limit": record.network.calibration.threshold,
        "success_means": f"read as the target with confidence above {SURE:g}, and not refused",
        "pictures": [_picture(picked) for picked in pictures],
        "least_changes": [
            {
                "target": found.target,
                "norm": found.norm,
                "budget": found.budget,
                "tries": [list(each) for each in found.tries],
            }
            for found in changes
        ],
        "defence": [asdict(each) for each in rounds],
    }


def _picture(picked: Picked) -> dict[str, Any]:
    fooling = picked.fooling
    return {
        "name": picked.name,
        "files": [f"{picked.file_name}.png", f"{picked.file_name}.npy"],
        "target": fooling.target,
        "prediction": fooling.prediction,
        "confidence": fooling.confidence,
        "digit_score": fooling.verdict.digit_score,
        "is_digit": fooling.verdict.is_digit,
        "reason": fooling.verdict.reason,
        "success": Criterion(accepted=True).is_met(fooling),
    }


def write_report(folder: Path, values: dict[str, Any], pictures: Sequence[Picked]) -> bool:
    """Write the report and each picture as PNG and NPY; False when something failed (logged)."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    written = [write_file(folder / REPORT, text.encode())]
    for picked in pictures:
        written.append(write_file(folder / f"{picked.file_name}.png", as_png(picked)))
        written.append(write_file(folder / f"{picked.file_name}.npy", as_npy(picked)))
    return all(written)
