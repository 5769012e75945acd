"""One table of everything the user can do: text, keys, icon, tooltip."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.icons import icon
from app.tokens import Tokens


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A row of the table. checkable: a choice that stays; icon: empty for none."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False


LABEL_ACTIONS = (*(f"label_{digit}" for digit in range(10)), "not_a_digit")

ACTIONS = (
    ActionRow("open", "&Open …", ("Ctrl+O",), "folder-open", "Open a picture or a drawing"),
    ActionRow("save", "&Save drawing …", ("Ctrl+S",), "", "Save the drawing as JSON or PNG"),
    ActionRow(
        "save_view",
        "Save &figure …",
        ("Ctrl+Shift+S",),
        "",
        "Save what is shown as PNG, SVG or PDF, with legend and caption",
    ),
    ActionRow("copy_view", "Copy fi&gure", ("Ctrl+Shift+C",), "", "Copy what is shown"),
    ActionRow("copy_csv", "Copy &numbers as CSV", ("Ctrl+Alt+C",), "", "Copy every term as CSV"),
    ActionRow("quit", "&Quit", ("Ctrl+Q",)),
    ActionRow("undo", "&Undo", ("Ctrl+Z",), "undo-2", "Undo"),
    ActionRow("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2", "Redo"),
    ActionRow("copy", "&Copy drawing", ("Ctrl+C",), "", "Copy the drawing as a picture"),
    ActionRow("paste", "&Paste picture", ("Ctrl+V",), "", "Paste a picture"),
    ActionRow("clear", "C&lear", ("Del", "Ctrl+N"), "x", "Clear the canvas"),
    ActionRow("pen", "P&en", ("P",), "pencil", "Pen", checkable=True),
    ActionRow(
        "eraser", "E&raser", ("E",), "eraser", "Eraser; so is the right button", checkable=True
    ),
    ActionRow("thinner", "&Thinner pen", ("[",)),
    ActionRow("wider", "&Wider pen", ("]",)),
    *(
        ActionRow(f"label_{digit}", f"It was &{digit}", (str(digit),), "", "Save the drawing so")
        for digit in range(10)
    ),
    ActionRow("not_a_digit", "It was &not a digit", ("-",), "", "Save the drawing as not a digit"),
    ActionRow("guided", "&Guided collecting", ("G",), "", "Be asked for digits in random order"),
    ActionRow("import_samples", "&Import samples …"),
    ActionRow("export_samples", "&Export samples …"),
    ActionRow("settings", "Se&ttings …", ("Ctrl+,",)),
    ActionRow("inspect", "&Inspect", ("Ctrl+1",), "scan-search", "Inspect", checkable=True),
    ActionRow("samples", "&Samples", ("Ctrl+2",), "layout-grid", "Samples", checkable=True),
    ActionRow("train", "T&rain", ("Ctrl+3",), "chart-spline", "Train", checkable=True),
    ActionRow("explain", "E&xplain", ("Ctrl+4",), "eye", "Explain", checkable=True),
    ActionRow("fool", "&Fool", ("Ctrl+5",), "venetian-mask", "Fool", checkable=True),
    ActionRow("trace", "&Trace the decision", ("T",), "", "From the answer to the pixels", True),
    ActionRow("compare", "&Compare", ("C",), "", "Two drawings or networks side by side", True),
    ActionRow("release", "&Back", ("Esc",), "", "Close what is open, or one level up"),
    ActionRow("stages", "What the network &sees", ("S",), "", "Stages behind the raster", True),
    ActionRow("logits", "Show &logits", ("L",), checkable=True),
    ActionRow("crosshair", "Show cross&hair", ("H",), checkable=True),
    ActionRow("reduce_motion", "Reduce &motion", (), "", "Nothing moves by itself", True),
    ActionRow("full_screen", "&Full screen", ("F11",), checkable=True),
    ActionRow("next_network", "&Next network", ("N",), "", "Read it with the next network"),
    ActionRow("previous_network", "&Previous network", ("Shift+N",)),
    ActionRow("check", "&Check the numbers", ("F9",), "", "Compare every number with torch"),
    ActionRow(
        "about_network",
        "&About this network …",
        ("Ctrl+I",),
        "",
        "What this network is and how it was made",
    ),
    ActionRow("networks_folder", "Open your networks &folder"),
    ActionRow("shortcuts", "&Keyboard shortcuts …", ("F1",)),
    ActionRow("logs", "Open the &log folder"),
    ActionRow("about", "&About Digitscope …"),
)


def build_actions(parent: QWidget, tokens: Tokens) -> dict[str, QAction]:
    """Every action of the table, by name."""
    actions = {}
    for row in ACTIONS:
        action = QAction(row.text, parent)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setCheckable(row.checkable)
        tip = row.tip or row.text.replace("&", "").replace(" …", "")
        keys = QKeySequence(row.keys[0]).toString() if row.keys else ""
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        actions[row.name] = action
        parent.addAction(action)
    color_icons(actions, tokens)
    return actions


def color_icons(actions: dict[str, QAction], tokens: Tokens) -> None:
    """Draw the icons in the colours of a theme."""
    for row in ACTIONS:
        if row.icon:
            actions[row.name].setIcon(icon(row.icon, tokens))
            actions[row.name].setIconVisibleInMenu(False)
