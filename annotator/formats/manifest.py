"""What an export says of itself, beside it: what went in, what was left out, and everything the format could not hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.formats.exchange import Loss, Untraced
from annotator.formats.gathering import Refused
from annotator.formats.registry import Format
from annotator.formats.splits import Moved
from annotator.tagsets.model import Tagset

NAME = "manifest.json"

_TALK = "comments and decisions lost"


class Manifest:
    """Writes the manifest article by article, so that memory does not grow with them."""

    def __init__(self, path: Path, format: Format, tagset: Tagset, options: Mapping[str, Any]) -> None:
        self._file = path.open("x", encoding="utf-8", newline="\n")
        self._counts: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._talk: Counter[str] = Counter()
        self._untraced: Counter[str] = Counter()
        self._refused: list[dict[str, str]] = []
        self._articles = 0
        head = {
            "format": format.id,
            "program": f"annotator {__version__}",
            "tagset": {"id": tagset.id, "version": tagset.version, "sha256": tagset.sha256},
            "options": options,
            "cannot hold": list(format.loses),
        }
        self._file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "articles": [')

    @property
    def losses(self) -> int:
        """How many losses there were so far of what is tagged."""
        return sum(self._lost.values())

    def add(
        self,
        *,
        name: str,
        annotator: str,
        sha256: str,
        part: str,
        tagset: str,
        counts: Mapping[str, int],
        left_out: Mapping[str, int],
        losses: Sequence[Loss],
        talk: Sequence[Loss] = (),
        untraced: Sequence[Untraced] = (),
    ) -> None:
        """Takes one exported article; ``part`` is its set, where there are several, ``talk`` losses of comments and decisions."""
        said: dict[str, Any] = {"name": name, "annotator": annotator, "sha256": sha256}
        if part:
            said["set"] = part
        if tagset:
            said["tagset"] = tagset
        said["counts"] = dict(sorted(counts.items()))
        if left_out:
            said["left out"] = dict(sorted(left_out.items()))
        if losses:
            said["lost"] = _named(losses)
        if talk:
            said[_TALK] = _named(talk)
        if untraced:
            said["provenance lost"] = [_provenance(one) for one in untraced]
        self._file.write(",\n  " if self._articles else "\n  ")
        self._file.write(json.dumps(said, ensure_ascii=False))
        self._articles += 1
        self._counts.update(counts)
        self._left_out.update(left_out)
        self._lost.update(f"{loss.what}: {loss.reason}" for loss in losses)
        self._talk.update(f"{loss.what}: {loss.reason}" for loss in talk)
        for one in untraced:
            self._untraced[one.words] += len(one.records) or 1

    def refuse(self, refused: Refused) -> None:
        """Takes a sheet that was not exported."""
        self._refused.append({"name": refused.name, "annotator": refused.annotator, "reason": refused.reason})

    def close(self, moved: Sequence[Moved] = ()) -> None:
        """Writes the totals and ends the file."""
        totals = {
            "articles": self._articles,
            "counts": dict(sorted(self._counts.items())),
            "left out": dict(sorted(self._left_out.items())),
            "lost": dict(self._lost.most_common()),
            _TALK: dict(self._talk.most_common()),
            "provenance lost": dict(self._untraced.most_common()),
        }
        rest = {
            "refused": self._refused,
            "moved": [
                {"name": m.name, "to": m.to, "away from": m.away_from, "because of": m.because_of}
                for m in moved
            ],
            "totals": totals,
        }
        self._file.write(("\n " if self._articles else "") + "],\n")
        self._file.write(json.dumps(rest, ensure_ascii=False, indent=1)[2:] + "\n")
        self._file.close()

    def release(self) -> None:
        """Closes the file, also where the export was broken off."""
        self._file.close()

    @property
    def told(self) -> dict[str, int]:
        """The losses so far, by what and why."""
        return dict(self._lost.most_common())

    @property
    def talk(self) -> dict[str, int]:
        """The comments and decisions so far that the format could not hold, by what and why."""
        return dict(self._talk.most_common())

    @property
    def untraced(self) -> dict[str, int]:
        """Of how many records so far it is not kept where they come from, by what and why."""
        return dict(self._untraced.most_common())

    @property
    def counts(self) -> dict[str, int]:
        """The records so far, by kind and type."""
        return dict(sorted(self._counts.items()))

    @property
    def left_out(self) -> dict[str, int]:
        """What was left out so far, by why."""
        return dict(sorted(self._left_out.items()))


def _named(losses: Sequence[Loss]) -> list[dict[str, str]]:
    return [{"record": loss.record, "what": loss.what, "reason": loss.reason} for loss in losses]


def _provenance(one: Untraced) -> dict[str, Any]:
    records = {"records": one.records} if one.records else {}
    return {**records, "what": one.properties, "reason": one.reason}
