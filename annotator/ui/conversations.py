"""What has to be asked or told beside the text: bars, choosers and dialogs. Each is built when first needed.

It leads answers to controller and desk and decides nothing about tags itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.annotations.edits import Edit
from annotator.errors import AnnotatorError, visible
from annotator.ui.afterwards import Afterwards
from annotator.ui.choosers.candidates import CandidateBar
from annotator.ui.choosers.placing import Surroundings
from annotator.ui.choosing import Choosing
from annotator.ui.colours import Theme
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.find_bar import FindBar
from annotator.ui.hands.state import HandState, Wish
from annotator.ui.marking import only_adds_entities
from annotator.ui.opening import Opening
from annotator.ui.settings import Settings, log_folder
from annotator.ui.telling import Telling
from annotator.ui.text.view import ArticleView
from annotator.ui.trailing import Finding, Occurring

if TYPE_CHECKING:
    from annotator.ui.exchange.starting import Exchange
    from annotator.ui.window import Window


_NEAR = 80
"""Pixels above and below a selection within which the likeliest types stand."""


class Conversations(QObject):
    """Asks and tells, for one window."""

    def __init__(
        self, window: Window, controller: Controller, desk: Desk, view: ArticleView, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk = window, controller, desk
        self._view, self._settings = view, settings
        self.telling = Telling(window, desk, settings)
        self.banner = self.telling.banner
        self._choosing = Choosing(window, controller, desk, window.stage, view, window.menus)
        self.active_bar = window.active_bar
        self.candidates = CandidateBar(view.viewport())
        self.occurring = Occurring(controller, view)
        self.find_bar = FindBar()
        self._finding = Finding(self.find_bar, controller, view)
        self._exchange: Exchange | None = None
        controller.wished.connect(self._on_wished)
        controller.hands_moved.connect(self._on_hands_moved)
        controller.edited.connect(self._on_edited)
        controller.session_opened.connect(lambda _: self._show_hands(controller.state))
        controller.session_closed.connect(lambda: self._show_hands(HandState()))
        desk.opened.connect(lambda _: self.active_bar.show_idle(visible(desk.name)))
        self.candidates.type_requested.connect(controller.use_type)
        self.active_bar.role_requested.connect(lambda event, role: controller.arm(role, event))
        self.active_bar.leave_requested.connect(controller.leave)
        self.active_bar.record_requested.connect(controller.select)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._show_candidates(controller.state))
        self._following = Afterwards(lambda: self._show_candidates(controller.state), self)
        view.moved.connect(self._following.ask)

    def take_over(self, opening: Opening) -> None:
        """Tells of an article that was opened before anything was connected."""
        self.telling.tell_opened(opening)
        self.active_bar.show_idle(visible(self._desk.name))
        self._show_hands(self._controller.state)

    def wear(self, theme: Theme) -> None:
        """Draws what has icons in the colours of a theme."""
        self.find_bar.wear(theme)

    # -- beside the selection and above the text -------------------------------------------------------------

    def _on_edited(self, edit: Edit) -> None:
        if not only_adds_entities(edit):
            self._show_hands(self._controller.state)

    def _on_hands_moved(self, before: HandState, after: HandState) -> None:
        if after.selected != before.selected:
            self.occurring.close()
        self._show_hands(after)

    def _show_hands(self, state: HandState) -> None:
        self.active_bar.show_event(self._controller.session, state.active, state.armed)
        self._show_candidates(state)

    def _show_candidates(self, state: HandState) -> None:
        acts = self._controller.acts
        if acts is None or not state.selection or state.active is not None or state.sticky is not None:
            self.candidates.hide()
            return
        if acts.session.read_only and not self._stands_in():
            self.candidates.hide()
            return
        viewport = self._view.viewport().rect()
        beside = self._view.rect_of(*state.selection[-1])
        if not beside.intersects(viewport):
            self.candidates.hide()
            return
        lines, labels = self._view.boxes_in(beside.top() - _NEAR, beside.bottom() + _NEAR)
        around = Surroundings(viewport, tuple(lines), tuple(labels))
        self.candidates.show_types(acts.session.tagset, acts.candidates(), beside, around)

    def _stands_in(self) -> bool:
        return self._controller.session is not None and self._controller.session.stand_in

    def _on_wished(self, wish: Wish) -> None:
        if wish is Wish.EDIT_NOTE:
            self._window.docks.show("card", self._window.card.edit_note)
        elif wish is Wish.PREVIEW_OCCURRENCES:
            self.occurring.open()
        else:
            self._choosing.choose(wish)

    # -- finding ---------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Opens the bar for finding words, with the selected ones."""
        self._finding.open()

    # -- dialogs ---------------------------------------------------------------------------------------------

    def ask_folder(self) -> None:
        """Asks for a folder to open."""
        start = str(self._desk.library.place or Path.home())
        chosen = QFileDialog.getExistingDirectory(self._window, "Open a folder of articles", start)
        if chosen:
            self._window.open_place(Path(chosen))

    def ask_file(self) -> None:
        """Asks for an article to open."""
        start = str(self._desk.library.place or Path.home())
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Open an article", start, "Articles (*.txt *.md)"
        )
        if chosen:
            self._window.open_place(Path(chosen))

    def ask_tagset(self) -> None:
        """Asks for a tagset to tag with."""
        from annotator.tagsets.places import shipped_folder
        from annotator.tagsets.reading import read_tagset

        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Use a tagset", str(shipped_folder()), "Tagsets (*.toml)"
        )
        if not chosen:
            return
        try:
            if not self._desk.use_tagset(read_tagset(Path(chosen))):
                self.telling.tell_unsaved()
        except AnnotatorError as error:
            self.telling.tell_failure(error)

    def ask_annotator(self) -> None:
        """Asks who tags."""
        from annotator.ui.first_start import WhoTags

        dialog = WhoTags(self._desk.me.name, self._window)
        if dialog.exec() and dialog.annotator is not None:
            self._window.change_annotator(dialog.annotator)

    @property
    def exchange(self) -> Exchange:
        """The dialogs of export, import and gold."""
        if self._exchange is None:
            from annotator.ui.exchange.starting import Exchange

            self._exchange = Exchange(self._window, self._desk, self._settings)
        return self._exchange

    def show_keys(self) -> None:
        """Shows keys and gestures."""
        from annotator.ui.dialogs import KeysDialog

        KeysDialog(self._desk.tagset, self._window).exec()

    def show_agreement_guide(self, beside: QWidget | None = None) -> None:
        """Shows what the numbers of agreement mean."""
        from annotator.ui.guide_dialog import GuideDialog

        GuideDialog("agreement", "What the numbers of agreement mean", beside or self._window).show()

    def about(self) -> None:
        """Shows what the program is."""
        from annotator.ui.dialogs import AboutDialog

        AboutDialog(self._window).exec()

    def show_logs(self) -> None:
        """Opens the folder of logs in the system's file manager."""
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def show_crash(self, report: str, file: Path | None) -> None:
        """Shows the report of an unexpected error."""
        from annotator.ui.dialogs import CrashDialog

        CrashDialog(report, file, self._window).open()
