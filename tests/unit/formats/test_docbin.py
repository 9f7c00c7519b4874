"""spaCy's DocBin: spaCy itself loads what is written, and everything comes back from it."""

from __future__ import annotations

import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.annotations.records import Argument, Entity, Event, Instance, Record, Zone, span
from annotator.errors import AnnotatorError
from annotator.formats import docbin, docbin_reading, docbin_unpacking
from annotator.formats.docbin_collecting import DocBinCollector
from annotator.formats.docbin_writing import DocBinWriter
from annotator.formats.exchange import Found, Labelled, Loss, MissingExtra, SourceError, Trouble
from annotator.formats.tokens import blank_pipeline
from tests.unit.formats.harness import (
    PLAIN_TEXT,
    TEXTS,
    articles,
    labelled,
    read,
    seeds,
    written,
)


@cache
def vocabulary() -> Any:
    return blank_pipeline("xx").vocab


def docs_of(path: Path) -> list[Any]:
    """The Docs as spaCy itself loads them."""
    from spacy.tokens import DocBin

    return list(DocBin().from_disk(path).get_docs(vocabulary()))


def spans_of(doc: Any, name: str) -> list[tuple[int, int, str]]:
    return sorted((s.start_char, s.end_char, s.label_) for s in doc.spans.get(name, ()))


def bare(text: str, record: Entity | Event) -> tuple[int, int, str]:
    """Where a mention stands without the blanks at its ends, and its type."""
    start, end = record.span[0].start, record.span[-1].end
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()), record.type


def check_round_trip(article: Labelled, tokenizer: str = "words") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.spacy"
        losses = written("spacy", path, article, tokenizer=tokenizer)
        assert sorted(p.name for p in Path(folder).iterdir()) == ["gold.spacy"]
        (found,), troubles = read("spacy", path)
        (doc,) = docs_of(path)
    assert troubles == []
    assert found.text == doc.text == article.text
    assert sorted(found.records, key=lambda r: r.id) == sorted(article.sheet, key=lambda r: r.id)
    status = article.sheet.status
    assert (found.name, found.annotator, found.status) == (article.name, article.annotator, status)
    check_spans(doc, article, losses)


def check_spans(doc: Any, article: Labelled, losses: list[Loss]) -> None:
    """Every mention is a span of spaCy's, or told; entities without overlap are its ents."""
    assert {loss.what for loss in losses} <= {"span"}
    apart = {loss.record for loss in losses if loss.reason.endswith("only the user data have it")}
    mentions: list[Entity | Event] = [*article.entities, *article.events]
    for mention in mentions:
        whole = doc.char_span(mention.span[0].start, mention.span[-1].end)
        told = any(loss.record == mention.id for loss in losses)
        assert told == (whole is None or len(mention.span) > 1 or whole.text != whole.text.strip())
    placed = [m for m in article.entities if m.id not in apart]
    entities = sorted(bare(article.text, m) for m in placed if m.type != "span")
    assert spans_of(doc, "entities") == entities
    assert spans_of(doc, "free_spans") == sorted(bare(article.text, m) for m in placed if m.type == "span")
    events = [m for m in article.events if m.id not in apart]
    assert spans_of(doc, "events") == sorted(bare(article.text, m) for m in events)
    ents = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    assert set(ents) <= set(entities)
    assert all(any(e[0] < ent[1] and ent[0] < e[1] for ent in ents) for e in entities)


@given(articles(), st.sampled_from(("words", "words", "spacy:en", "spacy:de")))
def test_everything_comes_back_and_spacy_sees_the_spans(article: Labelled, tokenizer: str) -> None:
    check_round_trip(article, tokenizer)


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_the_seeds_come_back(seed: Labelled) -> None:
    check_round_trip(seed)


_BLANKS = st.lists(
    st.sampled_from(
        ("a", "b.", " ", "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u2028", "👩‍👩‍👧", "U.S.", "x’s")
    ),
    max_size=12,
).map("".join)


