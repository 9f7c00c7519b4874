"""``annotator export``, ``import``, ``convert``, ``formats`` and ``promote``.

Exit codes: 0 all was taken, 1 something was refused or could not be taken (it is told), 2 nothing could be done.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.commands.shared import Parser, add_json, add_tagset, folder_of, number, print_json, tagset_of
from annotator.commands.telling import progress, tell, tell_some
from annotator.errors import AnnotatorError
from annotator.formats.exchange import Trouble
from annotator.formats.exporting import Order, Outcome
from annotator.formats.gathering import ALL, Stock, Wanted
from annotator.formats.importing import Intake, Taken
from annotator.formats.offers import lacking
from annotator.formats.placing import Existing
from annotator.formats.registry import FORMATS, Format, format_of
from annotator.formats.splits import Shares
from annotator.sidecars.names import GOLD
from annotator.sidecars.workspace import scan
from annotator.tagsets.model import Tagset


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="PATH", help="the file or folder to be made"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="fail, and write nothing, where anything that is tagged is lost",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace what is there")
    parser.add_argument(
        "--split", metavar="80/10/10", help="into train, dev and test, by a hash of the article"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another way to split (default 0)")
    parser.add_argument(
        "--tokenizer",
        default="words",
        metavar="NAME",
        help="of token formats: words (default), or spacy: and a language",
    )
    parser.add_argument(
        "--scheme",
        default="",
        metavar="NAME",
        help="of CoNLL-2003: the names that the tagset maps its types to, such as conll2003",
    )
    parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes to work in (default 1)")


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError("a number from 1 to 256 is needed")
    return int(text)


def export(given: Sequence[str]) -> int:
    """Exports sheets of a folder."""
    parser = Parser("annotator export", description="Export sheets to a format that other programs read.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--format", required=True, metavar="ID", help="one of those that annotator formats lists"
    )
    parser.add_argument("--sheet", default=GOLD, metavar="NAME", help="gold (default), an annotator, or all")
    parser.add_argument("--status", choices=("done", "in-progress"), help="only sheets of this status")
    parser.add_argument(
        "--types", metavar="A,B", help="only mentions of these types and what descends from them"
    )
    parser.add_argument(
        "--keep-zones", action="store_true", help="also zones that are not gold, and what lies there"
    )
    parser.add_argument(
        "--allow-errors", action="store_true", help="also sheets that break rules of the tagset"
    )
    _add_output(parser)
    add_tagset(parser)
    add_json(parser)
    options = parser.parse_args(given)
    folder = folder_of(options)
    listing, tagset = Stock(folder), tagset_of(folder, options.tagset)
    types = _types(options.types, tagset)
    wanted = Wanted(options.sheet, options.status or "", types, options.keep_zones, options.allow_errors)
    outcome = _export(
        Order(
            listing,
            tagset,
            options.format,
            options.out,
            wanted,
            _shares(options),
            options.tokenizer,
            options.strict,
            options.overwrite,
            options.jobs,
            options.scheme,
        )
    )
    if options.json:
        print_json(_outcome_json(outcome))
    else:
        _tell_outcome(outcome, format_of(options.format))
    return 1 if outcome.refused else 0


def _shares(options: argparse.Namespace) -> Shares | None:
    return Shares.of(options.split, options.seed) if options.split else None


def _types(words: str | None, tagset: Tagset) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (words or "").split(",") if name.strip())
    for name in names:
        if name not in tagset:
            from annotator.tagsets.misfits import near

            known = [type_def.id for type_def in tagset.types()]
            raise AnnotatorError(f"the tagset {tagset.id} has no type “{name}”{near(name, known)}")
    return names


def _export(order: Order) -> Outcome:
    from annotator.formats.exporting import export

    with progress("Exporting") as told:
        return export(order, told)


def import_(given: Sequence[str]) -> int:
    """Imports what other programs wrote."""
    parser = Parser(
        "annotator import", description="Make articles and sidecars of what other programs wrote."
    )
    parser.add_argument("source", type=Path, metavar="PATH")
    parser.add_argument(
        "--format", required=True, metavar="ID", help="one of those that annotator formats lists"
    )
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="where articles are made")
    parser.add_argument("--annotator", default="", metavar="NAME", help="whose tags they are")
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument(
        "--rename",
        action="store_true",
        help="another name for an article where one of other text has its own",
    )
    existing.add_argument("--merge", action="store_true", help="add what is new to sidecars that are there")
    add_json(parser)
    options = parser.parse_args(given)
    what: Existing = "rename" if options.rename else "merge" if options.merge else "keep"
    taken = Taken()
    try:
        _import(Intake(options.source, options.format, options.into, options.annotator, what), taken)
    except KeyboardInterrupt:
        _tell_broken_off(taken, options.into, renamed=options.rename)
        raise
    if options.json:
        print_json(_taken_json(taken))
    else:
        _tell_taken(taken, options.into)
    return 1 if taken.troubles or taken.conflicts else 0


def _import(intake: Intake, taken: Taken) -> None:
    from annotator.formats.importing import import_ as run

    with progress("Importing") as told:
        run(intake, lambda done: told(done, 0), taken)


def convert(given: Sequence[str]) -> int:
    """Converts one format to another."""
    try:
        return _convert(given)
    except KeyboardInterrupt:
        tell("broken off: nothing was written", file=sys.stderr)
        raise


def _convert(given: Sequence[str]) -> int:
    parser = Parser("annotator convert", description="Convert from one format to another.")
    parser.add_argument("source", type=Path, metavar="PATH")
    parser.add_argument("--from", required=True, metavar="ID", dest="from_", help="the format of PATH")
    parser.add_argument("--to", required=True, metavar="ID", help="the format to be written")
    _add_output(parser)
    parser.add_argument(
        "--tagset", type=Path, metavar="FILE", help="instead of the source's own or the default"
    )
    add_json(parser)
    options = parser.parse_args(given)
    format_of(options.to)
    with tempfile.TemporaryDirectory(prefix="annotator-convert-") as temporary:
        between, taken = Path(temporary) / "articles", Taken()
        _import(Intake(options.source, options.from_, between, "", "rename"), taken)
        if options.strict and (taken.troubles or taken.conflicts):
            _tell_troubles(taken)
            places = number(len(taken.troubles) + len(taken.conflicts), "place")
            raise AnnotatorError(
                f"not everything in it could be taken ({places}), so nothing was written", path=options.source
            )
        listing = scan(between)
        names = {name for article in listing.articles for name in article.annotators}
        if not names:
            _tell_taken(taken, between)
            raise AnnotatorError("nothing in it could be converted", path=options.source)
        sheet = names.pop() if len(names) == 1 else ALL
        outcome = _export(
            Order(
                listing,
                tagset_of(between, options.tagset),
                options.to,
                options.out,
                Wanted(sheet, keep_zones=True, allow_errors=True),
                _shares(options),
                options.tokenizer,
                options.strict,
                options.overwrite,
                options.jobs,
                options.scheme,
            )
        )
    if options.json:
        print_json({"import": _taken_json(taken), "export": _outcome_json(outcome)})
    else:
        _tell_troubles(taken)
        _tell_outcome(outcome, format_of(options.to))
    return 1 if taken.troubles or taken.conflicts or outcome.refused else 0


def formats(given: Sequence[str]) -> int:
    """Lists the formats."""
    parser = Parser("annotator formats", description="List the formats, and what each cannot hold.")
    add_json(parser)
    options = parser.parse_args(given)
    if options.json:
        print_json([_format_json(known) for known in FORMATS])
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("id", "format", "", "cannot hold"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "id")
    for known in FORMATS:
        able = " ".join(word for word, has in (("writes", known.writes), ("reads", known.reads)) if has)
        name = known.name if lacking(known) is None else f"{known.name} (needs the extra “{known.extra}”)"
        table.add_row(known.id, name, able, "; ".join(known.loses) or "—")
    console = Console(highlight=False)
    console.print(table)
    console.print()
    console.print(
        "Every export names in its manifest what of which record was lost. --strict fails for all that is tagged: not for "
        "comments and decisions, which speak of the tagging, nor for ids, names of annotators, dates and origins of "
        "records. Most formats have no place for some of these."
    )
    return 0


def _format_json(known: Format) -> dict[str, Any]:
    return {
        "id": known.id,
        "name": known.name,
        "suffixes": list(known.suffixes),
        "folder": known.is_folder,
        "reads": known.reads,
        "writes": known.writes,
        "cannot hold": list(known.loses),
        "extra": known.extra,
        "installed": lacking(known) is None,
    }


def promote(given: Sequence[str]) -> int:
    """Makes one annotator's finished sheets gold."""
    parser = Parser("annotator promote", description="Make one annotator's finished sheets gold.")
    parser.add_argument("name", metavar="NAME", help="the annotator")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--overwrite", action="store_true", help="renew gold that was adopted and not worked on since"
    )
    add_json(parser)
    options = parser.parse_args(given)
    folder = folder_of(options)
    from annotator.formats.promoting import promote as run

    with progress("Making gold") as told:
        done = run(scan(folder), options.name, overwrite=options.overwrite, progress=told)
    if options.json:
        print_json(
            {
                "made": list(done.made),
                "unchanged": list(done.unchanged),
                "unfinished": list(done.unfinished),
                "left": [{"name": left.name, "reason": left.reason} for left in done.left],
            }
        )
    else:
        tell(f"{number(len(done.made), 'gold sheet')} made from those of {options.name}")
        if done.unchanged:
            tell(f"{number(len(done.unchanged), 'gold sheet')} said so already")
        if done.unfinished:
            tell(f"{number(len(done.unfinished), 'sheet')} not called done: {_some(done.unfinished)}")
        for left in done.left:
            tell(f"{left.name}: {left.reason}", file=sys.stderr)
    return 1 if done.left else 0


