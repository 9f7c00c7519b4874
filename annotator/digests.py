"""SHA-256 of bytes, without what takes long to load."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

_LONG = 1_000_000
"""Bytes from which on OpenSSL's speed is worth its 3.5 MB and the milliseconds of loading it."""

_BUILT_IN = ("_sha2", "_sha256")
"""CPython's own implementation, from 3.12 on and before. ``hashlib`` loads OpenSSL whichever it then uses."""


def sha256(data: bytes) -> str:
    """The SHA-256 of ``data`` in hex."""
    made = _built_in() if len(data) < _LONG else None
    if made is None:
        import hashlib

        made = hashlib.sha256
    digest: str = made(data).hexdigest()
    return digest


@cache  # where CPython calls it by the other name, looking for the first costs more than many a digest
def _built_in() -> Any:
    for name in _BUILT_IN:
        try:
            return import_module(name).sha256
        except ImportError:
            continue  # another version, or another Python
    return None
