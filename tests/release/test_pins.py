"""The versions that releases are built with are those that the project allows, and all of them."""

from __future__ import annotations

import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.components import ROOT

PINS = [
    Requirement(line)
    for line in (ROOT / "release" / "requirements-build.txt").read_text().splitlines()
    if not line.startswith("#")
]


def test_everything_that_pyproject_asks_for_is_pinned_within_its_bounds():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    versions = {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in PINS}
    for line in (*project["dependencies"], *extras["dev"], *extras["build"]):
        asked = Requirement(line)
        assert asked.specifier.contains(versions[canonicalize_name(asked.name)]), line


def test_each_is_pinned_exactly_and_once():
    assert all(str(pin.specifier).startswith("==") and "+" not in str(pin) for pin in PINS)
    assert len({canonicalize_name(pin.name) for pin in PINS}) == len(PINS)


def test_a_mac_with_an_intel_processor_is_not_asked_for_torch():
    torch = next(pin for pin in PINS if pin.name == "torch")
    intel = {"sys_platform": "darwin", "platform_machine": "x86_64"}
    assert not torch.marker.evaluate(intel)
    assert torch.marker.evaluate(intel | {"platform_machine": "arm64"})
    assert torch.marker.evaluate(intel | {"sys_platform": "linux"})
