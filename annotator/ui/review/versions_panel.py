"""The versions of the difference one is at, and below them why it was decided so. It shows and asks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.tagsets.model import Tagset
from annotator.ui.combo import Combo
from annotator.ui.panels.rows import ListStack
from annotator.ui.review.faces import Faces
from annotator.ui.review.versions import VersionsView
from annotator.ui.style import GAP, SPACE


class VersionsPanel(QWidget):
    """One difference with its reason and comment."""

    told = Signal(str, str)
    """Reason (an id of the tagset's, or empty) and comment, as they were left."""
    left = Signal()
    """The keyboard goes back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons: tuple[tuple[str, str], ...] = ()
        self._told = ("", "")
        self.view = VersionsView()
        self._scroll = QScrollArea(self)
        # One that Python knows already: to find out what a widget of Qt's own is, PySide prepares all their classes.
        self._scroll.setViewport(QWidget())
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.view)
        self.view.setAutoFillBackground(False)
        self.view.reached.connect(self._reveal)
        self.view.left.connect(self.left)
        self.reason = Combo(self)
        self.reason.setAccessibleName("Reason")
        self.reason.setToolTip("Why it is decided so (,)")
        self.reason.activated.connect(lambda _: self.flush())
        self.comment = QLineEdit(self)
        self.comment.setAccessibleName("Comment")
        self.comment.setPlaceholderText("Comment for the annotators")
        self.comment.setToolTip("Goes with the decision; annotators read it beside their own tags (,)")
        self.comment.editingFinished.connect(self.flush)
        for field in (self.reason, self.comment):
            field.installEventFilter(self)
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE, GAP, SPACE, SPACE)
        row.setSpacing(GAP)
        row.addWidget(self.reason, 2)
        row.addWidget(self.comment, 3)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(foot)
        self.stack = ListStack(page, self)
        self.empty = self.stack.add_state(
            "none", "The versions of a difference stand here. F8 goes to the next one."
        )
        self.done = self.stack.add_state("done", "Everything here is decided.", "Next Difference")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.setFocusProxy(self.view)
        self.stack.show_state("none")
        self._show_reasons(None)

    def show_faces(
        self,
        faces: Faces | None,
        title: str,
        tagset: Tagset | None,
        colour_of: Callable[[str], str],
        *,
        gone: bool = False,
    ) -> None:
        """Shows a difference, or that there is none to show."""
        self._show_reasons(tagset)
        same = (
            self.view.faces is not None and faces is not None and self.view.faces.unit.key == faces.unit.key
        )
        self.view.show_faces(faces, title, tagset, colour_of, gone=gone)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)
        self.stack.show_state("" if faces is not None else "none")

    def show_done(self, done: bool) -> None:
        """Says that all is decided, where nothing is shown."""
        if self.view.faces is None:
            self.stack.show_state("done" if done else "none")

    def show_told(self, reason: str, comment: str) -> None:
        """Shows why it was decided so."""
        self._told = (reason, comment)
        ids = ["", *(id for id, _ in self._reasons)]
        if reason not in ids:
            self.reason.addItem(reason, reason)
        self.reason.setCurrentIndex(max(0, self.reason.findData(reason)))
        if self.comment.text() != comment:
            self.comment.setText(comment)

    def begin_reason(self) -> None:
        """The keyboard comes to the reason, or the comment where the tagset has no reasons."""
        field = self.comment if self.reason.isHidden() else self.reason
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Tells what stands in the fields."""
        self.told.emit(str(self.reason.currentData() or ""), self.comment.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps what is written and Esc drops it; either goes back to the text."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is self.reason:
                self.comment.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                if event.key() == Qt.Key.Key_Escape:
                    self.show_told(*self._told)
                self.flush()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _reveal(self, place: QRectF) -> None:
        self._scroll.ensureVisible(
            round(place.center().x()), round(place.center().y()), 0, round(place.height())
        )

    def _show_reasons(self, tagset: Tagset | None) -> None:
        wanted = tuple((r.id, r.name) for r in tagset.review.reasons) if tagset is not None else ()
        if wanted != self._reasons or not self.reason.count():
            self._reasons = wanted
            self.reason.clear()
            self.reason.addItem("No reason", "")
            for id, name in wanted:
                self.reason.addItem(name or id, id)
        self.reason.setVisible(bool(wanted))
