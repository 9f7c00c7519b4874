"""What each action of the window does: the table from the ids of actions to functions.

What they call is looked up when they are called: much of it is only made then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from annotator.ui.choices import Choices
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.people import KEPT_APART

if TYPE_CHECKING:
    from annotator.ui.window import Window


def handlers(
    window: Window, choices: Choices, controller: Controller, desk: Desk
) -> dict[str, Callable[[], object]]:
    """The functions of all actions."""
    going = _Going(window, controller, desk)
    return {
        "open-folder": lambda: window.conversations.ask_folder(),
        "open-file": lambda: window.conversations.ask_file(),
        "open-tagset": lambda: window.conversations.ask_tagset(),
        "annotator": lambda: window.conversations.ask_annotator(),
        "import": lambda: window.conversations.exchange.ask_import(),
        "export": lambda: window.conversations.exchange.ask_export(),
        "gold": lambda: window.conversations.exchange.ask_gold(),
        "quit": lambda: window.close(),
        "undo": controller.undo,
        "redo": controller.redo,
        "copy": lambda: window.view.copy(),
        "find": lambda: window.conversations.find(),
        "find-article": lambda: window.docks.show("articles", window.articles.focus_filter),
        "link": controller.begin_link,
        "next-article": lambda: going.to(window.articles.key_after),
        "previous-article": lambda: going.to(window.articles.key_before),
        "next-open": lambda: going.to(window.articles.next_open),
        "done": lambda: controller.set_status("done" if window.menus["done"].isChecked() else "in-progress"),
        "done-next": going.done_and_next,
        "my-sheet": lambda: window.show_sheet(desk.writer.id),
        "next-sheet": going.next_sheet,
        "colleagues": lambda: window.reviewing.show_colleagues(),
        "show-all": lambda: window.reviewing.toggle_all(),
        "comment": lambda: window.reviewing.commenting.begin(),
        "comments": lambda: window.reviewing.commenting.show(),
        "blind": lambda: window.reviewing.set_blind(not desk.people.blind),
        "adjudicate": lambda: window.reviewing.adjudicating.beginning.ask(),
        "one-sheet": lambda: window.reviewing.one_sheet.ask(),
        "stop-adjudicating": lambda: window.reviewing.adjudicating.beginning.stop(),
        "next-difference": lambda: window.reviewing.step(1),
        "previous-difference": lambda: window.reviewing.step(-1),
        "none-of-these": lambda: window.reviewing.adjudicating.choices.none(),
        "put-off": lambda: window.reviewing.adjudicating.choices.defer(),
        "take-parts": lambda: window.reviewing.adjudicating.begin_parts(),
        "give-reason": lambda: window.reviewing.adjudicating.begin_reason(),
        "open-again": lambda: window.reviewing.adjudicating.choices.reopen(),
        "go-on": lambda: window.reviewing.adjudicating.way.set_going_on(window.menus["go-on"].isChecked()),
        "differences": lambda: window.reviewing.adjudicating.show_differences(),
        "agreement": lambda: window.reviewing.agreement.open(),
        "my-gold": lambda: window.reviewing.my_gold.open(),
        "next-told": lambda: window.reviewing.my_gold.step(1),
        "previous-told": lambda: window.reviewing.my_gold.step(-1),
        "zoom-in": lambda: choices.zoom_by(1),
        "zoom-out": lambda: choices.zoom_by(-1),
        "zoom-reset": lambda: choices.zoom_to(100),
        "arcs-focus": lambda: choices.show_arcs("focus"),
        "arcs-all": choices.turn_arcs,
        "arcs-none": lambda: choices.show_arcs("none"),
        "theme-system": lambda: choices.wear(""),
        "theme-light": lambda: choices.wear("light"),
        "theme-dark": lambda: choices.wear("dark"),
        "next-panel": lambda: window.docks.step(1),
        "previous-panel": lambda: window.docks.step(-1),
        "focus-text": lambda: window.view.setFocus(Qt.FocusReason.ShortcutFocusReason),
        "keys": lambda: window.conversations.show_keys(),
        "agreement-guide": lambda: window.conversations.show_agreement_guide(),
        "show-logs": lambda: window.conversations.show_logs(),
        "about": lambda: window.conversations.about(),
    }


class _Going:
    """Goes from article to article, and from sheet to sheet."""

    def __init__(self, window: Window, controller: Controller, desk: Desk) -> None:
        self._window, self._controller, self._desk = window, controller, desk

    def to(self, find: Callable[[str | None], str | None]) -> None:
        key = find(self._desk.name or None)
        if key is None:
            self._window.status_line.say("There is no further article in the list")
        elif key != self._desk.name:
            self._window.open_article(key)

    def done_and_next(self) -> None:
        self._controller.set_status("done")
        self.to(self._window.articles.next_open)

    def next_sheet(self) -> None:
        colleagues = list(self._desk.colleagues())
        current = self._desk.current
        if self._desk.keeps_apart:
            self._window.status_line.say(KEPT_APART)
            return
        if not colleagues or current is None:
            self._window.status_line.say("No colleague has tagged this article")
            return
        at = colleagues.index(current.annotator) + 1 if current.annotator in colleagues else 0
        self._window.show_sheet(colleagues[at % len(colleagues)])
