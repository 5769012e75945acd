import json
from copy import deepcopy

import numpy as np
import pytest

from model.layers import Convolution, FullyConnected, Pooling, Shape, Subsampling
from model.network import TABLE_I, Network, NetworkSpec, lenet, lenet5, spec_from_json
from model.receptive_fields import receptive_fields
from model.unit import Unit

OUT = FullyConnected("Out", 10, activation="none")


def test_lenet_has_120382_parameters():
    assert lenet().parameter_count == 120_382
    counts = [16 * 26, 32 * (16 * 25 + 1), 120 * 801, 84 * 121, 10 * 85]
    assert sum(counts) == lenet().parameter_count


def test_lenet_has_the_shapes_of_its_plan():
    expected = [
        "1 @ 28×28",
        "16 @ 28×28",
        "16 @ 14×14",
        "32 @ 10×10",
        "32 @ 5×5",
        "120",
        "84",
        "10",
    ]
    assert expected == [str(shape) for shape in lenet().shapes]
    assert Shape(32, 10, 10) == lenet().shape_of("C3")
    assert lenet().shape_of("F5").is_vector


def test_lenet5_has_the_parameters_of_the_paper():
    """LeCun et al. 1998, section II.B; a linear last layer instead of fixed centres."""
    expected = {"C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164, "Out": 850}
    assert expected == lenet5().parameter_counts
    assert lenet5().parameter_count == 60_000 + 850


def test_lenet5_has_the_shapes_of_the_paper():
    expected = ["6 @ 28×28", "6 @ 14×14", "16 @ 10×10", "16 @ 5×5", "120", "84", "10"]
    assert expected == [str(shape) for shape in lenet5().shapes[1:]]


def test_c3_is_connected_as_in_table_1_of_the_paper():
    """Row by row as printed there; an X where a map of C3 (across) sees one of S2 (down)."""
    printed = """
        X . . . X X X . . X X X X . X X
        X X . . . X X X . . X X X X . X
        X X X . . . X X X . . X . X X X
        . X X X . . X X X X . . X . X X
        . . X X X . . X X X X . X X . X
        . . . X X X . . X X X X . X X X"""
    crosses = np.array([line.split() for line in printed.strip().splitlines()]) == "X"
    mask = lenet5().masks["C3.weight"]
    assert mask.shape == (16, 6, 5, 5)
    np.testing.assert_array_equal(crosses.T, mask.all(axis=(2, 3)))
    np.testing.assert_array_equal(crosses.T, mask.any(axis=(2, 3)))
    assert crosses.sum() == 60
    assert ["C3.weight"] == list(lenet5().masks)


def test_parameters_are_named_in_the_order_of_the_layers():
    assert lenet().parameter_shapes == {
        "C1.weight": (16, 1, 5, 5),
        "C1.bias": (16,),
        "C3.weight": (32, 16, 5, 5),
        "C3.bias": (32,),
        "F5.weight": (120, 800),
        "F5.bias": (120,),
        "F6.weight": (84, 120),
        "F6.bias": (84,),
        "Out.weight": (10, 84),
        "Out.bias": (10,),
    }
    assert [name[:2] for name in lenet().parameter_shapes][:6:2] == ["C1", "C3", "F5"]


def test_a_title_says_name_kind_and_shape():
    assert lenet().title("C1") == "C1 · convolution 5×5 · 16 @ 28×28"
    assert lenet().title("P2") == "P2 · max pooling 2×2 · 16 @ 14×14"
    assert lenet("l2").title("P4") == "P4 · L2 pooling 2×2 · 32 @ 5×5"
    assert lenet().title("F5") == "F5 · fully connected · 120"
    assert lenet5().title("S2") == "S2 · sub-sampling 2×2 · 6 @ 14×14"
    assert lenet5().title("C5") == "C5 · convolution 5×5 · 120"


@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
def test_a_spec_survives_json(pooling):
    spec = lenet(pooling)
    assert spec == spec_from_json(json.loads(json.dumps(spec.to_json())))
    assert "connections" not in json.dumps(spec.to_json())


def test_lenet5_survives_json():
    spec = spec_from_json(json.loads(json.dumps(lenet5().to_json())))
    assert lenet5() == spec
    assert hash(lenet5()) == hash(spec)
    assert TABLE_I == spec.layer("C3").connections


def test_strides_and_paddings_survive_json():
    layers = (Convolution("A", 3, 4, 2, 1, "tanh"), Pooling("B", "l2", 3, 1), OUT)
    spec = NetworkSpec(layers)
    assert layers == spec_from_json(spec.to_json()).layers
    assert spec.shapes == ((1, 28, 28), (3, 14, 14), (3, 12, 12), (10, 1, 1))


def test_a_convolution_may_follow_one_that_leaves_single_cells():
    layers = (Convolution("A", 4, 28), Convolution("B", 3, 1), Subsampling("S", 1), OUT)
    assert NetworkSpec(layers).shapes[1:] == ((4, 1, 1), (3, 1, 1), (3, 1, 1), (10, 1, 1))


def sparse(*connections):
    """A convolution to two channels with these connections."""
    return Convolution("C", 2, connections=tuple(tuple(seen) for seen in connections))


BAD_TABLES = {
    "no layers": ((), "last layer"),
    "no output": ((Convolution("C1", 4),), "last layer"),
    "eleven classes": ((FullyConnected("Out", 11, "none"),), "ten units"),
    "an activated output": ((FullyConnected("Out", 10),), "no activation"),
    "a name twice": ((FullyConnected("Out", 9), OUT), "differ"),
    "no name": ((FullyConnected("", 9), OUT), "must be there"),
    "too large a kernel": ((Convolution("C1", 4, 29), OUT), "C1: a window of 29 does not fit"),
    "too large a window": ((Pooling("P1", window=30), OUT), "P1: a window of 30 does not fit"),
    "convolution of a vector": ((FullyConnected("F", 9), Convolution("C", 2, 1), OUT), "C: "),
    "pooling of a vector": ((FullyConnected("F", 9), Pooling("P", window=1), OUT), "P: "),
    "sub-sampling of a vector": ((FullyConnected("F", 9), Subsampling("S", 1), OUT), "S: sub-sam"),
    "too large a sub-sampling": ((Subsampling("S", 29), OUT), "S: a window of 29 does not fit"),
    "too few connections": ((sparse([0]), OUT), "C: 1 connections for 2 channels"),
    "too many connections": ((sparse([0], [0], [0]), OUT), "C: 3 connections for 2 channels"),
    "a channel that sees nothing": ((sparse([0], []), OUT), "connections of channel 1 must be"),
    "a channel that is not there": ((sparse([0], [1]), OUT), "connections of channel 1 must be"),
    "a negative channel": ((sparse([-1], [0]), OUT), "channel 0 must be some of 0 to 0"),
    "connected twice": ((sparse([0, 0], [0]), OUT), "connections of channel 0 must be"),
    "out of order": ((Convolution("A", 2), sparse([1, 0], [0]), OUT), "in ascending order"),
}


@pytest.mark.parametrize(("layers", "cause"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_layer_table_that_makes_no_sense_is_refused(layers, cause):
    with pytest.raises(ValueError, match=cause):
        NetworkSpec(layers)


BAD_SPECS = [None, 5, "lenet", [], {}, {"layers": None}, {"layers": {}}]


@pytest.mark.parametrize("value", BAD_SPECS, ids=repr)
def test_what_is_not_a_spec_is_refused(value):
    with pytest.raises(ValueError, match='an object with a list "layers"'):
        spec_from_json(value)


@pytest.mark.parametrize("size", [None, [28, 28], [3, 28, 28], [1, 32, 32], "1, 28, 28"])
def test_another_input_is_refused(size):
    with pytest.raises(ValueError, match="input is"):
        spec_from_json(lenet().to_json() | {"input": size})


BAD_VALUES = [
    *((0, "kind", kind) for kind in (None, "magic", 3, [], {})),
    *((0, "name", name) for name in (None, 5, "", "a b", "a.b", "../C1", "x" * 17, [])),
    *((0, "channels", count) for count in (0, -1, 257, 16.0, "16", None, True, 10**400)),
    *((0, "kernel", size) for size in (0, 29, 5.0, [5])),
    *((0, "stride", size) for size in (0, -1, 29, None)),
    *((0, "padding", size) for size in (-1, 15, 0.5)),
    *((0, "activation", name) for name in (None, "ReLU", "gelu", [], {})),
    *((1, "mode", mode) for mode in (None, "min", 2, [])),
    *((1, "window", size) for size in (0, 29, 2.0)),
    *((4, "units", count) for count in (0, 1025, "120", None)),
    *((2, "connections", c) for c in (None, 3, {}, [0], [None], [["0"]], [[True]], [[0.0]])),
]


@pytest.mark.parametrize(("index", "name", "value"), BAD_VALUES, ids=lambda v: repr(v)[:12])
def test_a_malformed_layer_is_refused(index, name, value):
    spec = deepcopy(lenet().to_json())
    spec["layers"][index][name] = value
    with pytest.raises(ValueError, match=f"layer {index + 1}: .*{name}"):
        spec_from_json(spec)


def test_a_layer_with_too_little_or_too_much_is_refused():
    for change in ({"bias": True}, {"units": 5}):
        spec = lenet().to_json()
        spec["layers"][0] |= change
        with pytest.raises(ValueError, match="layer 1: expected exactly name, channels, kernel"):
            spec_from_json(spec)
    spec = lenet().to_json()
    spec["layers"][1]["connections"] = [[0]] * 16
    with pytest.raises(ValueError, match="layer 2: expected exactly name, mode, window, stride"):
        spec_from_json(spec)


def test_a_layer_without_its_kernel_is_refused():
    spec = lenet().to_json()
    del spec["layers"][0]["kernel"]
    with pytest.raises(ValueError, match="layer 1: expected exactly name, channels, kernel"):
        spec_from_json(spec)
    with pytest.raises(ValueError, match="layer 1"):
        spec_from_json(spec | {"layers": [None]})


def test_the_parameters_of_a_network_are_read_only(network):
    assert not any(array.flags.writeable for array in network.parameters.values())


BAD_PARAMETERS = {
    "missing": (lambda p: p.pop("C3.bias"), r"missing \['C3.bias'\]"),
    "unknown": (lambda p: p.update(C9=p["C1.bias"]), r"unknown \['C9'\]"),
    "another shape": (lambda p: p.update({"C1.bias": p["C3.bias"]}), "C1.bias has shape"),
    "transposed": (lambda p: p.update({"F6.weight": p["F6.weight"].T}), "F6.weight has shape"),
    "double": (lambda p: p.update({"C1.bias": p["C1.bias"] * np.float64(1)}), "float64, expected"),
    "NaN": (lambda p: p.update({"C1.bias": p["C1.bias"] * np.float32("nan")}), "C1.bias holds NaN"),
    "infinite": (lambda p: p.update({"C1.bias": p["C1.bias"] + np.float32("inf")}), "infinity"),
}


@pytest.mark.parametrize(("change", "cause"), BAD_PARAMETERS.values(), ids=BAD_PARAMETERS)
def test_parameters_that_do_not_fit_are_refused(network, change, cause):
    parameters = dict(network.parameters)
    change(parameters)
    with pytest.raises(ValueError, match=cause):
        Network("bad", network.spec, parameters)


def test_a_weight_where_nothing_is_connected_is_refused(make_network):
    parameters = {name: array.copy() for name, array in make_network(lenet5()).parameters.items()}
    parameters["C3.weight"][4, 1, 3, 2] = 1e-30  # map 4 of C3 sees 0, 4 and 5
    with pytest.raises(ValueError, match=r"C3\.weight is not 0 from input channel 1 to channel 4"):
        Network("bad", lenet5(), parameters)
    parameters["C3.weight"] = np.where(lenet5().masks["C3.weight"], 1, np.float32(-0.0))
    Network("good", lenet5(), parameters)


def influence(spec, name, channel, row, column):
    """Layer name -> what can influence a unit, rows and columns counted from their ends."""
    fields = receptive_fields(spec, Unit(name, channel, row, column))
    regions = {layer: field.region for layer, field in fields.items()}
    return {
        layer: (r.channels, (r.rows.start, r.rows.stop), (r.columns.start, r.columns.stop))
        for layer, r in regions.items()
    }


def test_a_receptive_field_grows_towards_the_raster():
    every = tuple(range(6))
    assert influence(lenet5(), "C3", 4, 0, 9) == {
        "S2": ((0, 4, 5), (0, 5), (9, 14)),
        "C1": ((0, 4, 5), (0, 10), (18, 28)),
        "input": ((0,), (0, 12), (16, 28)),
    }
    assert influence(lenet5(), "S4", 15, 1, 2)["C3"] == ((15,), (2, 4), (4, 6))
    assert influence(lenet5(), "S4", 15, 1, 2)["S2"] == (every, (2, 8), (4, 10))
    whole = influence(lenet5(), "F6", 80, 0, 0)
    assert whole["C5"] == (tuple(range(120)), (0, 1), (0, 1))
    assert whole["S4"] == (tuple(range(16)), (0, 5), (0, 5))
    assert whole["input"] == ((0,), (0, 28), (0, 28))


def test_a_unit_in_the_padding_alone_sees_nothing():
    spec = NetworkSpec((Convolution("A", 1, kernel=1, padding=3), OUT))
    field = receptive_fields(spec, Unit("A", 0, 0, 5))["input"]
    assert (len(field.region.rows), list(field.columns)) == (0, [2])
