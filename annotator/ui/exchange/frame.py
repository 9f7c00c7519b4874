"""What the dialogs of export and import have in common: choices, then progress that can be broken off, then a summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QFontDatabase, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.ui import icons
from annotator.ui.background import Background
from annotator.ui.choosers.banner import Banners, Level
from annotator.ui.colours import theme_of
from annotator.ui.exchange.jobs import Job, Preview, Tally
from annotator.ui.exchange.report import ReportView, Section, plain
from annotator.ui.style import GAP, ROOM, SPACE, danger, line, strong

_NARROW = 720
"""Pixels of width below which the preview stands under the choices."""

_BAR = 560
"""Pixels of width that the bar of progress has at most."""

_CHOICES = 380
"""Pixels of width that the choices have at first."""


class ExchangeDialog(QDialog):
    """Three pages: what is wanted, beside a preview; how far it is; what it came to."""

    done_with = Signal(object)
    """What the work gave, once it has ended well."""

    def __init__(self, title: str, verb: str, background: Background, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._background = background
        self.job: Job | None = None
        self.preview = Preview(background, self)
        self.banner = Banners(self)
        self.told = _Told(self)
        self.go = QPushButton(verb, self)
        self.go.setDefault(True)
        self.go.clicked.connect(self.start)
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.stop = QPushButton("Cancel", self)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.break_off)
        self.close_button = QPushButton("Close", self)
        self.close_button.clicked.connect(self.reject)
        self.copy = QPushButton("Copy", self)
        self.copy.setToolTip("Copy the whole summary")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.open_folder = QPushButton("Open Folder", self)
        self.open_folder.setAutoDefault(False)
        self.open_folder.clicked.connect(self._open_folder)
        self._opens: Path | None = None
        self.pages = QStackedWidget(self)
        self.page_of_choices = QWidget(self.pages)
        self.page_of_work = _WorkPage(self.pages)
        self.page_of_summary = _SummaryPage(self.pages)
        self.summary = self.page_of_summary.report
        for page in (self.page_of_choices, self.page_of_work, self.page_of_summary):
            self.pages.addWidget(page)
        foot = _Foot(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(ROOM, SPACE + 1, ROOM, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self.told, 1)
        self._foot = row
        self._room = QWidget(foot)  # keeps the buttons at the right where nothing stands beside them
        row.addWidget(self._room, 1)
        for button in (
            self.copy,
            self.open_folder,
            self.go,
            self.cancel,
            self.stop,
            self.close_button,
        ):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        layout.addWidget(foot)
        self._show_page(self.page_of_choices)

    def add_to_summary(self, button: QPushButton) -> None:
        """Puts a further button below the summary, hidden until it is shown there."""
        self._foot.insertWidget(self._foot.indexOf(self.open_folder), button)
        button.hide()

    # -- what each dialog says for itself --------------------------------------------------------------------

    def work(self) -> tuple[str, str, Callable[[Tally], Any]]:
        """What is done: a headline, what is counted (in the plural), and the work, which runs on a worker."""
        raise NotImplementedError

    def tell_end(self, result: Any) -> None:
        """Shows what it came to, by :meth:`show_summary`."""
        raise NotImplementedError

    def broken_off_words(self, done: int) -> str:
        """What is said when the work was broken off."""
        raise NotImplementedError

    # -- the work --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins the work."""
        if self.job is not None or not self.go.isEnabled() or not self.go.isVisible():
            return
        self.preview.forget()
        self.banner.clear()
        headline, what, work = self.work()
        self.page_of_work.begin(headline, what)
        self._show_page(self.page_of_work)
        job = self.job = Job(self._background, work, self)
        job.progressed.connect(self.page_of_work.show_progress)
        job.finished.connect(self._on_finished)
        job.broken_off.connect(self._on_broken_off)
        job.failed.connect(self._on_failed)

    def break_off(self) -> None:
        """Has the work end; the dialog goes back to the choices when it has."""
        if self.job is not None:
            self.page_of_work.say_breaking_off()
            self.stop.setEnabled(False)
            self.job.break_off()

    def _on_finished(self, result: Any) -> None:
        self.job = None
        self.tell_end(result)
        self.done_with.emit(result)

    def _on_broken_off(self, done: int) -> None:
        self._back(self.broken_off_words(done), "info")

    def _on_failed(self, error: Exception) -> None:
        self._back(words_of(error), "danger")
        if not isinstance(error, (AnnotatorError, OSError)):
            raise error

    def _back(self, words: str, level: Level) -> None:
        self.job = None
        self._show_page(self.page_of_choices)
        self.banner.say("end", words, level)
        self.refresh()

    def refresh(self) -> None:
        """Shows anew what follows from the choices."""

    def show_summary(
        self, headline: str, sections: Sequence[Section], opens: Path | None, *, good: bool
    ) -> None:
        """Shows what it came to; ``opens`` is the folder that the button opens."""
        self._opens = opens
        self.page_of_summary.show_end(headline, sections, good=good)
        self._show_page(self.page_of_summary)
        self.open_folder.setVisible(opens is not None)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        asks, works = page is self.page_of_choices, page is self.page_of_work
        for button, shown in (
            (self.go, asks),
            (self.cancel, asks),
            (self.stop, works),
            (self.close_button, not asks and not works),
            (self.copy, not asks and not works),
            (self.open_folder, not asks and not works),
        ):
            button.setVisible(shown)
        self.told.setVisible(asks)
        self._room.setVisible(not asks)
        self.stop.setEnabled(True)
        self.go.setDefault(asks)
        self.close_button.setDefault(not asks and not works)
        if works:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        headline = self.page_of_summary.headline.text()
        QGuiApplication.clipboard().setText(f"{headline}\n\n{plain(self.summary.sections)}")

    def _open_folder(self) -> None:
        if self._opens is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._opens)))

    # -- closing ---------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Esc breaks work off before it closes anything."""
        if self.job is not None:
            self.break_off()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Closes; nothing that is still under way is waited for."""
        self._desert()
        super().done(result)

    def closeEvent(self, event: Any) -> None:
        """The window's own cross closes at any time: what is under way is broken off."""
        self._desert()
        super().closeEvent(event)

    def _desert(self) -> None:
        self.preview.desert()
        if self.job is not None:
            self.job.desert()
            self.job = None


