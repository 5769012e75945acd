"""Archives: the same folder gives the same bytes, and links and modes are still there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from release import checksums, components, package
from release.moment import moment

ON_WINDOWS = sys.platform == "win32"


@pytest.fixture(autouse=True)
def _moment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def make_folder(parent, modified):
    """A small program: an executable, a library in a folder, a link to it, an empty folder."""
    folder = parent / "Digitscope"
    (folder / "_internal" / "empty").mkdir(parents=True)
    (folder / "digitscope").write_bytes(b"\x7fELF" + bytes(1000))
    (folder / "digitscope").chmod(0o755)
    (folder / "_internal" / "libz.so.1").write_bytes(b"library" * 100)
    if not ON_WINDOWS:
        (folder / "_internal" / "libz.so").symlink_to("libz.so.1")
        (folder / "_internal" / "current").symlink_to("empty")
    for path in folder.rglob("*"):
        os.utime(path, (modified, modified), follow_symlinks=ON_WINDOWS)
    return folder


@pytest.mark.parametrize("suffix", [".tar.xz", ".zip"])
@pytest.mark.parametrize("with_xz", [True, False])
def test_two_archives_of_the_same_program_are_equal(tmp_path, monkeypatch, suffix, with_xz):
    if not with_xz:
        monkeypatch.setattr(package.shutil, "which", lambda _: None)
    archives = [tmp_path / f"{number}{suffix}" for number in range(2)]
    for archive, modified in zip(archives, (1_600_000_000, 1_650_000_000), strict=True):
        package.pack(make_folder(tmp_path / archive.name[0], modified), archive)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    assert {path.suffix for path in tmp_path.iterdir() if path.is_file()} == {archives[0].suffix}


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has neither modes nor, for everyone, links")
def test_links_modes_and_empty_folders_survive(tmp_path):
    package.pack(make_folder(tmp_path, 1_600_000_000), tmp_path / "a.tar.xz")
    with tarfile.open(tmp_path / "a.tar.xz") as tar:
        assert {(entry.uname, entry.uid, entry.mtime) for entry in tar} == {("root", 0, 1700000000)}
        tar.extractall(tmp_path / "out", filter="data")
    out = tmp_path / "out" / "Digitscope"
    assert os.access(out / "digitscope", os.X_OK)
    assert not os.access(out / "_internal" / "libz.so.1", os.X_OK)
    assert (out / "_internal" / "libz.so").readlink().name == "libz.so.1"
    assert (out / "_internal" / "current").readlink().name == "empty"
    assert (out / "_internal" / "libz.so").read_bytes() == b"library" * 100


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no modes")
def test_a_zip_keeps_what_is_executable(tmp_path):
    package.pack(make_folder(tmp_path, 1_600_000_000), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in packed.infolist()}
    assert modes["Digitscope/digitscope"] == 0o755
    assert modes["Digitscope/_internal/libz.so.1"] == 0o644


def test_the_name_says_version_system_machine_and_variant(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "version", lambda: "1.2.3")
    monkeypatch.setattr(package.platform, "machine", lambda: "AMD64")
    monkeypatch.setattr(package.sys, "platform", "win32")
    assert package.archive_name(tmp_path / "Digitscope") == "Digitscope-1.2.3-windows-x86_64.zip"
    monkeypatch.setattr(package.sys, "platform", "darwin")
    bundle = tmp_path / "Digitscope-lite.app"
    assert package.archive_name(bundle) == "Digitscope-1.2.3-macos-x86_64-lite.tar.xz"
    monkeypatch.setattr(package.sys, "platform", "sunos5")
    with pytest.raises(ValueError, match="no release for sunos5"):
        package.archive_name(bundle)


def test_the_programs_own_bill_of_materials_lies_beside_the_archive(tmp_path, monkeypatch, capsys):
    folder = make_folder(tmp_path, 1_600_000_000)
    (folder / "licences").mkdir()
    (folder / "licences" / components.SBOM_NAME).write_text("ours")
    (folder / "_internal" / "sbom.cdx.json").write_text("a package's")
    monkeypatch.setattr(sys, "argv", ["package", str(folder), "--out", str(tmp_path / "out")])
    package._main()
    said = json.loads(capsys.readouterr().out)
    archive = Path(said["path"])
    assert said["bytes"] == archive.stat().st_size
    sbom = archive.name.removesuffix(".zip").removesuffix(".tar.xz") + ".cdx.json"
    assert (tmp_path / "out" / sbom).read_text() == "ours"


def test_what_cannot_be_packed_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="is no folder"):
        package.pack(tmp_path / "nothing", tmp_path / "a.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=r"expected \.zip or \.tar\.xz"):
        package.pack(tmp_path / "folder", tmp_path / "a.rar")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_checksums_are_those_that_sha256sum_reads(tmp_path):
    (tmp_path / "b.zip").write_bytes(b"b")
    (tmp_path / "a.tar.xz").write_bytes(b"a")
    for _ in range(2):  # its own file is left out the second time
        sums = checksums.write(tmp_path)
    digests = {
        name: hashlib.sha256(name[:1].encode()).hexdigest() for name in ("a.tar.xz", "b.zip")
    }
    expected = "".join(f"{digest} *{name}\n" for name, digest in digests.items())
    assert sums.read_text(encoding="utf-8") == expected
    if shutil.which("sha256sum"):
        check = ["sha256sum", "--check", "--strict", sums.name]
        subprocess.run(check, cwd=tmp_path, check=True, capture_output=True)


def test_checksums_of_nothing_are_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no file"):
        checksums.write(tmp_path)


def test_a_moment_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match=re.escape("'yesterday', expected seconds")):
        moment()
