"""Adjudication in one window: the panels that show differences and their versions, and the keys that decide.

Choices are made by :class:`~annotator.ui.review.adjudicator.Adjudicator`; :class:`~annotator.ui.review.way.Way` goes from
one difference to the next, :class:`~annotator.ui.review.beginning.Beginning` begins and ends. This module brings them
together with what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from annotator.review.editions import in_one_line
from annotator.review.units import Unit
from annotator.ui.afterwards import Afterwards
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.hands.state import Effect, Key, Prediction
from annotator.ui.keys import key_of
from annotator.ui.review.adjudicator import Adjudicator
from annotator.ui.review.beginning import Beginning
from annotator.ui.review.bench import Bench
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.differences import DifferencesPanel
from annotator.ui.review.folder_rows import FolderRows
from annotator.ui.review.pointing import Pointing
from annotator.ui.review.rows import State
from annotator.ui.review.seeing import Seeing
from annotator.ui.review.showing import shown
from annotator.ui.review.survey import Survey
from annotator.ui.review.versions_panel import VersionsPanel
from annotator.ui.review.way import Way
from annotator.ui.settings import Settings

if TYPE_CHECKING:
    from annotator.ui.window import Window


_VERSIONS = (7, 3)
"""How versions and types share the height at first."""

_MORE_MS = 250
"""Milliseconds after which what is known of the folder by now is listed."""

_HINT = "1–9: as that annotator has it · 0: none of these · .: put off · Enter: parts · F8: next difference"


class Adjudicating(QObject):
    """Adjudicates the folder of a window."""

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
        self._window, self._controller, self._desk = window, controller, desk
        self._bench, self._seeing = bench, seeing
        self.survey = Survey(desk.library.background, self)
        self.chaining = Chaining(self.survey, bench, controller, desk, self)
        self.choices = Adjudicator(bench, self.chaining, controller, self)
        self.list = DifferencesPanel()
        self.versions = VersionsPanel()
        self.list_dock = window.docks.add("differences", "Differences", self.list, "articles", below=True)
        self.versions_dock = window.docks.add("versions", "Versions", self.versions, "card")
        self.rows = FolderRows(bench, self.survey, self.chaining, desk)
        self._listing = Afterwards(self._list_rows, self)
        self._more = QTimer(self, singleShot=True, interval=_MORE_MS)
        self._more.timeout.connect(self._list_rows)
        self._showing = Afterwards(self._show_gold, self)
        self.way = Way(window, controller, desk, settings, bench, self.rows, self.list, self._listing)
        self.pointing = Pointing(controller, desk, bench, self.chaining, seeing)
        self.beginning = Beginning(window, desk, settings, bench, self.survey, self.chaining, self.rows)
        self._connect()
        self.beginning.follow()

    def _connect(self) -> None:
        bench, choices, desk, way = self._bench, self.choices, self._desk, self.way
        bench.compared.connect(self._on_compared)
        bench.standing_changed.connect(self._on_standing_changed)
        bench.current_changed.connect(self._on_current_changed)
        bench.visible_changed.connect(self._on_names_changed)
        bench.compared.connect(self._window.stage.tell_prediction)  # only now is one at a difference
        choices.chosen.connect(way.go_on)
        self.beginning.begun.connect(self._on_begun)
        self.beginning.ended.connect(self._on_ended)
        self.beginning.followed.connect(self._on_followed)
        choices.told_changed.connect(lambda: self.versions.show_told(choices.reason, choices.comment))
        self._controller.edited.connect(lambda _: self._showing.ask())
        desk.leaving.connect(self.versions.flush)
        desk.leaving.connect(self.rows.keep)
        self._window.stage.predicted.connect(self._on_predicted)
        desk.library.changed.connect(self.survey.follow)
        self.survey.changed.connect(self._on_surveyed)
        self.chaining.changed.connect(self._listing.ask)
        self.chaining.changed.connect(way.tell_more)
        self.chaining.changed.connect(self._showing.ask)
        rows = self.list
        rows.row_requested.connect(way.go_to)
        rows.text_requested.connect(self.begin_parts)
        rows.scope_changed.connect(lambda _: self._list_rows())
        rows.start_requested.connect(self.beginning.ask)
        rows.done_requested.connect(lambda: self._controller.set_status("done"))
        rows.keyed.connect(self._on_keyed)
        self.versions.told.connect(choices.explain)
        self.versions.left.connect(self._to_text)
        self.versions.done.requested.connect(lambda: way.step(1))
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
        return not waiting and self.way.is_settled and known

    # -- what others do --------------------------------------------------------------------------------------

    def _on_begun(self) -> None:
        self.list_dock.show()
        self.versions_dock.show()
        self.versions_dock.raise_()
        self._window.docks.share_heights("articles", "differences")
        self._window.docks.share_heights("versions", "types", shares=_VERSIONS)

    def _on_ended(self) -> None:
        self.list_dock.hide()
        self.versions_dock.hide()

    def _on_followed(self) -> None:
        self._controller.further_keys = self._pressed if self._desk.is_adjudicating else _means_nothing
        self._window.menus["go-on"].setChecked(self.way.goes_on)
        self._list_rows()
        self._show_versions()

    def _on_compared(self) -> None:
        self.survey.keep_to(self._desk.name if self._bench.adjudicating else "")
        self.way.arrive()
        self._list_rows()
        self._showing.ask()

    def _on_current_changed(self, unit: Unit | None) -> None:
        if self._desk.is_adjudicating:
            self.pointing.point_to(unit)
        self._showing.ask()  # the text comes first

    # -- what is shown ---------------------------------------------------------------------------------------

    def _catch_up(self) -> None:
        for work in (self._listing, self._showing):
            work.catch_up()

    def _name_list(self) -> None:
        """Says whose records are listed, where nobody is compared."""
        held = self._bench.terms.participation
        whose = next(iter(held.annotators or ()), "") if held.alone else ""
        called = self._bench.called(whose)
        self.list_dock.setWindowTitle(f"Records of {called}" if whose else "Differences")

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
        self._name_list()
        self.list.show_notice(self._other_tagsets())
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

    def _other_tagsets(self) -> str:
        """Who among those that are compared tagged with another tagset: that explains many a difference."""
        sheets, names = self._bench.sheets, self._bench.names
        if sheets is None or not self._desk.is_adjudicating:
            return ""
        those = [b for b in sheets.brought if b.differs and b.annotator in self._bench.participants]
        return in_one_line((names.get(b.annotator, b.annotator), b.tagset) for b in those)

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
        tagset, looks = self._desk.tagset, self._seeing.looks()

        def colour(annotator: str) -> str:
            return looks[annotator].colour if annotator in looks else ""

        now = None
        if self._desk.is_adjudicating:
            session = self._controller.session
            now = shown(self._bench, self.chaining, self.rows, session, self._desk.name)
        if now is None:
            decided = self._bench.adjudicating and bool(self.list.model.every) and not self.rows.is_open_here
            self.versions.show_faces(None, "", tagset, colour)
            self.versions.show_done(decided)
            return
        self.versions.show_faces(now.faces, now.title, tagset, colour, gone=now.gone)
        self.versions.show_told(self.choices.reason, self.choices.comment)

    def show_differences(self) -> None:
        """Brings the list to the front."""
        self.versions_dock.show()
        self._window.docks.show("differences", self.list.setFocus)

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
        self._window.docks.show("versions", self.versions.view.begin)

    def begin_reason(self) -> None:
        """The keyboard goes to reason and comment."""
        if self._bench.current is None:
            self._controller.said.emit("Go to a difference first: F8")
            return
        self._window.docks.show("versions", self.versions.begin_reason)

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
