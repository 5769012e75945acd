"""The page of a report: one file of HTML, made from the report's plain values and nothing else.

Every figure is a `<data>` element that names its place among the values, so that page and numbers
can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from html import escape
from string import Template
from typing import Any

from app.commands.report_elements import (
    Figures,
    card,
    count,
    decimals,
    percent,
    row_of,
    table_of,
    with_interval,
    words,
)
from app.commands.report_sections import digit_section, not_digit_section
from app.paths import resources
from app.tokens import DARK, LIGHT, Tokens

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Digitscope">
<title>$title</title>
<style>
:root { $light }
@media screen and (prefers-color-scheme: dark) { :root { $dark } }
$style</style>
</head>
<body>
<main>
<h1>$title</h1>
$head
$summary
$sections
</main>
</body>
</html>
""")


def render(report: dict[str, Any], pictures: Sequence[Sequence[str]]) -> str:
    """Return the page; pictures: data URIs for the sheet of each measure, in order."""
    figures = Figures(report)
    style = (resources() / "report.css.txt").read_text(encoding="utf-8")
    return _PAGE.substitute(
        title=escape(report["title"]),
        light=_variables(LIGHT),
        dark=_variables(DARK),
        style=style,
        head=_head(figures),
        summary=_summary(figures),
        sections="\n".join(
            _section(number, measure, sheet)
            for number, (measure, sheet) in enumerate(
                zip(figures.each("measures"), pictures, strict=True)
            )
        ),
    )


def _variables(tokens: Tokens) -> str:
    names = [field.name for field in fields(tokens) if field.name != "is_dark"]
    return " ".join(f"--{name.replace('_', '-')}: {getattr(tokens, name)};" for name in names)


def _head(report: Figures) -> str:
    rows = [
        ("network", report.show(words, "network", "name")),
        ("weights, sha256", f"<code>{report.show(words, 'network', 'sha256')}</code>"),
        ("parameters", report.show(count, "network", "parameters")),
        ("temperature", report.show(decimals, "network", "temperature")),
        ("threshold", report.show(decimals, "network", "threshold")),
        ("data", report.show(words, "data")),
        ("date", report.show(words, "date")),
        ("Digitscope", report.show(words, "program")),
    ]
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in rows)}</dl>"


def _summary(report: Figures) -> str:
    titles = ["measured on", "samples", "error", "refused", "calibration error", "AUROC"]
    rows = []
    for number, measure in enumerate(report.each("measures")):
        has_labels = "errors" in measure.value
        link = f'<a href="#measure-{number}">{measure.show(words, "measure")}</a>'
        cells = [
            measure.show(count, "samples"),
            with_interval(measure, "error_rate", "error_interval") if has_labels else "",
            with_interval(measure, "refused_rate", "refused_interval"),
            measure.show(percent, "calibration_error") if has_labels else "",
            "" if has_labels else measure.show(decimals, "auroc"),
        ]
        rows.append(row_of(link, cells))
    note = (
        "In small type: Wilson's 95 % interval. Calibration error: expected difference between "
        "confidence and accuracy, 15 bins. AUROC: probability that a real digit has a higher "
        "digit score than what is no digit."
    )
    return f"<h2>All measures</h2>{card(table_of(titles, rows, note))}"


def _section(number: int, measure: Figures, pictures: Sequence[str]) -> str:
    title = f'<h2 id="measure-{number}">{escape(measure.value["measure"])}</h2>'
    parts = digit_section if "errors" in measure.value else not_digit_section
    return f"<section>{title}{parts(measure, pictures)}</section>"
