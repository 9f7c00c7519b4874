"""Code points of the article to Qt's positions and back, and the text that Qt is given.

Pure, no Qt. ``QTextDocument`` counts UTF-16 units, folds line ends and drops or reinterprets some characters. So the
text handed to it is made here, in such a way that only three things move a position, each of them noted: CRLF (two
code points, one position), an astral character (one code point, two positions) and a break put into text without
blanks (no code point, one position). Everything else is replaced one for one.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from annotator.ui.text import chunks

# Patterns that few articles need; they are compiled with the first that does.
_ODD = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2029\ufdd0\ufdd1\ufeff\ufffc\ufffe\uffff\ud800-\udfff]"
_MOVES = "\r\n|[\U00010000-\U0010ffff]+"

_LEAD = b"\xf0"
_TO_ONE_LEAD = bytes(min(byte, _LEAD[0]) for byte in range(256))
"""Makes all first bytes of astral characters in UTF-8 the same."""

_COMMON_BYTES = bytes(byte for byte in range(0xF0) if byte in b"\t\n" or 0x20 <= byte != 0x7F)
_ODD_BYTES = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xc2[\x80-\x9f]",
        rb"\xed[\xa0-\xbf]",
        rb"\xef(?:\xb7[\x90\x91]|\xbb\xbf|\xbf[\xbc\xbe\xbf])",
    )
)

_CRLF, _ASTRAL, _CUT = 1, 2, 3


def picture(character: str) -> str:
    """What is shown, one for one, for a character that Qt would drop, hide or take for something else."""
    code = ord(character)
    if character in "\r\u2029":
        return "\n"
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code == 0x85:
        return "\u2424"
    if character == "\ufeff":
        return "\u2060"
    return "\ufffd"


class Offsets:
    """A two-way map between code points and positions, exact in both directions, O(log n).

    ``length`` is the article's in code points, ``positions`` the document's, without its closing block end.
    """

    __slots__ = ("_codes", "_kinds", "_runs", "_units", "length", "positions")

    def __init__(self, length: int, moves: list[tuple[int, int, int]]) -> None:
        """``moves`` are (code point, kind, run of code points) in order, ``length`` counts code points."""
        codes, kinds, runs, units = array("q"), array("b"), array("q"), array("q")
        shift = 0
        for place, kind, run in moves:
            codes.append(place)
            kinds.append(kind)
            runs.append(run)
            units.append(place + shift)
            shift += -1 if kind == _CRLF else run if kind == _ASTRAL else 1
        self._codes, self._kinds, self._runs, self._units = codes, kinds, runs, units
        self.length = length
        self.positions = length + shift

    @property
    def identical(self) -> bool:
        """Whether the two count alike everywhere."""
        return not self._codes

    def to_qt(self, place: int, *, before: bool = False) -> int:
        """The position of a code point; clamped to the text.

        Inside CRLF it is the position before it. Where a break was put in, it is the one after the break, or with
        ``before`` the one in front of it (for the end of a stretch).
        """
        place = min(max(place, 0), self.length)
        codes = self._codes
        if not codes:
            return place
        index = bisect_right(codes, place) - 1
        if before and index >= 0 and codes[index] == place and self._kinds[index] == _CUT:
            return self._units[index]
        while (
            index + 1 < len(codes) and codes[index + 1] == place
        ):  # pragma: no cover - bisect_right went past
            index += 1
        if index < 0:
            return place
        offset, run = place - codes[index], self._runs[index]
        kind, base = self._kinds[index], self._units[index]
        if kind == _CRLF:
            return base + (offset - 1 if offset >= 2 else 0)
        if kind == _ASTRAL:
            return base + offset + min(offset, run)
        return base + offset + 1

    def to_code(self, position: int) -> int:
        """The code point of a position, clamped; in the middle of a surrogate pair the one that it belongs to."""
        position = min(max(position, 0), self.positions)
        units = self._units
        if not units:
            return position
        index = bisect_right(units, position) - 1
        if index < 0:
            return position
        offset, run = position - units[index], self._runs[index]
        kind, base = self._kinds[index], self._codes[index]
        if kind == _CRLF:
            return base + (offset + 1 if offset >= 1 else 0)
        if kind == _ASTRAL:
            return base + (offset // 2 if offset < 2 * run else offset - run)
        return base + max(offset - 1, 0)


class Shown:
    """An article's text as Qt is given it: ``text`` to show, ``offsets``, and the blocks it makes.

    ``starts`` are the positions at which the blocks start, ``sizes`` their lengths in positions without the break.
    """

    __slots__ = ("offsets", "sizes", "starts", "text")

    def __init__(self, article: str) -> None:
        """Substitute, cut and count; ``article`` is the text with its newlines untouched."""
        data = article.encode("utf-8", "surrogatepass")
        odd, astral = _census(article, data)
        moves: list[tuple[int, int, int]] = []
        text = article
        if "\r\n" in text:
            moves = [
                (match.start(), _CRLF, 2) if match[0] == "\r\n" else (match.start(), _ASTRAL, len(match[0]))
                for match in re.finditer(_MOVES, text)
            ]
            text = text.replace("\r\n", "\n")
        elif astral:
            moves = list(_astral_runs(data))
        if odd:
            for character in set(re.findall(_ODD, text)):
                text = text.replace(character, picture(character))
        pieces = text.split("\n")
        sizes = list(map(len, pieces))
        if max(sizes) > chunks.LONGEST:
            pieces, inserted = _cut(pieces, sizes)
            sizes = list(map(len, pieces))
            text = "\n".join(pieces)
            if inserted:
                moves = _merge(moves, inserted)
        self.text = text
        self.offsets = Offsets(len(article), moves)
        self.starts = list(accumulate(map((1).__add__, sizes), initial=0))
        if astral:
            if len(text) == len(article) and all(kind == _ASTRAL for _, kind, _ in moves):
                for place, _, run in moves:
                    sizes[bisect_right(self.starts, place) - 1] += run
            else:
                sizes = list(map(_units, pieces))
            self.starts = list(accumulate(map((1).__add__, sizes), initial=0))
        self.starts.pop()
        self.sizes = sizes


def _units(line: str) -> int:
    """The length of a line in UTF-16 units."""
    return len(line) if line.isascii() else len(line.encode("utf-16-le", "surrogatepass")) >> 1


def _astral_runs(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The runs of astral characters in a text, given as UTF-8.

    Splitting bytes takes a tenth of the time that a regular expression takes to search the text.
    """
    before, *pieces = data.translate(_TO_ONE_LEAD).split(_LEAD)
    start, run = len(before.decode("utf-8", "surrogatepass")), 0
    for piece in pieces:
        run += 1
        if len(piece) > 3:  # more than the rest of the character that was split at
            yield start, _ASTRAL, run
            start += run + len(piece[3:].decode("utf-8", "surrogatepass"))
            run = 0
    if run:
        yield start, _ASTRAL, run


