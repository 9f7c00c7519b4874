"""Opens the choosers that hands wish for, beside what they are about, and leads the choice back to the controller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QMenu, QWidget

from annotator.annotations.records import Entity, Event, Instance, quote
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.hands.likely import likeliest
from annotator.ui.hands.state import Key, Place, Wish
from annotator.ui.menus import Menus
from annotator.ui.stage import Stage
from annotator.ui.text.view import ArticleView

if TYPE_CHECKING:
    from annotator.sidecars.referents import FolderInstance
    from annotator.ui.choosers.instances import InstanceChooser
    from annotator.ui.choosers.links import LinkChooser
    from annotator.ui.choosers.types import TypeChooser


class Choosing(QObject):
    """The choosers of one window, each built when it is first needed, and the context menu."""

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        desk: Desk,
        stage: Stage,
        view: ArticleView,
        menus: Menus,
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._desk, self._view = window, controller, desk, view
        self._menus = menus
        self._types: TypeChooser | None = None
        self._instances: InstanceChooser | None = None
        self._referring = ""
        self._links: LinkChooser | None = None
        stage.context_requested.connect(self._on_context_requested)

    def choose(self, wish: Wish) -> None:
        """Opens the chooser that is wished for."""
        if wish is Wish.CHOOSE_TYPE:
            self._choose_type()
        elif wish is Wish.CHOOSE_INSTANCE:
            self._choose_instance()
        elif wish is Wish.CHOOSE_LINK:
            self._choose_link()

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
            chosen.instance_dropped.connect(lambda id: self._controller.unrefer(self._referring, id))
            chosen.new_requested.connect(lambda name: self._controller.refer_to_new(self._referring, name))
        apart = self._desk.tagset.review.independent and not self._desk.is_adjudicating
        self._desk.library.instances(lambda found: self._show_instances(mention.id, found), own_only=apart)

    def _show_instances(self, id: str, found: tuple[FolderInstance, ...]) -> None:
        from annotator.annotations.instances import rank
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
        self._referring = id  # what is selected may have changed while the folder was read
        self._instances.open(
            session.tagset, quote(mention), ranked, mention.instances, self._beside_record(id)
        )

    def _refer(self, instance: Instance) -> None:
        self._controller.refer(self._referring, instance)

    def _choose_link(self) -> None:
        acts = self._controller.acts
        if acts is None or acts.state.linking is None or acts.links.target is None:
            return
        if self._links is None:
            from annotator.ui.choosers.links import LinkChooser

            self._links = LinkChooser(self._window)
            self._links.chosen.connect(self._on_link_chosen)
            self._links.closed.connect(self._on_links_closed)
        source, target = acts.mention(acts.state.linking), acts.mention(acts.links.target)
        if source is None or target is None:
            return
        choices = [(kind, name) for kind, name, _ in acts.links.choices(source.id, target.id)]
        title = f"Link “{quote(source)}” to “{quote(target)}” as"
        self._links.open(title, choices, self._beside_record(target.id))

    def _on_link_chosen(self, number: int) -> None:
        acts = self._controller.acts
        if acts is not None and acts.state.linking is not None and acts.links.target is not None:
            choices = acts.links.choices(acts.state.linking, acts.links.target)
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
            # As keys: where a colleague's sheet stands in, one's own begins with them.
            menu.addAction("Tag as…\tSpace", lambda: self._controller.press(Key("Space")))
            menu.addAction("Mark as a zone that is not gold\tZ", lambda: self._controller.press(Key("z")))
        elif isinstance(target, (Entity, Event)):
            if isinstance(target, Event) and acts.state.active is None:
                menu.addAction("Fill its roles\tE", lambda: acts.filling.activate(target.id))
            menu.addAction("Change type…\tR", lambda: self._controller.begin_retyping(target.id))
            menu.addAction("Refers to…\tC", lambda: self._controller.ask_instance(target.id))
            menu.addAction("Tag all occurrences…\tA", lambda: acts.wish(Wish.PREVIEW_OCCURRENCES))
            menu.addAction("Note…\tN", lambda: acts.wish(Wish.EDIT_NOTE))
            menu.addAction("Unsure\tU", acts.toggle_unsure)
            menu.addAction(self._menus["comment"])
            menu.addAction(self._menus["link"])
            menu.addSeparator()
            menu.addAction("Delete\tDel", acts.delete)
        elif target is not None:
            menu.addAction("Delete\tDel", acts.delete)
        menu.addSeparator()
        menu.addAction(self._menus["copy"])
        menu.addAction(self._menus["undo"])
        menu.addAction(self._menus["redo"])
        menu.popup(point)


def _quotes(item: FolderInstance | None) -> tuple[str, ...]:
    return item.quotes if item is not None else ()
