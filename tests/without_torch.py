"""An interpreter in which torch and onnx are not installed, as in the lite program."""

from __future__ import annotations

import os

_HIDE = '''
import sys

HIDDEN = ("torch", "onnx")


class WithoutThem:
    """Asks all other finders, but never for these packages."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            return None
        found = (finder.find_spec(name, path, target) for finder in finders)
        return next((spec for spec in found if spec is not None), None)

    @staticmethod
    def find_distributions(*context):
        for finder in finders:
            yield from getattr(finder, "find_distributions", lambda *_: ())(*context)


finders, sys.meta_path[:] = list(sys.meta_path), [WithoutThem]
'''


def without_torch(folder):
    """Variables for a process, and for all that it starts, in which they cannot be found."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_HIDE)
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
