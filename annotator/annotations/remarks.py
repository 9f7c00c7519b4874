"""Comments on records: each lies in the sheet of whoever wrote it, replies and *resolved* included.

A thread is a comment on a record with all that replies to it, out of all sheets on the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.annotations.edits import Change, Edit
from annotator.annotations.operations import shown
from annotator.annotations.records import Comment, Record, Target


class Thread(Struct, frozen=True):
    """A comment and the replies to it in the order of their times. ``resolved`` is what was said of that last."""

    first: Comment
    replies: tuple[Comment, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether the last of them that speaks of it calls the matter resolved."""
        return (self.first, *self.replies)[-1].resolved

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All of them, the first one first."""
        return (self.first, *self.replies)


def comment(on: Target, text: str, author: Author) -> tuple[Edit, Comment]:
    """Writes a comment on somebody's record, own or a colleague's."""
    made = Comment(author.new_id("comment"), on, text, by=author.annotator, at=author.now())
    return Edit(f"comment {shown(text)}", (Change(None, made),)), made


def reply(thread: Thread, text: str, author: Author, *, resolved: bool = False) -> tuple[Edit, Comment]:
    """Replies to a thread; ``resolved`` calls the matter resolved by it (the text may be empty then).

    It is later than all it answers, whatever the clocks say: the last word counts.
    """
    made = Comment(
        author.new_id("comment"),
        thread.first.on,
        text,
        thread.first.id,
        resolved,
        by=author.annotator,
        at=_after(thread.comments[-1].at, author.now()),
    )
    label = "resolve a comment" if resolved else f"reply {shown(text)}"
    return Edit(label, (Change(None, made),)), made


def _after(last: str, now: str) -> str:
    """The present time, or a second after ``last`` where that is not earlier."""
    if last < now:
        return now
    try:
        later = datetime.fromisoformat(last) + timedelta(seconds=1)
    except ValueError:
        return now
    return later.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rewrite(before: Comment, text: str) -> Edit:
    """Changes what one wrote oneself."""
    return Edit("change a comment", (Change(before, replace(before, text=text)),))


def withdraw(before: Comment) -> Edit:
    """Deletes what one wrote oneself; replies of others stay, and begin a thread of their own."""
    return Edit("delete a comment", (Change(before, None),))


def threads(sheets: Iterable[Iterable[Record]]) -> Sequence[Thread]:
    """All threads of an article's sheets (or of the comments in them), the oldest first; a reply to what is gone stands for itself."""
    comments = sorted((r for sheet in sheets for r in sheet if isinstance(r, Comment)), key=_age)
    known = {c.id: c for c in comments}
    replies: dict[str, list[Comment]] = {}
    firsts: list[Comment] = []
    for each in comments:
        root = _root(each, known)
        if root is each:
            firsts.append(each)
        else:
            replies.setdefault(root.id, []).append(each)
    return [Thread(first, tuple(replies.get(first.id, ()))) for first in firsts]


def _root(comment: Comment, known: dict[str, Comment]) -> Comment:
    path = [comment]
    while comment.reply_to is not None and (above := known.get(comment.reply_to)) is not None:
        if (
            above in path
        ):  # they reply to each other in a ring, as no program of ours writes: its oldest is the first
            return min(path[path.index(above) :], key=_age)
        path.append(above)
        comment = above
    return comment


def _age(comment: Comment) -> tuple[str, str]:
    return comment.at, comment.id
