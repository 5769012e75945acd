"""The state_dict: names, numbers, and that nothing else is in the file."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch

from app.paths import bundled_networks
from model.learning.module import SpecModule
from model.learning.torch_export import state_dict_file
from model.weights import load


@pytest.mark.parametrize("name", ["default", "lenet5"])
def test_the_file_holds_every_number_under_its_name(name):
    network = load(bundled_networks() / name).network
    kept = torch.load(io.BytesIO(state_dict_file(network)), weights_only=True)
    assert list(network.spec.parameter_shapes) == list(kept)
    for key, tensor in kept.items():
        assert tensor.dtype == torch.float32
        assert np.array_equal(network.parameters[key], tensor.numpy()), key


def test_a_module_with_the_same_names_takes_it():
    network = load(bundled_networks() / "lenet5").network
    kept = torch.load(io.BytesIO(state_dict_file(network)), weights_only=True)
    module = SpecModule(network.spec, batch_norm=False)
    module.weighted.load_state_dict(kept)
    assert torch.equal(
        module.weighted["C1"].bias, torch.tensor(np.array(network.parameters["C1.bias"]))
    )


def test_the_same_network_gives_the_same_bytes():
    network = load(bundled_networks() / "default").network
    assert state_dict_file(network) == state_dict_file(network)
