"""A new training: what is chosen, what it says, and when it can start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.widgets.train.settings_form import SettingsForm
from model.retraining import RetrainingConfig
from tests.app.widgets.train.retrainings import PLAN

LEFT = Qt.MouseButton.LeftButton


def test_it_starts_with_everything_and_the_defaults(new, qtbot):
    assert ("102 samples", True) == (new.ready.text(), new.start.isEnabled())
    assert "8 to 12 per digit and 2 that are no digit · about 44 s" in new.detail.text()
    assert "200 steps" in new.detail.text()
    with qtbot.waitSignal(new.start_wanted) as wanted:
        QTest.mouseClick(new.start, LEFT)
    choice = wanted.args[0]
    assert ("default", "all", (), "") == (choice.base, choice.which, choice.labels, choice.mnist)
    assert RetrainingConfig() == choice.config


def test_misread_only(new):
    new.samples.choices["misread"].setChecked(True)
    assert "16 samples" == new.ready.text()
    assert PLAN.misread == new.samples.bars.counts
    assert new.samples.warning.isVisible()
    assert "fewer than 5" in new.samples._warning_text.text()
    assert "0: 3, 1: 0, 2: 1" in new.samples.bars.accessibleDescription()


def test_chosen_labels(new):
    assert not new.samples.labels[0].isVisible()
    new.samples.choices["labels"].setChecked(True)
    for label in range(10):
        QTest.mouseClick(new.samples.labels[label], LEFT)
    assert (10,) == new.choice.labels
    assert "2 samples" == new.ready.text()
    QTest.mouseClick(new.samples.labels[10], LEFT)
    assert not new.start.isEnabled()
    assert "No label is chosen" in new.reason.text()
    assert new.reason.isVisible()


def test_without_samples_it_says_why_nothing_starts(new):
    new.show_plan(replace(PLAN, training=(0,) * 11, misread=(0,) * 11))
    assert not new.start.isEnabled()
    assert "Draw a digit and say what it was" in new.reason.text()
    assert new.reason.text() == new.start.accessibleDescription()


def test_another_base_is_counted_anew(new, qtbot):
    with qtbot.waitSignal(new.plan_wanted) as wanted:
        new.base.setCurrentIndex(1)
    assert "lenet5" == wanted.args[0].base
    with qtbot.assertNotEmitted(new.plan_wanted):
        new.show_plan(replace(PLAN, base="lenet5"))
    assert "lenet5" == new.choice.base


def test_a_folder_can_be_chosen_and_left_out(new, qtbot):
    with qtbot.waitSignal(new.plan_wanted) as wanted:
        new.show_folder("somewhere/mnist")
    assert "somewhere/mnist" == wanted.args[0].mnist
    new.show_plan(replace(PLAN, rehearsal=60000))
    assert "60,000 digits are rehearsed too" in new._folder.text()
    QTest.mouseClick(new._no_folder, LEFT)
    assert "" == new.choice.mnist
    assert not new._no_folder.isVisible()


def test_more_opens_everything_and_asks_for_a_preview(new, qtbot):
    assert not new.settings.isVisible()
    assert "10 epochs" in new._settings_card.caption.text()
    with qtbot.waitSignal(new.preview_wanted) as wanted:
        QTest.mouseClick(new.more, LEFT)
    assert wanted.args[0].config.augmentation
    assert new.settings.isVisible()
    with qtbot.waitSignal(new.preview_wanted) as wanted:
        QTest.mouseClick(new.settings.augmentation, LEFT)
    assert not wanted.args[0].config.augmentation
    rasters = [np.full((28, 28), n / 9, np.float32) for n in range(9)]
    new.show_preview(rasters)
    assert 8 == len(new._preview.tiles.rasters)
    new.grab()
    QTest.mouseClick(new.more, LEFT)
    assert not new.settings.isVisible()


@pytest.mark.parametrize(
    "config",
    [
        RetrainingConfig(),
        RetrainingConfig(seed=7, epochs=3, learning_rate=0.002, augmentation=False),
        RetrainingConfig(layers="fully connected", distillation=2.5, mixing=0.25, anchoring=0.5),
        RetrainingConfig(samples_in_step=24, rehearsal_in_step=72, threads=2),
    ],
)
def test_settings_come_back_as_they_were(qtbot, config):
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_config(config)
    assert config == form.config()
    QTest.mouseClick(form.reset, LEFT)
    assert RetrainingConfig() == form.config()


def test_settings_change_what_is_started(new):
    new.settings.epochs.setValue(3)
    new.settings.batch.setValue(40)
    new.settings.rehearsal.setValue(50)
    config = new.choice.config
    assert (3, 20, 20) == (config.epochs, config.samples_in_step, config.rehearsal_in_step)
    assert "60 steps" in new.detail.text()
    assert "about 11 s" in new.detail.text()  # 6 + 60 * 40 * 0.002


def test_every_batch_can_be_trained(qtbot):
    form = SettingsForm()
    qtbot.addWidget(form)
    for batch in (3, 4, 96, 1024):
        for share in (10, 67, 95):
            form.batch.setValue(batch)
            form.rehearsal.setValue(share)
            config = form.config()
            assert batch == config.samples_in_step + config.rehearsal_in_step
