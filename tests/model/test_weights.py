import hashlib
import json
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load as parse
from safetensors.numpy import save as to_bytes

from model.network import Calibration, Network, lenet, lenet5
from model.weights import LARGEST_FILE, load, save

SPEC, WEIGHTS = "network.json", "weights.safetensors"


@pytest.fixture
def folder(network, tmp_path):
    """A saved network."""
    return save(network, tmp_path / "net", {"data": "none"}).folder


def rewrite(folder, data):
    """Put other weights into a folder, with the checksum that belongs to them."""
    (folder / WEIGHTS).write_bytes(data)
    description = json.loads((folder / SPEC).read_text("utf-8"))
    description["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / SPEC).write_text(json.dumps(description), "utf-8")


def assert_same(expected, network):
    assert (expected.name, expected.spec) == (network.name, network.spec)
    assert expected.calibration == network.calibration
    for name, array in expected.parameters.items():
        np.testing.assert_array_equal(array, network.parameters[name], strict=True)


SPECS = {"max": lenet(), "average": lenet("average"), "l2": lenet("l2"), "1998": lenet5()}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_network_comes_back_bit_by_bit(make_network, tmp_path, spec):
    network = make_network(spec)
    network = Network("Größe 2·2", network.spec, network.parameters, Calibration(1.25, 0.5))
    saved = save(network, tmp_path / "deep" / "er" / "net", {"seed": 3, "from": ["ü", None]})
    loaded = load(tmp_path / "deep" / "er" / "net")
    assert_same(network, loaded.network)
    assert {"seed": 3, "from": ["ü", None]} == saved.card == loaded.card
    assert saved.folder == loaded.folder
    weights = (loaded.folder / WEIGHTS).read_bytes()
    assert hashlib.sha256(weights).hexdigest() == saved.checksum == loaded.checksum
    assert not any(array.flags.writeable for array in loaded.network.parameters.values())


def test_the_order_in_memory_does_not_matter(network, tmp_path):
    turned = {name: np.asfortranarray(array) for name, array in network.parameters.items()}
    save(Network(network.name, network.spec, turned), tmp_path / "net")
    assert_same(network, load(tmp_path / "net").network)


def test_only_what_is_connected_is_counted(make_network, tmp_path):
    save(make_network(lenet5()), tmp_path / "net")
    description = json.loads((tmp_path / "net" / SPEC).read_text("utf-8"))
    assert description["parameters"] == 60_850


def test_a_weight_where_nothing_is_connected_is_refused(make_network, tmp_path):
    network = make_network(lenet5())
    folder = save(network, tmp_path / "net").folder
    numbers = {name: array.copy() for name, array in network.parameters.items()}
    numbers["C3.weight"][0, 5, 0, 0] = 0.25  # map 0 of C3 sees 0, 1 and 2
    rewrite(folder, to_bytes(numbers))
    cause = r"weights\.safetensors: C3\.weight is not 0 from input channel 5 to channel 0"
    with pytest.raises(ValueError, match=cause):
        load(folder)


def test_what_else_lies_in_the_folder_is_never_deleted(folder, network):
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"notes\.txt"):
        save(network, folder)
    assert (folder / "notes.txt").read_text() == "mine"


def test_saving_again_replaces_what_was_there(folder, make_network):
    other = make_network(seed=1)
    save(other, folder)
    assert_same(other, load(folder).network)
    assert sorted(path.name for path in folder.iterdir()) == [SPEC, WEIGHTS]
    assert [folder] == list(folder.parent.iterdir())


def test_saving_in_place_of_a_file_leaves_nothing_behind(network, tmp_path):
    (tmp_path / "net").write_text("a file")
    try:
        save(network, tmp_path / "net")
    except OSError:
        assert (tmp_path / "net").read_text() == "a file"
    assert [tmp_path / "net"] == list(tmp_path.iterdir())


def test_a_save_that_fails_keeps_what_was_there(folder, network, make_network):
    for card in ({"rate": float("nan")}, {"rate": object()}):
        with pytest.raises((ValueError, TypeError)):
            save(make_network(seed=1), folder, card)
    assert_same(network, load(folder).network)
    assert [folder] == list(folder.parent.iterdir())


def test_a_save_below_a_file_is_an_os_error(network, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError, match="file"):
        save(network, tmp_path / "file" / "net")
    assert (tmp_path / "file").read_text() == "mine"
    assert [tmp_path / "file"] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [SPEC, WEIGHTS])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ValueError, match=f"{name}: the file is missing"):
        load(folder)


