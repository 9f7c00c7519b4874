"""brat's standoff files: a text and its tags side by side, with ``annotation.conf`` for what may be tagged.

After the descriptions of the format and of its configuration in brat's manual (version 1.3, brat.nlplab.org). A folder
with, of each article, ``NAME.txt`` (its text as UTF-8, newlines as they are) and ``NAME.ann``; offsets in code points.

Mentions and triggers are ``T`` lines, events ``E`` lines; events of one type on one span share their trigger. A role
that is filled twice is numbered as brat does it: ``actor``, ``actor2``. Relations are ``R`` lines whose two labels are
the roles. Attributes are ``A`` lines: with its value one of several; yes or no for flags (with ``true`` or ``false``
where they are set by default), for the flag ``unsure``, and for each value of a many-valued one (``contexts--legal``).
Notes are ``AnnotatorNotes``. Mentions of one instance, and of no other, are one equivalence (``*``).

What brat has no place for stands in a note of the type ``AnnotatorExtra`` on the same line, a JSON object with: ``span``
(the stretches, where the span holds line breaks: brat's fragments leave them out; of an event, those of its trigger, as
brat refuses files in which a note speaks of one), ``note`` (where it has several lines), ``flag``, ``attributes`` (numbers,
texts, dates, of relations, or a value of no), ``instances`` (with names and links at the first mention) and ``zone``. Such
fragments are joined again where that note still fits them.
"""

from __future__ import annotations

from annotator.formats.brat_reading import BratReader
from annotator.formats.brat_writing import BratWriter
from annotator.formats.exchange import Setting


def writer(setting: Setting) -> BratWriter:
    """Writes the format, with the types of the setting's tagset in ``annotation.conf``."""
    return BratWriter(setting)


def reader() -> BratReader:
    """Reads the format."""
    return BratReader()
