"""Editors of attribute values, one a kind of attribute. Each shows a value and tells when a person changed it.

``None`` stands for no value, where the tagset's default holds. Knows no record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.annotations.records import Value
from annotator.tagsets.definitions import Attribute
from annotator.ui.combo import Combo
from annotator.ui.panels.chips import FlowLayout
from annotator.ui.panels.many import ManyButton
from annotator.ui.style import GAP, small

_MOST_SEGMENTS = 4
_MOST_LETTERS = 30
_NOTHING = "—"
_LEAST = -1_000_000


class Field(QWidget):
    """The editor of one attribute."""

    changed = Signal(str, object)
    """The attribute's id and its new value (None for none)."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attribute = attribute
        self._shown: Value | None = None
        self._is_shown = False
        self._setting = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setAccessibleName(attribute.name)

    def show_value(self, value: Value | None) -> None:
        """Shows a value (``None``: the default, or nothing) without telling anybody."""
        if self._is_shown and value == self._shown and type(value) is type(self._shown):
            return
        self._is_shown = True
        self._shown = value
        self._setting = True
        try:
            self._put(value if value is not None else self.attribute.default)
        finally:
            self._setting = False

    def commit(self) -> None:
        """Tells what was typed and not told yet."""

    def set_read_only(self, read_only: bool) -> None:
        """Shows without letting anybody change anything."""
        self.setEnabled(not read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the wheel, which scrolls the card, from changing a value in passing."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _calm(self, widget: QWidget) -> None:
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)

    def _put(self, value: Value | None) -> None:
        raise NotImplementedError

    def _tell(self, value: Value | None) -> None:
        if self._setting or value == self._shown:
            return
        self._shown = value
        self.changed.emit(self.attribute.id, value)


class SegmentsField(Field):
    """One of a few: buttons side by side, as many as fit. A click on the pressed one takes the value away."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._buttons: dict[str, QToolButton] = {}
        flow = FlowLayout(spacing=2)
        for value in attribute.values:
            button = QToolButton(self)
            button.setObjectName("segment")
            button.setText(value.name)
            button.setCheckable(True)
            button.setToolTip(value.description or value.name)
            button.setAccessibleName(f"{attribute.name}: {value.name}")
            button.clicked.connect(lambda on, id=value.id: self._on_clicked(id, on))
            self._buttons[value.id] = button
            flow.addWidget(button)
        self._row.addLayout(flow, 1)

    def _put(self, value: Value | None) -> None:
        for id, button in self._buttons.items():
            button.setChecked(id == value)

    def _on_clicked(self, id: str, on: bool) -> None:
        wanted = id if on else None
        for other, button in self._buttons.items():
            button.setChecked(other == (wanted if wanted is not None else self.attribute.default))
        self._tell(wanted)


class ComboField(Field):
    """One of many: a list that drops down."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self._combo = Combo(self)
        self._combo.setAccessibleName(attribute.name)
        self._combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(8)
        self._combo.addItem(_NOTHING, None)
        for value in attribute.values:
            self._combo.addItem(value.name, value.id)
            if value.description:
                place = self._combo.count() - 1
                self._combo.setItemData(place, value.description, Qt.ItemDataRole.ToolTipRole)
        self._calm(self._combo)
        self._combo.activated.connect(lambda: self._tell(self._combo.currentData()))
        self._row.addWidget(self._combo, 1)

    def _put(self, value: Value | None) -> None:
        place = 0 if value is None else self._combo.findData(value)
        if place < 0:
            self._combo.addItem(f"{value} (not in the tagset)", value)
            place = self._combo.count() - 1
        self._combo.setCurrentIndex(place)


class ManyField(Field):
    """Several of many: a button that opens a list with a search."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self._button = ManyButton(attribute, self)
        self._button.changed.connect(lambda values: self._tell(values or None))
        self._row.addWidget(self._button, 1)

    def _put(self, value: Value | None) -> None:
        self._button.show_values(value if isinstance(value, tuple) else ())


class FlagField(Field):
    """Yes or no."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self._box = QCheckBox(self)
        self._box.setAccessibleName(attribute.name)
        self._box.clicked.connect(self._on_clicked)
        self._row.addWidget(self._box)
        self._row.addStretch(1)

    def _put(self, value: Value | None) -> None:
        self._box.setChecked(bool(value))

    def _on_clicked(self, on: bool) -> None:
        self._tell(on)


