"""Which digit is asked for next."""

from __future__ import annotations

import itertools

import pytest

from model.samples.guided import Guide, Wish


def collect(seed, counts=(0,) * 10, enough=10):
    """All digits that are asked for when each of them is drawn at once."""
    guide, counts, asked = Guide(seed, enough), list(counts), []
    while (wish := guide.ask(counts)).digit is not None:
        assert wish.done == sum(min(count, enough) for count in counts)
        assert wish.total == 10 * enough
        asked.append(wish.digit)
        counts[wish.digit] += 1
    return asked


def test_each_class_gets_enough_and_no_more():
    asked = collect(0)
    assert [asked.count(digit) for digit in range(10)] == [10] * 10


def test_what_is_there_already_counts():
    counts = [12, 10, 9, 0, 10, 10, 10, 10, 10, 10]
    asked = collect(0, counts)
    assert sorted(asked) == [2] + [3] * 10
    assert Guide(0).ask(counts) == Wish(asked[0], 89, 100)


def test_the_seed_fixes_the_order():
    assert collect(5) == collect(5)
    assert collect(5) != collect(6)


@pytest.mark.parametrize("seed", range(20))
def test_no_digit_twice_in_a_row_while_others_are_missing(seed):
    guide, counts = Guide(seed), [0] * 10
    last = None
    while (digit := guide.ask(counts).digit) is not None:
        others = [d for d in range(10) if d != last and counts[d] < 10]
        assert digit != last or not others
        counts[digit] += 1
        last = digit


def test_skipping_asks_for_another():
    guide = Guide(1)
    asked = [guide.ask([0] * 10).digit for _ in range(50)]
    assert all(one != two for one, two in itertools.pairwise(asked))


def test_wrong_numbers_are_refused():
    with pytest.raises(ValueError, match="10"):
        Guide(0).ask([0] * 9)
    with pytest.raises(ValueError, match="at least 1"):
        Guide(0, 0)
