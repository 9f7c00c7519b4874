"""What is exported and how: the fields of the export dialog, and what they come to. Reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.formats.exporting import Order
from annotator.formats.gathering import ALL, Wanted
from annotator.formats.registry import FORMATS, Format
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.combo import Combo
from annotator.ui.exchange import processes
from annotator.ui.exchange.fields import Column, Framed, under_label
from annotator.ui.exchange.fold import Fold
from annotator.ui.exchange.format_list import FormatList
from annotator.ui.exchange.out_field import OutField
from annotator.ui.exchange.split_field import SplitField
from annotator.ui.exchange.standing import Standing
from annotator.ui.exchange.ticks import Check
from annotator.ui.exchange.type_choice import TypeChoice
from annotator.ui.exchange.type_picker import TypeField
from annotator.ui.exchange.words import count, loses
from annotator.ui.settings import Settings
from annotator.ui.style import GAP

_TOKENIZERS = (
    ("Words (built in)", "words"),
    ("spaCy, English", "spacy:en"),
    ("spaCy, German", "spacy:de"),
    ("spaCy, French", "spacy:fr"),
    ("spaCy, Spanish", "spacy:es"),
    ("spaCy, any language", "spacy:xx"),
)
_ERRORS = "Also sheets with errors"
_FORMAT, _FOLDER, _TYPES, _ALLOWED = "export-format", "export-folder", "export-types", "export-errors"
_TOKENS, _SCHEME, _JOBS = "export-tokens", "export-scheme", "export-jobs"
_ADVANCED = "export-advanced"
_YES = "yes"


class ExportChoices(QWidget):
    """The fields of an export."""

    changed = Signal()
    """What the first article would look like may be another now."""
    refined = Signal()
    """Something else is wanted; the first article looks as before."""
    start_requested = Signal()
    """Enter was pressed on a format."""

    def __init__(
        self,
        listing: Listing,
        tagset: Tagset,
        settings: Settings,
        standings: Mapping[str, Standing],
        called: Callable[[str], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._called = called
        self._tagset, self._settings, self._standings = tagset, settings, standings
        writing = tuple(format for format in FORMATS if format.writes)
        self._first = writing[0]
        self.formats = FormatList(writing, self)
        self.sheets, self.tokenizer, self.scheme, self.jobs = (Combo(self) for _ in range(4))
        self.only_finished = Check("Only finished sheets", self)
        self.allow_errors = Check(_ERRORS, self)
        names = settings.exchange(f"{_TYPES}/{tagset.id}").split("\n")
        self.types = TypeField(TypeChoice(tagset, names), self)
        self.split = SplitField(self)
        self.out = OutField(listing.folder, settings.exchange(_FOLDER), writing, self)
        self.advanced = Fold("Advanced", self)
        self.keep_zones = Check("Keep zones that are not gold", self)
        self.strict = Check("Write nothing if anything would be lost", self)
        self._lay_out()
        self._fill()
        self._connect()
        self.show_what_matters()

    def _lay_out(self) -> None:
        column = Column(self)
        framed = Framed(self.formats, self)
        column.field("Format", framed).setBuddy(self.formats)
        column.setStretchFactor(framed, 1)
        self._loses = column.words()
        self._loses.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._loses.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # what follows stays where it is
        column.field("Whose tags", self.sheets)
        column.addWidget(self.only_finished)
        column.addWidget(self.allow_errors)
        self.allow_errors.setToolTip(
            "Sheets that break a rule of the tagset are refused otherwise, and named"
        )
        column.field("Types", self.types)
        column.field("Split into sets", self.split).setBuddy(self.split.sets)
        self._of_tokens = under_label("Tokens", self.tokenizer, self)
        self._of_scheme = under_label("Names of types", self.scheme, self)
        self.scheme.setToolTip(
            "What the tagset says its types are called elsewhere; a type without such a name is lost"
        )
        row = QHBoxLayout()
        row.setSpacing(GAP + 2)
        row.setContentsMargins(0, GAP + 2, 0, 0)
        row.addWidget(self._of_tokens, 1)
        row.addWidget(self._of_scheme, 1)
        column.addLayout(row)
        column.field("Where to", self.out).setBuddy(self.out.path)
        column.addSpacing(GAP + 2)
        column.addWidget(self.advanced)
        inside = self.advanced.inside
        for box in (self.keep_zones, self.strict):
            inside.addWidget(box)
        inside.addWidget(under_label("Processes", self.jobs, self))
        column.addStretch(0)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab goes down the column, whatever was made first."""
        split, out, advanced = self.split, self.out, self.advanced
        chain: tuple[QWidget, ...] = (
            *(self.formats, self.sheets, self.only_finished, self.allow_errors, self.types),
            *(split.sets, split.own, split.seed, self.tokenizer, self.scheme),
            *(out.path, out.browse, out.replace, advanced.head, self.keep_zones, self.strict, self.jobs),
        )
        for one, next_one in pairwise(chain):
            QWidget.setTabOrder(one, next_one)

    def _fill(self) -> None:
        for words, value in _TOKENIZERS:
            self.tokenizer.addItem(words, value)
        self.scheme.addItem("The tagset's own", "")
        for scheme in self._tagset.schemes():
            self.scheme.addItem(scheme, scheme)
        self.jobs.addItem("", "")
        for number in processes.choices():
            self.jobs.addItem(count(number, "process", "processes"), str(number))
        self.jobs.setToolTip(
            f"Automatic: one for each of the {processes.processors()} processors from {processes.MANY:,} sheets on, "
            "else one, as to start them takes longer than it saves"
        )
        before = self._settings.exchange
        self.formats.choose(before(_FORMAT))
        self.allow_errors.setChecked(before(_ALLOWED) == _YES)
        for field, key in ((self.tokenizer, _TOKENS), (self.scheme, _SCHEME), (self.jobs, _JOBS)):
            field.setCurrentIndex(max(0, field.findData(before(key))))
        if before(_ADVANCED) == _YES:
            self.advanced.open()
        self._fill_sheets("")
        self.out.follow(self.format, self.split.is_split)

    def _fill_sheets(self, chosen: str) -> None:
        known = self._standings
        others = [name for name in known if name != GOLD]
        self.sheets.blockSignals(True)
        self.sheets.clear()
        for name, words in ((GOLD, "Gold"), *((name, self._called(name)) for name in others)):
            self.sheets.addItem(f"{words} · {_counted(known.get(name))}", name)
            if name not in known:
                model = self.sheets.model()
                assert isinstance(model, QStandardItemModel)
                model.item(self.sheets.count() - 1).setEnabled(False)
        if len(others) > 1:
            total = Standing(sum(known[n].sheets for n in others), sum(known[n].done for n in others))
            self.sheets.addItem(f"All annotators · {_counted(total)}", ALL)
        self.sheets.setCurrentIndex(max(0, self.sheets.findData(chosen)))
        self.sheets.blockSignals(False)

    def _connect(self) -> None:
        self.formats.format_chosen.connect(lambda _: self._on_form())
        self.split.sets_changed.connect(self._on_form)
        self.formats.activated_row.connect(lambda _: self.start_requested.emit())
        for field in (self.sheets, self.tokenizer, self.scheme):
            field.currentIndexChanged.connect(self._on_choice)
        for box in (self.only_finished, self.allow_errors, self.keep_zones, self.strict):
            box.toggled.connect(self._on_choice)
        self.types.types_changed.connect(self._on_choice)
        self.jobs.currentIndexChanged.connect(self._on_refined)
        self.split.refined.connect(self._on_refined)
        self.out.refined.connect(self._on_refined)
        self.advanced.folded.connect(self._on_folded)

    # -- what is chosen --------------------------------------------------------------------------------------

    @property
    def format(self) -> Format:
        """The format that is chosen."""
        return self.formats.format or self._first

    @property
    def sheet(self) -> str:
        """Whose sheets: gold, all, or an annotator's name."""
        return self.sheets.currentData() or GOLD

    @property
    def number_of_sheets(self) -> int:
        """How many sheets that is, as far as is known."""
        known = self._standings
        names = [n for n in known if n != GOLD] if self.sheet == ALL else [self.sheet]
        done = self.only_finished.isChecked()
        return sum(known[n].done if done else known[n].sheets for n in names if n in known)

    def wanted(self) -> Wanted:
        """Which sheets, and what of them."""
        return Wanted(
            self.sheet,
            "done" if self.only_finished.isChecked() else "",
            self.types.choice.names(),
            self.keep_zones.isChecked(),
            self.allow_errors.isChecked(),
        )

    def order(self, listing: Listing) -> Order:
        """What is wanted. Raises AnnotatorError where that cannot be."""
        return Order(
            listing,
            self._tagset,
            self.format.id,
            self.out.out,
            self.wanted(),
            self.split.shares(),
            self.tokenizer.currentData() if self.format.tokens else "words",
            self.strict.isChecked(),
            self.out.replaces,
            int(self.jobs.currentData() or processes.automatic(self.number_of_sheets)),
            self.scheme.currentData() if self.format.schemes else "",
        )

    def remember(self, order: Order) -> None:
        """Has the next export begin with these choices."""
        keep = self._settings.remember_exchange
        keep(_FORMAT, order.format)
        keep(_FOLDER, str(order.out.parent))
        keep(f"{_TYPES}/{self._tagset.id}", "\n".join(order.wanted.types))
        keep(_ALLOWED, _YES if order.wanted.allow_errors else "")
        keep(_JOBS, self.jobs.currentData())
        if self.format.tokens:
            keep(_TOKENS, order.tokenizer)
        if self.format.schemes:
            keep(_SCHEME, order.scheme)

    # -- what is shown ---------------------------------------------------------------------------------------

    def choose_sheets(self, name: str) -> None:
        """Chooses whose sheets."""
        self._fill_sheets(name)
        self.show_what_matters()

    def show_standings(self, standings: Mapping[str, Standing]) -> None:
        """Shows how far everybody is."""
        self._standings = standings
        self._fill_sheets(self.sheet)
        self.show_what_matters()

    def show_broken(self, words: str) -> None:
        """Says how many sheets break rules; empty while nobody knows."""
        self.allow_errors.setText(f"{_ERRORS} · {words}" if words else _ERRORS)

    def show_what_matters(self) -> None:
        """Shows the fields that matter for the format, and what follows from the choices."""
        self._of_tokens.setVisible(self.format.tokens)
        self._of_scheme.setVisible(self.format.schemes and self.scheme.count() > 1)
        missing = self.formats.lacking
        self._loses.setText(loses(self.format) if missing is None else missing.remedy)
        sheets = self.number_of_sheets
        number = count(processes.automatic(sheets), "process", "processes")
        self.jobs.setItemText(0, f"Automatic: {number} for {count(sheets, 'sheet')}")
        set_here = [
            words
            for words, on in (
                ("zones kept", self.keep_zones.isChecked()),
                ("nothing if anything is lost", self.strict.isChecked()),
                (self.jobs.currentText(), bool(self.jobs.currentData())),
            )
            if on
        ]
        self.advanced.say(", ".join(set_here) or "zones, losses, processes")

    def _on_form(self) -> None:
        self.out.follow(self.format, self.split.is_split)
        self._on_choice()

    def _on_choice(self) -> None:
        self.show_what_matters()
        self.changed.emit()

    def _on_refined(self) -> None:
        self.show_what_matters()
        self.refined.emit()

    def _on_folded(self, folded: bool) -> None:
        self._settings.remember_exchange(_ADVANCED, "" if folded else _YES)


def _counted(standing: Standing | None) -> str:
    if standing is None:
        return "none yet"
    done = f", {standing.done:,} finished" if standing.done else ""
    return f"{count(standing.sheets, 'sheet')}{done}"
