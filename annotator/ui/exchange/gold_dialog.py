"""Asks whose finished sheets become gold, says how many that is, and makes them gold.

Gold that somebody has worked on is never overwritten; gold that was only adopted is renewed where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.formats.promoting import Promotion, promote
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import Listing
from annotator.ui.background import Background
from annotator.ui.combo import Combo
from annotator.ui.exchange import standing
from annotator.ui.exchange.desktop import Desktop
from annotator.ui.exchange.fields import Column, Framed
from annotator.ui.exchange.frame import ExchangeDialog
from annotator.ui.exchange.jobs import Tally
from annotator.ui.exchange.report import ReportView, Row, Section
from annotator.ui.exchange.standing import Standing
from annotator.ui.exchange.ticks import Check
from annotator.ui.exchange.words import count, promoted, words_of


class GoldDialog(ExchangeDialog):
    """From whose sheets to what became of them."""

    def __init__(self, desktop: Desktop, background: Background, parent: QWidget | None) -> None:
        super().__init__("Use as Gold", "Make Gold", background, parent)
        self._desktop = desktop
        self._standings: Mapping[str, Standing] = standing.named(desktop.listing)
        self._is_counted = False
        page = QWidget(self)
        self.annotators = Combo(page)
        column = Column(page)
        column.field("Whose tags", self.annotators)
        column.words().setText(
            "Their finished sheets become the gold sheets of their articles: for work without a second annotator."
            " Every gold record tells where it comes from; gold that somebody has worked on is never overwritten."
        )
        self.renew = Check("Renew gold that comes from these sheets", page)
        self.renew.setToolTip("Only where nobody has worked on it since, and nothing in it comes from others")
        column.addWidget(self.renew)
        self.report = ReportView("What becomes gold", page)
        column.addSpacing(4)
        column.addWidget(Framed(self.report, page), 1)
        outer = QVBoxLayout(self.page_of_choices)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        names = [name for name in self._standings if name != GOLD]
        for name in names:
            self.annotators.addItem(desktop.called(name), name)
        self.annotators.setCurrentIndex(max(0, self.annotators.findData(desktop.me)))
        self.annotators.currentIndexChanged.connect(self.refresh)
        self.renew.toggled.connect(self.refresh)
        self.preview.ready.connect(self._on_counted)
        self.preview.failed.connect(self._on_uncounted)
        self.preview.ask(partial(_counted, desktop.saved, desktop.listed))
        self.open_at(520, 380)
        self.refresh()
        self.annotators.setFocus()

    def _on_counted(self, standings: Mapping[str, Standing]) -> None:
        self._standings, self._is_counted = standings, True
        self.refresh()

    def _on_uncounted(self, error: Exception) -> None:
        self.told.say(words_of(error), trouble=True)
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    def refresh(self) -> None:
        """Says how many sheets become gold."""
        name = self.annotators.currentData()
        known = self._standings.get(name)
        if known is None:
            self.go.setEnabled(False)
            self.renew.hide()
            self.report.show_sections([Section("Nobody has tagged anything in this folder yet.")])
            return
        if not self._is_counted:
            self.go.setEnabled(False)
            self.renew.hide()
            self.report.show_sections([Section("Counting …")])
            return
        new, old = known.done - known.done_with_gold, known.done_with_gold
        self.renew.setVisible(old > 0)
        renews = old > 0 and self.renew.isChecked()
        rows = [Row(f"{new:,}", "become gold")]
        if old:
            looks = "have gold already, which is renewed if nobody has worked on it"
            rows.append(Row(f"{old:,}", looks if renews else "have gold already, which is not overwritten"))
        if known.sheets > known.done:
            rows.append(Row(f"{known.sheets - known.done:,}", "not finished, and left out"))
        whose = f"{count(known.sheets, 'sheet')} of {self._desktop.called(name)}"
        self.report.show_sections([Section(whose, tuple(rows))])
        self.go.setEnabled(new > 0 or renews)
        self.go.setText(f"Make {count(new, 'Sheet')} Gold" if new and not renews else "Make Gold")
        trouble = "" if new or renews else "There is no finished sheet that has no gold yet."
        self.told.say(trouble, trouble=bool(trouble))

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """Makes gold."""
        name = self.annotators.currentData()
        desktop = self._desktop
        return (
            f"Making the sheets of {desktop.called(name)} gold …",
            "articles",
            partial(_promote, desktop, name, self.renew.isChecked() and not self.renew.isHidden()),
        )

    def tell_end(self, result: Promotion) -> None:
        """The summary."""
        words = f"{count(len(result.made), 'article')} with new gold"
        folder = self._desktop.listing.folder
        self.show_summary(words, promoted(result), folder, good=not result.left)

    def broken_off_words(self, done: int) -> str:
        """What was made until then stays."""
        return f"Broken off after {count(done, 'article')}. The gold made until then stays."


def _counted(saved: Callable[[], bool], listed: Callable[[], Listing], tally: Tally) -> dict[str, Standing]:
    saved()
    return standing.standings(listed(), tally)


def _promote(desktop: Desktop, name: str, renew: bool, tally: Tally) -> Promotion:
    if not desktop.saved():
        raise AnnotatorError("your tags of the open article are not on disk yet", remedy="Save them first.")
    return promote(desktop.listed(), name, overwrite=renew, progress=tally.note)
