"""Reviews one sheet: one by one in the text, or many records at once with a preview. Nothing is written before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from annotator.annotations.authors import Author
from annotator.errors import AnnotatorError
from annotator.review.bulk import Filter, Line, Preview, Verdict, preview
from annotator.review.bulk_folder import Order, Outcome, decide_in_folder, open_in_folder
from annotator.sidecars.names import GOLD, Storage
from annotator.sidecars.workspace import Listing
from annotator.ui.background import Background
from annotator.ui.exchange import standing
from annotator.ui.exchange.desktop import Desktop
from annotator.ui.exchange.fields import Choices, Framed
from annotator.ui.exchange.frame import ExchangeDialog
from annotator.ui.exchange.jobs import Preview as Working
from annotator.ui.exchange.jobs import Tally
from annotator.ui.exchange.words import count, words_of
from annotator.ui.review.bulk_choices import BulkChoices
from annotator.ui.review.bulk_list import LinesView, Place
from annotator.ui.review.bulk_words import counts_in_words, ended, plan_in_words
from annotator.ui.style import GAP, ROOM


class BulkDialog(ExchangeDialog):
    """From whose sheet to what became of its records."""

    through_requested = Signal(str)
    """An annotator whose records are to be gone through one by one."""
    here_requested = Signal(object)
    """The :class:`Order` is to be done in the open article first; :meth:`go_on` is awaited then."""

    def __init__(
        self,
        desktop: Desktop,
        storage: Storage | None,
        open_article: str,
        called: Callable[[str], str],
        background: Background,
        parent: QWidget | None,
    ) -> None:
        super().__init__("Review One Sheet", "Accept", background, parent)
        self._desktop, self._storage, self._open = desktop, storage, open_article
        known = {name: held for name, held in standing.named(desktop.listing).items() if name != GOLD}
        names = {name: called(name) for name in known}
        self.choices = BulkChoices(known, desktop.tagset, names, self)
        self.choices.offer_places(open_article)
        self.counts = QLabel(self)
        self.counts.setWordWrap(True)
        self.counts.setForegroundRole(self.counts.palette().ColorRole.PlaceholderText)
        self.lines = LinesView(desktop.tagset, self)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        column.setSpacing(GAP + 2)
        column.addWidget(self.counts)
        column.addWidget(Framed(self.lines, right), 1)
        page = QVBoxLayout(self.page_of_choices)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(Choices(self.choices, right, self.page_of_choices))
        self._every: tuple[Line, ...] | None = None
        self._spared: dict[Place, Line] = {}
        self._found = Preview()
        self._here: Preview | None = None
        self._counting = Working(background, self)
        self._counting.ready.connect(self._show_found)
        self.preview.ready.connect(self._on_read)
        self.preview.failed.connect(self._on_unread)
        self.choices.sheet_changed.connect(self._read)
        self.choices.changed.connect(self._on_changed)
        self.choices.one_by_one.connect(lambda: self.through_requested.emit(self.choices.annotator))
        self.lines.toggled.connect(self._toggle)
        self.open_at(940, 600)
        self._read()
        self.choices.whose.setFocus()

    @property
    def is_current(self) -> bool:
        """Whether the list shows what was last asked for."""
        return self.preview.is_current and self._counting.is_current

    # -- what is meant ---------------------------------------------------------------------------------------

    def order(self) -> Order:
        """What is to be done."""
        choices = self.choices
        reason = str(choices.reason.currentData() or "")
        return Order(
            choices.annotator, choices.filter, choices.verdict, reason, spared=frozenset(self._spared)
        )

    def _read(self) -> None:
        self._every = None
        self._spared.clear()
        self._found = Preview()
        self.lines.show_state("waiting")
        self.counts.clear()
        self.refresh()
        if self.choices.annotator:
            self.preview.ask(
                partial(_read, self._desktop, self._storage, self.choices.annotator, self.choices.article)
            )

    def _on_read(self, lines: tuple[Line, ...]) -> None:
        self._every = lines
        self.choices.show_lines(lines)
        self._count()

    def _on_unread(self, error: Exception) -> None:
        self.told.say(words_of(error), trouble=True)
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    def _on_changed(self) -> None:
        self._spared.clear()
        self._count()

    def _toggle(self, line: Line) -> None:
        place = (line.article, line.key)
        if self._spared.pop(place, None) is None:
            self._spared[place] = line
        self._count()

    def _count(self) -> None:
        if self._every is None:
            return
        self.go.setEnabled(False)
        order = self.order()
        self._counting.ask(partial(_previewed, self._every, order.filter, order.verdict, order.spared))

    def _show_found(self, found: Preview) -> None:
        self._found = found
        whole = not self.choices.article
        open = len(self._every or ())
        self.lines.show_lines(found, list(self._spared.values()), whole=whole, open=open)
        self.counts.setText(counts_in_words(found, self._desktop.tagset))
        self.counts.setVisible(bool(found.count))
        self.refresh()

    def refresh(self) -> None:
        """Says what will happen."""
        if not self.choices.annotator:
            self.told.say("Nobody has tagged anything in this folder yet.", trouble=True)
        elif self._every is None or not self._found.decided:
            self.told.say("")
        else:
            whole = not self.choices.article
            self.told.say(plan_in_words(self._found, self.choices.verdict, whole=whole))
        number = len(self._found.decided)
        verb = "Accept" if self.choices.verdict == "accept" else "Reject"
        self.go.setText(f"{verb} {count(number, 'Record')}" if number else verb)
        self.go.setEnabled(bool(number) and self.is_current)

    # -- the work --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Decides in the open article first, where one undo takes it back; then elsewhere."""
        if self.job is not None or not self.go.isEnabled() or not self.go.isVisible():
            return
        self._here = None
        if self._open and self.choices.article in ("", self._open):
            self.go.setEnabled(False)
            self.here_requested.emit(self.order())
        else:
            self.go_on(None)

    def go_on(self, here: Preview | None) -> None:
        """The open article is done; ``here`` is what was decided there, None where nothing lies open."""
        self._here = here
        self.go.setEnabled(True)
        super().start()

    def give_up(self, words: str) -> None:
        """Nothing could be decided in the open article, for a reason."""
        self.banner.say("end", words, "danger")
        self._read()

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """Decides in all articles but the open one."""
        verb = "Accepting" if self.choices.verdict == "accept" else "Rejecting"
        whole, here = not self.choices.article, self._here
        order = replace(self.order(), but=self._open if here is not None else "")
        work: Callable[[Tally], Any] = partial(_decide, self._desktop, self._storage, order, here)
        if not whole:
            work = partial(_only_here, here)
        return f"{verb} records of {self.choices.whose.currentText().split('   ')[0]} …", "articles", work

    def tell_end(self, result: Outcome) -> None:
        """The summary."""
        here = self._open if self._here is not None and self._here.decided else ""
        headline, sections = ended(
            result, self.choices.verdict, self._desktop.tagset, here, self._desktop.told
        )
        self.show_summary(headline, sections, None, good=not result.left)

    def broken_off_words(self, done: int) -> str:
        """What was decided until then stays."""
        self._read()
        return f"Broken off after {count(done, 'article')}. What was decided until then stays."

    def done(self, result: int) -> None:
        """Closes."""
        self._counting.desert()
        super().done(result)

    def closeEvent(self, event: Any) -> None:
        """Closes."""
        self._counting.desert()
        super().closeEvent(event)


