"""Switching, closing, renaming and merging while something is open or half done: nothing typed or tagged is lost."""

from __future__ import annotations

import codecs
import hashlib
import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from annotator.session import Session
from annotator.sidecars import saving
from annotator.ui import fetching, keeping
from annotator.ui.opening import annotator_of
from annotator.ui.stopping import Stopping
from annotator.ui.telling import Telling
from tests.driver import SEEDS, Hands, Tags, copy_seeds
from tests.ui.window.conftest import Seat
from tests.unit.test_cli import put_odd


def tag_first(hands: Hands, start: int = 0, end: int = 5, type: str = "PERSON") -> str:
    """Tags a stretch through the controller, and gives the mention's id."""
    hands.controller.move_caret(end, (start, end))
    hands.controller.use_type(type)
    selected = hands.controller.state.selected
    assert selected is not None
    return selected


def half_type(hands: Hands, words: str) -> None:
    """Leaves a note of the selected record half typed: the keyboard is still in it."""
    note = hands.window.card.record.note
    note.setFocus()
    note.setPlainText(words)


def entity_type(hands: Hands) -> str:
    """Some type of the tagset."""
    return hands.desk.tagset.taggable("entity")[0].id


def names(hands: Hands) -> list[str]:
    """The articles that are listed."""
    listing = hands.desk.library.listing
    assert listing is not None
    return [article.name for article in listing.articles]