# -- telling -------------------------------------------------------------------------------------------------


def _tell_outcome(outcome: Outcome, format: Format) -> None:
    tell(f"{number(outcome.articles, 'article')} in {format.name}: {outcome.out}")
    kinds: dict[str, int] = {}
    for name, count in outcome.counts.items():
        kinds[name.partition(":")[0]] = kinds.get(name.partition(":")[0], 0) + count
    if kinds:
        tell("  " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items())))
    if outcome.left_out:
        tell("  left out: " + ", ".join(f"{count:,} {why}" for why, count in outcome.left_out.items()))
    for moved in outcome.moved:
        tell(
            f"  {moved.name} is in {moved.to}, not {moved.away_from}: it shares an event with {moved.because_of}"
        )
    if outcome.untouched:
        tell(f"  {number(outcome.untouched, 'article')} without such a sheet")
    if outcome.lost:
        tell(f"  the format could not hold (each one is named in {outcome.manifest}):")
        tell_some([f"    {count:,} × {what}" for what, count in outcome.lost.items()])
    if outcome.talk:
        tell(f"  comments and decisions are not in it (each one is named in {outcome.manifest}):")
        tell_some([f"    {count:,} × {what}" for what, count in outcome.talk.items()])
    if outcome.untraced:
        tell(f"  where records come from is not in it (named in {outcome.manifest}):")
        tell_some([f"    {count:,} × {what}" for what, count in outcome.untraced.items()])
    tell_some([f"refused: {r.name} ({r.annotator}): {r.reason}" for r in outcome.refused], file=sys.stderr)


