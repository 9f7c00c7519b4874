"""The saver: durable at once, honest about it, and merging what others wrote."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import ArticleLabel, Entity
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article
from annotator.sidecars import saving
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.problems import QuoteMismatch, SidecarError
from annotator.sidecars.saver import Saver
from annotator.sidecars.states import Merged, NotSaved, Saved, Saving, State
from tests.conftest import LoggedErrors
from tests.unit.sidecars.material import (
    TEXT,
    article,
    article_of,
    entity,
    event,
    header,
    make,
    one_of_each,
    write_sidecar,
)


class Desk:
    """A session in small: a sheet, a saver, and the states that it told."""

    def __init__(
        self, of: Article, path: Path, observe: Callable[[str], None] | None = None, patience: float = 0.0
    ) -> None:
        opened = open_sheet(path, of, name="Änne")
        self.path, self.article, self.sheet = path, of, opened.sheet
        self.states: list[State] = []
        self.told = threading.Condition()
        self.saver = Saver(opened, of, on_state=self._on_state, patience=patience, observe=observe)

    def _on_state(self, state: State) -> None:
        with self.told:
            self.states.append(state)
            self.told.notify_all()

    def wait(self, kind: type) -> State:
        """The first state of a kind, now or soon."""
        with self.told:
            assert self.told.wait_for(lambda: any(isinstance(s, kind) for s in self.states), 10)
            return next(s for s in self.states if isinstance(s, kind))

    def do(self, edit: Edit) -> None:
        """Changes the sheet and submits."""
        self.sheet = self.sheet.apply(edit)
        self.saver.submit(edit)

    def take_merges(self) -> None:
        """What a window does when it hears of merges."""
        with self.told:
            merges = [s for s in self.states if isinstance(s, Merged)]
            self.states = [s for s in self.states if not isinstance(s, Merged)]
        for merged in merges:
            self.sheet = self.sheet.apply(self.saver.heard(merged, self.sheet))

    def on_disk(self) -> Sheet:
        return open_sheet(self.path, self.article).sheet


@pytest.fixture
def of(tmp_path: Path) -> Article:
    return article(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.txt.annotator-a.tags.json"


def test_the_first_edit_makes_the_sidecar(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    assert not path.exists()
    assert desk.saver.is_saved
    began = time.monotonic()
    desk.do(make(*one_of_each()))
    assert desk.saver.flush()
    assert time.monotonic() - began < 5
    assert desk.on_disk() == desk.sheet
    assert path.read_bytes() == bytes(
        Image.of(replace(header(of), name="Änne", tagset=TagsetStamp()), desk.sheet)
    )
    assert desk.saver.close()
    assert [type(state) for state in desk.states] == [Saving, Saved]


def test_an_edit_is_on_disk_within_300_ms(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    desk.do(make(entity("m0", 0, 1)))
    desk.saver.flush()
    took = []
    for number in range(1, 12):
        began = time.monotonic()
        desk.do(make(entity(f"m{number}", 0, number)))
        assert desk.saver.flush()
        took.append(time.monotonic() - began)
    assert sorted(took)[len(took) // 2] < 0.3
    assert desk.saver.close()


def _is_proven(desk: Desk) -> bool:
    known = desk.saver._file._known.signature
    return known is not None and known.sure


def test_what_was_just_written_is_looked_at_again_before_anybody_waits_for_it(
    of: Article, path: Path
) -> None:
    desk = Desk(of, path)
    desk.do(make(entity("m0", 0, 1)))
    assert desk.saver.flush()
    end = time.monotonic() + 10
    while not _is_proven(desk) and time.monotonic() < end:
        time.sleep(0.01)
    assert _is_proven(desk)
    assert [type(state) for state in desk.states] == [Saving, Saved]
    assert desk.saver.close()


def test_what_somebody_writes_before_that_look_is_merged(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    desk.do(make(entity("m0", 0, 1)))
    assert desk.saver.flush()
    theirs = Sheet.of([entity("m0", 0, 1), entity("m1", 2, 4)])
    path.write_bytes(bytes(Image.of(open_sheet(path, of).header, theirs)))
    time.sleep(0.15)
    desk.do(make(entity("m2", 5, 7)))
    assert desk.saver.close()
    desk.take_merges()
    assert desk.on_disk() == desk.sheet
    assert set(desk.sheet.records) == {"m0", "m1", "m2"}


def test_viewing_writes_nothing(of: Article, path: Path) -> None:
    write_sidecar(of, one_of_each())
    before = path.stat(), path.parent.stat(), threading.active_count()
    desk = Desk(of, path)
    desk.saver.submit(Edit("nothing"))
    assert desk.saver.flush()
    assert desk.saver.close()
    assert (path.stat(), path.parent.stat(), threading.active_count()) == before
    assert desk.states == []


def test_undoing_everything_leaves_a_valid_sidecar(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    edit = make(*one_of_each())
    desk.do(edit)
    desk.do(edit.inverse)
    assert desk.saver.close()
    assert desk.on_disk() == Sheet()


def test_edits_during_a_save_are_saved_after_it(of: Article, path: Path) -> None:
    inside, go_on = threading.Event(), threading.Event()
    writes = []

    def observe(step: str) -> None:
        if step == "write":
            writes.append(step)
            inside.set()
            assert go_on.wait(10)

    desk = Desk(of, path, observe)
    desk.do(make(entity("m0", 0, 1)))
    assert inside.wait(10)
    for number in range(1, 40):
        desk.do(make(entity(f"m{number}", 0, number)))
    assert not desk.saver.is_saved
    assert not desk.saver.flush(0)
    go_on.set()
    assert desk.saver.close()
    assert desk.on_disk() == desk.sheet
    assert len(writes) == 2, "what came meanwhile is written at once"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_failed_save_is_told_and_tried_again(number: int, of: Article, path: Path) -> None:
    broken = True

    def observe(step: str) -> None:
        if broken and step == "flush":
            raise OSError(number, os.strerror(number))

    desk = Desk(of, path, observe)
    desk.do(make(entity("m0", 0, 1)))
    state = desk.wait(NotSaved)
    assert isinstance(state, NotSaved)
    assert state.reason
    assert state.retry_in is not None
    assert not any(isinstance(s, Saved) for s in desk.states)
    assert not desk.saver.close(5)
    desk.do(make(entity("m1", 0, 2)))
    copy = path.with_name("copy.json")
    desk.saver.write_copy(copy)
    assert {r["id"] for r in json.loads(copy.read_bytes())["records"]} == {"m0", "m1"}
    broken = False
    desk.saver.retry()
    desk.wait(Saved)
    assert desk.saver.close()
    assert desk.on_disk() == desk.sheet


def test_it_is_tried_again_by_itself(of: Article, path: Path) -> None:
    failures = [OSError(errno.ENOSPC, "full")]

    def observe(step: str) -> None:
        if failures and step == "flush":
            raise failures.pop()

    desk = Desk(of, path, observe)
    desk.do(make(entity("m0", 0, 1)))
    desk.wait(Saved)
    assert desk.saver.close()


def test_what_another_window_wrote_is_merged(of: Article, path: Path) -> None:
    write_sidecar(of, one_of_each())
    one, other = Desk(of, path), Desk(of, path)
    one.do(make(entity("m3", 35, 41)))
    assert one.saver.flush()
    other.do(make(event("e3", 42, 45, "m1")))
    assert other.saver.flush()
    other.take_merges()
    assert {"m3", "e3"} <= set(other.sheet.records)
    assert other.on_disk() == other.sheet
    one.do(make(entity("m4", 35, 40)))
    assert one.saver.flush()
    one.take_merges()
    assert one.on_disk() == one.sheet
    assert {"m3", "m4", "e3"} <= set(one.sheet.records)
    assert one.saver.close()
    assert other.saver.close()


def test_both_versions_of_a_record_stay_with_what_is_unknown_in_them(of: Article, path: Path) -> None:
    write_sidecar(of, [entity("m1", 0, 5)])
    desk = Desk(of, path)
    theirs = json.loads(path.read_bytes())
    theirs["records"][0] |= {"note": "theirs", "future": 1.10}
    theirs["records"].append({"id": "q1", "kind": "question"})
    path.write_text(json.dumps(theirs), encoding="utf-8")
    before = desk.sheet.records["m1"]
    desk.do(Edit("note", (Change(before, entity("m1", 0, 5, note="ours")),)))
    assert desk.saver.flush()
    merged = desk.wait(Merged)
    assert isinstance(merged, Merged)
    (conflict,) = merged.merge.conflicts
    assert (conflict.clash, conflict.record) == ("both-changed", "m1")
    desk.take_merges()
    written = {r["id"]: r for r in json.loads(path.read_bytes())["records"]}
    assert written["m1"]["note"] == "ours"
    assert written[conflict.copy]["note"] == "theirs"
    assert written[conflict.copy]["future"] == 1.1
    assert written["q1"] == {"id": "q1", "kind": "question"}
    assert desk.on_disk() == desk.sheet
    assert desk.saver.close()


def test_an_edit_made_before_the_merge_was_heard_of_loses_nothing(of: Article, path: Path) -> None:
    write_sidecar(of, [entity("m1", 0, 5), entity("m2", 0, 6), entity("m3", 0, 7)])
    desk = Desk(of, path)
    other = [entity("m1", 0, 5, note="theirs"), entity("m2", 0, 6, note="theirs")]
    write_sidecar(of, [*other])
    desk.do(make(entity("m9", 0, 1)))
    assert desk.saver.flush()
    old = {id: desk.sheet.records[id] for id in ("m1", "m2", "m3")}
    changes = (
        Change(old["m1"], entity("m1", 0, 5, note="ours")),
        Change(old["m2"], None),
        Change(old["m3"], entity("m3", 0, 7, note="ours")),
    )
    desk.do(Edit("late", changes))
    assert desk.saver.flush()
    desk.take_merges()
    assert desk.on_disk() == desk.sheet
    notes = sorted((r.id if len(r.id) == 2 else "copy", r.note) for r in desk.sheet if r.kind == "entity")
    assert notes == [("copy", "theirs"), ("m1", "ours"), ("m2", "theirs"), ("m3", "ours"), ("m9", "")]
    assert desk.saver.close()


def test_what_was_changed_and_changed_back_before_a_merge_was_heard_of_is_not_taken_for_untouched(
    of: Article, path: Path
) -> None:
    old, ours = entity("m1", 0, 5), entity("m1", 0, 5, note="ours")
    write_sidecar(of, [old])
    desk = Desk(of, path)
    write_sidecar(of, [entity("m1", 0, 5, note="theirs")])
    desk.do(make(entity("m9", 0, 1)))
    assert desk.saver.flush()
    there = Edit("there", (Change(old, ours),), ("in-progress", "done"))
    for edit in (there, there.inverse):
        desk.do(edit)
        assert desk.saver.flush()
    desk.take_merges()
    assert desk.on_disk() == desk.sheet
    assert sorted(r.note for r in desk.sheet if isinstance(r, Entity)) == ["", "", "theirs"]
    assert desk.saver.close()


@pytest.mark.parametrize("seed", range(8))
def test_two_windows_that_never_wait_for_each_other_come_to_agree(seed: int, of: Article, path: Path) -> None:
    hand = random.Random(seed)
    write_sidecar(of, [entity(f"m{number}", 0, number + 1) for number in range(6)])
    desks = [Desk(of, path), Desk(of, path)]
    for step in range(25):
        desk = hand.choice(desks)
        if hand.random() < 0.4:
            desk.take_merges()
        record = hand.choice([*desk.sheet, None])
        if record is None or hand.random() < 0.4:
            desk.do(make(entity(f"n{step}", 0, hand.randrange(1, 40))))
        else:
            assert isinstance(record, Entity)
            after = None if hand.random() < 0.3 else replace(record, note=f"{step}")
            desk.do(Edit("change or delete", (Change(record, after),)))
        if hand.random() < 0.5:
            assert desk.saver.flush()
    for desk in desks:
        assert desk.saver.flush()
        desk.take_merges()
    for number in range(2):
        for desk in desks:  # each writes once more, alone, and so hears what the other wrote
            desk.do(make(ArticleLabel(f"a{number}{id(desk)}")))
            assert desk.saver.flush()
            desk.take_merges()
            assert desk.on_disk() == desk.sheet
    assert {*desks[0].sheet.records, f"a1{id(desks[1])}"} == set(desks[1].sheet.records)
    for desk in desks:
        assert desk.saver.close()


def test_a_broken_file_of_somebody_else_is_left_alone(of: Article, path: Path) -> None:
    write_sidecar(of, [entity("m1", 0, 5)])
    desk = Desk(of, path)
    path.write_bytes(b"{<<<<<<< HEAD")
    desk.do(make(entity("m2", 0, 6)))
    state = desk.wait(NotSaved)
    assert isinstance(state, NotSaved)
    assert str(path) in state.reason
    assert path.read_bytes() == b"{<<<<<<< HEAD"
    path.unlink()
    assert desk.saver.close()
    assert desk.on_disk() == desk.sheet


def test_the_header_is_renewed_at_the_next_edit(of: Article, path: Path) -> None:
    write_sidecar(of, one_of_each())
    longer = article(path.parent, TEXT + "One more line.\n")
    data = path.read_bytes()
    desk = Desk(longer, path)
    assert path.read_bytes() == data
    desk.saver.use_tagset(TagsetStamp("news", "2", "cd" * 32))
    desk.do(make(entity("m3", 35, 41)))
    assert desk.saver.close()
    renewed = json.loads(path.read_bytes())
    assert renewed["article"]["sha256"] == longer.sha256
    assert renewed["article"]["length"] == len(longer.text)
    assert renewed["tagset"]["id"] == "news"


def test_a_quote_that_does_not_stand_is_refused_at_once(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    with pytest.raises(QuoteMismatch):
        desk.saver.submit(make(entity("m1", 0, 5, "other text")))
    assert desk.saver.close()
    assert not path.exists()


def test_a_sheet_opened_read_only_has_no_saver(of: Article, path: Path) -> None:
    write_sidecar(of, one_of_each())
    other = article_of("completely different " * 20, of.path)
    with pytest.raises(SidecarError):
        Saver(open_sheet(path, other), other, on_state=lambda state: None)


def test_after_closing_nothing_is_taken(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    desk.do(make(entity("m1", 0, 5)))
    assert desk.saver.close()
    with pytest.raises(SidecarError):
        desk.saver.submit(make(entity("m2", 0, 6)))


def test_leftovers_beside_the_sidecar_are_swept_at_the_first_save(of: Article, path: Path) -> None:
    left = path.parent / ".annotator-abcdef-1-00000000.saving"
    left.touch()
    os.utime(left, (1, 1))
    desk = Desk(of, path)
    desk.do(make(entity("m1", 0, 5)))
    assert desk.saver.close()
    assert not left.exists()


@pytest.mark.parametrize("way", ["go on", "flush", "close", "retry"])
def test_a_patient_saver_writes_at_once_when_it_may(of: Article, path: Path, way: str) -> None:
    desk = Desk(of, path, patience=60)
    desk.do(make(entity("m0", 0, 1)))
    with desk.told:
        assert not desk.told.wait_for(lambda: bool(desk.states), 0.1)
    assert not path.exists()
    assert not desk.saver.is_saved
    ways: dict[str, Callable[[], object]] = {
        "go on": desk.saver.go_on,
        "flush": desk.saver.flush,
        "close": desk.saver.close,
        "retry": desk.saver.retry,
    }
    ways[way]()
    desk.wait(Saved)
    assert desk.on_disk() == desk.sheet
    if way != "close":
        desk.do(make(entity("m1", 2, 3)))  # what was allowed once is not allowed for ever
        with desk.told:
            assert not desk.told.wait_for(lambda: len(desk.states) > 2, 0.1)
        assert desk.saver.close()
    assert desk.on_disk() == desk.sheet


def test_a_patient_saver_that_is_never_told_writes_all_the_same(of: Article, path: Path) -> None:
    desk = Desk(of, path, patience=0.01)
    desk.do(make(*one_of_each()))
    desk.wait(Saved)
    assert desk.on_disk() == desk.sheet
    desk.saver.abandon()


def test_saved_is_said_only_when_it_is_on_disk(of: Article, path: Path) -> None:
    opened = open_sheet(path, of)
    steps: list[str] = []
    seen: list[tuple[str, int]] = []

    def on_state(state: State) -> None:
        if isinstance(state, Saved):
            seen.append((steps[-1], len(open_sheet(path, of).sheet)))

    saver = Saver(opened, of, on_state=on_state, observe=steps.append)
    saver.submit(make(*one_of_each()))
    assert saver.close()
    assert seen == [("flush-folder", 9)]


def test_a_listener_that_fails_does_not_stop_the_saving(
    of: Article, path: Path, logged_errors: LoggedErrors
) -> None:
    def on_state(_state: State) -> None:
        raise RuntimeError("the window is gone")

    saver = Saver(open_sheet(path, of), of, on_state=on_state)
    saver.submit(make(entity("m1", 0, 5)))
    assert saver.close()
    assert logged_errors.expect("could not be told")
    assert len(open_sheet(path, of).sheet) == 1


def test_only_the_folder_of_sidecars_kept_elsewhere_is_made(of: Article, tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "sub" / "news.txt.annotator-a.tags.json"
    desk = Desk(of, kept)
    desk.do(make(entity("m1", 0, 5)))
    state = desk.wait(NotSaved)
    assert isinstance(state, NotSaved)
    assert "is gone" in state.reason
    desk.saver.abandon()
    opened = open_sheet(kept, of)
    saver = Saver(opened, of, on_state=lambda state: None, make_folder=True)
    saver.submit(make(entity("m1", 0, 5)))
    assert saver.close()
    assert kept.exists()


def test_a_sidecar_that_two_windows_begin_at_once_holds_the_tags_of_both(of: Article, path: Path) -> None:
    desks = [Desk(of, path) for _ in range(3)]
    for number, desk in enumerate(desks):
        for other in range(20):
            desk.do(make(entity(f"m{number}-{other}", 0, other + 1)))
    for desk in desks:
        assert desk.saver.flush()
    assert len(desks[0].on_disk()) == 60
    for desk in desks:
        assert desk.saver.close()


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_what_was_said_to_be_saved_outlives_kill(of: Article, path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from annotator.articles.reading import read_article\n"
        "from annotator.sidecars.opening import open_sheet\n"
        "from annotator.sidecars.saver import Saver\nfrom annotator.sidecars.states import Saved\n"
        "from tests.unit.sidecars.material import entity, make\n"
        "article, path = read_article(sys.argv[1]), Path(sys.argv[2])\n"
        "def told(state):\n"
        "    if isinstance(state, Saved):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "saver = Saver(open_sheet(path, article), article, on_state=told)\n"
        "saver.submit(make(entity('m1', 0, 5)))\n"
        "saver.close()\n"
        "saver.flush(60)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(of.path), str(path)], check=False)
    assert done.returncode in (-signal.SIGKILL, 0)
    assert open_sheet(path, of).sheet == Sheet.of([entity("m1", 0, 5)])


def gone_astray(of: Article, path: Path) -> Desk:
    """A sheet whose article and sidecar were renamed before its second edit."""
    desk = Desk(of, path)
    desk.do(make(entity("m0", 0, 1)))
    assert desk.saver.flush()
    of.path.rename(of.path.with_name("renamed.txt"))
    desk.path = path.rename(path.with_name("renamed.txt.annotator-a.tags.json"))
    desk.do(make(entity("m1", 2, 4)))
    assert not desk.saver.flush()
    assert desk.saver.is_astray
    told = desk.wait(NotSaved)
    assert isinstance(told, NotSaved)
    assert told.astray
    assert not path.exists()
    return desk


def test_where_article_and_sidecar_are_gone_nothing_is_written_before_it_is_said_where(
    of: Article, path: Path
) -> None:
    desk = gone_astray(of, path)
    desk.saver.follow(desk.path)
    assert desk.saver.close()
    assert not desk.saver.is_astray
    assert desk.on_disk() == desk.sheet
    assert not path.exists()


def test_where_they_are_gone_for_good_it_is_written_where_it_was(of: Article, path: Path) -> None:
    desk = gone_astray(of, path)
    desk.path.unlink()
    desk.path = path
    desk.saver.follow(path)
    assert desk.saver.flush()
    assert desk.on_disk() == desk.sheet
    desk.do(make(entity("m2", 5, 7)))
    assert desk.saver.close(), "its own sidecar is there again"
    assert desk.on_disk() == desk.sheet


def test_what_somebody_wrote_under_the_new_name_is_merged(of: Article, path: Path) -> None:
    desk = gone_astray(of, path)
    theirs = Sheet.of([entity("m0", 0, 1), entity("m9", 5, 7)])
    desk.path.write_bytes(bytes(Image.of(open_sheet(desk.path, of).header, theirs)))
    desk.saver.follow(desk.path)
    assert desk.saver.close()
    desk.take_merges()
    assert desk.on_disk() == desk.sheet
    assert set(desk.sheet.records) == {"m0", "m1", "m9"}


def test_a_renamed_article_whose_sidecar_stays_is_saved_where_that_is(of: Article, path: Path) -> None:
    desk = Desk(of, path)
    desk.do(make(entity("m0", 0, 1)))
    assert desk.saver.flush()
    of.path.rename(of.path.with_name("renamed.txt"))
    desk.saver.follow(path.with_name("renamed.txt.annotator-a.tags.json"))
    desk.do(make(entity("m1", 2, 4)))
    assert desk.saver.close()
    assert desk.on_disk() == desk.sheet
    assert not path.with_name("renamed.txt.annotator-a.tags.json").exists()


def tagged(of: Article, path: Path) -> Desk:
    """Somebody who has tagged, with everything on disk."""
    desk = Desk(of, path)
    desk.do(make(entity("m1", 0, 5)))
    desk.wait(Saved)
    desk.states.clear()
    return desk


def test_a_file_that_was_removed_is_told_and_written_again_before_closing(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    data = path.read_bytes()
    path.unlink()
    desk.saver.look()
    told = desk.wait(NotSaved)
    assert isinstance(told, NotSaved)
    assert "removed from outside" in told.reason
    assert told.retry_in is None
    assert not desk.saver.is_saved
    assert not path.exists()
    assert desk.saver.close()
    assert path.read_bytes() == data


def test_a_file_that_was_removed_is_written_with_the_next_edit_or_when_asked(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    path.unlink()
    desk.saver.look()
    desk.wait(NotSaved)
    desk.saver.retry()
    desk.wait(Saved)
    assert set(open_sheet(path, of).sheet.records) == {"m1"}
    desk.states.clear()
    path.unlink()
    desk.saver.look()
    desk.wait(NotSaved)
    desk.do(make(entity("m2", 6, 9)))
    assert desk.saver.close()
    assert set(open_sheet(path, of).sheet.records) == {"m1", "m2"}


def test_a_file_removed_unseen_is_written_again_before_closing(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    path.unlink()
    assert desk.saver.close()
    assert set(open_sheet(path, of).sheet.records) == {"m1"}


@pytest.mark.parametrize("looks", [0, 1])
def test_garbage_in_its_place_is_told_and_stands_in_the_way_of_closing(
    looks: int, of: Article, path: Path
) -> None:
    desk = tagged(of, path)
    data = path.read_bytes()
    path.write_bytes(b"{garbage")
    if looks:
        desk.saver.look()
        told = desk.wait(NotSaved)
        assert isinstance(told, NotSaved)
        assert "changed from outside" in told.reason
        assert "broken JSON" in told.reason
    assert not desk.saver.close()
    assert path.read_bytes() == b"{garbage"
    desk.states.clear()
    path.write_bytes(data)
    desk.saver.look()
    desk.wait(Saved)
    assert desk.saver.is_saved
    assert desk.saver.close()
    assert path.read_bytes() == data


def test_a_look_that_fails_takes_back_nothing_that_was_told(
    of: Article, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = tagged(of, path)
    path.unlink()
    desk.saver.look()
    desk.wait(NotSaved)
    desk.states.clear()
    looked = threading.Semaphore(0)

    def fails(_: Path) -> None:
        looked.release()
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(saving, "signature", fails)
        for _ in range(2):  # the first one is over once there is a second
            desk.saver.look()
            assert looked.acquire(timeout=10)
    assert not desk.saver.is_saved
    assert desk.states == []
    assert desk.saver.close()
    assert path.exists()


def test_a_file_that_is_away_for_an_instant_is_not_told_of(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    data = path.read_bytes()
    path.unlink()
    desk.saver.look()
    path.write_bytes(data)
    desk.saver.look()
    desk.do(make(entity("m2", 6, 9)))
    assert desk.saver.close()
    assert not [state for state in desk.states if isinstance(state, NotSaved)]


def test_what_somebody_wrote_is_taken_in_when_it_is_noticed(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    other = Desk(of, path)
    other.do(make(entity("m2", 6, 9)))
    assert other.saver.close()
    data = path.read_bytes()
    desk.saver.look()
    told = desk.wait(Merged)
    assert isinstance(told, Merged)
    assert set(told.merge.sheet.records) == {"m1", "m2"}
    assert path.read_bytes() == data
    assert desk.saver.is_saved
    assert desk.saver.close()


@pytest.mark.parametrize("what", ["sidecar", "both", "garbage"])
def test_a_sheet_that_was_only_looked_at_is_written_only_where_its_file_alone_is_gone(
    what: str, of: Article, path: Path
) -> None:
    assert tagged(of, path).saver.close()
    desk = Desk(of, path)
    data = path.read_bytes()
    if what == "garbage":
        path.write_bytes(b"{garbage")
    else:
        path.unlink()
    if what == "both":
        of.path.unlink()
    desk.saver.look()
    desk.wait(NotSaved)
    assert desk.saver.close()
    after = path.read_bytes() if path.exists() else None
    assert after == {"sidecar": data, "both": None, "garbage": b"{garbage"}[what]


def test_looking_at_a_file_that_nobody_touched_writes_and_tells_nothing(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    before = path.stat()
    for _ in range(5):
        desk.saver.look()
    assert desk.saver.close()
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert desk.states == []


def test_article_and_sidecar_renamed_together_are_followed_without_a_write(of: Article, path: Path) -> None:
    desk = tagged(of, path)
    moved = of.path.with_name("moved.txt")
    there = path.with_name(path.name.replace(of.path.name, moved.name))
    of.path.rename(moved)
    path.rename(there)
    before = there.stat()
    desk.saver.look()
    desk.saver.follow(there)
    assert desk.saver.close()
    assert not path.exists()
    assert there.stat().st_mtime_ns == before.st_mtime_ns