@given(_BLANKS)
@example("")
@example(" ")
@example("  a \n b  ")
def test_tokens_of_blanks_are_those_that_spacy_has_itself(text: str) -> None:
    own = blank_pipeline("en").tokenizer(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.spacy"
        written("spacy", path, labelled(text, []), tokenizer="spacy:en")
        (doc,) = docs_of(path)
    assert doc.text == text
    assert [(t.text, t.whitespace_) for t in doc] == [(t.text, t.whitespace_) for t in own]


def entity(id: str, text: str, quote: str, type: str = "PER", **more: Any) -> Entity:
    start = text.index(quote)
    return Entity(id, type, span(text, (start, start + len(quote))), **more)


def test_what_the_user_data_say(tmp_path: Path) -> None:
    text = "Lavrov met Blinken."
    records: list[Record] = [
        entity("m1", text, "Lavrov", instances=("i1",), note="see"),
        Event("e1", "CONSULT", span(text, (7, 10)), (Argument("actor", "m1"),), {"mutual": True}),
        Instance("i1", "entity", "PER", "Sergey Lavrov", ("https://www.wikidata.org/wiki/Q58217",)),
        Zone("z1", "quote", span(text, (0, 6), (11, 18))),
    ]
    article = labelled(text, records)
    assert written("spacy", tmp_path / "a.spacy", article) == []
    (doc,) = docs_of(tmp_path / "a.spacy")
    assert [(e.text, e.label_, e.kb_id_) for e in doc.ents] == [("Lavrov", "PER", "Q58217")]
    assert [(s.text, s.kb_id_) for s in doc.spans["entities"]] == [("Lavrov", "Q58217")]
    assert doc.user_data["annotator"] == {
        "format": "annotator-docbin",
        "version": 1,
        "name": "news.txt",
        "sha256": article.sha256,
        "annotator": "annotator-a",
        "status": "done",
        "tokenizer": "words",
        "entities": ({"id": "m1", "type": "PER", "span": ((0, 6),), "instances": ("i1",), "note": "see"},),
        "events": (
            {
                "id": "e1",
                "type": "CONSULT",
                "span": ((7, 10),),
                "arguments": ({"role": "actor", "filler": "m1"},),
                "attributes": {"mutual": True},
            },
        ),
        "relations": (),
        "instances": (
            {
                "id": "i1",
                "of": "entity",
                "type": "PER",
                "name": "Sergey Lavrov",
                "links": ("https://www.wikidata.org/wiki/Q58217",),
            },
        ),
        "zones": ({"id": "z1", "type": "quote", "span": ((0, 6), (11, 18))},),
        "articles": (),
    }


def test_a_boundary_inside_a_token_is_told_and_its_tokens_are_missing_values_not_evidence(
    tmp_path: Path,
) -> None:
    from spacy.training import Example

    text = "Die NATO-Generalsekretäre sahen Blinken."
    records = [
        entity("m1", text, "NATO", "ORG"),
        entity("m2", text, "Blinken"),
        Entity("m3", "PER", span(text, (0, 3), (26, 31))),
    ]
    losses = written("spacy", tmp_path / "a.spacy", labelled(text, records), tokenizer="spacy:de")
    assert [(loss.record, loss.what, loss.reason) for loss in losses] == [
        ("m3", "span", "its parts stand apart; only the user data have it"),
        (
            "m1",
            "span",
            "“NATO” ends inside the token “NATO-Generalsekretäre”; only the user data have it",
        ),
    ]
    (doc,) = docs_of(tmp_path / "a.spacy")
    assert doc.char_span(4, 8) is None
    plain = type(doc)(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    assert Example(plain, doc).get_aligned_ner() == [None, None, None, "U-PER", "O"]


def test_numbers_beyond_64_bits_are_told(tmp_path: Path) -> None:
    record = entity("m1", "Tokyo", "Tokyo", attributes={"much": 2**64, "little": -(2**63)})
    losses = written("spacy", tmp_path / "a.spacy", labelled("Tokyo", [record]))
    assert losses == [Loss("m1", "attributes.much", "it is a number of more than 64 bits")]
    (found,), troubles = read("spacy", tmp_path / "a.spacy")
    assert troubles == []
    assert [r.attributes for r in found.records if isinstance(r, Entity)] == [{"little": -(2**63)}]


def test_many_docs_come_one_after_the_other(tmp_path: Path) -> None:
    given = [labelled(text, [], f"{n}.txt") for n, text in enumerate((*TEXTS, "", PLAIN_TEXT * 40))]
    written("spacy", tmp_path / "a.spacy", *given)
    assert [d.text for d in docs_of(tmp_path / "a.spacy")] == [a.text for a in given]
    found, troubles = read("spacy", tmp_path / "a.spacy")
    assert [(f.name, f.text) for f in found] == [(a.name, a.text) for a in given]
    assert troubles == []
    written("spacy", tmp_path / "none.spacy")
    assert docs_of(tmp_path / "none.spacy") == read("spacy", tmp_path / "none.spacy")[0] == []


def test_more_than_one_file_holds_is_refused(tmp_path: Path) -> None:
    collector = DocBinCollector(tmp_path / "a.spacy", [1])
    collector._columns["tokens"].length = 0xFFFFFFFF
    from annotator.formats.exchange import Piece, Setting
    from tests.unit.formats.harness import TAGSET

    piece: Piece = DocBinWriter(Setting(TAGSET)).render(labelled("Word", []))
    with pytest.raises(AnnotatorError, match="more tokens than one DocBin holds"):
        collector.add(piece)
    collector._columns["tokens"].length = 0
    collector.close()


def test_spacy_debug_data_accepts_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from spacy.cli.debug_data import debug_data
    from spacy.cli.init_config import init_config

    names = ("Lavrov", "Blinken", "Hayashi", "Stoltenberg")
    sets: dict[str, list[Labelled]] = {"train": [], "dev": []}
    for number in range(130):
        one, other = names[number % 4], names[(number + 1) % 4]
        text = f"No. {number}:  {one} met {other}\r\n in the NATO-Rat  of Geneva.\n"
        records: list[Record] = [
            entity("m1", text, one),
            entity("m2", text, f"{other}\r\n in", "ORG"),
            entity("m3", text, other),
            entity("m4", text, " of Geneva", "GPE"),
            Event("e1", "CONSULT", span(text, (text.index("met"), text.index("met") + 3))),
        ]
        sets["dev" if number < 20 else "train"].append(labelled(text, records, f"{number}.txt"))
    for name, made in sets.items():
        written("spacy", tmp_path / f"{name}.spacy", *made)
    init_config(lang="xx", pipeline=["ner"]).to_disk(tmp_path / "config.cfg")
    paths = {f"paths.{name}": str(tmp_path / f"{name}.spacy") for name in sets}
    debug_data(tmp_path / "config.cfg", config_overrides=paths, silent=False, no_format=True)
    told = capsys.readouterr().out
    assert "Corpus is loadable" in told
    assert "110 training docs" in told
    assert "No entities consisting of or starting/ending with whitespace" in told
    assert "failed" not in told


def test_without_spacy_the_install_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    for make in (docbin.reader, lambda: DocBinWriter(None)):  # type: ignore[arg-type]
        with pytest.raises(MissingExtra, match="pip install 'spacy"):
            make()


# -- files of others -----------------------------------------------------------------------------------------


def spacys_own(path: Path, *changes: Callable[[Any], None], **options: Any) -> None:
    """A DocBin made by spaCy: one Doc, changed by each of ``changes`` in turn."""
    from spacy.tokens import DocBin

    doc = blank_pipeline("en").tokenizer("Lavrov met  Tony Blinken\r\nin the 👩‍👩‍👧 U.S.")
    for change in changes:
        change(doc)
    DocBin(docs=[doc], **options).to_disk(path)


def quotes(found: Found) -> set[tuple[str, str]]:
    return {(r.type, r.span[0].quote) for r in found.records if isinstance(r, Entity)}


def test_what_spacy_wrote_is_read(tmp_path: Path) -> None:
    from spacy.tokens import Span

    def family(doc: Any) -> Any:
        return doc.char_span(doc.text.index("👩"), doc.text.index(" U.S."), "FAMILY")

    def tag(doc: Any) -> None:
        doc.ents = [Span(doc, 0, 1, "PER", kb_id="Q58217"), Span(doc, 3, 5, "PER", kb_id="local/7")]
        doc.spans["sc"] = [Span(doc, 3, 4, "FIRST"), Span(doc, 3, 5, "PER"), family(doc)]
        doc.user_data["annotator"] = "somebody"

    spacys_own(tmp_path / "own.spacy", tag, store_user_data=True)
    (found,), troubles = read("spacy", tmp_path / "own.spacy")
    assert troubles == []
    assert (found.name, found.text) == ("own-1", "Lavrov met  Tony Blinken\r\nin the 👩‍👩‍👧 U.S.")
    (doc,) = docs_of(tmp_path / "own.spacy")
    expected = {(s.label_, s.text) for s in (*doc.ents, *doc.spans["sc"])}
    assert quotes(found) == expected
    assert len([r for r in found.records if isinstance(r, Entity)]) == 4
    assert {(r.name, r.links) for r in found.records if isinstance(r, Instance)} == {
        ("Lavrov", ("https://www.wikidata.org/wiki/Q58217",)),
        ("Tony Blinken", ("local/7",)),
    }


def test_what_of_spacys_is_not_taken_is_told(tmp_path: Path) -> None:
    from spacy.tokens import Doc, DocBin

    def categorise(doc: Any) -> None:
        doc.cats = {"war": 0.5}

    spacys_own(tmp_path / "a.spacy", categorise)
    _, (trouble,) = read("spacy", tmp_path / "a.spacy")
    assert (trouble.place, trouble.message) == ("Doc 1", "it has categories of the whole text")
    DocBin(docs=[Doc(vocabulary(), words=["a", "b"])]).to_disk(tmp_path / "b.spacy")
    (found,), troubles = read("spacy", tmp_path / "b.spacy")
    assert (found.text, [t.message for t in troubles]) == ("a b ", ["it knows no blanks"])


def test_entities_that_somebody_added_to_our_docs_are_told(tmp_path: Path) -> None:
    from spacy.tokens import DocBin, Span

    written("spacy", tmp_path / "a.spacy", labelled(PLAIN_TEXT, [entity("m1", PLAIN_TEXT, "Lavrov")]))
    (doc,) = docs_of(tmp_path / "a.spacy")
    doc.ents = [*doc.ents, Span(doc, 2, 3, "PER")]
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "b.spacy")
    (found,), (trouble,) = read("spacy", tmp_path / "b.spacy")
    assert quotes(found) == {("PER", "Lavrov")}
    assert "1 of its ents, such as “Blinken” (PER)" in trouble.message


def test_without_user_data_entities_and_spans_are_read(tmp_path: Path) -> None:
    from spacy.tokens import DocBin

    text = "Bank of England"
    records = [entity("m1", text, text, "ORG"), entity("m2", text, "England", "GPE")]
    written("spacy", tmp_path / "a.spacy", labelled(text, records))
    DocBin(docs=docs_of(tmp_path / "a.spacy")).to_disk(tmp_path / "b.spacy")
    (found,), troubles = read("spacy", tmp_path / "b.spacy")
    assert (quotes(found), troubles) == ({("ORG", text), ("GPE", "England")}, [])


def test_folders_and_archives_are_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written("spacy", folder / "a.spacy", labelled("One", [], "one.txt"))
    (folder / "b.spacy").write_bytes(b"broken")
    found, troubles = read("spacy", folder)
    assert [f.name for f in found] == ["one.txt"]
    assert [(t.file, t.done) for t in troubles] == [("b.spacy", "the file was left out")]
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.write(folder / "a.spacy", "sub/a.spacy")
    assert [f.name for f in read("spacy", tmp_path / "in.zip")[0]] == ["one.txt"]
    (tmp_path / "none").mkdir()
    with pytest.raises(SourceError, match=r"no file in it that ends in \.spacy"):
        read("spacy", tmp_path / "none")


# -- bad input -----------------------------------------------------------------------------------------------


@cache
def valid() -> dict[str, Any]:
    """What a DocBin of two articles holds."""
    text = "Lavrov met Tony."
    records: list[Record] = [
        entity("m1", text, "Lavrov", instances=("i1",)),
        Event("e1", "CONSULT", span(text, (7, 10)), (Argument("actor", "m1"),)),
        Instance("i1", "entity", "PER", "Lavrov"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.spacy"
        written("spacy", path, labelled(text, records), labelled("Cafe\u0301 👩‍👩‍👧", [], "b.txt"))
        found: dict[str, Any] = msgspec.msgpack.decode(zlib.decompress(path.read_bytes()))
    return found


def packed(**changes: Any) -> bytes:
    return zlib.compress(msgspec.msgpack.encode({**valid(), **changes}))


def read_bytes(folder: Path, data: bytes) -> tuple[list[Found], list[Trouble]]:
    (folder / "a.spacy").write_bytes(data)
    return read("spacy", folder / "a.spacy")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "cut off"),
        (lambda: b"plain text", "no DocBin"),
        (lambda: packed()[:-20], "cut off"),
        (lambda: packed()[:-2] + b"xx", "no DocBin"),
        (lambda: zlib.compress(b""), "no DocBin: Input data was truncated"),
        (lambda: zlib.compress(b"\x93\x01\x02\x03"), "Expected `object`"),
        (lambda: zlib.compress(b"\x91" * 100_000), "no DocBin"),
        (lambda: zlib.compress(b"\xdd\xff\xff\xff\xff" * 500), "no DocBin"),
        (lambda: packed(strings="x"), "Expected `array`, got `str`"),
        (lambda: packed(strings=[b"\xff"]), "Expected `str`"),
        (lambda: packed(attrs=[]), "“attrs” do not say"),
        (lambda: packed(attrs=[1]), "“attrs” do not say"),
        (lambda: packed(attrs=[*valid()["attrs"], *range(200)]), "“attrs” do not say"),
        (lambda: packed(lengths=b"\1\0\0"), "half a one"),
        (lambda: packed(lengths=b"\0" * 4 * 200_001), "more than 200,000 Docs"),
        (lambda: packed(lengths=struct.pack("<2i", -1, 7)), "lengths of its Docs"),
        (lambda: packed(lengths=struct.pack("<2i", 2**31 - 1, 7)), "lengths of its Docs"),
        (lambda: packed(spaces=b""), "lengths of its Docs"),
        (lambda: packed(tokens=b"\0" * 8), "as many values"),
    ],
)
def test_what_is_no_docbin_is_refused(tmp_path: Path, make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_bytes(tmp_path, make())
    assert words in str(caught.value)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin_unpacking, "_UNSUSPICIOUS", 100_000)
    with pytest.raises(SourceError, match="unpacks to more than"):
        read_bytes(tmp_path, zlib.compress(b"\0" * 1_000_000))


