"""What is chosen in bulk review: whose sheet, where, which of its records, and what becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.review.bulk import Filter, Line, Verdict
from annotator.tagsets.model import Tagset
from annotator.ui.combo import Combo
from annotator.ui.exchange.fields import Column, under_label
from annotator.ui.exchange.standing import Standing
from annotator.ui.exchange.ticks import Radio
from annotator.ui.exchange.words import count
from annotator.ui.review.bulk_words import KIND_WORDS, WAY_WORDS, type_words
from annotator.ui.style import GAP, ROOM, SPACE

_LEAST_LETTERS = 5
"""Letters of a choice that have room at least: long names are cut."""


_REJECT = "Reject: nothing becomes gold"


class BulkChoices(QWidget):
    """The choices, in the order in which they are made."""

    sheet_changed = Signal()
    """Another sheet, or another part of the folder: its records have to be read."""
    changed = Signal()
    """Other records are meant, or something else is to become of them."""
    one_by_one = Signal()
    """The records are to be gone through one by one."""

    def __init__(
        self, standings: Mapping[str, Standing], tagset: Tagset, called: Mapping[str, str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._tagset, self._called = tagset, called
        column = Column(self)
        column.setContentsMargins(ROOM, ROOM, GAP, ROOM)
        self.whose = Combo(self)
        self.through = QPushButton("One by One", self)
        self.through.setAutoDefault(False)
        self.through.setToolTip("Go through its open records in the text: 1 accepts, 0 rejects, . puts off")
        self.through.clicked.connect(self.one_by_one)
        column.field("Whose sheet", self.whose, self.through)
        column.addSpacing(SPACE)
        self.where = Combo(self)
        column.field("Or many at once, in", self.where)
        self.kind, self.type, self.way = Combo(self), Combo(self), Combo(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(under_label("Records", self.kind, self), 1)
        row.addWidget(under_label("Type", self.type, self), 1)
        column.addSpacing(GAP)
        column.addLayout(row)
        column.field("Where they come from", self.way)
        self.text = QLineEdit(self)
        self.text.setClearButtonEnabled(True)
        self.text.setPlaceholderText("Any words")
        column.field("Words in them", self.text)
        self.accepts, self.rejects = Radio("Accept: they become gold", self), Radio(_REJECT, self)
        self._verdicts = QButtonGroup(self)
        for button in (self.accepts, self.rejects):
            self._verdicts.addButton(button)
        self.accepts.setChecked(True)
        column.field("What becomes of them", self.accepts)
        column.addWidget(self.rejects)
        self.reason = Combo(self)
        self.reason.addItem("No reason", "")
        for reason in tagset.review.reasons:
            self.reason.addItem(reason.name or reason.id, reason.id)
        self._reasons = under_label("Reason", self.reason, self)
        self._reasons.setVisible(bool(tagset.review.reasons))
        column.addSpacing(GAP)
        column.addWidget(self._reasons)
        column.addStretch(1)
        for combo in (self.whose, self.where, self.kind, self.type, self.way, self.reason):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(_LEAST_LETTERS)
        self.show_standings(standings)
        self.whose.currentIndexChanged.connect(lambda _: self.sheet_changed.emit())
        self.where.currentIndexChanged.connect(lambda _: self.sheet_changed.emit())
        for combo in (self.kind, self.type, self.way):
            combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.text.textChanged.connect(lambda _: self.changed.emit())
        self.accepts.toggled.connect(lambda _: self.changed.emit())
        self.show_lines(())

    # -- what was chosen -------------------------------------------------------------------------------------

    @property
    def annotator(self) -> str:
        """Whose sheet it is; empty where nobody has one."""
        return str(self.whose.currentData() or "")

    @property
    def article(self) -> str:
        """The article that alone is meant; empty for the whole folder."""
        return str(self.where.currentData() or "")

    @property
    def verdict(self) -> Verdict:
        """What becomes of the records."""
        return "accept" if self.accepts.isChecked() else "reject"

    @property
    def filter(self) -> Filter:
        """Which records are meant."""
        kind, type, way = (_chosen(combo) for combo in (self.kind, self.type, self.way))
        return Filter(kind, type, way, self.text.text().strip())

    def choose(self, annotator: str) -> None:
        """Chooses whose sheet it is."""
        at = self.whose.findData(annotator)
        if at >= 0:
            self.whose.setCurrentIndex(at)

    # -- what can be chosen ----------------------------------------------------------------------------------

    def offer_places(self, article: str) -> None:
        """Offers the open article, if there is one, and the whole folder."""
        if article:
            self.where.addItem(f"This article: {article}", article)
        self.where.addItem("The whole folder", "")

    def show_standings(self, standings: Mapping[str, Standing]) -> None:
        """Offers annotators, with how many sheets they have."""
        _fill(
            self.whose,
            [
                (f"{self._called.get(name, name)}   {count(held.sheets, 'sheet')}", name)
                for name, held in standings.items()
            ],
        )
        self.through.setEnabled(bool(standings))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Offers what occurs among the open records, with how often."""
        kinds = Counter(line.kind for line in lines)
        types = Counter((line.kind, line.type) for line in lines if line.type)
        ways = Counter(line.way for line in lines)
        _fill(
            self.kind,
            [
                ("All", ""),
                *((f"{words}  ({kinds[id]:,})", id) for id, words in KIND_WORDS.items() if kinds[id]),
            ],
        )
        named = sorted((type_words(self._tagset, *held), held[1], number) for held, number in types.items())
        _fill(self.type, [("All", ""), *((f"{words}  ({number:,})", id) for words, id, number in named)])
        _fill(
            self.way,
            [
                ("Wherever", ""),
                *((f"{words}  ({ways[id]:,})", id) for id, words in WAY_WORDS.items() if ways[id]),
            ],
        )


def _chosen(combo: Combo) -> frozenset[str]:
    held = str(combo.currentData() or "")
    return frozenset({held}) if held else frozenset()


def _fill(combo: Combo, items: Iterable[tuple[str, str]]) -> None:
    """Offers other items; what was chosen stays so where it is among them."""
    before = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for words, data in items:
        combo.addItem(words, data)
    combo.setCurrentIndex(max(0, combo.findData(before) if before is not None else 0))
    combo.blockSignals(False)
