"""Adjudication in one window: the way through the differences, the panels that show them, and the keys that decide.

Choices are made by :class:`~annotator.ui.review.adjudicator.Adjudicator`; this module brings them together with what is
shown, and goes on from one difference to the next, across articles too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from annotator.annotations.records import Entity, Event, Zone
from annotator.review.participation import Terms
from annotator.review.units import Unit
from annotator.session import Session
from annotator.ui.afterwards import Afterwards
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.hands.state import Effect, Key, Prediction
from annotator.ui.keys import key_of
from annotator.ui.review.adjudicator import Adjudicator
from annotator.ui.review.bench import Bench
from annotator.ui.review.chain_faces import first_mention
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.differences import DifferencesPanel
from annotator.ui.review.faces import result_of
from annotator.ui.review.folder_rows import FolderRows
from annotator.ui.review.rows import Row, State
from annotator.ui.review.seeing import Seeing
from annotator.ui.review.showing import shown
from annotator.ui.review.survey import Search, Survey
from annotator.ui.review.versions_panel import VersionsPanel
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.review.start_dialog import StartDialog
    from annotator.ui.window import Window


_VERSIONS = (7, 3)
"""How versions and types share the height at first."""

_MORE_MS = 250
"""Milliseconds after which what is known of the folder by now is listed."""

_HINT = "1–9: as that annotator has it · 0: none of these · .: put off · Enter: parts · F8: next difference"


class Adjudicating(QObject):
    """Leads through the differences of a folder."""

    def __init__(
        self,
        window: Window,
        controller: Controller,
        desk: Desk,
        settings: Settings,
        bench: Bench,
        seeing: Seeing,
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk, self._settings = window, controller, desk, settings
        self._bench, self._seeing = bench, seeing
        self.survey = Survey(desk.library.background, self)
        self.chaining = Chaining(self.survey, bench, controller, desk, self)
        self.choices = Adjudicator(bench, self.chaining, controller, self)
        self.list = DifferencesPanel()
        self.versions = VersionsPanel()
        self.list_dock = window.add_panel("differences", "Differences", self.list, "articles", below=True)
        self.versions_dock = window.add_panel("versions", "Versions", self.versions, "card")
        self.dialog: StartDialog | None = None
        self._arrival: tuple[str, str, int] | None = None
        self.rows = FolderRows(bench, self.survey, self.chaining, desk)
        self._listing = Afterwards(self._list_rows, self)
        self._more = QTimer(self, singleShot=True, interval=_MORE_MS)
        self._more.timeout.connect(self._list_rows)
        self._showing = Afterwards(self._show_gold, self)
        self._connect()
        self._follow_desk()

    def _connect(self) -> None:
        bench, choices, desk = self._bench, self.choices, self._desk
        bench.compared.connect(self._on_compared)
        bench.standing_changed.connect(self._on_standing_changed)
        bench.current_changed.connect(self._on_current_changed)
        bench.visible_changed.connect(self._on_names_changed)
        bench.visible_changed.connect(self._name_list)
        bench.compared.connect(self._name_list)
        bench.compared.connect(self._window.stage.tell_prediction)  # only now is one at a difference
        choices.chosen.connect(self._on_chosen)
        choices.told_changed.connect(lambda: self.versions.show_told(choices.reason, choices.comment))
        self._controller.edited.connect(lambda _: self._showing.ask())
        desk.leaving.connect(self.versions.flush)
        desk.leaving.connect(self.rows.keep)
        self._window.stage.predicted.connect(self._on_predicted)
        desk.library.changed.connect(self.survey.follow)
        desk.library.listed.connect(lambda _: self._follow_desk())
        self.survey.changed.connect(self._on_surveyed)
        self.chaining.changed.connect(self._listing.ask)
        self.chaining.changed.connect(self._showing.ask)
        rows = self.list
        rows.row_requested.connect(self.go_to)
        rows.text_requested.connect(self.begin_parts)
        rows.scope_changed.connect(lambda _: self._list_rows())
        rows.start_requested.connect(self.ask_start)
        rows.done_requested.connect(lambda: self._controller.set_status("done"))
        rows.keyed.connect(self._on_keyed)
        self.versions.told.connect(choices.explain)
        self.versions.left.connect(self._to_text)
        self.versions.done.requested.connect(lambda: self.step(1))
        view = self.versions.view
        view.accept_requested.connect(choices.accept)
        view.part_requested.connect(choices.take)
        view.none_requested.connect(choices.none)
        view.defer_requested.connect(choices.defer)
        view.reopen_requested.connect(choices.reopen)
        view.settle_requested.connect(lambda keep: choices.accept_number(1 if keep else 2))
        view.keyed.connect(self._on_keyed)

    @property
    def is_settled(self) -> bool:
        """Whether everything shows what is known, and one has arrived where one goes."""
        waiting = self._listing.is_waiting or self._showing.is_waiting or self._more.isActive()
        known = self.survey.is_complete and self.chaining.is_settled
        return not waiting and self._arrival is None and known

    # -- beginning and ending --------------------------------------------------------------------------------

    def ask_start(self) -> None:
        """Asks who takes part and what needs no choice, and begins."""
        from annotator.ui.review.start_dialog import StartDialog

        listing = self._desk.library.listing
        if listing is None:
            return
        dialog = self.dialog = StartDialog(
            listing, self._remembered(), self._desk.called, self._desk.library.background, self._window
        )
        dialog.accepted.connect(lambda: self.start(dialog.chosen))
        dialog.finished.connect(lambda _: self._on_dialog_closed(dialog))
        dialog.open()

    def _on_dialog_closed(self, dialog: StartDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def start(self, terms: Terms, *, remember: bool = True) -> bool:
        """Opens gold to be decided on, from the open article on. False where the open sheet is not on disk."""
        if remember:
            self._settings.remember_review(self._key(), msgspec.json.encode(terms).decode())
        self._bench.set_terms(terms)
        if not self._desk.adjudicate(True):
            self._window.conversations.telling.tell_unsaved()
            return False
        self._follow_desk()
        self.list_dock.show()
        self.versions_dock.show()
        self.versions_dock.raise_()
        self._window.share_heights("articles", "differences")
        self._window.share_heights("versions", "types", shares=_VERSIONS)
        self._window.view.setFocus()
        return True

    def stop(self) -> None:
        """Goes back to one's own sheet; what was decided is on disk."""
        if not self._desk.adjudicate(False):
            self._window.conversations.telling.tell_unsaved()
            return
        self._follow_desk()
        self.list_dock.hide()
        self.versions_dock.hide()
        self._window.view.setFocus()

    def set_going_on(self, on: bool) -> None:
        """Whether a choice leads to the next difference."""
        self._settings.remember_review("go-on", "yes" if on else "no")

    @property
    def _goes_on(self) -> bool:
        return self._settings.review("go-on", "yes") == "yes"

    def _key(self) -> str:
        listing = self._desk.library.listing
        return f"terms/{self._settings.key_of(listing.folder)}" if listing is not None else "terms"

    def _remembered(self) -> Terms:
        try:
            return msgspec.json.decode(self._settings.review(self._key()), type=Terms)
        except msgspec.DecodeError:
            return Terms()

    def _name_list(self) -> None:
        """Says whose records are listed, where nobody is compared."""
        held = self._bench.terms.participation
        whose = next(iter(held.annotators or ()), "") if held.alone else ""
        called = self._bench.names.get(whose, whose)
        self.list_dock.setWindowTitle(f"Records of {called}" if whose else "Differences")

    def _follow_desk(self) -> None:
        """Whether one adjudicates may have changed with the folder."""
        on = self._desk.is_adjudicating
        self._controller.further_keys = self._pressed if on else _means_nothing
        self._window.menus["go-on"].setChecked(self._goes_on)
        self._window.menus["adjudicate"].setText("Who Takes Part…" if on else "Start Adjudication…")
        self._window.furniture.wiring.show_names()
        self._window.refresh_actions()
        if on:
            self._look()
        else:
            self.survey.stop()
            self.rows.forget()
            self.chaining.forget()
        self._list_rows()
        self._show_versions()

    def _look(self) -> None:
        storage = self._desk.storage
        if self._desk.is_adjudicating and storage is not None:
            bench = self._bench
            search = Search(storage, self._desk.tagset, self._desk.me.id, bench.terms)
            self.chaining.search = search
            self.survey.look(self._desk.library.listing, search)

    # -- from difference to difference -----------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) listed difference that is open, on to other articles and round."""
        if not self._desk.is_adjudicating:
            return
        self._listing.catch_up()
        here, current = self._desk.name, self._bench.current
        row = self.list.model.next_open(here, current.key if current is not None else "", by)
        if row is None and not self.list.whole_folder:
            row = self.rows.elsewhere(by, self.list.model.filter)
        if row is None:
            row = self.list.model.next_open("", "", by)
            if row is not None:
                self._controller.said.emit("From the top again" if by > 0 else "From the end again")
        if row is not None:
            self.go_to(row, by)
        elif self.survey.is_complete:
            self._controller.said.emit("All that is listed is decided")
        else:
            self._controller.said.emit("Still looking through the folder …")

    def go_to(self, row: Row, by: int = 1) -> None:
        """Goes to a difference of any article."""
        if row.article != self._desk.name:
            self._arrival = (row.article, row.key, by)
            self._window.open_article(row.article)
            if self._desk.name != row.article and not self._desk.is_opening(row.article):
                self._arrival = None
            return
        unit = self.rows.unit(row.key)
        if unit is not None:
            self._bench.go(unit)

    def _on_compared(self) -> None:
        bench = self._bench
        self.survey.keep_to(self._desk.name if bench.adjudicating else "")
        if self._desk.is_adjudicating and bench.adjudicating and bench.current is None:
            arrival, self._arrival = self._arrival, None
            wanted = None
            if arrival is not None and arrival[0] == self._desk.name:
                wanted = self.rows.unit(arrival[1])
            bench.go(wanted or bench.next_open(1))
        elif self._arrival is not None and self._arrival[0] == self._desk.name:
            self._arrival = None
        self._list_rows()
        self._showing.ask()

    def _on_current_changed(self, unit: Unit | None) -> None:
        if self._desk.is_adjudicating:
            self._point_to(unit)
        self._showing.ask()  # the text comes first

    def _point_to(self, unit: Unit | None) -> None:
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
        book, comparison = self.chaining.book, self._bench.comparison
        result = self.chaining.result(unit, session)
        self._controller.select(result.id if result is not None else None)
        mention = None
        if book is not None and comparison is not None:
            mention = first_mention(book.chains, unit, comparison, self._desk.name)
        if mention is not None:
            self._seeing.reveal(mention)

    def _on_chosen(self, unit: Unit, ends: bool) -> None:
        if not ends or not self._goes_on or self._bench.current is not unit:
            return
        self._listing.catch_up()
        model, here = self.list.model, self._desk.name
        row = model.next_open(here, unit.key, 1)
        if row is None or row.article != here:
            left = (r for r in model.rows if r.article == here and r.is_open and r.state != "deferred")
            row = next(left, row)
        if row is not None and row.key != unit.key:
            self.go_to(row)

    # -- what is shown ---------------------------------------------------------------------------------------

    def _catch_up(self) -> None:
        for work in (self._listing, self._showing):
            work.catch_up()

    def _on_standing_changed(self, keys: set[str]) -> None:
        states: dict[str, State] = {}
        for key in keys:
            unit = self._bench.unit_at(key)
            if unit is not None:
                states[key] = self.rows.state(unit)
        self.list.set_states(self._desk.name, states)
        self._showing.ask()

    def _on_names_changed(self) -> None:
        self._list_rows()
        self._show_versions()

    def _on_surveyed(self) -> None:
        if self.list.whole_folder and not self._more.isActive():
            self._more.start()

    def _list_rows(self) -> None:
        if not self._desk.is_adjudicating:
            self.list.show_empty("stopped")
            self._offer_done()
            return
        rows = self.rows.everywhere() if self.list.whole_folder else self.rows.here()
        empty = (
            "waiting"
            if not self._bench.is_settled
            else "same"
            if self._bench.comparison is not None
            else "alone"
            if self._bench.terms.participation.alone
            else "few"
        )
        self.list.show_rows(rows, self._desk.tagset, self._bench.names, empty)
        current = self._bench.current
        self.list.show_current(self._desk.name, current.key if current is not None else "")
        self._offer_done()

    def _offer_done(self) -> None:
        session, bench = self._controller.session, self._bench
        offered = bench.adjudicating and bench.comparison is not None and not self.rows.is_open_here
        self.list.show_done(offered and session is not None and session.sheet.status != "done")

    def _show_gold(self) -> None:
        current = self._bench.current
        self.list.show_current(self._desk.name, current.key if current is not None else "")
        self._offer_done()
        self._show_versions()

    def _show_versions(self) -> None:
        tagset = self._desk.tagset
        now = None
        if self._desk.is_adjudicating:
            session = self._controller.session
            now = shown(self._bench, self.chaining, self.rows, session, self._desk.name)
        if now is None:
            decided = self._bench.adjudicating and bool(self.list.model.every) and not self.rows.is_open_here
            self.versions.show_faces(None, "", tagset, self._colour)
            self.versions.show_done(decided)
            return
        self.versions.show_faces(now.faces, now.title, tagset, self._colour, gone=now.gone)
        self.versions.show_told(self.choices.reason, self.choices.comment)

    def _colour(self, annotator: str) -> str:
        look = self._seeing.looks().get(annotator)
        return look.colour if look is not None else ""

    def show_differences(self) -> None:
        """Brings the list to the front."""
        self.versions_dock.show()
        self._window.show_panel("differences", self.list.setFocus)

    # -- keys ------------------------------------------------------------------------------------------------

    def _on_predicted(self, prediction: Prediction) -> None:
        """Where a click would do nothing, what keys decide is worth more to know than how one tags."""
        held = self._controller.state
        idle = not (held.selection or held.active or held.linking or held.moving or held.retyping)
        if idle and prediction.effect is Effect.CARET and self._bench.adjudicating and self._bench.current:
            self._window.status_line.hint(_HINT)

    def begin_parts(self) -> None:
        """The keyboard goes to the versions, to take parts of them."""
        if self._bench.current is None:
            self._controller.said.emit("Go to a difference first: F8")
            return
        self._catch_up()
        self._window.show_panel("versions", self.versions.view.begin)

    def begin_reason(self) -> None:
        """The keyboard goes to reason and comment."""
        if self._bench.current is None:
            self._controller.said.emit("Go to a difference first: F8")
            return
        self._window.show_panel("versions", self.versions.begin_reason)

    def _to_text(self) -> None:
        self._window.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_keyed(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is not None and self._pressed(key):
            event.accept()

    def _pressed(self, key: Key) -> bool:
        """A key that the hands on the text have no use for."""
        if key.ctrl or not self._desk.is_adjudicating or self._bench.comparison is None:
            return False
        if len(key.name) == 1 and key.name in "123456789":
            return self.choices.accept_number(int(key.name))
        act = {
            "0": self.choices.none,
            ".": self.choices.defer,
            ",": self.begin_reason,
            "Enter": self.begin_parts,
        }.get(key.name)
        if act is None:
            return False
        act()
        return True


def _means_nothing(_key: Key) -> bool:
    return False