def test_a_long_word_named_often_is_not_spelt_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin_reading, "MOST_TEXT", 10)
    found, troubles = read_bytes(tmp_path, packed())
    assert [t.message for t in troubles] == ["its text has more than 10 characters"] * 2
    monkeypatch.setattr(docbin_reading, "MOST_TOKENS", 3)
    found, troubles = read_bytes(tmp_path, packed())
    assert troubles[0].message == "it has more than 3 tokens"
    monkeypatch.undo()
    monkeypatch.setattr(docbin_reading, "MOST_UNPACKED", 1_000_000)
    assert len(read_bytes(tmp_path, packed())[0]) == 2
    assert found == []


def said(**changes: Any) -> bytes:
    """The user data of the first Doc with some of ours changed."""
    ours = msgspec.msgpack.decode(valid()["user_data"][0])["annotator"]
    return msgspec.msgpack.encode({"annotator": {**ours, **changes}})


_MENTION = {"id": "m1", "type": "PER", "span": [[0, 6]]}


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        (
            {"entities": [{**_MENTION, "span": [[0, 99]]}], "events": []},
            "entities[0]",
            "lies outside the text",
        ),
        (
            {"entities": [{**_MENTION, "span": [[6, 0]]}], "events": []},
            "entities[0]",
            "lies outside the text",
        ),
        ({"entities": [{**_MENTION, "span": [["0", 6]]}], "events": []}, "entities[0]", "no whole numbers"),
        ({"entities": [{**_MENTION, "span": []}], "events": []}, "entities[0]", "no place"),
        ({"entities": [{**_MENTION, "span": 3}], "events": []}, "entities[0]", "not iterable"),
        ({"entities": [{**_MENTION, "span": [[1, 2, 3]]}], "events": []}, "entities[0]", "too many values"),
        ({"entities": [_MENTION, _MENTION]}, "entities[1]", "stands twice"),
        ({"entities": [_MENTION, 7]}, "entities[1]", "no table"),
        ({"entities": [_MENTION, {**_MENTION, "id": 7}]}, "entities[1]", "“id”"),
        (
            {"entities": [_MENTION, {**_MENTION, "id": "m2", "note": b"x"}]},
            "entities[1]",
            "not JSON serializable",
        ),
        (
            {"entities": [_MENTION, {**_MENTION, "id": "m2", "attributes": {"a": float("nan")}}]},
            "entities[1]",
            "not JSON compliant",
        ),
        ({"instances": [{"id": "i1", "of": "planet", "type": "PER", "name": "x"}]}, "instances[0]", "planet"),
    ],
)
def test_what_is_wrong_in_our_user_data_is_told_and_the_rest_taken(
    tmp_path: Path, changes: dict[str, Any], place: str, words: str
) -> None:
    found, troubles = read_bytes(tmp_path, packed(user_data=[said(**changes), None]))
    told = [t for t in troubles if "ents" not in t.message]
    assert len(told) == 1
    assert told[0].place == f"Doc 1, {place}"
    assert words in told[0].message
    assert len(found) == 2
    assert found[0].records


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"strings": ["Lavrov"]}, "the word of token 2 is not in the file"),
        ({"span_groups": [b"\xff", b""]}, "its span groups cannot be read"),
        ({"span_groups": [b"\x91\xc4\x03abc", b""]}, "its span groups cannot be read"),
        (
            {
                "span_groups": [
                    msgspec.msgpack.encode(
                        [msgspec.msgpack.encode({"spans": [struct.pack(">QQQllll", *range(7))]})]
                    ),
                    b"",
                ]
            },
            "tokens [3, 4) of 4",
        ),
    ],
)
def test_what_is_wrong_in_the_docs_of_others_is_told(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    changes = {**changes, "user_data": []}
    if "tokens [3, 4)" in words:
        spans = [struct.pack(">QQQllll", 0, 0, 0, 3, 9, 0, 0)]
        group = msgspec.msgpack.encode({"spans": spans})
        changes["span_groups"], words = [msgspec.msgpack.encode([group])], "tokens [3, 9) of 4"
    _, troubles = read_bytes(tmp_path, packed(**changes))
    assert words in troubles[0].message
    assert troubles[0].place == "Doc 1"


_EDITS = st.lists(
    st.tuples(
        st.sampled_from(("insert", "delete", "replace", "replace")),
        st.integers(0, 10_000),
        st.binary(min_size=1, max_size=5),
    ),
    min_size=1,
    max_size=5,
)


def broken(data: bytes, edits: list[tuple[str, int, bytes]]) -> bytes:
    """``data`` with each edit made to it."""
    made = bytearray(data)
    for how, place, new in edits:
        at = place % (len(made) + 1)
        if how != "insert":
            del made[at : at + len(new)]
        if how != "delete":
            made[at:at] = new
    return bytes(made)


@given(st.sampled_from(("outside", "inside", "random")), _EDITS, st.binary(max_size=200))
def test_nothing_but_a_clear_error_leaves_the_reader(
    where: str, edits: list[tuple[str, int, bytes]], data: bytes
) -> None:
    """60 cases here, 200 in CI: the file changed, what is compressed in it changed, and anything at all."""
    if where == "inside":
        data = zlib.compress(broken(msgspec.msgpack.encode(valid()), edits))
    elif where == "outside":
        data = broken(packed(), edits)
    elif len(edits) % 2:
        data = zlib.compress(data)
    found: list[Found] = []
    troubles: list[Trouble] = []
    with tempfile.TemporaryDirectory() as folder, suppress(AnnotatorError):
        found, troubles = read_bytes(Path(folder), data)
    for one in found:
        for record in one.records:
            if isinstance(record, (Entity, Event)):
                assert all(one.text[part.start : part.end] == part.quote for part in record.span)
    assert all(t.place and t.message and t.done for t in troubles)
