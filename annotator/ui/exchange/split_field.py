"""The field that says into which sets an export is divided, with the shares and the seed where there are any."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.formats.splits import Shares
from annotator.ui.combo import Combo
from annotator.ui.style import GAP

_SPLITS = (
    ("No split", ""),
    ("80/10/10: train, dev, test", "80/10/10"),
    ("90/10: train, test", "90/10"),
    ("Shares of your own", "own"),
)


class SplitField(QWidget):
    """No split, one of the usual ones, or shares of one's own."""

    sets_changed = Signal()
    """Another split was chosen: a folder may be written now instead of a file."""
    refined = Signal()
    """Its shares or its seed are others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sets = Combo(self)
        self.sets.setAccessibleName("Split into sets")
        for words, value in _SPLITS:
            self.sets.addItem(words, value)
        self.own, self.seed = QLineEdit("70/15/15", self), QLineEdit("0", self)
        self.own.setAccessibleName("Percentages of the sets")
        self.own.setToolTip("Two or three percentages that make 100")
        label = QLabel("Seed", self)
        label.setBuddy(self.seed)
        self.seed.setValidator(QIntValidator(0, 999_999_999, self.seed))
        self.seed.setAccessibleName("Seed of the split")
        self.seed.setToolTip("Another seed makes another split; the same seed, always the same")
        self.seed.setMaximumWidth(110)
        self._shares = QWidget(self)
        row = QHBoxLayout(self._shares)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP + 2)
        row.addWidget(self.own, 1)
        row.addWidget(label)
        row.addWidget(self.seed)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.sets)
        layout.addWidget(self._shares)
        self.sets.currentIndexChanged.connect(self._on_sets)
        for field in (self.own, self.seed):
            field.textChanged.connect(lambda _: self.refined.emit())
        self._show_what_matters()

    @property
    def is_split(self) -> bool:
        """Whether there are sets."""
        return bool(self.sets.currentData())

    def shares(self) -> Shares | None:
        """The shares of the sets, if any. Raises AnnotatorError for shares that are none."""
        words = self.sets.currentData()
        if not words:
            return None
        return Shares.of(self.own.text().strip() if words == "own" else words, int(self.seed.text() or 0))

    def _on_sets(self) -> None:
        self._show_what_matters()
        self.sets_changed.emit()

    def _show_what_matters(self) -> None:
        self.own.setVisible(self.sets.currentData() == "own")
        self._shares.setVisible(self.is_split)
