"""The steps of a retraining.

Every step sees samples, distorted anew each time, and rehearsal: generated drawings (and given
rasters, MNIST's for example) on which the new network is held to the old one's answers, the
eleventh, "none of them", included (learning without forgetting, Li & Hoiem 2016). The rehearsal is
distorted far, and half of it are two rasters laid over each other: what is asked for there is no
digit, but the same function (Beyer et al. 2022, "Knowledge distillation: a good teacher is
patient and consistent"). So it holds also where the generated drawings are unlike real ones.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import kl_div, log_softmax, pad, softmax

from model.layers import FullyConnected
from model.learning.augment import Augmentation, augment
from model.learning.checkpoint import CheckpointParts
from model.learning.module import to_module, to_network
from model.learning.training import one_cycle
from model.network import Network
from model.retraining import RetrainingConfig

SAMPLES_DISTORTED = Augmentation(
    rotation=6.0, scale=0.08, shear=0.08, shift=1.0, elastic=0.4, thickness=0.5
)
_REHEARSAL_DISTORTED = Augmentation(
    rotation=19.0, scale=0.24, shear=0.32, shift=2.4, elastic=1.3, thickness=1.6
)


class Learner:
    """The base, which stays as it is, and the network that learns."""

    def __init__(
        self,
        base: Network,
        config: RetrainingConfig,
        steps: int,
        device: torch.device,
        generator: torch.Generator,
    ) -> None:
        self.base, self.config, self.generator = base, config, generator
        self.old = to_module(base).to(device)
        self.module = to_module(base).to(device)
        for module in (self.old, self.module):
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.learning, self.anchors = self._learning()
        self.optimizer = torch.optim.Adam(self.learning, config.learning_rate)
        self.schedule = one_cycle(self.optimizer, config.learning_rate, steps)

    @property
    def parts(self) -> CheckpointParts:
        """What has to be kept to go on."""
        return {
            "module": self.module,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
            "generator": self.generator,
        }

    def network(self) -> Network:
        """As it is now, with the base's calibration."""
        return to_network(self.module, self.base.name, self.base.calibration)

    def step(self, samples: Tensor, labels: Tensor, rehearsal: Tensor) -> tuple[float, float]:
        """One step; the samples' loss and how far the answers are from the old ones, in nats.

        samples: (N, 1, 28, 28) uint8; labels: (N,) int64; rehearsal: (M, 1, 28, 28) uint8.
        """
        config = self.config
        own = samples.float() / 255
        if config.augmentation:
            own = augment(own, SAMPLES_DISTORTED, self.generator)
        known = self._mixed(augment(rehearsal.float() / 255, _REHEARSAL_DISTORTED, self.generator))
        with torch.no_grad():
            wanted = softmax(_eleven(self.old(known)) / config.softness, dim=1)
        logits = _eleven(self.module(torch.cat([own, known])))
        learnt = nn.functional.cross_entropy(logits[: len(own)], labels)
        answers = log_softmax(logits[len(own) :] / config.softness, dim=1)
        kept = kl_div(answers, wanted, reduction="batchmean") * config.softness**2
        # A few samples alone weigh less than a whole batch of them.
        loss = len(own) / config.samples_in_step * learnt + config.distillation * kept
        for parameter, anchor in zip(self.learning, self.anchors, strict=True):
            loss = loss + 0.5 * config.anchoring * (parameter - anchor).square().sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        return learnt.item(), kept.item()

    def _mixed(self, rasters: Tensor) -> Tensor:
        """A part of the rasters (N, 1, 28, 28) laid over others, each with its own share."""
        count = int(self.config.mixing * len(rasters))
        if not count:
            return rasters
        other = torch.randperm(len(rasters), generator=self.generator)[:count]
        share = torch.rand(count, 1, 1, 1, generator=self.generator).to(rasters.device)
        both = share * rasters[:count] + (1 - share) * rasters[other.to(rasters.device)]
        return torch.cat([both, rasters[count:]])

    def _learning(self) -> tuple[list[nn.Parameter], list[Tensor]]:
        """The parameters that learn, and where they were."""
        whole = self.config.layers == "all"
        names = {
            layer.name
            for layer in self.base.spec.layers
            if whole or isinstance(layer, FullyConnected)
        }
        for name, layer in self.module.weighted.items():
            layer.requires_grad_(name in names)
        learning = [p for p in self.module.parameters() if p.requires_grad]
        if not learning:
            raise ValueError("the network has no fully connected layer that could learn")
        return learning, [parameter.detach().clone() for parameter in learning]


def _eleven(logits: Tensor) -> Tensor:
    """(N, 10) -> (N, 11): the eleventh class, none of the ten, has the logit 0."""
    return pad(logits, (0, 1))
