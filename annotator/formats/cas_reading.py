"""Reads documents of UIMA CAS, as INCEpTION, dkpro-cassis and this program write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.digests import sha256
from annotator.formats.archives import read_file
from annotator.formats.cas_json import cas_of_json
from annotator.formats.cas_records import found_in
from annotator.formats.cas_structures import (
    Cas,
    CasProblem,
    Types,
    guessed,
)
from annotator.formats.cas_writing import TYPE_SYSTEM, Variant
from annotator.formats.cas_xml import cas_of_xmi, types_of_xml
from annotator.formats.exchange import (
    Found,
    SourceError,
    Trouble,
)
from annotator.formats.manifest import NAME as MANIFEST
from annotator.formats.sources import is_one_file, members


class CasReader:
    """Reads documents of a file, a folder or a ZIP archive, as INCEpTION and dkpro-cassis write them."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        suffix = f".{self._variant}"
        alone = is_one_file(source)
        types: dict[str, Types] = {}
        if self._variant == "xmi":
            types, troubles = _type_systems(source, alone)
            yield from troubles
        count = 0
        for member in members(source, suffix):
            if PurePosixPath(member.name).name == MANIFEST:
                continue
            count += 1
            try:
                if self._variant == "json":
                    cas = cas_of_json(member.data)
                    known = cas.types
                else:
                    cas = cas_of_xmi(member.data)
                    known = _nearest(types, member.name)
            except CasProblem as problem:
                if alone:
                    raise SourceError(str(problem), path=source) from None
                yield Trouble(member.name, "", str(problem), "the article was left out")
                continue
            yield from _articles(cas, known, member.name)
        if not count:
            raise SourceError(f"it holds no file that ends in {suffix}", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """None: a type system says which layers there are, not which values they have."""
        return None


def _articles(cas: Cas, known: Types | None, file: str) -> Iterator[Found | Trouble]:
    if known is None:
        yield Trouble(file, "", "no type system belongs to it", "what its layers hold was guessed")
    name = PurePosixPath(file).name
    yield from found_in(cas, known or guessed(cas), file, name[: -len(PurePosixPath(name).suffix) or None])


def _type_systems(source: Path, alone: bool) -> tuple[dict[str, Types], list[Trouble]]:
    """The type systems of a source by their folders; INCEpTION puts the same one beside each document."""
    types: dict[str, Types] = {}
    known: dict[str, Types] = {}
    troubles = []
    for name, data in _described(source, alone):
        digest = sha256(data)
        try:
            known[digest] = known.get(digest) or types_of_xml(data)
            types[name.rpartition("/")[0]] = known[digest]
        except CasProblem as problem:
            troubles.append(Trouble(name, "", str(problem), "what its layers hold is guessed"))
    return types, troubles


def _described(source: Path, alone: bool) -> Iterator[tuple[str, bytes]]:
    if alone:
        beside = source.with_name(TYPE_SYSTEM)
        if beside.is_file() and beside != source:
            yield TYPE_SYSTEM, read_file(beside)
        return
    wanted = TYPE_SYSTEM.lower()
    for member in members(source, wanted):
        if PurePosixPath(member.name).name.lower() == wanted:
            yield member.name, member.data


def _nearest(types: Mapping[str, Types], name: str) -> Types | None:
    """The type system of a document's folder or the next one above it; else the only one there is."""
    folder = name.rpartition("/")[0]
    while folder not in types and folder:
        folder = folder.rpartition("/")[0]
    if folder in types:
        return types[folder]
    only = list({id(known): known for known in types.values()}.values())
    return only[0] if len(only) == 1 else None
