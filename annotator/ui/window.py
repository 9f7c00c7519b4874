"""The main window: lays out the text and the panels around it, and leads their wishes to controller and desk.

It decides nothing about tags. What needs a dialog or a chooser is in ``conversations.py``, what keeps panels current in
``wiring.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import visible
from annotator.sidecars.names import to_open
from annotator.sidecars.problems import SidecarError
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.actions import When
from annotator.ui.arriving import Arrival
from annotator.ui.checking import Checking
from annotator.ui.choosers.active_bar import ActiveBar
from annotator.ui.colours import Theme
from annotator.ui.combo import Combo
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.docks import Docks
from annotator.ui.first_paint import FirstPaint
from annotator.ui.following import Following
from annotator.ui.icons import application_icon
from annotator.ui.menus import Menus
from annotator.ui.opening import Annotator, Opening
from annotator.ui.settings import Settings
from annotator.ui.stage import Stage
from annotator.ui.statusline import StatusLine
from annotator.ui.style import Appearance
from annotator.ui.text.view import ArticleView

if TYPE_CHECKING:
    from annotator.ui.conversations import Conversations
    from annotator.ui.furniture import Furniture
    from annotator.ui.panels.articles import ArticlesPanel
    from annotator.ui.panels.card import CardPanel
    from annotator.ui.panels.outline import OutlinePanel
    from annotator.ui.panels.problems import ProblemsPanel
    from annotator.ui.panels.types import TypesPanel
    from annotator.ui.review.reviewing import Reviewing

_LEAST_TEXT = 230
"""Pixels of width that the panels leave to the text as long as they can."""
_TOOLS = (
    "open-folder",
    "",
    "undo",
    "redo",
    "",
    "previous-article",
    "next-article",
    "next-open",
    "done",
    "",
    "arcs-all",
)
"""The actions of the tool bar; between them, lines."""


class Window(QMainWindow):
    """Text in the middle, articles on the left, what is tagged on the right."""

    furnished = Signal()
    """The panels are there."""

    def __init__(
        self,
        controller: Controller,
        desk: Desk,
        checking: Checking,
        appearance: Appearance,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._controller, self._desk, self._checking = controller, desk, checking
        self._appearance, self._settings = appearance, settings
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.view = ArticleView(theme=appearance.theme)
        self.active_bar = ActiveBar()
        self.status_line = StatusLine(self)
        self.setStatusBar(self.status_line)
        self.sheets = Combo()
        self.sheets.setAccessibleName("Whose tags are shown")
        self.sheets.setToolTip("Whose tags are shown")
        self.sheets.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.stage = Stage(self.view, controller, checking)
        self.menus = Menus(self, lambda id: self.furniture.handlers[id](), _TOOLS)
        self._lay_out()
        view_menu = self.menus.menu("View")
        self.docks = Docks(self, self.view, view_menu, lambda: self.furniture.wiring.catch_up())
        self._tool_bar = self._make_tool_bar()
        self.following = Following(desk)
        self._arrival = Arrival(desk, settings, self.open_article, self.status_line.say, self)
        self._furniture: Furniture | None = None
        self._reviewing: Reviewing | None = None
        desk.people.blind = settings.review(f"{desk.me.id}/blind") == "yes"
        self._expect_to_furnish()
        self.view.set_zoom(settings.zoom)
        self.view.zoom_requested.connect(lambda steps: self.furniture.choices.zoom_by(steps))
        self.stage.show_arcs(settings.arcs)
        self._wear(appearance.theme)
        appearance.changed.connect(self._wear)
        self.menus.enable(self._holds)
        self.view.setFocus()

    # -- layout ----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QWidget(self)
        middle.setMinimumWidth(_LEAST_TEXT)
        self._centre = QVBoxLayout(middle)
        self._centre.setContentsMargins(0, 0, 0, 0)
        self._centre.setSpacing(0)
        self._centre.addWidget(self.active_bar)
        self._centre.addWidget(self.view, 1)
        self.setCentralWidget(middle)

    # -- furniture -------------------------------------------------------------------------------------------

    def _expect_to_furnish(self) -> None:
        """The panels come right after the first text has been painted, and before anything that needs them."""
        desk, controller = self._desk, self._controller
        desk.opened.connect(self._on_first_opened)
        desk.opening.connect(lambda _: self.furniture)
        FirstPaint(self.view.viewport(), lambda: controller.session is not None, lambda: self.furniture)
        desk.failed.connect(lambda name, error: self.furniture.wiring.tell_failure(name, error))
        desk.keeping.unwritable.connect(lambda folder: self.conversations.telling.tell_unwritable(folder))
        desk.library.listed.connect(self._on_listed)

    def _on_first_opened(self, opening: Opening) -> None:
        if self._furniture is None:
            self.active_bar.show_idle(visible(self._desk.name))
            if opening.session.read_only or opening.notices:
                self.furniture  # noqa: B018  a bar above the text says so, and the text must not jump

    def _on_listed(self, listing: Listing) -> None:
        if not listing.articles:
            self.furniture  # noqa: B018  there is no text to come first

    @property
    def furniture(self) -> Furniture:
        """Panels, conversations and wiring; made when first asked for."""
        if self._furniture is None:
            from annotator.ui.furniture import Furniture  # dear to import: the text comes first

            made = self._furniture = Furniture()
            self._fill_menus()
            self.docks.fill(made.panels)
            made.connect(self, self._controller, self._desk, self._checking, self._settings, self._appearance)
            self.setWindowIcon(application_icon())
            self._wear(self._appearance.theme)
            self.furnished.emit()
            if self._settings.review(f"{self._desk.me.id}/in-use"):
                QTimer.singleShot(0, self, lambda: self.reviewing)
        return self._furniture

    def _fill_menus(self) -> None:
        self.menus.complete()
        self._recent = QMenu("Open Recent", self)
        self._recent.aboutToShow.connect(self._fill_recent)
        self.menus.menu("File").insertMenu(self.menus["open-tagset"], self._recent)

    def put_bars(self, told: Conversations) -> None:
        """Puts the bars of the conversations above and below the text."""
        self._centre.insertWidget(0, told.banner)
        self._centre.addWidget(told.occurring.bar)
        self._centre.addWidget(told.find_bar)

    @property
    def articles(self) -> ArticlesPanel:
        """The list of articles."""
        return self.furniture.articles

    @property
    def card(self) -> CardPanel:
        """The card of what is selected."""
        return self.furniture.card

    @property
    def outline(self) -> OutlinePanel:
        """The tree of tags."""
        return self.furniture.outline

    @property
    def types(self) -> TypesPanel:
        """The types with their keys."""
        return self.furniture.types

    @property
    def problems(self) -> ProblemsPanel:
        """The list of problems."""
        return self.furniture.problems

    @property
    def conversations(self) -> Conversations:
        """What is asked and told."""
        return self.furniture.conversations

    @property
    def reviewing(self) -> Reviewing:
        """What reviewing shows and does; made when first asked for."""
        if self._reviewing is None:
            from annotator.ui.review.reviewing import Reviewing  # nobody waits for it who does not review

            self.furniture  # noqa: B018  its panels stand beside the others
            self._reviewing = Reviewing(self, self._controller, self._desk, self._settings)
        return self._reviewing

    def _make_tool_bar(self) -> QToolBar:
        bar = QToolBar("Tools", self)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(18, 18))
        bar.toggleViewAction().setEnabled(False)
        for id in _TOOLS:
            if id:
                bar.addAction(self.menus[id])
            else:
                bar.addSeparator()
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(room)
        label = QLabel("Tags of ")
        label.setBuddy(self.sheets)
        bar.addWidget(label)
        bar.addWidget(self.sheets)
        self.addToolBar(bar)
        return bar

    def _fill_recent(self) -> None:
        self._recent.clear()
        for place in self._settings.recent:
            self._recent.addAction(str(place), partial(self.open_place, place)).setEnabled(place.exists())
        if self._recent.isEmpty():
            self._recent.addAction("Nothing yet").setEnabled(False)

    def _wear(self, theme: Theme) -> None:
        self.view.set_theme(theme)
        if self._furniture is None:
            self.menus.wear(theme, _TOOLS)
        else:
            self.menus.wear(theme)
            self._furniture.conversations.wear(theme)

    # -- what is open ----------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """What is remembered between starts."""
        return self._settings

    @property
    def article_name(self) -> str:
        """The open article's path under the folder, or an empty text."""
        return self._desk.name

    @property
    def is_settled(self) -> bool:
        """Whether nothing is still being read or checked."""
        reviewed = self._reviewing is None or self._reviewing.is_settled
        wired = self.furniture.wiring.is_settled
        return self._arrival.is_over and wired and self._checking.is_complete and reviewed

    def open_place(
        self,
        place: Path,
        tagset_of: Callable[[Path], Tagset | None] | None = None,
        article: str | None = None,
    ) -> None:
        """Opens a folder, or one article, and shows ``article`` of it or the one shown last."""
        try:
            place = to_open(place)
        except SidecarError as error:
            self.conversations.telling.tell_failure(error, of_folder=True)
            return
        self._arrival.expect(article or "")
        elsewhere = self._settings.tags_elsewhere(place if place.is_dir() else place.parent)
        if self._furniture is not None:
            self._furniture.conversations.telling.forget_folder()
        if self._desk.open_folder(place, elsewhere, tagset_of):
            self._settings.remember(place)
            if self._furniture is not None:
                self._furniture.articles.set_folder_open(True)
        else:
            self.conversations.telling.tell_unsaved()

    def change_annotator(self, me: Annotator) -> None:
        """Somebody else tags from now on, if what is open is on disk; else it is told why not."""
        article = self._desk.name
        if me == self._desk.me:
            return
        if self._desk.change_annotator(me):
            self._settings.annotator = me.name
            self._desk.people.blind = self._settings.review(f"{me.id}/blind") == "yes"
            self._arrival.expect(article)
        else:
            self.conversations.telling.tell_unsaved()

    def show_crash(self, report: str, file: Path | None) -> None:
        """Shows the report of an unexpected error."""
        self.conversations.show_crash(report, file)

    # -- actions ---------------------------------------------------------------------------------------------

    def _holds(self, when: When) -> bool:
        session = self._controller.session
        match when:
            case When.ALWAYS:
                return True
            case When.FOLDER:
                return self._desk.library.listing is not None
            case When.ARTICLE:
                return session is not None
            case When.EDITABLE:
                return session is not None and not session.read_only
            case When.UNDO:
                return session is not None and session.history.undo_label is not None
            case When.ADJUDICATING:
                return session is not None and self._desk.is_adjudicating
            case When.REDO:
                return session is not None and session.history.redo_label is not None
            case _:
                return (
                    session is not None
                    and session.index.mention(self._controller.state.selected or "") is not None
                )

    def refresh_actions(self) -> None:
        """Enables what is possible now, and names what undo and redo would do."""
        self.menus.enable(self._holds)
        session = self._controller.session
        for id, verb, label in (
            ("undo", "Undo", session.history.undo_label if session is not None else None),
            ("redo", "Redo", session.history.redo_label if session is not None else None),
        ):
            action = self.menus[id]
            action.setText(f"{verb} {label}" if label else verb)
            keys = action.shortcut().toString()
            action.setToolTip(f"{action.text()} ({keys})")
        mine = session is not None and not session.read_only
        self.menus["done"].setChecked(mine and session is not None and session.sheet.status == "done")

    def open_article(self, name: str, *, anew: bool = False) -> None:
        """Opens an article of the folder, once the open one is on disk; the open one itself only where ``anew``."""
        if name == self._desk.name and self._desk.current is not None and not anew:
            return  # nothing to do, and what hands hold would be gone
        if self._desk.library.article(name) is None:
            self.conversations.telling.tell_orphan(name)
        elif not self._desk.open_article(name) and self._desk.current is not None:
            self.conversations.telling.tell_unsaved()

    def show_sheet(self, annotator: str) -> None:
        """Shows somebody's sheet on the open article, once the open sheet is on disk."""
        if not self._desk.show_sheet(annotator):
            self.conversations.telling.tell_unsaved()

    # -- events of the window --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders and articles may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens what was dropped."""
        place = next((Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()), None)
        if place is not None:
            event.acceptProposedAction()
            self.open_place(place)

    def changeEvent(self, event: QEvent) -> None:
        """Looks at the folder again when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._desk.library.rescan()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes once everything is on disk, or the annotator lets it go."""
        if not self._desk.close_article() and not self.conversations.telling.may_lose_tags():
            event.ignore()
            return
        if self.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen):
            event.accept()
            return
        self.docks.remember(self._settings)
        self._settings.write()
        event.accept()