def _tell_taken(taken: Taken, into: Path) -> None:
    tell(
        f"{number(taken.articles, 'article')}, {number(taken.sidecars, 'sidecar')} and "
        f"{number(taken.records, 'record')} made in {into}"
    )
    if taken.known:
        tell(f"  {number(taken.known, 'article')} there already, with the same text")
    if taken.tagset is not None:
        tell(f"  the types of the source: {taken.tagset}")
    if taken.untyped and taken.articles:
        tell("  no tagset was made: the source does not say what may be tagged; the default one holds")
    _tell_troubles(taken)


def _tell_broken_off(taken: Taken, into: Path, *, renamed: bool) -> None:
    whole = f"{number(taken.articles, 'article')} and {number(taken.sidecars, 'sidecar')} lie whole in {into}"
    further = "the same call" if renamed else "the same call with --merge"
    tell(f"broken off: {whole}; {further} goes on from there", file=sys.stderr)


def _tell_troubles(taken: Taken) -> None:
    tell_some([str(note) for note in taken.notes], file=sys.stderr)
    tell_some(taken.conflicts, file=sys.stderr)
    tell_some([str(trouble) for trouble in taken.troubles], file=sys.stderr)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "out": str(outcome.out),
        "manifest": str(outcome.manifest),
        "articles": outcome.articles,
        "counts": outcome.counts,
        "left out": outcome.left_out,
        "lost": outcome.lost,
        "comments and decisions lost": outcome.talk,
        "provenance lost": outcome.untraced,
        "refused": [{"name": r.name, "annotator": r.annotator, "reason": r.reason} for r in outcome.refused],
        "moved": [
            {"name": m.name, "to": m.to, "away from": m.away_from, "because of": m.because_of}
            for m in outcome.moved
        ],
        "without such a sheet": outcome.untouched,
    }


def _taken_json(taken: Taken) -> dict[str, Any]:
    return {
        "articles": taken.articles,
        "sidecars": taken.sidecars,
        "records": taken.records,
        "known": taken.known,
        "tagset": None if taken.tagset is None else str(taken.tagset),
        "without a tagset": taken.untyped,
        "conflicts": taken.conflicts,
        "troubles": [_trouble_json(trouble) for trouble in taken.troubles],
        "notes": [_trouble_json(note) for note in taken.notes],
    }


def _trouble_json(trouble: Trouble) -> dict[str, str]:
    return {
        "file": trouble.file,
        "place": trouble.place,
        "message": trouble.message,
        "done": trouble.done,
    }
