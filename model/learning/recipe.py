"""How the bundled networks are made: everything but the data folder."""

from __future__ import annotations

from dataclasses import dataclass

from model.learning.augment import Augmentation
from model.learning.training import TrainingConfig
from model.network import lenet, lenet5

_EPOCH = 100_000  # rasters drawn from the mixture


@dataclass(frozen=True, slots=True)
class Recipe:
    """A way to train a network.

    summary: one sentence for its card. sources: names of what it is trained on; empty for all.
    teachers: names of the recipes whose networks it learns to answer like, too; it begins with
    the weights of the first when that has the same layers.
    """

    config: TrainingConfig
    summary: str
    sources: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()


RECIPES = {
    "default": Recipe(
        TrainingConfig(
            "Default (max pooling)",
            lenet("max"),
            epochs=12,
            samples=_EPOCH,
            learning_rate=0.001,
            augmentation=Augmentation(
                rotation=12.0, scale=0.14, shear=0.2, shift=1.5, elastic=0.8, thickness=0.8
            ),
        ),
        "LeNet-style network with max pooling, the one the window starts with. Trained like its "
        "twins, but longer, then taught by them and by itself on drawings distorted further.",
        teachers=("max", "average", "l2"),
    ),
    # Not bundled: the default before it was taught.
    "max": Recipe(
        TrainingConfig("Max pooling, untaught", lenet("max"), epochs=90, samples=_EPOCH),
        "The default, LeNet-style with max pooling, before its twins taught it.",
    ),
    "average": Recipe(
        TrainingConfig("Average pooling", lenet("average"), epochs=30, samples=_EPOCH),
        "The default's twin with average pooling, trained on the same drawings.",
    ),
    "l2": Recipe(
        TrainingConfig("L2 pooling", lenet("l2"), epochs=30, samples=_EPOCH),
        "The default's twin with L2 pooling, trained on the same drawings.",
    ),
    "lenet5": Recipe(
        TrainingConfig("LeNet-5 (1998)", lenet5(), epochs=30, samples=_EPOCH),
        "LeNet-5 as in the paper: sub-sampling with coefficients, scaled tanh, sparse C3; ten "
        "linear units with softmax in place of the RBF units. Trained with batch normalisation, "
        "which is folded away.",
    ),
    # Not bundled: how well it reads real digits tells how good the generated ones are.
    "synthetic": Recipe(
        TrainingConfig(
            "Generated digits only",
            lenet("max"),
            epochs=12,
            samples=_EPOCH,
            augmentation=Augmentation(thickness=1.0),  # pen lines alone are all equally thick
        ),
        "The default's layers, trained on generated drawings alone: no person's hand.",
        sources=("synthetic digits", "synthetic not digits", "noise"),
    ),
}
