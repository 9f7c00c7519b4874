"""Columns as in the shared task of CoNLL-2003: a token a line, a blank line after each sentence, one label a token.

Source of the format: Tjong Kim Sang and De Meulder, “Introduction to the CoNLL-2003 Shared Task” (2003). Written are its
four columns, with one blank between them: word, part of speech (always ``-X-``: unknown), chunk (always ``O``), label.
``iob2`` labels a mention's first token ``B-TYPE`` and the others ``I-TYPE``; ``bilou`` also its last one ``L-TYPE``, and
one of a single token ``U-TYPE``. Types are the tagset's own ids, or, where the setting names a scheme, what the tagset
says they are called there.

An article begins with a ``-DOCSTART-`` line. Its second column, ``-X-`` elsewhere, is the article's name, with blanks and
the like percent-encoded: so all lines have four columns, which the task's own scorer demands, and no line is a comment,
which the format does not know.

The format holds tokens, not text. What is read is **not the original text**: tokens are joined with one blank and
sentences with a line feed, and mentions stand where they stand in that. A sentence never ends inside a mention that is
written; where the program's rule would end one there, both sentences are one.
"""

from __future__ import annotations

from annotator.formats.conll_reading import ConllReader
from annotator.formats.conll_writing import ConllWriter
from annotator.formats.exchange import Setting


def writer(setting: Setting, variant: str) -> ConllWriter:
    """Writes the format; ``variant`` is ``iob2`` or ``bilou``. Raises what :func:`tokens.tokenizer` raises."""
    return ConllWriter(setting, variant)


def reader(variant: str) -> ConllReader:
    """Reads the format, whichever way of labelling it has: that is found out."""
    return ConllReader()
