"""A network's numbers as a PyTorch state_dict; docs/exported_networks.md has a loader for it."""

from __future__ import annotations

import io

import numpy as np
import torch

from model.network import Network


def to_state_dict(network: Network) -> dict[str, torch.Tensor]:
    """Name -> float32 tensor: `C1.weight`, `C1.bias` and so on, in the order of the layers.

    Weights of convolutions are (C, D, r, r) and 0 where nothing is connected, those of fully
    connected layers (units, inputs), those of sub-sampling layers (C,); biases are (C,).
    """
    return {
        name: torch.tensor(np.array(network.parameters[name]))
        for name in network.spec.parameter_shapes
    }


def state_dict_file(network: Network) -> bytes:
    """The state_dict as `torch.save` writes it: tensors and their names, nothing else."""
    file = io.BytesIO()
    torch.save(to_state_dict(network), file)
    return file.getvalue()
