"""The bench: what is compared on the open article, what was decided, and the difference one is at. No widget.

While one adjudicates it compares the sheets that take part, takes over what all agree on, and follows gold edit by edit;
otherwise it compares one's own tags with those of the colleagues who are shown. Sheets are read anew when they change
on disk. Whoever decides makes an edit with :attr:`deciding` and hands it to the controller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.annotations.edits import Edit
from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Decision
from annotator.review.bringing import Sheets, Shelf
from annotator.review.deciding import Deciding, Gold
from annotator.review.ledger import Ledger
from annotator.review.participation import Terms
from annotator.review.solo import SoloComparison, SoloDeciding
from annotator.review.units import Comparison, Kind, Unit
from annotator.session import Session
from annotator.sidecars.names import GOLD
from annotator.sidecars.pacing import uncollected
from annotator.sidecars.workspace import Listing, ListingChange, Stamp
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.review.preparing import Prepared, Said, Wanted, prepare, prepare_at_leisure
from annotator.ui.review.rows import Row

_AT_ONCE = 100_000
"""Bytes of sidecars up to which sheets are compared without a worker: that takes no visible time."""

_MANY = 1000
"""Units from which on the garbage collector is kept from walking through them ever after."""

_OWN_EDITS_MS = 200
"""Milliseconds after which one's own latest tags are compared."""


