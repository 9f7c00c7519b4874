"""The ready-made default tagset is what its TOML says, and is never taken for what another TOML says."""

import shutil
from pathlib import Path

import pytest

from annotator.tagsets import ready
from annotator.tagsets.model import Tagset
from annotator.tagsets.places import shipped_folder
from annotator.tagsets.reading import read_tagset
from annotator.tagsets.shipped import DEFAULT

_BASE = "news-entities.toml"


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    """A copy of the default tagset's file, with what it needs beside it."""
    folder = shutil.copytree(shipped_folder(), tmp_path / "tagsets")
    return folder / f"{DEFAULT}.toml"


def test_it_is_current() -> None:
    assert ready.main([]) == 0, "run python -m annotator.tagsets.ready --write"


def test_it_is_what_the_toml_says(toml: Path) -> None:
    made, read = ready.ready_made(toml), read_tagset(toml)
    assert made is not None
    for name in Tagset.__struct_fields__:
        assert getattr(made, name) == getattr(read, name), name
        assert type(getattr(made, name)) is type(getattr(read, name)), name
    assert made.ancestors("CONSULT") == read.ancestors("CONSULT")


@pytest.mark.parametrize("name", [f"{DEFAULT}.toml", _BASE])
def test_a_change_of_either_file_is_seen(toml: Path, name: str) -> None:
    changed = toml.with_name(name)
    changed.write_bytes(changed.read_bytes() + b"\n")
    assert ready.ready_made(toml) is None


def test_it_is_taken_for_no_other_tagset(toml: Path) -> None:
    other = toml.with_name("other.toml")
    shutil.copy(toml, other)
    shutil.copy(ready.place_of(toml), ready.place_of(other))
    assert ready.ready_made(other) is None


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"made_of": [], "tagset": {"id": "x", "version": "1"}}', b"\xff\xfe"]
)
def test_a_broken_one_counts_for_nothing(toml: Path, data: bytes) -> None:
    ready.place_of(toml).write_bytes(data)
    assert ready.ready_made(toml) is None


def test_a_missing_one_too(toml: Path) -> None:
    ready.place_of(toml).unlink()
    assert ready.ready_made(toml) is None
