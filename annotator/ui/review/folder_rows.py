"""All differences that are known: those of the open article as they are by now, those of the others as they were found.

It shows nothing. Chains stand in the list of each article that is open, and once in that of the whole folder.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from msgspec.structs import replace

from annotator.annotations.records import Entity, Event, Zone, quote
from annotator.review.units import Unit
from annotator.session import Session
from annotator.ui.desk import Desk
from annotator.ui.review.bench import Bench
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.rows import Filter, Row, State, state_of
from annotator.ui.review.survey import Survey, Surveyed


class FolderRows:
    """The rows of one folder."""

    def __init__(self, bench: Bench, survey: Survey, chaining: Chaining, desk: Desk) -> None:
        self._bench, self._survey, self._chaining, self._desk = bench, survey, chaining, desk
        self._left: dict[str, tuple[Surveyed | None, list[Row]]] = {}

    # -- the open article ------------------------------------------------------------------------------------

    def here(self) -> list[Row]:
        """The rows of the open article."""
        bench, name = self._bench, self._desk.name
        rows = []
        for unit in bench.differing:
            row = bench.rows.get(unit.key) or self.of_gone(unit)
            state = self.state(unit)
            rows.append(row if row.state == state else replace(row, state=state))
        return rows + [self._chaining.row(name, unit) for unit in self._chaining.units_in(name)]

    def state(self, unit: Unit) -> State:
        """How far a unit of the open article is."""
        if unit.kind == "instance":
            return self._chaining.state(unit)
        if unit.key in self._bench.gone:
            return "gone" if self._bench.is_open(unit) else "decided"
        return state_of(unit, self._bench.ledger)

    def of_gone(self, unit: Unit) -> Row:
        """The row of a decision on what nobody has any more, in the words of what is gold of it."""
        session = self._session
        sheet = session.sheet if session is not None else None
        records = (sheet.get(id) if sheet is not None else None for id in self._bench.gone[unit.key].results)
        found = next((r for r in records if isinstance(r, (Entity, Event, Zone))), None)
        types = (found.type,) if found is not None else ()
        words = quote(found) if found is not None else "A decision"
        return Row(self._desk.name, unit.key, unit.kind, types, words, ("gone",), (), "gone")

    def unit(self, key: str) -> Unit | None:
        """The unit of a row of the open article."""
        return self._bench.unit_at(key) or self._chaining.unit(key)

    @property
    def is_open_here(self) -> bool:
        """Whether anything of the open article waits for a decision."""
        chains = self._chaining.units_in(self._desk.name)
        decided, total = self._bench.progress
        return decided < total or any(self._chaining.state(unit) != "decided" for unit in chains)

    @property
    def _session(self) -> Session | None:
        return self._desk.current.session if self._desk.current is not None else None

    # -- the others ------------------------------------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether the whole folder has been looked through."""
        return self._survey.is_complete

    @property
    def is_known(self) -> bool:
        """Whether that is so, and the chains of the folder are known, too."""
        return self._survey.is_complete and not self._chaining.is_busy

    def everywhere(self) -> list[Row]:
        """The rows of the whole folder, as far as it has been looked through."""
        here = self.here()
        known = {row.key for row in here}
        return [
            row
            for name in self._survey.order
            for row in (here if name == self._desk.name else self._of(name, known))
        ]

    def elsewhere(self, by: int, filter: Filter) -> Row | None:
        """The first (last for -1) open row of the articles after (before) the open one, going round."""
        order, name = list(self._survey.order), self._desk.name
        at = order.index(name) if name in order else 0
        ways = order[at + 1 :] + order[:at] if by > 0 else order[:at][::-1] + order[at + 1 :][::-1]
        for other in ways:
            rows = [row for row in self._of(other, ()) if row.is_open and filter.lets(row)]
            if rows:
                return rows[0 if by > 0 else -1]
        return None

    def keep(self) -> None:
        """The open article is left: what was decided in it is known before the folder is looked through again."""
        if self._bench.adjudicating:
            rows = [row for row in self.here() if row.kind != "instance"]
            self._left[self._desk.name] = (self._survey.of(self._desk.name), rows)

    def forget(self) -> None:
        """Another folder, or nothing is adjudicated any more."""
        self._left.clear()

    def _of(self, name: str, known: Container[str]) -> Sequence[Row]:
        held, left = self._survey.of(name), self._left.get(name)
        rows = held.rows if held is not None else ()
        if left is not None and left[0] is held:
            rows = tuple(left[1])
        return [*rows, *self._chains_of(name, known)]

    def _chains_of(self, name: str, known: Container[str]) -> list[Row]:
        """The chains that are listed with an article: each with the first one that it has a mention in."""
        units = [unit for unit in self._chaining.units_in(name) if unit.key not in known]
        order = {article: at for at, article in enumerate(self._survey.order)} if units else {}
        book = self._chaining.book
        return [
            self._chaining.row(name, unit)
            for unit in units
            if book is not None and min(book.chains.articles(unit), key=lambda a: order.get(a, 0)) == name
        ]
