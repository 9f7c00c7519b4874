"""The one family of errors that people see.

It knows nothing of the program: an error names the file, the place, what is wrong and what to do.
"""

from __future__ import annotations

from pathlib import Path


class AnnotatorError(Exception):
    """Something a person has to know about, in one clear message.

    ``message`` says what is wrong, ``path`` and ``line`` (1-based) where, ``remedy`` what to do.
    ``str()`` joins them to one line: ``path:line: message. remedy``.
    """

    def __init__(
        self, message: str, *, path: Path | str | None = None, line: int | None = None, remedy: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = Path(path) if path is not None else None
        self.line = line
        self.remedy = remedy

    def __str__(self) -> str:
        place = (
            ""
            if self.path is None
            else f"{self.path}: "
            if self.line is None
            else f"{self.path}:{self.line}: "
        )
        text = (
            self.message if not self.remedy or self.message.endswith((".", "!", "?")) else f"{self.message}."
        )
        return f"{place}{text} {self.remedy}".rstrip()
