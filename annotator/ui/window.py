"""The main window: lays out the text and the panels around it, and leads their wishes to controller and desk.

It decides nothing about tags. What needs a dialog or a chooser is in ``conversations.py``, what keeps panels current in
``wiring.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset
from annotator.ui.actions import When
from annotator.ui.arriving import Arrival
from annotator.ui.checking import Checking
from annotator.ui.choosers.active_bar import ActiveBar
from annotator.ui.colours import Theme
from annotator.ui.combo import Combo
from annotator.ui.controller import Controller
from annotator.ui.desk import KEPT_APART, Desk
from annotator.ui.first_paint import FirstPaint
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
    from annotator.ui.wiring import Wiring

_LAYOUT_VERSION = 1
_LEAST_TEXT = 230
"""Pixels of width that the panels leave to the text as long as they can."""
_ZOOMS = (50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400)
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
        self.menus = Menus(self, self._handlers(), _TOOLS)
        self._docks = self._lay_out()
        self._tool_bar = self._make_tool_bar()
        self._arrival = Arrival(desk, settings, self.open_article, self.status_line.say, self)
        self._furniture: Furniture | None = None
        self._reviewing: Reviewing | None = None
        desk.blind = settings.review(f"{desk.me.id}/blind") == "yes"
        self._expect_to_furnish()
        self.view.set_zoom(settings.zoom)
        self.view.zoom_requested.connect(self._zoom_by)
        self.stage.show_arcs(settings.arcs)
        self._wear(appearance.theme)
        appearance.changed.connect(self._wear)
        self.menus.enable(self._holds)
        self.view.setFocus()

    # -- layout ----------------------------------------------------------------------------------------------

    def _lay_out(self) -> dict[str, QDockWidget]:
        middle = QWidget(self)
        middle.setMinimumWidth(_LEAST_TEXT)
        self._centre = QVBoxLayout(middle)
        self._centre.setContentsMargins(0, 0, 0, 0)
        self._centre.setSpacing(0)
        self._centre.addWidget(self.active_bar)
        self._centre.addWidget(self.view, 1)
        self.setCentralWidget(middle)
        self.setDockNestingEnabled(True)
        docks = {
            name: self._dock(name, title)
            for name, title in (
                ("articles", "Articles"),
                ("card", "Card"),
                ("outline", "Tags"),
                ("types", "Types"),
                ("problems", "Problems"),
            )
        }
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.addDockWidget(left, docks["articles"])
        self.addDockWidget(right, docks["card"])
        self.addDockWidget(right, docks["types"])
        self.tabifyDockWidget(docks["types"], docks["outline"])
        self.tabifyDockWidget(docks["outline"], docks["problems"])
        docks["types"].raise_()
        self.resizeDocks([docks["articles"], docks["card"]], [260, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([docks["card"], docks["types"]], [340, 380], Qt.Orientation.Vertical)
        return docks

    def _dock(self, name: str, title: str) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        return dock

    # -- furniture -------------------------------------------------------------------------------------------

    def _expect_to_furnish(self) -> None:
        """The panels come right after the first text has been painted, and before anything that needs them."""
        desk, controller = self._desk, self._controller
        desk.opened.connect(self._on_first_opened)
        desk.opening.connect(lambda _: self.furniture)
        FirstPaint(self.view.viewport(), lambda: controller.session is not None, lambda: self.furniture)
        desk.failed.connect(lambda name, error: self.furniture.wiring.tell_failure(name, error))
        desk.unwritable.connect(lambda folder: self.conversations.telling.tell_unwritable(folder))
        desk.library.listed.connect(self._on_listed)

    def _on_first_opened(self, opening: Opening) -> None:
        if self._furniture is None:
            self.active_bar.show_idle(self._desk.name)
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
            for name, dock in self._docks.items():
                dock.setWidget(getattr(made, name))
            made.connect(self, self._controller, self._desk, self._checking, self._settings)
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
        for dock in self._docks.values():
            self.menus.menu("View").addAction(dock.toggleViewAction())
        self._show_choices()

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

    def add_panel(
        self, name: str, title: str, panel: QWidget, beside: str = "problems", *, below: bool = False
    ) -> QDockWidget:
        """Puts a panel behind (or ``below``) another one, hidden unless it was shown at the last time."""
        dock = self._docks[name] = self._dock(name, title)
        dock.setWidget(panel)
        self.addDockWidget(self.dockWidgetArea(self._docks[beside]), dock)
        if below:
            self.splitDockWidget(self._docks[beside], dock, Qt.Orientation.Vertical)
        else:
            self.tabifyDockWidget(self._docks[beside], dock)
        dock.hide()
        self.restoreDockWidget(dock)
        self.menus.menu("View").addAction(dock.toggleViewAction())
        return dock

    def share_heights(self, *names: str, shares: Sequence[int] = (1, 1)) -> None:
        """Divides the height among panels that stand below each other."""
        docks = [self._docks[name] for name in names]
        self.resizeDocks(docks, [100 * share for share in shares], Qt.Orientation.Vertical)

    def show_panel(self, name: str, then: Callable[[], object]) -> None:
        """Brings a panel to the front."""
        self._show_dock(name, then)

    def say_kept_apart(self) -> None:
        """Says why nothing of colleagues is shown."""
        self.status_line.say(KEPT_APART)

    @property
    def _wiring(self) -> Wiring:
        return self.furniture.wiring

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

    def restore_layout(self) -> None:
        """Takes up the size and the docks of the last time."""
        geometry, docks = self._settings.layout()
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        if not docks.isEmpty():
            self.restoreState(docks, _LAYOUT_VERSION)

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
        return self._arrival.is_over and self._wiring.is_settled and self._checking.is_complete and reviewed

    def open_place(
        self,
        place: Path,
        tagset_of: Callable[[Path], Tagset | None] | None = None,
        article: str | None = None,
    ) -> None:
        """Opens a folder, or one article, and shows ``article`` of it or the one shown last."""
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
            self._desk.blind = self._settings.review(f"{me.id}/blind") == "yes"
            self._arrival.expect(article)
        else:
            self.conversations.telling.tell_unsaved()

    def show_crash(self, report: str, file: Path | None) -> None:
        """Shows the report of an unexpected error."""
        self.conversations.show_crash(report, file)

    # -- actions ---------------------------------------------------------------------------------------------

    def _handlers(self) -> dict[str, Callable[[], object]]:
        controller, desk = self._controller, self._desk
        return {
            "open-folder": lambda: self.conversations.ask_folder(),
            "open-file": lambda: self.conversations.ask_file(),
            "open-tagset": lambda: self.conversations.ask_tagset(),
            "annotator": lambda: self.conversations.ask_annotator(),
            "import": lambda: self.conversations.exchange.ask_import(),
            "export": lambda: self.conversations.exchange.ask_export(),
            "gold": lambda: self.conversations.exchange.ask_gold(),
            "quit": lambda: self.close(),
            "undo": controller.undo,
            "redo": controller.redo,
            "copy": lambda: self.view.copy(),
            "find": lambda: self.conversations.find(),
            "find-article": lambda: self._show_dock("articles", self.articles.focus_filter),
            "link": controller.begin_link,
            "next-article": lambda: self._go(self.articles.key_after),
            "previous-article": lambda: self._go(self.articles.key_before),
            "next-open": lambda: self._go(self.articles.next_open),
            "done": lambda: controller.set_status(
                "done" if self.menus["done"].isChecked() else "in-progress"
            ),
            "done-next": self._done_and_next,
            "my-sheet": lambda: self.show_sheet(desk.writer.id),
            "next-sheet": self._next_sheet,
            "colleagues": lambda: self.reviewing.show_colleagues(),
            "show-all": lambda: self.reviewing.toggle_all(),
            "comment": lambda: self.reviewing.commenting.begin(),
            "comments": lambda: self.reviewing.commenting.show(),
            "blind": lambda: self.reviewing.set_blind(self.menus["blind"].isChecked()),
            "adjudicate": lambda: self.reviewing.adjudicating.beginning.ask(),
            "one-sheet": lambda: self.reviewing.one_sheet.ask(),
            "stop-adjudicating": lambda: self.reviewing.adjudicating.beginning.stop(),
            "next-difference": lambda: self.reviewing.step(1),
            "previous-difference": lambda: self.reviewing.step(-1),
            "none-of-these": lambda: self.reviewing.adjudicating.choices.none(),
            "put-off": lambda: self.reviewing.adjudicating.choices.defer(),
            "take-parts": lambda: self.reviewing.adjudicating.begin_parts(),
            "give-reason": lambda: self.reviewing.adjudicating.begin_reason(),
            "open-again": lambda: self.reviewing.adjudicating.choices.reopen(),
            "go-on": lambda: self.reviewing.adjudicating.way.set_going_on(self.menus["go-on"].isChecked()),
            "differences": lambda: self.reviewing.adjudicating.show_differences(),
            "agreement": lambda: self.reviewing.agreement.open(),
            "my-gold": lambda: self.reviewing.my_gold.open(),
            "next-told": lambda: self.reviewing.my_gold.step(1),
            "previous-told": lambda: self.reviewing.my_gold.step(-1),
            "zoom-in": lambda: self._zoom_by(1),
            "zoom-out": lambda: self._zoom_by(-1),
            "zoom-reset": lambda: self._set_zoom(100),
            "arcs-focus": lambda: self._choose_arcs("focus"),
            "arcs-all": lambda: self._choose_arcs("all" if self._settings.arcs != "all" else "focus"),
            "arcs-none": lambda: self._choose_arcs("none"),
            "theme-system": lambda: self._choose_theme(""),
            "theme-light": lambda: self._choose_theme("light"),
            "theme-dark": lambda: self._choose_theme("dark"),
            "next-panel": lambda: self._next_panel(1),
            "previous-panel": lambda: self._next_panel(-1),
            "focus-text": lambda: self.view.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "keys": lambda: self.conversations.show_keys(),
            "agreement-guide": lambda: self.conversations.show_agreement_guide(),
            "show-logs": lambda: self.conversations.show_logs(),
            "about": lambda: self.conversations.about(),
        }

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

    def _go(self, find: Callable[[str | None], str | None]) -> None:
        key = find(self._desk.name or None)
        if key is None:
            self.status_line.say("There is no further article in the list")
        elif key != self._desk.name:
            self.open_article(key)

    def open_article(self, name: str, *, anew: bool = False) -> None:
        """Opens an article of the folder, once the open one is on disk; the open one itself only where ``anew``."""
        if name == self._desk.name and self._desk.current is not None and not anew:
            return  # nothing to do, and what hands hold would be gone
        if self._desk.library.article(name) is None:
            self.conversations.telling.tell_orphan(name)
        elif not self._desk.open_article(name) and self._desk.current is not None:
            self.conversations.telling.tell_unsaved()

    def _done_and_next(self) -> None:
        self._controller.set_status("done")
        self._go(self.articles.next_open)

    def _next_sheet(self) -> None:
        colleagues = list(self._desk.colleagues())
        current = self._desk.current
        if self._desk.keeps_apart:
            self.say_kept_apart()
            return
        if not colleagues or current is None:
            self.status_line.say("No colleague has tagged this article")
            return
        at = colleagues.index(current.annotator) + 1 if current.annotator in colleagues else 0
        self.show_sheet(colleagues[at % len(colleagues)])

    def show_sheet(self, annotator: str) -> None:
        """Shows somebody's sheet on the open article, once the open sheet is on disk."""
        if not self._desk.show_sheet(annotator):
            self.conversations.telling.tell_unsaved()

    def _zoom_by(self, steps: int) -> None:
        known = min(range(len(_ZOOMS)), key=lambda i: abs(_ZOOMS[i] - self.view.zoom))
        self._set_zoom(_ZOOMS[max(0, min(len(_ZOOMS) - 1, known + steps))])

    def _set_zoom(self, percent: int) -> None:
        self.view.set_zoom(percent)
        self._settings.zoom = percent
        self.status_line.say(f"Text at {percent} %")

    def _choose_arcs(self, which: str) -> None:
        self._settings.arcs = which
        self._show_choices()

    def _choose_theme(self, theme: str) -> None:
        self._settings.theme = theme
        self._appearance.choose("light" if theme == "light" else "dark" if theme == "dark" else "system")
        self._show_choices()

    def _show_choices(self) -> None:
        self.stage.show_arcs(self._settings.arcs)
        self.menus[f"arcs-{self._settings.arcs}"].setChecked(True)
        self.menus[f"theme-{self._settings.theme or 'system'}"].setChecked(True)

    def _show_dock(self, name: str, then: Callable[[], object]) -> None:
        self._wiring.catch_up()
        self._docks[name].show()
        self._docks[name].raise_()
        then()

    def show_problems(self) -> None:
        """Brings the list of problems to the front."""
        self._show_dock("problems", self.problems.setFocus)

    def edit_note(self) -> None:
        """Puts the keyboard into the note of the selected record."""
        self._show_dock("card", self.card.edit_note)

    def _next_panel(self, step: int) -> None:
        self._wiring.catch_up()
        panels: list[QWidget] = [self.articles, self.view, self.card, self.types, self.outline, self.problems]
        panels += [dock.widget() for dock in self._docks.values() if dock.widget() not in panels]
        shown = [p for p in panels if self._is_in_sight(p) or p is self.view]
        focus = self.focusWidget()
        held = (i for i, p in enumerate(shown) if focus is p or p.isAncestorOf(focus))
        panel = shown[(next(held, 1) + step) % len(shown)]
        target = panel if panel is self.view else panel.focusProxy() or _first_reached(panel)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _is_in_sight(self, panel: QWidget) -> bool:
        """Whether a panel shows: docks behind another tab count as visible to Qt, but lie outside the window."""
        place = QRect(panel.mapTo(self, QPoint()), panel.size())
        return panel.isVisible() and self.rect().intersects(place)

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
        self._settings.remember_layout(self.saveGeometry(), QByteArray(self.saveState(_LAYOUT_VERSION)))
        self._settings.write()
        event.accept()


def _first_reached(panel: QWidget) -> QWidget | None:
    """The first child that Tab reaches."""
    children = panel.findChildren(QWidget)
    return next((c for c in children if c.isVisible() and c.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
