"""Files that are written a piece at a time: lines of JSON, or files in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotator.formats.exchange import Piece


class Lines:
    """A file made of its pieces, one after the other; ``content`` of a piece is bytes."""

    def __init__(self, target: Path, head: bytes = b"") -> None:
        self._file = target.open("xb")
        self._file.write(head)

    def add(self, piece: Piece) -> None:
        """Appends a piece."""
        self._file.write(piece.content)

    def close(self) -> None:
        """Ends the file."""
        self._file.close()


class JsonArray:
    """A file that holds one JSON array; ``content`` of a piece is the bytes of some items, with commas between."""

    def __init__(self, target: Path) -> None:
        self._file = target.open("xb")
        self._begun = False

    def add(self, piece: Piece) -> None:
        """Appends the items of a piece."""
        if piece.content:
            self._file.write(b",\n" if self._begun else b"[\n")
            self._file.write(piece.content)
            self._begun = True

    def close(self) -> None:
        """Ends the array."""
        self._file.write(b"\n]\n" if self._begun else b"[]\n")
        self._file.close()


class Files:
    """A folder of files; ``content`` of a piece is a mapping from a name under the folder to bytes.

    ``fixed`` are files that belong to the whole export, such as a schema.
    """

    def __init__(self, target: Path, fixed: Mapping[str, bytes] | None = None) -> None:
        self._folder = target
        self._made = {""}
        target.mkdir()
        for name, data in (fixed or {}).items():
            self._write(name, data)

    def add(self, piece: Piece) -> None:
        """Writes the files of a piece."""
        for name, data in piece.content.items():
            self._write(name, data)

    def close(self) -> None:
        """Nothing is left to write."""

    def _write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        under = name.rpartition("/")[0]
        if under not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(under)
        with path.open("xb") as file:
            file.write(data)
