"""A page with every trap of the text view, and marks on it."""

from __future__ import annotations

from annotator.ui.text.marks import Arc, Mark, ZoneMark

TEXT = (
    "Kyiv condemns the strike on Odesa\r\n\r\n"
    "President Volodymyr Zelensky of Ukraine and the University of Berlin's rector Anna Schmidt-Rottluff met on "
    "Monday to call the attack off, and the Donaudampfschifffahrtsgesellschaft's chief executive condemned the "
    "invasion in the strongest terms 👩‍👩‍👧 he could find.\r\n\r\n"
    "Die Bundestagsabgeordnete forderte am 20. Februar in Köln die Freilassung der Gefangenen; der "
    "Verwaltungsgerichtshof lehnte es ab.\n\n"
    "שלום עולם, ראש הממשלה נפגש עם Anna Schmidt בירושלים ביום שני.\n\n"
    "Cafe\u0301 owners\u00a0said\x00so, and the Ministry of Foreign Affairs of the Republic of Poland wrote it.\n\n"
    "Share this article\nSubscribe now\n"
)

_COLOURS = {
    "PER": "#2f6fde",
    "GPE": "#4f9d69",
    "ORG": "#e0a800",
    "DATE": "#ffff00",
    "ACCUSE": "#c0392b",
    "ASSAULT": "#8e44ad",
    "CONSULT": "#16808a",
    "RETREAT": "#c05a00",
    "NAME": "#e08e0b",
    "WHITE": "#ffffff",
    "BLACK": "#000000",
}


def place(quote: str, after: int = 0) -> tuple[int, int]:
    """Where a quote stands first in the text."""
    start = TEXT.index(quote, after)
    return start, start + len(quote)


def _mark(identity: str, label: str, *quotes: str, **flags: bool) -> Mark:
    fragments: list[tuple[int, int]] = []
    for quote in quotes:
        fragments.append(place(quote, fragments[-1][1] if fragments else 0))
    kind = "event" if label in ("ACCUSE", "ASSAULT", "CONSULT", "RETREAT") else "entity"
    return Mark(identity, tuple(fragments), kind, label, _COLOURS[label], **flags)


MARKS = (
    _mark("kyiv", "GPE", "Kyiv"),
    _mark("condemns", "ACCUSE", "condemns"),
    _mark("strike", "ASSAULT", "strike"),
    _mark("odesa", "GPE", "Odesa"),
    _mark("president", "PER", "President Volodymyr Zelensky of Ukraine"),
    _mark("name", "NAME", "Volodymyr Zelensky"),
    _mark("crossing", "NAME", "Zelensky of"),
    _mark("ukraine", "GPE", "Ukraine"),
    _mark("university", "ORG", "University of Berlin"),
    _mark("berlin", "GPE", "Berlin", unsure=True),
    _mark("anna", "PER", "Anna Schmidt-Rottluff", noted=True),
    _mark("met", "CONSULT", "met"),
    _mark("calloff", "RETREAT", "call", "off"),
    _mark("attack", "ASSAULT", "attack", warning=True),
    _mark("dampf", "ORG", "Donaudampfschifffahrtsgesellschaft"),
    _mark("chief", "PER", "chief executive"),
    _mark("condemned", "ACCUSE", "condemned"),
    _mark("invasion", "ASSAULT", "invasion"),
    _mark("date", "DATE", "20. Februar"),
    _mark("stack1", "ORG", "Verwaltungsgerichtshof"),
    _mark("stack2", "WHITE", "Verwaltungsgerichtshof"),
    _mark("stack3", "BLACK", "Verwaltungsgerichtshof"),
    _mark("stack4", "ASSAULT", "Verwaltungsgerichtshof"),
    _mark("premier", "PER", "ראש הממשלה"),
    _mark("mixed", "NAME", "Anna Schmidt בירושלים"),
    _mark("ministry", "ORG", "Ministry of Foreign Affairs of the Republic of Poland"),
    _mark("poland", "GPE", "Republic of Poland"),
    _mark("topic", "NAME", "Foreign Affairs", dimmed=True),
)

ZONES = (ZoneMark("zone", ((TEXT.index("Share"), len(TEXT)),), "boilerplate", False),)

ARCS = (
    Arc("condemned", "chief", "actor", _COLOURS["ACCUSE"], True),
    Arc("condemned", "ukraine", "recipient", _COLOURS["ACCUSE"], True),
    Arc("condemned", "invasion", "about", _COLOURS["ACCUSE"], True),
    Arc("met", "president", "actor", _COLOURS["CONSULT"]),
    Arc("met", "anna", "actor", _COLOURS["CONSULT"]),
    Arc("condemns", "kyiv", "actor", _COLOURS["ACCUSE"]),
    Arc("condemns", "strike", "about", _COLOURS["ACCUSE"]),
)
