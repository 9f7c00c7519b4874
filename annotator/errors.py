"""The one family of errors that people see.

It knows nothing of the program: an error names the file, the place, what is wrong and what to do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that act on whatever shows them instead of being seen: controls, which terminals obey; breaks of lines,
which make two messages of one; overrides of direction, which show other words than are there; halves of surrogate pairs,
which no stream of UTF-8 takes."""

_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def visible(text: str) -> str:
    """``text`` on one line, with each of ``UNSEEN`` as an escape such as ``\\x1b`` or ``\\u202e``.

    Whatever quotes a file goes through here before it reaches a person. Doing it twice changes nothing.
    """
    return UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _SHORT.get(found[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


class AnnotatorError(Exception):
    """Something a person has to know about, in one clear message.

    ``message`` says what is wrong, ``path`` and ``line`` (1-based) where, ``remedy`` what to do.
    ``str()`` joins them to one line that is :func:`visible`: ``path:line: message. remedy``.
    """

    listing: ClassVar[bool] = False
    """Whether the message is a list that the program made, with lines of its own."""

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
        told = f"{place}{text} {self.remedy}".rstrip()
        return "\n".join(map(visible, told.split("\n"))) if self.listing else visible(told)
