"""Asks what is imported and from where, shows the first article found and what is wrong, then writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.formats.archives import check_source
from annotator.formats.importing import Intake, Taken, import_
from annotator.formats.looking import Look, look
from annotator.formats.offers import guess, lacking
from annotator.formats.placing import Existing
from annotator.formats.registry import FORMATS, Format, format_of
from annotator.sidecars.names import is_annotator, slug
from annotator.tagsets.model import Tagset
from annotator.ui.background import Background
from annotator.ui.combo import Combo
from annotator.ui.exchange.fields import Choices, Column, button, path_field
from annotator.ui.exchange.frame import ExchangeDialog
from annotator.ui.exchange.jobs import Tally
from annotator.ui.exchange.previewing import PreviewPane
from annotator.ui.exchange.report import Section
from annotator.ui.exchange.ticks import Radio
from annotator.ui.exchange.words import count, imported, looked_at, short, words_of
from annotator.ui.settings import Settings
from annotator.ui.style import GAP

_EXISTING: tuple[tuple[Existing, str, str], ...] = (
    ("keep", "Leave it as it is, and name it", "Nothing that is there is touched"),
    ("rename", "Take another name for the article", "An article of the same name with another text"),
    ("merge", "Add what is new to the sheet", "Records that are there stay as they are"),
)
_FORMAT, _FOLDER = "import-format", "import-folder"


class _Seen(Struct, frozen=True):
    """What a look gave: the format (none where none fits), the look, or the words of what went wrong."""

    format: Format | None
    guessed: bool
    look: Look | None = None
    trouble: str = ""


class ImportDialog(ExchangeDialog):
    """Import, from the choices to the summary."""

    place_requested = Signal(object)
    """The folder (a Path) that was imported into and is not the open one is to be opened."""

    def __init__(
        self,
        into: Path | None,
        tagset: Tagset,
        settings: Settings,
        background: Background,
        parent: QWidget | None,
    ) -> None:
        super().__init__("Import", "Import", background, parent)
        self._tagset, self._settings, self._open_now = tagset, settings, into
        self.show_articles = button("Show the Articles", self, self._show_articles)
        self.add_to_summary(self.show_articles)
        self._guessed: Format | None = None
        self._look: Look | None = None
        self._trouble = ""
        left = QWidget(self)
        self.source, self.into = path_field("From", left), path_field("Into", left)
        self.source.setPlaceholderText("A file or a folder")
        self.source.setClearButtonEnabled(True)
        self.into.setText("" if into is None else str(into))
        self.into.setPlaceholderText("The folder of the articles")
        self.formats = Combo(left)
        self.annotator = QLineEdit(left)
        self.annotator.setPlaceholderText("As the source says")
        self.annotator.setClearButtonEnabled(True)
        self.existing = {id: Radio(words, left) for id, words, _ in _EXISTING}
        self._lay_out(left)
        self._fill_formats()
        self._connect()
        self.open_at(1000, 640)
        self.source.setFocus()
        self._on_choice()

    def _lay_out(self, left: QWidget) -> None:
        column = Column(left)
        self.choose_file = button("File…", left, self._choose_file)
        self.choose_folder = button("Folder…", left, self._choose_folder)
        column.field("From", self.source, self.choose_file, self.choose_folder)
        column.field("Format", self.formats)
        self._format_words = column.words()
        column.field("Whose tags", self.annotator)
        self._annotator_words = column.words()
        self.browse = button("Choose…", left, self._choose_into)
        column.field("Into", self.into, self.browse)
        column.addSpacing(GAP + 2)
        column.addWidget(QLabel("Where something is there already", left))
        for id, _, tip in _EXISTING:
            self.existing[id].setToolTip(tip)
            column.addWidget(self.existing[id])
        self.existing["keep"].setChecked(True)
        column.addStretch(1)

        self.shown = PreviewPane(
            "The beginning of the first article", "What was found in the source", (260, 260), self
        )
        self.shown.text.setFont(self.font())
        self.shown.text.setPlaceholderText("The first article that is found, before anything is written")
        page = QVBoxLayout(self.page_of_choices)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(Choices(left, self.shown, self.page_of_choices))

    def _fill_formats(self) -> None:
        self.formats.addItem("As the file looks", "")
        for format in FORMATS:
            if not format.reads:
                continue
            missing = lacking(format)
            self.formats.addItem(format.name, format.id)
            if missing is not None:
                model = self.formats.model()
                assert isinstance(model, QStandardItemModel)
                item = model.item(self.formats.count() - 1)
                item.setText(f"{format.name} · {missing.remedy}")
                item.setEnabled(False)
        before = self.formats.findData(self._settings.exchange(_FORMAT))
        model = self.formats.model()
        assert isinstance(model, QStandardItemModel)
        if before > 0 and model.item(before).isEnabled():
            self.formats.setCurrentIndex(before)

    def _connect(self) -> None:
        self.source.textChanged.connect(self._on_source)
        self.formats.currentIndexChanged.connect(self._on_choice)
        self.annotator.textChanged.connect(self._on_choice)
        self.into.textChanged.connect(self._on_choice)
        for box in self.existing.values():
            box.toggled.connect(lambda on: self._on_choice() if on else None)
        self.preview.ready.connect(self._show_look)
        self.preview.failed.connect(self._show_failure)

    # -- the choices -----------------------------------------------------------------------------------------

    def _path(self) -> Path | None:
        words = self.source.text().strip()
        return Path(words).expanduser() if words else None

    def _intake(self, format: Format) -> Intake:
        source = self._path()
        assert source is not None
        named = self.annotator.text().strip()
        existing = next(id for id, box in self.existing.items() if box.isChecked())
        return Intake(source, format.id, Path(self.into.text().strip()).expanduser(), named, existing)

    def _choose_file(self) -> None:
        endings = sorted({s for f in FORMATS if f.reads for s in f.suffixes})
        kinds = f"Tagged articles ({' '.join(f'*{s}' for s in endings)});;All files (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, "Import a file", self._start(), kinds)
        if chosen:
            self.source.setText(chosen)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Import a folder", self._start())
        if chosen:
            self.source.setText(chosen)

    def _choose_into(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Import into", self.into.text())
        if chosen:
            self.into.setText(chosen)

    def _start(self) -> str:
        path = self._path()
        return str(path.parent) if path is not None else self._settings.exchange(_FOLDER)

    def _on_source(self) -> None:
        self._guessed = None
        self._on_choice()

    def _on_choice(self) -> None:
        self._look, self._trouble = None, ""
        source = self._path()
        if source is None or not source.exists() or not self.into.text().strip():
            self.preview.forget()
            self._show_nothing()
        else:
            chosen = self.formats.currentData()
            format = format_of(chosen) if chosen else self._guessed
            intake = self._intake(format or FORMATS[0])
            self.preview.ask(partial(_looked, intake, format, not chosen))
        self.refresh()

    def refresh(self) -> None:
        """Shows what follows from the choices."""
        self._say_annotator()
        self._say_format()
        trouble = self._in_the_way()
        waiting = not trouble and self._look is None
        self.go.setEnabled(not trouble and not waiting)
        self.told.say(
            "Reading …" if waiting else trouble or self._plan(), trouble=bool(trouble and self._path())
        )

    def _say_annotator(self) -> None:
        named = self.annotator.text().strip()
        if named:
            id = named if is_annotator(named) else slug(named)
            self._annotator_words.setText(f"Files will be named article.txt.{id}.tags.json")
        elif self._look is not None and self._look.annotators:
            self._annotator_words.setText(f"The tags of {', '.join(self._look.annotators[:5])}")
        else:
            self._annotator_words.setText("The name that the tags are kept under")

    def _say_format(self) -> None:
        if self.formats.currentData():
            self._format_words.setText("")
        elif self._guessed is not None:
            self._format_words.setText(f"It looks like {self._guessed.name}")
        else:
            self._format_words.setText("Found out from its name and what it holds")
        self._format_words.setVisible(bool(self._format_words.text()))

    def _in_the_way(self) -> str:
        source = self._path()
        if source is None:
            return "Choose a file or a folder."
        try:
            if not source.exists():
                return f"There is no {short(source.name)}."
        except OSError as error:
            return words_of(error)
        if not self.into.text().strip():
            return "Choose the folder that it goes into."
        if self._trouble:
            return self._trouble
        if self._look is not None and not self._look.articles:
            return "No article was found in it."
        return ""

    def _plan(self) -> str:
        if self._look is None:
            return ""
        more = "" if self._look.complete else "more than "
        return f"{more}{count(self._look.articles, 'article')} with {count(self._look.records, 'record')}"

    # -- the preview -----------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self.shown.show_heading("")
        self.shown.text.setPlainText("")
        self.shown.report.show_sections(())

    def _show_look(self, seen: _Seen) -> None:
        self._look, self._trouble = seen.look, seen.trouble
        if seen.guessed:
            self._guessed = seen.format
        if seen.look is None:
            self.shown.show_heading("")
            self.shown.text.setPlainText("")
            self.shown.report.show_sections([Section(seen.trouble, (), "danger")])
        else:
            self.shown.show_heading(seen.look.name)
            self.shown.text.setPlainText(seen.look.text)
            self.shown.report.show_sections(looked_at(seen.look, self._tagset))
        self.refresh()

    def _show_failure(self, error: Exception) -> None:
        self._show_look(_Seen(None, False, None, words_of(error)))
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    # -- the work --------------------------------------------------------------------------------------------

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """The import."""
        chosen = self.formats.currentData()
        format = format_of(chosen) if chosen else self._guessed
        assert format is not None
        intake = self._intake(format)
        self._settings.remember_exchange(_FOLDER, str(intake.source.parent))
        self._settings.remember_exchange(_FORMAT, chosen or "")
        total = self._look.articles if self._look is not None and self._look.complete else 0
        return f"Importing {short(intake.source.name)} …", "articles", partial(_import, intake, total)

    def tell_end(self, result: Taken) -> None:
        """The summary."""
        source = self._path()
        assert source is not None
        into = Path(self.into.text().strip()).expanduser()
        words = f"{count(result.sidecars, 'sheet')} imported, {count(result.articles, 'new article')}"
        if not result.sidecars:
            words = "Nothing was imported"
        self.show_articles.setVisible(self._open_now not in (None, into) and into.is_dir())
        good = not (result.conflicts or result.troubles)
        self.show_summary(words, imported(result, into, source), into, good=good)

    def _show_articles(self) -> None:
        into = Path(self.into.text().strip()).expanduser()
        self.accept()
        self.place_requested.emit(into)

    def broken_off_words(self, done: int) -> str:
        """What was made until then stays."""
        return f"Broken off. {count(done, 'article')} had been imported and stay."


def _looked(intake: Intake, format: Format | None, guessed: bool, tally: Tally) -> _Seen:
    try:
        check_source(intake.source)
    except AnnotatorError as error:
        return _Seen(format, guessed, None, words_of(error))
    if format is None:
        format = guess(intake.source, lambda: tally.is_unwanted)
    if format is None:
        return _Seen(None, guessed, None, "It is in no format that can be read here. Choose one to see why.")
    asked = Intake(intake.source, format.id, intake.into, intake.annotator, intake.existing)
    try:
        return _Seen(format, guessed, look(asked, lambda: tally.is_unwanted))
    except (AnnotatorError, OSError) as error:
        return _Seen(format, guessed, None, words_of(error))


def _import(intake: Intake, total: int, tally: Tally) -> Taken:
    return import_(intake, lambda done: tally.note(done, total))
