"""Settings survive, whatever happens to their file."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict

import pytest

from app.kept_file import write_file
from app.settings import Settings, SettingsService, load_settings

OTHER = Settings(
    network="own/mine",
    device="torch-cpu",
    theme="dark",
    pen_width=24.0,
    scale="network",
    gamma=0.5,
    shows_logits=True,
    shows_crosshair=False,
    geometry="01d9",
)
BAD = [
    ("network", ""),
    ("network", 7),
    ("network", "a\nb"),
    ("network", "x" * 300),
    ("device", "tpu"),
    ("device", None),
    ("device", ["cpu"]),
    ("theme", "pink"),
    ("theme", {}),
    ("pen_width", 3.9),
    ("pen_width", 41),
    ("pen_width", float("nan")),
    ("pen_width", float("inf")),
    ("pen_width", "18"),
    ("pen_width", True),
    ("pen_width", 10**400),
    ("scale", "none"),
    ("scale", 0),
    ("gamma", 0.8),
    ("gamma", "0.7"),
    ("gamma", True),
    ("shows_logits", 1),
    ("shows_logits", "true"),
    ("shows_crosshair", None),
    ("geometry", 5),
    ("geometry", "00" * 5000),
    ("geometry", "\ud800"),  # is written into the window's geometry as ASCII
]
BROKEN = {
    "empty": b"",
    "cut off": b'{"theme": "da',
    "a list": b'["theme"]',
    "a number": b"5",
    "not UTF-8": b'{"theme": "\xff"}',
    "deep": b"[" * 100_000,
    "binary": bytes(range(256)),
    "a number of 5,000 digits": b'{"pen_width": ' + b"1" * 5000 + b"}",
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def test_without_a_file_everything_is_as_it_comes(path, caplog):
    assert Settings() == load_settings(path)
    assert not caplog.records


def test_what_was_chosen_comes_back(qapp, path):
    service = SettingsService(path, qapp)
    service.change(**asdict(OTHER))
    service.save_now()
    service.deleteLater()
    assert OTHER == load_settings(path)


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_becomes_its_default_and_is_logged(path, caplog, name, value):
    path.write_text(json.dumps(asdict(OTHER) | {name: value}))
    loaded = asdict(load_settings(path))
    assert asdict(OTHER) | {name: getattr(Settings(), name)} == loaded
    assert type(getattr(Settings(), name)) is type(loaded[name])
    assert [name] == [record.args[0] for record in caplog.records]


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gives_the_defaults_and_is_logged(path, caplog, data):
    path.write_bytes(data)
    assert Settings() == load_settings(path)
    assert str(path) in caplog.text
    assert data == path.read_bytes()


def test_a_folder_in_its_place_gives_the_defaults_and_is_logged(path, caplog):
    path.mkdir()
    assert Settings() == load_settings(path)
    assert str(path) in caplog.text


def test_unknown_settings_of_a_newer_version_are_ignored(path, caplog):
    path.write_text(json.dumps({"sound": "loud", "theme": "dark"}))
    assert Settings(theme="dark") == load_settings(path)
    assert not caplog.records


def test_a_missing_setting_takes_its_default(path):
    path.write_text('{"gamma": 1.0}')
    assert Settings(gamma=1.0) == load_settings(path)


def test_a_change_is_told_with_what_was_before(qapp, qtbot, path):
    service = SettingsService(path, qapp)
    with qtbot.waitSignal(service.changed) as changed:
        service.change(theme="light")
    service.save_now()
    service.deleteLater()
    assert [Settings(theme="light"), Settings()] == changed.args


def test_what_is_not_a_change_is_neither_told_nor_written(qapp, qtbot, path):
    service = SettingsService(path, qapp)
    with qtbot.assertNotEmitted(service.changed):
        service.change(theme="system", gamma=0.7)
    assert not service._timer.isActive()
    service.deleteLater()


def test_changes_are_written_without_being_asked_for(qapp, qtbot, path):
    service = SettingsService(path, qapp)
    service.change(gamma=0.5)
    service.change(gamma=1.0)
    qtbot.waitUntil(path.exists)
    service.deleteLater()
    assert Settings(gamma=1.0) == load_settings(path)


def test_a_folder_that_cannot_be_written_is_logged_and_stops_nothing(qapp, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    service = SettingsService(tmp_path / "file" / "settings.json", qapp)
    told = []
    service.not_kept.connect(told.append)
    service.change(theme="dark")
    service.save_now()
    service.save_now()
    service.deleteLater()
    assert "dark" == service.settings.theme
    [text] = told  # once
    assert text.startswith(f"Settings are not kept: {tmp_path / 'file' / 'settings.json'} cannot")
    assert [logging.ERROR, logging.ERROR] == [
        record.levelno for record in caplog.records if "written" in record.msg
    ]


def test_a_file_is_replaced_whole_or_not_at_all(path, tmp_path):
    assert write_file(path, b"first")
    assert write_file(path, b"second")
    assert b"second" == path.read_bytes()
    assert [path] == list(tmp_path.glob("*.json*"))
