"""What another program's format has no place for, kept beside it under one key that the program carries but ignores.

The peer's own part of an article (spans, and links between two of them) is the truth; it may be edited there. Beside it
stands a :class:`Rest`: the article's name, annotator and status, and of each record what the peer cannot say, such as its
id, who made it, when, and from what (``made``). :mod:`annotator.formats.beside_writing` makes it.

On reading (:mod:`annotator.formats.beside_reading`) the rest is laid over what the peer's part still holds: mentions go by
label and place, as peers give spans new ids. A mention that the peer has no more takes what was kept of it along.

In the peer's part an event is a span of its trigger, labelled with the event's type, and a link to each filler,
labelled with the role. The fragments of a discontinuous mention are spans with the same label, with a link ``_fragment``
from the first to each of the others. A relation between two mentions is a link labelled with its type.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from annotator.annotations.records import Value
from annotator.formats.exchange import Trace

KEY = "annotator_sheet"
"""Under which the rest stands."""

FRAGMENT = "_fragment"
"""The label of links between the fragments of one mention. No type or role of a tagset can be called so."""

SOURCE, TARGET = "from", "to"
"""The roles of a relation that only the peer knows of."""

VERSION = 1

Places = tuple[tuple[int, int], ...]
"""Half-open stretches in code points."""


class KeptMention(Struct, frozen=True, omit_defaults=True):
    """Of a mention, what the peer cannot say; ``at`` and ``type`` find it again. ``made``: where it is from.

    ``arguments`` are those that no link of the peer shows: role, and number of the filler among the mentions.
    """

    type: str
    at: Places
    kind: Literal["entity", "event"] = "entity"
    attributes: dict[str, Value] = {}
    instances: tuple[str, ...] = ()
    flag: str = ""
    note: str = ""
    arguments: tuple[tuple[str, int], ...] = ()
    made: Trace | None = None

    @property
    def says_more(self) -> bool:
        """Whether anything that somebody tagged would be lost with it."""
        return bool(self.attributes or self.instances or self.flag or self.note or self.arguments)


class KeptRelation(Struct, frozen=True, omit_defaults=True):
    """Of a relation, its ends (role, and number of the mention) and what the peer cannot say.

    ``hidden`` ones no link of the peer shows: it has other than two ends, or another link says the same.
    """

    type: str
    ends: tuple[tuple[str, int], ...]
    attributes: dict[str, Value] = {}
    flag: str = ""
    note: str = ""
    hidden: bool = False
    made: Trace | None = None


class KeptInstance(Struct, frozen=True, omit_defaults=True):
    """An instance; mentions name its id."""

    id: str
    of: Literal["entity", "event"]
    type: str
    name: str
    links: tuple[str, ...] = ()
    attributes: dict[str, Value] = {}
    note: str = ""
    made: Trace | None = None


class KeptZone(Struct, frozen=True, omit_defaults=True):
    """A zone. ``shown`` ones the peer has in its own part."""

    type: str
    at: Places
    note: str = ""
    shown: bool = False
    made: Trace | None = None


class KeptArticle(Struct, frozen=True, omit_defaults=True):
    """The article's own attributes."""

    attributes: dict[str, Value] = {}
    note: str = ""
    made: Trace | None = None


class Rest(Struct, frozen=True, omit_defaults=True):
    """All that stands under the key. ``kinds`` says which attributes are ``flag`` or ``many``."""

    version: int
    name: str
    annotator: str = ""
    sha256: str = ""
    status: Literal["in-progress", "done"] = "in-progress"
    events: tuple[str, ...] = ()
    """Labels that mean events, so that new ones of the peer are known for what they are."""
    relations: tuple[str, ...] = ()
    """Labels of links that are relations, not roles."""
    kinds: dict[str, str] = {}
    mentions: tuple[KeptMention, ...] = ()
    links: tuple[KeptRelation, ...] = ()
    instances: tuple[KeptInstance, ...] = ()
    zones: tuple[KeptZone, ...] = ()
    article: KeptArticle | None = None
