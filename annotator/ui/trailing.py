"""Walks through places in the text: those that a search found, and those that would be tagged with *all occurrences*."""

from __future__ import annotations

import bisect

from PySide6.QtCore import QObject

from annotator.annotations.occurrences import occurrences
from annotator.annotations.records import Entity, Event
from annotator.ui.choosers.occurrences import OccurrencesBar
from annotator.ui.controller import Controller
from annotator.ui.find_bar import FindBar
from annotator.ui.hands.state import Stretch
from annotator.ui.text.view import ArticleView


class Finding(QObject):
    """Finds words in the text and steps through them."""

    def __init__(self, bar: FindBar, controller: Controller, view: ArticleView) -> None:
        super().__init__(bar)
        self._bar, self._controller, self._view = bar, controller, view
        self._places: list[Stretch] = []
        self._at = -1
        bar.wanted.connect(self._on_wanted)
        bar.step_requested.connect(self._step)
        bar.closed.connect(self._on_closed)
        controller.session_closed.connect(bar.hide)

    def open(self) -> None:
        """Opens the bar, with the selected words if there are any."""
        session, selection = self._controller.session, self._controller.state.selection
        if session is not None:
            self._bar.open_bar(session.article.text[slice(*selection[-1])] if selection else "")

    def _on_wanted(self, words: str) -> None:
        session, selection = self._controller.session, self._controller.state.selection
        if session is None:
            return
        text = session.article.text
        self._places = occurrences(text, words, whole_words=False, match_case=False) if words else []
        starts = [start for start, _ in self._places]
        first = selection[-1][0] if selection else self._view.first_visible_position()
        self._at = bisect.bisect_left(starts, first) - 1
        self._view.show_found(self._places)
        self._bar.show_count(0, len(self._places))
        if self._places:
            self._step(1)

    def _step(self, step: int) -> None:
        if self._places:
            self._at = (self._at + step) % len(self._places)
            # Only drawn as selected so far, to tell it from the others; hands hold it once the bar is closed.
            self._view.select(*self._places[self._at])
            self._view.reveal(*self._places[self._at])
            self._bar.show_count(self._at + 1, len(self._places))

    def _on_closed(self) -> None:
        self._view.show_found(())
        acts = self._controller.acts
        if acts is not None and 0 <= self._at < len(self._places):
            acts.select_text(self._places[self._at])
        elif acts is not None and acts.state.selection:
            self._view.select(*acts.state.selection[-1])
        elif acts is not None:
            self._view.place_caret(acts.state.caret)
        self._places, self._at = [], -1
        self._view.setFocus()


class Occurring(QObject):
    """Previews where else a mention's wording stands, and tags all those places."""

    def __init__(self, controller: Controller, view: ArticleView) -> None:
        self.bar = OccurrencesBar()
        super().__init__(self.bar)
        self._controller, self._view = controller, view
        self._mention = ""
        self._options = (True, True)
        self._places: list[Stretch] = []
        self._at = -1
        self.bar.options_changed.connect(self._on_options)
        self.bar.step_requested.connect(self._step)
        self.bar.tag_requested.connect(self._on_tag)
        self.bar.closed.connect(self._on_closed)
        controller.session_closed.connect(self.close)
        controller.session_opened.connect(lambda _: self.close())

    def open(self) -> None:
        """Opens the bar for the mention that letters act on."""
        acts = self._controller.acts
        target = acts.target if acts is not None else None
        if acts is None or not isinstance(target, (Entity, Event)):
            return
        self._mention = target.id
        whole_words, match_case = self._options
        wording, name = target.span[0].quote, acts.display(target.type)
        self.bar.open(wording, name, whole_words=whole_words, match_case=match_case)
        self._look()

    def close(self) -> None:
        """Closes the bar if it is open."""
        if self._mention:
            self.bar.close_bar()

    def _look(self) -> None:
        whole_words, match_case = self._options
        self._places = self._controller.occurrences(
            self._mention, whole_words=whole_words, match_case=match_case
        )
        self._at = -1
        self._view.show_found(self._places)
        self.bar.show_count(len(self._places))
        first, last = self._view.first_visible_position(), self._view.last_visible_position()
        if not any(first <= start and end <= last for start, end in self._places):
            self._step(1)  # a preview shows at least one of them

    def _on_options(self, whole_words: bool, match_case: bool) -> None:
        self._options = (whole_words, match_case)
        self._look()

    def _step(self, step: int) -> None:
        if self._places:
            self._at = (self._at + step) % len(self._places)
            self._view.reveal(*self._places[self._at])
            self.bar.show_count(len(self._places), self._at + 1)

    def _on_tag(self) -> None:
        acts = self._controller.acts
        target = acts.mention(self._mention) if acts is not None else None
        self._look()  # what was tagged or undone since the preview counts
        places = self._places
        self.close()
        if target is not None:
            self._controller.tag_all(target.type, places)

    def _on_closed(self) -> None:
        self._mention, self._places = "", []
        self._view.show_found(())
        self._view.setFocus()
