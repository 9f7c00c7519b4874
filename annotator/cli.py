"""The command line: the window, and every batch job without one.

Only the command that opens a window imports the window's package, and with it Qt.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from annotator import __version__
from annotator.errors import AnnotatorError

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
    from annotator.ui.app import WindowOptions, run_window

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


def _existing_folder(path: Path) -> Path:
    if not path.is_dir():
        raise AnnotatorError("this is no folder", path=path, remedy="Name the folder of the articles.")
    return path


def _check(given: Sequence[str]) -> int:
    from annotator.surveys import check_folder

    options = _folder_parser("check", "Check every sidecar of a folder.").parse_args(given)
    report = check_folder(_existing_folder(options.folder), options.tagset)
    if options.json:
        _print_json(report.as_json())
    else:
        for finding in report.findings:
            print(finding)
        print(report.summary())
    return 1 if report.errors else 0


def _stats(given: Sequence[str]) -> int:
    from annotator.surveys import count_folder

    options = _folder_parser("stats", "Count what was tagged in a folder.").parse_args(given)
    counts = count_folder(_existing_folder(options.folder), options.tagset)
    if options.json:
        _print_json(counts.as_json())
    else:
        print(counts.as_text())
    return 0


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()
