"""The bill of materials of a build: what travels in it, as CycloneDX 1.6 in JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from release import components
from release.moment import moment
from release.system_packages import SystemPackage

NETWORKS = components.ROOT / "resources" / "networks"


def write(path: Path, distributions: Iterable[str], system: Iterable[SystemPackage] = ()) -> None:
    """Write the bill of materials of a build with these packages.

    The same build at the same commit gives the same bytes. Raises ValueError if the text does not
    keep to CycloneDX's schema or a package has no SPDX expression, and PackageNotFoundError if one
    is not installed.
    """
    materials = bill(distributions, system)
    # The serial number names the content, so it is the last thing to be set.
    content = hashlib.sha256(_json(_numbered(materials, "")).encode()).hexdigest()
    text = _json(_numbered(materials, content))
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        raise ValueError(f"the bill of materials does not keep to CycloneDX 1.6: {error!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def bill(distributions: Iterable[str], system: Iterable[SystemPackage] = ()) -> Bom:
    """The program as the root, what it needs beneath, down to what travels with the build.

    No hashes of packages: a package's would be that of its wheel, of which a part travels.
    """
    names = sorted({canonicalize_name(name) for name in distributions})
    program = _component(
        components.Component("Digitscope", components.version(), "MIT", _purl("digitscope")),
        ComponentType.APPLICATION,
    )
    python, qt = (_component(one()) for one in (components.python, components.qt))
    libraries = [_component(library) for library in components.python_libraries()]
    packages: dict[str, Component] = {name: _package(name) for name in names}
    beside = [
        *(_component(asset, ComponentType.DATA) for asset in components.assets()),
        *(_network(folder) for folder in sorted(NETWORKS.iterdir()) if folder.is_dir()),
        *(_system_component(package) for package in system),
    ]
    bom = Bom(
        components=[python, qt, *libraries, *packages.values(), *beside],
        metadata=BomMetaData(component=program, timestamp=moment()),
    )
    asked = {needed for name in names for needed in components.required(name)}
    roots = [packages[name] for name in names if name not in asked]
    direct = [packages[n] for n in components.required("digitscope") if n in packages]
    bom.register_dependency(program, [python, *roots, *direct, *beside])
    bom.register_dependency(python, libraries)
    for name, package in packages.items():
        needs = [packages[n] for n in components.required(name) if n in packages]
        bom.register_dependency(package, [*needs, *([qt] if name == "pyside6-essentials" else [])])
    return bom


def _numbered(bom: Bom, content: str) -> Bom:
    bom.serial_number = uuid5(NAMESPACE_URL, f"digitscope:{content}")
    return bom


def _json(bom: Bom) -> str:
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _purl(name: str) -> str:
    return f"pkg:pypi/{name}@{components.version()}"


def _package(name: str) -> Component:
    package = distribution(name)
    purl = PackageURL("pypi", name=name, version=package.version).to_string()
    licence = components.licence_expression(package)
    return _component(
        components.Component(package.metadata["Name"], package.version, licence, purl)
    )


def _component(
    component: components.Component, kind: ComponentType = ComponentType.LIBRARY
) -> Component:
    return Component(
        name=component.name,
        version=component.version or None,
        type=kind,
        bom_ref=component.purl,
        purl=PackageURL.from_string(component.purl),
        licenses=[LicenseFactory().make_from_string(component.licence)],
    )


def _system_component(package: SystemPackage) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        bom_ref=package.purl,
        purl=PackageURL.from_string(package.purl),
    )


def _network(folder: Path) -> Component:
    digest = hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest()
    return Component(
        name=f"network {folder.name}",
        version=components.version(),
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=f"network-{folder.name}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
