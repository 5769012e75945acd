"""The model card of a retrained network: parent, date, data, seed, figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from model.measures import Rate
from model.retraining import RetrainingConfig, RetrainingSamples, name_of
from model.retraining_result import Outcomes, RetrainResult
from model.weights import NetworkRecord

_INHERITED = ("limits", "licences")
# "validation": these are no test digits, and no figure of theirs stands for the network as a whole.
_CHECKED = {"generated": "generated drawings", "given": "validation part of the MNIST given"}


@dataclass(frozen=True, slots=True)
class Origins:
    """How the network came to be, as the card tells it.

    given: rasters of MNIST that were rehearsed; made_with: versions; samples: sha256 of all that
    was learnt from and measured on.
    """

    command: str
    made_with: str
    given: int = 0
    samples: str = ""


def retraining_card(
    base: NetworkRecord,
    samples: RetrainingSamples,
    config: RetrainingConfig,
    result: RetrainResult,
    origins: Origins,
) -> dict[str, Any]:
    """Everything that is stored about the new network."""
    labels = [sample.label for sample in samples.training]
    generated = config.rehearsal_digits + config.rehearsal_not_digits
    data: list[dict[str, Any]] = [
        {"name": "own samples", "use": "training", "samples": len(labels)},
        {"name": "own samples", "use": "held out, only measured", "samples": len(samples.held_out)},
        {"name": "generated drawings", "use": "rehearsal", "samples": generated},
    ]
    if origins.given:
        data.append({"name": "MNIST", "use": "rehearsal", "samples": origins.given})
    by_label = {name_of(label): labels.count(label) for label in sorted(set(labels))}
    card = {
        "summary": f"{base.network.name}, retrained on {len(labels):,} samples of one hand.",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "data": [{"licence": "", "source": ""} | row for row in data],
        "figures": _figures(result.after, origins.command),
        "parent": {"name": base.network.name, "sha256": base.checksum},
        "recipe": {
            "name": "retraining",
            "command": origins.command,
            "seed": config.seed,
            "device": config.device,
            "epochs": config.epochs,
            "learning rate": config.learning_rate,
            "layers": config.layers,
            "augmentation": config.augmentation,
            "samples by label": by_label,
        }
        | ({"sha256 of the samples": origins.samples} if origins.samples else {}),
        "retraining": result.to_json(),
        "made_with": origins.made_with,
    }
    return {key: base.card[key] for key in _INHERITED if key in base.card} | card


def _figures(after: Outcomes, command: str) -> list[dict[str, Any]]:
    """The rows of the card's table, in per cent with 95 % intervals."""
    sets = {"own held-out samples": after.held_out}
    sets |= {_CHECKED.get(name, name): outcome for name, outcome in after.check.items()}
    rows = []
    for name, outcome in sets.items():
        rows += _rows("errors", name, outcome.digit_errors)
        rows += _rows("refused", name, outcome.digits_refused)
        rows += _rows("refused", f"no digits, {name}", outcome.not_digits_refused)
    return [row | {"command": command} for row in rows]


def _rows(measure: str, name: str, rate: Rate | None) -> list[dict[str, Any]]:
    if rate is None:
        return []
    low, high = rate.interval
    return [
        {
            "measure": measure,
            "value": round(100 * rate.rate, 3),
            "unit": "%",
            "low": round(100 * low, 3),
            "high": round(100 * high, 3),
            "data": f"{name}, {rate.samples:,}",
        }
    ]
