"""What the card shows of one record: type, quote, roles, attributes, instances, uses, note, problems, origin.

Every part compares what it is to show with what it shows, so that nothing is made anew that stays as it is, and an
editor keeps the keyboard while other things change.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from annotator.annotations.checks import Problem, problems_of
from annotator.annotations.records import UNSURE, Entity, Event, Instance, Record, Relation
from annotator.session import Session
from annotator.tagsets.definitions import Attribute
from annotator.ui import drawing, icons
from annotator.ui.colours import theme_of
from annotator.ui.panels import card_values
from annotator.ui.panels.card_roles import Roles
from annotator.ui.panels.chips import ChipFace, Chips
from annotator.ui.panels.fields import Fields
from annotator.ui.panels.note import NoteEditor
from annotator.ui.style import GAP, ROOM, SPACE, small, strong

_MOST_QUOTE = 400


class TypeLine(QWidget):
    """The mark and name of a type, in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ("entity", "#808080", "", False)
        self.setMinimumHeight(self.fontMetrics().height() + 6)

    def show_type(self, kind: str, colour: str, name: str, *, known: bool) -> None:
        """Shows a type; one that the tagset does not know is said to be unknown."""
        if (kind, colour, name, known) != self._shown:
            self._shown = (kind, colour, name, known)
            self.setAccessibleName(f"{kind} {name}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws mark and name."""
        kind, colour, name, known = self._shown
        theme = theme_of(self.palette())
        painter = QPainter(self)
        box = QRectF(self.rect())
        drawing.type_mark(painter, QRectF(0, box.center().y() - 7, 14, 14), kind, colour, theme)
        painter.setFont(strong(self.font()))
        painter.setPen(QColor(theme.tones(colour).ink if known else theme.caution))
        room = box.adjusted(22, 0, 0, 0)
        words = name if known else f"{name} (not in the tagset)"
        flow = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flow, drawing.elided(painter, words, room.width()))
        painter.end()


class ProblemLines(QWidget):
    """The problems of the record, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems: tuple[Problem, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self._labels: list[_ProblemLabel] = []
        self.hide()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Shows these problems."""
        if problems == self._problems:
            return
        self._problems = problems
        while len(self._labels) < len(problems):
            label = _ProblemLabel(self)
            self._labels.append(label)
            self._layout.addWidget(label)
        for label, problem in zip(self._labels, problems, strict=False):
            label.show_problem(problem)
            label.show()
        for label in self._labels[len(problems) :]:
            label.hide()
        self.setVisible(bool(problems))


