"""Letters and signs of real scripts, without those that could be taken for a digit.

Left out on purpose, among others: B C D G I O Q S Z, b g i l o q s y z, the Greek beta, gamma,
delta, epsilon, theta, xi, sigma, phi, the Cyrillic letters like 3, 4, 6 and 8, and the kana and
kanji that look like 1, 2, 3, 5, 7 or 9.
"""

from __future__ import annotations

import numpy as np

from model.synthetic.glyphs import bounds, glyph, in_unit_box, moved, pick
from model.synthetic.hand import Line

CAPITALS = (
    "09 30 69; 15 55", "09 40 79; 26 66", "~09 22 40 62 79; 16 66",  # A
    "60 00 09 69; 04 54", "00 09; 00 60; 04 54; 09 69",  # E
    "60 00 09; 04 54", "00 09; 00 60; 04 44",  # F
    "00 09; 60 69; 04 64", "10 09; 60 59; 05 54",  # H
    "20 80; ~50 55 47 29 07",  # J with a bar
    "00 09; 60 04 69", "00 09; 60 04; 24 69",  # K
    "00 09 69",  # L
    "09 00 45 80 89", "09 20 46 70 99", "~09 20 46 70 99",  # M
    "09 00 69 60", "00 09; 00 69; 69 60",  # N
    "00 09; ~00 40 62 44 04; 24 69", "09 00; ~00 50 62 35 04; 04 69",  # R
    "00 80; 40 49",  # T
    "~00 05 18 39 58 65 60",  # U
    "00 49 80", "00 39 60",  # V
    "00 29 43 69 80", "~00 29 43 69 90", "00 19 40 69 80",  # W
    "00 69; 60 09", "00 79; 70 09",  # X
    "00 44 80; 44 49",  # Y
)  # fmt: skip
SMALL = (
    "~63 42 14 16 28 48 65; ~62 66 78 99",  # a with a tail
    "~13 32 53 55 59; ~55 25 07 28 48 56; 58 79",  # a in two storeys
    "~65 34 06 08 39 58 66; 60 69", "~65 34 06 08 39 58 66; ~60 66 78 89",  # d
    "~16 66 64 33 15 17 39 68", "~06 46 64 33 04 07 39 69",  # e
    "~60 40 31 39; 14 54", "~70 50 42 47 39 19; 24 74",  # f
    "00 09; ~05 33 55 59", "00 09; ~05 33 64 68 79",  # h
    "~43 47 39 18; 40",  # j with its dot
    "00 09; 53 06 59", "00 09; ~05 33 54 06; 26 69",  # k
    "03 09; ~05 23 35 39; ~35 53 75 79", "~03 05 09 05 23 34 39 34 53 74 79",  # m
    "03 09; ~05 33 55 59", "~03 09 05 33 55 58 79",  # n
    "02 09; ~03 42 64 46 06",  # p
    "03 09; ~06 23 43 54",  # r
    "~20 25 38 59 68; 03 63",  # t
    "~03 06 28 48 66 63; 63 69", "~03 06 28 48 65 63; ~63 67 79 98",  # u
    "03 39 63",  # v
    "03 29 45 69 93", "~03 07 29 46 44 47 69 96 93",  # w
    "03 69; 63 09", "~03 23 46 69 89; ~83 63 46 29 09",  # x
)  # fmt: skip
GREEK = (
    "09 40 89 09",  # Delta
    "00 70; 14 64; 09 79",  # Xi
    "00 80; 10 19; 70 79",  # Pi
    "70 00 44 09 79",  # Sigma
    "~00 03 36 66 83 80; 40 49",  # Psi
    "09 29; ~29 16 02 40 82 76 69; 69 89",  # Omega
    "~80 65 38 07 05 23 45 68 88",  # alpha
    "~00 21 45 69 89; 45 09",  # lambda
    "03 09; ~03 07 28 47 53; ~53 57 78",  # mu
    "~03 12 92; 22 28; ~72 76 88",  # pi
    "40 49; ~43 13 05 17 47 77 95 73 43",  # Phi: low and wide, or it is a slashed zero
    "~12 04 07 28 46 44 46 68 97 94 82",  # omega
    "~03 05 28 58 75 63; ~50 46 39",  # psi
)
CYRILLIC = (
    "40 49; 00 44 09; 80 44 89", "50 59; ~00 44 09; ~90 55 99",  # zhe
    "18 30 70 78; 09 08 98 99",  # de
    "00 09 60 69", "00 09 70 79; ~21 32 51",  # i, short i
    "~09 18 20; 20 70 79",  # el
    "40 49; ~43 23 04 05 26 46 66 85 84 63 43",  # ef
    "00 08 68; 60 68 79", "00 08 88 80; 40 48", "00 08 88; 40 48; 80 88 99",  # tse, sha, shcha
    "00 08; ~03 33 45 47 08; 80 88",  # yeri
    "00 09; 04 34; ~60 32 37 69 97 92 60",  # yu
    "70 79; ~70 30 02 34 74; 44 09",  # ya
    "62 02 09 69; 05 55; 10; 50",  # yo
    "00 08; 04 44; 40 48; ~44 74 86 78 48",  # nje
    "00 09; 70 79; 05 74",  # en
    "00 70; 10 19; 60 69",  # pe
    "19 20 46 70 89",  # em
)  # fmt: skip
SEMITIC = (
    "00 79; ~70 62 45; ~23 15 09",  # alef
    "00 70 79; 25 29", "00 80 89; 10 19",  # he, het
    "00 08 88 80; ~40 44 06", "00 06 38 68 86 80; 40 36",  # shin
    "00 70 79; ~20 27 09",  # tav
    "~03 06 28 68 86 83; 49",  # ba
    "~03 06 28 68 86 83; 40; 60", "~03 06 28 68 86 83; 30; 60; 41",  # ta, tha
    "~00 24 32 34 53 51 54 83 86 59 17",  # sin
    "~04 27 36 37 56 55 57 84 87 59 29; 51; 71; 60",  # shin
    "~05 43 72 95 57 05; ~05 48 59 28", "~07 65 94 97 07; 20 27",  # sad, ta
    "~80 86 59 08; ~24 05 07",  # kaf
    "~00 36 69 89; ~80 58 38",  # lam alif
)  # fmt: skip
KANA = (
    "40 42; 05 02 82; ~82 66 39",  # u
    "03 83; 50 59 38; ~53 25 09",  # o
    "03 83 78 59; ~30 34 09",  # ka
    "03 73; 06 86; 30 59",  # ki
    "30 05; 12 82; ~52 55 39",  # ke
    "03 83; 21 25; ~61 65 39",  # sa
    "11 32; 04 25; ~09 37 81",  # shi
    "04 83 56; 20 28 88",  # se
    "~70 41 11; 04 84; ~41 45 29",  # chi
    "02 14; 31 43; ~81 75 39",  # tsu
    "20 70; 03 93; ~43 47 29",  # te
    "04 94; ~50 45 19",  # na
    "40 52; 04 63 08; 46 49; 46 68",  # ne
    "~32 25 08; ~52 65 89",  # ha
    "03 83; 40 49; 25 08; 65 88",  # ho
    "01 81 46; 24 68",  # ma
    "11 73; 14 75; 07 89",  # mi
    "10 70; 04 84; 40 48 88",  # mo
    "10 17 09; ~50 58 85",
    "~20 25 09; ~50 58 85",  # ru
    "01 23; ~08 46 81",  # n
    "12 72; ~30 35 48; ~63 46 28 06 25 64 86 68 49",  # a, hiragana
    "~02 42 66 48 27; ~30 25 09; 71 84",  # ka
    "~12 71; ~04 84; 30 65; ~16 28 69",  # ki
    "~00 04 08; 33 93; ~70 65 49",  # ke
    "~00 04 08; 40 90; ~46 58 98",
    "~00 05 09; 33 93; ~70 76 48 37 56 89",  # ni, ha
    "10 70; 14 74; ~40 46 28 07 26 46 79",
    "03 83; 06 86; ~40 38 69 97",  # ma, mo
)
HANZI = (
    "03 93; 40 49; 43 08; 43 98",  # tree
    "03 93; ~40 45 09; ~43 66 99",  # big
    "00 90 98 08 00; 40 48; 04 94",  # field
    "02 92 96 06 02; 40 49",  # middle
    "00 90; 14 84; 08 98; 40 48",  # king
    "40 48; 03 08 98 93",  # mountain
    "~10 15 09; 41 47; 80 89",  # river
    "40 49 28; 23 07; 63 97",  # small
    "40 49 28; 02 32 08; 83 54 99",  # water
    "03 93; ~30 16 89; ~70 66 09",  # woman
    "50 52; 03 93; ~73 56 09; ~23 56 99",  # writing
    "10 80; 04 94; ~40 45 09; ~44 67 99",  # sky
    "22 05; 72 55; ~40 45 09; ~45 67 99",  # fire
    "50 52; 04 94; 36 09; 66 99",  # six
    "00 80; 14 74; 09 99",  # three
    "00 90; 40 49; 43 75",  # under
    "00 90; 40 09; 33 39; 53 86",  # not
    "09 00 80 89; 40 44; 04 84",  # circle, coin
    "40 49; 02 92; 05 95; 12 85",
    "00 08; 30 38; 70 78; 03 93; 06 96",
    "03 83; 20 29; 60 69; 00 80",  # well
    "20 05; 14 19; 32 92; 62 69; 35 95",
    "00 09; 03 33; 51 99; 91 59; 40 95",
    "10 14; 00 40; 04 44; 60 69; 52 92; 56 96; 06 36 39 09 06",
)
SCRIPTS = (CAPITALS, SMALL, GREEK, CYRILLIC, SEMITIC, KANA, HANZI)


