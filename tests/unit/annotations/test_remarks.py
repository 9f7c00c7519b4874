"""Comments: threads out of several sheets, replies, resolving, and what becomes of them when a comment goes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations import remarks
from annotator.annotations.authors import Author
from annotator.annotations.records import Comment, Entity, Target, span
from annotator.annotations.sheet import Sheet

TEXT = "👩‍👩‍👧 Kyiv\r\nשלום Odesa"
ON = Target("annotator-b", "m1")


def author(name: str, start: int = 0) -> Author:
    """An author whose clock ticks once with each comment."""
    ticks, ids = count(start), count(1)
    return Author(
        name, lambda: f"2026-11-22T09:00:{next(ticks):02d}Z", lambda kind: f"{kind[0]}{name}{next(ids)}"
    )


def sheet(*comments: Comment) -> Sheet:
    """One annotator's sheet with these comments, and a tag, which is no comment."""
    return Sheet.of((Entity("m1", "GPE", span(TEXT, (9, 13))), *comments))


def told(threads: Iterable[remarks.Thread]) -> list[list[str]]:
    """The words of each thread, first to last."""
    return [[comment.text for comment in thread.comments] for thread in threads]


def test_a_comment_lies_in_its_writers_sheet_and_names_whose_record_it_speaks_of() -> None:
    edit, made = remarks.comment(ON, "Why Kyiv? 👩‍👩‍👧", author("ann"))
    assert (made.on, made.by, made.resolved, made.reply_to) == (ON, "ann", False, None)
    assert edit.label == "comment “Why Kyiv? 👩‍👩‍👧”"
    after = Sheet().apply(edit)
    assert after.get(made.id) == made
    assert after.apply(edit.inverse) == Sheet()


def test_replies_in_other_sheets_join_the_thread_in_the_order_of_their_times() -> None:
    ann, bob = author("ann"), author("bob", 1)
    _, first = remarks.comment(ON, "Why?", ann)
    (thread,) = remarks.threads([sheet(first)])
    _, answer = remarks.reply(thread, "Guideline 3", bob)
    (thread,) = remarks.threads([sheet(answer), sheet(first)])
    _, thanks = remarks.reply(thread, "Thanks", ann, resolved=True)
    (thread,) = remarks.threads([sheet(first, thanks), sheet(answer)])
    assert told([thread]) == [["Why?", "Guideline 3", "Thanks"]], "although ann's clock ran behind"
    assert thread.resolved
    assert {comment.on for comment in thread.comments} == {ON}


def test_the_last_word_says_whether_the_matter_is_resolved() -> None:
    ann = author("ann")
    _, first = remarks.comment(ON, "Why?", ann)
    (thread,) = remarks.threads([sheet(first)])
    assert not thread.resolved
    edit, done = remarks.reply(thread, "", ann, resolved=True)
    assert edit.label == "resolve a comment"
    (thread,) = remarks.threads([sheet(first, done)])
    assert thread.resolved
    _, again = remarks.reply(thread, "Not quite", ann)
    (thread,) = remarks.threads([sheet(first, done, again)])
    assert not thread.resolved


def test_a_reply_to_a_reply_belongs_to_the_same_thread() -> None:
    ann = author("ann")
    _, first = remarks.comment(ON, "one", ann)
    answer = Comment("c2", ON, "two", first.id, by="bob", at="2026-11-22T10:00:00Z")
    deeper = Comment("c3", ON, "three", "c2", by="cid", at="2026-11-22T11:00:00Z")
    assert told(remarks.threads([sheet(deeper), sheet(first), sheet(answer)])) == [["one", "two", "three"]]


def test_what_one_wrote_can_be_changed_and_taken_back_and_replies_of_others_stay() -> None:
    ann = author("ann")
    _, first = remarks.comment(ON, "Wyh?", ann)
    (thread,) = remarks.threads([sheet(first)])
    _, answer = remarks.reply(thread, "Because", author("bob", 5))
    mine, other = sheet(first), sheet(answer)
    changed = mine.apply(remarks.rewrite(first, "Why?"))
    assert told(remarks.threads([changed, other])) == [["Why?", "Because"]]
    kept = changed.get(first.id)
    assert isinstance(kept, Comment)
    assert told(remarks.threads([changed.apply(remarks.withdraw(kept)), other])) == [["Because"]]


def test_comments_that_reply_to_each_other_in_a_ring_are_not_lost() -> None:
    one = Comment("c1", ON, "one", "c2", at="2026-11-22T09:00:00Z")
    two = Comment("c2", ON, "two", "c1", at="2026-11-22T09:00:01Z")
    shown = [text for thread in told(remarks.threads([sheet(one, two)])) for text in thread]
    assert sorted(shown) == ["one", "two"]


@pytest.mark.parametrize("to", ["c9", "m1"])
def test_a_reply_to_what_is_no_comment_stands_for_itself(to: str) -> None:
    stray = Comment("c1", ON, "stray", to, at="2026-11-22T09:00:00Z")
    assert told(remarks.threads([sheet(stray)])) == [["stray"]]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=12), st.randoms())
def test_every_comment_stands_in_exactly_one_thread_whatever_the_order_of_sheets(
    replies: list[tuple[int, int]], shuffle: object
) -> None:
    comments = [
        Comment(
            f"c{number}",
            ON,
            str(number),
            f"c{to}" if to < len(replies) and to != number else None,
            at=f"2026-11-22T09:00:{second:02d}Z",
        )
        for number, (to, second) in enumerate(replies)
    ]
    expected = remarks.threads([sheet(*comments)])
    shuffle.shuffle(comments)  # type: ignore[attr-defined]
    assert list(remarks.threads([sheet(c) for c in comments])) == list(expected)
    shown = [comment.id for thread in expected for comment in thread.comments]
    assert sorted(shown) == sorted(comment.id for comment in comments)


@pytest.mark.parametrize(
    ("last", "then"),
    [
        ("2026-11-22T08:59:59Z", "2026-11-22T09:00:00Z"),
        ("2026-11-22T09:00:00Z", "2026-11-22T09:00:01Z"),
        ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
        ("2026-11-22T11:00:00+01:00", "2026-11-22T10:00:01Z"),
        ("no time", "2026-11-22T09:00:00Z"),
    ],
)
def test_a_reply_is_later_than_what_it_answers(last: str, then: str) -> None:
    thread = remarks.Thread(Comment("c1", ON, "Why?", by="bob", at=last))
    assert remarks.reply(thread, "So", author("ann"))[1].at == then
