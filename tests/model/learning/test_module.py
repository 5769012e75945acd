import numpy as np
import pytest
import torch

from model.forward import trace as numpy_trace
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.learning.module import SpecModule, to_module, to_network, trace
from model.network import Calibration, NetworkSpec, lenet, lenet5, spec_from_json

OUT = FullyConnected("Out", 10, "none")
UNUSUAL = NetworkSpec(
    (
        Convolution("A", 3, 4, stride=2, padding=3, activation="tanh"),
        Pooling("B", "l2", 3, 2),
        Convolution("C", 5, 2, activation="none"),
        FullyConnected("D", 7, "tanh"),
        OUT,
    )
)
SPARSE = NetworkSpec(
    (
        Convolution("A", 3, 4, stride=2, padding=3),
        Subsampling("B", 3, 1, activation="relu"),
        Convolution("C", 2, 2, activation="tanh", connections=((0, 2), (1,))),
        OUT,
    )
)
SPECS = [lenet(), lenet("average"), lenet("l2"), lenet5(), UNUSUAL, SPARSE]


@pytest.fixture(scope="module")
def rasters():
    return np.random.default_rng(0).random((6, 28, 28), np.float32)


def trained_looking(spec):
    """A module in evaluation mode whose running statistics are far from 0 and 1."""
    torch.manual_seed(0)
    module = SpecModule(spec, batch_norm=True)
    with torch.no_grad():
        for norm in module.norms.values():
            norm.running_mean.normal_(0.0, 0.5)
            norm.running_var.uniform_(0.05, 3.0)
            norm.weight.uniform_(-1.5, 1.5)
            norm.bias.normal_(0.0, 0.5)
    return module.eval()


@pytest.mark.parametrize("spec", SPECS)
def test_folding_batch_norm_changes_no_number(spec, rasters):
    module = trained_looking(spec)
    expected = trace(module, rasters, torch.device("cpu"))
    result = numpy_trace(to_network(module, "folded"), rasters)
    np.testing.assert_allclose(result.logits, expected.logits, rtol=1e-5, atol=1e-5)
    for layer, values in expected.pre_activations.items():
        np.testing.assert_allclose(result.pre_activations[layer], values, rtol=1e-5, atol=2e-5)


def test_every_hidden_layer_with_weights_is_normalised():
    assert list(SpecModule(lenet(), batch_norm=True).norms) == ["C1", "C3", "F5", "F6"]
    assert list(SpecModule(lenet(), batch_norm=False).norms) == []
    assert list(SpecModule(lenet5(), batch_norm=True).norms) == ["C1", "C3", "C5", "F6"]


@pytest.mark.parametrize("batch_norm", [False, True])
def test_learning_fills_nothing_that_is_not_connected(rasters, batch_norm):
    torch.manual_seed(0)
    module = SpecModule(lenet5(), batch_norm)
    optimizer = torch.optim.AdamW(module.parameters(), 0.01, weight_decay=0.1)
    start = {name: value.clone() for name, value in module.named_parameters()}
    for _ in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(
            module(torch.tensor(rasters[:, None])), torch.arange(6)
        )
        loss.backward()
        optimizer.step()
    assert all((value != start[name]).any() for name, value in module.named_parameters())
    weight = to_network(module.eval(), "learnt").parameters["C3.weight"]
    np.testing.assert_array_equal(weight != 0, lenet5().masks["C3.weight"])


def test_numbers_that_are_not_connected_do_not_matter(make_network, rasters):
    """Whatever an optimiser does to them: they neither count nor come out."""
    network = make_network(lenet5())
    module, mask = to_module(network), lenet5().masks["C3.weight"]
    with torch.no_grad():
        module.weighted["C3"].weight.add_(torch.tensor(~mask))
    result = trace(module, rasters, torch.device("cpu"))
    np.testing.assert_allclose(result.logits, numpy_trace(network, rasters).logits, atol=1e-5)
    back = to_network(module, "back").parameters["C3.weight"]
    np.testing.assert_array_equal(network.parameters["C3.weight"], back)


