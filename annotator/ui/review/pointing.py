"""Points out the difference one is at: what is gold of it is selected, and its place comes into sight."""

from __future__ import annotations

from annotator.annotations.records import Entity, Event, Zone
from annotator.review.units import Unit
from annotator.session import Session
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.review.bench import Bench
from annotator.ui.review.chain_faces import first_mention
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.faces import result_of
from annotator.ui.review.seeing import Seeing


class Pointing:
    """Points out differences in the text."""

    def __init__(
        self, controller: Controller, desk: Desk, bench: Bench, chaining: Chaining, seeing: Seeing
    ) -> None:
        self._controller, self._desk, self._bench = controller, desk, bench
        self._chaining, self._seeing = chaining, seeing

    def point_to(self, unit: Unit | None) -> None:
        """Selects what is gold of a unit, and brings its place into sight."""
        session, controller = self._controller.session, self._controller
        if session is None or unit is None:
            return
        if controller.state.active is not None:
            controller.leave()
        if unit.kind == "instance" and unit.versions:
            self._point_to_chain(unit, session)
            return
        gone = self._bench.gone.get(unit.key)
        ids = gone.results if gone is not None else ()
        gold = result_of(unit, session.sheet, self._bench.ledger) if gone is None else None
        id = gold.id if gold is not None else next((i for i in ids if session.sheet.get(i)), None)
        controller.select(id)
        if id is None or not isinstance(session.sheet.get(id), (Entity, Event, Zone)):
            self._seeing.reveal(unit)

    def _point_to_chain(self, unit: Unit, session: Session) -> None:
        book, comparison = self._chaining.book, self._bench.comparison
        result = self._chaining.result(unit, session)
        self._controller.select(result.id if result is not None else None)
        mention = None
        if book is not None and comparison is not None:
            mention = first_mention(book.chains, unit, comparison, self._desk.name)
        if mention is not None:
            self._seeing.reveal(mention)
