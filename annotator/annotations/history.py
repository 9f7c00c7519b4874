"""Undo and redo of one sheet, without end: a list of edits and a place in it.

The history never touches a sheet; whoever owns both applies what it hands out.
"""

from __future__ import annotations

from annotator.annotations.edits import Edit


class History:
    """The edits made to a sheet while it is worked on, in their order."""

    def __init__(self) -> None:
        self._done: list[Edit] = []
        self._undone: list[Edit] = []

    def push(self, edit: Edit) -> None:
        """Remembers an edit that was just applied; what could be redone is gone."""
        self._done.append(edit)
        self._undone.clear()

    def retract(self) -> Edit | None:
        """The edit that takes the last one back as if it had never been made: it cannot be redone."""
        return self._done.pop().inverse if self._done else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to undo and nothing to redo."""
        return not self._done and not self._undone

    @property
    def depth(self) -> int:
        """How many edits could be undone."""
        return len(self._done)

    @property
    def last(self) -> Edit | None:
        """The edit that undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, in words; None where there is nothing."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again, in words; None where there is nothing."""
        return self._undone[-1].label if self._undone else None

    def undo(self) -> Edit | None:
        """The edit that takes the last one back, or None."""
        if not self._done:
            return None
        edit = self._done.pop()
        self._undone.append(edit)
        return edit.inverse

    def redo(self) -> Edit | None:
        """The edit that does the last undone one again, or None."""
        if not self._undone:
            return None
        edit = self._undone.pop()
        self._done.append(edit)
        return edit
