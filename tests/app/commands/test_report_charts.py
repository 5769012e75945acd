"""Charts of a report: bars, gaps and the curve stand where their numbers say."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from app.commands.report_charts import coverage_chart, reliability_chart

LEFT, TOP, RIGHT, BOTTOM = 66, 12, 396, 256  # of the ground on which is drawn


def parse(text):
    return ET.fromstring(text)  # noqa: S314  our own text


def of_kind(chart, kind):
    return [each for each in chart.iter() if kind in each.get("class", "").split()]


def box(element):
    x, y, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def make_bin(low, samples, confidence=None, accuracy=None):
    return {
        "low": low, "high": low + 0.25, "samples": samples,
        "confidence": confidence, "accuracy": accuracy,
    }  # fmt: skip


def at(part_across, part_up):
    return LEFT + part_across * (RIGHT - LEFT), BOTTOM - part_up * (BOTTOM - TOP)


def test_the_ground_is_where_these_tests_think():
    assert (LEFT, TOP, RIGHT, BOTTOM) == box(of_kind(parse(reliability_chart([])), "ground")[0])


def test_a_bar_is_as_high_as_its_accuracy_and_a_gap_reaches_to_the_confidence():
    bins = [make_bin(0, 0), make_bin(0.25, 4, 0.4, 0.75), make_bin(0.5, 8, 0.7, 0.5)]
    chart = parse(reliability_chart(bins))
    first, second = map(box, of_kind(chart, "bar"))
    assert (*at(0.25, 0.75), at(0.5, 0)[0]) == pytest.approx((first[0] - 1, first[1], first[2] + 1))
    assert at(0, 0.5)[1] == pytest.approx(second[1])
    assert BOTTOM == pytest.approx(first[3]) == pytest.approx(second[3])
    (under,), (over,) = of_kind(chart, "under"), of_kind(chart, "over")
    assert (at(0, 0.75)[1], at(0, 0.4)[1]) == pytest.approx((box(under)[1], box(under)[3]), abs=0.1)
    assert (at(0, 0.7)[1], at(0, 0.5)[1]) == pytest.approx((box(over)[1], box(over)[3]), abs=0.1)


def make_coverage(*points, shipped=(1.0, 0.1)):
    return {
        "points": [{"coverage": part, "error_rate": rate} for part, rate in points],
        "shipped": {"coverage": shipped[0], "error_rate": shipped[1]},
    }


def test_the_curve_goes_through_its_points():
    chart = parse(coverage_chart(make_coverage((0.5, 0.0), (0.75, 0.05), (1.0, 0.1))))
    points = of_kind(chart, "curve")[0].get("points").split()
    expected = [at(0, 0), at(0.5, 0.5), at(1, 1)]
    for point, place in zip(points, expected, strict=True):
        assert place == pytest.approx(tuple(map(float, point.split(","))), abs=0.1)


@pytest.mark.parametrize(
    ("highest", "end"),
    [
        (0, "0.1 %"),
        (0.0049, "0.5 %"),
        (0.021, "2.5 %"),
        (0.1, "10 %"),
        (0.6, "100 %"),
        (1, "100 %"),
    ],
)
def test_the_axis_ends_at_a_round_number(highest, end):
    chart = parse(coverage_chart(make_coverage((0.5, 0), (1, highest), shipped=(1, highest))))
    texts = [each.text for each in of_kind(chart, "end")]
    assert (6, "0 %", end) == (len(texts), texts[0], texts[-1])
    assert TOP - 0.1 <= min(
        float(p.split(",")[1]) for p in of_kind(chart, "curve")[0].get("points").split()
    )


def test_the_network_is_a_dot_where_it_keeps_at_least_half():
    points = (0.5, 0), (1, 0.1)
    dot = of_kind(parse(coverage_chart(make_coverage(*points, shipped=(0.75, 0.05)))), "shipped")[0]
    assert at(0.5, 0.5) == pytest.approx((float(dot.get("cx")), float(dot.get("cy"))), abs=0.1)
    for shipped in ((0.0, None), (0.4, 0.0)):
        assert not of_kind(
            parse(coverage_chart(make_coverage(*points, shipped=shipped))), "shipped"
        )
