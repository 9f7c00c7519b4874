"""Names of articles made of whatever sources call them: plain names of files, which lie in the folder that is meant."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_MOST_NAME = 150
"""Bytes of an article's name in UTF-8: sidecars append to it, and file systems end at 255."""


def safe_name(name: str, otherwise: str = "article") -> str:
    """An article's file name made of whatever a source calls it: one plain name, ending in ``.txt`` or ``.md``.

    No folder, no drive, no control or reserved character, not hidden, no device of Windows; never longer than file
    systems take with a sidecar's ending.
    """
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join("_" if c in '<>:"/|?*' or not c.isprintable() else c for c in base).strip(" .")
    stem, suffix = (plain[:-4], ".txt") if plain.lower().endswith(".txt") else (plain, ".txt")
    if plain.lower().endswith(".md"):
        stem, suffix = plain[:-3], ".md"
    stem = stem.strip(" .") or otherwise
    while len(stem.encode("utf-8", "replace")) > _MOST_NAME:
        stem = stem[:-1]
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}{suffix}"
