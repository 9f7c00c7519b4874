"""Sheets into pieces of a format, here or in several processes, and what each of them came to.

Knows no files but those that are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.records import Comment, Decision
from annotator.formats import gathering
from annotator.formats.exchange import Labelled, Loss, Piece, Setting, Writer
from annotator.formats.gathering import Refused, Source, Taken, Wanted
from annotator.formats.pool import in_processes
from annotator.formats.registry import format_of

_FEWEST, _MOST = 16, 64
"""Sheets that a process renders before it reports: many, since handing them over costs the main process time, but few
enough that the last ones do not leave the others idle."""

_WHOLE = ("record", "comment", "decision")
"""What a loss is of where nothing of a record is held."""


class Rendered(Struct, frozen=True):
    """One sheet in a format.

    ``counts`` are of records that are in it, by kind and type; ``left_out`` of those that are not, by why; ``talk`` names
    the comments and decisions among these. ``tagset`` is id and version of what the tags were made with.
    """

    piece: Piece
    annotator: str
    sha256: str
    counts: dict[str, int]
    left_out: dict[str, int]
    talk: tuple[Loss, ...]
    tagset: str


Result: TypeAlias = Rendered | Refused | None
"""None where a sheet is not wanted."""


def told_apart(piece: Piece, labelled: Labelled) -> tuple[Piece, tuple[Loss, ...]]:
    """The piece with losses of what is tagged, and those of comments and decisions.

    They speak of the tagging and are no labels, and hardly any format has a place for them. Gold is full of decisions:
    were these losses like others, no strict export of it could ever pass.
    """
    talk = {loss for loss in piece.losses if isinstance(labelled.sheet.get(loss.record), (Comment, Decision))}
    if not talk:
        return piece, ()
    losses = tuple(loss for loss in piece.losses if loss not in talk)
    return replace(piece, losses=losses), tuple(
        replace(loss, what=labelled.sheet.records[loss.record].kind) if loss.what == "record" else loss
        for loss in piece.losses
        if loss in talk
    )


def left_out(chosen: dict[str, int], talk: Sequence[Loss]) -> dict[str, int]:
    """How many records are not in an export, by why: by what was ``chosen``, and as comments and decisions are no labels."""
    return dict(Counter(chosen) + Counter(loss.what for loss in talk if loss.what in _WHOLE))


class _Work(Struct, frozen=True):
    """What a process needs for rendering."""

    format: str
    setting: Setting
    wanted: Wanted
    apart: bool
    """Whether the sheets of several annotators are told apart by a folder each."""


def _render(work: _Work, writer: Writer, source: Source) -> Result:
    taken = gathering.take(source, work.wanted, work.setting.tagset)
    if not isinstance(taken, Taken):
        return taken
    labelled = taken.labelled
    if work.apart:
        labelled = replace(labelled, name=f"{source.annotator}/{source.name}")
    piece, talk = told_apart(writer.render(labelled), labelled)
    gone = {loss.record for loss in (*piece.losses, *talk) if loss.what in _WHOLE}
    stamp = labelled.tagset
    return Rendered(
        piece,
        source.annotator,
        labelled.sha256,
        gathering.counts(labelled.sheet, gone),
        left_out(taken.left_out, talk),
        talk,
        f"{stamp.id} {stamp.version}".strip(),
    )


def _render_many(work: _Work, sources: Sequence[Source]) -> list[Result]:
    writer = format_of(work.format).writer(work.setting)
    return [_render(work, writer, source) for source in sources]


def rendered(
    format: str, setting: Setting, wanted: Wanted, found: Sequence[Source], jobs: int
) -> Generator[tuple[Source, Result], None, None]:
    """Each sheet of ``found`` with what it came to, in their order; by ``jobs`` processes if there are enough."""
    work = _Work(format, setting, wanted, wanted.sheet == gathering.ALL)
    if jobs <= 1 or len(found) <= _FEWEST:
        writer = format_of(format).writer(setting)
        for source in found:
            yield source, _render(work, writer, source)
        return
    size = min(_MOST, max(_FEWEST, len(found) // (8 * jobs)))
    chunks = (found[at : at + size] for at in range(0, len(found), size))
    yield from in_processes(jobs, partial(_render_many, work), chunks)
