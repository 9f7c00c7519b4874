"""A small sheet with all that panels show."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from annotator.annotations import linking, operations
from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.records import Event, Instance, Mention
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.session import Session
from annotator.tagsets import shipped

TEXT = (
    "Yoshimasa Hayashi met Jens Stoltenberg in Munich on Saturday 🕊️.\r\n"
    "Hayashi condemned the invasion of Ukraine; NATO agreed. שלום Cafe\u0301"
)


class Desk:
    """A session on a short text, and quick ways to tag in it."""

    def __init__(self, text: str = TEXT, read_only: str = "") -> None:
        numbers = count(1)
        author = Author(
            "annotator-a", lambda: "2026-11-22T09:00:00Z", lambda kind: f"{kind[:2]}{next(numbers)}"
        )
        article = Article(Path("talks.txt"), text, "0" * 64, len(text.encode()), "utf-8", "crlf")
        tagset = shipped.load("plover-0.8")
        self.session = Session(article, tagset, author, Sheet(), read_only=read_only)
        self.last = Edit("nothing")

    def apply(self, edit: Edit) -> Edit:
        """Applies an edit and remembers it."""
        self.last = self.session.apply(edit)
        return edit

    def tag(self, wording: str, type: str) -> Mention:
        """Tags the first place of a wording."""
        start = self.session.article.text.index(wording)
        edit, mention = operations.tag(
            self.session.article.text,
            self.session.tagset,
            type,
            [(start, start + len(wording))],
            self.session.author,
        )
        self.apply(edit)
        return mention

    def link(self, event: Mention, role: str, filler: Mention) -> Edit:
        """Fills a role."""
        current = self.session.sheet.get(event.id)
        assert isinstance(current, Event)
        return self.apply(linking.link(current, role, filler.id))

    def refer(self, mention: Mention, instance: Instance) -> Edit:
        """Lets a mention refer to an instance."""
        current = self.session.index.mention(mention.id)
        assert current is not None
        return self.apply(linking.refer(self.session.sheet, current, instance))


@pytest.fixture
def desk() -> Desk:
    """An empty sheet."""
    return Desk()
