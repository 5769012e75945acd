"""What the tests of the running program share."""

from __future__ import annotations

import pytest

from tests.end_to_end.program import Program


@pytest.fixture
def start(tmp_path):
    """Start the program with folders of the test's own; it is ended at the end."""
    programs = []

    def run(settings=None, *, folder=tmp_path, **options):
        programs.append(Program(folder, settings, **options))
        return programs[-1]

    yield run
    for program in programs:
        if not program.errors.closed:
            program.end()
