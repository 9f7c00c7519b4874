"""Asks whose sheets take part in adjudication, and what is taken over without a choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.review.participation import Participation, Terms
from annotator.review.rules import Rules
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import Listing
from annotator.ui.background import Background
from annotator.ui.combo import Combo
from annotator.ui.exchange import standing
from annotator.ui.exchange.fields import Column
from annotator.ui.exchange.foot import Foot, Told
from annotator.ui.exchange.jobs import Preview
from annotator.ui.exchange.standing import Standing
from annotator.ui.exchange.ticks import Check
from annotator.ui.exchange.words import count
from annotator.ui.style import ROOM, SPACE

_MOST_ROWS = 6


class StartDialog(QDialog):
    """Who takes part, and the rules."""

    def __init__(
        self,
        listing: Listing,
        before: Terms,
        called: Callable[[str], str],
        background: Background,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Adjudicate")
        self._before, self._called = before, called
        self._standings: Mapping[str, Standing] = {
            name: held for name, held in standing.named(listing).items() if name != GOLD
        }
        self._is_counted = False
        self.ticks: dict[str, Check] = {}
        page = QWidget(self)
        column = Column(page)
        column.field("Whose sheets are compared", self._people(page))
        self.unfinished = Check("Also sheets that are not marked done", page)
        self.unfinished.setChecked(before.participation.unfinished)
        self.unfinished.toggled.connect(self._tell)
        column.addWidget(self.unfinished)
        self.majority = Check("What more than half of them have the same way", page)
        self.majority.setChecked(before.rules.majority)
        column.field("Taken over without a choice, besides what all agree on", self.majority)
        self.least = Combo(page)
        self.least.addItem("Never by number", 0)
        for number in range(2, max(3, len(self._standings) + 1)):
            self.least.addItem(f"What at least {number} have, and no other as many", number)
        self.least.setCurrentIndex(max(0, self.least.findData(before.rules.least)))
        column.field("By number", self.least)
        self.trusted = Combo(page)
        self.trusted.addItem("Nobody", "")
        for name in self._standings:
            self.trusted.addItem(called(name), name)
        self.trusted.setCurrentIndex(max(0, self.trusted.findData(before.rules.trusted)))
        column.field("Who is followed wherever they differ", self.trusted)
        column.addSpacing(SPACE)
        words = column.words()
        words.setText(
            "Only gold is written, in a file of its own beside each article. What is taken over can be undone and"
            " decided otherwise."
        )
        self.told = Told(self)
        foot = Foot(self)
        row = QVBoxLayout(foot)
        row.setContentsMargins(ROOM, SPACE + 1, ROOM, SPACE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, foot)
        self.go = buttons.addButton("Start", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row.addWidget(self.told)
        row.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(page, 1)
        layout.addWidget(foot)
        self._preview = Preview(background, self)
        self._preview.ready.connect(self._on_counted)
        self._preview.ask(partial(standing.standings, listing))
        self.finished.connect(lambda _: self._preview.desert())
        self.resize(460, self.sizeHint().height())
        self._tell()
        self.go.setFocus()

    @property
    def chosen(self) -> Terms:
        """What was chosen. Who is ticked with everybody else takes part also where others join later."""
        ticked = frozenset(name for name, tick in self.ticks.items() if tick.isChecked())
        everybody = len(ticked) == len(self.ticks)
        return Terms(
            Participation(None if everybody else ticked, self.unfinished.isChecked()),
            Rules(
                majority=self.majority.isChecked(),
                trusted=str(self.trusted.currentData() or ""),
                least=int(self.least.currentData() or 0),
            ),
        )

    def _people(self, parent: QWidget) -> QWidget:
        held = self._before.participation.annotators
        inner = QWidget(parent)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name in self._standings:
            tick = Check(self._called(name), inner)
            tick.setChecked(held is None or name in held)
            tick.toggled.connect(self._tell)
            column.addWidget(tick)
            self.ticks[name] = tick
        if len(self.ticks) <= _MOST_ROWS:
            return inner
        scroll = QScrollArea(parent)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setFixedHeight(_MOST_ROWS * inner.sizeHint().height() // len(self.ticks))
        return scroll

    def _on_counted(self, found: Mapping[str, Standing]) -> None:
        self._standings = {name: held for name, held in found.items() if name != GOLD}
        self._is_counted = True
        for name, tick in self.ticks.items():
            held = self._standings.get(name, Standing())
            tick.setText(f"{self._called(name)}   {count(held.sheets, 'sheet')}, {held.done:,} done")
            tick.updateGeometry()
        self._tell()

    def _tell(self) -> None:
        """Says what begins, or why nothing can."""
        ticked = [
            self._standings.get(name, Standing()) for name, tick in self.ticks.items() if tick.isChecked()
        ]
        usable = [
            s for s in ticked if s.sheets and (self.unfinished.isChecked() or s.done or not self._is_counted)
        ]
        if len(self.ticks) < Participation().at_least:
            words = "It takes the sheets of two annotators; this folder has fewer."
        elif len(ticked) < Participation().at_least:
            words = "It takes at least two annotators."
        elif len(usable) < Participation().at_least:
            words = "Fewer than two of them have sheets that are marked done."
        else:
            words = ""
        self.told.say(words, trouble=bool(words))
        self.told.setVisible(bool(words))
        self.go.setEnabled(not words)
