"""The bill of materials keeps to CycloneDX's schema, is complete, and the same each time."""

from __future__ import annotations

import hashlib
import json

import pytest

pytest.importorskip("cyclonedx", reason="needs the extra `build`")
pytest.importorskip("jsonschema", reason="needs the extra `build`")

from release import components, sbom
from release.system_packages import SystemPackage

TRAVELLING = ["numpy", "pillow", "pyside6-essentials", "shiboken6", "torch", "sympy", "mpmath"]
SYSTEM = [
    SystemPackage("zlib1g", "1:1.3", "pkg:deb/debian/zlib1g@1:1.3?arch=amd64", "Zlib\n"),
]


@pytest.fixture(autouse=True)
def _moment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def bill(tmp_path):
    sbom.write(tmp_path / components.SBOM_NAME, TRAVELLING, SYSTEM)  # write validates
    return json.loads((tmp_path / components.SBOM_NAME).read_text(encoding="utf-8"))


def named(bill, name):
    return next(part for part in bill["components"] if part["name"] == name)


def needs(bill, ref):
    return next(entry for entry in bill["dependencies"] if entry["ref"] == ref).get("dependsOn", [])


def test_it_says_what_travels_with_version_place_and_licence(bill):
    assert bill["specVersion"] == "1.6"
    assert bill["metadata"]["component"]["version"] == components.version()
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"
    sympy = named(bill, "sympy")
    assert sympy["purl"] == f"pkg:pypi/sympy@{sympy['version']}"
    assert sympy["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert named(bill, "Qt")["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    assert {"Python", "OpenSSL", "SQLite", "Inter", "Lucide", "zlib1g", *TRAVELLING[:2]} <= {
        part["name"] for part in bill["components"]
    }


def test_networks_are_named_by_their_content(bill):
    weights = sbom.NETWORKS / "default" / "weights.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert named(bill, "network default")["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_the_graph_has_only_what_travels_and_reaches_all_of_it(bill):
    refs = {part["bom-ref"] for part in bill["components"]}
    torch = needs(bill, named(bill, "torch")["bom-ref"])
    assert torch == [named(bill, "sympy")["bom-ref"]]  # neither jinja2 nor networkx is in it
    assert named(bill, "Qt")["bom-ref"] in needs(bill, named(bill, "PySide6_Essentials")["bom-ref"])
    reached, waiting = set(), [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        fresh = set(needs(bill, waiting.pop())) - reached
        reached |= fresh
        waiting += fresh
    assert reached == refs


def test_the_same_build_gives_the_same_bytes_and_another_another_number(tmp_path):
    paths = [tmp_path / name for name in ("one.json", "two.json", "three.json")]
    for path, what in zip(paths, (TRAVELLING, TRAVELLING[::-1], TRAVELLING[:2]), strict=True):
        sbom.write(path, what)
    one, two, three = (path.read_bytes() for path in paths)
    assert one == two
    assert json.loads(one)["serialNumber"] != json.loads(three)["serialNumber"]
