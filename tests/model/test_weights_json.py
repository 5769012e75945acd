import json

import pytest

from model.network import Calibration, lenet
from model.weights import load, save

SPEC = "network.json"


@pytest.fixture
def folder(network, tmp_path):
    return save(network, tmp_path / "net").folder


def alter(folder, **changes):
    path = folder / SPEC
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


BAD_JSON = {
    "empty": b"",
    "broken": b'{"schema": 1',
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "a number": b"1",
    "too deep": b"[" * 100_000,
    "endless digits": b'{"schema": ' + b"1" * 5000 + b"}",
}


@pytest.mark.parametrize("data", BAD_JSON.values(), ids=BAD_JSON)
def test_broken_json_is_named(folder, data):
    (folder / SPEC).write_bytes(data)
    with pytest.raises(ValueError, match=rf"{SPEC}: (not valid JSON|an object was expected)"):
        load(folder)


@pytest.mark.parametrize("schema", [None, 0, 2, "1", [1]])
def test_another_schema_is_refused(folder, schema):
    alter(folder, schema=schema)
    with pytest.raises(ValueError, match=f"{SPEC}: schema .* is not known, expected 1"):
        load(folder)


BAD_PARTS = {
    "no name": ({"name": None}, "name"),
    "an empty name": ({"name": ""}, "name"),
    "an endless name": ({"name": "x" * 81}, "name"),
    "no spec": ({"spec": None}, "spec"),
    "a list for a layer": ({"spec": {"input": [1, 28, 28], "layers": [[]]}}, "layer 1"),
    "a list for a kind": ({"spec": {"input": [1, 28, 28], "layers": [{"kind": []}]}}, "layer 1"),
    "no layers": ({"spec": {"input": [1, 28, 28], "layers": []}}, "last layer"),
    "no calibration": ({"calibration": None}, "calibration"),
    **{
        f"temperature {value!r:.9}": ({"calibration": {"temperature": value}}, "temperature is")
        for value in (0, -1, "1", None, True, float("nan"), float("inf"), 10**400)
    },
    **{
        f"threshold {value!r:.9}": ({"calibration": {"threshold": value}}, "threshold is")
        for value in (-0.1, 1.1, "0", None, False, float("nan"), 10**400)
    },
}


@pytest.mark.parametrize(("changes", "cause"), BAD_PARTS.values(), ids=BAD_PARTS)
def test_a_bad_part_is_named(folder, changes, cause):
    alter(folder, **changes)
    with pytest.raises(ValueError, match=f"{SPEC}: .*{cause}"):
        load(folder)


def test_a_spec_that_does_not_fit_the_weights_is_refused(folder):
    spec = lenet().to_json()
    spec["layers"][4]["units"] = 121
    alter(folder, spec=spec)
    with pytest.raises(ValueError, match=r"weights\.safetensors: F5.weight has shape"):
        load(folder)


@pytest.mark.parametrize("checksum", [None, "", "0" * 64, 5, []])
def test_a_checksum_that_does_not_fit_is_refused(folder, checksum):
    alter(folder, sha256=checksum)
    with pytest.raises(ValueError, match="the file was altered or belongs to another network"):
        load(folder)


def test_what_is_not_needed_may_be_missing(folder):
    description = json.loads((folder / SPEC).read_text("utf-8"))
    for name in ("calibration", "card", "parameters"):
        del description[name]
    (folder / SPEC).write_text(json.dumps(description), "utf-8")
    record = load(folder)
    assert Calibration() == record.network.calibration
    assert record.card == {}
