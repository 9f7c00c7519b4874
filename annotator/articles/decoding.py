"""Bytes to text and the name of the encoding, such that ``data.decode(encoding) == text``.

Order: the encoding somebody recorded, a byte-order mark, strict UTF-8, then detection. A decoding counts
only when encoding its text gives the same bytes again, so that no character can have been lost or folded.
It knows no files.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)

_DETECTABLE = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "iso8859_2", "iso8859_15"),
)
"""Encodings that news texts come in; naming only these keeps the detector from exotic guesses, and fast."""

_SAMPLE = 64 * 1024
"""Bytes from the first one that is not ASCII on which an encoding is detected."""

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class DecodingFailure(Exception):
    """The bytes are in no encoding that gives them back unchanged; the message says why."""


def decode(data: bytes, recorded: str | None = None) -> tuple[str, str]:
    """Return the text of ``data`` and its encoding, a name that Python and the IANA registry both know.

    ``recorded`` is an encoding noted earlier, for instance in a sidecar; it wins if it gives the bytes back.
    A byte-order mark is part of the encoding (``utf-8-sig``, ``utf-16``, ``utf-32``) and not of the text, also
    where ``recorded`` is that encoding without one: an editor may have added it since.
    Raises ``DecodingFailure`` for a byte-order mark that is followed by something else than it promises.
    """
    if recorded is not None:
        recorded = with_mark(data, recorded)
        text = _decoded(data, recorded)
        if text is not None:
            return text, canonical(recorded)
    broken = ""
    for mark, encoding, _ in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, encoding)
            if text is not None:
                return text, encoding
            broken = broken or encoding
    if broken:
        name = broken.removesuffix("-sig").upper()
        raise DecodingFailure(f"it begins with the byte-order mark of {name}, but is not {name} throughout")
    text = _decoded(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    return _detected(data)


def encode(text: str, encoding: str, *, mark: bytes = b"") -> bytes:
    """Return the bytes that ``text`` came from: the inverse of ``decode``.

    ``mark`` is the byte-order mark of the original file; it tells the byte order of ``utf-16`` and
    ``utf-32``, which otherwise is the machine's. Raises ``UnicodeEncodeError`` and ``LookupError``.
    """
    for known, name, plain in _MARKS:
        if name == encoding and mark == known:
            return known + text.encode(plain)
    return text.encode(encoding)


def mark_of(data: bytes, encoding: str) -> bytes:
    """Return the byte-order mark with which ``data`` in ``encoding`` begins, or no bytes."""
    for mark, name, _ in _MARKS:
        if name == encoding and data.startswith(mark):
            return mark
    return b""


def with_mark(data: bytes, encoding: str) -> str:
    """Return ``encoding``, or its form with a byte-order mark where ``data`` begins with the mark of ``encoding``."""
    try:
        name = canonical(encoding)
    except LookupError:
        return encoding
    marked = (whole for mark, whole, plain in _MARKS if plain == name and data.startswith(mark))
    return next(marked, encoding)


def is_same(encoding: str, other: str) -> bool:
    """Return whether two names are of one encoding (``latin-1`` and ``iso8859-1``)."""
    try:
        return canonical(encoding) == canonical(other)
    except LookupError:
        return encoding == other


def canonical(encoding: str) -> str:
    """Return the usual name of an encoding (``utf-8``, ``windows-1252``).

    Raises ``LookupError``, also for a codec that does not turn bytes to text (``hex``, ``rot13``).
    """
    try:
        "".encode(encoding)
    except ValueError as error:  # a NUL in the name, or a codec that refuses everything
        raise LookupError(f"{encoding!r} is no encoding") from error
    name = codecs.lookup(encoding).name
    if name.startswith("cp125"):
        return f"windows-{name[2:]}"
    return name.replace("_", "-") if name.startswith(("utf", "iso", "koi8", "euc")) else name


def _decoded(data: bytes, encoding: str) -> str | None:
    """Return the text of ``data`` if ``encoding`` decodes it strictly and gives it back, else None."""
    try:
        name = canonical(encoding)
        text = data.decode(name)
        # Strict UTF-8 has one form for every text: asking would cost time at 10 MB and tell nothing.
        same = name == "utf-8" or encode(text, name, mark=mark_of(data, name)) == data
    except (UnicodeError, LookupError):
        return None
    return text if same else None


def _detected(data: bytes) -> tuple[str, str]:
    """Return the text of bytes that are not UTF-8, by the likeliest encoding that gives them back."""
    for encoding in (*_likely(data), "cp1252", "latin-1"):
        text = _decoded(data, encoding)
        if text is not None:
            return text, canonical(encoding)
    raise DecodingFailure("its encoding could not be found out")


def _likely(data: bytes) -> list[str]:
    """Return the encodings that charset-normalizer thinks possible, likeliest first.

    Where it finds several nearly as good as the best, the letters of their readings decide.
    """
    import charset_normalizer

    from annotator.articles.alphabets import strangeness  # as seldom needed as the detector

    found = _NOT_ASCII.search(data)
    start = max(0, found.start() - 1024) if found else 0
    sample = data[start : start + _SAMPLE]
    if start + _SAMPLE < len(data):
        # A cut through a character would rule out the right encoding. No trail byte is a blank.
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1] or sample
    matches = list(charset_normalizer.from_bytes(sample, cp_isolation=list(_DETECTABLE)))
    names = [match.encoding for match in matches]
    good = [
        match.encoding
        for match in matches
        if match.chaos <= matches[0].chaos + 0.02 and match.coherence >= matches[0].coherence - 0.1
    ]
    # The commonest first: of readings that are alike it is the name people expect. Where the detector is at a loss,
    # as with a few words, all are possible.
    readings = {name: _decoded(sample, name) for name in ("cp1252", *(good or _DETECTABLE))}
    judged = [(strangeness(text), name) for name, text in readings.items() if text is not None]
    judged.sort(key=lambda pair: pair[0])
    return [*(name for _, name in judged), *names]
