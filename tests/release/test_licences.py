"""Every package that can travel in a build brings its licence; Qt's notice says what it must."""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

import pytest

from release import components, licences
from release.system_packages import SystemPackage, common_licences, system_packages


def everything_needed():
    """All distributions that the program's dependencies pull in here."""
    needed, waiting = set(), ["digitscope"]
    while waiting:
        fresh = set(components.required(waiting.pop())) - needed
        needed |= fresh
        waiting += fresh
    return needed


@pytest.fixture(scope="module")
def texts():
    return licences.collect(everything_needed())


def test_every_package_that_the_program_needs_has_its_texts_and_stands_in_the_notice(texts):
    for name in everything_needed():
        file = licences.file_name(distribution(name))
        assert len(texts[file]) > 500, name
        assert file in texts["NOTICE.txt"]


def test_torch_brings_the_texts_of_the_libraries_inside_it(texts):
    torch = next(text for name, text in texts.items() if name.startswith("torch-"))
    for library in ("XNNPACK", "sleef", "fbgemm", "pybind11"):
        assert f"third_party/{library}/LICENSE" in torch


def test_a_text_that_several_files_share_stands_there_once(texts):
    torch = next(text for name, text in texts.items() if name.startswith("torch-"))
    assert torch.count("Copyright 2008, Google Inc.") < 3  # googletest lies in a dozen folders


def test_qt_is_named_with_its_version_its_source_its_licence_and_the_right_to_replace_it(texts):
    notice = " ".join(texts["Qt.txt"].split())
    version = distribution("PySide6_Essentials").version
    assert f"qt-everywhere-src-{components.qt().version}.tar.xz" in notice
    assert f"PySide6-{version}-src" in notice
    for said in (
        "GNU Lesser General Public License, version 3",
        "put your libraries in place of those",
        "reverse engineer it to debug such modifications",
        "_internal/PySide6/Qt/lib",
    ):
        assert said in notice
    assert "Version 3, 29 June 2007" in texts["LGPL-3.0.txt"]
    assert "GNU GENERAL PUBLIC LICENSE" in texts["GPL-3.0.txt"]


def test_python_fonts_icons_and_the_program_itself_are_there(texts):
    python = texts[f"Python-{components.python().version}.txt"]
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in python
    assert "SIL OPEN FONT LICENSE" in texts["Inter.txt"]
    assert "ISC License" in texts["Lucide.txt"]
    assert "MIT License" in texts["Digitscope.txt"]
    assert "OpenSSL" in texts["NOTICE.txt"]


def test_a_package_without_a_text_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(licences, "_SUPPLIED", {})
    with pytest.raises(ValueError, match=r"shiboken6 .* has no licence text"):
        licences.collect(["shiboken6"])


def test_a_package_without_an_expression_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(components, "_EXPRESSIONS", {})
    with pytest.raises(ValueError, match="shiboken6: no SPDX expression"):
        licences.collect(["shiboken6"])


def test_what_travels_is_found_from_the_modules_that_a_build_holds(monkeypatch):
    monkeypatch.setattr(components, "_IN_EVERY_BUILD", ())
    modules = ["json", "app.cli", "PIL.Image", "numpy/fft/_pocketfft_umath.so", "google.protobuf"]
    modules += ["PySide6/Qt/lib/libQt6Core.so.6", "libz.so.1", "python3.11/lib-dynload/math.so"]
    assert components.travelling(modules) == ["numpy", "pillow", "protobuf", "pyside6-essentials"]


def test_the_texts_are_written_as_files(tmp_path):
    system = [SystemPackage("zlib1g", "1.3", "pkg:deb/debian/zlib1g@1.3", "Zlib\n")]
    written = licences.write(tmp_path / "licences", ["numpy"], system)
    assert (tmp_path / "licences" / "system" / "zlib1g.txt") in written
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    notice = (tmp_path / "licences" / "NOTICE.txt").read_text(encoding="utf-8")
    assert "zlib1g 1.3" in notice
    assert "Qt 6" not in notice  # only where Qt travels


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="needs a Debian or Ubuntu system")
def test_a_library_of_the_system_is_traced_to_its_package_and_text():
    library = next(Path("/usr/lib").glob("*-linux-gnu/libstdc++.so.6"))
    for spelling in (library, str(library).removeprefix("/usr")):
        (package,) = system_packages([spelling])
        assert package.name.startswith("libstdc++6")
        assert "GPL-3" in common_licences([package])
        assert "/libstdc%2B%2B6@" in package.purl


def test_files_that_no_system_package_owns_are_passed_over(tmp_path):
    assert system_packages([tmp_path / "lib.so"]) == []
    assert system_packages([]) == []
