"""Brings the gold sheets of other articles in line with what was decided about chains. Knows no Qt: workers use it.

Only gold sheets that are there already are written; the others are brought in line when they are opened.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.errors import AnnotatorError
from annotator.review.chain_book import ChainBook
from annotator.review.deciding import Gold
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import ArticleFile
from annotator.ui.opening import Annotator, open_gold
from annotator.ui.review.preparing import Wanted, prepare
from annotator.ui.review.survey import Terms

_PATIENCE = 10.0
"""Seconds that a sheet may take to be written."""


def carry(files: Iterable[ArticleFile], terms: Terms, book: ChainBook) -> list[str]:
    """Brings the gold sheets of these articles in line; the names of those that could not be written."""
    return [file.name for file in files if file.sidecar(GOLD) is not None and not _carried(file, terms, book)]


def _carried(file: ArticleFile, terms: Terms, book: ChainBook) -> bool:
    me = Annotator(terms.me, terms.me)
    try:
        opening = open_gold(file.path, me, file.annotators, terms.storage, terms.tagset, lambda _: None)
    except (AnnotatorError, OSError):
        return False
    session, saver = opening.session, opening.saver
    if saver is None:
        return False
    wanted = Wanted(
        session.article,
        {s.annotator: s.path for s in file.sidecars},
        terms.tagset,
        terms.me,
        adjudicates=True,
        participation=terms.participation,
        name=file.name,
    )
    comparison = prepare(wanted).comparison
    if comparison is not None:
        edit = book.edit(file.name, comparison, Gold.of(session.sheet))
        if not edit.is_empty:
            session.apply(edit)
    return saver.close(_PATIENCE)
