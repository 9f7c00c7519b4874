"""Hands on the real window: real mouse and key events at the places of words, counted as a person counts actions.

Tests say *what* is clicked (a quote of the article, a label above it, a button); where that is on the screen is asked
of the window. Nothing here calls the controller: what happens, happens because of an event that Qt delivered.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.tagsets import shipped
from annotator.tagsets.model import Tagset
from annotator.ui.background import Background
from annotator.ui.checking import Checking
from annotator.ui.controller import Controller
from annotator.ui.desk import Desk
from annotator.ui.opening import annotator_of
from annotator.ui.settings import Settings, settings_file
from annotator.ui.style import Appearance, Choice
from annotator.ui.text.view import ArticleView
from annotator.ui.window import Window

Fields: TypeAlias = dict[str, Any]

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
"""The articles that come with the program."""

PATIENCE_MS = 20_000
"""Milliseconds after which something that was waited for is not coming."""

_BOTH: tuple[Choice, ...] = ("dark", "light")
_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def copy_seeds(folder: Path, *names: str, sidecars: bool = False) -> Path:
    """Puts seed articles (all, or those whose names begin so) into ``folder``, with their sidecars on request."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(SEEDS.iterdir()):
        wanted = not names or any(source.name.startswith(name) for name in names)
        if wanted and (source.suffix == ".txt" or (sidecars and source.name.endswith(".tags.json"))):
            shutil.copy(source, folder / source.name)
    return folder


