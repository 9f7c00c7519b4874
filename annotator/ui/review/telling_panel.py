"""The panel *My tags against gold*: own scores, and each difference with what was decided and why. It shows and asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from annotator.review.agreement.meaning import MEASURES, RATIOS
from annotator.review.agreement.measures import Measured
from annotator.review.tables import NONE
from annotator.review.telling import OWN_MEASURES, Telling, Told, outcome_words, words
from annotator.ui import drawing, icons
from annotator.ui.colours import Theme, theme_of
from annotator.ui.combo import Combo
from annotator.ui.panels.rows import FLOW, MARGINS, ListStack, RowDelegate, RowsView
from annotator.ui.review.words import classes_in_words
from annotator.ui.style import GAP, SPACE, small, strong

_ROOMY = 19
"""Lines of height from which on there is room for a table of scores; below it they stand in a line or two."""

TOLD_ROLE = Qt.ItemDataRole.UserRole
_NAMES = {"entity.strict": "Entities", "event.strict": "Events", "arg-c": "Arguments"}
_RATIOS = (("Precision", "precision"), ("Recall", "recall"), ("F1", "f1"))
_OWN = {
    "precision": "of your tags, the part that gold has, too",
    "recall": "of gold’s tags, the part that you have, too",
}

_Index = QModelIndex | QPersistentModelIndex


class ToldModel(QAbstractListModel):
    """Differences from gold in the order of articles and text."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.told: Sequence[Told] = ()

    def show_told(self, told: Sequence[Told]) -> None:
        """Lists others."""
        self.beginResetModel()
        self.told = told
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.told)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        if not index.isValid() or index.row() >= len(self.told):
            return None
        told = self.told[index.row()]
        if role == TOLD_ROLE:
            return told
        if role == Qt.ItemDataRole.DisplayRole:
            return words(told)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{_title(told)}: {words(told)} {why(told)}".strip()
        return None


class TellingPanel(QWidget):
    """Own scores, the list of differences, and in full the one that one is at."""

    told_requested = Signal(object)
    """A :class:`Told` whose place somebody wants to see."""
    step_requested = Signal(int)
    scope_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scores = _Scores(self)
        self.brief = QLabel(self)
        self.brief.setWordWrap(True)
        self.brief.setFont(small(self.font()))
        self.brief.setAccessibleName("Own precision and recall")
        self.notice = QLabel(self)
        self.notice.setWordWrap(True)
        self.notice.setFont(small(self.font()))
        self.notice.setForegroundRole(self.notice.palette().ColorRole.PlaceholderText)
        self.scope = Combo(self)
        self.scope.setAccessibleName("Of which articles")
        for name in ("All articles", "This article"):
            self.scope.addItem(name)
        self.scope.currentIndexChanged.connect(lambda _: self.scope_changed.emit())
        self.back, self.on = (_arrow(self, words) for words in ("Previous difference", "Next difference"))
        self.back.clicked.connect(lambda: self.step_requested.emit(-1))
        self.on.clicked.connect(lambda: self.step_requested.emit(1))
        self.model = ToldModel(self)
        self.view = RowsView(self.fontMetrics().height() * 3 + 12, "Differences from gold", self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(self.view))
        self.view.chosen.connect(self._on_chosen)
        self.view.activated_row.connect(self._on_chosen)
        self.stack = ListStack(self.view, self)
        self.state = self.stack.add_state("empty", "")
        self.full = QLabel(self)
        self.full.setWordWrap(True)
        self.full.setTextFormat(Qt.TextFormat.PlainText)
        self.full.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.full.setContentsMargins(SPACE, GAP, SPACE, SPACE)
        self.full.setAccessibleName("What gold has here, and why")
        self.full.hide()
        self._lay_out()
        self._dress()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.scope)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        head = QVBoxLayout()
        head.setContentsMargins(*MARGINS)
        head.setSpacing(GAP)
        head.addWidget(self.scores)
        head.addWidget(self.brief)
        head.addWidget(self.notice)
        head.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.full)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room it is for the list, but own precision and recall are always in sight."""
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        roomy = self.height() >= _ROOMY * self.fontMetrics().height()
        self.scores.setVisible(roomy and self.scores.has_any)
        self.brief.setVisible(not roomy and self.scores.has_any)
        self.notice.setVisible(roomy and bool(self.notice.text()))

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "full"):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self.back.setIcon(icons.icon("previous", theme))
        self.on.setIcon(icons.icon("next", theme))

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_telling(self, telling: Telling, told: Sequence[Told], empty: str) -> None:
        """Shows scores, and of the differences those in ``told``; ``empty`` is said where there are none."""
        self.scores.show_measures(telling.measures)
        self.notice.setText(_notice(telling))
        self.brief.setText(_brief(telling.measures))
        self.brief.setToolTip(_explained(telling))
        self._show_what_fits()
        before = self.current
        self.model.show_told(told)
        self.state.say(empty)
        self.stack.show_state("" if told else "empty")
        for button in (self.back, self.on):
            button.setEnabled(bool(told))
        again = next((n for n, each in enumerate(told) if before is not None and _same(each, before)), -1)
        self.show_current(again)

    @property
    def current(self) -> Told | None:
        """The difference that one is at."""
        found = self.view.currentIndex().data(TOLD_ROLE)
        return found if isinstance(found, Told) else None

    @property
    def at(self) -> int:
        """Its row; -1 where one is at none."""
        return self.view.currentIndex().row()

    def show_current(self, at: int) -> None:
        """Makes a row current without asking for its place."""
        self.view.show_row(self.model.index(at, 0) if at >= 0 else QModelIndex())
        told = self.current
        self.full.setText(
            "" if told is None else "\n".join(part for part in (words(told), why(told)) if part)
        )
        self.full.setVisible(told is not None)

    def _on_chosen(self, index: QModelIndex) -> None:
        told = index.data(TOLD_ROLE)
        if isinstance(told, Told):
            self.show_current(index.row())
            self.told_requested.emit(told)


class _Scores(QWidget):
    """A small table of precision, recall and F1."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        for column, (name, id) in enumerate(_RATIOS, 1):
            label = QLabel(name, self)
            label.setToolTip(_OWN.get(id, RATIOS[id]))
            label.setFont(small(self.font()))
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            grid.addWidget(label, 0, column, alignment=Qt.AlignmentFlag.AlignRight)
        self.has_any = False
        self._cells: dict[tuple[str, str], QLabel] = {}
        for row, measure in enumerate(OWN_MEASURES, 1):
            called = QLabel(_NAMES[measure], self)
            called.setToolTip(MEASURES[measure].line)
            grid.addWidget(called, row, 0)
            for column, (ratio, id) in enumerate(_RATIOS, 1):
                cell = self._cells[measure, id] = QLabel(NONE, self)
                cell.setAccessibleName(f"{_NAMES[measure]}, {ratio}")
                grid.addWidget(cell, row, column, alignment=Qt.AlignmentFlag.AlignRight)
            self._cells[measure, "f1"].setFont(strong(self.font()))

    def show_measures(self, measures: Sequence[Measured]) -> None:
        """Shows these."""
        held = {m.measure: m for m in measures}
        for (measure, id), cell in self._cells.items():
            value = getattr(held[measure], id) if measure in held else None
            cell.setText(_ratio(value))
        self.has_any = bool(held)

    def words(self, measure: str, ratio: str) -> str:
        """What a cell says."""
        return self._cells[measure, ratio].text()


