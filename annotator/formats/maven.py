"""MAVEN-ARG: an article a line, with events, entities and the arguments of events. Best where instances matter.

Source: the description of the data in the repository THU-KEG/MAVEN-Argument. Keys of a line: ``id``, ``title``,
``document`` (the text), ``events``, ``entities``, ``negative_triggers``. An event is a chain of mentions that co-refer
(``id``, ``type``, ``type_id``, ``mention`` with ``id``, ``trigger_word``, ``offset`` each) with the arguments of them
all (``argument``: a role and its fillers, each ``{"entity_id": …}`` or a free span ``{"content": …, "offset": …}``); an
entity likewise (``id``, ``type``, ``mention`` with ``id``, ``mention``, ``offset``). Offsets are half-open and count
characters (code points) of ``document``.

*Instances* are its events and entities, under the id ``EVENT_`` or ``ENTITY_`` and that of the instance. A mention
without an instance is one of its own, under the id of the mention, and is read back without one. Mentions stand under
the first of their instances, and only where they have its type, since a chain has one type. ``type_id`` counts the
tagset's event types from 1; a type that the tagset lacks has none. All roles of a type are there, the empty ones too.

*Arguments* belong to the chain there and to each mention here. So they are written together and read onto **each**
mention of the event; and where an entity fills a role, the mention of it that is **nearest to the trigger** (of two, the
earlier) is taken. Whatever would be read back otherwise than it is, is reported as lost. An event that fills a role is
written as the free span of its trigger. A free span that fills a role is the entity type ``span``.

Read besides: the test files (``event_mentions``: events without arguments), and plain MAVEN (``content``) and MAVEN-ERE
(``tokens``, ``sentences``), whose offsets count tokens of a sentence. Their text is the sentences, a line each: as they
are written where the tokens are found in them, else the tokens with blanks between. Relations of MAVEN-ERE and triggers
that are no events are not taken, and that is said once a file.

Under ``annotator_sheet`` stands what the format has no place for and other programs pass over: the ``annotator`` and
``status`` of the sheet, and of ``mentions``, ``instances`` and free ``spans`` their ``id``, ``by``, ``at`` and ``origin``.
"""

from __future__ import annotations

from annotator.formats.exchange import Setting
from annotator.formats.maven_reading import MavenReader
from annotator.formats.maven_writing import MavenWriter


def writer(setting: Setting) -> MavenWriter:
    """Writes the format; roles and numbers of types are those of the setting's tagset."""
    return MavenWriter(setting)


def reader() -> MavenReader:
    """Reads the format."""
    return MavenReader()
