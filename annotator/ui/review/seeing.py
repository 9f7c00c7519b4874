"""Colleagues' tags over the text: leads what the bench compares to the stage, and remembers who is shown.

It changes no tag and owns no widget.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Relation, Zone
from annotator.annotations.sheet import Sheet
from annotator.review.units import Unit
from annotator.sidecars.names import GOLD
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.people import KEPT_APART
from annotator.ui.review.bench import Bench
from annotator.ui.review.colleague_rows import Table, table
from annotator.ui.review.looks import GOLD_LOOK, Look, Palette, looks
from annotator.ui.review.overlay import Overlay, Seen, mark_id
from annotator.ui.settings import Settings
from annotator.ui.stage import Stage

_ALL = "*"


class Seeing(QObject):
    """Shows the colleagues who are ticked over the text of one window."""

    changed = Signal()
    """Other sheets, other names, or others shown."""
    pointed = Signal(object)
    """The (annotator, record) of a colleague's mark that was clicked, or None when another article comes."""

    def __init__(
        self, stage: Stage, controller: Controller, desk: Desk, bench: Bench, settings: Settings
    ) -> None:
        super().__init__(bench)
        self._stage, self._controller, self._desk = stage, controller, desk
        self._bench, self._settings = bench, settings
        self._palette = Palette()
        self._overlay: Overlay | None = None
        self._remarked: frozenset[tuple[str, str]] = frozenset()
        self._unit: Unit | None = None
        self._shows_gold = False
        self._counts: dict[str, tuple[Sheet, int]] = {}
        self.at: tuple[str, str] | None = None
        """The colleague's record that was clicked last."""
        bench.compared.connect(self._show)
        bench.visible_changed.connect(self._show)
        bench.standing_changed.connect(self._on_standing_changed)
        bench.current_changed.connect(self._on_current_changed)
        stage.colleague_clicked.connect(self._on_clicked)
        controller.edited.connect(self._on_edited)
        bench.opening.connect(self._forget)
        controller.session_opened.connect(lambda _: self._remember())
        controller.session_closed.connect(self._remember)
        desk.library.listed.connect(lambda _: self._remember())
        desk.library.changed.connect(lambda *_: self._remember())
        self._remember()

    # -- who is shown ----------------------------------------------------------------------------------------

    @property
    def shows_all(self) -> bool:
        """Whether everybody is shown, whoever that is in each article."""
        return self._chosen() == _ALL

    def show_all(self, on: bool) -> None:
        """Shows all colleagues, or none."""
        self._choose(_ALL if on else "")

    def show_annotator(self, annotator: str, on: bool) -> None:
        """Shows or hides one colleague's tags."""
        shown = set(self._everybody() if self.shows_all else self._chosen().split())
        shown = shown | {annotator} if on else shown - {annotator}
        self._choose(" ".join(sorted(shown)))

    def show_gold(self, on: bool) -> None:
        """Shows gold over one's own tags, or hides it again; that is not remembered."""
        if on != self._shows_gold:
            self._shows_gold = on
            self._remember()

    def set_blind(self, on: bool) -> None:
        """Calls annotators by numbers, or by their names again."""
        self._settings.remember_review(f"{self._desk.me.id}/blind", "yes" if on else "")
        self._bench.set_blind(on)

    def _key(self) -> str:
        return f"{self._desk.me.id}/{'adjudicated' if self._desk.is_adjudicating else 'shown'}"

    def _chosen(self) -> str:
        # Who decides between versions sees them unless told otherwise.
        default = _ALL if self._desk.is_adjudicating else ""
        return self._settings.review(self._key(), default)

    def _choose(self, shown: str) -> None:
        self._settings.remember_review(self._key(), shown)
        self._remember()
        self._show()

    def _remember(self) -> None:
        # Somebody else may tag from now on, who wants it otherwise.
        self._bench.set_blind(self._settings.review(f"{self._desk.me.id}/blind") == "yes")
        chosen = self._chosen()
        shown = self._everybody() if chosen == _ALL else chosen.split()
        if self._desk.is_adjudicating:
            self._bench.set_visible(frozenset(shown))
        else:
            gold = {GOLD} if self._shows_gold else set()
            self._bench.set_visible(frozenset(shown) - {self._desk.me.id} | gold)

    def _everybody(self) -> Iterable[str]:
        return self._desk.library.annotators - {GOLD}

    # -- the table -------------------------------------------------------------------------------------------

    def looks(self) -> Mapping[str, Look]:
        """How everybody with a sheet on the open article is shown."""
        self._palette.meet(self._desk.library.annotators - {GOLD})
        sheets = self._bench.sheets
        everybody = {self._desk.me.id}
        if sheets is not None:
            everybody |= {b.annotator for b in sheets.brought} | {each.annotator for each in sheets.left_out}
        names = {**self._bench.names}
        if not self._bench.blind:
            names[self._desk.me.id] = self._desk.me.name
        else:
            names |= {annotator: self._desk.people.called(annotator) for annotator in everybody}
        people = self._desk.people
        return looks(everybody - {GOLD}, names, self._palette, lambda id: people.short(people.called(id)))

    def table(self) -> Table:
        """The rows of the colleagues panel."""
        sheets, session, current = self._bench.sheets, self._controller.session, self._desk.current
        if sheets is None or session is None or current is None:
            return Table()
        own: Sheet | None = session.sheet if current.annotator == self._desk.me.id else None
        closed = KEPT_APART if self._desk.keeps_apart else ""
        shown = self._bench.visible
        deciding, me = self._desk.is_adjudicating, self._desk.me.id
        looks = self.looks()
        told = self._desk.people.told
        return table(sheets, me, own, looks, shown, self._count, told, closed=closed, deciding=deciding)

    def _count(self, annotator: str, sheet: Sheet) -> int:
        """The mentions of a sheet: of one that stays as it is they are counted once."""
        session = self._controller.session
        if session is not None and session.sheet is sheet:
            return session.index.mention_count
        known = self._counts.get(annotator)
        if known is None or known[0] is not sheet:
            number = sum(isinstance(record, (Entity, Event)) for record in sheet)
            known = self._counts[annotator] = (sheet, number)
        return known[1]

    # -- over the text ---------------------------------------------------------------------------------------

    @property
    def overlay(self) -> Overlay | None:
        """What lies over the text, if anything does."""
        return self._overlay

    def set_remarked(self, records: frozenset[tuple[str, str]]) -> None:
        """Says on which records, as (annotator, id), a comment is open."""
        if records == self._remarked:
            return
        differing, self._remarked = records ^ self._remarked, records
        self._show_remarked(differing)

    def _show_remarked(self, differing: Iterable[tuple[str, str]]) -> None:
        opened = self._open_annotator()
        if self._overlay is None and self._remarked:
            self._show()
        if self._overlay is not None:
            self._overlay.remarked = self._remarked
        self._stage.redraw(
            id if annotator == opened else mark_id(annotator, id) for annotator, id in differing
        )

    def _open_annotator(self) -> str:
        current = self._desk.current
        return current.annotator if current is not None else ""

    def _show(self) -> None:
        """Draws the overlay of what is compared now, or takes it away."""
        bench, session = self._bench, self._controller.session
        comparison = bench.comparison
        overlay: Overlay | None = None
        seen: dict[str, Seen] = {}
        if session is not None and comparison is not None:
            seen = {
                name: Seen(comparison.sheets[name], index, session.tagset)
                for name, index in bench.indices.items()
                if name in bench.visible or (name == self._desk.me.id and not self._desk.is_adjudicating)
            }
        if session is not None and (seen or self._remarked):
            overlay = Overlay(
                comparison if seen else None,
                self._open_annotator(),
                seen,
                {**self.looks(), GOLD: GOLD_LOOK},
                standing=_Standing(bench) if self._desk.is_adjudicating else None,
                remarked=self._remarked,
            )
            overlay.pointed_out = self._unit
        self._overlay = overlay
        self._stage.show_overlay(overlay)
        self.changed.emit()

    def _forget(self) -> None:
        self._overlay, self._unit = None, None
        self.point(None)

    def _on_edited(self, edit: Edit) -> None:
        if edit.status is not None:
            if self._desk.tagset.review.independent and not self._desk.is_adjudicating:
                self._bench.refresh()
            self.changed.emit()

    def _on_standing_changed(self, keys: set[str]) -> None:
        self._redraw(keys)

    def _redraw(self, keys: Iterable[str]) -> None:
        overlay, comparison = self._overlay, self._bench.comparison
        if overlay is None or comparison is None:
            return
        standing = _Standing(self._bench)
        ids: list[str] = []
        for key in keys:
            unit = comparison.by_key.get(key)
            if unit is not None:
                ids += overlay.marks_of(unit)
                if self._desk.is_adjudicating and (result := standing.result_of(unit)) is not None:
                    ids.append(result)
        self._stage.redraw(ids)

    def _shows_up(self, unit: Unit) -> bool:
        """Whether versions of a unit are shown only while one is at it; those of others stay as they are drawn."""
        return self._desk.is_adjudicating and _Standing(self._bench).is_settled(unit)

    # -- where one is ----------------------------------------------------------------------------------------

    def _on_current_changed(self, unit: Unit | None) -> None:
        before, self._unit = self._unit, unit
        overlay = self._overlay
        if overlay is not None:
            overlay.pointed_out = unit
            self._redraw(each.key for each in (before, unit) if each is not None and self._shows_up(each))
        if unit is None or overlay is None:
            self._stage.point_out(())
            self.changed.emit()
            return
        shown = [id for id, mark in overlay.marks_of(unit).items() if mark is not None]
        # A relation has no mark of its own: its arcs say where it is.
        shown += [mark_id(name, r.id) for name, r in unit.versions if isinstance(r, Relation)]
        self._stage.point_out(shown)
        if not self._desk.is_adjudicating:
            self.changed.emit()
            self._arrive(unit)
        if not any(self.at == (version.annotator, version.record.id) for version in unit.versions):
            self.point(None)

    def _arrive(self, unit: Unit) -> None:
        """Brings a difference into sight, with one's own version selected unless a colleague's was clicked."""
        own = unit.of(self._open_annotator())
        clicked = any(self.at == (version.annotator, version.record.id) for version in unit.versions)
        if not clicked:
            self._controller.select(own.id if own is not None else None)
            self.reveal(unit)

    def step(self, by: int) -> bool:
        """Goes to the next (1) or previous (-1) difference of the article; False where there is no further one."""
        if not self._bench.visible:
            self._controller.said.emit(
                "Nothing differs from what is shown. Ctrl+Shift+C shows all colleagues’ tags"
            )
        elif not self._bench.is_settled:
            self._controller.said.emit("The article is still being compared …")
        else:
            return self._bench.step(by)
        return True

    def versions(self) -> tuple[str, list[tuple[Look, str]]]:
        """The difference one is at: in what it differs, and what each annotator says, as (look, rich text)."""
        overlay, unit, session = self._overlay, self._unit, self._controller.session
        if overlay is None or unit is None or session is None or self._desk.is_adjudicating:
            return "", []
        differing = self._bench.differing
        place = next((at for at, each in enumerate(differing, 1) if each.key == unit.key), 0)
        number = f"{place} of {len(differing)} · " if place else ""
        return f"{number}{', '.join(unit.classes)}", overlay.versions(unit, session)

    def _on_clicked(self, mark: str) -> None:
        overlay = self._overlay
        found = overlay.mention(mark) if overlay is not None else None
        if overlay is None or found is None:
            return
        self.point((found[0], found[1].id))
        unit = overlay.unit_of(mark)
        if unit is not None and unit.differs:
            self._bench.go(unit)
        else:
            self._stage.point_out((mark,))

    def point(self, record: tuple[str, str] | None) -> None:
        """Points out a colleague's record, as (annotator, id), or none any more."""
        if record != self.at:
            self.at = record
            if record is not None:
                self._stage.point_out((mark_id(*record),))
            self.pointed.emit(record)

    def reveal(self, unit: Unit) -> None:
        """Scrolls to a unit: to its earliest version that has a place."""
        spans = [r.span for _, r in unit.versions if isinstance(r, (Entity, Event, Zone))]
        if spans:
            span = min(spans, key=lambda s: s[0].start)
            self._stage.reveal(span[0].start, span[0].end)
        elif unit.start >= 0 and any(isinstance(r, Relation) for _, r in unit.versions):
            self._stage.reveal(unit.start, unit.start + 1)


class _Standing:
    """What is decided, as the bench knows it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def is_settled(self, unit: Unit) -> bool:
        return unit.differs and not self._bench.is_open(unit)

    def is_agreed(self, record: str) -> bool:
        decision = self._bench.ledger.of_result(record)
        return decision is not None and decision.outcome == "agreed"

    def result_of(self, unit: Unit) -> str | None:
        decisions = self._bench.ledger.about(unit)
        return next((id for decision in decisions for id in decision.results), None)
