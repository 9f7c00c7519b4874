"""Turns choices into edits of gold: the one place of reviewing that changes anything, by way of the controller.

It decides nothing about what is shown next; whoever listens to :attr:`Adjudicator.chosen` does.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.annotations.edits import Edit
from annotator.annotations.records import Decision
from annotator.review.deciding import Deciding, Gold
from annotator.review.parts import Part
from annotator.review.units import Unit
from annotator.ui.controller import Controller
from annotator.ui.review.bench import Bench
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.faces import numbered


class Adjudicator(QObject):
    """Decides about the difference one is at."""

    chosen = Signal(object, bool)
    """The unit that was decided about, and whether that ended it (parts and reasons do not)."""
    told_changed = Signal()
    """The reason and comment that the next decision gets."""

    def __init__(
        self, bench: Bench, chaining: Chaining, controller: Controller, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._chaining, self._controller = bench, chaining, controller
        self.reason = ""
        self.comment = ""
        self._is_of_decision = False
        """Whether reason and comment are those of a decision; else they wait for the next one."""
        bench.current_changed.connect(lambda _: self._forget())
        bench.standing_changed.connect(self._on_standing_changed)

    def accept_number(self, number: int) -> bool:
        """Accepts the version of the annotator with a number (from 1); False where there is none."""
        unit, comparison = self._bench.current, self._bench.comparison
        if unit is None or comparison is None:
            return self._refuse()
        if unit.key in self._bench.gone:
            return self._settle_gone(unit, keep=number == 1) if number <= 2 else False
        annotator = numbered(comparison, number)
        if not annotator:
            self._controller.said.emit(f"There is no version {number}")
            return True
        return self.accept(annotator)

    def accept(self, annotator: str) -> bool:
        """Accepts one annotator's version; where they do not have it, that is what is accepted."""
        at = self._at()
        if at is None:
            return self._refuse()
        deciding, gold, unit = at
        if unit.of(annotator) is None:
            return self.none()
        if unit.kind == "instance":
            chain = self._chaining.accept(unit, annotator, self.reason, self.comment)
            return self._do(chain, unit, ends=True)
        edit = deciding.accept(gold, unit, annotator, reason=self.reason, comment=self.comment)
        if unit.kind == "relation" and not gold.ledger.decided(unit) and not _decides(edit, unit):
            self._controller.said.emit(
                "An end of it was decided against: 0 is all that is left, or open that again"
            )
            return True
        return self._do(edit, unit, ends=True)

    def none(self) -> bool:
        """Decides that nothing of it is gold."""
        at = self._at()
        if at is None:
            return self._refuse()
        deciding, gold, unit = at
        if unit.key in self._bench.gone:
            return self._settle_gone(unit, keep=False)
        if unit.kind == "instance":
            return self._do(self._chaining.none(unit, self.reason, self.comment), unit, ends=True)
        edit = deciding.none(gold, [unit], reason=self.reason, comment=self.comment)
        return self._do(edit, unit, ends=True)

    def defer(self) -> bool:
        """Puts it off."""
        at = self._at()
        if at is None:
            return self._refuse()
        deciding, gold, unit = at
        if unit.key in self._bench.gone:
            self._bench.go(unit)
            return self._go_on(unit, ends=True)
        if unit.kind == "instance":
            return self._do(self._chaining.defer(unit, self.comment), unit, ends=True)
        return self._do(deciding.defer(gold, unit, comment=self.comment), unit, ends=True)

    def take(self, annotator: str, part: Part) -> bool:
        """Takes a part of one annotator's version into gold."""
        at = self._at()
        if at is None:
            return self._refuse()
        deciding, gold, unit = at
        edit = deciding.take(gold, unit, annotator, part, reason=self.reason, comment=self.comment)
        return self._do(edit, unit, ends=False)

    def reopen(self) -> bool:
        """Takes back what was decided, however long ago."""
        at = self._at()
        if at is None:
            return self._refuse()
        deciding, gold, unit = at
        if unit.kind == "instance":
            return self._do(self._chaining.reopen(unit), unit, ends=False)
        return self._do(deciding.reopen(gold, unit), unit, ends=False)

    def explain(self, reason: str, comment: str) -> None:
        """Gives the decision a reason and a comment; where there is none yet, the next one gets them."""
        if (reason, comment) == (self.reason, self.comment):
            return
        self.reason, self.comment = reason, comment
        at = self._at()
        if at is not None:
            deciding, gold, unit = at
            decision = self._standing(unit)
            if decision is not None and unit.kind == "instance":
                if (decision.reason, decision.comment) != (reason, comment):
                    self._do(self._chaining.explain(unit, reason, comment), unit, ends=False)
            elif decision is not None and (decision.reason, decision.comment) != (reason, comment):
                self._do(deciding.explain(gold, decision, reason, comment), unit, ends=False)
        self.told_changed.emit()

    # -- details ---------------------------------------------------------------------------------------------

    def _settle_gone(self, unit: Unit, *, keep: bool) -> bool:
        at = self._at()
        if at is None:
            return self._refuse()
        deciding, gold, _ = at
        decision = gold.ledger.get(self._bench.gone[unit.key].id)
        if decision is None or not decision.evidence:
            return True
        settle = deciding.keep if keep else deciding.discard
        return self._do(settle(gold, decision), unit, ends=True)

    def _at(self) -> tuple[Deciding, Gold, Unit] | None:
        bench = self._bench
        if bench.deciding is None or bench.gold is None or bench.current is None:
            return None
        return bench.deciding, bench.gold, bench.current

    def _refuse(self) -> bool:
        if self._bench.deciding is None:
            self._controller.said.emit("Go back to gold to decide")
        elif self._bench.last is not None:
            self._controller.said.emit("You are at no difference. F8 goes on, Shift+F8 or a click goes back")
        else:
            self._controller.said.emit("Go to a difference first: F8")
        return True

    def _standing(self, unit: Unit) -> Decision | None:
        if unit.kind == "instance":
            return self._chaining.standing(unit)
        return self._bench.ledger.standing(unit) if unit.versions else None

    def _do(self, edit: Edit | None, unit: Unit, *, ends: bool) -> bool:
        if edit is not None:
            self._controller.do(edit if unit.kind == "instance" else self._chaining.along(edit))
        return self._go_on(unit, ends=ends)

    def _go_on(self, unit: Unit, *, ends: bool) -> bool:
        self.chosen.emit(unit, ends)
        return True

    def _on_standing_changed(self, keys: set[str]) -> None:
        unit = self._bench.current
        if unit is None or unit.key not in keys:
            return
        # What was written for a decision to come stays until there is one; what was taken back goes with it.
        if self._is_of_decision or self._standing(unit) is not None:
            self._forget()

    def _forget(self) -> None:
        """Shows what is said of the decision one has come to."""
        unit = self._bench.current
        decision = self._standing(unit) if unit is not None else None
        self._is_of_decision = decision is not None
        told = (decision.reason, decision.comment) if decision is not None else ("", "")
        if told != (self.reason, self.comment):
            self.reason, self.comment = told
            self.told_changed.emit()


def _decides(edit: Edit, unit: Unit) -> bool:
    return any(isinstance(c.after, Decision) and c.after.of == unit.kind for c in edit.changes)