def choose_row(hands: Hands, name: str) -> None:
    """Clicks an article in the list."""
    view = hands.window.articles.view
    at = view.visualRect(hands.window.articles.model.index_of(name)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def another(hands: Hands) -> str:
    """An article that is not the open one."""
    return next(name for name in names(hands) if name != hands.window.article_name)


def session_of(hands: Hands) -> Session:
    """The open session."""
    assert hands.controller.session is not None
    return hands.controller.session


def rename(hands: Hands, name: str) -> None:
    """Renames the open article on disk, as a file manager does."""
    article = hands.desk.article_file
    assert article is not None
    article.path.rename(article.path.with_name(name))
    hands.desk.library.rescan()


def take_out(path: Path, holding: str) -> None:
    """Takes a record out of a sidecar, as somebody else's window might."""
    lines = path.read_text(encoding="utf-8").split("\n")
    gone = next(line for line in lines if holding in line)
    path.write_text("\n".join(line for line in lines if line != gone), encoding="utf-8")


def sha(path: Path) -> str:
    """The hash that a sidecar's header has of an article."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every article is opened by a worker, as large ones are."""
    monkeypatch.setattr(fetching, "_AT_ONCE", -1)


def notes_on_disk(path: Path) -> list[str]:
    """The notes in a sidecar."""
    return [r["note"] for r in Tags(path).records if r.get("note")]


def test_a_colleagues_broken_sidecar_does_not_close_ones_own(sit: Seat) -> None:
    hands = sit("munich")
    kind = entity_type(hands)
    tag_first(hands, type=kind)
    hands.saved()
    broken = hands.sidecar(annotator="bea")
    broken.write_text("{", encoding="utf-8")
    hands.desk.library.rescan()
    hands.until(lambda: "bea" in hands.desk.colleagues())
    hands.desk.show_sheet("bea")
    tag_first(hands, 10, 15, kind)
    assert len(hands.saved().entities) == 2


@pytest.mark.parametrize("how", ["sheet", "place", "rename", "tagset", "article", "close"])
def test_a_half_typed_note_is_kept(how: str, sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich", "canal", sidecars=True)
    kind = entity_type(hands)
    tag_first(hands, type=kind)
    hands.saved()
    path = hands.sidecar()
    half_type(hands, "half a thought")
    match how:
        case "sheet":
            hands.desk.show_sheet(hands.desk.colleagues()[0])
        case "place":
            other = copy_seeds(tmp_path / "other", "munich")
            hands.window.open_place(other)
        case "rename":
            rename(hands, "renamed.txt")
            hands.until(lambda: hands.window.article_name == "renamed.txt")
        case "tagset":
            hands.desk.use_tagset(hands.desk.tagset)
        case "article":
            hands.window.open_article(another(hands))
        case "close":
            hands.close()
    assert notes_on_disk(path) == ["half a thought"]


def test_choosing_the_open_article_again_keeps_its_history(sit: Seat) -> None:
    hands = sit("munich")
    tag_first(hands, type=entity_type(hands))
    hands.window.articles.article_requested.emit(hands.window.article_name)
    hands.settled()
    hands.controller.undo()
    assert hands.saved().entities == []


def test_a_large_article_opened_twice_is_opened_once(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = sit("munich", "canal")
    large(monkeypatch)
    name = another(hands)
    opened: list[object] = []
    hands.controller.session_opened.connect(opened.append)
    hands.window.open_article(name)
    hands.window.open_article(name)
    hands.settled()
    assert len(opened) == 1


def test_an_article_on_its_way_does_not_arrive_in_another_folder(
    sit: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hands = sit("munich", "canal")
    large(monkeypatch)
    empty = tmp_path / "empty"
    empty.mkdir()
    hands.window.open_article(another(hands))
    hands.window.open_place(empty)
    hands.settled()
    assert hands.controller.session is None
    assert hands.desk.current is None


def test_an_article_on_its_way_does_not_arrive_for_somebody_else(
    sit: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich", "canal")
    large(monkeypatch)
    seen: list[str] = []
    hands.controller.session_opened.connect(lambda s: seen.append(s.author.annotator))
    hands.window.open_article(another(hands))
    hands.window.change_annotator(annotator_of("zoe"))
    hands.settled()
    assert set(seen) == {"zoe"}


def test_saved_is_said_after_an_undo_that_changes_nothing(sit: Seat) -> None:
    hands = sit("munich")
    id = tag_first(hands, type=entity_type(hands))
    hands.saved()
    take_out(hands.sidecar(), f'"{id}"')
    tag_first(hands, 10, 15, entity_type(hands))
    hands.until(lambda: session_of(hands).sheet.get(id) is None)
    hands.saved()
    hands.controller.undo()
    hands.saved()
    hands.controller.undo()
    hands.saved()


def test_a_merge_that_takes_the_selected_record_lets_go_of_it(sit: Seat) -> None:
    hands = sit("munich")
    id = tag_first(hands, type=entity_type(hands))
    hands.saved()
    take_out(hands.sidecar(), f'"{id}"')
    hands.controller.set_status("done")
    hands.until(lambda: session_of(hands).sheet.get(id) is None)
    assert hands.controller.state.selected is None


def test_an_instance_goes_to_the_mention_it_was_asked_for(sit: Seat) -> None:
    hands = sit("munich")
    kind = entity_type(hands)
    first = tag_first(hands, type=kind)
    second = tag_first(hands, 10, 15, kind)
    hands.controller.ask_instance(first)
    hands.controller.select(second)
    hands.settled()
    chooser = hands.window.conversations._choosing._instances
    assert chooser is not None
    chooser.new_requested.emit("somebody")
    index = session_of(hands).index
    mentions = index.mention(first), index.mention(second)
    assert [len(mention.instances) for mention in mentions if mention is not None] == [1, 0]


def test_a_renamed_article_offers_its_sidecar(sit: Seat) -> None:
    hands = sit("munich")
    tag_first(hands, type=entity_type(hands))
    hands.saved()
    rename(hands, "renamed.txt")
    hands.until(lambda: "now called renamed.txt" in hands.window.conversations.telling.banner.words("orphan"))


def test_an_article_with_a_very_long_name_can_be_read(sit: Seat, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    name = "n" * 248 + ".txt"
    (folder / name).write_text("Some words about Munich.", encoding="utf-8")
    hands = sit("none-such", article=name)
    assert hands.controller.session is not None
    assert hands.controller.session.read_only


def test_odd_names(sit: Seat, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for raw in (
        b"\xff\xfe.txt",
        b"new\nline.txt",
        "e\u0301.txt".encode(),
        b"x.TXT",
        "🙂.md".encode(),
    ):
        fd = os.open(os.fsencode(folder) + b"/" + raw, os.O_CREAT | os.O_WRONLY)
        os.write(fd, b"Some words about Munich.")
        os.close(fd)
    hands = sit("none-such")
    assert len(names(hands)) == 5
    for name in names(hands):
        hands.window.open_article(name)
        hands.settled()
        assert hands.window.article_name == name, repr(name)
        tag_first(hands, 0, 4, entity_type(hands))
        hands.until(lambda: hands.window.status_line.saving_words == "saved", repr(name))
        hands.window.settings.write()


def test_a_read_only_sub_folder_is_said_before_the_first_tag(
    sit: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = copy_seeds(tmp_path / "articles" / "below", "munich-talks")
    monkeypatch.setattr(keeping, "is_writable", lambda folder: folder != below)
    hands = sit("canal", article="below/munich-talks-brief.txt")
    assert str(below) in hands.window.conversations.telling.banner.words("unwritable")


def test_a_colleagues_sheet_is_shown_as_it_is_now(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True)
    hands.window.show_sheet("annotator-b")
    before = len(session_of(hands).sheet)
    take_out(hands.sidecar(annotator="annotator-b"), '"kind":"zone"')
    hands.desk.library.rescan()
    hands.until(lambda: len(session_of(hands).sheet) == before - 1)
    assert hands.desk.current is not None
    assert hands.desk.current.annotator == "annotator-b"


def test_two_names_that_are_spelled_alike_are_told_of(sit: Seat) -> None:
    hands = sit("munich-talks", annotator="Jörg Müller")
    tag_first(hands, type=entity_type(hands))
    hands.saved(annotator="joerg-mueller")
    hands.close()
    other = Hands(hands.qtbot, hands.folder, annotator="Joerg Mueller")
    other.open()
    try:
        assert "begun by “Jörg Müller”" in other.window.conversations.telling.banner.words("notice")
    finally:
        other.close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
@pytest.mark.parametrize("whose", ["tess", "fif"])
def test_what_is_no_plain_file_beside_an_article_is_told_and_never_waited_for(
    kind: str, whose: str, sit: Seat, tmp_path: Path
) -> None:
    folder = copy_seeds(tmp_path / "articles", "munich-talks", "tokyo-hayashi")
    article = "munich-talks-brief.txt"
    odd = folder / f"{article}.{whose}.tags.json"
    put_odd(odd, kind)
    hands = sit("munich-talks", "tokyo-hayashi", article="tokyo-hayashi-stoltenberg.txt")
    choose_row(hands, article)
    banner = hands.window.conversations.banner
    if whose == "tess":
        reason = {"pipe": "a pipe", "folder": "is a folder", "link": "does not exist: gone.json"}[kind]
        hands.until(lambda: reason in banner.words("failure"), "the reason is told")
        row = hands.window.articles.model.rows.get(article)
        assert row is not None
        hands.until(lambda: reason in getattr(hands.window.articles.model.rows.get(article), "problem", ""))
        assert hands.controller.session is None
    else:
        assert hands.window.article_name == article
        tag_first(hands, *hands.find("Hayashi"))
        assert hands.saved().entities == [("PERSON", "Hayashi")]
    assert odd.is_symlink() or not odd.is_file()


@pytest.mark.parametrize("large", [False, True])
def test_an_article_that_cannot_be_opened_is_the_one_that_is_named(
    large: bool, sit: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich-talks", "tokyo-hayashi", article="tokyo-hayashi-stoltenberg.txt")
    article = "munich-talks-brief.txt"
    hands.sidecar(article).write_bytes(b"{")
    if large:
        monkeypatch.setattr(fetching, "_AT_ONCE", 1)
    hands.hover(hands.middle("Hayashi"))
    assert hands.hint
    choose_row(hands, article)
    banner = hands.window.conversations.banner
    hands.until(lambda: "broken JSON" in banner.words("failure"), "the reason is told")
    hands.settled()
    assert hands.window.windowTitle() == f"{article} — Annotator"
    assert hands.window.active_bar.words == article
    assert "tokyo" not in hands.hint
    assert hands.hint == ""
    assert hands.controller.session is None
    choose_row(hands, "tokyo-hayashi-stoltenberg.txt")
    hands.settled()
    assert hands.window.windowTitle() == "tokyo-hayashi-stoltenberg.txt — Annotator"
    assert hands.window.active_bar.words == "tokyo-hayashi-stoltenberg.txt"
    assert not banner.words("failure")


@pytest.mark.skipif(sys.platform != "linux", reason="file names need not be UTF-8 there only")
@pytest.mark.parametrize("large", [False, True])
def test_an_article_whose_file_name_is_no_text_is_opened_and_tagged(
    large: bool, sit: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich-talks", "tokyo-hayashi", article="tokyo-hayashi-stoltenberg.txt")
    if large:
        monkeypatch.setattr(fetching, "_AT_ONCE", 1)
    odd = os.fsdecode(b"b\xff.txt")
    (hands.folder / "munich-talks-brief.txt").rename(hands.folder / odd)
    hands.until(lambda: odd in names(hands), "it is listed")
    model = hands.window.articles.model
    row = model.rows.get(odd)
    assert row is not None
    hands.until(lambda: bool(getattr(model.rows.get(odd), "title", "")), "its title is read")
    assert "b\\udcff.txt" in model.index_of(odd).data(Qt.ItemDataRole.ToolTipRole)
    choose_row(hands, odd)
    hands.until(lambda: hands.window.article_name == odd and hands.controller.session is not None, "it opens")
    assert hands.window.windowTitle() == "b\\udcff.txt — Annotator"
    tag_first(hands, *hands.find("Hayashi"))
    assert hands.saved().entities == [("PERSON", "Hayashi")]
    assert hands.sidecar(odd).is_file()


def test_a_byte_order_mark_that_an_editor_added_moves_no_tag(sit: Seat) -> None:
    hands = sit("munich-talks")
    tag_first(hands, *hands.find("Hayashi"))
    hands.saved()
    article = hands.folder / hands.window.article_name
    article.write_bytes(codecs.BOM_UTF8 + article.read_bytes())
    banner = hands.window.conversations.banner
    hands.until(lambda: "changed on disk" in banner.words("changed"), "the change is told")
    button = next(b for b in banner.findChildren(QPushButton) if b.text() == "Open it anew")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hands.settled()
    assert not session_of(hands).read_only
    assert "every quote still stands" in banner.words("notice")
    tag_first(hands, *hands.find("Stoltenberg"))
    tags = hands.saved()
    assert sorted(quote for _, quote in tags.entities) == ["Hayashi", "Stoltenberg"]
    assert tags.header["article"]["encoding"] == "utf-8-sig"


def test_a_strange_encoding_in_a_sidecar_harms_nothing(sit: Seat, tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "articles", "munich-talks", sidecars=True)
    for path in folder.glob("*.tags.json"):
        path.write_text(path.read_text(encoding="utf-8").replace('"utf-8"', '"rot13"'), encoding="utf-8")
    hands = sit("munich-talks-brief.txt.")
    assert hands.controller.session is not None


def test_orphans_of_one_name_in_two_folders_are_told_apart(sit: Seat, tmp_path: Path) -> None:
    for below in ("a", "b"):
        folder = copy_seeds(tmp_path / "articles" / below, "munich-talks", sidecars=True)
        article = folder / "munich-talks-brief.txt"
        article.write_text(article.read_text(encoding="utf-8") + below, encoding="utf-8")
        for path in folder.glob("*.tags.json"):
            path.write_text(
                path.read_text(encoding="utf-8").replace(sha(SEEDS / article.name), sha(article)),
                encoding="utf-8",
            )
        article.rename(folder / f"now-{below}.txt")
    hands = sit("none-such")
    hands.window.open_article("b/munich-talks-brief.txt.annotator-a.tags.json")
    hands.until(lambda: "now called b/now-b.txt" in hands.window.conversations.telling.banner.words("orphan"))


@pytest.mark.skipif(os.name == "nt", reason="Windows ends programs in another way")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_told_to_end_keeps_what_is_half_typed(number: signal.Signals, sit: Seat) -> None:
    hands = sit("munich-talks")
    tag_first(hands, type=entity_type(hands))
    hands.saved()
    path = hands.sidecar()
    half_type(hands, "half a thought")
    before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    stopping = Stopping(hands.window.close, hands.window)
    try:
        os.kill(os.getpid(), number)
        hands.until(lambda: not hands.window.isVisible())
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        stopping.deleteLater()
        for n, handler in before.items():
            signal.signal(n, handler)
    assert notes_on_disk(path) == ["half a thought"]


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder of articles cannot be written; the superuser, who may run tests, would not notice otherwise."""
    write = saving.write

    def refuse(path: Path, *rest: object, **options: object) -> object:
        if path.parent == tmp_path / "articles":
            raise PermissionError(13, "Permission denied", str(path))
        return write(path, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "write", refuse)
    monkeypatch.setattr(Telling, "may_lose_tags", lambda telling: telling._desk.abandon() or True)


@pytest.mark.usefixtures("unwritable")
def test_tags_that_could_not_be_saved_go_where_tags_are_kept_from_then_on(
    sit: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich-talks")
    tag_first(hands, type=entity_type(hands))
    banner = hands.window.conversations.telling.banner
    hands.until(lambda: bool(banner.words("unsaved")))
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    banner.action_requested.emit("unwritable", "elsewhere")
    hands.settled()
    assert len(session_of(hands).sheet) == 1
    assert [len(Tags(path).entities) for path in other.rglob("*.tags.json")] == [1]
    tag_first(hands, 10, 15, entity_type(hands))
    hands.until(lambda: hands.window.status_line.saving_words == "saved")
    assert [len(Tags(path).entities) for path in other.rglob("*.tags.json")] == [2]


@pytest.mark.usefixtures("unwritable")
def test_a_copy_may_take_the_place_of_a_file_that_was_chosen(
    sit: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit("munich-talks")
    tag_first(hands, type=entity_type(hands))
    banner = hands.window.conversations.telling.banner
    hands.until(lambda: bool(banner.words("unsaved")))
    chosen = tmp_path / "copy.tags.json"
    chosen.write_text("an older copy", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    banner.action_requested.emit("unsaved", "copy")
    assert len(Tags(chosen).entities) == 1


def test_a_double_click_keeps_a_note_that_was_half_typed(sit: Seat) -> None:
    hands = sit("munich-talks")
    tag_first(hands, type=entity_type(hands))
    hands.settled()
    half_type(hands, "half a thought")
    word = next(w for w in hands.text[40:].split() if w.isalpha() and len(w) > 5)
    hands.double(word)
    hands.saved()
    assert notes_on_disk(hands.sidecar()) == ["half a thought"]


def test_undo_from_the_tool_bar_keeps_a_note_that_is_half_typed(sit: Seat) -> None:
    hands = sit("munich-talks")
    id = tag_first(hands, type=entity_type(hands))
    hands.controller.toggle_unsure(id)
    hands.settled()
    half_type(hands, "half a thought")
    hands.window.menus["undo"].trigger()
    hands.settled()
    hands.close()
    assert notes_on_disk(hands.sidecar(article="munich-talks-brief.txt")) == ["half a thought"]


def test_a_read_only_sheet_never_waits_for_another_type(sit: Seat) -> None:
    hands = sit("munich-talks", sidecars=True)
    hands.window.show_sheet("annotator-b")
    first = next(iter(session_of(hands).index.mentions_in(0, len(hands.text))))
    hands.controller.begin_retyping(first.id)
    assert not hands.controller.state.retyping


def test_an_article_in_a_folder_that_was_empty_at_first_appears_by_itself(sit: Seat) -> None:
    hands = sit("munich-talks")
    below = hands.folder / "below"
    below.mkdir()
    hands.until(lambda: str(below) in hands.desk.library._watcher.directories())
    (below / "new.txt").write_text("Some words.", encoding="utf-8")
    hands.until(lambda: "below/new.txt" in names(hands))


def test_an_article_that_comes_back_is_told_of(sit: Seat) -> None:
    hands = sit("munich-talks")
    banner = hands.window.conversations.telling.banner
    article = hands.folder / hands.window.article_name
    text = article.read_bytes()
    article.unlink()
    hands.until(lambda: "gone" in banner.words("changed"))
    article.write_bytes(text)
    hands.until(lambda: "there again" in banner.words("changed"))


def test_the_text_stays_where_it_is_when_saving_is_told_of_for_the_first_time(sit: Seat) -> None:
    hands = sit("munich-talks")
    view, line = hands.window.view, hands.window.status_line
    before = view.geometry(), line.height()
    assert line.saving_words == ""
    tag_first(hands, type=entity_type(hands))
    hands.until(lambda: line.saving_words == "saved")
    assert (view.geometry(), line.height()) == before
