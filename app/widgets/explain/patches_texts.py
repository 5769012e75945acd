"""Patches, channels and pictures in words."""

from __future__ import annotations

from app.formats import signed
from app.words import with_article
from model.layers import Activation, Pooling
from model.network import CLASSES, NetworkSpec
from model.patches import Origin, Patch, Patches, ScanProgress

_PLURALS = {"generated": "generated", "samples": "yours", "mnist": "MNIST"}


def origin_text(origin: Origin) -> str:
    """Where an input is from: generated 7, sample 12, MNIST 123."""
    if origin.source == "generated":
        return f"generated {origin.label}" if origin.label < CLASSES else "generated, no digit"
    return f"{'sample' if origin.source == 'samples' else 'MNIST'} {origin.number + 1:,}"


def origin_details(origin: Origin) -> str:
    """The same with all that is known."""
    label = with_article(origin.label) if origin.label < CLASSES else "not a digit"
    names = {"generated": "generated drawing", "samples": "your sample", "mnist": "MNIST's digit"}
    return f"{names[origin.source]} {origin.number + 1:,}, {label}"


def channel_text(spec: NetworkSpec, layer: str, channel: int) -> str:
    """For example C3 · map 26, F5 · unit 17, class 7."""
    if layer == spec.layers[-1].name:
        return f"{layer} · class {channel}"
    is_vector = spec.shape_of(layer).is_vector
    return f"{layer} · {'unit' if is_vector else 'map'} {channel}"


def measure_text(spec: NetworkSpec, layer: str) -> str:
    """What the values are."""
    if layer == spec.layers[-1].name:
        return "logit"
    return "output" if isinstance(spec.layer(layer), Pooling) else "pre-activation"


def activation_of(spec: NetworkSpec, layer: str) -> Activation:
    """The layer's non-linearity; none for pooling."""
    found = spec.layer(layer)
    return "none" if isinstance(found, Pooling) else found.activation


def is_silent(patches: Patches, layer: str, channel: int) -> bool:
    """Whether no input at all has made the channel active."""
    return (
        activation_of(patches.spec, layer) == "relu"
        and float(patches.layers[layer].values[channel, 0]) <= 0
    )


def scanned_text(patches: Patches) -> str:
    """How many inputs of which kinds were read."""
    kinds = [f"{count:,} {_PLURALS[source]}" for source, count in patches.scanned.items()]
    return f"{patches.total:,} inputs: {', '.join(kinds)}" if len(kinds) > 1 else kinds[0]


def progress_text(progress: ScanProgress) -> str:
    """How far a scan is, and how long it will take."""
    left = max(1, round(progress.left_s))
    return f"{progress.done:,} of {progress.total:,} · {left} s left"


def patch_text(patch: Patch, spec: NetworkSpec) -> str:
    """A patch in one line, for those who hear it."""
    unit = patch.unit.label(spec.shape_of(patch.unit.layer))
    return f"{unit} in {origin_details(patch.origin)}"


def compared_text(value: float, strongest: float, total: int) -> str:
    """The best picture against the strongest of all inputs."""
    against = f"{signed(value, 2)} against {signed(strongest, 2)}"
    if value <= 0 or strongest <= 0:
        return f"Best picture {against} of the strongest of {total:,} inputs."
    times = value / strongest
    of = f"the strongest of {total:,} inputs ({against})."
    if times >= 1:
        return f"Excites it {times:.1f} times as much as {of}"
    return f"Reaches {100 * times:.0f} % of {of}"
