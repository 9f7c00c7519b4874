"""The list of articles: filter, sorting, and rows of two lines that tell title, file, status, tags and sidecars.

It shows and asks. Who opens an article, and who finds out what a row says, is for others.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.errors import visible
from annotator.ui import drawing, icons
from annotator.ui.colours import Theme, theme_of
from annotator.ui.combo import Combo
from annotator.ui.panels.article_model import ROW_ROLE, ArticleListModel
from annotator.ui.panels.article_rows import ArticleDetails, ArticleRow, Sorting
from annotator.ui.panels.rows import FLOW, MARGINS, ListStack, RowDelegate, RowsView
from annotator.ui.style import GAP, danger, small, strong

__all__ = ["ArticleDetails", "ArticleListModel", "ArticleRow", "ArticlesPanel"]

_SORTINGS: tuple[tuple[str, Sorting], ...] = (("Name", "name"), ("Status", "status"), ("Tags", "tags"))
_MOST_CHIPS = 4


class ArticlesPanel(QWidget):
    """The articles of a folder."""

    article_requested = Signal(object)
    """The key of an article that was chosen: no text to Qt, which drops what is none of a file name."""
    folder_requested = Signal()
    """A folder is to be opened."""

    def __init__(self, model: ArticleListModel | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model or ArticleListModel(self)
        self._current: str | None = None
        self._folder_open = False
        self._filter = QLineEdit(self, placeholderText="Filter articles", clearButtonEnabled=True)
        self._filter.setAccessibleName("Filter articles by title or file name")
        self._search = self._filter.addAction(
            icons.icon("search", theme_of(self.palette())), QLineEdit.ActionPosition.LeadingPosition
        )
        self._sort = Combo(self)
        self._sort.setAccessibleName("Sort articles by")
        self._sort.setToolTip("Sort articles")
        for words, sorting in _SORTINGS:
            self._sort.addItem(words, sorting)
        font = self.font()
        height = QFontMetrics(strong(font)).height() + QFontMetrics(small(font)).height() + 17
        self.view = RowsView(height, "Articles", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_ArticleDelegate(self.model, self.view))
        self._stack = ListStack(self.view, self)
        state = self._stack.add_state(
            "folder", "Open a folder with .txt or .md articles to tag them.", "Open a folder…"
        )
        state.requested.connect(self.folder_requested)
        self._stack.add_state("articles", "This folder has no .txt or .md articles.")
        self._stack.add_state("filter", "No article matches the filter.")
        above = QHBoxLayout()
        above.setContentsMargins(*MARGINS)
        above.setSpacing(GAP)
        above.addWidget(self._filter, 1)
        above.addWidget(self._sort)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(above)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)

        self._filter.textChanged.connect(self._on_filter_changed)
        self._filter.returnPressed.connect(self._on_filter_entered)
        self._sort.currentIndexChanged.connect(self._on_sort_changed)
        self.view.clicked.connect(self._on_chosen)
        self.view.activated_row.connect(self._on_chosen)
        self.model.modelReset.connect(self._restore)
        self.model.rowsInserted.connect(self._restore)
        self.model.rowsRemoved.connect(self._show_state)
        self._show_state()

    # -- what is shown ---------------------------------------------------------------------------------------

    def set_folder_open(self, is_open: bool) -> None:
        """Tells whether a folder is open, so that the empty list can say the right thing."""
        self._folder_open = is_open
        self._show_state()

    def show_current(self, key: str | None) -> None:
        """Marks the article that is open."""
        self._current = key
        self.view.show_row(self.model.index_of(key))

    @property
    def state(self) -> str:
        """The empty state shown: ``folder``, ``articles``, ``filter``, or empty for the list."""
        return self._stack.state

    def key_after(self, key: str | None) -> str | None:
        """The article below ``key``, as the list is filtered and sorted; None at the end."""
        return self.model.rows.after(key, 1)

    def key_before(self, key: str | None) -> str | None:
        """The article above ``key``; None at the top."""
        return self.model.rows.after(key, -1)

    def next_open(self, key: str | None) -> str | None:
        """The next article that is not done, once around; None where all are done."""
        return self.model.rows.next_open(key)

    def focus_filter(self) -> None:
        """Puts the keyboard into the filter."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    # -- what happens ----------------------------------------------------------------------------------------

    def _on_filter_changed(self, wanted: str) -> None:
        self.model.filter_by(wanted)
        self._restore()

    def _on_filter_entered(self) -> None:
        first = self.model.row_at(0)
        if first is not None:
            self.article_requested.emit(first.key)

    def _on_sort_changed(self) -> None:
        self.model.sort_by(self._sort.currentData())
        self.view.scrollTo(self.view.currentIndex())

    def _on_chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, ArticleRow):
            self.article_requested.emit(row.key)

    def _restore(self) -> None:
        if not self.view.currentIndex().isValid() and self._current is not None:
            self.view.show_row(self.model.index_of(self._current))
        self._show_state()

    def _show_state(self) -> None:
        if self.model.rowCount():
            self._stack.show_state()
        elif len(self.model.rows):
            self._stack.show_state("filter")
        else:
            self._stack.show_state("articles" if self._folder_open else "folder")

    def changeEvent(self, event: object) -> None:
        """Follows the palette."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if hasattr(self, "_search"):
            self._search.setIcon(icons.icon("search", theme_of(self.palette())))


class _ArticleDelegate(RowDelegate):
    def __init__(self, model: ArticleListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, ArticleRow):
            return
        inner = box.adjusted(12, 7, -12, -7)
        mark = QRectF(inner.left(), inner.top() + 2, 14, 14)
        drawing.status_mark(painter, mark, row.status if not row.problem else "problem", theme)
        left = mark.right() + 9
        painter.setFont(self.strong)
        painter.setPen(QColor(theme.muted if row.problem else theme.ink))
        upper = QRectF(left, inner.top(), inner.right() - left, painter.fontMetrics().height())
        title = row.title or visible(row.name)
        painter.drawText(
            upper,
            FLOW,
            drawing.elided(painter, title, upper.width()),
        )
        painter.setFont(self.font)
        lower_top = upper.bottom() + 3
        right, middle = inner.right(), (lower_top + inner.bottom()) / 2
        if not row.problem:
            right = self._chips(painter, row, right, middle, theme)
        painter.setFont(self.small)
        words = visible(row.problem or row.key)
        painter.setPen(QColor(danger(theme) if row.problem else theme.muted))
        lower = QRectF(left, lower_top, max(0.0, right - left - 8), inner.bottom() - lower_top)
        painter.drawText(
            lower,
            FLOW,
            drawing.elided(painter, words, lower.width()),
        )

    def _chips(self, painter: QPainter, row: ArticleRow, right: float, middle: float, theme: Theme) -> float:
        extra = len(row.annotators) - _MOST_CHIPS
        names = [self._model.short(name) for name in row.annotators[:_MOST_CHIPS]]
        for text in reversed([*names, f"+{extra}"] if extra > 0 else names):
            right = drawing.chip(painter, right, middle, text, theme) - 3
        if row.tags:
            painter.setFont(self.small)
            painter.setPen(QColor(theme.muted))
            words = f"{row.tags:,}"
            width = painter.fontMetrics().horizontalAdvance(words)
            right -= 4
            painter.drawText(
                QRectF(right - width, middle - 10, width + 1, 20), Qt.AlignmentFlag.AlignVCenter, words
            )
            right -= width
            painter.setFont(self.font)
        return right