class Bench(QObject):
    """Compares the sheets on the open article."""

    compared = Signal()
    """Another comparison: another article, other participants, a sheet that changed, or none any more."""
    opening = Signal()
    """Another sheet lies open or none: what was compared before is over, and what comes is not compared yet."""
    standing_changed = Signal(object)
    """The keys (a set) of units whose decision changed."""
    current_changed = Signal(object)
    """The unit one is at, or None."""
    visible_changed = Signal()
    """Which colleagues are shown, or how they are called."""

    def __init__(self, controller: Controller, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller, self._desk = controller, desk
        self.sheets: Sheets | None = None
        self.comparison: Comparison | None = None
        self.indices: Mapping[str, SheetIndex] = {}
        """What looks things up in the compared sheets of the others."""
        self.deciding: Deciding | None = None
        self.gold: Gold | None = None
        self.visible: frozenset[str] = frozenset()
        self.terms = Terms()
        self.current: Unit | None = None
        self.last: Unit | None = None
        """The difference that was decided last, where one is at none since because nothing was left to decide."""
        self.ledger = Ledger()
        """What was decided, also where gold is only looked at."""
        self.gone: Mapping[str, Decision] = {}
        """Decisions on records that nobody has any more, by the keys of the units that stand for them."""
        self.said: Mapping[str, Said] = {}
        """The comments in large sheets, by annotator; who needs those of others looks for them."""
        self.rows: Mapping[str, Row] = {}
        """While adjudicating: the differences for the list, by key, as far as they were when they were compared."""
        self.refer: Callable[[Edit], Edit] = lambda edit: edit
        """Has the mentions that an edit of gold makes refer to what was decided about instances."""
        self._differing: list[Unit] = []
        self._place: dict[str, int] = {}
        self._open: set[str] = set()
        self._stamps: dict[str, Stamp] = {}
        self._request = 0
        self._shelf = Shelf()
        self._reading = False
        self._own_edits = QTimer(self, singleShot=True, interval=_OWN_EDITS_MS)
        self._own_edits.timeout.connect(self.refresh)
        controller.session_opened.connect(self._on_session_opened)
        controller.session_closed.connect(self._on_session_closed)
        controller.edited.connect(self._on_edited)
        desk.library.changed.connect(self._on_changed)
        desk.people.renamed.connect(self.visible_changed)
        if controller.session is not None:
            self._on_session_opened(controller.session)

    # -- what is compared ------------------------------------------------------------------------------------

    @property
    def adjudicating(self) -> bool:
        """Whether gold lies open and can be decided on."""
        return self.gold is not None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being read or compared."""
        return not self._reading and not self._own_edits.isActive()

    @property
    def names(self) -> Mapping[str, str]:
        """How annotators are called on screen: everybody in the folder, since rows and chains speak of other articles."""
        brought = self.sheets.brought if self.sheets is not None else ()
        everybody = self._desk.library.annotators - {GOLD} | {b.annotator for b in brought}
        return {annotator: self.called(annotator) for annotator in everybody}

    def called(self, annotator: str) -> str:
        """How one annotator is called on screen: by the name in their sheet of this article, if that may be read."""
        people, brought = self._desk.people, self.sheets.of(annotator) if self.sheets is not None else None
        return (brought.name if brought is not None and not people.blind else "") or people.called(annotator)

    @property
    def blind(self) -> bool:
        """Whether annotators are called by numbers."""
        return self._desk.people.blind

    @property
    def participants(self) -> Sequence[str]:
        """Whose sheets are compared, in the order in which their versions are numbered."""
        return self.comparison.participants if self.comparison is not None else ()

    def set_visible(self, annotators: frozenset[str]) -> None:
        """Shows the tags of these annotators beside one's own."""
        if annotators != self.visible:
            self.visible = annotators
            self.visible_changed.emit()
            if not self._desk.is_adjudicating:
                self.refresh()

    def set_blind(self, blind: bool) -> None:
        """Calls annotators by numbers, or by their names."""
        self._desk.people.blind = blind

    def set_terms(self, terms: Terms) -> None:
        """Who takes part in adjudication, and what needs no choice."""
        if terms != self.terms:
            self.terms = terms
            if self._desk.is_adjudicating:
                self.refresh()

    # -- differences -----------------------------------------------------------------------------------------

    @property
    def differing(self) -> Sequence[Unit]:
        """All units on which annotators differ, in text order, decided or not.

        Decisions on what nobody has any more stand behind them, as units without versions.
        """
        return self._differing

    def open_units(self) -> list[Unit]:
        """The units that nobody and nothing has decided yet; those put off count as open."""
        return [unit for unit in self._differing if unit.key in self._open]

    def unit_at(self, key: str) -> Unit | None:
        """The differing unit of that key, or None."""
        place = self._place.get(key)
        return None if place is None else self._differing[place]

    def is_open(self, unit: Unit) -> bool:
        """Whether a unit waits for a decision."""
        return unit.key in self._open

    @property
    def progress(self) -> tuple[int, int]:
        """How many differences are decided, and of how many."""
        return len(self._differing) - len(self._open), len(self._differing)

    def go(self, unit: Unit | None) -> None:
        """Goes to a unit; also to the one that is current, to show it again."""
        self.current, self.last = unit, None
        self.current_changed.emit(unit)

    def leave(self) -> None:
        """Is at no difference any more: the last one is decided, and the next key is not to decide it again."""
        last = self.current
        self.go(None)
        self.last = last

    def step(self, by: int) -> bool:
        """Goes to the next (1) or previous (-1) open difference of the article; False where there is none."""
        found = self.next_open(by)
        if found is None:
            return False
        self.go(found)
        return True

    def next_open(self, by: int) -> Unit | None:
        """The next (1) or previous (-1) open difference after the current one, without going round."""
        at = self._place.get(self.current.key, -1) if self.current is not None else -1
        if at < 0 and by < 0:
            at = len(self._differing)
        places = range(at + 1, len(self._differing)) if by > 0 else range(at - 1, -1, -1)
        return next((self._differing[i] for i in places if self._differing[i].key in self._open), None)

    # -- reading and comparing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Reads and compares anew, at once or, where the sheets are large, on a worker."""
        self._own_edits.stop()
        self._request += 1
        wanted = self._wanted()
        if wanted is None:
            self._reading = False
            self._show(None)
            return
        if sum(stamp[1] for stamp in self._stamps.values()) <= _AT_ONCE:
            self._on_prepared(self._request, wanted, prepare(wanted, self._shelf))
            return
        self._reading = True
        self._desk.library.background.run(
            partial(prepare_at_leisure, wanted, self._shelf),
            partial(self._on_prepared, self._request, wanted),
        )

    def _wanted(self) -> Wanted | None:
        session, current, file = self._controller.session, self._desk.current, self._desk.article_file
        if session is None or current is None or file is None:
            self._stamps = {}
            return None
        self._stamps = {s.annotator: s.stamp for s in file.sidecars if s.annotator != current.annotator}
        adjudicates = self._desk.is_adjudicating
        # What lies open is taken from the window; gold is also needed where it is only looked at.
        known = current.annotator if current.annotator == self._desk.me.id else ""
        sidecars: dict[str, Path] = {s.annotator: s.path for s in file.sidecars if s.annotator != known}
        gold = session.sheet if adjudicates and current.annotator == GOLD and not session.read_only else None
        me = self._desk.me.id
        return Wanted(
            session.article,
            sidecars,
            session.tagset,
            me,
            session.sheet if current.annotator == me else None,
            self.visible,
            adjudicates,
            gold,
            self.terms,
            current.annotator,
            self._desk.name,
        )

    def _on_prepared(self, request: int, wanted: Wanted, prepared: Prepared) -> None:
        if request != self._request:
            return
        session = self._controller.session
        if wanted.gold is not None and (session is None or session.sheet is not wanted.gold):
            self.refresh()  # gold changed meanwhile
            return
        self._reading = False
        many = prepared.comparison is not None and len(prepared.comparison.units) > _MANY
        with uncollected() if many else nullcontext():
            self._show(prepared, session if wanted.gold is not None else None)

    def _show(self, prepared: Prepared | None, session: Session | None = None) -> None:
        """Takes over what was prepared; ``session`` is that of gold where it is decided on."""
        before = self.current
        self.sheets = prepared.sheets if prepared is not None else None
        self.comparison = prepared.comparison if prepared is not None else None
        self.indices = prepared.indices if prepared is not None else {}
        self.ledger = prepared.ledger if prepared is not None and prepared.ledger is not None else Ledger()
        self.gold = None if session is None else Gold(session.sheet, session.index, self.ledger)
        self._make_deciding()
        self._differing = list(prepared.differing) if prepared is not None else []
        gone = prepared.gone if prepared is not None and session is not None else ()
        self.gone = {f"gone:{decision.id}": decision for decision in gone}
        self._differing += [Unit(_kind(d), key, (), (), ("missing",)) for key, d in self.gone.items()]
        self.rows = {row.key: row for row in prepared.rows} if prepared is not None else {}
        self.said = prepared.said if prepared is not None else {}
        self._place = {unit.key: place for place, unit in enumerate(self._differing)}
        if session is not None:
            session.amend = self._amended
            if prepared is not None and prepared.taken is not None:
                self._controller.do(prepared.taken)
        self._open = set(self._place)
        if prepared is not None and prepared.ledger is not None:
            self._open = {unit.key for unit in self._differing if not self._is_decided(unit)}
        held = self._place.get(before.key) if before is not None else None
        self.current = self._differing[held] if held is not None else None
        self.compared.emit()
        if self.current is not before:
            self.current_changed.emit(self.current)

    def _make_deciding(self) -> None:
        session = self._controller.session
        self.deciding = None
        if self.gold is not None and self.comparison is not None and session is not None:
            comparison, author = self.comparison, session.author
            if isinstance(comparison, SoloComparison):
                self.deciding = SoloDeciding(comparison, author)
            else:
                self.deciding = Deciding(comparison, author)

    # -- following -------------------------------------------------------------------------------------------

    def _amended(self, edit: Edit) -> Edit:
        if self.deciding is None or self.gold is None:
            return edit
        amended = self.deciding.amended(self.gold, edit)
        return edit if amended is edit else self.refer(amended)

    def _on_session_opened(self, session: Session) -> None:
        if self.sheets is None or self.sheets.article is not session.article:
            self.current = self.last = None
        self.opening.emit()
        self.refresh()

    def _on_session_closed(self) -> None:
        self.current = self.last = None
        self.opening.emit()
        self.refresh()

    def _on_edited(self, edit: Edit) -> None:
        session = self._controller.session
        if session is None:
            return
        if self.gold is None:
            if self.visible and not self._desk.is_adjudicating:
                self._own_edits.start()
            return
        self.ledger.follow(edit)
        self.gold = Gold(session.sheet, session.index, self.ledger)
        changed = self._touched(edit)
        if changed:
            for key in changed:
                place = self._place.get(key)
                if place is not None and not self._is_decided(self._differing[place]):
                    self._open.add(key)
                else:
                    self._open.discard(key)
            self.standing_changed.emit(changed)

    def _is_decided(self, unit: Unit) -> bool:
        decision = self.gone.get(unit.key)
        if decision is None:
            return self.ledger.decided(unit)
        now = self.ledger.get(decision.id)
        return now is None or not now.evidence

    def _touched(self, edit: Edit) -> set[str]:
        if self.comparison is None:
            return set()
        gone = {f"gone:{change.id}" for change in edit.changes} & self.gone.keys()
        return gone | {
            self.comparison.key_of(e.annotator, e.record)
            for change in edit.changes
            for record in (change.before, change.after)
            if isinstance(record, Decision)
            for e in record.evidence
        }

    def _on_changed(self, _listing: Listing, _change: ListingChange) -> None:
        file, current = self._desk.article_file, self._desk.current
        if file is None or current is None:
            return
        stamps = {s.annotator: s.stamp for s in file.sidecars if s.annotator != current.annotator}
        if stamps != self._stamps:
            self.refresh()


def _kind(decision: Decision) -> Kind:
    return cast("Kind", decision.of)
