"""Numbers as text."""

from __future__ import annotations

import pytest

from app.formats import percent, short_number, signed

SIGNED = [
    (1.84, 1, "+1.8"),
    (-0.34, 1, "−0.3"),
    (-12.0, 2, "−12.00"),
    (0.0, 1, "0.0"),
    (-0.0, 1, "0.0"),
    (0.04, 1, "0.0"),
    (-0.04, 1, "0.0"),
    (-0.4, 0, "0"),
    (-0.06, 1, "−0.1"),
]
PERCENT = [
    (0.9613, 1, "96.1 %"),
    (0.0, 1, "0.0 %"),
    (1.0, 1, "100.0 %"),
    (1.0, 3, "100.000 %"),
    (0.9994, 1, "99.9 %"),
    (0.9996, 1, ">99.9 %"),
    (0.999999, 2, ">99.99 %"),
    (1 - 1e-16, 3, ">99.999 %"),
    (0.999, 0, ">99 %"),
]
SHORT = [
    (0.0, "0.00"),
    (0.42, "0.42"),
    (1.0, "1.0"),
    (9.04, "9.0"),
    (42.3, "42.3"),
    (100.0, "100"),
    (118.4, "118"),
    (99.96, "100"),  # two or three digits, so not 100.0
]


@pytest.mark.parametrize(("value", "digits", "text"), SIGNED)
def test_a_signed_number_has_its_sign_unless_it_rounds_to_zero(value, digits, text):
    assert text == signed(value, digits)


@pytest.mark.parametrize(("part", "digits", "text"), PERCENT)
def test_what_is_not_certain_is_never_rounded_to_certainty(part, digits, text):
    assert text == percent(part, digits)


@pytest.mark.parametrize(("value", "text"), SHORT)
def test_the_ends_of_legends_have_two_or_three_digits(value, text):
    assert text == short_number(value)


def test_a_small_scale_is_not_shown_as_zero():
    assert float(short_number(0.004)) > 0
