"""What no reader may fail on: valid files with bytes changed, JSON of any shape, and lines that are no JSON."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.formats.exchange import SourceError
from tests.unit.formats.harness import read

Changes = list[tuple[int, bytes, int]]
"""Where in the data, what is put there, and how many bytes it takes the place of."""

BROKEN_JSON = ["{", '{"text":NaN}', '{"text":"a","text":"b"}', "[" * 100_000, "\x00"]


def changes() -> st.SearchStrategy[Changes]:
    """Up to eight stretches that are changed."""
    one = st.tuples(st.integers(0, 20_000), st.binary(max_size=3), st.integers(0, 3))
    return st.lists(one, min_size=1, max_size=8)


def change(path: Path, changed: Changes) -> None:
    """Changes a file."""
    data = bytearray(path.read_bytes())
    for at, put, cut in changed:
        data[at % len(data) : at % len(data) + cut] = put
    path.write_bytes(bytes(data))


def values(keys: Sequence[str], *more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """JSON values, nested, whose objects have some of these keys."""
    return st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False),
            st.text(max_size=4),
            *more,
        ),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(keys), inner, max_size=6),
        max_leaves=12,
    )


def check_line(format_id: str, line: dict[str, Any]) -> None:
    """Nothing but a clear error leaves the reader of a file with this line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_text(json.dumps(line), encoding="ascii")
        with contextlib.suppress(AnnotatorError):
            read(format_id, path)


def check_broken(format_id: str, path: Path, text: str) -> None:
    """A file of this text is refused as broken JSON."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="broken JSON"):
        read(format_id, path)