@pytest.mark.parametrize("name", [SPEC, WEIGHTS])
def test_a_folder_in_place_of_a_file_is_named(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(ValueError, match=f"{name}: cannot be read"):
        load(folder)


@pytest.mark.parametrize("name", [SPEC, WEIGHTS])
def test_a_huge_file_is_not_read(folder, name):
    with (folder / name).open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(ValueError, match=f"{name}: 16,000,001 bytes; at most 16,000,000"):
        load(folder)


def test_a_folder_that_is_not_there_or_a_file_is_named(tmp_path, folder):
    for place in (tmp_path / "nowhere", folder / SPEC):
        with pytest.raises(ValueError, match=f"{place.name}/{SPEC}: "):
            load(place)


ALTERED = [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:0], bytes.swapcase]


@pytest.mark.parametrize("change", ALTERED, ids=["truncated", "longer", "empty", "altered"])
def test_altered_weights_are_refused(folder, change):
    (folder / WEIGHTS).write_bytes(change((folder / WEIGHTS).read_bytes()))
    with pytest.raises(ValueError, match=f"{WEIGHTS}: the file was altered"):
        load(folder)


def test_weights_of_another_network_are_refused(folder, make_network):
    other = save(make_network(seed=1), folder.with_name("other")).folder
    (folder / WEIGHTS).write_bytes((other / WEIGHTS).read_bytes())
    with pytest.raises(ValueError, match="belongs to another network"):
        load(folder)


class Trap:
    """Unpickled, it would create a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_nothing_is_ever_unpickled(folder, tmp_path):
    sprung = tmp_path / "sprung"
    data = pickle.dumps(Trap(sprung))
    rewrite(folder, data)
    with pytest.raises(ValueError, match=f"{WEIGHTS}: not a safetensors file"):
        load(folder)
    assert not sprung.exists()
    pickle.loads(data)  # noqa: S301
    assert sprung.exists(), "the trap itself works"


def tensors(header, data=b""):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def one(dtype, size):
    return tensors(
        {"C1.bias": {"dtype": dtype, "shape": [16], "data_offsets": [0, size]}}, b"\0" * size
    )


BAD_WEIGHTS = {
    "empty": b"",
    "text": b"not tensors at all",
    "an endless header": struct.pack("<Q", 1 << 60) + b"{}",
    "no JSON": struct.pack("<Q", 4) + b"\xff\xfe{}",
    "beyond its end": one("F32", 64)[:-1],
    "no tensors": tensors({}),
    "half precision": one("F16", 32),
    "bfloat16": one("BF16", 32),
    "eight bits": one("F8_E4M3", 16),
    "an unknown type": one("F31", 64),
}


@pytest.mark.parametrize("data", BAD_WEIGHTS.values(), ids=BAD_WEIGHTS)
def test_bad_weights_with_their_checksum_are_refused(folder, data):
    rewrite(folder, data)
    with pytest.raises(ValueError, match=f"{WEIGHTS}: "):
        load(folder)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_refused(folder, number):
    parameters = parse((folder / WEIGHTS).read_bytes())
    parameters["F5.weight"][60, 400] = number
    rewrite(folder, to_bytes(parameters))
    with pytest.raises(ValueError, match=f"{WEIGHTS}: F5.weight holds NaN or infinity"):
        load(folder)


def test_weights_of_other_shapes_names_or_types_are_refused(folder):
    good = parse((folder / WEIGHTS).read_bytes())
    for parameters, cause in (
        (good | {"C1.bias": good["C3.bias"]}, r"C1.bias has shape \(32,\)"),
        (good | {"C1.bias": good["C1.bias"].astype(np.float64)}, "float64, expected"),
        (good | {"more": good["C1.bias"]}, "unknown"),
        ({name: good[name] for name in list(good)[1:]}, "missing"),
    ):
        rewrite(folder, to_bytes(parameters))
        with pytest.raises(ValueError, match=f"{WEIGHTS}: .*{cause}"):
            load(folder)


def test_numbers_so_large_that_answers_overflow_are_refused(network, tmp_path):
    large = {name: value * np.float32(1e30) for name, value in network.parameters.items()}
    save(Network(network.name, network.spec, large), tmp_path / "net")
    with pytest.raises(ValueError, match=r"weights\.safetensors: .*overflow"):
        load(tmp_path / "net")
