"""The rules of the house: who may import whom."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def run_python(code, **variables):
    """Run code in a fresh interpreter and return what it printed."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | variables
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_import_contracts_are_kept():
    # In a process of its own: it leaves a thread behind that refreshes its spinner.
    code = """
import sys
from importlinter.cli import lint_imports

sys.exit(lint_imports(config_filename="pyproject.toml", no_cache=True))
"""
    assert "0 broken" in run_python(code)


LATER = (
    *("app.widgets.ledger", "app.widgets.sheet.", "app.widgets.slide", "app.widgets.decision"),
    *("app.widgets.compare_", "app.figures", "app.svg_", "app.panels.dialogs", "model.decision"),
)  # built when they are first opened


def test_the_window_draws_and_answers_without_torch_and_without_what_opens_later(tmp_path):
    code = """
import sys
from pathlib import Path
from app import paths
from app.application import Folders, build, make_application
from app.commands.self_test import digit_drawing
from model.unit import Unit
from model.weights import load
application = make_application()
parts = build(application, load(paths.bundled_network()), Folders(Path(PLACE), Path(PLACE)))
parts.window.show()
parts.window.desk.canvas.replace_drawing(digit_drawing(7), "test")
parts.recognition.recognize_now()
application.processEvents()
print(parts.window.desk.answer.summary()[0], 'torch' in sys.modules)
print(*[name for name in sys.modules if name.startswith(LATER)])
parts.window.inspect.network_view.grab()
parts.window.inspect.pin(Unit("C3", 12, 3, 6))
print(*[f"app.widgets.{name}" in sys.modules for name in ("ledger.ledger_view", "sheet")])
parts.window.close()
""".replace("PLACE", repr(str(tmp_path))).replace("LATER", repr(LATER))
    assert run_python(code).splitlines() == ["7 False", "", "True False"]


@pytest.mark.parametrize("module", ["model.recognizer", "model.weights", "model.picture"])
def test_the_model_needs_neither_qt_nor_torch(module):
    code = f"import sys, {module}; print([m for m in ('torch', 'PySide6') if m in sys.modules])"
    assert run_python(code).strip() == "[]"


def test_every_module_of_the_model_is_in_a_contract():
    text = (CHECKOUT / "pyproject.toml").read_text()
    modules = {path.stem for path in (CHECKOUT / "model").iterdir() if path.name[0] not in "_."}
    assert [name for name in modules - {"learning"} if f'"model.{name}"' not in text] == []


def test_init_files_stay_empty():
    packages = [path for top in ("app", "model") for path in (CHECKOUT / top).rglob("__init__.py")]
    assert packages
    assert [path for path in packages if path.read_text()] == []


def calls_of(path):
    """Names of the functions that a file calls, each with its keywords."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            keywords = {k.arg: k.value for k in node.keywords if isinstance(k.value, ast.Constant)}
            yield ast.unparse(node.func), {name: value.value for name, value in keywords.items()}


def is_harmless(name, keywords):
    """False for whatever would run what a file tells it to."""
    if name == "np.load":
        return keywords.get("allow_pickle") is False
    if name == "torch.load":
        return keywords.get("weights_only") is True
    return name not in ("eval", "exec") and not name.startswith(("pickle.", "marshal.", "shelve."))


def test_nothing_is_ever_unpickled_from_a_file():
    sources = [path for top in ("app", "model") for path in (CHECKOUT / top).rglob("*.py")]
    found = [
        (path.name, name)
        for path in sources
        for name, keywords in calls_of(path)
        if not is_harmless(name, keywords)
    ]
    assert found == []
