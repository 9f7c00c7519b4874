"""Abbreviations of English and German news prose whose period is their own.

Data for words (the period stays with the word) and sentences (it does not end one).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_A_NAME = _words(
    """
    Mr Mrs Ms Mx Dr Dres Prof Gen Lt Col Maj Sgt Cpl Capt Cmdr Adm Brig Sen Rep Gov Rev Hon Pres Supt Insp
    Msgr Fr St Ste Mt Ft vs Vs cf ca Ca bzw Bzw vgl Vgl ggf sog Nr No Nos Abs Bd Hr Frl Dipl Ing Hrsg
    evtl inkl exkl zzgl max min eg ie viz approx Art Kap Tel
    """
)
"""Abbreviations, without period, after which a sentence goes on."""

MAY_END = _words(
    """
    Inc Corp Co Ltd Bros Jr Sr Jan Feb Apr Aug Sept Sep Oct Okt Nov Dec Dez Mon Tue Tues Wed Thu Thurs Fri
    etc usw usf al Mio Mrd Std Min Univ Dept Ave Blvd Rd Str Va Calif Fla Mass Conn
    """
)
"""Abbreviations, without period, that may also stand last: what follows decides."""

WITH_PERIOD = _words(
    """
    Mr Mrs Ms Dr Prof Gen Lt Col Maj Sgt Capt Adm Sen Rep Gov Rev Inc Corp Co Ltd Bros Jr Sr
    Jan Feb Aug Sept Oct Okt Nov Dec Dez Calif Blvd Mio Mrd
    """
)
"""Those that are written so only as abbreviations: the period is part of the word."""

STARTERS = _words(
    """
    The A An This That These Those There Here He She It They We You His Her Its Their Our My In On At By For
    From To With Without After Before During While When Where If Since As Although But And Or So Yet However
    Meanwhile Both Each Some Many Most Several Also According Asked Earlier Later What Who Why How Not No
    Der Die Das Den Dem Des Ein Eine Einer Einem Einen Er Sie Es Wir Ihr Sein Seine Ihre Im Am Auf Aus Bei
    Nach Vor Mit Ohne Zu Zum Zur Von Vom Für Über Unter Durch Gegen Seit Während Als Wenn Wie Doch Aber Und
    Oder Auch Dabei Damit Dazu Danach Dort Hier Zugleich Laut Kein Keine Man Dieser Diese Dieses Beide
    """
)
"""Words that, with a capital, mostly begin a sentence."""

MONTHS = _words(
    """
    Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember
    Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez
    January February March May June July October December
    """
)
"""Names of months that a German ordinal may stand before."""
