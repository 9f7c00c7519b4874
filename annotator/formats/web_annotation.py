"""W3C Web Annotation (JSON-LD): an article's text and, beside it, one page of annotations a sheet.

Source: the recommendations Web Annotation Data Model and Web Annotation Vocabulary of 23 February 2017. A folder with
``NAME.txt`` (the article in UTF-8) and ``NAME.txt.ANNOTATOR.jsonld``, an ``AnnotationPage`` of an
``AnnotationCollection``. Every record is an ``Annotation`` of its own:

========  ============  =====================================================================================
kind      motivation    how
========  ============  =====================================================================================
entity    tagging       the type as ``TextualBody`` with the purpose *tagging*, instances as ``SpecificResource``
                        bodies with the purpose *identifying*, the note as body with the purpose *commenting*
event     tagging       the same, and ``arguments``: a role and the filler's annotation each
relation  linking       its targets are the annotations that it links; ``arguments`` as in events
zone      tagging       the type as tag
instance  identifying   its first body is what mentions identify: its ``label``, ``of``, ``links``
article   describing    ``attributes`` of the whole source
========  ============  =====================================================================================

Each fragment of a span is a ``SpecificResource`` target with both a ``TextPositionSelector`` (code points) and a
``TextQuoteSelector`` (with prefix and suffix). The model has no target made of pieces: **the several targets of one
annotation with our ``kind`` are one discontinuous mention**, while in annotations of others each target is a mention.

What the model has no term for stands under terms of our own (``kind``, ``attributes``, ``flag``, ``arguments``,
``origin`` …), which the context of each page defines, so that any JSON-LD processor keeps them; others ignore them.

Read besides: plain Web Annotations (one, a list, a page, a collection with its first page) and what the API of
Hypothesis returns (``rows``), with the article's text beside them as ``NAME.txt``. Tags become entity types, comments
notes, what is identified instances; ``linking`` of two annotations a relation from one to the other. Where the position
and the quote disagree, the position is tried in UTF-16 units, as browsers count; then the quote wins where it
stands in the text only once with prefix and suffix, or only once with one of them beside it (blanks aside); otherwise
the annotation is reported and left out.
"""

from __future__ import annotations

from annotator.formats.exchange import Setting
from annotator.formats.web_annotation_reading import WebAnnotationReader
from annotator.formats.web_annotation_writing import WebAnnotationWriter


def writer(setting: Setting) -> WebAnnotationWriter:
    """Writes the format; nothing of ``setting`` matters to it."""
    return WebAnnotationWriter()


def reader() -> WebAnnotationReader:
    """Reads the format."""
    return WebAnnotationReader()
