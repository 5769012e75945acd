"""ONNX files, run by onnxruntime and held against our own forward pass."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from app.paths import bundled_networks
from model.forward import softmax, trace
from model.golden import golden_rasters
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.network import Calibration, NetworkSpec
from model.onnx_export import to_onnx
from model.verdict import digit_scores
from model.weights import NetworkRecord, load
from tests.model.layer_tables import random_table
from tests.model.onnx_files import run_onnx, session

NETWORKS = sorted(path.name for path in bundled_networks().iterdir())
OUT = FullyConnected("Out", 10, "none")


def differences(network, rasters, data):
    """Largest of logits, probabilities and digit scores against our own.

    Of logits above 1 relative to the largest: float32 knows 40 to 4e-6 only.
    """
    found = run_onnx(data, rasters)
    logits, temperature = trace(network, rasters).logits, network.calibration.temperature
    scale = max(1.0, float(np.abs(logits).max()))
    return (
        float(np.abs(found["logits"] - logits).max()) / scale,
        float(np.abs(found["probabilities"] - softmax(logits, temperature)).max()),
        float(np.abs(found["digit_score"] - digit_scores(logits, temperature)).max()),
    )


def checked(data):
    """The file as onnx reads it, after its own check of every shape and attribute."""
    model = onnx.load_from_string(data)
    onnx.checker.check_model(model, full_check=True)
    return model


def test_all_four_networks_are_there():
    assert ["average", "default", "l2", "lenet5"] == NETWORKS


@pytest.mark.parametrize("name", NETWORKS)
def test_onnxruntime_computes_what_a_bundled_network_computes(name):
    record = load(bundled_networks() / name)
    data = to_onnx(record)
    checked(data)
    noise = np.random.default_rng(0).random((6, 28, 28), np.float32)
    blank_and_full = np.stack([np.zeros((28, 28)), np.ones((28, 28))]).astype(np.float32)
    rasters = np.concatenate([golden_rasters(), noise, blank_and_full])
    assert max(differences(record.network, rasters, data)) < 1e-5
    found = run_onnx(data, golden_rasters())
    assert list(range(10)) == found["probabilities"].argmax(axis=1).tolist()
    assert record.network.calibration.threshold < found["digit_score"].min() <= 1


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_onnxruntime_computes_what_random_layer_tables_compute(first, make_network):
    for seed in range(first, first + 10):
        # As hot as their logits are large: otherwise these, too, would be known to 1e-5 of 40 only.
        network = replace(make_network(random_table(seed), seed), calibration=Calibration(7.0, 0.2))
        rasters = np.random.default_rng(seed).random((3, 28, 28), np.float32)
        data = to_onnx(NetworkRecord(network))
        checked(data)
        assert max(differences(network, rasters, data)) < 1e-5, seed


def test_the_random_layer_tables_have_every_kind():
    layers = [layer for seed in range(40) for layer in random_table(seed).layers]
    poolings = {layer.mode for layer in layers if isinstance(layer, Pooling)}
    activations = {layer.activation for layer in layers if isinstance(layer, Convolution)}
    assert {"max", "average", "l2"} == poolings
    assert {"relu", "tanh", "scaled tanh", "none"} == activations
    assert any(isinstance(layer, Subsampling) and layer.window > 2 for layer in layers)
    assert any(isinstance(layer, Convolution) and layer.connections for layer in layers)
    assert any(isinstance(layer, Convolution) and layer.padding > 2 for layer in layers)


def test_a_network_may_be_nothing_but_its_last_layer(make_network):
    network = make_network(NetworkSpec((OUT,)))
    rasters = np.random.default_rng(1).random((2, 28, 28), np.float32)
    assert max(differences(network, rasters, to_onnx(NetworkRecord(network)))) < 1e-5


@pytest.mark.parametrize(
    ("logits", "score", "best"),
    [
        ([900.0, 895.0] + [-900.0] * 8, 1.0, 1 / (1 + np.exp(-5.0))),
        ([-900.0] * 10, 0.0, 0.1),
        ([-3.0] * 10, 1 / (1 + np.exp(3.0) / 10), 0.1),
    ],
)
def test_no_logits_are_too_large(logits, score, best, make_constant_network):
    network = make_constant_network(logits)
    found = run_onnx(to_onnx(NetworkRecord(network)), golden_rasters()[:1])
    assert [score] == pytest.approx(found["digit_score"].tolist(), abs=1e-6)
    assert best == pytest.approx(found["probabilities"].max(), abs=1e-6)


def test_every_parameter_keeps_its_name_and_its_numbers():
    record = load(bundled_networks() / "lenet5")
    model = onnx.load_from_string(to_onnx(record))
    numbers = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    for name, values in record.network.parameters.items():
        assert np.array_equal(values.ravel(), numbers[name].ravel()), name
    sparse = numbers["C3.weight"][~record.spec.masks["C3.weight"]]
    assert len(sparse) == 900
    assert not sparse.any()


def test_the_metadata_say_how_to_make_a_raster_and_how_to_read_the_outputs():
    record = load(bundled_networks() / "default")
    told = session(to_onnx(record)).get_modelmeta()
    texts = told.custom_metadata_map
    calibration = record.network.calibration
    assert told.producer_name == "digitscope"
    assert (record.network.name, record.checksum) == (texts["name"], texts["sha256"])
    assert calibration == Calibration(float(texts["temperature"]), float(texts["threshold"]))
    assert [str(digit) for digit in range(10)] == json.loads(texts["classes"])
    for words in ("ink box", "20 pixels", "centre of mass", "0 to 1", "ink is 1", "28 x 28"):
        assert words in texts["preprocessing"].lower(), words
    assert "below threshold" in texts["outputs"]


def test_inputs_and_outputs_are_named_and_shaped():
    runs = session(to_onnx(load(bundled_networks() / "l2")))
    places = [
        (each.name, each.shape, each.type) for each in (*runs.get_inputs(), *runs.get_outputs())
    ]
    assert [
        ("raster", ["N", 1, 28, 28], "tensor(float)"),
        ("logits", ["N", 10], "tensor(float)"),
        ("probabilities", ["N", 10], "tensor(float)"),
        ("digit_score", ["N"], "tensor(float)"),
    ] == places


def test_old_readers_can_read_it():
    model = onnx.load_from_string(to_onnx(load(bundled_networks() / "default")))
    assert [("", 13)] == [(each.domain, each.version) for each in model.opset_import]
    assert model.ir_version == 7


def test_the_same_network_gives_the_same_bytes():
    record = load(bundled_networks() / "average")
    assert to_onnx(record) == to_onnx(load(bundled_networks() / "average"))


@pytest.mark.parametrize("temperature", [1e-60, 1e60])
def test_a_temperature_beyond_float32_is_refused(temperature, make_constant_network):
    network = make_constant_network([0.0] * 10, Calibration(temperature))
    with pytest.raises(ValueError, match="temperature is 1e"):
        to_onnx(NetworkRecord(network))
