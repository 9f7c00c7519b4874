"""A button that shows several chosen values and opens a list with a search to choose them from. Knows no record."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.tagsets.model import Attribute
from annotator.ui.style import GAP

_ID = Qt.ItemDataRole.UserRole


class ManyButton(QPushButton):
    """Shows the names of the chosen values; a click opens the list."""

    changed = Signal(tuple)
    """The ids of the values that are chosen now, in the tagset's order."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attribute = attribute
        self._values: tuple[str, ...] = ()
        self._popup: _ManyPopup | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("text-align: left; padding-left: 7px; padding-right: 7px;")
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
            self._popup = _ManyPopup(self._attribute, self)
            self._popup.toggled.connect(self._on_toggled)
        self._popup.check(self._values)
        self._popup.open_at(self.mapToGlobal(QPoint(0, self.height() + 2)), max(230, self.width()))

    def _on_toggled(self, id: str, on: bool) -> None:
        chosen = {*self._values, id} if on else set(self._values) - {id}
        order = [value.id for value in self._attribute.values]
        known = [value for value in order if value in chosen]
        self._values = (*known, *(value for value in self._values if value in chosen and value not in order))
        self._write()
        self.changed.emit(self._values)


class _ManyPopup(QFrame):
    toggled = Signal(str, bool)

    def __init__(self, attribute: Attribute, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        self._search = QLineEdit(self, placeholderText=f"Search {attribute.name.lower()}")
        self._search.setAccessibleName(f"Search {attribute.name}")
        self._list = QListWidget(self)
        self._list.setAccessibleName(attribute.name)
        self._list.setUniformItemSizes(True)
        for value in attribute.values:
            item = QListWidgetItem(value.name, self._list)
            item.setData(_ID, value.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(value.description)
            item.setCheckState(Qt.CheckState.Unchecked)
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self._search.textChanged.connect(self._filter)
        self._list.itemClicked.connect(self._toggle)

    def open_at(self, corner: QPoint, width: int) -> None:
        rows = min(12, self._list.count())
        height = self._list.sizeHintForRow(0) * rows + self._search.sizeHint().height() + 3 * GAP + 8
        self.resize(width, height)
        screen = self.screen().availableGeometry()
        x = min(corner.x(), screen.right() - width)
        y = (
            corner.y()
            if corner.y() + height <= screen.bottom()
            else max(screen.top(), corner.y() - height - 30)
        )
        self.move(x, y)
        self._search.clear()
        self.show()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)
        self._list.setCurrentRow(0)

    def check(self, values: tuple[str, ...]) -> None:
        for place in range(self._list.count()):
            item = self._list.item(place)
            on = item.data(_ID) in values
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _filter(self, wanted: str) -> None:
        words = wanted.casefold().split()
        first = None
        for place in range(self._list.count()):
            item = self._list.item(place)
            hit = all(word in f"{item.text()} {item.data(_ID)}".casefold() for word in words)
            item.setHidden(not hit)
            if hit and first is None:
                first = item
        if first is not None:
            self._list.setCurrentItem(first)

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() != Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.toggled.emit(item.data(_ID), on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self._list.item(self._list.currentRow())
            if self._list.currentRow() >= 0 and not item.isHidden():
                self._toggle(item)
                self._search.selectAll()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        place = self._list.currentRow() + step
        while 0 <= place < self._list.count():
            if not self._list.item(place).isHidden():
                self._list.setCurrentRow(place)
                return
            place += step
