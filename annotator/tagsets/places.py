"""Where tagsets lie: a folder's own, and those that come with the program."""

from __future__ import annotations

from pathlib import Path

from annotator.resource_files import resource_folder

FOLDER_TAGSET = "tagset.toml"
"""A folder's own tagset."""

SHIPPED_FOLDER = "tagsets"
"""Where shipped tagsets lie among the program's resources."""


def shipped_folder() -> Path:
    """The folder of the tagsets that come with the program."""
    return resource_folder() / SHIPPED_FOLDER


def shipped_names() -> tuple[str, ...]:
    """The names of the shipped tagsets, such as ``plover-0.8``, in alphabetical order."""
    return tuple(sorted(path.stem for path in shipped_folder().glob("*.toml")))
