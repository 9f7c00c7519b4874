"""The command line: the window, and every batch job without one.

Only the command that opens a window imports the window's package, and with it Qt.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from annotator import __version__
from annotator.errors import AnnotatorError

_WINDOW_USAGE = """annotator [FOLDER|FILE] [options]        open the window
       annotator check FOLDER [--json]          check every sidecar against its article and the tagset
       annotator stats FOLDER [--json]          count what was tagged
       annotator export FOLDER --format ID --out PATH       gold labels for training code and other tools
       annotator import PATH --format ID --into FOLDER      articles and tags of other tools
       annotator convert PATH --from ID --to ID --out PATH  both at once
       annotator formats                        the formats, and what each cannot hold
       annotator agree FOLDER [--against gold]  how far annotators agree
       annotator adjudicate FOLDER [--majority] gold of all that nobody has to choose about
       annotator promote NAME FOLDER            make one annotator's finished sheets gold"""


_COMMANDS = {
    "check": "checking",
    "stats": "checking",
    "agree": "agree",
    "export": "exchange",
    "import": "exchange",
    "convert": "exchange",
    "formats": "exchange",
    "adjudicate": "adjudicating",
    "promote": "exchange",
}
"""The commands without a window, and the module of each."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code: 0 fine, 1 errors were found, 2 it could not be done."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _write_whatever_comes()
    try:
        if given and given[0] in _COMMANDS:
            module = import_module(f"annotator.commands.{_COMMANDS[given[0]]}")
            code: int = getattr(module, f"{given[0]}_" if given[0] == "import" else given[0])(given[1:])
            return code
        gc.disable()  # until the window has been painted: while it starts nearly nothing becomes garbage
        try:
            return _window(given)
        finally:
            gc.enable()
    except AnnotatorError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the output has had enough, such as "head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _write_whatever_comes() -> None:
    """What the terminal or a file cannot hold is written with a backslash: names and quotes come from all the world."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _window(given: Sequence[str]) -> int:
    from annotator.commands.shared import Parser

    parser = Parser("annotator", usage=_WINDOW_USAGE, description="Tag entities and events in news articles.")
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
    from annotator.sidecars.names import to_open
    from annotator.ui.app import WindowOptions, run_window

    return run_window(
        WindowOptions(
            path=options.path and to_open(options.path),
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
