"""Filters, orders, tiles, confusion: what the workspace asks a store for."""

from __future__ import annotations

import numpy as np
import pytest

from model.data.mnist import NOT_A_DIGIT
from model.samples.listing import ORDERS, SampleFilter
from tests.model.samples.conftest import NETWORK, reading, sample

OTHER = "cd" * 32


def listed():
    """Samples with what was said: label, prediction, confidence, verdict, score."""
    return [
        (3, 3, 0.9, "digit", 0.99),
        (3, 8, 0.6, "digit", 0.9),
        (8, 8, 0.5, "unlike", 0.2),
        (NOT_A_DIGIT, 1, 0.95, "digit", 0.97),
        (NOT_A_DIGIT, 2, 0.7, "unlike", 0.1),
        (5, None, None, None, None),
    ]


@pytest.fixture
def filled(store):
    ids = []
    for n, (label, prediction, confidence, kind, score) in enumerate(listed()):
        said = None if prediction is None else reading(prediction, confidence, kind, score)
        more = {"origin": "drawn" if n % 2 else "guided", "created": f"2026-11-0{n + 1}T12:00:00"}
        ids.append(store.add(sample(n, label, reading=said, network=NETWORK, **more)).id)
    return store, ids


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (SampleFilter(), [0, 1, 2, 3, 4, 5]),
        (SampleFilter(labels=(3, 5)), [0, 1, 5]),
        (SampleFilter(labels=()), []),
        (SampleFilter(misread=True), [1, 3]),
        (SampleFilter(network=NETWORK, misread=True), [1, 3]),
        (SampleFilter(network=OTHER, misread=True), []),
        (SampleFilter(refused=True), [2, 4]),
        (SampleFilter(labels=(3,), predictions=(8,)), [1]),
        (SampleFilter(origin="drawn"), [1, 3, 5]),
        (SampleFilter(since="2026-11-03", until="2026-11-05"), [2, 3]),
        (SampleFilter(since="2026-11-03T12:00:00+00:00"), [2, 3, 4, 5]),
        (SampleFilter(held_out=True), []),
        (SampleFilter(deleted=True), []),
    ],
)
def test_filters(filled, wanted, expected):
    store, ids = filled
    assert [ids[n] for n in expected] == store.ids(wanted, "oldest")
    assert len(expected) == store.count(wanted)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", [5, 4, 3, 2, 1, 0]),
        ("oldest", [0, 1, 2, 3, 4, 5]),
        ("least confident", [2, 1, 4, 0, 3, 5]),
        ("most confident", [3, 0, 4, 1, 2, 5]),
        ("doubt", [2, 1, 4, 0, 3, 5]),
        ("label probability", [3, 1, 2, 0, 4, 5]),
    ],
)
def test_orders(filled, order, expected):
    store, ids = filled
    assert set(ORDERS) >= {order}
    assert [ids[n] for n in expected] == store.ids(SampleFilter(network=NETWORK), order)


def test_relabelling_changes_the_probability_of_the_label(filled):
    store, ids = filled
    store.relabel([ids[1]], 8)
    store.relabel([ids[0]], NOT_A_DIGIT)
    for network in ("", NETWORK):
        rows = store.rows(ids[:2], network)
        assert [pytest.approx(0.01), 0.6] == [row.label_probability for row in rows]
    assert [True, False] == [row.is_misread for row in rows]


def test_rows_say_what_tiles_show(filled):
    store, ids = filled
    rows = store.rows([ids[5], ids[2], "unknown", ids[1]])
    assert [ids[5], ids[2], ids[1]] == [row.id for row in rows]
    assert [None, 8, 8] == [row.prediction for row in rows]
    assert [False, False, True] == [row.is_misread for row in rows]
    assert [False, True, False] == [row.is_refused for row in rows]
    assert [None, "unlike", "digit"] == [row.verdict for row in rows]


def test_the_confusion_counts_what_was_read(filled):
    store, _ = filled
    expected = np.zeros((11, 10), int)
    for label, prediction in [(3, 3), (3, 8), (8, 8), (10, 1), (10, 2)]:
        expected[label, prediction] = 1
    assert expected.tolist() == store.confusion().tolist()
    only = store.confusion(SampleFilter(refused=True))
    assert {(8, 8), (10, 2)} == set(zip(*np.nonzero(only), strict=True))


def test_probable_mislabels_are_contradicted_with_confidence(filled):
    store, ids = filled
    assert [ids[3]] == store.probable_mislabels()
    assert [ids[3], ids[1]] == store.probable_mislabels(NETWORK, confidence=0.6)


def test_what_another_network_says_is_kept_beside_what_was_said(filled):
    store, ids = filled
    assert ids[::-1] == store.unread(OTHER)
    new = reading(8, 0.99)
    store.update_readings(OTHER, dict.fromkeys([ids[0], ids[1], "unknown"], new))
    assert {ids[0]: new, ids[1]: new} == store.readings(ids, OTHER)
    assert ids[:1:-1] == store.unread(OTHER)
    assert 3 == store.get([ids[0]])[0].reading.prediction
    assert [ids[1], ids[0]] == store.ids(SampleFilter(network=OTHER, misread=True))
    store.forget_readings(OTHER)
    assert {} == store.readings(ids, OTHER)
    with pytest.raises(ValueError, match="kept"):
        store.forget_readings("")


def test_origins(filled):
    assert {"drawn": 3, "guided": 3} == filled[0].origins()
