"""What commands share: parsers that say one line, the folder with its tagset, JSON and numbers in words."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from annotator.errors import UNSEEN, AnnotatorError
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset


class Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong with a call, and exits with 2."""

    def error(self, message: str) -> NoReturn:
        """Says what is wrong."""
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help\n")


def folder_parser(command: str, purpose: str) -> Parser:
    """A parser of a command on a folder of articles, with its tagset and ``--json``."""
    parser = Parser(f"annotator {command}", description=purpose)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    add_tagset(parser)
    add_json(parser)
    return parser


def add_tagset(parser: argparse.ArgumentParser) -> None:
    """``--tagset FILE``."""
    parser.add_argument(
        "--tagset", type=Path, metavar="FILE", help="instead of the folder's own or the default"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def folder_of(options: argparse.Namespace) -> Path:
    """The folder of a call. Raises AnnotatorError where there is none."""
    folder: Path = options.folder
    if not folder.is_dir():
        raise AnnotatorError("this is no folder", path=folder, remedy="Name the folder of the articles.")
    return folder


def surveyed(options: argparse.Namespace) -> tuple[Path, Listing, Tagset]:
    """The folder of a call, what lies in it, and the tagset that holds there. Raises AnnotatorError."""
    from annotator.sidecars.workspace import scan

    folder = folder_of(options)
    return folder, scan(folder), tagset_of(folder, options.tagset)


def tagset_of(folder: Path, given: Path | None) -> Tagset:
    """The tagset ``given``, else the folder's own, else the default. Raises AnnotatorError."""
    from annotator.tagsets import shipped
    from annotator.tagsets.places import FOLDER_TAGSET
    from annotator.tagsets.reading import read_tagset

    own = given or folder / FOLDER_TAGSET
    return read_tagset(own) if given or own.is_file() else shipped.load()


def relative(path: Path, folder: Path) -> str:
    """A path under the folder where it lies there, with ``/`` between parts."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def number(count: int, one: str, many: str = "") -> str:
    """``3 articles``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def print_json(value: Any) -> None:
    """Prints a value as JSON, escaped where the terminal or file cannot hold every character."""
    universal = (sys.stdout.encoding or "").lower().startswith("utf")
    for line in json.dumps(value, ensure_ascii=not universal, indent=2).split("\n"):
        print(UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", line))
