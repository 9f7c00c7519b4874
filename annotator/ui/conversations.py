"""What has to be asked or told beside the text: bars, choosers and dialogs. Each is built when first needed.

It leads answers to controller and desk and decides nothing about tags itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from annotator.annotations.instances import rank
from annotator.annotations.operations import describe
from annotator.annotations.records import Entity, Event, Instance, quote
from annotator.errors import AnnotatorError
from annotator.sidecars.catalogue import rehome
from annotator.sidecars.merging import Conflict, Merge
from annotator.sidecars.referents import FolderInstance
from annotator.sidecars.saver import NotSaved, Saved, Saving
from annotator.sidecars.workspace import ArticleFile, SidecarFile
from annotator.ui.choosers.active_bar import ActiveBar
from annotator.ui.choosers.banner import Banners
from annotator.ui.choosers.candidates import CandidateBar
from annotator.ui.colours import Theme
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.find_bar import FindBar
from annotator.ui.hands.likely import likeliest
from annotator.ui.hands.state import HandState, Place, Wish
from annotator.ui.opening import Opening
from annotator.ui.settings import Settings, log_folder
from annotator.ui.text.view import ArticleView
from annotator.ui.trailing import Finding, Occurring

if TYPE_CHECKING:
    from annotator.ui.choosers.instances import InstanceChooser
    from annotator.ui.choosers.links import LinkChooser
    from annotator.ui.choosers.types import TypeChooser
    from annotator.ui.window import Window


class Conversations(QObject):
    """Asks and tells, for one window."""

    def __init__(
        self, window: Window, controller: Controller, desk: Desk, view: ArticleView, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk = window, controller, desk
        self._view, self._settings = view, settings
        self.banner = Banners()
        self.active_bar = ActiveBar()
        self.candidates = CandidateBar(view.viewport())
        self.occurring = Occurring(controller, view)
        self.find_bar = FindBar()
        self._finding = Finding(self.find_bar, controller, view)
        self._types: TypeChooser | None = None
        self._instances: InstanceChooser | None = None
        self._links: LinkChooser | None = None
        self._orphan: tuple[SidecarFile, ArticleFile] | None = None
        controller.wished.connect(self._on_wished)
        controller.hands_moved.connect(self._on_hands_moved)
        controller.edited.connect(lambda _: self._show_hands(controller.state))
        controller.session_opened.connect(lambda _: self._show_hands(controller.state))
        controller.session_closed.connect(lambda: self._show_hands(HandState()))
        desk.opened.connect(self._on_opened)
        desk.closed.connect(self.banner.clear)
        desk.unwritable.connect(self._on_unwritable)
        desk.conflicts.connect(self._on_conflicts)
        desk.article_changed.connect(self._on_article_changed)
        self.banner.action_requested.connect(self._on_banner_action)
        self.candidates.type_requested.connect(controller.use_type)
        self.active_bar.role_requested.connect(lambda event, role: controller.arm(role, event))
        self.active_bar.leave_requested.connect(controller.leave)
        self.active_bar.record_requested.connect(controller.select)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._show_candidates(controller.state))
        window.stage.context_requested.connect(self._on_context_requested)

    def wear(self, theme: Theme) -> None:
        """Draws what has icons in the colours of a theme."""
        self.find_bar.wear(theme)

    # -- beside the selection and above the text -------------------------------------------------------------

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
        self.candidates.show_types(acts.session.tagset, acts.candidates(), beside, viewport)

    def _stands_in(self) -> bool:
        return self._controller.session is not None and self._controller.session.stand_in

    # -- choosers --------------------------------------------------------------------------------------------

    def _on_wished(self, wish: Wish) -> None:
        {
            Wish.CHOOSE_TYPE: self._choose_type,
            Wish.CHOOSE_INSTANCE: self._choose_instance,
            Wish.CHOOSE_LINK: self._choose_link,
            Wish.EDIT_NOTE: self._window.edit_note,
            Wish.PREVIEW_OCCURRENCES: self.occurring.open,
        }[wish]()

    def _beside(self, *stretch: int) -> QRect:
        rect = self._view.rect_of(*stretch)
        return QRect(self._view.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def _beside_record(self, id: str) -> QRect:
        record = self._controller.session.sheet.get(id) if self._controller.session is not None else None
        if isinstance(record, (Entity, Event)):
            return self._beside(record.span[0].start, record.span[0].end)
        return QRect(self._view.viewport().mapToGlobal(QPoint(40, 40)), self._view.viewport().size() / 4)

    def _choose_type(self) -> None:
        acts = self._controller.acts
        if acts is None:
            return
        if self._types is None:
            from annotator.ui.choosers.types import TypeChooser

            self._types = TypeChooser(self._window)
            self._types.chosen.connect(self._controller.use_type)
            self._types.closed.connect(self._on_types_closed)
        session, state = acts.session, acts.state
        target = acts.mention(state.selected)
        if state.retyping and target is not None:
            ranked = likeliest(session.tagset, session.index, quote(target))
            self._types.open(session.tagset, ranked, self._beside_record(target.id), "Change the type to")
            return
        ranked = likeliest(session.tagset, session.index, acts.wording(), acts.active_event, state.armed)
        zones = [zone.id for zone in session.tagset.taggable("zone")]
        self._types.open(session.tagset, [*ranked, *zones], self._beside(*state.selection[-1]))

    def _on_types_closed(self) -> None:
        acts = self._controller.acts
        if acts is not None and acts.state.retyping:
            acts.put(retyping=False)
        self._view.setFocus()

    def _choose_instance(self) -> None:
        acts = self._controller.acts
        mention = acts.target if acts is not None else None
        if not isinstance(mention, (Entity, Event)):
            return
        if self._instances is None:
            from annotator.ui.choosers.instances import InstanceChooser

            self._instances = InstanceChooser(self._window)
            self._instances.closed.connect(self._view.setFocus)
            chosen = self._instances
            chosen.instance_chosen.connect(lambda instance: self._refer(instance))
            chosen.instance_dropped.connect(lambda id: self._with_target(self._controller.unrefer, id))
            chosen.new_requested.connect(lambda name: self._with_target(self._controller.refer_to_new, name))
        self._desk.library.instances(lambda found: self._show_instances(mention.id, found))

    def _show_instances(self, id: str, found: tuple[FolderInstance, ...]) -> None:
        from annotator.ui.choosers.instances import InstanceChoice

        session = self._controller.session
        mention = session.index.mention(id) if session is not None else None
        if session is None or mention is None or self._instances is None:
            return
        here = {instance.id: instance for instance in session.index.instances()}
        known = {item.instance.id: item for item in found}
        choices = [
            InstanceChoice(
                here.get(id, known[id].instance if id in known else here.get(id)),  # type: ignore[arg-type]
                tuple(
                    dict.fromkeys((*(quote(m) for m in session.index.members(id)), *_quotes(known.get(id))))
                ),
                known[id].articles if id in known else (self._desk.name,),
                id in here,
            )
            for id in {**here, **known}
        ]
        ranked = rank(mention, choices, session.tagset, here)
        self._instances.open(
            session.tagset, quote(mention), ranked, mention.instances, self._beside_record(id)
        )

    def _refer(self, instance: Instance) -> None:
        self._with_target(lambda id, _: self._controller.refer(id, instance), "")

    def _with_target(self, act: Callable[[str, str], object], argument: str) -> None:
        acts = self._controller.acts
        if acts is not None and acts.target is not None:
            act(acts.target.id, argument)

    def _choose_link(self) -> None:
        acts = self._controller.acts
        if acts is None or acts.state.linking is None or acts.link_target is None:
            return
        if self._links is None:
            from annotator.ui.choosers.links import LinkChooser

            self._links = LinkChooser(self._window)
            self._links.chosen.connect(self._on_link_chosen)
            self._links.closed.connect(self._on_links_closed)
        source, target = acts.mention(acts.state.linking), acts.mention(acts.link_target)
        if source is None or target is None:
            return
        choices = [(kind, name) for kind, name, _ in acts.link_choices(source.id, target.id)]
        title = f"Link “{quote(source)}” to “{quote(target)}” as"
        self._links.open(title, choices, self._beside_record(target.id))

    def _on_link_chosen(self, number: int) -> None:
        acts = self._controller.acts
        if acts is not None and acts.state.linking is not None and acts.link_target is not None:
            choices = acts.link_choices(acts.state.linking, acts.link_target)
            acts.put(linking=None, candidate=None)
            if number < len(choices):
                choices[number][2]()

    def _on_links_closed(self) -> None:
        acts = self._controller.acts
        if acts is not None and acts.state.linking is not None:
            acts.put(linking=None, candidate=None)
        self._view.setFocus()

    def _on_context_requested(self, place: Place, point: QPoint) -> None:
        acts = self._controller.acts
        if acts is None:
            return
        if place.mentions and acts.state.active is None and not acts.state.selection:
            acts.select_record(place.mentions[0])
        menu = QMenu(self._window)
        target = acts.target
        if acts.state.selection:
            menu.addAction("Tag as…\tSpace", lambda: acts.wish(Wish.CHOOSE_TYPE))
            menu.addAction("Mark as a zone that is not gold\tZ", acts.mark_zone)
        elif isinstance(target, (Entity, Event)):
            if isinstance(target, Event) and acts.state.active is None:
                menu.addAction("Fill its roles\tE", lambda: acts.activate(target.id))
            menu.addAction("Change type…\tR", lambda: self._controller.begin_retyping(target.id))
            menu.addAction("Refers to…\tC", lambda: self._controller.ask_instance(target.id))
            menu.addAction("Tag all occurrences…\tA", lambda: acts.wish(Wish.PREVIEW_OCCURRENCES))
            menu.addAction("Note…\tN", lambda: acts.wish(Wish.EDIT_NOTE))
            menu.addAction("Unsure\tU", acts.toggle_unsure)
            menu.addAction(self._window.menus["link"])
            menu.addSeparator()
            menu.addAction("Delete\tDel", acts.delete)
        elif target is not None:
            menu.addAction("Delete\tDel", acts.delete)
        menu.addSeparator()
        menu.addAction(self._window.menus["copy"])
        menu.addAction(self._window.menus["undo"])
        menu.addAction(self._window.menus["redo"])
        menu.popup(point)

    # -- bars ------------------------------------------------------------------------------------------------

    def _on_opened(self, opening: Opening) -> None:
        banner, session = self.banner, opening.session
        for key in ("failure", "sheet", "notice", "conflicts", "changed", "orphan"):
            banner.clear(key)
        if session.stand_in:
            banner.say(
                "sheet",
                f"You see the tags of {opening.annotator}. Your own begin with your first tag.",
                actions=[("own", "Start empty")],
            )
        elif session.read_only:
            actions = [("own", "Back to my tags")] if opening.annotator != self._desk.me.id else []
            banner.say("sheet", session.read_only, actions=actions, closable=False)
        for notice in opening.notices:
            banner.say("notice", notice)
        self.active_bar.show_idle(self._desk.name)

    def _on_unwritable(self, folder: Path) -> None:
        self.banner.say(
            "unwritable",
            f"{folder} cannot be written, so tags cannot be kept beside its articles.",
            "caution",
            [("elsewhere", "Keep the tags elsewhere…")],
            closable=False,
        )

    def _on_conflicts(self, merge: Merge) -> None:
        listed = "; ".join(_conflict_words(conflict, merge) for conflict in merge.conflicts[:5])
        more = f"; and {len(merge.conflicts) - 5} more" if len(merge.conflicts) > 5 else ""
        self.banner.say(
            "conflicts",
            f"Somebody else changed this sheet meanwhile. Nothing was overwritten: {listed}{more}.",
            "caution",
        )

    def _on_article_changed(self, words: str, still_there: bool) -> None:
        actions = [("reload", "Open it anew")] if still_there else []
        self.banner.say("changed", words, "caution", actions)

    def tell_orphan(self, name: str) -> None:
        """Tells of a sidecar without its article, and offers to rename it where an article has those very bytes."""
        listing = self._desk.library.listing
        orphan = next(
            (o for o in (listing.orphans if listing else ()) if o.path.name == Path(name).name), None
        )
        if orphan is None:
            return
        words = f"{orphan.path.name} has tags, but its article {orphan.article} is not here."
        self.banner.say("orphan", words, "caution")
        self._desk.library.look_for_home(orphan, lambda homes: self._offer_home(orphan, homes))

    def _offer_home(self, orphan: SidecarFile, homes: tuple[ArticleFile, ...]) -> None:
        if homes:
            self._orphan = (orphan, homes[0])
            words = f"{orphan.path.name} has tags of an article that is now called {homes[0].name}."
            self.banner.say("orphan", words, "caution", [("rehome", "Rename the sidecar")])

    def _rehome(self) -> None:
        if self._orphan is None:
            return
        try:
            rehome(*self._orphan)
        except (OSError, AnnotatorError) as error:
            self.tell_failure(AnnotatorError(f"the sidecar cannot be renamed: {error}"))
            return
        self._orphan = None
        self.banner.clear("orphan")
        self._desk.library.rescan()

    def tell_failure(self, error: AnnotatorError) -> None:
        """Tells why something is not open."""
        self.banner.say("failure", str(error), "danger")

    def tell_saving(self, state: Saving | Saved | NotSaved) -> None:
        """Tells when a sheet cannot be saved."""
        if isinstance(state, NotSaved):
            self.banner.say(
                "unsaved",
                f"Not saved: {state.reason}. Your tags are kept in this window and saving is tried again.",
                "danger",
                [("retry", "Try again"), ("copy", "Save a copy…")],
                closable=False,
            )
        elif isinstance(state, Saved):
            self.banner.clear("unsaved")

    def tell_unsaved(self) -> None:
        """Tells that an article stays open because its tags are not on disk."""
        self._window.status_line.say("The article stays open: its tags are not on disk yet")

    def may_lose_tags(self) -> bool:
        """Asks whether the window may close although tags are not on disk."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText("Some tags are not on disk.")
        box.setInformativeText("Closing now loses them. You can save a copy of them elsewhere first.")
        lose = box.addButton("Close and lose them", QMessageBox.ButtonRole.DestructiveRole)
        copy = box.addButton("Save a copy…", QMessageBox.ButtonRole.ActionRole)
        stay = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        if box.clickedButton() is copy:
            return self._save_copy()
        if box.clickedButton() is lose:
            self._desk.abandon()
            return True
        return False

    def _save_copy(self) -> bool:
        current = self._desk.current
        if current is None or current.saver is None:
            return False
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save a copy of the tags", current.saver.path.name
        )
        if not name:
            return False
        try:
            current.saver.write_copy(Path(name))
        except (OSError, AnnotatorError) as error:
            self.tell_failure(AnnotatorError(f"the copy cannot be written: {error}", path=name))
            return False
        self._window.status_line.say(f"A copy lies in {name}")
        return True

    def _on_banner_action(self, key: str, action: str) -> None:
        match action:
            case "own":
                self._desk.show_sheet(self._desk.me.id)
            case "retry":
                self._desk.retry_saving()
            case "copy":
                self._save_copy()
            case "reload":
                self._window.open_article(self._desk.name)
            case "elsewhere":
                self._ask_elsewhere()
            case "rehome":
                self._rehome()
        self._view.setFocus()

    def _ask_elsewhere(self) -> None:
        place, storage = self._desk.library.place, self._desk.storage
        if place is None or storage is None:
            return
        chosen = QFileDialog.getExistingDirectory(self._window, "Keep the tags in")
        if chosen:
            self._settings.keep_tags_elsewhere(storage.folder, Path(chosen))
            self.banner.clear("unwritable")
            self._window.open_place(place)

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
        from annotator.tagsets.reading import read_tagset, shipped_folder

        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Use a tagset", str(shipped_folder()), "Tagsets (*.toml)"
        )
        if not chosen:
            return
        try:
            self._desk.use_tagset(read_tagset(Path(chosen)))
        except AnnotatorError as error:
            self.tell_failure(error)

    def ask_annotator(self) -> None:
        """Asks who tags."""
        from annotator.ui.first_start import WhoTags

        dialog = WhoTags(self._desk.me.name, self._window)
        if dialog.exec() and dialog.annotator is not None:
            self._settings.annotator = dialog.annotator.name
            self._window.change_annotator(dialog.annotator)

    def show_keys(self) -> None:
        """Shows keys and gestures."""
        from annotator.ui.dialogs import KeysDialog

        KeysDialog(self._desk.tagset, self._window).exec()

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


def _quotes(item: FolderInstance | None) -> tuple[str, ...]:
    return item.quotes if item is not None else ()


def _conflict_words(conflict: Conflict, merge: Merge) -> str:
    record = merge.sheet.get(conflict.record)
    what = describe(record) if record is not None else conflict.record
    match conflict.clash:
        case "both-changed":
            return f"{what} was changed by both, and both versions are kept"
        case "deleted-and-changed":
            return f"{what} was deleted by one and changed by the other, and is kept"
        case "deleted-and-used":
            return f"{what} was deleted by one and used by the other, and is kept"
        case _:
            return "both changed the status of the article, and yours holds"
