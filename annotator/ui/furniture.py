"""What stands around the text: the panels in their docks, what is asked, told and chosen, and the wiring of it all.

The window makes it when it is first needed, at the latest once the text has been painted: none of it is imported or
built before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from annotator.ui.checking import Checking
from annotator.ui.choices import Choices
from annotator.ui.controller import Controller
from annotator.ui.conversations import Conversations
from annotator.ui.desk import Desk
from annotator.ui.handlers import handlers
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.panels.card import CardPanel
from annotator.ui.panels.outline import OutlinePanel
from annotator.ui.panels.problems import ProblemsPanel
from annotator.ui.panels.types import TypesPanel
from annotator.ui.settings import Settings
from annotator.ui.style import Appearance
from annotator.ui.wiring import Wiring

if TYPE_CHECKING:
    from annotator.ui.window import Window


class Furniture:
    """The panels of one window."""

    def __init__(self) -> None:
        self.articles = ArticlesPanel()
        self.card = CardPanel()
        self.outline = OutlinePanel()
        self.types = TypesPanel()
        self.problems = ProblemsPanel()
        self.panels: dict[str, QWidget] = {
            "articles": self.articles,
            "card": self.card,
            "outline": self.outline,
            "types": self.types,
            "problems": self.problems,
        }
        """All of them, by the names of their docks."""
        self.choices: Choices
        self.handlers: dict[str, Callable[[], object]]
        """What the window's actions do, by their ids."""
        self.conversations: Conversations
        self.wiring: Wiring

    def connect(
        self,
        window: Window,
        controller: Controller,
        desk: Desk,
        checking: Checking,
        settings: Settings,
        appearance: Appearance,
    ) -> None:
        """Connects the panels, which stand in the window by now, and shows in them what is open already."""
        self.choices = Choices(window, settings, appearance)
        self.handlers = handlers(window, self.choices, controller, desk)
        self.conversations = Conversations(window, controller, desk, window.view, settings)
        window.put_bars(self.conversations)  # before anything shows them: they would be windows of their own
        self.wiring = Wiring(window, controller, desk, checking)
        self.wiring.take_over()
