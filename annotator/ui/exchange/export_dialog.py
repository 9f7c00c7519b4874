"""Asks what is exported and how, shows the first article as it would be, then writes. Nothing is written before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.formats.exporting import Order, Outcome, export, preview
from annotator.formats.exporting import Preview as Shown
from annotator.formats.gathering import Wanted
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.background import Background
from annotator.ui.combo import Combo
from annotator.ui.exchange import places, standing
from annotator.ui.exchange.broken import Broken, broken
from annotator.ui.exchange.desktop import Desktop
from annotator.ui.exchange.export_choices import ExportChoices
from annotator.ui.exchange.fields import Choices
from annotator.ui.exchange.frame import ExchangeDialog
from annotator.ui.exchange.jobs import Preview, Tally
from annotator.ui.exchange.previewing import PreviewPane
from annotator.ui.exchange.report import Section
from annotator.ui.exchange.standing import Standing
from annotator.ui.exchange.words import count, exported, previewed, short, words_of

_HEIGHT, _ADVANCED = 720, 130
"""Pixels of height at first, and those that what is folded takes up where it was left open."""


class ExportDialog(ExchangeDialog):
    """Export, from the choices to the summary."""

    def __init__(self, desktop: Desktop, background: Background, parent: QWidget | None) -> None:
        super().__init__("Export", "Export", background, parent)
        self._desktop = desktop
        self._standings: Mapping[str, Standing] = standing.named(desktop.listing)
        self._broken: dict[tuple[str, str], Broken] = {}
        """How many sheets break rules, by whose they are and of what status."""
        self._looked_for: tuple[str, str] | None = None
        self.choices = ExportChoices(
            desktop.listing, desktop.tagset, desktop.settings, self._standings, desktop.called, self
        )
        self.shown = PreviewPane(
            "The first article in this format", "What is lost of the first article", (340, 200), self
        )
        self.files = Combo(self.shown)
        self.files.setAccessibleName("File of the preview")
        self.files.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.files.setMaximumWidth(260)
        self.shown.put_beside_heading(self.files)
        page = QVBoxLayout(self.page_of_choices)
        page.setContentsMargins(0, 0, 0, 0)
        beside = Choices(self.choices, self.shown, self.page_of_choices)
        page.addWidget(beside)
        self.choices.advanced.folded.connect(lambda _: beside.reveal(self.choices.advanced))
        known, me = self._standings, desktop.me
        self.choices.choose_sheets(next((name for name in (GOLD, me, *known) if name in known), GOLD))
        self._connect()
        self.open_at(1000, _HEIGHT + (_ADVANCED if self.choices.advanced.is_open else 0))
        self.choices.formats.setFocus()

    def _connect(self) -> None:
        self.choices.changed.connect(self._on_choice)
        self.choices.refined.connect(self.refresh)
        self.choices.start_requested.connect(self.start)
        self.files.currentIndexChanged.connect(self._show_file)
        self.preview.ready.connect(self._show_preview)
        self.preview.failed.connect(self._show_failure)
        self._counting = Preview(self._background, self)
        self._counting.ready.connect(self._on_counted)
        self._looking = Preview(self._background, self)
        self._looking.ready.connect(self._on_looked)
        self._looking.failed.connect(self._on_look_failed)
        self._counting.ask(partial(standing.standings, self._desktop.listing))
        self._on_choice()

    def done(self, result: int) -> None:
        """Closes."""
        self._desert_counts()
        super().done(result)

    def closeEvent(self, event: Any) -> None:
        """Closes."""
        self._desert_counts()
        super().closeEvent(event)

    def _desert_counts(self) -> None:
        self._counting.desert()
        self._looking.desert()

    # -- the choices -----------------------------------------------------------------------------------------

    def _order(self) -> Order:
        """What is wanted. Raises AnnotatorError where that cannot be."""
        return self.choices.order(self._desktop.listing)

    def _on_counted(self, standings: Mapping[str, Standing]) -> None:
        self._standings = standings
        self.choices.show_standings(standings)
        self.refresh()

    def _look_for_errors(self) -> None:
        """Counts the sheets that would be refused, after those that are finished: there are few workers."""
        wanted = self.choices.wanted()
        key = wanted.sheet, wanted.status
        known = self._broken.get(key)
        self.choices.show_broken("" if known is None else known.words())
        if known is None and self._standings and self._counting.is_current and self._looked_for != key:
            self._looked_for = key
            self._looking.ask(partial(_looked, self._desktop.listing, wanted, self._desktop.tagset))

    def _on_looked(self, found: tuple[tuple[str, str], Broken]) -> None:
        key, broken = found
        self._broken[key] = broken
        self._looked_for = None
        self.refresh()

    def _on_look_failed(self, error: Exception) -> None:
        if not isinstance(error, (AnnotatorError, OSError)):  # those are told when it is exported
            raise error

    def _on_choice(self) -> None:
        self.refresh()
        self._ask_preview()

    def refresh(self) -> None:
        """Shows what follows from the choices: what is in the way, what will be written."""
        trouble, present = self._trouble()
        self.choices.out.show_present(present)
        self.go.setEnabled(not trouble)
        self.told.say(trouble or self._plan(), trouble=bool(trouble))
        self._look_for_errors()

    def _trouble(self) -> tuple[str, bool]:
        """Why nothing can be exported as chosen, and whether something lies there that may be replaced."""
        missing = self.choices.formats.lacking
        if missing is not None:
            return f"{missing.message[:1].upper()}{missing.message[1:]}.", False
        if not self._standings:
            return "There are no tags in this folder yet, so there is nothing to export.", False
        if self.choices.types.choice.is_empty:
            return "Tick a type to be exported.", False
        try:
            order = self._order()
            if not self.choices.out.words:
                return "Say where to.", False
            return places.in_the_way(order, replaced=self.choices.out.replaces)
        except (AnnotatorError, OSError) as error:
            return words_of(error), False

    def _plan(self) -> str:
        order = self._order()
        if places.is_folder(order) and order.out.is_relative_to(self._desktop.listing.folder):
            return "This lies in the open folder: texts in it would be listed as articles."
        words = f"{count(self.choices.number_of_sheets, 'sheet')} as {self.choices.format.name}"
        broken = self._broken.get((order.wanted.sheet, order.wanted.status))
        if broken is None or not broken.broken or order.wanted.allow_errors:
            return words
        return f"{words}; {broken.refused()}"

    # -- the preview -----------------------------------------------------------------------------------------

    def _ask_preview(self) -> None:
        missing = self.choices.formats.lacking
        self.shown.show_heading("")
        if missing is not None or not self._standings or self.choices.types.choice.is_empty:
            self.preview.forget()
            self._show_files(())
            words = "There is nothing to show yet." if missing is None else str(missing)
            self.shown.report.show_sections([Section(words)])
            return
        try:
            order = replace(self._order(), shares=None)  # a split changes nothing in one article
        except AnnotatorError:
            return
        self.preview.ask(lambda _tally: preview(order))

    def _show_preview(self, shown: Shown) -> None:
        self.shown.show_heading(shown.article)
        self._show_files(shown.files, Path(shown.article).stem)
        self.shown.report.show_sections(previewed(shown))

    def _show_failure(self, error: Exception) -> None:
        self._show_files(())
        self.shown.report.show_sections([Section(words_of(error), (), "danger")])
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
        if self.shown.text.toPlainText() != beginning:
            self.shown.text.setPlainText(beginning)

    # -- the work --------------------------------------------------------------------------------------------

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """The export."""
        order = self._order()
        self._looking.forget()  # both would read the same sheets
        self._looked_for = None
        self.choices.remember(order)
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


def _looked(listing: Listing, wanted: Wanted, tagset: Tagset, tally: Tally) -> tuple[tuple[str, str], Broken]:
    return (wanted.sheet, wanted.status), broken(listing, wanted, tagset, tally)


def _export(order: Order, saved: Callable[[], bool], listed: Callable[[], Listing], tally: Tally) -> Outcome:
    if not saved():
        raise AnnotatorError("your tags of the open article are not on disk yet", remedy="Save them first.")
    tally.note(0)
    return export(replace(order, listing=listed()), tally.note)
