"""Chains of a folder while one adjudicates: decided once each, they hold in the gold sheet of every article.

The chains are laid on each other once the whole folder has been looked through. The open article's gold is brought in
line by an edit that can be undone; those of other articles follow in the background.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import Decision, Instance, Record
from annotator.review.chain_book import ChainBook
from annotator.review.chains import ArticleChains, Chains, instance_name
from annotator.review.folder import Adjudication, bring_in_line
from annotator.review.ledger import DEFERRED
from annotator.review.units import Unit
from annotator.session import Session
from annotator.sidecars.names import GOLD
from annotator.sidecars.pacing import uncollected
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.review.bench import Bench
from annotator.ui.review.rows import Row, State
from annotator.ui.review.survey import Search, Survey

TAKEN = "take over instances"


class Chaining(QObject):
    """The chains of the open folder, and what was decided about them."""

    changed = Signal()
    """Other chains are known, or other decisions."""

    def __init__(
        self, survey: Survey, bench: Bench, controller: Controller, desk: Desk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._survey, self._bench, self._controller, self._desk = survey, bench, controller, desk
        self.book: ChainBook | None = None
        self._laid: tuple[ArticleChains, ...] = ()
        self._building = 0
        self._busy = False
        self._to_carry: dict[str, None] = {}
        self._carrying = False
        self.search: Search | None = None
        survey.changed.connect(self._on_surveyed)
        bench.compared.connect(self.bring_in_line)
        bench.refer = self.along
        controller.edited.connect(self._on_edited)

    @property
    def is_settled(self) -> bool:
        """Whether all chains are known, and all gold sheets that are closed are in line."""
        return not self._busy and not self._carrying and not self._to_carry

    @property
    def is_busy(self) -> bool:
        """Whether chains are being laid on each other."""
        return self._busy

    # -- what there is ---------------------------------------------------------------------------------------

    def units_in(self, article: str) -> list[Unit]:
        """The chains of an article on which annotators differ."""
        return [u for u in self.book.chains.units_in(article) if u.differs] if self.book is not None else []

    def unit(self, key: str) -> Unit | None:
        """The chain of that key, or None."""
        return self.book.chains.by_key.get(key) if self.book is not None else None

    def standing(self, unit: Unit) -> Decision | None:
        """The decision about a chain that stands."""
        return self.book.standing(unit) if self.book is not None else None

    def state(self, unit: Unit) -> State:
        """How far a chain is."""
        decision = self.standing(unit)
        if decision is None:
            former = self.book.former(unit) if self.book is not None else None
            return "open" if former is None else "changed"
        return "deferred" if decision.outcome == DEFERRED else "decided"

    def row(self, article: str, unit: Unit) -> Row:
        """A chain in the list of an article."""
        records = {name: r for name, r in unit.versions if isinstance(r, Instance)}
        types = tuple(dict.fromkeys(r.type for r in records.values()))
        everybody = (*records, *unit.missing)
        return Row(
            article,
            unit.key,
            "instance",
            types,
            instance_name(records),
            unit.classes,
            tuple(sorted(everybody)),
            self.state(unit),
        )

    def result(self, unit: Unit, session: Session) -> Record | None:
        """The gold instance of a chain, as the open sheet has it."""
        decision = self.standing(unit)
        ids = decision.results if decision is not None else ()
        return next((r for id in ids if (r := session.sheet.get(id)) is not None), None)

    # -- choices ---------------------------------------------------------------------------------------------

    def accept(self, unit: Unit, annotator: str, reason: str, comment: str) -> Edit | None:
        """The edit of the open gold sheet that makes a chain as one annotator has it."""
        at = self._at()
        if at is None:
            return None
        book, session = at
        decision = book.accept(unit, annotator, session.author, reason=reason, comment=comment)
        return self._edit([decision], f"accept instance “{self.row('', unit).quote}”")

    def none(self, unit: Unit, reason: str, comment: str) -> Edit | None:
        """The edit that says that these mentions do not refer to one thing."""
        at = self._at()
        if at is None:
            return None
        book, session = at
        decision = book.none(unit, session.author, reason=reason, comment=comment)
        return self._edit([decision], f"none of instance “{self.row('', unit).quote}”")

    def defer(self, unit: Unit, comment: str) -> Edit | None:
        """The edit that puts a chain off."""
        at = self._at()
        return (
            None
            if at is None
            else self._edit([at[0].defer(unit, at[1].author, comment=comment)], "defer a difference")
        )

    def reopen(self, unit: Unit) -> Edit | None:
        """The edit that takes back what was decided about a chain."""
        at = self._at()
        decision = self.standing(unit)
        if at is None or decision is None:
            return None
        book = at[0].copy()
        held = at[1].sheet.get(decision.id)
        book.follow(Edit("", (Change(held if held is not None else decision, None),)))
        return self._edit((), "open a difference again", book)

    def explain(self, unit: Unit, reason: str, comment: str) -> Edit | None:
        """The edit that gives the decision about a chain its reason and comment."""
        decision = self.standing(unit)
        if decision is None or self._at() is None:
            return None
        return self._edit([replace(decision, reason=reason, comment=comment)], "give a reason")

    def _at(self) -> tuple[ChainBook, Session] | None:
        session = self._controller.session
        if self.book is None or session is None or self._bench.gold is None:
            return None
        return self.book, session

    def _edit(self, decisions: Sequence[Decision], label: str, book: ChainBook | None = None) -> Edit | None:
        bench = self._bench
        held = book or self.book
        if held is None or bench.comparison is None or bench.gold is None:
            return None
        return held.edit(self._desk.name, bench.comparison, bench.gold, decisions, label=label)

    # -- keeping gold in line --------------------------------------------------------------------------------

    def bring_in_line(self) -> None:
        """Takes over into the open gold sheet what was decided about chains, and what all agree on."""
        at = self._at()
        if at is None:
            return
        book, session = at
        units = book.chains.units_in(self._desk.name)
        edit = self._edit(book.take_over(session.author, units, self._bench.terms.rules), TAKEN)
        if edit is not None:
            self._controller.do(edit)

    def along(self, edit: Edit) -> Edit:
        """An edit of the open gold sheet, its mentions referring to what was decided about chains."""
        bench = self._bench
        if self.book is None or bench.comparison is None or bench.gold is None:
            return edit
        return self.book.along(self._desk.name, bench.comparison, bench.gold, edit)

    def _on_edited(self, edit: Edit) -> None:
        book = self.book
        if book is None or self._bench.gold is None:
            return
        units = book.follow(edit)
        if not units:
            return
        here = self._desk.name
        for unit in units:
            self._to_carry.update(dict.fromkeys(a for a in book.chains.articles(unit) if a != here))
        self._carry()
        self.changed.emit()

    def _carry(self) -> None:
        if self._carrying or not self._to_carry or self.book is None or self.search is None:
            return
        names, self._to_carry = list(self._to_carry), {}
        library, search = self._desk.library, self.search
        files = [f for name in names if (f := library.article(name)) is not None and name != self._desk.name]
        others = [file.name for file in files if file.sidecar(GOLD) is not None]
        if not others or library.listing is None:
            return
        self._carrying = True
        work = partial(
            bring_in_line,
            library.listing,
            self.book.copy(),
            others,
            search.tagset,
            search.terms.participation,
            storage=search.storage,
        )
        library.background.run(work, self._on_carried)

    def _on_carried(self, done: Adjudication) -> None:
        self._carrying = False
        failed = next((left for left in done.left if not left.annotator), None)
        if failed is not None:
            self._controller.said.emit(
                f"Gold of {failed.article} could not be brought in line: {failed.reason}"
            )
        self._carry()
        self.changed.emit()

    # -- laying chains on each other -------------------------------------------------------------------------

    def forget(self) -> None:
        """Nothing is adjudicated any more."""
        self._building += 1
        self.book, self._laid, self._busy, self.search = None, (), False, None
        self._to_carry = {}

    def _on_surveyed(self) -> None:
        if not self._survey.is_complete or not self._desk.is_adjudicating:
            return
        if self._bench.terms.participation.alone:  # accepted mentions keep the instances of their own sheet
            self.book, self._laid = None, ()
            return
        found = [held for name in self._survey.order if (held := self._survey.of(name)) is not None]
        laid = tuple(held.chains for held in found if held.chains is not None)
        if laid == self._laid and self.book is not None:
            return
        self._laid = laid
        self._building += 1
        self._busy = True
        participants = sorted({name for held in found for name in held.participants})
        # What lies open is known better than its file: a decision may have been taken back since it was read.
        session = self._controller.session if self._bench.gold is not None else None
        here = self._desk.name if session is not None else ""
        elsewhere = (self._survey.of(name) for name in self._survey.order if name != here)
        gold: list[Iterable[Record]] = [held.decisions for held in elsewhere if held is not None]
        if session is not None:
            gold.append(session.sheet)
        self._desk.library.background.run(
            partial(_laid_out, laid, participants, gold), partial(self._on_laid_out, self._building)
        )

    def _on_laid_out(self, building: int, book: ChainBook) -> None:
        if building != self._building:
            return
        self._busy = False
        session = self._controller.session
        if session is not None and self._bench.gold is not None:
            book.read(session.sheet)
        self.book = book
        with uncollected():  # as the bench does: chains of a folder are many
            self.bring_in_line()
        self.changed.emit()


def _laid_out(
    laid: tuple[ArticleChains, ...], participants: list[str], gold: list[Iterable[Record]]
) -> ChainBook:
    with uncollected():
        book = ChainBook(Chains(laid, participants))
        for records in gold:
            book.read(records)
    return book
