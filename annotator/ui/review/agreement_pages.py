"""The pages of the agreement window: numbers and pictures of one pair of sheets, and of all pairs at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from annotator.review.agreement.meaning import MEASURES
from annotator.review.agreement.report import Comparison, Report
from annotator.review.inks import Ink
from annotator.review.pictures import by_type, confusion, heat_map
from annotator.review.sketch import Cell, Picture
from annotator.review.tables import (
    GROUPS,
    articles,
    classes,
    headlines,
    measures,
    of_types,
    pair_of,
    types,
    values,
)
from annotator.tagsets.model import Tagset
from annotator.ui.combo import Combo
from annotator.ui.review.agreement_picture import PictureView
from annotator.ui.review.agreement_tables import NumbersView
from annotator.ui.style import GAP, SPACE

_KINDS = (("entity", "Entities"), ("event", "Events"))
_MAPS = ("mention.strict", "mention.partial", "entity.strict", "tri-c", "arg-c", "arg-matched", "relation")


class Pages(QTabWidget):
    """Everything that a report says, page by page."""

    number_chosen = Signal(object, str)
    """What lies behind the number that was chosen, and what it is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self._report: Report | None = None
        self._tagset: Tagset | None = None
        self._names: dict[str, str] = {}
        self._pair: tuple[str, str] = ("", "")
        self.headlines = NumbersView("Agreement of all pairs", self)
        self.map = PictureView("Agreement of each two annotators", self)
        self.map_of = Combo(self)
        self.measures = NumbersView("Measures", self)
        self.dots = PictureView("Agreement by type", self)
        self.types = NumbersView("Types", self)
        self.matrix = PictureView("Types that meet", self)
        self.matrix_of = Combo(self)
        self.classes = NumbersView("Differences by class", self)
        self.articles = NumbersView("Articles", self)
        self.values = NumbersView("Values", self)
        self._lay_out()
        tables = (self.headlines, self.measures, self.types, self.classes, self.articles, self.values)
        for table in tables:
            table.number_chosen.connect(self.number_chosen)
        for view in (self.map, self.dots, self.matrix):
            view.canvas.cell_chosen.connect(self._on_cell)
        self.map_of.currentIndexChanged.connect(lambda _: self._show_map())
        self.matrix_of.currentIndexChanged.connect(lambda _: self._show_matrix())

    def _lay_out(self) -> None:
        self.map_of.setAccessibleName("Measure of the picture")
        self.matrix_of.setAccessibleName("Types of what")
        glance = QSplitter(Qt.Orientation.Vertical, self)
        glance.addWidget(self.headlines)
        glance.addWidget(_headed("Pairwise", self.map_of, self.map))
        glance.setStretchFactor(1, 1)
        glance.setSizes([120, 400])
        self.addTab(glance, "At a Glance")
        self.addTab(self.measures, "Measures")
        self.addTab(self.dots, "Types")
        self.addTab(self.types, "Types in Numbers")
        self.addTab(_headed("Types of", self.matrix_of, self.matrix), "Confusion")
        self.addTab(self.classes, "Classes")
        self.addTab(self.articles, "Articles")
        self.addTab(self.values, "Values")

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_report(self, report: Report, tagset: Tagset, names: Mapping[str, str]) -> None:
        """Shows a report; of one pair until another is chosen."""
        self._report, self._tagset, self._names = report, tagset, dict(names)
        self.headlines.show_table(headlines(report.comparisons, self._names))
        shown = [
            m for m in _MAPS if any((v := c.measure(m)) and v.f1 is not None for c in report.comparisons)
        ]
        self.map_of.blockSignals(True)
        self.map_of.clear()
        for measure in shown:
            self.map_of.addItem(MEASURES[measure].name, measure)
        self.map_of.blockSignals(False)
        self._show_map()

    def show_pair(self, pair: tuple[str, str]) -> None:
        """Shows the numbers of one pair of sheets."""
        self._pair = pair
        compared, tagset = self._compared(), self._tagset
        if compared is None or tagset is None:
            return
        self.measures.show_table(measures(compared, self._names))
        self.types.show_table(types(compared, tagset, self._names))
        self.classes.show_table(classes(compared))
        self.articles.show_table(articles(compared))
        self.values.show_table(values(compared.values, tagset, pair_of(compared)))
        self.dots.canvas.show_picture(partial(self._draw_dots, compared, tagset))
        self.matrix_of.blockSignals(True)
        before = self.matrix_of.currentData()
        self.matrix_of.clear()
        for kind, name in _KINDS:
            if any(found.kind == kind for found in compared.confusion):
                self.matrix_of.addItem(name, kind)
        self.matrix_of.setCurrentIndex(max(0, self.matrix_of.findData(before)))
        self.matrix_of.blockSignals(False)
        self._show_matrix()

    def _compared(self) -> Comparison | None:
        comparisons: Sequence[Comparison] = self._report.comparisons if self._report is not None else ()
        return next((c for c in comparisons if (c.one, c.other) == self._pair), None)

    def _name(self, annotator: str) -> str:
        return self._names.get(annotator, annotator)

    # -- pictures --------------------------------------------------------------------------------------------

    def _show_map(self) -> None:
        measure, report = self.map_of.currentData(), self._report
        if report is None or measure is None:
            self.map.canvas.show_picture(None)
            return
        called = MEASURES[measure].name
        self.map.canvas.show_picture(
            lambda ink: heat_map(report.comparisons, measure, called, ink, display=self._name)
        )

    def _draw_dots(self, compared: Comparison, tagset: Tagset, ink: Ink) -> Picture:
        measured = of_types(compared)
        return by_type(
            measured,
            "Strict agreement",
            ink,
            pairs=pair_of(compared),
            display=tagset.display,
            heading=GROUPS,
        )

    def _show_matrix(self) -> None:
        kind, compared, tagset = self.matrix_of.currentData(), self._compared(), self._tagset
        if kind is None or compared is None or tagset is None:
            self.matrix.canvas.show_picture(None)
            return
        self.matrix.canvas.show_picture(
            lambda ink: confusion([compared], kind, ink, display=tagset.display, name=self._name)
        )

    def _on_cell(self, cell: Cell) -> None:
        self.number_chosen.emit(cell.behind, cell.title)


def _headed(words: str, choice: QWidget, view: QWidget) -> QWidget:
    page = QWidget()
    label = QLabel(words, page)
    label.setBuddy(choice)
    row = QHBoxLayout()
    row.setContentsMargins(SPACE, GAP, SPACE, GAP)
    row.setSpacing(SPACE)
    row.addWidget(label)
    row.addWidget(choice)
    row.addStretch(1)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, GAP, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(row)
    layout.addWidget(view, 1)
    return page
