"""What holds for every format alike: seeds go through it, nothing is lost in silence, and no reader trusts anything."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.annotations.records import Entity, Record, span
from annotator.annotations.sheet import Sheet
from annotator.annotations.zoning import counting
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.formats.exchange import Found, Trouble
from annotator.formats.exporting import Order, Outcome, export
from annotator.formats.gathering import Wanted, counts
from annotator.formats.importing import Intake, import_
from annotator.formats.registry import FORMATS, Format
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.unit.formats.harness import PLAIN_TEXT, TEXTS, labelled, told, written

SEEDS = Path(__file__).parents[3] / "seeds"
WRITTEN = [pytest.param(known, id=known.id) for known in FORMATS if known.writes]
BOTH = [pytest.param(known, id=known.id) for known in FORMATS if known.writes and known.reads]
READ = [pytest.param(known, id=known.id) for known in FORMATS if known.reads]


def _exported(known: Format, out: Path, **options: object) -> Outcome:
    order = Order(scan(SEEDS), shipped.load(), known.id, out, Wanted(sheet="annotator-a"))
    return export(replace(order, **options))


def _target(folder: Path, known: Format) -> Path:
    return folder / f"out{known.suffixes[0] if known.suffixes else ''}"


@pytest.mark.parametrize("known", BOTH)
def test_the_seeds_go_out_and_come_back(known: Format, tmp_path: Path) -> None:
    outcome = _exported(known, _target(tmp_path, known))
    assert outcome.articles == 6
    taken = import_(Intake(outcome.out, known.id, tmp_path / "in"))
    assert taken.conflicts == []
    assert [str(t) for t in taken.troubles] == []
    back = scan(tmp_path / "in")
    assert len(back.articles) == 6
    lost = {what.partition(":")[0].partition(".")[0] for what in outcome.lost}
    for file in back.articles:
        article = read_article(file.path)
        (sidecar,) = file.sidecars
        sheet = open_sheet(sidecar.path, article).sheet
        assert any(isinstance(record, Entity) for record in sheet)
        seed = SEEDS / file.path.name
        if not known.tokens or (seed.exists() and read_article(seed).text == article.text):
            assert article.text == read_article(seed).text
            given = open_sheet(seed.with_name(f"{seed.name}.annotator-a.tags.json"), read_article(seed)).sheet
            missing = told(counting(given, shipped.load()).sheet) - told(sheet)
            if missing:
                assert lost, f"lost in silence: {list(missing)[:5]}"


@pytest.mark.parametrize("known", BOTH)
def test_what_is_counted_is_what_is_in_it(known: Format, tmp_path: Path) -> None:
    outcome = _exported(known, _target(tmp_path, known))
    found = [item for item in known.reader().read(outcome.out) if isinstance(item, Found)]
    there: Counter[str] = Counter()
    for item in found:
        there.update(counts(Sheet.of(item.records)))
    if known.id == "maven-arg":  # where an event fills a role, the span of its trigger does
        assert there.pop("entity:span") > outcome.counts["entity:span"]
        assert there.items() < outcome.counts.items()
    else:
        assert there == outcome.counts
    manifest = json.loads(outcome.manifest.read_text("utf-8"))
    together: Counter[str] = Counter()
    for article in manifest["articles"]:
        together.update(article["counts"])
    assert together == manifest["totals"]["counts"] == outcome.counts


@pytest.mark.parametrize("known", WRITTEN)
def test_two_exports_are_the_same(known: Format, tmp_path: Path) -> None:
    one, two = (tmp_path / name for name in ("one", "two"))
    one.mkdir()
    two.mkdir()
    for folder in (one, two):
        _exported(known, _target(folder, known))
    names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    assert [n for n in names if (one / n).read_bytes() != (two / n).read_bytes()] == []


@pytest.mark.parametrize("known", WRITTEN)
def test_sets_are_divided_in_every_format(known: Format, tmp_path: Path) -> None:
    from annotator.formats.splits import Shares

    outcome = _exported(known, tmp_path / "out", shares=Shares.of("50/25/25"))
    suffix = known.suffixes[0] if known.suffixes else ""
    expected = {f"train{suffix}", f"dev{suffix}", f"test{suffix}", "manifest.json"}
    assert {p.name for p in outcome.out.iterdir()} == expected


@pytest.mark.parametrize("known", BOTH)
def test_offsets_survive_emoji_line_ends_and_writing_from_the_right(known: Format, tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS[1:4]):
        words = [(text.index(word), text.index(word) + len(word)) for word in text.split() if word.isalpha()]
        given: list[Record] = [
            Entity(f"m{n}", "PER", span(text, place)) for n, place in enumerate(dict.fromkeys(words))
        ]
        target = _target(tmp_path, known).with_stem(f"out{number}")
        losses = written(known.id, target, labelled(text, given, f"news{number}.txt"))
        items = list(known.reader().read(target))
        (found,) = [item for item in items if isinstance(item, Found)]
        quotes = sorted(record.span[0].quote for record in found.records if isinstance(record, Entity))
        expected = [text[a:b] for a, b in dict.fromkeys(words)]
        kept = sorted(q for n, q in enumerate(expected) if f"m{n}" not in {loss.record for loss in losses})
        assert quotes == kept
        assert kept


@contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong is told in words; any other exception is a defect."""
    with suppress(AnnotatorError):
        yield


def _garbage(folder: Path) -> list[Path]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.txt", "out")
        archive.writestr("bomb.txt", b"\0" * 5_000_000)
    made = {
        "empty": b"",
        "nul": b"\0" * 1000,
        "brackets": b"[" * 200_000,
        "braces": b'{"a":' * 100_000,
        "latin": "Münchën".encode("latin-1") * 100,
        "surrogate": b'{"text":"\\ud800"}\n',
        "nan": b'{"text":NaN}\n',
        "twice": b'{"text":"a","text":"b"}\n',
        "long-line": b"x" * 300_000,
        "entity.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "bomb.xml": b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
        "archive.zip": packed.getvalue(),
        "cut.zip": packed.getvalue()[:-30],
        "random": bytes(n * 197 % 251 for n in range(5000)),
    }
    folder.mkdir()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    (folder / "an-empty-folder").mkdir()
    return sorted(folder.iterdir())


@pytest.mark.parametrize("known", READ)
def test_no_reader_fails_on_what_it_does_not_know(known: Format, tmp_path: Path) -> None:
    sources = _garbage(tmp_path / "garbage")
    for other in FORMATS:
        if other.writes:
            target = tmp_path / f"{other.id}{other.suffixes[0] if other.suffixes else ''}"
            text = PLAIN_TEXT
            written(other.id, target, labelled(text, [Entity("m1", "PER", span(text, (0, 6)))]))
            sources.append(target)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    for source in sources:
        reader = known.reader()
        with _told():
            reader.tagset(source)
        with _told():
            assert all(isinstance(item, (Found, Trouble)) for item in reader.read(source))
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("known", READ)
def test_an_import_of_garbage_makes_nothing_outside_its_folder(known: Format, tmp_path: Path) -> None:
    sources = _garbage(tmp_path / "garbage")
    for source in sources:
        into = tmp_path / "in" / source.name
        with _told():
            import_(Intake(source, known.id, into))
        for path in into.rglob("*") if into.exists() else ():
            assert path.parent == into
            assert not path.is_symlink()
    assert {p.name for p in tmp_path.iterdir()} <= {"garbage", "in"}
