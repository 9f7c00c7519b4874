"""The tagsets that come with the program, in ``resources/tagsets/``."""

from __future__ import annotations

from annotator.tagsets.model import Tagset
from annotator.tagsets.places import shipped_folder, shipped_names
from annotator.tagsets.ready import ready_made

DEFAULT = "plover-0.8"
"""The tagset of a folder that has none of its own."""


def names() -> tuple[str, ...]:
    """The names of the shipped tagsets, in alphabetical order."""
    return shipped_names()


def load(name: str = DEFAULT) -> Tagset:
    """A shipped tagset. Raises TagsetError where there is none of that name."""
    path = shipped_folder() / f"{name}.toml"
    if (tagset := ready_made(path)) is not None:
        return tagset
    from annotator.tagsets.misfits import near
    from annotator.tagsets.reading import TagsetError, parse_tagset

    if not path.is_file():
        raise TagsetError(f'there is no shipped tagset "{name}"{near(name, names())}')
    return parse_tagset(path.read_bytes(), path, trusted=True)
