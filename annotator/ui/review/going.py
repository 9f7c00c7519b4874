"""Goes to a place of any article of the folder: opens the article and selects what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject

from annotator.annotations.records import Entity, Event, Relation, Zone
from annotator.review.behind import Difference
from annotator.session import Session
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk

if TYPE_CHECKING:
    from annotator.ui.window import Window


class Aim(Struct, frozen=True):
    """A place of an article, in code points (-1: none), and the ids of the records that stand there, by annotator."""

    article: str
    start: int = -1
    end: int = -1
    records: Mapping[str, str] = {}


class Going(QObject):
    """Leads one window to places. The last one asked for counts."""

    def __init__(self, window: Window, controller: Controller, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._controller, self._desk = window, controller, desk
        self._aim: Aim | None = None
        controller.session_opened.connect(self._on_opened)
        desk.failed.connect(lambda *_: self._forget())

    @property
    def is_settled(self) -> bool:
        """Whether nobody is on the way."""
        return self._aim is None

    def go(self, aim: Aim) -> None:
        """Goes there: the record is selected if the sheet that is open has it, else the stretch of text."""
        session = self._controller.session
        if self._desk.name == aim.article and session is not None:
            self._arrive(aim, session)
            return
        self._aim = aim
        self._window.open_article(aim.article)
        if self._desk.name != aim.article and not self._desk.is_opening(aim.article):
            self._forget()  # what is open could not be closed, or the article is gone

    def _on_opened(self, session: Session) -> None:
        aim, self._aim = self._aim, None
        if aim is not None and aim.article == self._desk.name:
            self._arrive(aim, session)

    def _arrive(self, aim: Aim, session: Session) -> None:
        current, acts = self._desk.current, self._controller.acts
        record = aim.records.get(current.annotator, "") if current is not None else ""
        if isinstance(session.sheet.get(record), (Entity, Event, Relation, Zone)):
            self._controller.select(record)
        elif acts is not None and 0 <= aim.start < aim.end <= len(session.article.text):
            acts.select_text((aim.start, aim.end))
        if aim.start >= 0:
            self._window.stage.reveal(aim.start, max(aim.start, aim.end))

    def _forget(self) -> None:
        self._aim = None


def aim_at(found: Difference) -> Aim:
    """The place of a difference, and either version's record."""
    held = ((found.one, found.ones), (found.other, found.others))
    records = {name: said.record for name, said in held if said is not None}
    return Aim(found.article, found.start, found.end, records)
