"""What an export or import came to, as headed lists: shown as a page that can be read and copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from annotator.errors import visible
from annotator.ui.colours import Theme, theme_of
from annotator.ui.style import GAP, SPACE, danger

_MOST_ROWS = 200
"""Rows of one section that are shown; all of them are copied."""


class Row(Struct, frozen=True):
    """A line of a section: a short ``mark``, such as a count, and words, with weaker words below."""

    mark: str
    words: str
    more: str = ""


class Section(Struct, frozen=True):
    """A headed list. ``level`` is ``caution`` or ``danger`` where it tells of what somebody should look at."""

    heading: str
    rows: tuple[Row, ...] = ()
    level: str = ""


def rows_of(counts: Iterable[tuple[int, str]]) -> tuple[Row, ...]:
    """Rows of counted things."""
    return tuple(Row(f"{count:,}", words) for count, words in counts)


def plain(sections: Sequence[Section]) -> str:
    """All of it as text, for the clipboard."""
    parts = []
    for section in sections:
        parts.append(section.heading)
        parts += [
            f"  {f'{row.mark}  ' if row.mark else ''}{row.words}{f'  ({row.more})' if row.more else ''}"
            for row in section.rows
        ]
        parts.append("")
    return "\n".join(parts)


class ReportView(QTextBrowser):
    """Shows sections."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(SPACE)
        self.sections: tuple[Section, ...] = ()

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Shows these, from the top."""
        self.sections = tuple(map(_seen, sections))
        self.setHtml(_html(self.sections, theme_of(self.palette())))
        self.verticalScrollBar().setValue(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Begins at the top, whatever was scrolled to while nothing had its size."""
        super().showEvent(event)
        self.verticalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "sections"):
            self.setHtml(_html(self.sections, theme_of(self.palette())))


def _seen(section: Section) -> Section:
    """A section that shows all that it says: rows quote what is in files."""
    rows = tuple(Row(row.mark, _lines(row.words), _lines(row.more)) for row in section.rows)
    return Section(_lines(section.heading), rows, section.level)


def _lines(words: str) -> str:
    return "\n".join(map(visible, words.split("\n")))


def _html(sections: Sequence[Section], theme: Theme) -> str:
    return "".join(_section(section, theme, first=not at) for at, section in enumerate(sections))


def _section(section: Section, theme: Theme, *, first: bool) -> str:
    colour = {"caution": theme.caution, "danger": danger(theme)}.get(section.level, theme.ink)
    top = 0 if first else SPACE
    heading = (
        f'<p style="margin-top:{top}px; margin-bottom:{GAP}px; color:{colour}; font-weight:600">'
        f"{_breakable(section.heading)}</p>"
    )
    shown = [_row(row, theme) for row in section.rows[:_MOST_ROWS]]
    if len(section.rows) > _MOST_ROWS:
        rest = len(section.rows) - _MOST_ROWS
        shown.append(_row(Row("", f"and {rest:,} more, which Copy copies too"), theme))
    if not shown:
        return heading
    return f'{heading}<table width="100%" cellspacing="0" cellpadding="2">{"".join(shown)}</table>'


def _row(row: Row, theme: Theme) -> str:
    more = f'<br><span style="color:{theme.muted}">{_breakable(row.more)}</span>' if row.more else ""
    mark = (
        f'<td align="right" style="color:{theme.muted}; padding-right:{SPACE}px; white-space:nowrap">'
        f"{escape(row.mark)}</td>"
        if row.mark
        else ""
    )
    rule = "" if row.mark and not row.more else f'style="border-bottom:1px solid {theme.faint}"'
    return f'<tr>{mark}<td width="100%" {rule}>{_breakable(row.words)}{more}</td></tr>'


def _breakable(words: str) -> str:
    """Escaped, with places for a break in what has no blanks, such as paths and long compounds."""
    pieces = []
    for word in words.split(" "):
        marked = word
        for sign in "/\\._-":
            marked = marked.replace(sign, f"{sign}\u200b")
        longest = max((len(part) for part in marked.split("\u200b")), default=0)
        if longest > 40:
            marked = "\u200b".join(marked[at : at + 30] for at in range(0, len(marked), 30))
        pieces.append(escape(marked))
    return " ".join(pieces).replace("\n", "<br>")
