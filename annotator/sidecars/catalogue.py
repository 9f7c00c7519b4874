"""What stands in the files of a listing, as far as a list shows it: title, status, number of tags, whose they are.

Each file is read when first asked for and again when its time stamp changed. May be asked from any thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.annotations.edits import Status
from annotator.annotations.records import Entity, Event, Zone, stretches
from annotator.articles.reading import ArticleProblem, probe, read_beginning
from annotator.digests import sha256
from annotator.errors import AnnotatorError
from annotator.sidecars.codec import LineProblem, decode
from annotator.sidecars.opening import check_owner
from annotator.sidecars.plain import read_plain
from annotator.sidecars.problems import SidecarError
from annotator.sidecars.reading import HEAD_BYTES, header_of, parse_sidecar
from annotator.sidecars.workspace import ArticleFile, SidecarFile, Stamp

State: TypeAlias = Literal["untouched", "in-progress", "done", "problem"]
"""What the list shows of an article for one annotator."""


class SidecarSummary(Struct, frozen=True):
    """A sidecar in short: ``tags`` counts mentions; ``zones`` are (start, end) in code points.

    With a ``problem`` everything else may be empty.
    """

    annotator: str
    name: str = ""
    status: Status = "in-progress"
    entities: int = 0
    events: int = 0
    encoding: str = ""
    article_sha256: str = ""
    zones: tuple[tuple[int, int], ...] = ()
    problem: str | None = None

    @property
    def tags(self) -> int:
        """Number of mentions."""
        return self.entities + self.events


class Details(Struct, frozen=True):
    """An article in the list: ``state`` and ``tags`` are for the annotator that was asked for."""

    title: str
    state: State
    tags: int
    summaries: tuple[SidecarSummary, ...] = ()
    problem: str | None = None


class Catalogue:
    """Remembers what it read of each file, by path and time stamp."""

    def __init__(self) -> None:
        self._summaries: dict[Path, tuple[Stamp, SidecarSummary]] = {}
        self._titles: dict[Path, tuple[object, str, str | None]] = {}

    def details(self, article: ArticleFile, annotator: str) -> Details:
        """What the list shows of ``article`` to ``annotator``. Never raises for what is wrong with files."""
        summaries = tuple(self.summary(sidecar) for sidecar in article.sidecars)
        own = next((s for s in summaries if s.annotator == annotator), None)
        title, problem = self._title(article, own, summaries)
        if problem is None and own is not None:
            problem = own.problem
        state: State = "untouched" if own is None else own.status
        tags = 0 if own is None else own.tags
        return Details(title, "problem" if problem is not None else state, tags, summaries, problem)

    def summary(self, sidecar: SidecarFile) -> SidecarSummary:
        """A sidecar in short."""
        known = self._summaries.get(sidecar.path)
        if known is None or known[0] != sidecar.stamp:
            known = (sidecar.stamp, summarise(sidecar.path, sidecar.annotator))
            self._summaries[sidecar.path] = known
        return known[1]

    def forget(self, paths: Iterable[Path]) -> None:
        """Drops what is known of files that are gone."""
        for path in paths:
            self._summaries.pop(path, None)
            self._titles.pop(path, None)

    def _title(
        self, article: ArticleFile, own: SidecarSummary | None, summaries: tuple[SidecarSummary, ...]
    ) -> tuple[str, str | None]:
        from annotator.articles.titles import title

        known_by = [s for s in (own, *summaries) if s is not None and s.problem is None]
        zones = next((s.zones for s in known_by if s.zones), ())
        encoding = next((s.encoding for s in known_by if s.encoding), None)
        mark = (article.stamp, zones, encoding)
        known = self._titles.get(article.path)
        if known is None or known[0] != mark:
            found = probe(article.path)
            text = ""
            if found is None:
                try:
                    text = read_beginning(article.path, encoding=encoding)
                except ArticleProblem as error:
                    found = error
            problem = None if found is None else found.message
            known = (mark, title(text, zones) if text else "", problem)
            self._titles[article.path] = known
        return known[1], known[2]


def summarise(path: Path, annotator: str) -> SidecarSummary:
    """Reads a sidecar's header and counts its lines, without reading them all in."""
    try:
        data = read_plain(path)
        header = header_of(data[:HEAD_BYTES], path)
        if header is not None and data.count(b'"kind"') == data.count(b'"kind":"'):
            entities, events = data.count(b'"kind":"entity"'), data.count(b'"kind":"event"')
            zones = _zones(data) if b'"kind":"zone"' in data else ()
        else:  # laid out in another way
            loaded = parse_sidecar(data, None, path)
            header, records = loaded.header, list(loaded.sheet)
            entities = sum(isinstance(record, Entity) for record in records)
            events = sum(isinstance(record, Event) for record in records)
            zones = tuple(sorted(pair for z in records if isinstance(z, Zone) for pair in stretches(z)))
        check_owner(header, path)
    except OSError as error:
        return SidecarSummary(annotator, problem=f"cannot be read: {error.strerror}")
    except AnnotatorError as error:
        return SidecarSummary(annotator, problem=error.message)
    return SidecarSummary(
        header.annotator,
        header.name,
        header.status,
        entities,
        events,
        header.article.encoding,
        header.article.sha256,
        zones,
    )


def _zones(data: bytes) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for line in data.split(b"\n"):
        if b'"kind":"zone"' in line:
            try:
                entry = decode(line.rstrip(b",\r"))
            except LineProblem:
                continue
            if isinstance(entry, Zone):
                found += stretches(entry)
    return tuple(sorted(found))


def adopters(orphan: SidecarFile, articles: Iterable[ArticleFile]) -> tuple[ArticleFile, ...]:
    """Articles whose bytes are those that a sidecar without its article was made for.

    Those that have no sidecar of the same annotator; reads files, so ask from a worker. Empty where the sidecar
    cannot be read.
    """
    from annotator.sidecars.reading import read_header

    try:
        stamp = read_header(orphan.path).article
    except (OSError, SidecarError):
        return ()
    found = []
    for article in articles:
        size = article.stamp[1]
        if size < stamp.length // 2 or size > 4 * stamp.length + 4 or orphan.annotator in article.annotators:
            continue
        try:
            data = read_plain(article.path)
        except (OSError, SidecarError):
            continue
        if sha256(data) == stamp.sha256:
            found.append(article)
    return tuple(found)


def made_for(orphans: Iterable[SidecarFile], sha256: str) -> tuple[SidecarFile, ...]:
    """Those of some sidecars without their article that were made for an article with this hash (hex).

    Reads their headers, so ask from a worker.
    """
    from annotator.sidecars.reading import read_header

    found = []
    for orphan in orphans:
        try:
            if read_header(orphan.path).article.sha256 == sha256:
                found.append(orphan)
        except (OSError, SidecarError):
            continue
    return tuple(found)


def rehome(orphan: SidecarFile, article: ArticleFile) -> Path:
    """Renames a sidecar to be that of ``article`` and returns the new path.

    Raises SidecarError when there is one already, and OSError.
    """
    from annotator.sidecars.names import sidecar_name

    target = article.path.parent / sidecar_name(article.path.name, orphan.annotator)
    if target.exists():
        raise SidecarError("there is a sidecar of that name already", path=target)
    orphan.path.rename(target)
    return target
