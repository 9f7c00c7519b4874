"""Asks what is exported and how, shows the first article as it would be, then writes. Nothing is written before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator, QStandardItemModel
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.formats.exporting import Order, Outcome, export, is_former_export, manifest_path, preview
from annotator.formats.exporting import Preview as Shown
from annotator.formats.gathering import ALL, Wanted
from annotator.formats.registry import FORMATS, Format
from annotator.formats.splits import Shares
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.background import Background
from annotator.ui.combo import Combo
from annotator.ui.exchange import standing
from annotator.ui.exchange.format_list import FormatList
from annotator.ui.exchange.frame import (
    Choices,
    Column,
    ExchangeDialog,
    Framed,
    button,
    code_view,
    path_field,
    words_of,
)
from annotator.ui.exchange.jobs import Preview, Tally
from annotator.ui.exchange.report import ReportView, Section
from annotator.ui.exchange.standing import Standing
from annotator.ui.exchange.ticks import Check
from annotator.ui.exchange.words import count, exported, loses, lost_of_one, short
from annotator.ui.settings import Settings
from annotator.ui.style import GAP, ROOM, SPACE, strong

_SPLITS = (
    ("No split", ""),
    ("80/10/10: train, dev, test", "80/10/10"),
    ("90/10: train, test", "90/10"),
    ("Shares of your own", "own"),
)
_TOKENIZERS = (
    ("Words (built in)", "words"),
    ("spaCy, English", "spacy:en"),
    ("spaCy, German", "spacy:de"),
    ("spaCy, French", "spacy:fr"),
    ("spaCy, Spanish", "spacy:es"),
    ("spaCy, any language", "spacy:xx"),
)
_FORMAT, _FOLDER = "export-format", "export-folder"


class Desktop(Struct, frozen=True):
    """What the dialog knows of the window: the folder, what may be tagged, who tags, and how to have all on disk."""

    listing: Listing
    tagset: Tagset
    me: str
    settings: Settings
    saved: Callable[[], bool]
    """Waits until the open sheet is on disk; called by a worker."""
    listed: Callable[[], Listing]
    """Lists the folder as it is now; called by a worker."""


class ExportDialog(ExchangeDialog):
    """Export, from the choices to the summary."""

    def __init__(self, desktop: Desktop, background: Background, parent: QWidget | None) -> None:
        super().__init__("Export", "Export", background, parent)
        self._desktop = desktop
        self._named_by_hand = False
        self._standings: Mapping[str, Standing] = standing.named(desktop.listing)
        writing = [format for format in FORMATS if format.writes]
        self._formats = tuple(writing)
        left = QWidget(self)
        self.formats = FormatList(writing, left)
        self.sheets, self.split, self.tokenizer = Combo(left), Combo(left), Combo(left)
        self.only_finished = Check("Only finished sheets", left)
        self.own_split = QLineEdit("70/15/15", left)
        self.seed = QLineEdit("0", left)
        self.seed.setValidator(QIntValidator(0, 999_999_999, self.seed))
        self.strict = Check("Write nothing if anything would be lost", left)
        self.keep_zones = Check("Keep zones that are not gold", left)
        self.out = path_field("Where to", left)
        self.replace = Check("Replace what is there", left)
        self._lay_out(left)
        self._fill()
        self._connect()
        self.resize(1000, 680)
        self.formats.setFocus()

    def _lay_out(self, left: QWidget) -> None:
        column = Column(left)
        framed = Framed(self.formats, left)
        column.field("Format", framed).setBuddy(self.formats)
        column.setStretchFactor(framed, 1)
        self._loses = column.words()
        self._loses.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._loses.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # what follows stays where it is
        column.field("Whose tags", self.sheets)
        column.addWidget(self.only_finished)
        column.field("Split into sets", self.split)
        row = QHBoxLayout()
        row.setSpacing(GAP + 2)
        self.own_split.setAccessibleName("Percentages of the sets")
        self.own_split.setToolTip("Two or three percentages that make 100")
        self._seed_label = QLabel("Seed", left)
        self._seed_label.setBuddy(self.seed)
        self.seed.setAccessibleName("Seed of the split")
        self.seed.setToolTip("Another seed makes another split; the same seed, always the same")
        self.seed.setMaximumWidth(110)
        row.addWidget(self.own_split, 1)
        row.addWidget(self._seed_label)
        row.addWidget(self.seed)
        row.addStretch(1)
        column.addLayout(row)
        self._tokenizer_label = column.field("Tokens", self.tokenizer)
        column.addSpacing(GAP + 2)
        column.addWidget(self.keep_zones)
        column.addWidget(self.strict)
        self.browse = button("Choose…", left, self._choose_out)
        column.field("Where to", self.out, self.browse)
        column.addWidget(self.replace)
        column.addStretch(0)

        right = QWidget(self)
        self._heading = QLabel("Preview", right)
        self._heading.setFont(strong(self.font()))
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.files = Combo(right)
        self.files.setAccessibleName("File of the preview")
        self.files.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.files.setMaximumWidth(260)
        self.code = code_view("The first article in this format", right)
        self.losses = ReportView("What is lost of the first article", right)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._heading, 1)
        head.addWidget(self.files)
        parts = QSplitter(Qt.Orientation.Vertical, right)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(SPACE)
        parts.addWidget(Framed(self.code, parts))
        parts.addWidget(Framed(self.losses, parts))
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([340, 200])
        beside = QVBoxLayout(right)
        beside.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        beside.setSpacing(GAP + 2)
        beside.addLayout(head)
        beside.addWidget(parts, 1)
        page = QVBoxLayout(self.page_of_choices)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(Choices(left, right, self.page_of_choices))

    def _fill(self) -> None:
        for words, value in _SPLITS:
            self.split.addItem(words, value)
        for words, value in _TOKENIZERS:
            self.tokenizer.addItem(words, value)
        self.formats.choose(self._desktop.settings.exchange(_FORMAT))
        self._fill_sheets(self._best_sheet())
        self._suggest()

    def _best_sheet(self) -> str:
        known, me = self._standings, self._desktop.me
        return next((name for name in (GOLD, me, *known) if name in known), GOLD)

    def _fill_sheets(self, chosen: str) -> None:
        known = self._standings
        others = [name for name in known if name != GOLD]
        rows = [(GOLD, "Gold"), *((name, name) for name in others)]
        self.sheets.blockSignals(True)
        self.sheets.clear()
        for name, words in rows:
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
        self.formats.format_chosen.connect(self._on_format)
        self.formats.activated_row.connect(lambda _: self.start())
        self.split.currentIndexChanged.connect(self._on_split)
        self.sheets.currentIndexChanged.connect(self._on_choice)
        self.tokenizer.currentIndexChanged.connect(self._on_choice)
        for box in (self.only_finished, self.keep_zones, self.strict, self.replace):
            box.toggled.connect(self._on_choice)
        self.own_split.textChanged.connect(lambda _: self.refresh())
        self.seed.textChanged.connect(lambda _: self.refresh())
        self.out.textChanged.connect(lambda _: self.refresh())
        self.out.textEdited.connect(self._on_named)
        self.files.currentIndexChanged.connect(self._show_file)
        self.preview.ready.connect(self._show_preview)
        self.preview.failed.connect(self._show_failure)
        self._counting = Preview(self._background, self)
        self._counting.ready.connect(self._on_counted)
        self._counting.ask(partial(standing.standings, self._desktop.listing))
        self._on_choice()

    def done(self, result: int) -> None:
        """Closes."""
        self._counting.desert()
        super().done(result)

    def closeEvent(self, event: Any) -> None:
        """Closes."""
        self._counting.desert()
        super().closeEvent(event)

    # -- the choices -----------------------------------------------------------------------------------------

    @property
    def format(self) -> Format:
        """The format that is chosen."""
        return self.formats.format or self._formats[0]

    def _shares(self) -> Shares | None:
        """Raises AnnotatorError for shares that are none."""
        words = self.split.currentData()
        if not words:
            return None
        return Shares.of(
            self.own_split.text().strip() if words == "own" else words, int(self.seed.text() or 0)
        )

    def _order(self) -> Order:
        """What is wanted. Raises AnnotatorError where that cannot be."""
        return Order(
            self._desktop.listing,
            self._desktop.tagset,
            self.format.id,
            Path(self.out.text().strip()).expanduser(),
            Wanted(
                self.sheets.currentData() or GOLD,
                "done" if self.only_finished.isChecked() else "",
                keep_zones=self.keep_zones.isChecked(),
            ),
            self._shares(),
            self.tokenizer.currentData() if self.format.tokens else "words",
            self.strict.isChecked(),
            self.replace.isChecked() and not self.replace.isHidden(),
        )

    def _on_counted(self, standings: Mapping[str, Standing]) -> None:
        self._standings = standings
        self._fill_sheets(self.sheets.currentData())
        self.refresh()

    def _on_format(self, format: Format) -> None:
        self._follow_ending()
        self._on_choice()

    def _on_split(self) -> None:
        self._follow_ending()
        self._on_choice()

    def _on_named(self) -> None:
        self._named_by_hand = True

    def _follow_ending(self) -> None:
        if not self._named_by_hand:
            self._suggest()
        elif self.out.text().strip():
            path = Path(self.out.text().strip())
            self.out.setText(str(standing.as_format(path, self.format, self._is_split(), self._formats)))

    def _is_split(self) -> bool:
        return bool(self.split.currentData())

    def _suggest(self) -> None:
        before = self._desktop.settings.exchange(_FOLDER)
        folder = self._desktop.listing.folder
        self.out.setText(str(standing.suggested(folder, before, self.format, self._is_split())))

    def _choose_out(self) -> None:
        path = Path(self.out.text().strip() or self._desktop.listing.folder)
        if self._is_split() or self.format.is_folder:
            chosen = QFileDialog.getExistingDirectory(self, "Export into a new folder in", str(path.parent))
            if chosen:  # never into a folder that holds something else
                path = standing.free(Path(chosen) / path.name)
        else:
            kind = f"{self.format.name} ({' '.join(f'*{s}' for s in self.format.suffixes)})"
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                "Export to",
                str(path),
                kind,
                options=QFileDialog.Option.DontConfirmOverwrite,  # asked here, where it can be seen
            )
            if chosen:
                path = Path(chosen)
                path = path if path.suffix else path.with_name(path.name + self.format.suffixes[0])
        if chosen:
            self._named_by_hand = True
            self.out.setText(str(path))

    def _on_choice(self) -> None:
        self.refresh()
        self._ask_preview()

    def refresh(self) -> None:
        """Shows what follows from the choices: which fields matter, what is in the way, what will be written."""
        own = self.split.currentData() == "own"
        self.own_split.setVisible(own)
        for widget in (self.seed, self._seed_label):
            widget.setVisible(self._is_split())
        for field in (self.tokenizer, self._tokenizer_label):
            field.setVisible(self.format.tokens)
        missing = self.formats.lacking
        self._loses.setText(loses(self.format) if missing is None else missing.remedy)
        trouble, present = self._trouble()
        self.replace.setVisible(present)
        self.go.setEnabled(not trouble)
        self.told.say(trouble or self._plan(), trouble=bool(trouble))

    def _trouble(self) -> tuple[str, bool]:
        """Why nothing can be exported as chosen, and whether something lies there that may be replaced."""
        missing = self.formats.lacking
        if missing is not None:
            return f"{missing.message[:1].upper()}{missing.message[1:]}.", False
        if not self._standings:
            return "There are no tags in this folder yet, so there is nothing to export.", False
        try:
            order = self._order()
        except AnnotatorError as error:
            return words_of(error), False
        if not self.out.text().strip():
            return "Say where to.", False
        try:
            return self._in_the_way(order)
        except OSError as error:
            return words_of(error), False

    def _in_the_way(self, order: Order) -> tuple[str, bool]:
        out = order.out
        folder = bool(order.shares) or self.format.is_folder
        if out.is_dir() and not folder:
            return f"{short(out.name)} is a folder. Name a file.", False
        if out.is_file() and folder:
            return f"{short(out.name)} is a file. Name a folder that does not exist yet.", False
        present = [path for path in (out, manifest_path(order)) if path.exists()]
        if not present:
            return "", False
        if not all(map(is_former_export, present)):
            return (
                f"{short(out.name)} is there already and no export. Name a folder that does not exist yet.",
                False,
            )
        if self.replace.isChecked():
            return "", True
        return f"{short(present[0].name)} is there already.", True

    def _plan(self) -> str:
        known = self._standings
        sheet = self.sheets.currentData()
        names = [n for n in known if n != GOLD] if sheet == ALL else [sheet]
        done = self.only_finished.isChecked()
        counts: list[int] = [known[n].done if done else known[n].sheets for n in names if n in known]
        sheets = sum(counts)
        folder = self._desktop.listing.folder
        out = Path(self.out.text().strip()).expanduser()
        if (self.format.is_folder or self._is_split()) and out.is_relative_to(folder):
            return "This lies in the open folder: texts in it would be listed as articles."
        return f"{count(sheets, 'sheet')} as {self.format.name}"

    # -- the preview -----------------------------------------------------------------------------------------

    def _ask_preview(self) -> None:
        missing = self.formats.lacking
        self._heading.setText("Preview")
        if missing is not None or not self._standings:
            self.preview.forget()
            self._show_files(())
            words = "There is nothing to show yet." if missing is None else str(missing)
            self.losses.show_sections([Section(words)])
            return
        order = _undivided(self._order_or_none())
        if order is not None:
            self.preview.ask(lambda _tally: preview(order))

    def _order_or_none(self) -> Order | None:
        try:
            return self._order()
        except AnnotatorError:
            return None

    def _show_preview(self, shown: Shown) -> None:
        self._heading.setText(f"Preview: {shown.article}" if shown.article else "Preview")
        self._heading.setToolTip(shown.article)
        self._show_files(shown.files, Path(shown.article).stem)
        sections = []
        if shown.refused:
            words = "The first sheet is refused" if shown.article else "There is nothing to show"
            sections.append(Section(f"{words}: {shown.refused}", (), "caution"))
        if shown.losses:
            heading = f"{count(len(shown.losses), 'thing')} of this article would be lost"
            sections.append(Section(heading, lost_of_one(shown.losses), "caution"))
        elif shown.article:
            sections.append(Section("Nothing of this article would be lost"))
        self.losses.show_sections(sections)

    def _show_failure(self, error: Exception) -> None:
        self._show_files(())
        self.losses.show_sections([Section(words_of(error), (), "danger")])
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    def _show_files(self, files: tuple[tuple[str, str], ...], article: str = "") -> None:
        """Shows the file that was shown before, else the article's own, not what describes the types."""
        before = self.files.currentText()
        self.files.blockSignals(True)
        self.files.clear()
        for name, beginning in files:
            self.files.addItem(name, beginning)
        names = [name for name, _ in files]
        own = next((name for name in names if article and article in name), "")
        self.files.setCurrentIndex(max(0, self.files.findText(before if before in names else own)))
        self.files.blockSignals(False)
        self.files.setVisible(len(files) > 1)
        self._show_file()

    def _show_file(self) -> None:
        beginning = self.files.currentData() or ""
        if self.code.toPlainText() != beginning:
            self.code.setPlainText(beginning)

    # -- the work --------------------------------------------------------------------------------------------

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """The export."""
        order = self._order()
        settings = self._desktop.settings
        settings.remember_exchange(_FORMAT, order.format)
        settings.remember_exchange(_FOLDER, str(order.out.parent))
        words = f"Exporting to {short(order.out.name)} …"
        return words, "sheets", partial(_export, order, self._desktop.saved, self._desktop.listed)

    def tell_end(self, result: Outcome) -> None:
        """The summary."""
        words = f"{count(result.articles, 'article')} exported to {short(result.out.name)}"
        opens = result.out if result.out.is_dir() else result.out.parent
        sections = exported(result, self._desktop.tagset)
        self.show_summary(words, sections, opens, good=not (result.refused or result.lost))

    def broken_off_words(self, done: int) -> str:
        """Nothing is left behind."""
        return "Broken off. Nothing was written."


def _undivided(order: Order | None) -> Order | None:
    """The order without its split, which changes nothing in a preview of one article."""
    return None if order is None else replace(order, shares=None)


def _counted(standing: Standing | None) -> str:
    if standing is None:
        return "none yet"
    done = f", {standing.done:,} finished" if standing.done else ""
    return f"{count(standing.sheets, 'sheet')}{done}"


def _export(order: Order, saved: Callable[[], bool], listed: Callable[[], Listing], tally: Tally) -> Outcome:
    if not saved():
        raise AnnotatorError("your tags of the open article are not on disk yet", remedy="Save them first.")
    tally.note(0)
    return export(replace(order, listing=listed()), tally.note)
