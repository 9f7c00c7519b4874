"""Where an export goes: what is suggested, how it is named after its format, and what is in the way. Knows no Qt."""

from __future__ import annotations

import re
from pathlib import Path

from annotator.formats.exporting import Order, is_former_export, manifest_path
from annotator.formats.registry import Format, format_of
from annotator.ui.exchange.words import short


def suggested(folder: Path, before: str, format: Format, split: bool) -> Path:
    """Where an export of ``folder`` goes: named after both, in the folder ``before`` where there is one, else beside."""
    place = Path(before) if before and Path(before).is_dir() else folder.parent
    return free(place / f"{folder.name or 'articles'}-{format.id}{ending(format, split)}")


def ending(format: Format, split: bool) -> str:
    """The suffix of what is written; none for a folder."""
    return "" if split or format.is_folder else format.suffixes[0]


def free(path: Path) -> Path:
    """The path, or the next one of that name with a number that nothing has."""
    stem, tried = path.name.removesuffix(path.suffix), path
    for number in range(2, 1000):
        if not tried.exists():
            break
        tried = path.with_name(f"{stem}-{number}{path.suffix}")
    return tried


def as_format(path: Path, format: Format, split: bool, known: tuple[Format, ...]) -> Path:
    """The path with the ending of a format in place of another's."""
    name = path.name
    for suffix in sorted({s for f in known for s in f.suffixes}, key=len, reverse=True):
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            name = name[: -len(suffix)]
            break
    for other in known:
        if other is not format and re.search(rf"-{re.escape(other.id)}(-\d+)?$", name):
            name = f"{name[: name.rindex(f'-{other.id}')]}-{format.id}"
            break
    return path.with_name(f"{name}{ending(format, split)}")


def is_folder(order: Order) -> bool:
    """Whether a folder is written, not a file."""
    return order.shares is not None or format_of(order.format).is_folder


def in_the_way(order: Order, *, replaced: bool) -> tuple[str, bool]:
    """Why nothing can be written there, empty where it can; and whether what lies there may be replaced.

    ``replaced`` says that it shall be. Raises OSError where nobody can tell.
    """
    out = order.out
    if out.is_dir() and not is_folder(order):
        return f"{short(out.name)} is a folder. Name a file.", False
    if out.is_file() and is_folder(order):
        return f"{short(out.name)} is a file. Name a folder that does not exist yet.", False
    present = [path for path in (out, manifest_path(order)) if path.exists()]
    if not present:
        return "", False
    if not all(map(is_former_export, present)):
        words = f"{short(out.name)} is there already and no export. Name a folder that does not exist yet."
        return words, False
    return "" if replaced else f"{short(present[0].name)} is there already.", True
