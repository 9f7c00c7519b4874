"""The list of differences: how many are decided, which are listed, and a jump to each. It shows and asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.tagsets.model import Tagset
from annotator.ui import drawing
from annotator.ui.colours import Theme, theme_of
from annotator.ui.icons import icon
from annotator.ui.panels.chips import ChipFace, Chips
from annotator.ui.panels.rows import FLOW, MARGINS, ListStack, RowDelegate, RowsView
from annotator.ui.review.difference_model import ROW_ROLE, DifferencesModel
from annotator.ui.review.progress_line import ProgressLine
from annotator.ui.review.rows import Filter, Row, counts
from annotator.ui.review.words import CLASS_WORDS, classes_within
from annotator.ui.style import GAP, SPACE, small

_FILTERS = ("difference", "type", "annotator")
_LEAST_SHARE = 0.7
"""Of a row's width: what its classes have at least, however long its types are called."""
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class DifferencesPanel(QWidget):
    """Where annotators differ."""

    row_requested = Signal(object)
    """A :class:`Row` to go to."""
    text_requested = Signal()
    """Enter was pressed: the keyboard goes to what is decided."""
    scope_changed = Signal(bool)
    """Whether the whole folder is listed."""
    filter_changed = Signal()
    start_requested = Signal()
    done_requested = Signal()
    keyed = Signal(QKeyEvent)
    """A key that the list has no use for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DifferencesModel(self)
        self._whole = False
        self.progress = ProgressLine(self)
        self.notice = QLabel(self)
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setFont(small(self.font()))
        self.notice.hide()
        self.filter_button = QToolButton(self)
        self.filter_button.setToolTip("Which differences are listed")
        self.filter_button.setAccessibleName("Filter")
        self.filter_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.filter_button.setIconSize(QSize(16, 16))
        self.menu = QMenu(self.filter_button)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.filter_button.setMenu(self.menu)
        self.filters = Chips(self)
        self.filters.removed.connect(self._drop_filter)
        self.filters.clicked.connect(lambda _: self.filter_button.showMenu())
        self.view = RowsView(self.fontMetrics().height() * 2 + 12, "Differences", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_DifferenceDelegate(self.model, self.view))
        self.stack = ListStack(self.view, self)
        self.stack.add_state("waiting", "Comparing …")
        self.stack.add_state("same", "All who take part agree on everything here.")
        other = self.stack.add_state("filtered", "No difference is like that.", "Show All")
        other.requested.connect(self.show_all)
        few = self.stack.add_state(
            "few",
            "Fewer than two sheets of this article take part. Those that are not done take part on request.",
            "Who Takes Part…",
        )
        few.requested.connect(self.start_requested)
        self.stack.add_state("alone", "Nothing of this sheet is tagged in this article.")
        stopped = self.stack.add_state(
            "stopped",
            "Nothing is being adjudicated. Gold is written only once you start.",
            "Start Adjudication…",
        )
        stopped.requested.connect(self.start_requested)
        self.done = QToolButton(self)
        self.done.setText("All decided. Mark gold as done")
        self.done.setToolTip("Calls the gold sheet of this article done (Ctrl+D)")
        self.done.setObjectName("segment")
        self.done.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.done.clicked.connect(self.done_requested)
        self.done.hide()
        head = QWidget(self)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.progress, 1)
        row.addWidget(self.filter_button)
        column = QVBoxLayout(head)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(GAP)
        column.addWidget(self.notice)
        column.addLayout(row)
        column.addWidget(self.filters)
        column.addWidget(self.done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(self.view)
        self.view.chosen.connect(self._on_chosen)
        self.view.activated_row.connect(self._on_activated)
        self.filters.show_faces(())
        self._dress()

    # -- what is shown ---------------------------------------------------------------------------------------

    @property
    def whole_folder(self) -> bool:
        """Whether the differences of all articles are listed."""
        return self._whole

    def show_rows(
        self, rows: Sequence[Row], tagset: Tagset, names: Mapping[str, str], empty: str = "same"
    ) -> None:
        """Lists rows; ``empty`` is the state that is shown where there are none."""
        self.model.tagset, self.model.names = tagset, names
        self.model.show_rows(rows)
        self._recount()
        self.stack.show_state("" if self.model.rows else "filtered" if rows else empty)
        self._show_filters()

    def show_empty(self, state: str) -> None:
        """Lists nothing, and says why."""
        self.model.show_rows(())
        self._recount()
        self.stack.show_state(state)

    def set_states(self, article: str, states: Mapping[str, str]) -> None:
        """Shows how far some rows are by now."""
        self.model.set_states(article, states)
        self._recount()

    def show_current(self, article: str, key: str) -> None:
        """Marks the difference one is at."""
        self.view.show_row(self.model.index_of(article, key))

    def show_notice(self, words: str) -> None:
        """Says what is to be known of the sheets that are compared, above all else; nothing where there is nothing."""
        self.notice.setText(words)
        self.notice.setVisible(bool(words))

    def show_done(self, offered: bool) -> None:
        """Offers to call the gold sheet done, or no longer."""
        self.done.setVisible(offered)

    def _recount(self) -> None:
        self.progress.show_progress(self.model.decided, len(self.model.every), whole=self._whole)

    # -- filters ---------------------------------------------------------------------------------------------

    def set_filter(self, filter: Filter) -> None:
        """Lists what a filter lets through."""
        if filter == self.model.filter:
            return
        rows = list(self.model.every)
        self.model.show_rows(rows, filter)
        if rows:
            self.stack.show_state("" if self.model.rows else "filtered")
        self._show_filters()
        self.filter_changed.emit()

    def show_all(self) -> None:
        """Lists all."""
        self.set_filter(Filter())

    def set_whole(self, whole: bool) -> None:
        """Lists the differences of the whole folder, or of the open article."""
        if whole != self._whole:
            self._whole = whole
            self.scope_changed.emit(whole)
            self._show_filters()

    def _show_filters(self) -> None:
        held = self.model.filter
        faces = [
            ChipFace(field, self._called(field, value), removable=True, hint="Click the cross to show all")
            for field in _FILTERS
            if (value := getattr(held, field))
        ]
        if held.only_open:
            faces.append(ChipFace("only_open", "Open", removable=True))
        if self._whole:
            faces.append(ChipFace("whole", "Whole folder", removable=True))
        self.filters.show_faces(faces)

    def _drop_filter(self, id: str) -> None:
        if id == "whole":
            self.set_whole(False)
        elif id == "only_open":
            self.set_filter(replace(self.model.filter, only_open=False))
        else:
            self.set_filter(replace(self.model.filter, **{id: ""}))

    def _called(self, field: str, value: str) -> str:
        if field == "difference":
            return CLASS_WORDS.get(value, value).capitalize()
        if field == "type":
            return self.model.tagset.display(value) if self.model.tagset is not None else value
        return self.model.names.get(value, value)

    def _fill_menu(self) -> None:
        menu, held, found = self.menu, self.model.filter, counts(self.model.every)
        menu.clear()
        scope = QActionGroup(menu)
        for words, whole in (("This Article", False), ("Whole Folder", True)):
            action = menu.addAction(words, partial(self.set_whole, whole))
            action.setCheckable(True)
            action.setChecked(self._whole == whole)
            scope.addAction(action)
        menu.addSeparator()
        only = menu.addAction("Open Ones Only")
        only.setCheckable(True)
        only.setChecked(held.only_open)
        only.triggered.connect(lambda on: self.set_filter(replace(held, only_open=on)))
        menu.addSeparator()
        order = {name: at for at, name in enumerate(CLASS_WORDS)}
        for field, group, title in (
            ("difference", "class", "What Differs"),
            ("type", "type", "Type"),
            ("annotator", "annotator", "Who Stands Apart"),
        ):
            part = menu.addMenu(title)
            every = part.addAction("All", partial(self.set_filter, replace(held, **{field: ""})))
            every.setCheckable(True)
            every.setChecked(not getattr(held, field))
            part.addSeparator()
            values = sorted(found[group], key=lambda v: (order.get(v, 99), self._called(field, v)))
            for value in values:
                words = f"{self._called(field, value)}  ({found[group][value]})".replace("&", "&&")
                action = part.addAction(words, partial(self.set_filter, replace(held, **{field: value})))
                action.setCheckable(True)
                action.setChecked(getattr(held, field) == value)
        menu.addSeparator()
        menu.addAction("Show All", self.show_all).setEnabled(not held.is_empty)

    # -- hands -----------------------------------------------------------------------------------------------

    def _on_chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self.row_requested.emit(row)

    def _on_activated(self, index: QModelIndex) -> None:
        self._on_chosen(index)
        self.text_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the list has no use for decide."""
        event.ignore()
        self.keyed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the icon in the colours of the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "filter_button"):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self.filter_button.setIcon(icon("filter", theme))
        palette = self.notice.palette()
        palette.setColor(palette.ColorRole.WindowText, QColor(theme.caution))
        self.notice.setPalette(palette)


