"""What a network is trained on: sources of labelled rasters, each with its share of every epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from model.data.mnist import Digits


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Labelled rasters of one kind, and how much of every epoch is drawn from them."""

    name: str
    digits: Digits
    share: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Several sources. Shares are relative to each other."""

    sources: tuple[Source, ...]

    def __len__(self) -> int:
        return sum(len(source.digits) for source in self.sources)

    def only(self, names: Sequence[str]) -> Mixture:
        """These sources alone, with the shares they had; all when none is named."""
        return Mixture(tuple(s for s in self.sources if not names or s.name in names))

    def joined(self) -> Digits:
        """All rasters, one source after the other."""
        return Digits(
            np.concatenate([source.digits.images for source in self.sources]),
            np.concatenate([source.digits.labels for source in self.sources]),
        )

    def order(self, samples: int, generator: torch.Generator) -> Tensor:
        """Return indices into `joined`, shuffled: about `samples`, from each source its share.

        A source is gone through whole before any of its rasters comes a second time.
        """
        total = sum(source.share for source in self.sources)
        first, parts = 0, []
        for source in self.sources:
            count, wanted = len(source.digits), round(samples * source.share / total)
            rounds = -(-wanted // count)
            drawn = [torch.randperm(count, generator=generator) for _ in range(rounds)]
            parts.extend([torch.cat(drawn)[:wanted] + first] if drawn else [])
            first += count
        chosen = torch.cat(parts)
        return chosen[torch.randperm(len(chosen), generator=generator)]


def mixture_of(digits: Digits | Mixture) -> Mixture:
    """Plain digits are a mixture of one source."""
    return digits if isinstance(digits, Mixture) else Mixture((Source("digits", digits),))
