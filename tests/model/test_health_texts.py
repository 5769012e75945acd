import pytest

from model import health_texts as texts


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        ((), "no dead map, no saturated unit, no two kernels nearly alike"),
        (("dead", "faint"), "no saturated unit, no two kernels nearly alike"),
        (("dead", "saturated", "alike"), ""),
    ],
)
def test_what_was_not_found(kinds, text):
    assert text == texts.absent(kinds)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (
            texts.dead("map", "C1", (3,), 200),
            "Map 3 of C1 was never above 0 on 200 digits: it adds nothing to any answer.",
        ),
        (
            texts.saturated("unit", "F6", (2, 8), 2, 200),
            (
                "Units 2 and 8 of F6 are beyond 99 % of the range of tanh on most of 200 digits: "
                "they hardly react to changes."
            ),
        ),
        (
            texts.saturated("map", "C1", (2,), 1, 200),
            (
                "1 unit in map 2 of C1 is beyond 99 % of the range of tanh on most of 200 digits: "
                "it hardly reacts to changes."
            ),
        ),
        (
            texts.constant("map", "C1", (1, 2), (0.5, -0.25), 200),
            (
                "Maps 1 and 2 of C1 were each always the same number on 200 digits, "
                "as a bias alone would be."
            ),
        ),
        (
            texts.constant("unit", "F6", (1,), (-0.25,), 1),
            "Unit 1 of F6 was always the same number −0.250 on 1 digit, as a bias alone would be.",
        ),
        (
            texts.alike("C1", (0, 4, 5), 0.9812),
            (
                "Kernels 0, 4 and 5 of C1 are nearly alike (cosine similarity 0.981): "
                "their maps tell nearly the same."
            ),
        ),
        (
            texts.faint("C3", (1, 2), (0.01, 0.04996)),
            (
                "Maps 1 and 2 of C3 stay under 5 % of the layer's largest value for this drawing, "
                "at most at 4.9 %."
            ),
        ),
        (
            texts.flat("C1", (1, 2), (0.5, 0.5)),
            (
                "Maps 1 and 2 of C1 have the same number in all their cells for this drawing: "
                "they show nothing of it."
            ),
        ),
        (
            texts.dead("unit", "F5", tuple(range(8)), 200),
            (
                "Units 0, 1, 2, 3, 4, 5 and 2 more of F5 were never above 0 on 200 digits: "
                "they add nothing to any answer."
            ),
        ),
    ],
)
def test_findings_in_words(sentence, text):
    assert text == sentence