def words_of(error: Exception) -> str:
    """An exception as a person is told of it."""
    if isinstance(error, AnnotatorError):
        return f"{str(error)[:1].upper()}{str(error)[1:]}"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    return f"Something unexpected happened: {error}"


class _Told(QLabel):
    """The sentence beside the buttons: what will happen, or why nothing can."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._is_trouble = False

    def say(self, words: str, *, trouble: bool = False) -> None:
        """Says it."""
        self._is_trouble = trouble
        self.setText(words)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_is_trouble"):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        colour = danger(theme) if self._is_trouble else theme.muted
        wanted = f"color: {colour};"
        if self.styleSheet() != wanted:
            self.setStyleSheet(wanted)


class _Foot(QWidget):
    """What the buttons stand on."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, QColor(line(theme_of(self.palette()))))
        painter.end()


class _WorkPage(QWidget):
    """How far the work is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headline = QLabel(self)
        self.headline.setFont(strong(self.font(), 1.15))
        self.headline.setWordWrap(True)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setObjectName("exchange")
        self.bar.setAccessibleName("Progress")
        self.count = QLabel(self)
        self.count.setForegroundRole(self.count.palette().ColorRole.PlaceholderText)
        self._what = ""
        middle = QWidget(self)
        middle.setMaximumWidth(_BAR)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for widget in (self.headline, self.bar, self.count):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ROOM * 2, ROOM * 2, ROOM * 2, ROOM * 2)
        layout.addStretch(2)
        layout.addLayout(row)
        layout.addStretch(3)
        self._dress()

    def begin(self, headline: str, what: str) -> None:
        """Begins anew; ``what`` is what is counted."""
        self._what = what
        self.headline.setText(headline)
        self.count.setText("Beginning …")
        self.bar.setRange(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """Shows how far it is."""
        if not self._what:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if total:
            self.count.setText(f"{done:,} of {total:,} {self._what}")
        elif done:
            self.count.setText(f"{done:,} {self._what}")

    def say_breaking_off(self) -> None:
        """Says that it ends after what is under way."""
        self._what = ""
        self.bar.setRange(0, 0)
        self.count.setText("Breaking off …")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "bar"):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        wanted = (
            f"QProgressBar {{ background: {line(theme)}; border: none; border-radius: 3px; height: 6px; }}"
            f"QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}"
        )
        if self.bar.styleSheet() != wanted:
            self.bar.setStyleSheet(wanted)
            self.bar.setFixedHeight(6)


class _SummaryPage(QWidget):
    """What it came to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sign = Sign(self)
        self.headline = QLabel(self)
        self.headline.setFont(strong(self.font(), 1.15))
        self.headline.setWordWrap(True)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.report = ReportView("Summary", self)
        head = QHBoxLayout()
        head.setContentsMargins(ROOM + GAP, ROOM + GAP, ROOM + GAP, ROOM)
        head.setSpacing(ROOM)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.headline, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        body = QHBoxLayout()
        body.setContentsMargins(ROOM, 0, ROOM, ROOM)
        body.addWidget(Framed(self.report, self))
        layout.addLayout(body, 1)

    def show_end(self, headline: str, sections: Sequence[Section], *, good: bool) -> None:
        """Shows it; not ``good`` is what somebody should look at."""
        self.headline.setText(headline)
        self.sign.show_sign("done" if good else "warning", good=good)
        self.report.show_sections(sections)


