"""The command line: the window, and every batch job without one.

Only the command that opens a window imports the window's package, and with it Qt.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from annotator import __version__
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.sidecars.workspace import Listing
    from annotator.tagsets.model import Tagset

_WINDOW_USAGE = """annotator [FOLDER|FILE] [options]        open the window
       annotator check FOLDER [--json]          check every sidecar against its article and the tagset
       annotator stats FOLDER [--json]          count what was tagged"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code: 0 fine, 1 errors were found, 2 it could not be done."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {"check": _check, "stats": _stats}
    try:
        if given and given[0] in commands:
            return commands[given[0]](given[1:])
        return _window(given)
    except AnnotatorError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the output has had enough, such as "head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _window(given: Sequence[str]) -> int:
    parser = _Parser(
        "annotator", usage=_WINDOW_USAGE, description="Tag entities and events in news articles."
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="FOLDER|FILE", help="articles to open")
    parser.add_argument(
        "--annotator", metavar="NAME", help="who tags (otherwise the name given at the first start)"
    )
    parser.add_argument("--tagset", type=Path, metavar="FILE", help="what may be tagged (a TOML file)")
    picture = parser.add_argument_group("pictures, without a display")
    picture.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="draw the window into a file and exit"
    )
    picture.add_argument("--article", metavar="NAME", help="the article to show")
    picture.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH", help="in pixels")
    picture.add_argument("--theme", choices=("light", "dark"), help="(otherwise the system's)")
    parser.add_argument("--version", action="version", version=f"annotator {__version__}")
    options = parser.parse_args(given)
    if options.path is not None and not options.path.exists():
        raise AnnotatorError("there is no such file or folder", path=options.path, remedy="Check the name.")
    gc.disable()  # until the window has been painted: while it starts nearly nothing becomes garbage
    from annotator.ui.app import WindowOptions, run_window

    try:
        return run_window(
            WindowOptions(
                path=options.path,
                annotator=options.annotator,
                tagset=options.tagset,
                screenshot=options.screenshot,
                article=options.article,
                size=options.size,
                theme=options.theme,
            )
        )
    finally:
        gc.enable()


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1280x800")
    if not (320 <= int(width) <= 8192 and 240 <= int(height) <= 8192):
        raise argparse.ArgumentTypeError("a window is at least 320x240 and at most 8192x8192")
    return int(width), int(height)


def _folder_parser(command: str, purpose: str) -> argparse.ArgumentParser:
    parser = _Parser(f"annotator {command}", description=purpose)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--tagset", type=Path, metavar="FILE", help="instead of the folder's own or the default"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _surveyed(options: argparse.Namespace) -> tuple[Path, Listing, Tagset]:
    from annotator.sidecars.workspace import scan
    from annotator.tagsets import shipped
    from annotator.tagsets.reading import read_tagset

    folder: Path = options.folder
    if not folder.is_dir():
        raise AnnotatorError("this is no folder", path=folder, remedy="Name the folder of the articles.")
    own = options.tagset or folder / "tagset.toml"
    tagset = read_tagset(own) if options.tagset or own.is_file() else shipped.load()
    return folder, scan(folder), tagset


def _check(given: Sequence[str]) -> int:
    from annotator.sidecars.survey import check

    options = _folder_parser("check", "Check every sidecar of a folder.").parse_args(given)
    folder, listing, tagset = _surveyed(options)
    findings = list(check(listing, tagset))
    counts = Counter(finding.severity for finding in findings)
    sidecars = sum(len(article.sidecars) for article in listing.articles)
    if options.json:
        _print_json(
            {
                "folder": str(folder),
                "tagset": {"id": tagset.id, "version": tagset.version},
                "articles": len(listing.articles),
                "sidecars": sidecars,
                "errors": counts["error"],
                "warnings": counts["warning"],
                "findings": [
                    {
                        "file": _relative(f.path, folder),
                        "line": f.line,
                        "severity": f.severity,
                        "record": f.record,
                        "rule": f.rule,
                        "message": f.message,
                    }
                    for f in findings
                ],
            }
        )
    else:
        for f in findings:
            place = f"{_relative(f.path, folder)}{f':{f.line}' if f.line else ''}"
            print(f"{place}: {f.severity}: {f'{f.record}: ' if f.record else ''}{f.message}")
        print(
            f"{_number(len(listing.articles), 'article')}, {_number(sidecars, 'sidecar')}: {_number(counts['error'], 'error')}, "
            f"{_number(counts['warning'], 'warning')}"
        )
    return 1 if counts["error"] else 0


def _stats(given: Sequence[str]) -> int:
    from annotator.sidecars.survey import statistics

    options = _folder_parser("stats", "Count what was tagged in a folder.").parse_args(given)
    folder, listing, tagset = _surveyed(options)
    counted = statistics(listing)
    if options.json:
        _print_json(
            {
                "folder": str(folder),
                "articles": counted.articles,
                "annotators": {
                    name: {
                        "statuses": dict(counted.statuses(name)),
                        "entities": dict(counted.entities(name).most_common()),
                        "events": dict(counted.events(name).most_common()),
                        "relations": sum(s.relations for s in counted.sheets if s.annotator == name),
                        "instances": sum(s.instances for s in counted.sheets if s.annotator == name),
                    }
                    for name in counted.annotators
                },
                "sheets": [
                    {
                        "article": s.article,
                        "annotator": s.annotator,
                        "status": s.status,
                        "entities": dict(s.entities.most_common()),
                        "events": dict(s.events.most_common()),
                        "relations": s.relations,
                        "instances": s.instances,
                    }
                    for s in counted.sheets
                ],
                "unreadable": [_relative(path, folder) for path in counted.unreadable],
            }
        )
        return 0
    print(f"{_number(counted.articles, 'article')} in {folder}")
    for name in counted.annotators:
        statuses = counted.statuses(name)
        print(
            f"\n{name}: {statuses['done']} done, {statuses['in-progress']} in progress, "
            f"{statuses['untouched']} untouched"
        )
        for heading, found in (("entities", counted.entities(name)), ("events", counted.events(name))):
            print(f"  {_number(found.total(), heading[:-1] if heading == 'events' else 'entity', heading)}")
            for type, count in found.most_common():
                print(f"    {count:6}  {tagset.display(type)}")
    for path in counted.unreadable:
        print(f"\nunreadable: {_relative(path, folder)}", file=sys.stderr)
    return 0


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()
