"""Questions that a thread answers: the last one counts, and closing ends the thread."""

from __future__ import annotations

import threading

import pytest

from app.widgets.samples.choice import Choice
from app.widgets.samples.questions import StoreQuestions
from model.samples.listing import SampleFilter
from tests.app.sample_stores import NETWORK, mixed_store


@pytest.fixture
def store(tmp_path):
    store, _ = mixed_store(tmp_path / "samples.sqlite3")
    yield store
    store.close()


@pytest.fixture
def questions(qapp):
    questions = StoreQuestions()
    yield questions
    questions.close()


def test_of_many_listings_the_last_arrives(questions, store, qtbot):
    found = []
    questions.found.connect(found.append)
    questions.use(store.path, NETWORK)
    for label in (1, 2, 3):
        questions.list_samples(Choice(labels=(label,)))
    qtbot.waitUntil(lambda: bool(found))
    questions.close()
    qtbot.wait(0)
    assert [(3,)] == [answer.choice.labels for answer in found]
    assert store.ids(SampleFilter(labels=(3,))) == found[0].ids


def test_nothing_arrives_after_closing_and_the_thread_has_ended(questions, store, qtbot):
    before = threading.active_count()
    found = []
    questions.found.connect(found.append)
    questions.use(store.path, NETWORK)
    questions.list_samples(Choice())
    questions.close()
    qtbot.wait(0)
    assert ([], before) == (found, threading.active_count())
    questions.list_samples(Choice())  # nobody is there to answer


def test_a_store_that_cannot_be_opened_is_told(questions, tmp_path, qtbot):
    (tmp_path / "folder").mkdir()
    with qtbot.waitSignal(questions.failed):
        questions.use(tmp_path / "folder", NETWORK)


def test_counts_agree_with_the_store(questions, store, qtbot):
    questions.use(store.path, NETWORK)
    told = []
    questions.counted.connect(told.append)
    questions.lists_counted.connect(told.append)
    questions.count()
    qtbot.waitUntil(lambda: len(told) == 2)
    counts, lists = told
    assert store.count(SampleFilter(NETWORK, misread=True)) == counts.misread
    assert store.count(SampleFilter(NETWORK, refused=True)) == counts.refused
    assert store.count() == counts.total
    assert len(store.probable_mislabels(NETWORK)) == lists.mislabels
    assert 0 == lists.duplicates == counts.unread
