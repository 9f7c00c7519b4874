"""Reads tagsets from TOML; what is wrong with a file is told with its line and what was expected.

Validators and the search for lines are imported only when they are needed: a shipped tagset is read at every
start of the program.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import tomli

from annotator.digests import sha256
from annotator.errors import AnnotatorError
from annotator.tagsets.building import build
from annotator.tagsets.misfits import Misfit, Place, near
from annotator.tagsets.model import Tagset
from annotator.tagsets.places import shipped_folder, shipped_names

if TYPE_CHECKING:
    from annotator.tagsets.written import WrittenTagset

_REMEDY = "Correct the file and open it again."


class TagsetError(AnnotatorError):
    """A tagset's file cannot be used: where and why."""


def read_tagset(path: Path) -> Tagset:
    """The tagset of a TOML file. Raises TagsetError with path, line (1-based) and what was expected."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TagsetError(
            f"the tagset cannot be read: {error.strerror or error}", path=path, remedy="Choose another file."
        ) from error
    return parse_tagset(data, path)


def parse_tagset(data: bytes, path: Path | str | None = None, *, trusted: bool = False) -> Tagset:
    """The tagset that the bytes of a TOML file say; ``path`` is only for messages.

    ``trusted`` skips the check of its shape, for files that the tests have checked. Raises TagsetError.
    """
    text = _decoded(data, path)
    own = _parsed(text, path)
    tables, hashed = own, data
    try:
        if "extends" in own:
            base, below = _extended(own)
            hashed = base + data
            tables = _laid_over(below, own)
        if not trusted:
            _check_shape(tables)
        return build(cast("WrittenTagset", tables), sha256(hashed))
    except Misfit as misfit:
        raise _located(misfit, text, path) from misfit


def _decoded(data: bytes, path: Path | str | None) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TagsetError(
            "expected UTF-8 text", path=path, line=line, remedy="Save the file as UTF-8."
        ) from error


def _parsed(text: str, path: Path | str | None) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        message = str(error)
        found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
        message = message[: found.start()] if found else message
        line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
        column = f" at column {found[2]}" if found and found[2] else ""
        if twice := re.fullmatch(r"Cannot declare (\(.*\)) twice", message):
            name = ".".join(re.findall(r"'([^']*)'", twice[1]))
            message, column = f"the table [{name}] stands twice", ""
        raise TagsetError(
            f"not valid TOML{column}: {message}", path=path, line=line, remedy=_REMEDY
        ) from error


def _extended(own: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """The bytes and tables of the shipped tagset that ``own`` extends."""
    name = own["extends"]
    if not isinstance(name, str) or name not in shipped_names():
        raise Misfit(("extends",), f'there is no shipped tagset "{name}"{near(str(name), shipped_names())}')
    base = (shipped_folder() / f"{name}.toml").read_bytes()
    tables = tomli.loads(base.decode())
    if "extends" in tables:
        raise Misfit(("extends",), f'"{name}" extends another tagset itself; extend that one')
    return base, tables


_OF_THE_BASE = ("id", "version", "name", "description", "guideline")
"""What a tagset that extends another never takes from it."""


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in base.items() if key not in _OF_THE_BASE}
    return _merged(kept, own)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _check_shape(tables: dict[str, Any]) -> None:
    from pydantic import ValidationError

    from annotator.tagsets.written import shape

    try:
        shape().validate_python(tables)
    except ValidationError as error:
        from annotator.tagsets.explaining import explain

        raise explain(error, tables) from error


def _located(misfit: Misfit, text: str, path: Path | str | None) -> TagsetError:
    from annotator.tagsets.locating import line_of

    place = _dotted(misfit.place)
    return TagsetError(
        f"{place}: {misfit.message}" if place else misfit.message,
        path=path,
        line=line_of(text, misfit.place) or 1,
        remedy=_REMEDY,
    )


def _dotted(place: Place) -> str:
    """``event.CONSULT.role.actor.fillers[2]``."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text
