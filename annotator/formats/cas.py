"""UIMA CAS as INCEpTION's layers, in XMI with one ``TypeSystem.xml`` or in CAS JSON 0.4 with the types in each file.

What stands where (offsets in UTF-16 code units, as UIMA counts):

- ``de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity``: entity mentions; ``value`` is the type, ``identifier`` the
  first link of the first instance.
- ``webanno.custom.Event``: event mentions on their triggers; ``value`` is the type, ``arguments`` the link feature
  (``webanno.custom.EventArgumentsLink`` with ``role`` and ``target``).
- ``webanno.custom.Relation``: a relation layer; ``Governor`` and ``Dependent`` are its two ends in order, ``sourceRole``
  and ``targetRole`` their roles.
- ``webanno.custom.Zone``: zones. ``webanno.custom.Fragment``: UIMA's annotations are contiguous, so that a mention or
  zone stands on its first fragment, and each further one is an annotation of this layer with the same ``record``.
- ``webanno.custom.Instance`` and ``webanno.custom.Article``: document-level layers for instances (mentions name them in
  ``instances``) and for the article's own attributes, name and annotator. ``DocumentMetaData`` has the name as title.

Attributes are features of the type that the tagset says; what does not fit (other types, names that no feature may have)
stands as JSON in ``more``. XML cannot hold some characters, such as NUL: each is replaced by U+FFFD, so that no offset
moves, reported as lost, and named in ``Article.replaced`` for our own reader.
"""

from __future__ import annotations

from annotator.formats.cas_reading import CasReader
from annotator.formats.cas_writing import CasWriter
from annotator.formats.exchange import Setting


def writer(setting: Setting, variant: str) -> CasWriter:
    """Writes ``xmi`` or ``json``; the tagset says which features attributes become."""
    return CasWriter(setting.tagset, "xmi" if variant == "xmi" else "json")


def reader(variant: str) -> CasReader:
    """Reads ``xmi`` or ``json``."""
    return CasReader("xmi" if variant == "xmi" else "json")
