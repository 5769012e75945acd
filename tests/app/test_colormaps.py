"""Colour tables: neutral at 0, symmetric in lightness, even steps in OKLab."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.colormaps import HALF, colors, table
from app.tokens import STOPS

BOTH_THEMES = pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
DIVERGING = [(name, f"{name[:-1]}-") for name in STOPS if name.endswith("+")]
TABLES = [*DIVERGING, *((name, None) for name in STOPS if name[-1] not in "+-")]
BOTH_SIGNS = pytest.mark.parametrize(("positive", "negative"), TABLES)
ACTIVATIONS = ("activation+", "activation-")
# Ottosson 2020: linear sRGB -> cone responses -> lightness.
CONES = [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]]
LIGHTNESS = [0.21045, 0.79362, -0.00407]


def stop(name, is_dark, index):
    return 0xFF000000 | int(STOPS[name][is_dark].split()[index][1:], 16)


def lightness(pixels):
    srgb = np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255], -1) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ np.transpose(CONES)) @ LIGHTNESS


@BOTH_THEMES
@BOTH_SIGNS
@pytest.mark.parametrize("gamma", [1.0, 0.7, 0.5])
def test_zero_is_exactly_the_first_stop_and_the_ends_are_exactly_the_last(
    positive, negative, gamma, is_dark
):
    lut = table(positive, negative, gamma, is_dark)
    neutral, end = stop(positive, is_dark, 0), stop(positive, is_dark, -1)
    start = stop(negative, is_dark, -1) if negative else neutral
    assert (2 * HALF + 1,) == lut.shape
    assert (start, neutral, end) == (lut[0], lut[HALF], lut[-1])


@BOTH_THEMES
@pytest.mark.parametrize(("positive", "negative"), DIVERGING)
def test_both_signs_start_from_the_same_neutral(positive, negative, is_dark):
    assert stop(positive, is_dark, 0) == stop(negative, is_dark, 0)


@BOTH_THEMES
def test_the_stops_are_where_they_are_said_to_be(is_dark):
    lut = table(*ACTIVATIONS, 1.0, is_dark)
    for eighth, sign in itertools.product(range(9), (1, -1)):
        expected = stop(ACTIVATIONS[sign < 0], is_dark, eighth)
        actual = int(lut[HALF + sign * round(HALF * eighth / 8)])
        channels = [(expected >> shift & 255) - (actual >> shift & 255) for shift in (16, 8, 0)]
        assert max(map(abs, channels)) <= 2, (eighth, sign)


@BOTH_THEMES
@BOTH_SIGNS
def test_lightness_changes_steadily_away_from_zero(positive, negative, is_dark):
    values = lightness(table(positive, negative, 1.0, is_dark))
    halves = [values[HALF:]] + ([values[HALF::-1]] if negative else [])
    for half in halves:
        steps = np.diff(half[::16])  # wide enough that rounding to bytes does not show
        assert (steps > 0).all() if is_dark else (steps < 0).all()


@BOTH_THEMES
@pytest.mark.parametrize(("positive", "negative"), DIVERGING)
def test_equal_amounts_of_both_signs_are_equally_light(positive, negative, is_dark):
    values = lightness(table(positive, negative, 1.0, is_dark))
    assert np.abs(values - values[::-1]).max() <= 0.03


@BOTH_THEMES
def test_a_sequential_table_has_nothing_below_zero(is_dark):
    lut = table("activation+", None, 0.7, is_dark)
    assert [lut[HALF]] == np.unique(lut[: HALF + 1]).tolist()


@BOTH_THEMES
@pytest.mark.parametrize("gamma", [0.7, 0.5])
def test_gamma_bends_the_positions(gamma, is_dark):
    bent, straight = (lightness(table(*ACTIVATIONS, g, is_dark)) for g in (gamma, 1.0))
    amounts = np.arange(HALF + 1)
    moved = HALF * (amounts / HALF) ** gamma
    for sign in (1, -1):
        expected = np.interp(moved, amounts, straight[HALF + sign * amounts])
        assert np.abs(expected - bent[HALF + sign * amounts]).max() < 0.006  # steps of a byte


def test_a_table_cannot_be_changed():
    lut = table(*ACTIVATIONS, 0.7, False)
    with pytest.raises(ValueError, match="read-only"):
        lut[0] = 0


def test_values_take_the_colours_of_their_share_of_the_scale():
    lut = table(*ACTIVATIONS, 0.7, False)
    values = np.array([[0, 2.5, -2.5], [1.25, -1.25, 99]], np.float32)
    half = round(HALF / 2)
    expected = [[HALF, 2 * HALF, 0], [HALF + half, HALF - half, 2 * HALF]]
    assert np.array_equal(lut[expected], colors(values, 2.5, lut))


@pytest.mark.parametrize("value", [0.0, 3.0, -3.0])
def test_a_scale_of_zero_draws_neutral(value):
    lut = table(*ACTIVATIONS, 0.7, False)
    drawn = colors(np.full((2, 3), value, np.float32), 0.0, lut)
    assert np.full((2, 3), lut[HALF]).tolist() == drawn.tolist()


@pytest.mark.parametrize("largest", [1e-30, 1e-38, 1e-44])
def test_zero_is_neutral_on_the_smallest_scale_too(largest):
    lut = table(*ACTIVATIONS, 1.0, False)
    drawn = colors(np.array([0.0, largest, -largest], np.float32), largest, lut)
    assert lut[HALF] == drawn[0]


def test_values_are_left_as_they_are():
    values = np.array([1.0, -2.0], np.float32)
    colors(values, 2.0, table(*ACTIVATIONS, 0.7, False))
    assert np.array_equal([1.0, -2.0], values)
