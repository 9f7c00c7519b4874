"""Reviewing in one window: the bench, what shows colleagues' tags, and the panels around it. Made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.ui.afterwards import Afterwards
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.people import KEPT_APART
from annotator.ui.review.adjudicating import Adjudicating
from annotator.ui.review.bench import Bench
from annotator.ui.review.colleagues import ColleaguesPanel
from annotator.ui.review.commenting import Commenting
from annotator.ui.review.further import Further
from annotator.ui.review.seeing import Seeing
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.review.agreement import Agreement
    from annotator.ui.review.my_gold import MyGold
    from annotator.ui.review.one_sheet import OneSheet
    from annotator.ui.window import Window


class Reviewing(QObject):
    """Brings the parts of reviewing together."""

    def __init__(self, window: Window, controller: Controller, desk: Desk, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk, self._settings = window, controller, desk, settings
        self.bench = Bench(controller, desk, self)
        self.seeing = Seeing(window.stage, controller, desk, self.bench, settings)
        self.further = Further(window, controller, desk, self.bench)
        self.colleagues = ColleaguesPanel()
        self.colleagues.shown_requested.connect(self.seeing.show_annotator)
        self.colleagues.all_requested.connect(self.seeing.show_all)
        self.colleagues.blind_requested.connect(self.set_blind)
        self.colleagues_dock = window.docks.add("colleagues", "Colleagues", self.colleagues)
        self.adjudicating = Adjudicating(window, controller, desk, settings, self.bench, self.seeing)
        versions = self.adjudicating.versions.view
        self.commenting = Commenting(
            window, controller, desk, self.bench, self.seeing, lambda: versions.pointed
        )
        self.comments_dock = window.docks.add("comments", "Comments", self.commenting.panel, "card")
        self.commenting.counted.connect(self._show_count)
        self._show_count(self.commenting.count)
        self._agreement: Agreement | None = None
        self._my_gold: MyGold | None = None
        self._one_sheet: OneSheet | None = None
        self._docks = [self.colleagues_dock, self.comments_dock]
        self._tell = Afterwards(self._show_table, self)
        self.seeing.changed.connect(self._tell.ask)
        for dock in self._docks:
            dock.visibilityChanged.connect(lambda _: self._remember_use())
        told = settings.review(f"{desk.me.id}/my-gold")  # before it is remembered anew
        self._show_table()
        if told:
            self.my_gold.dock.show()  # as at the last time

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being compared and everything shows it."""
        discussed = self.commenting.discussion.is_settled
        told = self._my_gold is None or self._my_gold.is_settled
        return told and (
            discussed
            and self.further.is_settled
            and self.bench.is_settled
            and self.adjudicating.is_settled
            and not self._tell.is_waiting
        )

    @property
    def agreement(self) -> Agreement:
        """The window of numbers; made when first asked for."""
        if self._agreement is None:
            from annotator.ui.review.agreement import Agreement  # it draws pictures: nobody waits for that

            self._agreement = Agreement(self._window, self._controller, self._desk)
            self.bench.visible_changed.connect(self._agreement.show_names)
        return self._agreement

    @property
    def one_sheet(self) -> OneSheet:
        """Review of one sheet; made when first asked for."""
        if self._one_sheet is None:
            from annotator.ui.review.one_sheet import OneSheet

            self._one_sheet = OneSheet(
                self._window,
                self._controller,
                self._desk,
                self._settings,
                self.bench,
                self.adjudicating.beginning,
            )
        return self._one_sheet

    @property
    def my_gold(self) -> MyGold:
        """One's own tags against gold; made when first asked for."""
        if self._my_gold is None:
            from annotator.ui.review.my_gold import MyGold  # only who asks for it waits for it

            self._my_gold = MyGold(self._window, self._controller, self._desk, self.seeing)
            self._docks.append(self._my_gold.dock)
            self._my_gold.dock.visibilityChanged.connect(lambda _: self._remember_use())
        return self._my_gold

    # -- what the menu asks for ------------------------------------------------------------------------------

    def show_colleagues(self) -> None:
        """Brings the panel of colleagues to the front."""
        self._window.docks.show("colleagues", self.colleagues.setFocus)

    def toggle_all(self) -> None:
        """Shows everybody's tags over the text, or nobody's."""
        self.seeing.show_all(not self.seeing.shows_all)
        self._say_shown()

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) difference, on to other articles."""
        if self._desk.is_adjudicating:
            self.adjudicating.way.step(by)
        elif not self.seeing.step(by):
            self.further.look(by)

    def set_blind(self, on: bool) -> None:
        """Calls annotators by numbers, or by their names again."""
        self.seeing.set_blind(on)

    # -- keeping the panel current ---------------------------------------------------------------------------

    def _say_shown(self) -> None:
        names, sheets = self.bench.names, self.bench.sheets
        brought = sheets.brought if sheets is not None else ()
        shown = [names[b.annotator] for b in brought if b.annotator in self.bench.visible]
        if self._desk.keeps_apart:
            self._controller.said.emit(KEPT_APART)
        elif shown:
            self._controller.said.emit(f"Shown over the text: {', '.join(shown)}")
        elif self.seeing.shows_all:
            self._controller.said.emit("Nobody else has tagged this article")
        else:
            self._controller.said.emit("Colleagues’ tags are hidden")

    def _show_count(self, count: int) -> None:
        self.comments_dock.setWindowTitle(f"Comments ({count})" if count else "Comments")

    def _show_table(self) -> None:
        shows_all, blind = self.seeing.shows_all, self.bench.blind
        self.colleagues.show_table(self.seeing.table(), shows_all=shows_all, blind=blind)
        self.colleagues.show_versions(*self.seeing.versions())
        self._window.menus["show-all"].setChecked(shows_all)
        self._window.menus["blind"].setChecked(blind)
        self._remember_use()

    def _remember_use(self) -> None:
        """At the next start the parts that show something are there again."""
        used = bool(self.bench.visible) or any(not dock.isHidden() for dock in self._docks)
        self._settings.remember_review(f"{self._desk.me.id}/in-use", "yes" if used else "")
        told = self._my_gold is not None and not self._my_gold.dock.isHidden()
        self._settings.remember_review(f"{self._desk.me.id}/my-gold", "yes" if told else "")
