"""Putting a comment into one's own sidecar while another sheet lies open: real files, nothing else touched."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from annotator.annotations import remarks
from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit
from annotator.annotations.records import Target
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.sidecars.names import Storage
from annotator.tagsets import shipped
from annotator.ui.opening import Annotator
from annotator.ui.review.posting import Posting, post
from tests.driver import copy_seeds

BRIEF = "munich-talks-brief.txt"
ON = Target("annotator-b", "e1v6nd")


def _saying(text: str, by: str) -> partial[Edit]:
    edit, _ = remarks.comment(ON, text, Author(by))
    return partial(lambda made, _sheet: made, edit)


def _post(folder: Path, by: str, text: str) -> Sheet:
    article = read_article(folder / BRIEF)
    return post(article, Annotator(by, by), Storage(folder), shipped.load(), _saying(text, by))


def _records(folder: Path, by: str) -> list[dict[str, object]]:
    text = (folder / f"{BRIEF}.{by}.tags.json").read_text(encoding="utf-8")
    found: list[dict[str, object]] = json.loads(text)["records"]
    return found


def test_a_first_comment_begins_a_sidecar_and_a_second_joins_it(tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "a", "munich-talks", sidecars=True)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    _post(folder, "rita", "Why? 👩‍🚀 שלום")
    sheet = _post(folder, "rita", "And this")
    assert {r["text"] for r in _records(folder, "rita")} == {"Why? 👩‍🚀 שלום", "And this"}
    assert len(sheet) == 2
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {f"{BRIEF}.rita.tags.json"}


def test_tags_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "a", "munich-talks", sidecars=True)
    tags = _records(folder, "annotator-a")
    _post(folder, "annotator-a", "Mine")
    assert [r for r in _records(folder, "annotator-a") if r["kind"] != "comment"] == tags


def test_a_sidecar_that_cannot_be_read_is_left_alone_and_told(tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "a", "munich-talks")
    path = folder / f"{BRIEF}.rita.tags.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(AnnotatorError, match="rita"):
        _post(folder, "rita", "Lost?")
    assert path.read_text(encoding="utf-8") == "{"


def test_whoever_leaves_makes_what_no_worker_has_begun_and_no_one_makes_it_twice(tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "a", "munich-talks")
    posting = Posting(partial(_post, folder, "rita", "In a hurry"))
    posting.finish()
    assert [r["text"] for r in _records(folder, "rita")] == ["In a hurry"]
    assert posting() is None, "the worker comes too late"
    other = Posting(partial(_post, folder, "rita", "Later"))
    worker = Thread(target=other)
    worker.start()
    other.finish()
    assert sorted(str(r["text"]) for r in _records(folder, "rita")) == ["In a hurry", "Later"]
    worker.join()