class _Delegate(RowDelegate):
    def paint_row(self, painter: QPainter, box: QRectF, index: QModelIndex, theme: Theme) -> None:
        told = index.data(TOLD_ROLE)
        if not isinstance(told, Told):
            return
        inner = box.adjusted(SPACE + GAP, GAP, -SPACE, -GAP)
        height = inner.height() / 3
        found = told.difference
        lines = (
            (self.strong, theme.ink, _title(told)),
            (self.font, theme.ink, str(index.data())),
            (
                self.small,
                theme.muted,
                "  ·  ".join(
                    part
                    for part in (_why_short(told), classes_in_words(found.classes), found.article)
                    if part
                ),
            ),
        )
        for n, (font, colour, line) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            room = QRectF(inner.left(), inner.top() + n * height, inner.width(), height)
            painter.drawText(room, FLOW, drawing.elided(painter, line, room.width()))


def why(told: Told) -> str:
    """How it was decided, with reason and comment."""
    parts = [outcome_words(told)]
    parts += [f"Reason: {told.reason}."] if told.reason else []
    parts += [f"“{told.comment}”"] if told.comment else []
    return " ".join(part for part in parts if part)


def _why_short(told: Told) -> str:
    return told.reason or told.comment


def _title(told: Told) -> str:
    said = told.mine or told.gold
    if said is None:
        return ""
    return f"{said.name} “{said.quote}”" if said.quote else said.words()


def _same(one: Told, other: Told) -> bool:
    a, b = one.difference, other.difference
    return (a.article, a.kind, a.start) == (b.article, b.kind, b.start) and _title(one) == _title(other)


def _brief(measures: Sequence[Measured]) -> str:
    """Precision and recall in as few words as can be; lines break only between what is measured."""
    told = [f"{_NAMES[m.measure]} {_ratio(m.precision)} / {_ratio(m.recall)}" for m in measures]
    return " · ".join(words.replace(" ", "\N{NO-BREAK SPACE}") for words in ("Precision / recall", *told))


def _explained(telling: Telling) -> str:
    """What the brief line leaves out: F1, what is measured, and over which articles."""
    told = [f"{_NAMES[m.measure]}: F1 {_ratio(m.f1)}. {MEASURES[m.measure].line}" for m in telling.measures]
    told += [f"{name}: {_OWN[id]}" for name, id in _RATIOS if id in _OWN]
    return "\n".join((*told, _notice(telling)))


def _ratio(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def _notice(telling: Telling) -> str:
    told = []
    if telling.scored:
        told.append(f"Over {_articles(telling.scored)} whose gold is done.")
    if telling.undecided:
        told.append(f"{telling.undecided:,} not decided yet.")
    closed = sum(article.closed for article in telling.articles)
    if closed:
        told.append(f"{_articles(closed)} stay closed until your own tags are done.")
    told += [f"{article.article}: {article.problem}" for article in telling.articles if article.problem][:3]
    return " ".join(told)


def _articles(count: int) -> str:
    return f"{count:,} article{'s' if count != 1 else ''}"


def _arrow(panel: QWidget, words: str) -> QToolButton:
    button = QToolButton(panel)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
