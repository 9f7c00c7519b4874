"""Names of articles made of whatever sources call them: plain names of files, which lie in the folder that is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from annotator.sidecars.names import is_article_name

_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_MOST_NAME = 150
"""Bytes of an article's name in UTF-8: sidecars append to it, and file systems end at 255."""
_MOST_FOLDERS = 8
"""That an article may lie in, one in the other; whatever is deeper is no place but a trap."""


def safe_path(name: str) -> str:
    """Where an article lies under a folder, by whatever a source calls it: ``/`` between parts, the last a :func:`safe_name`.

    The path of a file keeps its folders, each made safe as the name is. What would lead elsewhere, and a title that has
    a slash in it but is no file, becomes one name without folders.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").removeprefix("./")
    *folders, last = name.split("/")
    if not folders or not is_article_name(last):
        return safe_name(name if not folders or _leads_away(folders) else name.replace("/", "_"))
    if _leads_away(folders):
        return safe_name(last)
    return "/".join((*map(_safe_folder, folders), safe_name(last)))


def named_as_asked(name: str, path: str) -> bool:
    """Whether ``path`` is what a source calls an article, but for an ending."""
    said = unicodedata.normalize("NFC", name).replace("\\", "/").removeprefix("./")
    return path in (said, f"{said}.txt")


def _leads_away(folders: Sequence[str]) -> bool:
    """Whether folders are none that can be made below another: absolute, upwards, on a drive, or far too deep."""
    return len(folders) > _MOST_FOLDERS or any(part.strip(" .") == "" or ":" in part for part in folders)


def _safe_folder(name: str) -> str:
    return _usable(_plain(name)) or "_"


def safe_name(name: str, otherwise: str = "article") -> str:
    """An article's file name made of whatever a source calls it: one plain name, ending in ``.txt`` or ``.md``.

    No folder, no drive, no control or reserved character, not hidden, no device of Windows; never longer than file
    systems take with a sidecar's ending.
    """
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = _plain(base)
    stem, suffix = (plain[:-4], ".txt") if plain.lower().endswith(".txt") else (plain, ".txt")
    if plain.lower().endswith(".md"):
        stem, suffix = plain[:-3], ".md"
    return f"{_usable(stem.strip(' .') or otherwise)}{suffix}"


def _plain(name: str) -> str:
    return "".join("_" if c in '<>:"/|?*' or not c.isprintable() else c for c in name).strip(" .")


def _usable(name: str) -> str:
    """A name no longer than file systems take, and no device of Windows."""
    name = _cut(name)
    return _cut(f"_{name}") if _RESERVED.match(name) else name


def _cut(name: str) -> str:
    while len(name.encode("utf-8", "replace")) > _MOST_NAME:
        name = name[:-1]
    return name.rstrip(" .")
