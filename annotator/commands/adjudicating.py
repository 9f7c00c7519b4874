"""``annotator adjudicate``: gold of all that nobody has to choose about, article by article.

Exit codes: 0 all was looked at, 1 something was left out (it is told), 2 nothing could be done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from annotator.annotations.authors import Author
from annotator.commands.shared import Parser, folder_parser, number, print_json, surveyed
from annotator.commands.telling import progress, tell_some
from annotator.errors import AnnotatorError
from annotator.review.editions import Foreign, foreign, in_one_line
from annotator.review.folder import Adjudication
from annotator.review.folder import adjudicate as run
from annotator.review.participation import Participation, Terms
from annotator.review.rules import Rules
from annotator.sidecars.names import GOLD, slug
from annotator.sidecars.workspace import Listing


def adjudicate(given: Sequence[str]) -> int:
    """Takes over into gold what all agree on, and what rules say."""
    options = _parser().parse_args(given)
    folder, listing, tagset = surveyed(options)
    sheets = tuple(name.strip() for name in (options.sheets or "").split(",") if name.strip())
    _check_names(listing, (*sheets, *((options.trusted,) if options.trusted else ())))
    if sheets and options.trusted and options.trusted not in sheets:
        raise AnnotatorError(
            f"“{options.trusted}” is to be followed, and takes no part",
            path=listing.folder,
            remedy=f"Name {options.trusted} among --sheets, too.",
        )
    terms = Terms(
        Participation(frozenset(sheets) if sheets else None, options.all_statuses),
        Rules(majority=options.majority, trusted=options.trusted, least=options.least),
    )
    known = {name for article in listing.articles for name in article.annotators}
    taking_part = filter(terms.participation.wants, known)
    others = foreign(listing, tagset, taking_part, unfinished=options.all_statuses)
    author = Author(slug(options.by) if options.by else GOLD)
    with progress("Adjudicating") as told:
        done = run(listing, tagset, author, terms, dry_run=options.dry_run, progress=told)
    if options.json:
        print_json({"folder": str(folder), "dry run": options.dry_run, **_json(done, others)})
    else:
        _tell(done, others, dry_run=options.dry_run)
    return 1 if done.left else 0


def _parser() -> Parser:
    parser = folder_parser(
        "adjudicate",
        "Make gold of all that annotators agree on, and of what rules say. Differences stay open: they are decided in "
        "the window. Only gold sheets are written.",
    )
    parser.add_argument("--sheets", metavar="A,B", help="whose sheets take part (otherwise everybody's)")
    parser.add_argument(
        "--all-statuses", action="store_true", help="also sheets that their annotators do not call done"
    )
    parser.add_argument(
        "--majority", action="store_true", help="take over what more than half have the same way"
    )
    parser.add_argument("--trusted", default="", metavar="NAME", help="follow NAME where annotators differ")
    parser.add_argument(
        "--least",
        type=_count,
        default=0,
        metavar="N",
        help="take over what N or more have the same way, if nothing else has as many",
    )
    parser.add_argument("--by", default="", metavar="NAME", help="in whose name (otherwise gold's own)")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only tell")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on is needed")
    return int(text)


def _check_names(listing: Listing, names: Sequence[str]) -> None:
    known = sorted({name for article in listing.articles for name in article.annotators} - {GOLD})
    for name in names:
        if name == GOLD:
            raise AnnotatorError(
                "gold is what is being made here, so that it cannot be one of the sides",
                path=listing.folder,
                remedy="What gold says already stands by itself; agree --against gold measures by it.",
            )
        if name not in known:
            raise AnnotatorError(
                f"there are no sheets of “{name}”",
                path=listing.folder,
                remedy=f"There are sheets of: {', '.join(known)}." if known else "",
            )


def _tell(done: Adjudication, others: Sequence[Foreign], *, dry_run: bool) -> None:
    if others:
        print(in_one_line((f.annotator, f"{f.tagset}: {number(f.sheets, 'sheet')}") for f in others))
    would = "would be " if dry_run else ""
    print(
        f"{number(len(done.articles), 'article')}: {done.taken:,} {would}taken over, "
        f"{number(done.written, 'gold sheet')} {would}written"
    )
    if done.differences:
        decided = done.differences - done.open
        print(f"  {decided:,} of {number(done.differences, 'difference')} decided, {done.open:,} open")
    else:
        print("  no differences")
    if done.chains_open:
        print(f"  annotators differ on {done.chains_open:,} of {number(done.chains, 'instance')}")
    tell_some([f"    {a.article}: {a.open:,} open" for a in done.articles if a.open])
    if done.gone:
        print(f"  {number(done.gone, 'decision')} on what nobody has any more: keep or discard in the window")
        tell_some([f"    {a.article}: {a.gone:,} gone" for a in done.articles if a.gone])
    if done.waiting:
        print(f"  {number(len(done.waiting), 'article')} where fewer than two sheets take part")
    if done.unfinished:
        print(f"  {number(len(done.unfinished), 'sheet')} not called done (--all-statuses takes them, too)")
    tell_some(
        [f"left out: {_named(left.article, left.annotator)}: {left.reason}" for left in done.left],
        file=sys.stderr,
    )


def _named(article: str, annotator: str) -> str:
    return f"{article} ({annotator})" if annotator else article


def _json(done: Adjudication, others: Sequence[Foreign]) -> dict[str, object]:
    return {
        "other tagsets": [{"annotator": f.annotator, "tagset": f.tagset, "sheets": f.sheets} for f in others],
        "taken over": done.taken,
        "written": done.written,
        "differences": done.differences,
        "open": done.open,
        "gone": done.gone,
        "instances": {"chains": done.chains, "open": done.chains_open},
        "articles": [
            {
                "name": a.article,
                "units": a.units,
                "differences": a.differences,
                "open": a.open,
                "gone": a.gone,
                "taken over": a.taken,
                "written": a.written,
            }
            for a in done.articles
        ],
        "waiting": list(done.waiting),
        "not done": [{"name": name, "annotator": annotator} for name, annotator in done.unfinished],
        "left out": [
            {"name": left.article, "annotator": left.annotator, "reason": left.reason} for left in done.left
        ],
    }