class Sign(QWidget):
    """An icon in the theme's good or cautious colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._good = "done", True

    def show_sign(self, name: str, *, good: bool) -> None:
        """Shows an icon."""
        self._name, self._good = name, good
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the headline beside it."""
        return QSize(22, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws it."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        colour = theme.good if self._good else theme.caution
        icons.draw(painter, self._name, QRectF(1, 1, 20, 20), colour, 1.8)
        painter.end()


class Framed(QFrame):
    """A quiet outline around a view, as fields have one."""

    def __init__(self, view: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("well")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(view)
        self._view = view
        view.installEventFilter(self)
        self._dress()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """The outline shows where the keyboard is."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._dress(focused=event.type() == QEvent.Type.FocusIn)
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_view"):
            self._dress(focused=self._view.hasFocus())

    def _dress(self, *, focused: bool = False) -> None:
        theme = theme_of(self.palette())
        rim = theme.accent if focused else line(theme)
        wanted = f"QFrame#well {{ border: 1px solid {rim}; background: {theme.page}; }}"
        if self.styleSheet() != wanted:
            self.setStyleSheet(wanted)


# -- the page of choices -------------------------------------------------------------------------------------


class Choices(QSplitter):
    """Choices at the left and a preview at the right, or below where there is no room."""

    def __init__(self, left: QWidget, right: QWidget, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumSize(280, 200)
        right.setMinimumSize(240, 140)
        self.addWidget(scroll)
        self.addWidget(right)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([_CHOICES, 600])

    def resizeEvent(self, event: Any) -> None:
        """Beside each other while there is room."""
        narrow = self.width() < _NARROW
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.orientation() != wanted:
            self.setOrientation(wanted)
            self.setSizes([self.height() * 3 // 5, self.height() * 2 // 5] if narrow else [_CHOICES, 600])
        super().resizeEvent(event)


class Column(QVBoxLayout):
    """Fields below each other, each under its label."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        self.setSpacing(GAP)

    def field(self, words: str, *widgets: QWidget) -> QLabel:
        """A label and what it is for, side by side where there are several; the first takes the room."""
        if self.count():
            self.addSpacing(GAP + 2)
        label = QLabel(words, self.parentWidget())
        label.setBuddy(widgets[0])
        if not widgets[0].accessibleName():
            widgets[0].setAccessibleName(words)
        self.addWidget(label)
        if len(widgets) == 1:
            self.addWidget(widgets[0])
        else:
            row = QHBoxLayout()
            row.setSpacing(GAP + 2)
            for at, widget in enumerate(widgets):
                row.addWidget(widget, 0 if at else 1)
            self.addLayout(row)
        return label

    def words(self) -> QLabel:
        """A label for weaker words that may wrap."""
        label = QLabel(self.parentWidget())
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
        label.setMinimumWidth(60)
        self.addWidget(label)
        return label


def button(words: str, parent: QWidget, pressed: Callable[[], object]) -> QPushButton:
    """A button that Enter in a field does not press."""
    made = QPushButton(words, parent)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: pressed())
    return made


def path_field(name: str, parent: QWidget) -> QLineEdit:
    """A field for a path."""
    made = QLineEdit(parent)
    made.setAccessibleName(name)
    made.setMinimumWidth(80)
    return made


def code_view(name: str, parent: QWidget) -> QPlainTextEdit:
    """A view of a file's beginning."""
    made = QPlainTextEdit(parent)
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setTabChangesFocus(True)
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