class Tags:
    """A sidecar as it lies on disk, read with nothing but ``json``: what it holds in words."""

    def __init__(self, path: Path) -> None:
        self.header: Fields = json.loads(path.read_text(encoding="utf-8"))
        self.records: list[Fields] = self.header.pop("records")
        self._by_id = {record["id"]: record for record in self.records}

    def of(self, kind: str) -> list[Fields]:
        """The records of a kind, in the order of the file."""
        return [record for record in self.records if record["kind"] == kind]

    @property
    def entities(self) -> list[tuple[str, str]]:
        """(type, quote) of every entity mention."""
        return [(record["type"], self.quote(record)) for record in self.of("entity")]

    @property
    def events(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """(type, trigger, sorted (role, quote of the filler)) of every event mention."""
        return [
            (
                record["type"],
                self.quote(record),
                sorted((a["role"], self.quote(self._by_id[a["filler"]])) for a in record["arguments"]),
            )
            for record in self.of("event")
        ]

    @staticmethod
    def quote(record: Fields) -> str:
        """The quotes of a record's fragments, joined with an ellipsis."""
        return " … ".join(fragment["quote"] for fragment in record["span"])


class Hands:
    """A person at the window. ``actions`` counts clicks, multiple clicks, drags and key chords."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        *,
        annotator: str = "tess",
        tagset: Tagset | None = None,
        size: tuple[int, int] = (1400, 900),
        tagset_of: Callable[[Path], Tagset | None] | None = None,
    ) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.actions = 0
        self.settings = Settings(settings_file())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.controller = Controller()
        self.background = Background(self.controller)
        self.desk = Desk(self.controller, self.background, annotator_of(annotator), tagset or shipped.load())
        self.checking = Checking(self.controller)
        self.appearance = _dressed(app)
        self.window = Window(self.controller, self.desk, self.checking, self.appearance, self.settings)
        self.controller.setParent(self.window)
        self.window.resize(*size)
        self._tagset_of = tagset_of
        self._closed = False

    def open(self, article: str | None = None) -> None:
        """Opens the folder, on ``article``, and shows the window."""
        self.window.open_place(self.folder, self._tagset_of, article=article)
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.settled()
        self.qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE_MS)
        self.view.setFocus()

    def close(self) -> None:
        """Closes the window, once."""
        if not self._closed:
            self._closed = True
            if not self.desk.close_article():
                self.desk.abandon()  # or the window would ask, and nobody would answer
            self.window.close()
            self.background.close()
            app = self.appearance.parent()
            assert isinstance(app, QApplication)
            # First the widgets go: Qt does not bear the loss of a style sheet that they have worn.
            self.window.deleteLater()
            QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
            app.setStyleSheet("")
            app.setPalette(app.style().standardPalette())

    # -- waiting -----------------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Waits until something holds; fails with ``what`` where it never does."""
        try:
            self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)
        except Exception as error:
            raise AssertionError(f"never happened: {what or condition}") from error

    def settled(self) -> None:
        """Waits until nothing is being read or checked."""
        self.until(lambda: self.window.is_settled and self.background.is_idle, "settling")

    def saved(self, article: str | None = None, annotator: str = "tess") -> Tags:
        """Waits until everything is on disk, and gives what lies there for an article (by default the open one)."""
        if article in (None, self.window.article_name):
            words = self.window.status_line
            self.until(lambda: words.saving_words == "saved", "saved")
        return Tags(self.sidecar(article, annotator))

    def sidecar(self, article: str | None = None, annotator: str = "tess") -> Path:
        """Where somebody's tags of an article are kept."""
        return self.folder / f"{article or self.window.article_name}.{annotator}.tags.json"

    # -- places ------------------------------------------------------------------------------------------------

    @property
    def view(self) -> ArticleView:
        """The text."""
        return self.window.view

    @property
    def port(self) -> QWidget:
        """What shows of the text."""
        return self.view.viewport()

    @property
    def text(self) -> str:
        """The open article."""
        session = self.controller.session
        assert session is not None, "no article is open"
        return session.article.text

    @property
    def hint(self) -> str:
        """What the status bar says."""
        return self.window.status_line.words

    def find(self, quote: str, within: str = "") -> tuple[int, int]:
        """Where a quote stands: first in ``within``, a longer quote that is unique, or in the article."""
        base = self.text.index(within) if within else 0
        start = self.text.index(quote, base)
        return start, start + len(quote)

    def show(self, start: int, end: int) -> None:
        """Turns the wheel until a stretch shows: no action, since a reader has scrolled there already."""
        for _ in range(400):
            rect = self.view.rect_of(start, end)
            if rect.top() > 60 and rect.bottom() < self.port.height() - 20:
                return
            bar = self.view.verticalScrollBar()
            down = rect.top() > 60
            if bar.value() == (bar.maximum() if down else 0):
                return
            centre = QPointF(self.port.rect().center())
            wheel = QWheelEvent(
                centre,
                QPointF(self.port.mapToGlobal(centre.toPoint())),
                QPoint(),
                QPoint(0, -60 if down else 60),
                Qt.MouseButton.NoButton,
                _NONE,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(self.port, wheel)
            QApplication.processEvents()
        raise AssertionError("the wheel does not bring the place into sight")

    def point(self, start: int, end: int | None = None) -> QPoint:
        """The middle of a stretch's first character (or of the whole stretch), in the viewport."""
        self.show(start, end if end is not None else start + 1)
        rect = self.view.rect_of(start, end if end is not None else start + 1)
        return rect.center()

    def middle(self, quote: str, within: str = "", *, ctrl: bool = False) -> QPoint:
        """A point on a quote's middle character, and nothing that covers it."""
        start, end = self.find(quote, within)
        at = (start + end - 1) // 2
        point = self.point(at, at + 1)
        self._bare(point, ctrl=ctrl)
        return point

    def _bare(self, point: QPoint, *, ctrl: bool = False) -> None:
        assert self.port.rect().contains(point), f"{point} is out of sight"
        over = self.port.childAt(point)
        if over is not None and ctrl:  # it goes out of the way of a pointer that comes with Ctrl
            drag_move(over, over.mapFrom(self.port, point), _CTRL, Qt.MouseButton.NoButton)
            over = self.port.childAt(point)
        assert over is None, f"{over} covers the text at {point}"

    def label(self, quote: str, within: str = "") -> QPoint:
        """A point on the label above a mention that starts with a quote."""
        start, end = self.find(quote, within)
        self.show(start, end)
        rect = self.view.rect_of(start, end)
        for y in range(rect.top() - 2, max(rect.top() - 120, 0), -2):
            for x in range(rect.left() + 4, rect.left() + 40, 4):
                hit = self.view.hit_at(QPointF(x, y))
                if hit.label is not None and self._starts(hit.label, start):
                    return QPoint(x, y)
        raise AssertionError(f"no label above {quote!r}")

    def _starts(self, id: str, start: int) -> bool:
        session = self.controller.session
        mention = session.index.mention(id) if session is not None else None
        return mention is not None and mention.span[0].start == start

    def handle(self, edge: str) -> QPoint:
        """A point on a handle of the selected mention: ``start`` or ``end``."""
        session, selected = self.controller.session, self.controller.state.selected
        mention = session.index.mention(selected) if session is not None and selected else None
        assert mention is not None, "no mention is selected"
        fragment = mention.span[0] if edge == "start" else mention.span[-1]
        rect = self.view.rect_of(fragment.start, fragment.end)
        x = rect.left() if edge == "start" else rect.right()
        for dx in (0, -1, 1, -2, 2, -3, 3, -4, 4):
            for y in range(rect.bottom(), rect.bottom() + 8):
                hit = self.view.hit_at(QPointF(x + dx, y))
                if hit.handle is not None and hit.handle[2] == edge:
                    return QPoint(x + dx, y)
        raise AssertionError(f"no handle at the {edge} of the selected mention")

    # -- the mouse ---------------------------------------------------------------------------------------------

    def click(self, quote: str, within: str = "", *, ctrl: bool = False, shift: bool = False) -> None:
        """Clicks the middle of a quote."""
        self.click_at(self.middle(quote, within, ctrl=ctrl), ctrl=ctrl, shift=shift)

    def click_at(self, point: QPoint, *, ctrl: bool = False, shift: bool = False) -> None:
        """Clicks a point of the text."""
        self.actions += 1
        modifiers = (_CTRL if ctrl else _NONE) | (_SHIFT if shift else _NONE)
        self._move(point)
        QTest.mouseClick(self.port, _LEFT, modifiers, point)
        QApplication.processEvents()

    def double(self, quote: str, within: str = "", *, ctrl: bool = False) -> None:
        """Double-clicks the middle of a quote: a press and release, a second press and release, as Qt has it."""
        self.actions += 1
        self._multiple(self.middle(quote, within, ctrl=ctrl), 2, _CTRL if ctrl else _NONE)

    def triple(self, quote: str, within: str = "") -> None:
        """Triple-clicks the middle of a quote."""
        self.actions += 1
        self._multiple(self.middle(quote, within), 3, _NONE)

    def _multiple(self, point: QPoint, count: int, modifiers: Qt.KeyboardModifier) -> None:
        self._move(point)
        QTest.mouseClick(self.port, _LEFT, modifiers, point)
        QTest.mouseDClick(self.port, _LEFT, modifiers, point)
        if count == 3:
            QTest.mousePress(self.port, _LEFT, modifiers, point)
        QTest.mouseRelease(self.port, _LEFT, modifiers, point)
        QApplication.processEvents()

    def drag(self, quote: str, within: str = "", *, ctrl: bool = False, backward: bool = False) -> None:
        """Drags over a quote, from the middle of its first character to that of its last."""
        start, end = self.find(quote, within)
        self.show(start, end)
        first, last = self.view.rect_of(start, start + 1), self.view.rect_of(end - 1, end)
        points = [
            QPoint(first.left() + first.width() // 4, first.center().y()),
            QPoint(last.right() - last.width() // 4, last.center().y()),
        ]
        for point in points:
            self._bare(point, ctrl=ctrl)
        if backward:
            points.reverse()
        self.drag_between(*points, ctrl=ctrl)

    def drag_between(self, first: QPoint, last: QPoint, *, ctrl: bool = False) -> None:
        """Presses at one point, moves, and releases at another."""
        self.actions += 1
        modifiers = _CTRL if ctrl else _NONE
        self._move(first)
        QTest.mousePress(self.port, _LEFT, modifiers, first)
        with _held(self.port, _LEFT, modifiers):
            for share in (0.1, 0.5, 0.9, 1.0):
                way = QPointF(last - first) * share
                drag_move(self.port, first + way.toPoint(), modifiers)
        QTest.mouseRelease(self.port, _LEFT, modifiers, last)
        QApplication.processEvents()

    def hover(self, point: QPoint) -> None:
        """Moves the pointer there: no action."""
        self._move(point)
        QApplication.processEvents()

    def _move(self, point: QPoint) -> None:
        drag_move(self.port, point, _NONE, Qt.MouseButton.NoButton)

    # -- the keyboard ------------------------------------------------------------------------------------------

    def press(self, chord: str, times: int = 1) -> None:
        """Presses a key chord such as ``P``, ``Shift+C`` or ``Ctrl+Z``; a letter alone is pressed without Shift."""
        combination = QKeySequence(chord)[0]  # type: ignore[index]  # not in the stubs
        key, modifiers = combination.key(), combination.keyboardModifiers()
        for _ in range(times):
            self.actions += 1
            target = QApplication.activePopupWidget() or QApplication.activeWindow()
            assert target is not None, "no window has the keyboard"
            focus = _focus_of(target)
            QTest.keyClick(focus, key, modifiers)
            QApplication.processEvents()

    def type(self, words: str) -> None:
        """Types words into whatever has the keyboard."""
        target = QApplication.activePopupWidget() or QApplication.activeWindow()
        assert target is not None, "no window has the keyboard"
        focus = target.focusWidget()
        assert isinstance(focus, QLineEdit), f"{focus} takes no words"
        self.actions += len(words)
        for letter in words:  # QTest's own keyClicks knows ASCII only
            if letter.isascii():
                QTest.keyClick(focus, letter)  # type: ignore[call-overload]  # not in the stubs
            else:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(focus, QKeyEvent(kind, 0, _NONE, letter))
            QApplication.processEvents()

    @contextmanager
    def at_most(self, actions: int) -> Iterator[None]:
        """Fails where what happens inside takes more actions."""
        before = self.actions
        yield
        taken = self.actions - before
        assert taken <= actions, f"it took {taken} actions"

    # -- looking -----------------------------------------------------------------------------------------------

    def selected_text(self) -> list[str]:
        """The selected stretches, as the article has them."""
        return [self.text[start:end] for start, end in self.controller.state.selection]

    def selected_quote(self) -> str:
        """The quote of the selected mention, or nothing."""
        session, selected = self.controller.session, self.controller.state.selected
        mention = session.index.mention(selected) if session is not None and selected else None
        return "" if mention is None else " … ".join(fragment.quote for fragment in mention.span)

    def rect(self, widget: QWidget) -> QRect:
        """Where a widget is, in the window."""
        return QRect(widget.mapTo(self.window, QPoint()), widget.size())


def _dressed(app: QApplication) -> Appearance:
    """The application in its light clothes. They are made once: Qt does not bear a new style again and again."""
    appearance = app.findChild(Appearance)
    if not isinstance(appearance, Appearance):
        return Appearance(app, "light")
    for theme in _BOTH:  # the test before has undressed it
        appearance.choose(theme)
    return appearance


def _focus_of(window: QWidget) -> QWidget:
    """What has the keyboard in a window: the window itself where nothing in it has."""
    inner: QWidget | None = window.focusWidget()
    return window if inner is None else inner


def drag_move(
    widget: QWidget,
    point: QPoint,
    modifiers: Qt.KeyboardModifier = _NONE,
    buttons: Qt.MouseButton = _LEFT,
) -> None:
    """Moves the pointer over a widget with ``buttons`` down."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        buttons,
        modifiers,
    )
    QApplication.sendEvent(widget, event)


@contextmanager
def _held(widget: QWidget, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Iterator[None]:
    """Whatever fails meanwhile, the button does not stay down for the next test."""
    try:
        yield
    except BaseException:
        QTest.mouseRelease(widget, button, modifiers)
        raise


def rows_of(model: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Sequence[Any]:
    """What a flat model says in its first column."""
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]
