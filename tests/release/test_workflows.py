"""The workflows run what the README names, with no more rights than needed, and never for ever.

Their syntax is for actionlint, or check-jsonschema with its schema vendor.github-workflows.
"""

from __future__ import annotations

import re

import pytest

from release.components import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(name):
    return (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")


def test_the_tests_are_run_by_the_readmes_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^python3 .*pytest$", readme, re.MULTILINE)
    assert f"run: {command[0]}\n" in read("tests.yml")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_rights_actions_and_times_are_bounded(path):
    text = path.read_text(encoding="utf-8")
    assert "\npermissions:\n  contents: read\n" in text
    for action in re.findall(r"uses: (\S+)", text):
        assert action.startswith("./") or re.search(r"@(v\d+|[0-9a-f]{40})$", action), action
    assert text.count("runs-on:") == text.count("timeout-minutes:")


def test_only_the_job_that_publishes_may_write_and_only_on_a_tag():
    before, publish = read("release.yml").split("\n  publish:\n")
    assert "write" not in before.split("jobs:")[1]
    assert "contents: write" in publish
    assert "if: github.ref_type == 'tag'" in publish


def test_what_the_release_workflow_calls_is_there():
    for module in re.findall(r"python -m (release\.\w+)", read("release.yml")):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module
