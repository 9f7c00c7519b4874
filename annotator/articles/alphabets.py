"""Which of several readings of the same bytes is likeliest a language: the one whose letters one language has.

Encodings of one byte a character differ in few letters, which short texts hold hardly any of: a detector that counts
frequent letters finds Czech as good in windows-1252 as in windows-1250. No language has the letters of both. The
alphabets are those of the Unicode CLDR (main exemplar characters), in small letters.
"""

from __future__ import annotations

import re

_COMMON = "’‘“”„‚«»‹›–—…•€£§°·©®™½²±×\u00a0\u00ad\u200b\ufeff"
"""What texts of every language hold besides letters."""

_WESTERN, _OTHER, _SELDOM = range(3)
"""How much is to be said for a language whose letters fit no better than those of another."""

_LANGUAGES: tuple[tuple[int, str], ...] = (
    (_WESTERN, "àâæçéèêëîïôœùûüÿ"),  # French
    (_WESTERN, "äöüßéà"),  # German
    (_WESTERN, "áéíñóúü¿¡ªº"),  # Spanish
    (_WESTERN, "áâãàçéêíóôõúªº"),  # Portuguese
    (_WESTERN, "àèéìòóù"),  # Italian
    (_WESTERN, "åäöé"),  # Swedish, Finnish
    (_WESTERN, "æøåéò"),  # Danish, Norwegian
    (_WESTERN, "äéèëïöü"),  # Dutch
    (_WESTERN, "àçèéíïòóúü"),  # Catalan
    (_OTHER, "ąćęłńóśźż"),  # Polish
    (_OTHER, "áčďéěíňóřšťúůýž"),  # Czech
    (_OTHER, "áäčďéíĺľňóôŕšťúýž"),  # Slovak
    (_OTHER, "áéíóöőúüű"),  # Hungarian
    (_OTHER, "čćđšž"),  # Croatian, Bosnian, Serbian in Latin letters, Slovene
    (_OTHER, "çğıöşüâîû\u0307"),  # Turkish; a small İ is an i with a dot above
    (_OTHER, "ąčęėįšųūž"),  # Lithuanian
    (_OTHER, "āčēģīķļņšūž"),  # Latvian
    (_OTHER, "äõöüšž"),  # Estonian
    (_OTHER, "ά-ία-ώ"),  # Greek; its ΰ is so rare that it tells of Cyrillic
    (_OTHER, "א-ת״׳"),  # Hebrew
    (_OTHER, "\u0600-\u06ff\u200c-\u200f"),  # Arabic, Persian, Urdu
    (_OTHER, "\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e"),  # Chinese, Japanese (but for half-width letters)
    (_OTHER, "\u3000-\u303f\uac00-\ud7a3\u4e00-\u9fff\uff01-\uff5e"),  # Korean
    (_SELDOM, "а-яёѐ-џґ№"),  # Cyrillic; Hebrew reads as its small letters, but hardly the other way round
    (_SELDOM, "ăâîşţșț"),  # Romanian; its ţ alone is the ş of Turkish
    (_SELDOM, "àáãăâèéêìíòóõôơùúưýđ\u0300\u0301\u0303\u0309\u0323₫"),  # Vietnamese, with marks of its own
    (_SELDOM, "áæéíðóöþúý"),  # Icelandic; its þ and ð are the commonest letters of Turkish
)

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def strangeness(reading: str) -> tuple[float, int]:
    """How little a reading looks like a language, to be compared: the least is the likeliest.

    First the share (0 to 1) of its characters beyond ASCII that the language which fits best does not know, then how
    unusual that language is.
    """
    foreign = "".join(_NOT_ASCII.findall(reading.lower()))
    if not foreign:
        return 0.0, _WESTERN
    return min(
        (len(re.sub(f"[{_COMMON}{letters}]+", "", foreign)) / len(foreign), rank)
        for rank, letters in _LANGUAGES
    )
