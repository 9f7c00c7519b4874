"""Folders and sheets in the real window: what is listed, what appears by itself, whose tags show, what stays untouched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.sidecars import saving
from annotator.tagsets.reading import read_tagset
from annotator.ui.panels.article_model import ROW_ROLE
from tests.driver import PATIENCE_MS, SEEDS, Hands, Tags, copy_seeds, rows_of
from tests.ui.window.conftest import Seat

MUNICH = "munich-hayashi-stoltenberg.txt"
TOKYO = "tokyo-hayashi-stoltenberg.txt"
EMOJI = "sister-cities-emoji.txt"


def listed(hands: Hands) -> list[str]:
    """The file names in the list, as it is filtered and sorted."""
    return [row.key for row in rows_of(hands.window.articles.model, ROW_ROLE)]


def row_of(hands: Hands, name: str) -> object:
    """The row of an article."""
    return next(row for row in rows_of(hands.window.articles.model, ROW_ROLE) if row.key == name)


def state_of(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Times, sizes and bytes of all files below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.stat()
        data = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = (status.st_mtime_ns, status.st_size, data)
    return found


# -- whose tags show ---------------------------------------------------------------------------------------------


def test_a_newcomer_sees_a_colleagues_tags_and_the_first_tag_begins_an_own_sheet(sit: Seat) -> None:
    hands = sit(sidecars=True, article=MUNICH)
    before = state_of(hands.folder)
    banner = hands.window.conversations.banner
    assert "Your own begin with your first tag" in banner.words("sheet")
    assert hands.window.sheets.currentText() == "annotator-a"
    hands.press("Tab")
    assert hands.selected_quote()
    hands.press("Del")
    assert "only be changed by" in hands.hint
    hands.press("Escape")
    hands.double("deep", "with deep concern")
    hands.press("S")
    tags = hands.saved()
    assert tags.entities == [("span", "deep")]
    assert tags.of("event") == []
    assert hands.window.sheets.currentText() == "tess (you)"
    assert not banner.words("sheet")
    after = state_of(hands.folder)
    assert {name: after[name] for name in before} == before
    hands.press("Ctrl+2")
    assert hands.window.sheets.currentText() == "annotator-a"
    hands.press("Ctrl+1")
    hands.press("Ctrl+Z")
    assert hands.window.sheets.currentText() == "tess (you)"


def test_an_event_can_be_the_first_own_tag(sit: Seat) -> None:
    hands = sit(sidecars=True, article=MUNICH)
    hands.double("met" if " met " in hands.text else "Meeting")
    hands.press("Shift+C")
    hands.double("Hayashi", "Hayashi and Stoltenberg rejected")
    hands.press("P")
    assert hands.saved().events == [("CONSULT", "Meeting", [("actor", "Hayashi")])]


# -- the list ----------------------------------------------------------------------------------------------------


def test_filter_sort_next_previous_and_next_not_done(sit: Seat) -> None:
    hands = sit(sidecars=True, annotator="Annotator A")
    names = sorted(path.name for path in SEEDS.glob("*.txt"))
    assert listed(hands) == names
    hands.press("Ctrl+Shift+F")
    hands.type("tokyo and nato")
    hands.until(lambda: MUNICH not in listed(hands), "the list is filtered by titles")
    assert TOKYO in listed(hands)
    hands.press("Ctrl+A")
    hands.press("Backspace")
    hands.press("Ctrl+T")
    assert hands.view.hasFocus()
    assert hands.window.article_name == names[0]
    hands.press("Ctrl+PgUp")
    assert hands.window.article_name == names[0]
    assert "no further article" in hands.hint
    hands.press("Ctrl+PgDown")
    assert hands.window.article_name == names[1]
    hands.press("Ctrl+PgUp")
    assert hands.window.article_name == names[0]
    status = {p.name: Tags(p).header["status"] for p in hands.folder.glob("*annotator-a*")}
    todo = [name for name in names[1:] if status[f"{name}.annotator-a.tags.json"] != "done"]
    hands.until(lambda: all(getattr(row_of(hands, n), "title", "") for n in names), "the list knows all rows")
    hands.press("Ctrl+Shift+PgDown")
    assert hands.window.article_name == todo[0]


def test_done_and_next(sit: Seat) -> None:
    hands = sit("munich", "tokyo")
    first = hands.window.article_name
    hands.press("Ctrl+D")
    assert hands.saved().header["status"] == "done"
    hands.press("Ctrl+Z")
    assert hands.saved().header["status"] != "done"
    hands.press("Ctrl+Return")
    hands.settled()
    assert hands.window.article_name != first
    assert Tags(hands.sidecar(first)).header["status"] == "done"


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_done_and_next_is_listed_at_once(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = sit("munich-talks", "tokyo-hayashi", article="munich-talks-brief.txt")
    monkeypatch.setattr(hands.desk.library, "rescan", lambda: None)
    hands.double("Hayashi")
    hands.press("G")
    hands.press("Ctrl+Return")
    assert getattr(row_of(hands, "munich-talks-brief.txt"), "status", "") == "done"
    assert hands.window.article_name == TOKYO


def test_the_list_follows_a_sidecar_that_is_a_link(sit: Seat, tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "articles", "munich-talks", "tokyo-hayashi")
    kept = tmp_path / "kept" / "munich.json"
    kept.parent.mkdir()
    hands = sit("munich-talks", "tokyo-hayashi", article="munich-talks-brief.txt")
    hands.double("Hayashi")
    hands.press("G")
    hands.saved()
    hands.window.open_article(TOKYO)
    hands.settled()
    link = folder / "munich-talks-brief.txt.tess.tags.json"
    link.rename(kept)
    link.symlink_to(kept)
    hands.window.open_article("munich-talks-brief.txt")
    hands.settled()
    for word in ("Munich", "Jens"):
        hands.double(word)
        hands.press("G")
        hands.saved()
        with hands.qtbot.waitSignal(hands.desk.library.looked, timeout=PATIENCE_MS):
            pass
    hands.press("Ctrl+Return")
    hands.settled()
    assert hands.window.article_name == TOKYO
    assert Tags(kept).header["status"] == "done"
    assert link.is_symlink()
    hands.until(
        lambda: getattr(row_of(hands, "munich-talks-brief.txt"), "status", "") == "done", "it is listed"
    )


def test_new_renamed_and_vanished_files_appear_by_themselves(sit: Seat) -> None:
    hands = sit("munich-hayashi", "tokyo", article=MUNICH)
    (hands.folder / "new.md").write_text("A new article\n", encoding="utf-8")
    hands.until(lambda: "new.md" in listed(hands), "a new file is listed")
    (hands.folder / TOKYO).unlink()
    hands.until(lambda: TOKYO not in listed(hands), "a vanished file is no longer listed")
    hands.double("Ukraine")
    hands.press("G")
    hands.saved()
    (hands.folder / MUNICH).rename(hands.folder / "renamed.txt")
    hands.sidecar(MUNICH).rename(hands.sidecar("renamed.txt"))
    hands.until(lambda: hands.window.article_name == "renamed.txt", "the open article follows its file")
    assert hands.view.text_length
    hands.double("Munich")
    hands.press("G")
    assert len(hands.saved().entities) == 2


def test_a_thousand_articles_are_looked_at_and_nothing_changes(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    names = []
    for number in range(1000):
        source = ("munich-talks-brief.txt", EMOJI)[number % 2]
        names.append(f"a{number:04}.txt")
        shutil.copy(SEEDS / source, folder / names[-1])
        if number % 3 == 0:
            for annotator in ("annotator-a", "annotator-b"):
                shutil.copy(
                    SEEDS / f"{source}.{annotator}.tags.json", folder / f"{names[-1]}.{annotator}.tags.json"
                )
    before = state_of(folder)
    hands = Hands(qtbot, folder, annotator="Annotator A", size=(900, 600))
    try:
        hands.open(names[0])
        for name in names[1:]:
            QTest.keyClick(hands.view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
            assert hands.window.article_name == name
    finally:
        hands.close()
    assert state_of(folder) == before


# -- files that are not what they should be ----------------------------------------------------------------------


def test_a_bad_tagset_in_the_folder_is_told_with_file_and_line(qtbot: QtBot, tmp_path: Path) -> None:
    folder = copy_seeds(tmp_path / "articles", MUNICH)
    (folder / "tagset.toml").write_text('id = "mine"\nversion = "1"\n[entity.PER]\ncolour = 12\n')

    def tagset_of(place: Path):  # type: ignore[no-untyped-def]
        return read_tagset(place / "tagset.toml")

    hands = Hands(qtbot, folder, tagset_of=tagset_of)
    try:
        hands.open(MUNICH)
        words = hands.window.conversations.banner.words("folder")
        assert "tagset.toml:4" in words
        hands.double("Ukraine")
        hands.press("G")
        assert hands.saved().entities == [("GPE", "Ukraine")]
    finally:
        hands.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data[: len(data) // 2], "tess.tags.json"),
        (lambda data: data.replace(b'"version":1', b'"version":99'), "newer"),
        (lambda data: data.replace(b'"annotator":"tess"', b'"annotator":"somebody"'), "somebody"),
    ],
    ids=["corrupt", "newer", "foreign"],
)
def test_a_sidecar_that_is_not_ours_to_write_is_reported_and_left_alone(
    sit: Seat, change: Callable[[bytes], bytes], told: str
) -> None:
    hands = sit("munich", article="munich-talks-brief.txt")
    hands.double("Tokyo")
    hands.press("G")
    hands.saved()
    path = hands.sidecar()
    hands.press("Ctrl+PgUp")
    hands.settled()
    path.write_bytes(change(path.read_bytes()))
    before = state_of(hands.folder)
    hands.press("Ctrl+PgDown")
    hands.settled()
    banner = hands.window.conversations.banner
    shown = banner.keys()
    words = " ".join(banner.words(key) for key in shown)
    assert told in words
    hands.view.setFocus()
    hands.press("Ctrl+A")
    hands.press("G")
    hands.press("Ctrl+D")
    hands.press("Ctrl+PgUp")
    hands.settled()
    assert state_of(hands.folder) == before


def test_a_folder_that_cannot_be_written_is_told_before_the_first_tag(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.ui import keeping

    monkeypatch.setattr(keeping, "is_writable", lambda _: False)
    folder = copy_seeds(tmp_path / "articles", MUNICH, TOKYO)
    hands = Hands(qtbot, folder)
    try:
        hands.open(MUNICH)
        banner = hands.window.conversations.banner
        assert "cannot be written" in banner.words("unwritable")
        hands.press("Ctrl+PgDown")
        assert hands.window.article_name == TOKYO
        assert "cannot be written" in banner.words("unwritable")
    finally:
        hands.close()


def test_not_saved_is_said_and_mended(sit: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = sit(article=MUNICH)
    real = saving.write

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(saving, "write", refuse)
    hands.double("Ukraine")
    hands.press("G")
    line, banner = hands.window.status_line, hands.window.conversations.banner
    hands.until(lambda: line.saving_words == "not saved", "not saved is said")
    assert "no permission to write" in banner.words("unsaved")
    assert not hands.sidecar().exists()
    hands.press("Ctrl+PgDown")
    assert hands.window.article_name == MUNICH
    monkeypatch.setattr(saving, "write", real)
    hands.double("Munich")
    hands.press("G")
    assert hands.saved().entities == [("GPE", "Ukraine"), ("GPE", "Munich")]
    hands.until(lambda: not banner.words("unsaved"), "the banner goes")


def test_crlf_emoji_and_right_to_left_text_are_tagged_rightly(sit: Seat) -> None:
    hands = sit(article=EMOJI)
    hands.drag("نور الحداد", "the poet نور الحداد")
    hands.press("P")
    hands.press("Escape")
    hands.drag("Zu\u0308rich 🇨🇭", "of Zu\u0308rich 🇨🇭")
    hands.press("G")
    hands.press("Escape")
    hands.double("coffee", "cups of coffee")
    hands.press("S")
    text = (hands.folder / EMOJI).read_bytes().decode("utf-8")
    records = hands.saved().of("entity")
    for record in records:
        (fragment,) = record["span"]
        assert text[fragment["start"] : fragment["end"]] == fragment["quote"]
    quotes = {record["span"][0]["quote"] for record in records}
    assert quotes == {"نور الحداد", "Zu\u0308rich 🇨🇭", "coffee"}
    assert "\r\n" in text


# -- the window --------------------------------------------------------------------------------------------------


def drop(hands: Hands, place: Path) -> None:
    """Drops a file or folder onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(place))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    middle = QPointF(hands.window.rect().center())
    enter = QDragEnterEvent(middle.toPoint(), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hands.window, enter)
    assert enter.isAccepted()
    dropped = QDropEvent(middle, actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hands.window, dropped)


