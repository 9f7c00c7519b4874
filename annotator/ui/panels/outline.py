"""The outline: every mention, event and relation of the sheet, with a filter and three orders. It shows and asks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.annotations.edits import Edit
from annotator.session import Session
from annotator.tagsets.model import Tagset
from annotator.ui import drawing
from annotator.ui.colours import Theme
from annotator.ui.combo import Combo
from annotator.ui.panels.outline_model import ROW_ROLE, OutlineModel, OutlineRow
from annotator.ui.panels.outline_rows import Mode
from annotator.ui.panels.rows import FLOW, MARGINS, ListStack, RowDelegate, RowsView
from annotator.ui.style import GAP, ROW

_MODES: tuple[tuple[str, Mode], ...] = (
    ("Text order", "text"),
    ("By type", "type"),
    ("Instances", "instance"),
)
_FILTER_DELAY = 120


class OutlinePanel(QWidget):
    """Mentions and events as a list with arguments below their events."""

    record_requested = Signal(str)
    """The id of a record (mention, event, relation, instance) that was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = OutlineModel(self)
        self._session: Session | None = None
        self._stale = False
        self._selected: str | None = None
        self._filter = QLineEdit(self, placeholderText="Filter tags", clearButtonEnabled=True)
        self._filter.setAccessibleName("Filter tags by text or type")
        self._mode = Combo(self)
        self._mode.setAccessibleName("Order of the outline")
        for words, mode in _MODES:
            self._mode.addItem(words, mode)
        self.view = RowsView(max(ROW - 2, self.fontMetrics().height() + 7), "Outline", self)
        self.view.setModel(self.model)
        self._delegate = _OutlineDelegate(self.view)
        self.view.setItemDelegate(self._delegate)
        self._stack = ListStack(self.view, self)
        self._stack.add_state("closed", "Mentions and events appear here when an article is open.")
        self._stack.add_state("none", "Nothing is tagged yet. Select text and press a type’s key.")
        self._stack.add_state("filter", "No tag matches the filter.")
        self._stack.add_state(
            "instances", "No mention refers to an instance yet. Select a mention and press C."
        )
        above = QHBoxLayout()
        above.setContentsMargins(*MARGINS)
        above.setSpacing(GAP)
        above.addWidget(self._filter, 1)
        above.addWidget(self._mode)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(above)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)
        self._filtering = QTimer(self, singleShot=True, interval=_FILTER_DELAY)
        self._filtering.timeout.connect(self._list)
        self._filter.textChanged.connect(lambda: self._filtering.start())
        self._mode.currentIndexChanged.connect(self._list)
        self.view.chosen.connect(self._on_chosen)
        self.view.activated_row.connect(self._on_chosen)
        self.model.filled.connect(self._on_filled)
        self._show_state()

    def show_session(self, session: Session | None) -> None:
        """Lists the records of a session; nothing is listed while the panel is hidden."""
        self._session = session
        self._selected = None
        self._delegate.tagset = session.tagset if session else None
        self._list()

    def on_edited(self, edit: Edit) -> None:
        """Follows an edit."""
        if self._stale:
            return
        self.model.on_edited(edit)
        self._show_state()
        self.show_record(self._selected)

    def show_record(self, id: str | None) -> None:
        """Marks the selected record, or none."""
        self._selected = id
        if self._stale:
            return
        shown = self.view.currentIndex().data(ROW_ROLE)
        if isinstance(shown, OutlineRow) and shown.target == id:
            return
        self.view.show_row(self.model.index_of(id))

    @property
    def state(self) -> str:
        """The empty state shown: ``closed``, ``none``, ``filter``, ``instances``, or empty for the list."""
        return self._stack.state

    def showEvent(self, event: QShowEvent) -> None:
        """Lists what was not listed while the panel was hidden."""
        super().showEvent(event)
        if self._stale:
            # After the paint: the window must not wait for the outline.
            QTimer.singleShot(0, self, self._list)

    def _list(self) -> None:
        if self._session is not None and not self.isVisible():
            self._stale = True
            self.model.show_session(None, "text")
            return
        self._stale = False
        self._filtering.stop()
        self.model.show_session(self._session, self._mode.currentData(), self._filter.text())
        self._show_state()

    def _on_filled(self) -> None:
        self._show_state()
        self.show_record(self._selected)

    def _show_state(self) -> None:
        if self.model.rowCount() or self.model.is_filling:
            self._stack.show_state()
        elif self._session is None:
            self._stack.show_state("closed")
        elif self._filter.text().strip():
            self._stack.show_state("filter")
        else:
            self._stack.show_state("instances" if self._mode.currentData() == "instance" else "none")

    def _on_chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, OutlineRow) and row.target is not None:
            self._selected = row.target
            self.record_requested.emit(row.target)


class _OutlineDelegate(RowDelegate):
    tagset: Tagset | None = None

    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, OutlineRow) or self.tagset is None:
            return
        inner = box.adjusted(12, 0, -12, 0)
        if row.heading:
            painter.setFont(self.heading)
            painter.setPen(QColor(theme.ink if row.record is not None else theme.muted))
            painter.drawText(inner, FLOW, drawing.elided(painter, row.heading, inner.width() - 50))
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{row.count:,}"
            )
            return
        known = self.tagset.type(row.type)
        colour = known.colour if known else "#808080"
        left = inner.left() + (12 if row.key[0] != (0, "", "") else 0)
        if row.role:
            left += 21
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            width = painter.fontMetrics().horizontalAdvance(row.role)
            painter.drawText(QRectF(left, inner.top(), width + 2, inner.height()), FLOW, row.role)
            left += width + 7
            painter.setFont(self.font)
            painter.setPen(QColor(theme.tones(colour).ink if known else theme.caution))
            words = QRectF(left, inner.top(), inner.right() - left, inner.height())
            painter.drawText(words, FLOW, drawing.elided(painter, row.quote, words.width()))
            return
        mark = QRectF(left, inner.center().y() - 6, 12, 12)
        kind = known.kind if known else getattr(row.record, "kind", "entity")
        drawing.type_mark(painter, mark, kind, colour, theme)
        left += 20
        right = inner.right()
        painter.setFont(self.small)
        label = self.tagset.label(row.type)
        painter.setPen(QColor(theme.tones(colour).ink if known else theme.caution))
        width = min(painter.fontMetrics().horizontalAdvance(label), int(inner.width() * 0.4))
        if row.quote:
            label_box = QRectF(right - width - 1, inner.top(), width + 2, inner.height())
            right -= width + 8
        else:
            label_box = QRectF(left, inner.top(), right - left, inner.height())
        painter.drawText(label_box, FLOW, drawing.elided(painter, label, label_box.width()))
        if row.flag:
            painter.setPen(QColor(theme.caution))
            painter.setFont(self.strong)
            painter.drawText(QRectF(right - 10, inner.top(), 12, inner.height()), FLOW, "?")
            right -= 14
        painter.setFont(self.strong if kind == "event" else self.font)
        painter.setPen(QColor(theme.ink))
        words = QRectF(left, inner.top(), right - left, inner.height())
        painter.drawText(words, FLOW, drawing.elided(painter, row.quote, words.width()))
