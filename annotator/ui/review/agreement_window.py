"""The agreement window: whose sheets are compared, how far they agree, and the differences behind each number.

It stands beside the main window and changes no tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.review.behind import Behind
from annotator.ui.background import Background
from annotator.ui.choosers.banner import Banners
from annotator.ui.combo import Combo
from annotator.ui.exchange.jobs import Job, Tally
from annotator.ui.exchange.pages import WorkPage
from annotator.ui.exchange.words import words_of
from annotator.ui.panels.rows import EmptyState
from annotator.ui.review.agreement_choices import AgreementChoices
from annotator.ui.review.agreement_list import BehindList
from annotator.ui.review.agreement_pages import Pages
from annotator.ui.review.agreement_work import Found, Wanted, called, find
from annotator.ui.style import GAP, SPACE

_SIZE = (980, 760)
_BORDER = 48
"""Pixels that the system's title bar and borders have at most."""


class AgreementWindow(QWidget):
    """Asks whose sheets, measures them on a worker, shows what came of it."""

    difference_requested = Signal(object)
    """A :class:`Difference` whose place somebody wants to see in its article."""
    guide_requested = Signal()
    """Somebody wants to know what the numbers mean."""
    wanted_anew = Signal()
    """Somebody wants the sheets measured as they lie on disk now."""

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Agreement")
        self._background = background
        self._wanted: Wanted | None = None
        self._names: Mapping[str, str] = {}
        self._pairs: list[tuple[str, str]] = []
        self.found: Found | None = None
        self.job: Job | None = None
        self.choices = AgreementChoices(self)
        self.banner = Banners(self)
        self.pairs = Combo(self)
        self.pairs.setAccessibleName("Which two sheets")
        self.pairs.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.save = QPushButton("Save as HTML…", self)
        self.again = QPushButton("Measure Again", self)
        self.guide = QPushButton("What the Numbers Mean", self)
        self.stop = QPushButton("Cancel", self)
        self.work = WorkPage(self)
        self.empty = EmptyState("", "", self)
        self.unfinished = EmptyState("", "Compare Sheets in Progress, Too", self)
        self.pages = Pages(self)
        self.list = BehindList(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setContentsMargins(SPACE, 0, SPACE, GAP)
        beside.setSpacing(SPACE)
        self._of = QLabel("Numbers of", self)
        self._of.setBuddy(self.pairs)
        for widget in (self._of, self.pairs):
            beside.addWidget(widget)
        beside.addStretch(1)
        for button in (self.guide, self.again, self.stop, self.save):
            button.setAutoDefault(False)
            beside.addWidget(button)
        self.results = QSplitter(Qt.Orientation.Vertical, self)
        self.results.setChildrenCollapsible(False)
        self.results.addWidget(self.pages)
        self.results.addWidget(self.list)
        for page in (self.results, self.work, self.empty, self.unfinished):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.choices)
        layout.addLayout(beside)
        layout.addWidget(self.banner)
        layout.addWidget(self._stack, 1)
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width() - _BORDER), min(_SIZE[1], room.height() - _BORDER))

    def _connect(self) -> None:
        self.choices.changed.connect(self.wanted_anew)
        self.again.clicked.connect(self.wanted_anew)
        self.stop.clicked.connect(self.break_off)
        self.guide.clicked.connect(self.guide_requested)
        self.save.clicked.connect(self._ask_file)
        self.unfinished.requested.connect(lambda: self.choices.finished.setChecked(False))
        self.pairs.currentIndexChanged.connect(self._on_pair)
        self.pages.number_chosen.connect(self._on_number)
        self.list.difference_requested.connect(self.difference_requested)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)
        QShortcut(QKeySequence("Escape"), self, self._on_escape)

    # -- measuring -------------------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being measured."""
        return self.job is None

    @property
    def says(self) -> str:
        """What stands there where there is nothing to show."""
        here = self._stack.currentWidget()
        return here.words if isinstance(here, EmptyState) else ""

    def measure(self, wanted: Wanted, names: Mapping[str, str]) -> None:
        """Measures; what was being measured before is not wanted any more."""
        self._desert()
        self._wanted, self._names = wanted, dict(names)
        self.banner.clear()
        self._show(self.work)
        self.work.begin("Comparing sheets", "steps")
        job = self.job = Job(self._background, lambda tally: _find(wanted, tally), self)
        job.progressed.connect(self.work.show_progress)
        job.finished.connect(self._on_found)
        job.broken_off.connect(lambda _: self._say_nothing("It was broken off."))
        job.failed.connect(self._on_failed)

    def break_off(self) -> None:
        """Ends measuring before its end."""
        if self.job is not None:
            self.work.say_breaking_off()
            self.job.break_off()

    def say_changed(self) -> None:
        """Says that sheets were changed since they were measured."""
        if self.found is not None and self.job is None:
            self.banner.say("changed", "Sheets were changed since these numbers were made.", "info")

    def show_names(self, names: Mapping[str, str]) -> None:
        """Calls annotators otherwise."""
        if dict(names) != self._names:
            self._names = dict(names)
            if self.found is not None and self.job is None:
                self._on_found(self.found)

    def _on_found(self, found: Found) -> None:
        self.job = None
        self.found = found
        report = called(found.report, self._names)
        if not report.comparisons:
            self._say_nothing(_why_nothing(found), offer=self.choices.finished.isChecked())
            return
        self.list.model.names = self._names
        self.list.forget()
        self.results.setSizes([_SIZE[1] * 4 // 5, _SIZE[1] // 5])  # nothing is listed yet
        assert self._wanted is not None, "something was measured"
        before = self._pair()
        self.pages.show_report(report, self._wanted.tagset, self._names)
        self.pairs.blockSignals(True)
        self.pairs.clear()
        for c in report.comparisons:
            self.pairs.addItem(f"{self._name(c.one)} and {self._name(c.other)}")
        self._pairs = [(c.one, c.other) for c in report.comparisons]
        self.pairs.setCurrentIndex(self._pairs.index(before) if before in self._pairs else 0)
        self.pairs.blockSignals(False)
        self._on_pair()
        for number, note in enumerate(_notes(found, report.notes, self._names)):
            self.banner.say(f"note-{number}", note, "info")
        self._show(self.results)

    def _on_failed(self, error: Exception) -> None:
        self._say_nothing(words_of(error))
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    def _say_nothing(self, words: str, *, offer: bool = False) -> None:
        self.job = None
        self.found = None
        page = self.unfinished if offer else self.empty
        page.say(words)
        self._show(page)

    def _show(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self.stop.setVisible(page is self.work)
        self.again.setVisible(page is not self.work)
        for each in (self._of, self.pairs, self.save):
            each.setVisible(page is self.results)

    # -- what was found --------------------------------------------------------------------------------------

    def _name(self, annotator: str) -> str:
        return self._names.get(annotator, annotator)

    def _on_pair(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.pages.show_pair(pair)

    def _pair(self) -> tuple[str, str] | None:
        at = self.pairs.currentIndex()
        return self._pairs[at] if 0 <= at < len(self._pairs) else None

    def _on_number(self, behind: Behind, words: str) -> None:
        if self.found is None:
            return
        if len(behind.pairs) == 1:
            self.pairs.setCurrentIndex(self._pairs.index(behind.pairs[0]))
        if self.list.heading.isHidden():
            self.results.setSizes([_SIZE[1] * 3 // 5, _SIZE[1] * 2 // 5])
        shown = words if len(self.found.report.comparisons) == 1 else self._of_pair(behind, words)
        self.list.show_differences(shown, self.found.differences.behind(behind))

    def _of_pair(self, behind: Behind, words: str) -> str:
        pair = " and ".join(map(self._name, behind.pairs[0])) if behind.pairs else ""
        return words if not pair or pair in words else f"{words} ({pair})"

    # -- saving and closing ----------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        assert self._wanted is not None, "there is a report to save"
        # Beside the articles, wherever the program was started from.
        proposed = str(self._wanted.listing.folder / "agreement.html")
        name, _ = QFileDialog.getSaveFileName(self, "Save as HTML", proposed, "HTML (*.html)")
        if name:
            self.save_page(Path(name))

    def save_page(self, path: Path) -> None:
        """Writes the report as a page; whether it may replace what is there has been asked."""
        found, wanted = self.found, self._wanted
        if found is None or wanted is None:
            return
        self.save.setEnabled(False)
        self._background.run(
            partial(_save, path, found, wanted, dict(self._names)),
            lambda _: self._on_saved(f"Saved as {path}."),
            lambda error: self._on_saved(words_of(error), failed=True),
        )

    def _on_saved(self, words: str, *, failed: bool = False) -> None:
        self.save.setEnabled(True)
        self.banner.say("saved", words, "danger" if failed else "info")

    def _on_escape(self) -> None:
        if self.job is not None:
            self.break_off()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing that is still under way is waited for."""
        self._desert()
        super().closeEvent(event)

    def _desert(self) -> None:
        if self.job is not None:
            self.job.desert()
            self.job = None


def _find(wanted: Wanted, tally: Tally) -> Found:
    return find(wanted, tally.note)


def _save(path: Path, found: Found, wanted: Wanted, names: dict[str, str]) -> None:
    from annotator.review.page_saving import save_page

    report = called(found.report, names)
    save_page(path, report, found.differences.every, wanted.tagset, names=names, overwrite=True)


def _why_nothing(found: Found) -> str:
    reasons = sorted({each.reason for each in found.report.left_out})
    told = ["No article has two sheets that can be compared."]
    if reasons:
        told.append("Sheets were left out: " + "; ".join(reasons) + ".")
    if found.closed:
        told.append(_closed(found.closed))
    return "\n\n".join(told)


def _notes(found: Found, notes: tuple[str, ...], names: Mapping[str, str]) -> list[str]:
    left = found.report.left_out
    told = list(notes)
    if left:
        each = [
            f"{sheet.article} {names.get(sheet.annotator, sheet.annotator)}: {sheet.reason}"
            for sheet in left[:3]
        ]
        more = f"; and {len(left) - 3:,} more, which the HTML report names" if len(left) > 3 else ""
        told.append(f"Left out: {'; '.join(each)}{more}.")
    if found.closed:
        told.append(_closed(found.closed))
    return told


def _closed(count: int) -> str:
    articles = f"{count:,} article{'s' if count != 1 else ''}"
    return f"{articles} stayed closed: colleagues’ tags are compared once your own are done."