def test_a_folder_is_dropped_onto_the_window(sit: Seat, tmp_path: Path) -> None:
    hands = sit("munich-hayashi")
    other = copy_seeds(tmp_path / "other", "tokyo")
    drop(hands, other)
    hands.until(lambda: hands.window.article_name == TOKYO, "the dropped folder is open")
    assert hands.settings.recent[:2] == [other, hands.folder]


@pytest.mark.parametrize("name", ["report.pdf", "gone.txt.tess.tags.json"])
def test_what_is_no_article_is_told_when_it_is_dropped_and_leaves_all_as_it_was(sit: Seat, name: str) -> None:
    hands = sit("munich-talks", "tokyo-hayashi", article=TOKYO)
    recent = hands.settings.recent
    path = hands.folder.parent / name
    path.write_bytes(b"%PDF-1.7")
    drop(hands, path)
    told = hands.window.conversations.banner.words("folder")
    assert ("only .txt and .md" in told) or ("its article gone.txt is not here" in told)
    hands.settled()
    assert hands.window.article_name == TOKYO
    assert hands.settings.recent == recent


def test_a_sidecar_that_is_dropped_opens_its_article(sit: Seat) -> None:
    hands = sit("munich-talks", "tokyo-hayashi", sidecars=True, article=TOKYO)
    drop(hands, hands.sidecar("munich-talks-brief.txt", "annotator-a"))
    hands.until(lambda: hands.window.article_name == "munich-talks-brief.txt", "its article opens")
    assert listed(hands) == ["munich-talks-brief.txt"]


