"""The default tagset ready-made: as it is once built, in JSON beside its TOML; ``--write`` renews it.

To parse and build the TOML takes a good part of the program's start. What is ready-made names the bytes that it was
made of and counts only for these; that it says what they say is tested.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from annotator.digests import sha256
from annotator.tagsets.model import Tagset


class _Ready(Struct, frozen=True):
    made_of: tuple[str, ...]
    """The names of the TOML files whose bytes, one after the other, have the tagset's hash: what it extends first."""
    tagset: Tagset


def ready_made(path: Path) -> Tagset | None:
    """The tagset of the TOML file at ``path``; None unless it lies beside it ready-made of just these bytes."""
    try:
        ready = msgspec.json.decode(place_of(path).read_bytes(), type=_Ready)
        data = b"".join((path.parent / name).read_bytes() for name in ready.made_of)
    except (OSError, msgspec.MsgspecError):
        return None
    current = ready.made_of[-1:] == (path.name,) and ready.tagset.sha256 == sha256(data)
    return ready.tagset if current else None


def place_of(path: Path) -> Path:
    """Where the tagset of the TOML file at ``path`` lies ready-made, or would lie."""
    return path.with_suffix(".json")


def written(path: Path) -> str:
    """The text of the ready-made file of the TOML file at ``path``; each type has a line. Raises TagsetError."""
    import tomli

    from annotator.tagsets.reading import read_tagset

    tagset = read_tagset(path)
    base = tomli.loads(path.read_text(encoding="utf-8")).get("extends")
    made_of = [*([f"{base}.toml"] if base else []), path.name]
    fields = {name: getattr(tagset, name) for name in Tagset.__struct_fields__ if not name.startswith("_")}
    lines = ",\n".join(f'"{name}": {_value(value)}' for name, value in fields.items())
    return f'{{"made_of": {_text(made_of)}, "tagset": {{\n{lines}\n}}}}\n'


def _value(value: object) -> str:
    return "[\n" + ",\n".join(map(_text, value)) + "\n]" if isinstance(value, tuple) else _text(value)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def main(arguments: list[str]) -> int:
    """``--write`` renews the default tagset's file; without it, 1 is returned where that is not current."""
    from annotator.tagsets.places import shipped_folder
    from annotator.tagsets.shipped import DEFAULT

    path = shipped_folder() / f"{DEFAULT}.toml"
    place, text = place_of(path), written(path)
    if "--write" in arguments:
        place.write_text(text, encoding="utf-8", newline="\n")
        return 0
    return 0 if place.is_file() and place.read_text(encoding="utf-8") == text else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