def test_sub_sampling_starts_as_the_mean():
    module = SpecModule(lenet5(), batch_norm=False)
    x = torch.rand(2, 6, 28, 28)
    mean = torch.nn.functional.avg_pool2d(x, 2)
    torch.testing.assert_close(module.weighted["S2"](x), mean)


def test_layers_with_scaled_tanh_start_as_in_the_paper():
    """Uniform between -2.4 / F and 2.4 / F with F inputs of a unit; LeCun et al. 1998."""
    torch.manual_seed(0)
    module = SpecModule(lenet5(), batch_norm=False)
    for name, inputs in (("C1", 25), ("C5", 400), ("F6", 120)):
        largest = module.weighted[name].weight.abs().max().item()
        assert 0.9 * 2.4 / inputs < largest <= 2.4 / inputs, name
        assert not module.weighted[name].bias.any()
    weight = np.abs(to_network(module, "start").parameters["C3.weight"]).max(axis=(2, 3))
    for channel, seen in enumerate(lenet5().layer("C3").connections):
        most = 2.4 / (25 * len(seen))
        assert 0.9 * most < weight[channel].max() <= most, channel


@pytest.mark.parametrize("spec", SPECS)
def test_a_network_comes_back_from_its_module(make_network, spec):
    network = make_network(spec)
    back = to_network(to_module(network), "back", Calibration(2.0, 0.5))
    assert ("back", spec, Calibration(2.0, 0.5)) == (back.name, back.spec, back.calibration)
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(array, back.parameters[name], strict=True)


def test_a_network_does_not_follow_its_module(rasters):
    module = trained_looking(lenet())
    network = to_network(module, "then")
    before = numpy_trace(network, rasters).logits
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(1)
    np.testing.assert_array_equal(before, numpy_trace(network, rasters).logits)


def test_a_module_does_not_write_into_its_network(network):
    before = {name: array.copy() for name, array in network.parameters.items()}
    module = to_module(network)
    assert not module.training
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    for name, array in before.items():
        np.testing.assert_array_equal(array, network.parameters[name])


def test_a_module_gives_logits(network, rasters):
    module = to_module(network)
    logits, _, activations = module.steps(torch.tensor(rasters[:, None]))
    assert logits.shape == (6, 10)
    assert torch.equal(logits, module(torch.tensor(rasters[:, None])))
    assert list(activations) == ["C1", "P2", "C3", "P4", "F5", "F6", "Out"]


def test_gradients_are_finite_where_l2_pooling_sees_nothing(make_network):
    module = to_module(make_network(lenet("l2")))
    blank = torch.zeros(1, 1, 28, 28, requires_grad=True)
    with torch.no_grad():
        module.weighted["C1"].bias.fill_(-1)
    module(blank).sum().backward()
    assert torch.isfinite(blank.grad).all()
    assert all(torch.isfinite(parameter.grad).all() for parameter in module.parameters())


def test_a_trace_by_torch_is_read_only(network, rasters):
    result = trace(to_module(network), rasters, torch.device("cpu"))
    for array in (*result.pre_activations.values(), *result.activations.values(), result.logits):
        assert not array.flags.writeable
        assert np.float32 == array.dtype


@pytest.mark.parametrize("name", ["keys", "items", "forward", "training", "Ä1"])
def test_a_layer_may_have_any_name_a_spec_allows(make_network, rasters, name):
    layers = NetworkSpec((Convolution(name, 2), Pooling("P"), OUT)).to_json()
    try:
        spec = spec_from_json(layers)
    except ValueError:
        return  # not allowed
    network = make_network(spec)
    result = trace(to_module(network), rasters, torch.device("cpu"))
    np.testing.assert_allclose(
        result.logits, numpy_trace(network, rasters).logits, rtol=1e-5, atol=1e-5
    )
    SpecModule(spec, batch_norm=True)
