"""The sections of a report's page: one for labelled digits, one for what is no digit."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.commands.report_charts import coverage_chart, reliability_chart
from app.commands.report_elements import (
    Figures,
    amount,
    card,
    count,
    decimals,
    details,
    percent,
    row_of,
    share,
    six_decimals,
    table_of,
    tile,
    with_interval,
    words,
)

_ROWS = 12  # of a table, before a second stands beside it
_REASONS = {  # kinds of verdicts in words
    "blank": "blank",
    "little ink": "too little ink",
    "several": "several digits",
    "unlike": "unlike any digit",
    "too large": "beyond a digit's frame",
    "between": "between two digits",
}


def digit_section(measure: Figures, pictures: Sequence[str]) -> str:
    """Errors, calibration, robustness; pictures: data URIs of the worst errors."""
    low, high = (measure.show(percent, "error_interval", end) for end in (0, 1))
    key = (
        f'<p class="key">{measure.show(percent, "error_rate")} error</p>'
        f"<p>{measure.show(count, 'errors')} of {measure.show(count, 'samples')} digits, "
        f"with 95 % confidence between {low} and {high}. "
        f"{measure.show(percent, 'refused_rate')} of the digits were refused; errors are counted "
        "among all of them, refused or not.</p>"
    )
    return (
        card(key + _reasons(measure))
        + '<div class="pair wide">'
        + card(f"<h3>What was read as what</h3>{_confusion(measure)}")
        + card(f"<h3>By digit</h3>{_classes(measure)}")
        + "</div>"
        + f'<div class="pair">{_reliability(measure)}{_coverage(measure)}</div>'
        + card(f"<h3>What it withstands</h3>{_robustness(measure)}")
        + card(f"<h3>Its surest errors</h3>{_errors(measure, pictures)}")
    )


def not_digit_section(measure: Figures, pictures: Sequence[str]) -> str:
    """What was refused and what was not; pictures: data URIs of what passed for a digit."""
    low, high = (measure.show(percent, "refused_interval", end) for end in (0, 1))
    key = (
        f'<p class="key">{measure.show(percent, "refused_rate")} refused</p>'
        f"<p>{measure.show(count, 'samples')} drawings that are no digits; with 95 % confidence "
        f"between {low} and {high} are refused. AUROC against real digits: "
        f"{measure.show(decimals, 'auroc')}.</p>"
    )
    name = next(name for name in measure.value if name.startswith("by_"))
    grouping = name.removeprefix("by_")
    return (
        card(key + _reasons(measure))
        + card(f"<h3>Refused by {escape(grouping)}</h3>{_groups(measure.each(name), grouping)}")
        + card(f"<h3>What passed for a digit</h3>{_passed(measure, pictures)}")
    )


def _groups(groups: Sequence[Figures], grouping: str) -> str:
    """Least refused first; many of them in tables side by side."""
    rows = [
        row_of(
            escape(str(group.place[-1]).replace("_", " ")),
            [
                group.show(count, "samples"),
                with_interval(group, "refused_rate", "refused_interval"),
            ],
        )
        for group in sorted(groups, key=lambda group: group.value["refused_rate"])
    ]
    high = max(_ROWS, -(-len(rows) // 3))
    titles = [grouping, "samples", "refused"]
    tables = [table_of(titles, rows[first : first + high]) for first in range(0, len(rows), high)]
    return f'<div class="beside">{"".join(tables)}</div>'


def _reasons(measure: Figures) -> str:
    reasons = [
        f"{_REASONS[str(each.place[-1])]} {each.show(count)}"
        for each in measure.each("refused_because")
    ]
    return f'<p class="caption">Refused because: {", ".join(reasons)}.</p>' if reasons else ""


def _confusion(measure: Figures) -> str:
    cells = measure.value["confusion"]
    most = max((n for i, row in enumerate(cells) for j, n in enumerate(row) if i != j), default=0)
    head = "".join(f'<th scope="col">{digit}</th>' for digit in range(len(cells)))
    rows = []
    for true, row in enumerate(measure.each("confusion")):
        inner = "".join(
            _confusion_cell(row.at(read), true == read, most) for read in range(len(cells))
        )
        rows.append(f'<tr><th scope="row">{true}</th>{inner}</tr>')
    return (
        '<table class="confusion"><caption>Rows: the true digit. Columns: what was read.</caption>'
        f'<thead><tr><th scope="col">true</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _confusion_cell(cell: Figures, is_right: bool, most: int) -> str:
    text = cell.show(count)
    if is_right or not cell.value:
        return f'<td class="{"right" if is_right else "none"}">{text}</td>'
    return f'<td class="wrong shaded"{share(cell.value / most)}>{text}</td>'


def _classes(measure: Figures) -> str:
    titles = ["digit", "samples", "read as it", "precision", "recall", "error"]
    rows = [
        row_of(
            str(digit),
            [each.show(count, "support"), each.show(count, "read")]
            + [each.show(percent, name) for name in ("precision", "recall", "error_rate")],
        )
        for digit, each in enumerate(measure.each("per_class"))
    ]
    note = "Precision: right among those read as the digit. Recall: right among its samples."
    return table_of(titles, rows, note)


def _reliability(measure: Figures) -> str:
    bins = measure.each("reliability", "bins")
    rows = [
        row_of(
            f"{each.show(decimals, 'low')} to {each.show(decimals, 'high')}",
            [
                each.show(count, "samples"),
                each.show(decimals, "confidence"),
                each.show(decimals, "accuracy"),
            ],
        )
        for each in bins
        if each.value["samples"]
    ]
    error = measure.show(percent, "reliability", "calibration_error")
    note = "Filled: more confident than right. Dashed: more right than confident."
    table = table_of(["bin", "samples", "confidence", "accuracy"], rows)
    return card(
        "<h3>Is it right as often as it is confident?</h3>"
        f"<p>Expected calibration error {error}.</p>"
        f"{reliability_chart(measure.value['reliability']['bins'])}"
        f'<p class="caption">{note}</p>{details("Numbers", table)}'
    )


def _coverage(measure: Figures) -> str:
    points = [
        row_of(each.show(percent, "coverage"), [each.show(percent, "error_rate")])
        for each in measure.each("coverage", "points")[::-10]
    ]
    shipped = measure.at("coverage", "shipped")
    table = table_of(["kept", "error"], points)
    return card(
        "<h3>When the least sure are refused</h3>"
        f"<p>As it is, the network keeps {shipped.show(percent, 'coverage')} with "
        f"{shipped.show(percent, 'error_rate')} error among these.</p>"
        f"{coverage_chart(measure.value['coverage'])}"
        f'<p class="caption">By confidence. The dot is the network as it is. Area under the curve '
        f"{measure.show(six_decimals, 'coverage', 'area')}.</p>{details('Numbers', table)}"
    )


def _robustness(measure: Figures) -> str:
    kinds = measure.each("robustness")
    width = max(len(kind.value["steps"]) for kind in kinds)
    rows = []
    for kind in kinds:
        name = f"{kind.show(words, 'disturbance')}<small>{kind.show(words, 'unit')}</small>"
        cells = "".join(_step(step, is_first=not n) for n, step in enumerate(kind.each("steps")))
        empty = "<td></td>" * (width - len(kind.value["steps"]))
        rows.append(f'<tr><th scope="row">{name}</th>{cells}{empty}</tr>')
    samples = kinds[0].show(count, "steps", 0, "samples")
    note = (
        f"Error of the same {samples} digits after each step; above, how far they were disturbed; "
        "below, how many were refused. Errors are counted refused or not."
    )
    head = (
        f'<th scope="col"></th><th scope="col" class="words" colspan="{width}">error by step</th>'
    )
    return (
        f"<table><caption>{note}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _step(step: Figures, *, is_first: bool) -> str:
    title = "none" if is_first else step.show(amount, "amount")
    return (
        f'<td class="shaded"{share(step.value["error_rate"])}><small>{title}</small>'
        f"{step.show(percent, 'error_rate')}"
        f"<small>{step.show(percent, 'refused_rate')}</small></td>"
    )


def _errors(measure: Figures, pictures: Sequence[str]) -> str:
    if not pictures:
        return "<p>None.</p>"
    tiles = []
    for error, picture in zip(measure.each("worst"), pictures, strict=True):
        text = f"a {error.value['true']} read as {error.value['read']}"
        refused = " ∅" if error.value["refused"] else ""
        caption = (
            f"{error.show(amount, 'true')} read as <b>{error.show(amount, 'read')}</b>{refused}"
            f"<br>{error.show(decimals, 'confidence')}<br>no. {error.show(count, 'index')}"
        )
        tiles.append(tile(picture, text, caption))
    note = "Surest first, with confidence and place in the data, counted from 0. ∅: refused."
    return f'<p class="caption">{note}</p><div class="sheet">{"".join(tiles)}</div>'


def _passed(measure: Figures, pictures: Sequence[str]) -> str:
    if not pictures:
        return "<p>Nothing.</p>"
    tiles = []
    for each, picture in zip(measure.each("accepted"), pictures, strict=True):
        text = f"{each.value['group']} read as {each.value['read']}".replace("_", " ")
        caption = (
            f"read as <b>{each.show(amount, 'read')}</b><br>{each.show(decimals, 'digit_score')}"
            f"<br>{each.show(lambda name: words(name).replace('_', ' '), 'group')}"
        )
        tiles.append(tile(picture, text, caption))
    note = "Highest digit score first."
    return f'<p class="caption">{note}</p><div class="sheet">{"".join(tiles)}</div>'
