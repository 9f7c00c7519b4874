"""The choices of the agreement window: whose sheets, against whom, and whether only finished ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from annotator.sidecars.names import GOLD
from annotator.ui.combo import Combo
from annotator.ui.exchange.ticks import Check
from annotator.ui.style import GAP, SPACE


class AgreementChoices(QWidget):
    """A row of choices."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Mapping[str, str] = {}
        self.sheets = QPushButton(self)
        self.sheets.setAccessibleName("Whose sheets")
        self.sheets.setAutoDefault(False)
        self.menu = QMenu(self.sheets)
        self.menu.triggered.connect(self._on_ticked)
        self.sheets.setMenu(self.menu)
        self.against = Combo(self)
        self.against.setAccessibleName("Against whom")
        self.against.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.finished = Check("Only sheets that are done", self)
        self.finished.setChecked(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE, SPACE, GAP)
        row.setSpacing(SPACE)
        compare = QLabel("Compare", self)
        compare.setBuddy(self.sheets)
        row.addWidget(compare)
        row.addWidget(self.sheets)
        row.addWidget(self.against)
        row.addSpacing(SPACE)
        row.addWidget(self.finished)
        row.addStretch(1)
        self.against.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.finished.toggled.connect(lambda _: self.changed.emit())

    def show_annotators(self, annotators: Sequence[str], names: Mapping[str, str]) -> None:
        """Offers these; those that were ticked off stay so. ``names`` is how they are called."""
        off = {action.data() for action in self.menu.actions() if not action.isChecked()}
        against = self.against.currentData()
        known = {action.data() for action in self.menu.actions()}
        self._names = names
        self.menu.clear()
        for annotator in annotators:
            if annotator != GOLD:
                action = QAction(names.get(annotator, annotator), self.menu, checkable=True)
                action.setData(annotator)
                action.setChecked(annotator not in off)
                self.menu.addAction(action)
        with QSignalBlocker(self.against):
            self.against.clear()
            self.against.addItem("with one another", "")
            others = sorted(annotators, key=lambda name: (name != GOLD, name))
            for annotator in others:
                self.against.addItem(f"against {names.get(annotator, annotator)}", annotator)
            first = GOLD if not known and GOLD in annotators else against
            self.against.setCurrentIndex(max(0, self.against.findData(first)))
        self._say()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Whose sheets are compared."""
        return tuple(str(action.data()) for action in self.menu.actions() if action.isChecked())

    @property
    def reference(self) -> str:
        """Against whom; empty for none."""
        return str(self.against.currentData() or "")

    def _on_ticked(self, _action: QAction) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        every, chosen = len(self.menu.actions()), self.chosen
        names = [self._names.get(name, name) for name in chosen]
        words = ", ".join(names) if len(names) <= 3 else f"{len(names)} annotators"
        self.sheets.setText(words if chosen else "Nobody")
        self.sheets.setEnabled(every > 0)