def _census(text: str, data: bytes) -> tuple[bool, bool]:
    """Whether a text (perhaps) has characters to substitute, and whether it has astral ones; ``data`` is its UTF-8.

    On the bytes this takes a fifth of the time that a regular expression takes on the text.
    """
    telling = data.translate(None, _COMMON_BYTES)
    astral = max(telling, default=0) >= _LEAD[0]
    odd = min(telling, default=_LEAD[0]) < _LEAD[0]
    if not odd and len(data) != len(text):
        odd = b"\xe2\x80\xa9" in data or any(pattern.search(data) is not None for pattern in _ODD_BYTES)
    return odd, astral


def _cut(pieces: list[str], sizes: list[int]) -> tuple[list[str], list[int]]:
    """Cut what is too long; the places of breaks put in count code points of the uncut text (CRLF one)."""
    result: list[str] = []
    inserted: list[int] = []
    bases = list(accumulate(sizes, initial=0))
    done = 0
    for number in [number for number, size in enumerate(sizes) if size > chunks.LONGEST]:
        result += pieces[done:number]
        done = number + 1
        piece, base, start = pieces[number], bases[number] + number, 0
        for place, blank in chunks.cuts(piece):
            result.append(piece[start:place])
            start = place + 1 if blank else place
            if not blank:
                inserted.append(base + place)
        result.append(piece[start:])
    return result + pieces[done:], inserted


def _merge(moves: list[tuple[int, int, int]], inserted: list[int]) -> list[tuple[int, int, int]]:
    """Add the breaks, whose places still count a CRLF before them as one, and split astral runs at them."""
    result: list[tuple[int, int, int]] = []
    folded = 0
    waiting = iter(inserted)
    cut = next(waiting, None)
    for start, kind, run in moves:
        while cut is not None and cut + folded <= start:
            result.append((cut + folded, _CUT, 0))
            cut = next(waiting, None)
        if kind == _ASTRAL:
            while cut is not None and cut + folded < start + run:
                first = cut + folded - start
                result += [(start, _ASTRAL, first), (start + first, _CUT, 0)]
                start, run = start + first, run - first
                cut = next(waiting, None)
        else:
            folded += 1
        result.append((start, kind, run))
    while cut is not None:
        result.append((cut + folded, _CUT, 0))
        cut = next(waiting, None)
    return result
