"""Keeps the panels current: leads signals of controller, desk and checking to them, and their wishes back.

It holds no state of its own but what is still on its way. Panels do not know each other; this is where they meet. What
an edit or a move of the hands means for them is shown after the text has been painted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.annotations.edits import Edit
from annotator.articles.titles import title
from annotator.errors import AnnotatorError, visible
from annotator.session import Session
from annotator.sidecars.catalogue import Details
from annotator.sidecars.states import NotSaved, Saved, Saving
from annotator.sidecars.workspace import Listing, ListingChange
from annotator.ui.afterwards import Afterwards
from annotator.ui.checking import Checking
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.hands.state import HandState, Prediction
from annotator.ui.opening import Opening
from annotator.ui.panels.article_rows import ArticleDetails, ArticleRow
from annotator.ui.panels.card_article import ArticleFacts
from annotator.ui.people import KEPT_APART

if TYPE_CHECKING:
    from annotator.ui.window import Window


class Wiring(QObject):
    """Connects the panels of one window."""

    def __init__(self, window: Window, controller: Controller, desk: Desk, checking: Checking) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk, self._checking = window, controller, desk, checking
        self._arriving = ""
        self._edits: list[Edit] = []
        self._hands: tuple[HandState, HandState] | None = None
        self._afterwards = Afterwards(self._bring_up_to_date, self)
        self._connect_session()
        self._connect_desk()
        self._connect_panels()

    @property
    def is_settled(self) -> bool:
        """Whether the article that was asked for is open and everything shows it."""
        return not self._arriving and not self._afterwards.is_waiting

    def take_over(self) -> None:
        """Shows what was opened before anything was connected."""
        library, current = self._desk.library, self._desk.current
        self._window.articles.set_folder_open(library.place is not None)
        self._window.menus["blind"].setChecked(self._desk.people.blind)
        if library.listing is not None:
            self._on_listed(library.listing)
        if current is not None:
            self._window.conversations.take_over(current)
            self._on_opened(current)
            self._on_session_opened(current.session)
            self._show_hands(HandState(), self._controller.state)

    def _connect_session(self) -> None:
        controller, window = self._controller, self._window
        controller.session_opened.connect(self._on_session_opened)
        controller.session_closed.connect(self._on_session_closed)
        controller.edited.connect(self._on_edited)
        controller.hands_moved.connect(self._on_hands_moved)
        controller.history_changed.connect(self._afterwards.ask)
        controller.said.connect(window.status_line.say)
        window.stage.predicted.connect(self._on_predicted)
        self._checking.changed.connect(self._on_problems_changed)

    def _connect_desk(self) -> None:
        desk, window = self._desk, self._window
        desk.people.renamed.connect(self.show_names)
        desk.library.listed.connect(self._on_listed)
        desk.library.changed.connect(self._on_changed)
        desk.library.details_ready.connect(self._on_details)
        desk.opened.connect(self._on_opened)
        desk.opening.connect(self._on_opening)
        desk.keeping.save_state.connect(self._on_save_state)
        window.status_line.save_requested.connect(desk.keeping.retry)
        desk.leaving.connect(window.card.flush)
        desk.leaving.connect(self.catch_up)  # nobody asks an article that is closed what became of it
        desk.closed.connect(self._on_closed)
        window.sheets.activated.connect(self._on_sheet_chosen)

    def _connect_panels(self) -> None:
        controller, window = self._controller, self._window
        window.articles.article_requested.connect(lambda name: window.open_article(name))
        window.articles.folder_requested.connect(window.menus["open-folder"].trigger)
        window.articles.model.details_wanted.connect(self._desk.library.want_details)
        window.articles.model.short = self._desk.people.short
        window.types.type_requested.connect(self._on_type)
        window.types.sticky_requested.connect(lambda type: self._back_to_text(controller.stick, type))
        window.outline.record_requested.connect(controller.select)
        window.problems.record_requested.connect(controller.select)
        window.problems.counted.connect(window.status_line.show_problems)
        window.status_line.problems_requested.connect(
            lambda: window.docks.show("problems", window.problems.setFocus)
        )
        card = window.card
        card.record_requested.connect(controller.select)
        card.attribute_changed.connect(controller.set_attribute)
        card.note_changed.connect(controller.annotate)
        card.note_left.connect(window.view.setFocus)
        card.unsure_requested.connect(controller.toggle_unsure)
        card.retype_requested.connect(controller.begin_retyping)
        card.called = lambda name: (
            self._desk.me.name if name == self._desk.me.id else self._desk.people.called(name)
        )
        card.comment_requested.connect(lambda _: window.menus["comment"].trigger())
        card.delete_requested.connect(lambda id: self._back_to_text(controller.delete, id))
        card.activate_requested.connect(lambda id: self._back_to_text(controller.toggle_active, id))
        card.instance_requested.connect(controller.ask_instance)
        card.instance_left.connect(controller.unrefer)
        card.instance_renamed.connect(controller.rename_instance)
        card.role_requested.connect(self._on_role)
        card.unlink_requested.connect(controller.unlink)
        card.article_attribute_changed.connect(controller.set_article_attribute)
        card.status_requested.connect(controller.set_status)

    def _back_to_text(self, act: object, id: str) -> None:
        assert callable(act)
        act(id)
        self._window.view.setFocus()

    def _on_type(self, type: str) -> None:
        self._controller.use_type(type)
        self._window.view.setFocus()

    def _on_role(self, event: str, role: str) -> None:
        self._controller.arm(role, event)
        self._window.view.setFocus()

    # -- the folder ------------------------------------------------------------------------------------------

    def show_names(self) -> None:
        """Calls annotators as they are to be called from now on."""
        self._window.menus["blind"].setChecked(self._desk.people.blind)
        listing = self._desk.library.listing
        if listing is not None:
            model = self._window.articles.model
            model.set_rows(self._rows(listing))
            model.forget_details(article.name for article in listing.articles)
            self._window.articles.show_current(self._desk.name or None)
        self._show_sheets()
        session = self._controller.session
        if session is not None:
            self._report_row(session)
            self._window.card.call_anew(self._facts(session))
            self._window.stage.tell_prediction()

    def _called(self, annotators: Iterable[str]) -> tuple[str, ...]:
        """How annotators are called on screen; by numbers, they stand in the order of these."""
        if not self._desk.people.blind:
            return tuple(annotators)
        return tuple(sorted(map(self._desk.people.called, annotators)))

    def _rows(self, listing: Listing) -> list[ArticleRow]:
        rows = []
        for article in listing.articles:
            folder, _, name = article.name.rpartition("/")
            rows.append(ArticleRow(article.name, name, folder, annotators=self._called(article.annotators)))
        for orphan in listing.orphans:
            name = self._desk.people.told(orphan.path.name)
            problem = f"{orphan.article}, the article of this sidecar, is not here"
            key = listing.name_of(orphan)
            rows.append(ArticleRow(key, name, title=name, status="problem", problem=problem, tags=0))
        return rows

    def _on_listed(self, listing: Listing) -> None:
        window = self._window
        window.articles.model.set_rows(self._rows(listing))
        window.refresh_actions()

    def _on_changed(self, listing: Listing, change: ListingChange) -> None:
        model = self._window.articles.model
        if change.added or change.removed or change.renamed or change.orphans_differ:
            model.set_rows(self._rows(listing))
        changed = [after.name for _, after in change.changed] + [after.name for _, after in change.renamed]
        session = self._controller.session
        if session is not None and self._report_row(session):
            # Known from the session; the file of a large sheet, written with every tag, is not read for it.
            changed = [name for name in changed if name != self._desk.name]
        model.forget_details(changed)
        self._window.articles.show_current(self._desk.name or None)
        self._show_sheets()

    def _on_details(self, details: dict[str, Details]) -> None:
        shown = {
            name: ArticleDetails(
                d.title, d.state, d.tags, self._called(s.annotator for s in d.summaries), d.problem or ""
            )
            for name, d in details.items()
        }
        self._window.articles.model.update_rows(shown)

    # -- the article -----------------------------------------------------------------------------------------

    def _on_opening(self, name: str) -> None:
        self._arriving = name
        self._window.articles.show_current(name)
        self._window.status_line.say(f"Opening {visible(name)} …")
        self._name_window(name)

    def _on_opened(self, opening: Opening) -> None:
        window, name = self._window, self._desk.name
        self._arriving = ""
        window.status_line.hush()
        window.articles.show_current(name)
        listing = self._desk.library.listing
        if listing is not None:
            window.settings.remember_article(listing.folder, name)
        self._name_window(name)
        article = opening.session.article
        lines = {"lf": "LF", "crlf": "CRLF", "cr": "CR"}.get(article.newlines, article.newlines)
        told = "UTF-8" if article.encoding == "utf-8" else article.encoding
        window.status_line.show_file(
            f"{told} · {lines}",
            f"Read as {article.encoding}; line ends: {lines}; {len(article.text):,} characters",
        )
        window.status_line.show_saving(None)
        self._show_sheets()

    def _on_closed(self) -> None:
        self._arriving = ""
        self._window.status_line.hush()
        self._name_window("")

    def _name_window(self, name: str) -> None:
        """Names in title and header what is open, on its way or could not be opened, never what was there before."""
        self._window.setWindowTitle(f"{visible(name)} — Annotator" if name else "Annotator")
        self._window.active_bar.show_idle(visible(name))

    def _on_sheet_chosen(self, at: int) -> None:
        self._window.show_sheet(self._window.sheets.itemData(at))
        self._show_sheets()

    def tell_failure(self, name: str, error: AnnotatorError) -> None:
        """Says why an article (or without a name: the folder) is not open."""
        if self._arriving:
            self._arriving = ""
            self._window.status_line.hush()
        if name:
            self._name_window(name)
        self._show_sheets()
        self._window.articles.show_current(name or None)
        self._window.conversations.telling.tell_failure(error, of_folder=not name)

    def _show_sheets(self) -> None:
        sheets, current = self._window.sheets, self._desk.current
        sheets.clear()
        if current is None:
            sheets.setEnabled(False)
            return
        sheets.setEnabled(True)
        writer = self._desk.writer
        sheets.addItem(f"{writer.name} ({'you decide' if self._desk.is_adjudicating else 'you'})", writer.id)
        for colleague in self._desk.colleagues():
            sheets.addItem(self._desk.people.called(colleague), colleague)
        sheets.setToolTip(KEPT_APART if self._desk.keeps_apart else "Whose tags are shown")
        sheets.setCurrentIndex(max(0, sheets.findData(current.annotator)))

    # -- the session -----------------------------------------------------------------------------------------

    def _on_session_opened(self, session: Session) -> None:
        window = self._window
        self._edits, self._hands = [], None
        window.card.show_session(session, self._facts(session))
        window.outline.show_session(session)
        window.types.show_session(session)
        self._checking.start(session)
        window.problems.set_problems(session, self._checking.problems)
        window.refresh_actions()
        self._report_row(session)

    def _on_session_closed(self) -> None:
        window = self._window
        self._edits, self._hands = [], None
        window.card.show_session(None)
        window.outline.show_session(None)
        window.types.show_session(None)
        self._checking.start(None)
        window.problems.set_problems(None, {})
        window.status_line.hint("")
        window.status_line.show_file("")
        window.status_line.show_saving(None)
        window.refresh_actions()

    def _facts(self, session: Session) -> ArticleFacts:
        zones = tuple((f.start, f.end) for zone in session.index.zones() for f in zone.span)
        current = self._desk.current
        owner = (
            self._desk.writer.name
            if current is None or current.annotator == self._desk.writer.id
            else self._desk.people.called(current.annotator)
        )
        return ArticleFacts(title(session.article.text, zones), owner)

    def _on_edited(self, edit: Edit) -> None:
        self._checking.follow(edit)
        self._edits.append(edit)
        self._afterwards.ask()
        self._window.stage.tell_prediction()

    def catch_up(self) -> None:
        """Brings the panels up to date at once, for what is about to be done in them."""
        self._afterwards.catch_up()

    def _bring_up_to_date(self) -> None:
        window, session = self._window, self._controller.session
        edits, self._edits = self._edits, []
        hands, self._hands = self._hands, None
        if session is not None and edits:
            status = next((edit.status for edit in edits if edit.status is not None), None)
            edit = Edit("", tuple(change for edit in edits for change in edit.changes), status)
            window.card.on_edited(edit)
            window.outline.on_edited(edit)
            window.types.on_edited(edit)
            self._report_row(session)
            if status is not None:
                self._show_sheets()  # being done may open those of colleagues
        if hands is not None:
            self._show_hands(*hands)
        window.refresh_actions()

    def _report_row(self, session: Session) -> bool:
        """Tells the list what one's own open sheet holds; False where something else is open, or nothing in it."""
        current, file = self._desk.current, self._desk.article_file
        if (
            current is None
            or file is None
            or current.annotator != self._desk.writer.id
            or not len(session.sheet)
        ):
            return False
        row = self._window.articles.model.index_of(file.name)
        if not row.isValid():
            return False
        known = self._called(sorted({*file.annotators, self._desk.writer.id}))
        heading, count = self._facts(session).title, session.index.mention_count
        details = ArticleDetails(heading, session.sheet.status, count, known, "")
        self._window.articles.model.update_row(file.name, details)
        return True

    def _on_problems_changed(self, ids: set[str]) -> None:
        self._window.problems.update_problems(ids, self._checking.problems)

    def _on_save_state(self, state: Saving | Saved | NotSaved) -> None:
        self._window.status_line.show_saving(state)
        self._window.conversations.telling.tell_saving(state)

    def _on_hands_moved(self, before: HandState, after: HandState) -> None:
        self._hands = (before if self._hands is None else self._hands[0], after)
        self._afterwards.ask()
        self._window.status_line.hush()

    def _show_hands(self, before: HandState, after: HandState) -> None:
        window, session = self._window, self._controller.session
        shown = after.selected or after.active
        window.card.show_record(
            session, shown, after.active is not None and shown == after.active, after.armed
        )
        if after.selected != before.selected:
            window.outline.show_record(after.selected)
        if after.sticky != before.sticky:
            window.types.show_sticky(after.sticky)

    def _on_predicted(self, prediction: Prediction) -> None:
        self._window.status_line.hint(prediction.words)
