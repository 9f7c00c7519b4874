"""The way from difference to difference: the next one and the one before, in other articles too, and on after a choice.

It goes by what is listed, and decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.annotations.edits import Edit
from annotator.review.units import Unit
from annotator.ui.afterwards import Afterwards
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.review.bench import Bench
from annotator.ui.review.differences import DifferencesPanel
from annotator.ui.review.folder_rows import FolderRows
from annotator.ui.review.rows import Row, State
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.window import Window


class Way(QObject):
    """Leads one window through the differences of a folder."""

    def __init__(
        self,
        window: Window,
        controller: Controller,
        desk: Desk,
        settings: Settings,
        bench: Bench,
        rows: FolderRows,
        panel: DifferencesPanel,
        listing: Afterwards,
    ) -> None:
        """``panel`` lists the differences; ``listing`` is the work that brings it up to date with ``rows``."""
        super().__init__(bench)
        self._window, self._controller, self._desk, self._settings = window, controller, desk, settings
        self._bench, self._rows, self._panel, self._listing = bench, rows, panel, listing
        self._arrival: tuple[str, str] | None = None
        self._left: State = "decided"
        """How far the difference was that was decided last, when nothing else was left."""
        self._undone = Afterwards(self._go_back_where_undone, self)
        controller.edited.connect(self._on_edited)

    @property
    def is_settled(self) -> bool:
        """Whether one has arrived where one goes."""
        return self._arrival is None and not self._undone.is_waiting

    @property
    def goes_on(self) -> bool:
        """Whether a choice leads to the next difference."""
        return self._settings.review("go-on", "yes") == "yes"

    def set_going_on(self, on: bool) -> None:
        """Whether a choice leads to the next difference."""
        self._settings.remember_review("go-on", "yes" if on else "no")

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) listed difference that is open, on to other articles and round."""
        if not self._desk.is_adjudicating:
            return
        self._listing.catch_up()
        if by < 0 and self._go_back():
            return
        here, current = self._desk.name, self._bench.current or self._bench.last
        model = self._panel.model
        row = model.next_open(here, current.key if current is not None else "", by)
        if row is None and not self._panel.whole_folder:
            row = self._rows.elsewhere(by, model.filter)
        if row is None:
            row = model.next_open("", "", by)
            if row is not None:
                self._controller.said.emit("From the top again" if by > 0 else "From the end again")
        if row is not None:
            self.go_to(row)
        elif self._rows.is_complete:
            self._controller.said.emit("All that is listed is decided")
        else:
            self._controller.said.emit("Still looking through the folder …")

    def go_to(self, row: Row) -> None:
        """Goes to a difference of any article."""
        if row.article != self._desk.name:
            self._arrival = (row.article, row.key)
            self._window.open_article(row.article)
            if self._desk.name != row.article and not self._desk.is_opening(row.article):
                self._arrival = None
            return
        unit = self._rows.unit(row.key)
        if unit is not None:
            self._bench.go(unit)

    def arrive(self) -> None:
        """An article has been compared: one stands where one wanted to go, else at its first open difference."""
        bench, name = self._bench, self._desk.name
        arrival = self._arrival
        if self._desk.is_adjudicating and bench.adjudicating and bench.current is None:
            self._arrival = None
            wanted = None
            if arrival is not None and arrival[0] == name:
                wanted = self._rows.unit(arrival[1])
            bench.go(wanted or bench.next_open(1))
        elif arrival is not None and arrival[0] == name:
            self._arrival = None

    def tell_more(self) -> None:
        """Chains are known once all articles are: there may be more to decide where nothing seemed to be left."""
        if self._desk.is_adjudicating and self._bench.last is not None:
            waiting = [r for r in self._rows.here() if r.is_open and r.state != "deferred"]
            if waiting:
                self._controller.said.emit("There is more to decide in this article by now. F8: on")

    def go_on(self, unit: Unit, ends: bool) -> None:
        """A choice was made about a unit; what ``ends`` it leads to the next one, if that is wished for."""
        if not ends or not self.goes_on or self._bench.current is not unit:
            return
        self._listing.catch_up()
        model, here = self._panel.model, self._desk.name
        row = model.next_open(here, unit.key, 1)
        if row is None or row.article != here:
            left = (r for r in model.rows if r.article == here and r.is_open and r.state != "deferred")
            row = next(left, row)
        if row is None:
            self._left = self._rows.state(unit)
            self._bench.leave()
            self._controller.select(None)
            self._controller.said.emit(f"{self._so_far()}. Shift+F8: back to the last one")
        elif row.key != unit.key:
            self.go_to(row)

    # -- where nothing is left -------------------------------------------------------------------------------

    def _so_far(self) -> str:
        model, here = self._panel.model, self._desk.name
        listed = (
            "that is listed" if self._panel.whole_folder or not model.filter.is_empty else "of this article"
        )
        if any(row.article == here and row.is_open for row in model.rows):
            return f"All {listed} is decided but what was put off. F8: on"
        if not self._rows.is_known:
            return f"All {listed} is decided so far; the folder is still being looked through"
        further = not self._panel.whole_folder and self._rows.elsewhere(1, model.filter) is not None
        return f"All {listed} is decided" + (". F8: on to the next one" if further else "")

    def _go_back(self) -> bool:
        """Goes to the difference that was decided last, if one is at none since."""
        last = self._bench.last
        unit = self._rows.unit(last.key) if last is not None else None
        if unit is not None:
            self._bench.go(unit)
        return unit is not None

    def _on_edited(self, _edit: Edit) -> None:
        if self._bench.last is not None:
            self._undone.ask()

    def _go_back_where_undone(self) -> None:
        """What was decided last is undone: that is where one wants to choose otherwise."""
        last = self._bench.last
        if (
            last is not None
            and self._rows.unit(last.key) is not None
            and self._rows.state(last) != self._left
        ):
            self._go_back()
