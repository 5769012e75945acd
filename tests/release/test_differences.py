"""What two builds differ in is named, and nothing else is."""

from __future__ import annotations

import pytest

from release.differences import differences


@pytest.fixture
def builds(tmp_path):
    """Two equal folders with a file and a link each."""
    for name in ("one", "other"):
        folder = tmp_path / name / "lib"
        folder.mkdir(parents=True)
        (folder / "a").write_text("content")
        (folder / "link").symlink_to("a")
    return tmp_path / "one", tmp_path / "other"


def test_equal_builds_differ_in_nothing(builds):
    assert differences(*builds) == {"files": 2, "only_in_one": [], "different": []}


def test_content_modes_links_and_missing_files_are_found(builds):
    one, other = builds
    (other / "lib" / "a").chmod(0o700)
    (other / "lib" / "link").unlink()
    (other / "lib" / "link").symlink_to("b")
    (one / "more").write_text("")
    found = differences(one, other)
    assert found == {"files": 3, "only_in_one": ["more"], "different": ["lib/a", "lib/link"]}
