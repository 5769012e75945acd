"""What the methods compute, as mathematics says it, and that they leave nothing changed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model.explanation import FASTEST_FIRST, METHODS, TIMES_INK, Occluder, Target
from model.forward import trace
from model.layers import Convolution, FullyConnected, Pooling
from model.learning.explain.deconvnet import deconvnet
from model.learning.explain.explaining import explain
from model.learning.explain.gradient import gradient
from model.learning.explain.guided import guided
from model.learning.explain.integrated import integrated
from model.learning.explain.reverse import reverse
from model.learning.module import to_module
from model.unit import Unit
from tests.model.learning.explain.oracle import NAMES, TARGETS, bundled, digit_raster
from tests.model.small_networks import random_raster, raster_with, small_network


@pytest.mark.parametrize("name", NAMES)
def test_gradient_equals_finite_differences(name):
    module, h = to_module(bundled(name)).double(), 1e-6
    raster = torch.tensor(random_raster(2).astype(np.float64))
    some = np.random.default_rng(0).permutation(784)[:200]
    pixels = h * torch.eye(784, dtype=torch.float64)[some].reshape(-1, 28, 28)
    with torch.no_grad():
        up, down = (module.steps((raster + sign * pixels)[:, None]) for sign in (1, -1))
    pooling = "S4" if name == "lenet5" else "P4"
    pooled = (Target(unit=Unit(pooling, channel, 1, 2)) for channel in range(16))
    is_alive = False
    for target in (*TARGETS, *pooled):
        _, signals = reverse(module, raster[None], target)
        difference = target.values(module.spec, *up) - target.values(module.spec, *down)
        found = signals[0].flatten()[some]
        torch.testing.assert_close(found, difference / (2 * h), rtol=0, atol=1e-6)
        is_alive |= target.unit is not None and target.unit.layer == pooling and signals.any()
        assert signals.abs().max() > 1e-3 or target not in TARGETS
    assert is_alive


# A pixel of 1 feeds a unit with -0.4 and one with +0.4; +0.3 comes back to the first, -0.3 to the
# second. What a unit lets through goes on through its weight: 0.3 becomes 0.3 * -0.4 = -0.12.
RULES = [
    # digit 0: unit -0.4, signal +0.3; digit 1: unit +0.4, signal -0.3
    (gradient, 0, 0.0),
    (gradient, 1, -0.3 * 0.4),
    (deconvnet, 0, 0.3 * -0.4),
    (deconvnet, 1, 0.0),
    (guided, 0, 0.0),
    (guided, 1, 0.0),
]


def two_units(activation="relu"):
    """Pixel 0 feeds units with -0.4 and +0.4; digit 0 sees the first, 1 and 2 the second."""
    hidden, out = np.zeros((2, 784)), np.zeros((10, 2))
    hidden[:, 0] = -0.4, 0.4
    out[0, 0], out[1, 1], out[2, 1] = 0.3, -0.3, 0.3
    return to_module(
        small_network(FullyConnected("F", 2, activation), F_weight=hidden, Out_weight=out)
    )


@pytest.mark.parametrize(("method", "digit", "expected"), RULES)
def test_rule_at_a_relu_by_hand(method, digit, expected):
    found = method(two_units(), raster_with([[1.0]]), Target(digit))
    np.testing.assert_allclose(found.values, raster_with([[expected]]), atol=1e-7)


@pytest.mark.parametrize("method", [gradient, deconvnet, guided])
def test_an_active_unit_passes_a_positive_signal_under_every_rule(method):
    found = method(two_units(), raster_with([[1.0]]), Target(2))
    np.testing.assert_allclose(found.values, raster_with([[0.3 * 0.4]]), atol=1e-7)
    assert found.value == pytest.approx(0.12)


@pytest.mark.parametrize("digit", [0, 1, 2])
def test_a_tanh_has_no_rule_and_passes_the_gradient(digit):
    module, raster = two_units("tanh"), raster_with([[1.0]])
    expected = gradient(module, raster, Target(digit)).values
    assert expected[0, 0] != 0
    for method in (deconvnet, guided):
        np.testing.assert_array_equal(method(module, raster, Target(digit)).values, expected)


def test_deconvnet_goes_back_through_the_winners_of_this_drawing():
    network = small_network(
        Convolution("C", 1, kernel=1, activation="none"),
        Pooling("P"),
        C_weight=[2.0],
        Out_weight=np.eye(10, 196),
    )
    raster = raster_with([[0.1, 0.7], [0.3, 0.2]])
    found = deconvnet(to_module(network), raster, Target(0))
    np.testing.assert_array_equal(found.values, raster_with([[0.0, 2.0], [0.0, 0.0]]))
    moved = raster_with([[0.1, 0.7], [0.9, 0.2]])
    found = deconvnet(to_module(network), moved, Target(0))
    np.testing.assert_array_equal(found.values, raster_with([[0.0, 0.0], [2.0, 0.0]]))


def test_deconvnet_and_guided_let_nothing_negative_through_a_relu():
    """What arrives at the last hidden ReLU is the row of weights; what leaves it, by hand."""
    network = bundled("default")
    raster = digit_raster(7)
    target = Target(7)
    result = trace(network, raster[None])
    row = network.parameters["Out.weight"][7]
    active = result.pre_activations["F6"][0] > 0
    below = network.parameters["F6.weight"]
    f5_active = result.pre_activations["F5"][0] > 0
    expected = {
        deconvnet: np.maximum(np.maximum(row, 0) @ below, 0),
        guided: np.maximum((np.maximum(row, 0) * active) @ below, 0) * f5_active,
        gradient: ((row * active) @ below) * f5_active,
    }
    # The rest of the way is linear in the signal at F5 for a network that ends there.
    for method, signal in expected.items():
        weight = np.zeros((10, 800), np.float32)
        weight[0] = signal @ network.parameters["F5.weight"]
        parameters = {
            name.replace(".", "_"): values
            for name, values in network.parameters.items()
            if name[:2] in ("C1", "C3")
        }
        cut = small_network(*network.spec.layers[:4], Out_weight=weight, **parameters)
        found = method(to_module(cut), raster, Target(0)).values
        whole = method(to_module(network), raster, target).values
        np.testing.assert_allclose(found, whole, rtol=0, atol=1e-5 * np.abs(whole).max())


@pytest.mark.parametrize("name", NAMES)
def test_integrated_gradients_close_their_gap(name):
    module = to_module(bundled(name)).double()
    gaps = {steps: [] for steps in (4, 24, 192)}
    for digit in (2, 4, 5, 6, 8):
        for steps, found in gaps.items():
            facts = integrated(module, digit_raster(digit), Target(digit), steps).facts
            assert facts["gap"] == pytest.approx(facts["sum"] - facts["change"])
            found.append(abs(facts["gap"] / facts["change"]))
    few, some, many = (float(np.median(found)) for found in gaps.values())
    assert few > 2 * some > 4 * many
    assert many < 0.004


def test_integrated_gradients_of_the_shown_steps_miss_less_than_a_percent():
    module = to_module(bundled("default"))
    facts = [integrated(module, digit_raster(n), Target(n)).facts for n in range(10)]
    assert np.median([abs(each["gap"] / each["change"]) for each in facts]) < 0.01


def test_integrated_gradients_know_the_change_from_blank_paper():
    network = bundled("default")
    raster = digit_raster(4)
    found = integrated(to_module(network), raster, Target(4, rather_than=9))
    blank, drawn = trace(network, np.stack([0 * raster, raster])).logits[:, [4, 9]]
    change = (drawn[0] - drawn[1]) - (blank[0] - blank[1])
    assert found.facts["change"] == pytest.approx(change, rel=1e-5)
    assert found.facts["sum"] == pytest.approx(float(found.values.sum()), rel=1e-5)
    assert (found.values[raster == 0] == 0).all()


def test_integrated_gradients_of_something_linear_have_no_gap():
    weight = np.random.default_rng(0).normal(size=(10, 784)).astype(np.float32)
    raster = random_raster(3)
    found = integrated(to_module(small_network(Out_weight=weight)), raster, Target(6), steps=1)
    assert abs(found.facts["gap"]) < 1e-4
    np.testing.assert_allclose(found.values, weight[6].reshape(28, 28) * raster, rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_maps_come_fast_ones_first_and_read_only(name):
    network = bundled(name)
    raster = digit_raster(5)
    found = list(explain(network, to_module(network), raster, Target(5), METHODS, Occluder(9)))
    assert [item.method for item in found] == list(FASTEST_FIRST)
    assert sorted(FASTEST_FIRST) == sorted(METHODS)
    assert set(TIMES_INK) < set(METHODS)
    value = trace(network, raster[None]).logits[0, 5]
    for item in found:
        assert (item.values.shape, item.values.dtype) == ((28, 28), np.float32)
        assert not item.values.flags.writeable
        assert item.value == pytest.approx(value, rel=1e-5)
    assert set(found[-2].facts) == {"sum", "change", "gap", "steps"}
    assert set(found[-1].facts) == {"places", "largest"}


def test_only_the_methods_asked_for_are_computed():
    network = bundled("default")
    asked = explain(network, to_module(network), digit_raster(1), Target(1), ("guided", "gradient"))
    assert [item.method for item in asked] == ["gradient", "guided"]


def state(module):
    """What an explanation could leave changed."""
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return (
        module.training,
        [value.clone() for value in module.parameters()],
        [(value.requires_grad, value.grad) for value in module.parameters()],
        [len(getattr(part, name)) for part in module.modules() for name in hooks],
        torch.is_grad_enabled(),
        torch.get_rng_state(),
    )


BROKEN = [
    Target(unit=Unit("C3", 99)),
    Target(unit=Unit("nowhere", 0)),
    Target(unit=Unit("input", 0)),
]


@pytest.mark.parametrize("target", [Target(2), *BROKEN])
@pytest.mark.parametrize("method", [gradient, guided, deconvnet, integrated])
@pytest.mark.parametrize("is_training", [True, False])
def test_nothing_stays_changed_also_after_an_exception(method, target, is_training):
    module = to_module(bundled("default")).train(is_training)
    before, raster = state(module), digit_raster(2)
    kept = raster.copy()
    with torch.no_grad():  # a caller that wants no gradients
        if target in BROKEN:
            with pytest.raises(ValueError, match=r"none in channel|no layer"):
                method(module, raster, target)
        else:
            assert method(module, raster, target).values.any()
        assert not torch.is_grad_enabled()
    torch.testing.assert_close(state(module), before, rtol=0, atol=0)
    np.testing.assert_array_equal(raster, kept)


def test_what_cannot_be_explained_is_named():
    network = bundled("default")
    module, raster = to_module(network), digit_raster(2)
    with pytest.raises(ValueError, match="unknown method magic"):
        next(explain(network, module, raster, Target(1), ("magic",)))
    with pytest.raises(ValueError, match=r"shape \(27, 28\), expected \(28, 28\)"):
        gradient(module, raster[1:], Target(1))