class _ProblemLabel(QLabel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._severity = "warning"
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(small(self.font()))
        self.setContentsMargins(20, 0, 0, 0)

    def show_problem(self, problem: Problem) -> None:
        self._severity = problem.severity
        self.setText(card_values.breakable(problem.message))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = (
            self.fontMetrics().height() / 2
            if self.height() > self.fontMetrics().height() * 1.8
            else self.height() / 2
        )
        drawing.severity_mark(
            painter, QRectF(0, middle - 6.5, 13, 13), self._severity, theme_of(self.palette())
        )
        painter.end()


class RecordPage(QWidget):
    """One record. Signals name the record by its id."""

    record_requested = Signal(str)
    attribute_changed = Signal(str, str, object)
    note_changed = Signal(str, str)
    note_left = Signal()
    unsure_requested = Signal(str)
    retype_requested = Signal(str)
    comment_requested = Signal(str)
    delete_requested = Signal(str)
    activate_requested = Signal(str)
    instance_requested = Signal(str)
    instance_left = Signal(str, str)
    instance_renamed = Signal(str, str)
    role_requested = Signal(str, str)
    unlink_requested = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.id: str | None = None
        self._read_only = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(ROOM, SPACE, ROOM, ROOM)
        self._layout.setSpacing(SPACE)
        self._make_head()
        self._roles_heading = self._heading("Roles")
        self._roles = Roles(self)
        self._roles.role_clicked.connect(lambda role: self._tell(self.role_requested, role))
        self._roles.filler_clicked.connect(self.record_requested)
        self._roles.filler_removed.connect(
            lambda role, filler: self._tell(self.unlink_requested, role, filler)
        )
        self._layout.addWidget(self._roles)
        self._fields = Fields(self)
        self._fields.changed.connect(lambda name, value: self._tell(self.attribute_changed, name, value))
        self._layout.addWidget(self._fields)
        self._instances_heading = self._heading("Refers to")
        self._instances = Chips(self)
        self._instances.clicked.connect(self.record_requested)
        self._instances.removed.connect(lambda id: self._tell(self.instance_left, id))
        self._layout.addWidget(self._instances)
        self._members_heading = self._heading("Mentions")
        self._members = Chips(self)
        self._members.clicked.connect(self.record_requested)
        self._members.removed.connect(self._on_member_removed)
        self._layout.addWidget(self._members)
        self._uses_heading = self._heading("Takes part in")
        self._uses = Chips(self)
        self._uses.clicked.connect(self.record_requested)
        self._layout.addWidget(self._uses)
        self._problems = ProblemLines(self)
        self._layout.addWidget(self._problems)
        self.note = NoteEditor(self)
        self.note.committed.connect(self.note_changed)
        self.note.left.connect(self.note_left)
        self._layout.addWidget(self.note)
        self.called: Callable[[str], str] = str
        """How an annotator is called on screen."""
        self._origin = QLabel(self)
        self._origin.setFont(small(self.font()))
        self._origin.setForegroundRole(self._origin.palette().ColorRole.PlaceholderText)
        self._origin.setTextFormat(Qt.TextFormat.PlainText)
        self._origin.setWordWrap(True)
        self._origin.setMinimumWidth(1)
        self._layout.addWidget(self._origin)
        self._layout.addStretch(1)

    def _make_head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        self._type = TypeLine(self)
        head.addWidget(self._type, 1)
        self._buttons: dict[str, QToolButton] = {}
        for name, icon, words, asked in (
            ("activate", "event", "Fill this event’s roles (E)", self.activate_requested),
            ("retype", "tag", "Change the type (R)", self.retype_requested),
            ("instance", "instance", "Say what it refers to (C)", self.instance_requested),
            ("unsure", "unsure", "Mark as unsure (U)", self.unsure_requested),
            ("comment", "comment", "Comment (Ctrl+M)", self.comment_requested),
            ("delete", "delete", "Delete (Del)", self.delete_requested),
        ):
            button = QToolButton(self)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setIconSize(QSize(16, 16))
            button.setCheckable(name in ("unsure", "activate"))
            button.setProperty("icon_name", icon)
            button.clicked.connect(self._asking(asked))
            head.addWidget(button)
            self._buttons[name] = button
        self._dress()
        self._layout.addLayout(head)
        self._name = QLineEdit(self)
        self._name.setAccessibleName("Name of the instance")
        self._name.editingFinished.connect(self._on_named)
        self._layout.addWidget(self._name)
        self._quote = QLabel(self)
        self._quote.setWordWrap(True)
        self._quote.setMinimumWidth(1)
        self._quote.setTextFormat(Qt.TextFormat.PlainText)
        self._quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._quote.setFont(strong(self.font(), 1.12))
        self._layout.addWidget(self._quote)

    def _heading(self, words: str) -> QLabel:
        label = QLabel(words, self)
        label.setFont(strong(self.font(), 0.87))
        label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
        label.setContentsMargins(0, GAP, 0, 0)
        self._layout.addWidget(label)
        return label

    def _asking(self, signal: object) -> Callable[[], None]:
        def ask() -> None:
            self._press_as_shown()
            self._tell(signal)

        return ask

    def _tell(self, signal: object, *rest: object) -> None:
        if self.id is not None:
            signal.emit(self.id, *rest)  # type: ignore[attr-defined]

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_record(self, session: Session, record: Record, *, active: bool, armed: str | None) -> None:
        """Shows a record of a session as it is now."""
        tagset = session.tagset
        self.id, self._read_only = record.id, bool(session.read_only)
        self._unsure, self._active = getattr(record, "flag", "") == UNSURE, active
        mention = isinstance(record, (Entity, Event))
        known = card_values.type_of(tagset, record)
        type_id = getattr(record, "type", "")
        kind = record.of if isinstance(record, Instance) else record.kind
        name = tagset.display(type_id)
        if isinstance(record, Instance):
            name = f"{name} instance"
        self._type.show_type(kind, known.colour if known else "#808080", name, known=known is not None)
        self._type.setToolTip(known.description if known else "")
        for button, shown in (
            ("activate", isinstance(record, Event)),
            ("retype", mention),
            ("instance", mention),
            ("unsure", mention or isinstance(record, Relation)),
            ("comment", True),
            ("delete", True),
        ):
            self._buttons[button].setVisible(shown)
            # A comment lies in one's own sheet, whatever may be changed of this one.
            self._buttons[button].setEnabled(not self._read_only or button == "comment")
        self._press_as_shown()
        words = card_values.headline(session, record)
        is_instance = isinstance(record, Instance)
        self._name.setVisible(is_instance)
        self._name.setReadOnly(self._read_only)
        if is_instance and not (self._name.hasFocus() and self._name.isModified()):
            if self._name.text() != words:
                self._name.setText(words)
            self._shown_name = words
        self._quote.setVisible(bool(words) and not is_instance)
        cut = words if len(words) <= _MOST_QUOTE else words[:_MOST_QUOTE] + "…"
        cut = card_values.breakable(cut)
        if self._quote.text() != cut:
            self._quote.setText(cut)
        linked = isinstance(record, (Event, Relation))
        faces = (
            card_values.role_faces(session, record, armed) if isinstance(record, (Event, Relation)) else ()
        )
        self._roles.show_faces(faces)
        self._roles_heading.setVisible(linked and bool(faces))
        self._fields.show_values(
            self._attributes(session, record), getattr(record, "attributes", {}), read_only=self._read_only
        )
        chips = card_values.instance_faces(session, record) if isinstance(record, (Entity, Event)) else ()
        self._show_chips(self._instances, self._instances_heading, chips)
        members, count = (
            card_values.member_faces(session, record) if isinstance(record, Instance) else ((), 0)
        )
        self._show_chips(self._members, self._members_heading, members)
        more = f" (first {len(members)} of {count:,})" if count > len(members) else f" ({count})"
        self._members_heading.setText(f"Mentions in this article{more}")
        self._show_chips(self._uses, self._uses_heading, card_values.use_faces(session, record))
        self._problems.show_problems(tuple(problems_of(record, session.sheet, session.index, tagset)))
        self.note.show_note(record.id, getattr(record, "note", ""))
        self.note.setReadOnly(self._read_only)
        self.note.setVisible(hasattr(record, "note"))
        origin = card_values.breakable(card_values.provenance(record, self.called))
        if self._origin.text() != origin:
            self._origin.setText(origin)

    def commit(self) -> None:
        """Tells what was typed and not told yet: note, attributes, name."""
        self.note.commit()
        self._fields.commit()
        if self._name.isModified() and not self._name.isHidden():
            self._on_named()

    def field(self, attribute_id: str) -> QWidget | None:
        """The editor of an attribute, or None."""
        return self._fields.field(attribute_id)

    def roles(self) -> Roles:
        """The rows of roles."""
        return self._roles

    def button(self, name: str) -> QToolButton:
        """A button of the head: ``activate``, ``retype``, ``instance``, ``unsure``, ``delete``."""
        return self._buttons[name]

    @property
    def name_editor(self) -> QLineEdit:
        """The editor of an instance's name."""
        return self._name

    def _attributes(self, session: Session, record: Record) -> tuple[Attribute, ...]:
        if isinstance(record, Instance):
            return session.tagset.instance_attributes
        if isinstance(record, (Entity, Event, Relation)):
            return session.tagset.attributes_of(record.type)
        return ()

    @staticmethod
    def _show_chips(chips: Chips, heading: QLabel, faces: tuple[ChipFace, ...]) -> None:
        chips.show_faces(faces)
        chips.setVisible(bool(faces))
        heading.setVisible(bool(faces))

    def _press_as_shown(self) -> None:
        # A button is pressed because the record is so, not because it was clicked.
        self._buttons["unsure"].setChecked(self._unsure)
        self._buttons["activate"].setChecked(self._active)

    def _on_named(self) -> None:
        name = self._name.text().strip()
        if self._read_only or self.id is None or name == self._shown_name:
            return
        if not name:
            self._name.setText(self._shown_name)
            return
        self._shown_name = name
        self._name.setModified(False)
        self.instance_renamed.emit(self.id, name)

    def _on_member_removed(self, mention: str) -> None:
        if self.id is not None:
            self.instance_left.emit(mention, self.id)

    def changeEvent(self, event: object) -> None:
        """Follows the palette."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        for button in self._buttons.values():
            button.setIcon(icons.icon(button.property("icon_name"), theme))

    _unsure = False
    _active = False
    _shown_name = ""
