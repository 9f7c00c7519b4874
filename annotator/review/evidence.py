"""What a decision rests on: whose records, as they were, told by digests that do not see when they were saved."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from annotator.annotations.authors import derived_id
from annotator.annotations.records import Evidence, Record
from annotator.digests import sha256
from annotator.sidecars.names import GOLD

_encoder = msgspec.json.Encoder(order="deterministic")


def digest(record: Record) -> str:
    """The first 16 hex digits of the sha256 of a record without its time."""
    return sha256(_encoder.encode(replace(record, at="")))[:16]


def evidence_of(versions: Iterable[tuple[str, Record]]) -> tuple[Evidence, ...]:
    """What a decision about these versions (annotator, record) rests on, ordered by annotator."""
    return tuple(
        Evidence(annotator, record.id, digest(record)) for annotator, record in sorted(versions, key=_first)
    )


def result_id(kind: str, evidence: Iterable[Evidence], again: int = 0) -> str:
    """The id of the gold record of ``kind`` that comes of this evidence: the same at each run.

    It follows from whose records these are and not from what they say, so that gold records keep their ids where
    annotators change theirs. ``again`` counts on where an id is taken: once made, a gold record keeps it although the
    records that it came of may since have gone to others.
    """
    parts = sorted(f"{e.annotator}:{e.record}" for e in evidence)
    return derived_id(kind, GOLD, *parts, *((str(again),) if again else ()))


def _first(version: tuple[str, Record]) -> str:
    return version[0]
