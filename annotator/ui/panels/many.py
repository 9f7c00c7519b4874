"""A button that shows several chosen values and opens a list with a search to choose them from. Knows no record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from annotator.tagsets.definitions import Attribute

if TYPE_CHECKING:
    from annotator.ui.choosers.many import ManyChooser


class ManyButton(QPushButton):
    """Shows the names of the chosen values; a click opens the list."""

    changed = Signal(tuple)
    """The ids of the values that are chosen now, in the tagset's order."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attribute = attribute
        self._values: tuple[str, ...] = ()
        self._popup: ManyChooser | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setObjectName("many")
        self.clicked.connect(self._open)
        self._write()

    def show_values(self, values: tuple[str, ...]) -> None:
        """Shows which values are chosen."""
        self._values = values
        self._write()
        if self._popup is not None and self._popup.isVisible():
            self._popup.check(values)

    @property
    def popup(self) -> QWidget | None:
        """The list, once it was opened."""
        return self._popup

    def resizeEvent(self, event: object) -> None:
        """Cuts the names to the new width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._write()

    def _write(self) -> None:
        names = ", ".join(self._attribute.value_name(value) for value in self._values)
        self.setAccessibleName(f"{self._attribute.name}: {names or 'none'}")
        self.setToolTip(names)
        words = names or "Choose…"
        self.setText(
            QFontMetrics(self.font()).elidedText(
                words, Qt.TextElideMode.ElideRight, max(20, self.width() - 18)
            )
        )

    def _open(self) -> None:
        if self._popup is None:
            from annotator.ui.choosers.many import ManyChooser

            self._popup = ManyChooser(self._attribute, self)
            self._popup.toggled.connect(self._on_toggled)
        corner = self.mapToGlobal(QPoint(0, 0))
        self._popup.open(self._values, QRect(corner, self.size()))

    def _on_toggled(self, id: str, on: bool) -> None:
        chosen = {*self._values, id} if on else set(self._values) - {id}
        order = [value.id for value in self._attribute.values]
        known = [value for value in order if value in chosen]
        self._values = (*known, *(value for value in self._values if value in chosen and value not in order))
        self._write()
        if self._popup is not None:
            self._popup.check(self._values)
        self.changed.emit(self._values)