class NumberField(Field):
    """A whole number or any number; below the least one stands for none."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        whole = attribute.kind == "integer"
        self._spin: QSpinBox | QDoubleSpinBox = QSpinBox(self) if whole else QDoubleSpinBox(self)
        if isinstance(self._spin, QDoubleSpinBox):
            self._spin.setDecimals(4)
        self._spin.setRange(_LEAST, 1_000_000_000)
        self._spin.setSpecialValueText(_NOTHING)
        self._spin.setValue(_LEAST)
        self._spin.setKeyboardTracking(False)
        self._spin.setAccessibleName(attribute.name)
        self._calm(self._spin)
        self._spin.valueChanged.connect(lambda value: self._tell(None if value == _LEAST else value))
        self._row.addWidget(self._spin, 1)

    def commit(self) -> None:
        """Tells the number that was typed."""
        self._spin.interpretText()

    def _put(self, value: Value | None) -> None:
        number = value if isinstance(value, (int, float)) else _LEAST
        self._spin.setValue(int(number) if isinstance(self._spin, QSpinBox) else number)  # type: ignore[arg-type]


class TextField(Field):
    """A line of text, or a date such as 2026-11-22; kept on Enter and when the keyboard goes elsewhere."""

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self._line = QLineEdit(self)
        self._line.setAccessibleName(attribute.name)
        if attribute.kind == "date":
            self._line.setPlaceholderText("YYYY-MM-DD")
            self._line.setMaxLength(10)
        self._line.editingFinished.connect(self._on_finished)
        self._line.installEventFilter(self)
        self._row.addWidget(self._line, 1)
        self._problem = QLabel(self)
        self._problem.hide()

    def commit(self) -> None:
        """Tells what was typed, if it can be a value."""
        if self._line.isModified():
            self._on_finished()

    def set_read_only(self, read_only: bool) -> None:
        """Lets the text be selected but not changed."""
        self._line.setReadOnly(read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc brings the old text back."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self._line.isModified()
        ):
            self._put(self._shown)
            return True
        return super().eventFilter(watched, event)

    def _put(self, value: Value | None) -> None:
        self._line.setText("" if value is None else str(value))
        self._line.setToolTip(self.attribute.description)

    def _on_finished(self) -> None:
        text = self._line.text().strip()
        problem = self.attribute.problem(text) if text else ""
        if problem:
            self._line.setToolTip(problem)
            self._put(self._shown)
            self._line.setToolTip(f"“{text}” was not kept: {problem}")
            return
        self._line.setModified(False)
        self._tell(text or None)


def field_for(attribute: Attribute, parent: QWidget | None = None) -> Field:
    """The editor for an attribute."""
    match attribute.kind:
        case "one":
            few = len(attribute.values) <= _MOST_SEGMENTS
            short = sum(len(value.name) for value in attribute.values) <= _MOST_LETTERS
            return SegmentsField(attribute, parent) if few and short else ComboField(attribute, parent)
        case "many":
            return ManyField(attribute, parent)
        case "flag":
            return FlagField(attribute, parent)
        case "integer" | "number":
            return NumberField(attribute, parent)
        case _:
            return TextField(attribute, parent)


class Fields(QWidget):
    """The editors of a record's attributes, made anew only when the attributes themselves are others."""

    changed = Signal(str, object)
    """An attribute's id and its new value (None for none)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attributes: tuple[Attribute, ...] = ()
        self._fields: dict[str, Field] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body: QWidget | None = None
        self.hide()

    def show_values(
        self, attributes: Sequence[Attribute], values: Mapping[str, Value], *, read_only: bool = False
    ) -> None:
        """Shows editors for ``attributes`` with ``values``; the focus stays where it is."""
        if tuple(attributes) != self._attributes:
            self._make(tuple(attributes))
        for id, field in self._fields.items():
            field.show_value(values.get(id))
            field.set_read_only(read_only)
        self.setVisible(bool(self._fields))

    def commit(self) -> None:
        """Tells what was typed and not told yet."""
        for field in self._fields.values():
            field.commit()

    def field(self, attribute_id: str) -> Field | None:
        """The editor of one attribute, or None."""
        return self._fields.get(attribute_id)

    def _make(self, attributes: tuple[Attribute, ...]) -> None:
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._attributes = attributes
        self._body = QWidget(self)
        form = QFormLayout(self._body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(GAP + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._fields = {}
        for attribute in attributes:
            field = field_for(attribute, self._body)
            field.changed.connect(self.changed)
            label = QLabel(attribute.name + (" •" if attribute.required else ""), self._body)
            label.setFont(small(self.font()))
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            label.setToolTip(attribute.description or attribute.name)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
            form.addRow(label, field)
            self._fields[attribute.id] = field
        self._layout.addWidget(self._body)
        self._body.show()
