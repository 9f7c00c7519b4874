"""spaCy's DocBin: articles as Docs to train from, with everything else in their user data.

Source of the format: spaCy's documentation of ``DocBin`` (version 0.1: zlib over msgpack, a column of 64-bit numbers for
the tokens of all Docs) and, for span groups, ``SpanGroup.to_bytes``. It is written a Doc at a time, which spaCy's own
class cannot, and read without making a Doc, as its C code believes the numbers in a file.

Of each Doc:

``doc.text``
    The article's text, exactly: blanks that spaCy's words cannot have behind them are tokens of blanks, as in spaCy.
``doc.ents``
    Entity mentions without overlap: of those that overlap, the longest, then the first, then the first by type. Tokens
    of a mention that has no place among tokens are *missing* values, not evidence that nothing is there. An entity's
    ``kb_id_`` is the Wikidata id that its instance links to, if any.
``doc.spans["entities"]``, ``doc.spans["events"]``, ``doc.spans["free_spans"]``
    All entity mentions, overlapping or not; the triggers of events; text that is no entity but fills a role.
``doc.user_data["annotator"]``
    Plain values: ``format`` ("annotator-docbin"), ``version`` (1), ``name``, ``sha256`` (of the article's bytes, hex),
    ``annotator``, ``status``, ``tokenizer``, and lists of all records by kind: ``entities``, ``events``, ``relations``,
    ``instances``, ``zones``, ``articles``. A record has the fields that it has in a sidecar, but those that are empty;
    ``span`` is a list of ``[start, end]`` in code points of ``doc.text``. Events and relations have ``arguments``, each
    with ``role`` and ``filler``, the id of a mention. Reading takes these, and nothing but the text from elsewhere.

The mentions that have no place among tokens stand in the user data only; each is told.
"""

from __future__ import annotations

from annotator.formats.docbin_reading import DocBinReader
from annotator.formats.docbin_writing import DocBinWriter
from annotator.formats.exchange import Setting


def writer(setting: Setting) -> DocBinWriter:
    """Writes the format. Raises MissingExtra, and what :func:`tokens.tokenizer` raises."""
    return DocBinWriter(setting)


def reader() -> DocBinReader:
    """Reads the format. Raises MissingExtra."""
    return DocBinReader()
