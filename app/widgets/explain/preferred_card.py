"""What would excite a unit most: four pictures made by gradient ascent, and how."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.tokens import Tokens
from app.widgets.explain.patches_texts import compared_text
from app.widgets.explain.preferred_curve import PreferredCurve
from app.widgets.explain.preferred_form import PreferredForm
from app.widgets.explain.preferred_pictures import PreferredPictures
from app.widgets.named import named
from app.widgets.train.card import Card, Sentence
from model.maximisation import MaximisationConfig, MaximisationReport

_REST_MS = 250  # after the last change of a setting
_HINT = (
    "Every step changes the pixels towards a larger value. The sliders keep the picture calm; "
    "without them it turns to noise."
)


class PreferredCard(Card):
    """lack: why nothing can be made here; empty when it can.

    Signals
    -------
    make_wanted(MaximisationConfig), stop_wanted().
    """

    make_wanted = Signal(object)
    stop_wanted = Signal()

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__("What would excite it most", "", parent)
        self.pictures = PreferredPictures()
        self.form = PreferredForm()
        self.curve = PreferredCurve()
        self.text = Sentence(5 if lack else 4)
        self.button = named(QPushButton("Start"), "primary")
        self._lack = lack
        self._is_running = False
        self._is_live = False  # once somebody has started, other units and settings follow
        self._later = QTimer(self, singleShot=True, interval=_REST_MS)
        self._later.timeout.connect(self._start)
        self._level: tuple[float, int] | None = None
        self._report: MaximisationReport | None = None
        self._build()
        self._set_running(is_running=False)
        self._say("")

    def _build(self) -> None:
        self.button.setFixedHeight(30)
        self.button.setToolTip("Make four pictures, with four seeds")
        self.button.setEnabled(not self._lack)
        self.button.clicked.connect(self._press)
        self.body.addWidget(self.pictures, 30)
        self.body.addWidget(self.text)
        self.body.addWidget(self.curve, 10)
        self.body.addWidget(named(QFrame(), "line"))
        self.body.addWidget(self.form)
        self.body.addWidget(self.button)
        self.body.addStretch(1)
        self.form.setEnabled(not self._lack)
        self.form.changed.connect(self._start_soon)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.pictures.set_tokens(tokens)
        self.curve.set_tokens(tokens)

    @property
    def is_running(self) -> bool:
        """Whether pictures are being made."""
        return self._is_running

    def show_target(self, rows: range, columns: range) -> None:
        """Another unit, which sees this much of the raster; its pictures are still to be made."""
        self._report, self._level = None, None
        self.pictures.begin(rows, columns, self.form.config().seed)
        self.curve.begin(None)
        self._set_running(is_running=False)
        self._say("")
        self._start_soon()

    def show_strongest(self, value: float, total: int) -> None:
        """The strongest of so many inputs, which is known now."""
        self._level = value, total
        self.curve.set_level(value)
        self._compare()

    def begin(self) -> None:
        """Pictures are being made from now on."""
        self._report = None
        self.curve.begin(None if self._level is None else self._level[0])
        self.pictures.show_report(None)
        self._set_running(is_running=True)
        self._say("Starting …")

    def show_report(self, report: MaximisationReport) -> None:
        """The pictures as they are now."""
        if not self._is_running:
            return
        self._report = report
        self.pictures.show_report(report)
        self.curve.show_report(report)
        self._compare()

    def show_ended(self, problem: str) -> None:
        """No more pictures will come; problem: why, if it was not wished."""
        self._set_running(is_running=False)
        if problem or self._report is None:
            self._say(problem)

    def _press(self) -> None:
        if self._is_running:
            self._is_live = False
            self.stop_wanted.emit()
            return
        self._is_live = True
        self._start()

    def _start_soon(self) -> None:
        if self._is_live:
            self._later.start()

    def _start(self) -> None:
        self._later.stop()
        config: MaximisationConfig = self.form.config()
        self.pictures.begin(*self.pictures.field, config.seed)
        self.begin()
        self.make_wanted.emit(config)

    def _compare(self) -> None:
        if self._report is None:
            return
        best = float(self._report.values.max())
        text = f"Best {best:.2f}" if self._level is None else compared_text(best, *self._level)
        if self._report.is_woken:
            text += " Silent on white paper: begun with noise."
        elif best == 0 and not self._report.start.any():
            text = "Silent on what it starts from, and nothing shows a way up."
        self._say(text)

    def _say(self, text: str) -> None:
        self.text.setText(text or self._lack or _HINT)

    def _set_running(self, *, is_running: bool) -> None:
        self._is_running = is_running
        self.button.setText("Stop" if is_running else "Start")