def _read(
    desktop: Desktop, storage: Storage | None, annotator: str, article: str, tally: Tally
) -> tuple[Line, ...]:
    _save(desktop)
    listing = _only(desktop.listed(), article)
    return open_in_folder(
        listing, desktop.tagset, Author(desktop.me), annotator, storage=storage, progress=tally.note
    )


def _previewed(
    lines: tuple[Line, ...], filter: Filter, verdict: Verdict, spared: frozenset[Place], _tally: Tally
) -> Preview:
    return preview(lines, filter, verdict, spared)


def _decide(
    desktop: Desktop, storage: Storage | None, order: Order, here: Preview | None, tally: Tally
) -> Outcome:
    _save(desktop)
    done = decide_in_folder(
        desktop.listed(), desktop.tagset, Author(desktop.me), order, storage=storage, progress=tally.note
    )
    if here is None:
        return done
    told = {name: getattr(here, name) + getattr(done.preview, name) for name in Preview.__struct_fields__}
    return Outcome(Preview(**told), done.written, done.left)


def _only_here(here: Preview | None, _tally: Tally) -> Outcome:
    return Outcome(here or Preview(), 1)


def _save(desktop: Desktop) -> None:
    if not desktop.saved():
        raise AnnotatorError("your tags of the open article are not on disk yet", remedy="Save them first.")


def _only(listing: Listing, article: str) -> Listing:
    if not article:
        return listing
    return replace(listing, articles=tuple(a for a in listing.articles if a.name == article))