class _DifferenceDelegate(RowDelegate):
    def __init__(self, model: DifferencesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        decided = row.state == "decided"
        inner = box.adjusted(12, 4, -12, -4)
        self._sign(painter, QRectF(inner.left(), inner.top() + 2, 13, 13), row, theme)
        left, half = inner.left() + 21, inner.height() / 2
        upper = QRectF(left, inner.top(), inner.right() - left, half)
        painter.setFont(self.font)
        painter.setPen(QColor(theme.muted if decided else theme.ink))
        painter.drawText(upper, FLOW, drawing.elided(painter, row.quote or "—", upper.width()))
        lower = upper.translated(0, half)
        painter.setFont(self.small)
        mark = QRectF(left, lower.center().y() - 5, 10, 10)
        tagset = self._model.tagset
        known = tagset.type(row.types[0]) if tagset is not None and row.types else None
        if known is not None:
            drawing.type_mark(painter, mark, known.kind, known.colour, theme)
            lower.setLeft(lower.left() + 15)
        kind = self._model.kind_words(row)
        said = _differing(painter, row, lower.width(), kind)
        painter.setPen(
            QColor(theme.muted if decided else theme.caution if row.state == "changed" else theme.accent)
        )
        painter.drawText(lower, _AT_RIGHT, said)
        lower.setRight(lower.right() - painter.fontMetrics().horizontalAdvance(said) - SPACE)
        painter.setPen(QColor(theme.muted))
        painter.drawText(lower, FLOW, drawing.elided(painter, kind, lower.width()))

    @staticmethod
    def _sign(painter: QPainter, box: QRectF, row: Row, theme: Theme) -> None:
        if row.state in ("changed", "gone"):
            drawing.severity_mark(painter, box, "warning", theme)
            return
        status = {"decided": "done", "deferred": "in-progress"}.get(row.state, "untouched")
        drawing.status_mark(painter, box, status, theme)


def _differing(painter: QPainter, row: Row, width: float, kind: str) -> str:
    """In what a row differs: that has the room first, since a mark tells the type, too. The tooltip says all."""
    if row.state == "decided" and row.classes == ("single",):
        return ""
    measure = painter.fontMetrics().horizontalAdvance
    room = max(width - measure(kind) - SPACE, width * _LEAST_SHARE)
    said = "changed since" if row.state == "changed" else classes_within(row.classes, room, measure)
    return drawing.elided(painter, said, room)