def test_zoom_and_theme_change_live_and_are_remembered(sit: Seat, qtbot: QtBot) -> None:
    hands = sit(article=MUNICH)
    start, end = hands.find("Stoltenberg")
    width = hands.view.rect_of(start, end).width()
    centre = QPointF(hands.port.rect().center())
    wheel = QWheelEvent(
        centre,
        QPointF(hands.port.mapToGlobal(centre.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hands.port, wheel)
    assert hands.view.rect_of(start, end).width() > width
    hands.press("Ctrl+0")
    assert hands.view.rect_of(start, end).width() == width
    hands.press("Ctrl++", 3)
    zoom = hands.view.zoom
    assert zoom > 100
    light = hands.window.grab().toImage().pixelColor(hands.window.width() // 2, 300).lightness()
    hands.window.menus["theme-dark"].trigger()
    QApplication.processEvents()
    dark = hands.window.grab().toImage().pixelColor(hands.window.width() // 2, 300).lightness()
    assert light > 200 > 60 > dark
    hands.double("Ukraine")
    hands.press("G")
    hands.saved()
    hands.window.resize(777, 666)
    hands.close()
    again = Hands(qtbot, hands.folder)
    try:
        again.window.docks.restore(again.window.settings)
        again.open()
        assert (again.window.width(), again.window.height()) == (777, 666)
        assert again.view.zoom == zoom
        assert again.window.article_name == MUNICH
        assert again.settings.theme == "dark"
        assert Tags(again.sidecar()).entities == [("GPE", "Ukraine")]
    finally:
        again.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_narrow_windows_and_long_words(
    qtbot: QtBot, tmp_path: Path, theme: str, shot: Callable[[QWidget, str], None]
) -> None:
    folder = copy_seeds(tmp_path / "articles", sidecars=True)
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
    (folder / "lang.txt").write_text(f"Die {long} tagt\n\n" + f"Rindfleischetikettierung und {long}. " * 12)
    hands = Hands(qtbot, folder, annotator="Annotator A", size=(700, 600))
    try:
        hands.appearance.choose("dark" if theme == "dark" else "light")
        hands.open(MUNICH)
        hands.click("accuses")
        hands.press("E")
        shot(hands.window, f"narrow-{theme}")
        hands.press("Escape")
        hands.window.open_article("lang.txt")
        hands.settled()
        hands.double(long)
        shot(hands.window, f"long-{theme}")
        hands.press("Shift+C")
        shot(hands.window, f"long-active-{theme}")
        hands.saved(annotator="annotator-a")
        assert hands.window.width() == 700
    finally:
        hands.close()
