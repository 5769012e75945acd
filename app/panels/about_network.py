"""About this network: the layer table and the model card, set to be read and copied."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.model_card import Section, intro, sections, summary
from app.widgets.named import named
from model.weights import NetworkRecord

_SIZE = QSize(720, 700)
_FRAME = 64  # pixels that stay free around the dialog on a small screen
_SIDE = 20  # pixels between the edge and the text

# Colours come from the palette, so that the text follows a change of theme.
_STYLE = """
body, td, p {{ color: {text_2}; font-size: 12px; }}
p {{ line-height: 140%; }}
p.title {{ color: {text}; font-size: 13px; font-weight: 600; margin-top: 24px; }}
p {{ margin-top: 0; margin-bottom: 6px; }}
p.lead {{ color: {text}; margin-bottom: 0; }}
th {{ color: {text_3}; font-size: 11px; font-weight: 500; border-bottom: 1px solid {line}; }}
th, td {{ padding: 4px 18px 4px 0; }}
td {{ border-bottom: 1px solid {line}; }}
td.first, td.number {{ color: {text}; }}
td.number {{ white-space: nowrap; }}
p.caption {{ color: {text_3}; font-size: 11px; margin-top: 12px; margin-bottom: 0; }}
td.key {{ color: {text_3}; border: none; padding: 2px 18px 2px 0; }}
td.value {{ border: none; padding: 2px 0; }}
p.code {{ font-family: monospace; font-size: 11px; color: {text}; background: {ground};
    margin-top: 4px; margin-bottom: 2px; }}
p.point {{ margin-left: 12px; text-indent: -12px; margin-bottom: 3px; }}
"""


class AboutNetwork(QDialog):
    """Everything that is known about a network. Follows the theme while it is open."""

    def __init__(self, record: NetworkRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About this network")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._record = record
        self._card = QTextBrowser()
        self._build()
        self._show_card()
        self.resize(self._fitting_size())

    def _build(self) -> None:
        network, record = self._record.network, self._record
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(_SIDE, 16, _SIDE, 12)
        head.setSpacing(2)
        line = summary(record.spec, record.card)
        for text, style in ((network.name, "cardTitle"), (line, "caption")):
            label = named(QLabel(text), style)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            head.addWidget(label)
        layout.addLayout(head)
        layout.addWidget(named(QFrame(), "line"))
        self._card.setFrameShape(QFrame.Shape.NoFrame)
        self._card.setAccessibleName("Model card")
        # Lines break; a table that would be a few pixels too wide is no reason to scroll.
        self._card.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._card, 1)
        layout.addWidget(named(QFrame(), "line"))
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(_SIDE, 10, _SIDE, 10)
        copy = QPushButton("Copy all")
        copy.setAutoDefault(False)
        copy.setToolTip("Copy the whole card as text")
        copy.clicked.connect(self._copy)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.close)
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _fitting_size(self) -> QSize:
        parent = self.parentWidget()
        place = (parent or self).screen().availableGeometry().size()
        if parent is not None:
            place = place.boundedTo(parent.size())
        return _SIZE.boundedTo(place - QSize(_FRAME, _FRAME)).expandedTo(QSize(420, 280))

    def _show_card(self) -> None:
        at = self._card.verticalScrollBar().value()
        document = QTextDocument(self._card)
        document.setDocumentMargin(_SIDE)
        document.setDefaultStyleSheet(_STYLE.format_map(self._colors()))
        document.setHtml(card_html(self._record))
        self._card.setDocument(document)
        self._card.verticalScrollBar().setValue(at)

    def _colors(self) -> dict[str, str]:
        roles = QPalette.ColorRole
        used = {
            "text": roles.WindowText,
            "text_2": roles.ButtonText,
            "text_3": roles.PlaceholderText,
            "line": roles.Mid,
            "ground": roles.AlternateBase,
        }
        colors = QGuiApplication.palette()
        return {name: colors.color(role).name() for name, role in used.items()}

    def _copy(self) -> None:
        head = f"{self._record.network.name}\n{summary(self._record.spec, self._record.card)}\n"
        QGuiApplication.clipboard().setText(f"{head}\n{self._card.toPlainText()}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take on the colours of another theme."""
        if event.type() == QEvent.Type.StyleChange:
            self._show_card()
        super().changeEvent(event)


def card_html(record: NetworkRecord) -> str:
    """The card's sections as rich text; whatever stands on the card is shown as text only."""
    lead = intro(record.card)
    parts = [f'<p class="lead">{escape(lead)}</p>'] if lead else []
    parts += [_section(section) for section in sections(record)]
    return "".join(parts)


def _section(section: Section) -> str:
    parts = [f'<p class="title">{escape(section.title)}</p>']
    parts += [f"<p>{_lines(text)}</p>" for text in section.text]
    if section.rows:
        parts.append(_table(section))
    parts += [f'<p class="point">• &nbsp;{_lines(point)}</p>' for point in section.points]
    if section.code:
        parts.append(f'<p class="caption">{escape(section.code_title)}</p>')
    parts += [f'<p class="code">{_lines(line)}</p>' for line in section.code]
    if section.pairs:
        rows = "".join(
            f'<tr><td class="key">{escape(key)}</td><td class="value">{_lines(value)}</td></tr>'
            for key, value in section.pairs
        )
        parts.append(f'<table cellspacing="0">{rows}</table>')
    return "".join(parts)


def _table(section: Section) -> str:
    sides = ["right" if n in section.numeric else "left" for n in range(len(section.headers))]
    head = "".join(
        f'<th align="{side}">{escape(text)}</th>'
        for side, text in zip(sides, section.headers, strict=True)
    )
    rows = "".join(f"<tr>{_cells(row, sides)}</tr>" for row in section.rows)
    table = '<table width="100%" cellspacing="0" style="margin-bottom: 8px">'
    return f"{table}<tr>{head}</tr>{rows}</table>"


def _cells(row: tuple[str, ...], sides: list[str]) -> str:
    classes = ["first", *("number" if side == "right" else "" for side in sides[1:])]
    return "".join(
        f'<td class="{name}" align="{side}">{_lines(text)}</td>'
        for name, side, text in zip(classes, sides, row, strict=True)
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
