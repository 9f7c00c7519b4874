"""Opens an article with somebody's sheet on it. Knows no Qt, so that worker threads can do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator.annotations.authors import Author
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.session import Session
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.names import GOLD, Storage, check_annotator, is_there, slug
from annotator.sidecars.opening import OpenedSheet, open_sheet, recorded_encoding
from annotator.sidecars.pacing import Pace
from annotator.sidecars.saver import Saver
from annotator.sidecars.saving import OnDisk
from annotator.sidecars.states import State
from annotator.tagsets.model import Tagset

_PAINTS_FIRST = 0.05
"""Seconds that the write of a large sheet waits at most for the paint of the edit it is of."""

_LARGE = 20_000
"""Records from which on writing a sheet takes so long that what the paint before it takes is little beside it."""


class Annotator(Struct, frozen=True):
    """Who tags: the part of the sidecar's name, and the name as typed."""

    id: str
    name: str


THE_GOLD = Annotator(GOLD, "Gold")
"""Whose sheet lies open while one adjudicates."""


class Opening(Struct, frozen=True):
    """An open article: the session, its saver (none where nothing can be changed), whose sheet it is."""

    session: Session
    saver: Saver | None
    annotator: str
    notices: tuple[str, ...] = ()
    owner: str = ""
    """The name in a colleague's sheet, where nothing can be changed only because it is theirs."""


def annotator_of(name: str) -> Annotator:
    """The annotator of a typed name. Raises AnnotatorError for a name that sidecars cannot bear."""
    name = " ".join(name.split())
    if not name:
        raise AnnotatorError("a name is needed")
    return Annotator(check_annotator(slug(name)), name)


def stamp_of(tagset: Tagset) -> TagsetStamp:
    """What a sidecar's header says of a tagset."""
    return TagsetStamp(tagset.id, tagset.version, tagset.sha256)


def load_article(path: Path, storage: Storage, annotators: Sequence[str]) -> Article:
    """Reads an article, in the encoding that the first readable sidecar of ``annotators`` records, if any."""
    recorded = (recorded_encoding(storage.found(path, annotator)) for annotator in annotators)
    return read_article(path, encoding=next((encoding for encoding in recorded if encoding), None))


def open_own(
    article: Article,
    me: Annotator,
    storage: Storage,
    tagset: Tagset,
    on_state: Callable[[State], None],
    *,
    author: Author | None = None,
    pace: Pace | None = None,
) -> Opening:
    """Opens one's own sheet for editing, or read-only with the reason where it cannot be edited.

    ``author`` is who makes its records, where that is somebody else than the sheet's owner. Raises SidecarError for a sidecar that cannot be read, and OSError.
    """
    stamp = stamp_of(tagset)
    path = storage.sidecar(article.path, me.id)
    opened = open_sheet(path, article, name=me.name, tagset=stamp, pace=pace)
    if not opened.exists and storage.elsewhere is not None:
        beside = storage.found(article.path, me.id)
        if beside != path:
            # What lies beside the article cannot be written: it is taken along to where tags are kept now.
            opened = open_sheet(beside, article, name=me.name, tagset=stamp, pace=pace)
            opened = replace(opened, path=path, on_disk=OnDisk())
    notices = opened.notices
    if _is_of_another(opened, me):
        told = f"This sheet was begun by “{opened.header.name}”, whose sidecars have the same names as yours."
        notices += (f"{told} If that is somebody else, tag under another name.",)
    saver = None
    if opened.read_only is None:
        kept_elsewhere = storage.elsewhere is not None
        saver = Saver(
            opened,
            article,
            on_state=on_state,
            tagset=stamp,
            make_folder=kept_elsewhere,
            patience=_PAINTS_FIRST if len(opened.sheet) >= _LARGE else 0.0,
        )
    session = Session(
        article,
        tagset,
        author or Author(me.id),
        opened.sheet,
        saver,
        read_only=opened.read_only or "",
    )
    return Opening(session, saver, me.id, notices)


def _is_of_another(opened: OpenedSheet, me: Annotator) -> bool:
    """Whether a sheet may be somebody else's whose name happens to be spelled alike in file names."""
    name = opened.header.name
    plain = {me.id, ""}  # whoever gives the short form means this sheet
    return opened.exists and name.casefold() != me.name.casefold() and not plain & {name, me.name}


def open_gold(
    path: Path,
    me: Annotator,
    others: Sequence[str],
    storage: Storage,
    tagset: Tagset,
    on_state: Callable[[State], None],
    *,
    pace: Pace | None = None,
) -> Opening:
    """Opens an article with its gold sheet, to be adjudicated by ``me``.

    Raises ArticleProblem, SidecarError and OSError.
    """
    article = load_article(path, storage, [GOLD, *others])
    return open_own(article, THE_GOLD, storage, tagset, on_state, author=Author(me.id), pace=pace)


def open_other(
    article: Article,
    annotator: str,
    storage: Storage,
    tagset: Tagset,
    *,
    stand_in: bool = False,
    pace: Pace | None = None,
) -> Opening:
    """Opens a colleague's sheet to look at. Raises SidecarError where it cannot be read."""
    path = storage.found(article.path, annotator)
    opened: OpenedSheet = open_sheet(path, article, pace=pace)
    owner = opened.header.name or annotator
    session = Session(
        article,
        tagset,
        Author(annotator),
        opened.sheet,
        read_only=opened.read_only or only_looked_at(owner),
        stand_in=stand_in,
    )
    return Opening(session, None, annotator, opened.notices, owner if opened.read_only is None else "")


def only_looked_at(owner: str) -> str:
    """Why nothing can be changed in a colleague's sheet."""
    return f"You look at the tags of {owner}; they can only be changed by {owner}"


def open_first(
    path: Path,
    me: Annotator,
    others: Sequence[str],
    storage: Storage,
    tagset: Tagset,
    on_state: Callable[[State], None],
    *,
    apart: bool = False,
    pace: Pace | None = None,
) -> Opening:
    """Opens an article as it is met first: one's own sheet, or a colleague's while one's own does not exist.

    With ``apart`` colleagues' sheets stay closed. Raises ArticleProblem, SidecarError and OSError.
    """
    article = load_article(path, storage, [me.id, *others])
    if not apart and not is_there(storage.found(path, me.id)):
        for other in others:
            try:
                return open_other(article, other, storage, tagset, stand_in=True, pace=pace)
            except (AnnotatorError, OSError):
                continue  # the article list names it as a problem; there may be another to look at
    return open_own(article, me, storage, tagset, on_state, pace=pace)
