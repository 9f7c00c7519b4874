"""How commands tell while they work and afterwards: a bar in the terminal, and no more lines than a person reads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from annotator.errors import visible

_MOST_TOLD = 20
"""Lines of one kind that are told at most; the rest stands in the manifest or in JSON."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar in the terminal, where there is one; gives what is to be told ``(done, total)``, total 0 if not known."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def tell(line: str, file: TextIO | None = None) -> None:
    """Prints a line, whatever files may have put into it."""
    print(visible(line), file=file)


def tell_some(lines: Sequence[str], file: TextIO | None = None) -> None:
    """Prints lines, but not too many of them."""
    for line in lines[:_MOST_TOLD]:
        tell(line, file)
    if len(lines) > _MOST_TOLD:
        print(f"… and {len(lines) - _MOST_TOLD:,} more (--json tells all)", file=file)