def latin_capital(rng: np.random.Generator) -> list[Line]:
    """A capital that does not look like a digit."""
    return glyph(pick(CAPITALS, rng), rng)


def latin_small(rng: np.random.Generator) -> list[Line]:
    """A small letter that does not look like a digit."""
    return glyph(pick(SMALL, rng), rng)


def greek_or_cyrillic(rng: np.random.Generator) -> list[Line]:
    """A Greek or Cyrillic letter."""
    return glyph(pick(GREEK if rng.random() < 0.5 else CYRILLIC, rng), rng)


def hebrew_or_arabic(rng: np.random.Generator) -> list[Line]:
    """A Hebrew letter, or an Arabic one or something like it."""
    return glyph(pick(SEMITIC, rng), rng)


def kana_or_hanzi(rng: np.random.Generator) -> list[Line]:
    """A Japanese or Chinese sign."""
    return glyph(pick(KANA if rng.random() < 0.5 else HANZI, rng), rng, 0.03)


def word(rng: np.random.Generator) -> list[Line]:
    """Two letters side by side, sometimes three."""
    table = pick_script(rng)
    lines: list[Line] = []
    right = 0.0
    for _ in range(2 if rng.random() < 0.7 else 3):
        letter = in_unit_box(glyph(pick(table, rng), rng))
        lines += moved(letter, right, 0.0)
        right = bounds(lines)[2] + float(rng.uniform(0.02, 0.3))
    return lines


def pick_script(rng: np.random.Generator) -> tuple[str, ...]:
    """The glyphs of one script; Latin is as likely as all others."""
    first = 2 if rng.random() < 0.5 else len(SCRIPTS)
    return SCRIPTS[int(rng.integers(first))]
