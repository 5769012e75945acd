"""What the frozen program takes along: patterns, dependencies that nobody asks for, resources."""

from __future__ import annotations

import sys

import pytest

from model.weights import load
from release import contents

pytest.importorskip("PyInstaller", reason="needs the extra `build`")


def entries(*targets):
    return [(target, f"/somewhere/{target}", "BINARY") for target in targets]


def test_files_are_left_out_by_pattern_on_every_system():
    kept = entries("PySide6/Qt/plugins/platforms/libqxcb.so", "torch/lib/libtorch_cpu.so")
    left = entries(
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6\\plugins\\tls\\qschannelbackend.dll",
        "torch/lib/libtorchbind_test.so",
    )
    assert contents.wanted([*kept, *left]) == kept


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at ELF files")
def test_a_library_stays_as_long_as_somebody_needs_it():
    """_ssl needs libssl, libssl needs libcrypto; nobody here needs libsqlite3."""
    import _sqlite3
    import _ssl

    from PyInstaller.depend.bindepend import get_imports

    ssl, crypto = sorted(
        (entry for entry in get_imports(_ssl.__file__) if "libc.so" not in entry[0]),
        key=lambda entry: "crypto" in entry[0],
    )[-2:]
    sqlite = next(e for e in get_imports(_sqlite3.__file__) if "sqlite" in e[0])
    libraries = [(name, str(path), "BINARY") for name, path in (ssl, crypto, sqlite)]
    module = ("lib-dynload/_ssl.so", _ssl.__file__, "EXTENSION")
    found = contents.needed([module, *libraries])
    assert {name for name, *_ in found} == {module[0], ssl[0], crypto[0]}


def test_links_to_what_does_not_travel_go():
    links = [("libA.so", "lib/libA.so", "SYMLINK"), ("libB.so", "lib/libB.so", "SYMLINK")]
    data = ("notes.txt", "/somewhere/notes.txt", "DATA")
    kept = contents.without_dangling_links([*links, data], entries("lib/libA.so"))
    assert kept == [links[0], data]


def test_every_bundled_network_travels_whole_and_no_picture_of_the_readme_does(tmp_path):
    root = contents.Path(__file__).resolve().parents[2]
    for source, folder in contents.resources(root):
        target = tmp_path / folder
        target.mkdir(parents=True, exist_ok=True)
        (target / contents.Path(source).name).write_bytes(contents.Path(source).read_bytes())
    networks = sorted((tmp_path / "resources" / "networks").iterdir())
    assert [load(folder).network.spec is not None for folder in networks] == [True] * 4
    assert not (tmp_path / "resources" / "readme").exists()


def test_the_lite_program_leaves_torch_out_and_the_full_one_does_not():
    assert "torch" in contents.excluded_modules(lite=True)
    assert "torch" not in contents.excluded_modules(lite=False)
