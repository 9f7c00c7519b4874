"""What the versions panel shows of the difference one is at, whatever kind it is. Knows no widget."""

from __future__ import annotations

from typing import NamedTuple

from annotator.annotations.sheet import Sheet
from annotator.session import Session
from annotator.ui.review.bench import Bench
from annotator.ui.review.chain_faces import chain_faces
from annotator.ui.review.chaining import Chaining
from annotator.ui.review.faces import Card, Faces, faces_of
from annotator.ui.review.folder_rows import FolderRows
from annotator.ui.review.rows import quoted


class Shown(NamedTuple):
    """A difference as it is shown: under which words, and whether nobody has it any more."""

    faces: Faces
    title: str
    gone: bool = False


def shown(
    bench: Bench, chaining: Chaining, rows: FolderRows, session: Session | None, article: str
) -> Shown | None:
    """The current difference; None where there is none."""
    unit, comparison = bench.current, bench.comparison
    if session is None or unit is None or comparison is None:
        return None
    if unit.key in bench.gone:
        said = "In gold, though nobody has it any more"
        return Shown(
            Faces(unit, (), Card((), (), ("Gold",), ()), said, "gone"), rows.of_gone(unit).quote, True
        )
    gold = session.sheet if bench.adjudicating else _gold_of(bench)
    if unit.kind != "instance":
        faces = faces_of(comparison, unit, gold, bench.ledger, session.article.text, bench.names)
        return Shown(faces, quoted(comparison, unit))
    book = chaining.book
    if book is None or unit.key not in book.chains.by_key:
        return None
    standing, former = book.standing(unit), book.former(unit)
    faces = chain_faces(book.chains, unit, comparison, article, gold, standing, former, bench.names)
    return Shown(faces, chaining.row(article, unit).quote)


def _gold_of(bench: Bench) -> Sheet:
    held = bench.sheets.gold if bench.sheets is not None else None
    return held.sheet if held is not None else Sheet()
