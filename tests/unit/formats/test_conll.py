"""CoNLL-2003 columns: entity mentions without overlap on tokens, and every other thing told as lost."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.annotations.records import Argument, Entity, Event, Record, Relation, Zone, span
from annotator.errors import AnnotatorError
from annotator.formats import conll_writing
from annotator.formats.conll_writing import ConllWriter
from annotator.formats.exchange import Found, Labelled, Loss, Setting, SourceError, Trouble
from annotator.formats.tokens import words
from annotator.tagsets import shipped
from tests.unit.formats.harness import (
    PLAIN_TEXT,
    TAGSET,
    articles,
    labelled,
    read,
    seeds,
    written,
)

IDS = ("conll2003-iob2", "conll2003-bilou")


def rows(path: Path) -> list[list[str]]:
    """The columns of each line; none of a blank one."""
    return [line.split(" ") if line else [] for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def sentences_of(path: Path) -> list[list[list[str]]]:
    """The rows of each sentence."""
    found: list[list[list[str]]] = [[]]
    for row in rows(path):
        if row and row[0] != "-DOCSTART-":
            found[-1].append(row)
        elif found[-1]:
            found.append([])
    return [sentence for sentence in found if sentence]


def numbered(text: str, tokens: list[tuple[int, int]], records: Any) -> Counter[tuple[str, int, int]]:
    """Types and token numbers of mentions, by counting rather than by searching."""
    found: Counter[tuple[str, int, int]] = Counter()
    for record in records:
        start, end = record.span[0].start, record.span[-1].end
        inside = [n for n, (a, b) in enumerate(tokens) if a < end and start < b]
        found[(record.type, inside[0], inside[-1] + 1)] += 1
    return found


def check_round_trip(id: str, article: Labelled) -> None:
    """What was written is told or comes back, and nothing else does; the peer's own library sees the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold.conll"
        losses = written(id, path, article)
        (found,), troubles = read(id, path)
        judged = seqeval_entities(id, sentences_of(path))
    assert troubles == []
    gone = {loss.record for loss in losses if loss.what == "record"}
    kept = [r for r in article.records if r.id not in gone]
    assert all(isinstance(r, Entity) and len(r.span) == 1 and r.type != "span" for r in kept)
    tokens = list(words(article.text))
    there = [(m.start(), m.end()) for m in re.finditer("[^ \n]+", found.text)]
    assert [found.text[a:b] for a, b in there] == [article.text[a:b] for a, b in tokens]
    expected = numbered(article.text, tokens, kept)
    assert numbered(found.text, there, found.records) == expected == judged
    told = {(loss.record, loss.what) for loss in losses}
    assert len(told) == len(losses)
    for record in kept:
        assert isinstance(record, Entity)
        names = [f"attributes.{name}" for name in record.attributes]
        names += [name for name in ("instances", "flag", "note") if getattr(record, name)]
        assert {(record.id, name) for name in names} <= told
    assert (found.name, found.annotator, found.status) == (article.name, "", "in-progress")


def seqeval_entities(id: str, sentences: list[list[list[str]]]) -> Counter[tuple[str, int, int]]:
    from seqeval.scheme import BILOU, IOB2, Entities

    found: Counter[tuple[str, int, int]] = Counter()
    labels = [[row[-1] for row in sentence] for sentence in sentences]
    before = 0
    for sentence, entities in zip(
        labels, Entities(labels, BILOU if "bilou" in id else IOB2).entities, strict=True
    ):
        for entity in entities:
            _, type, first, last = entity.to_tuple()
            found[(type, before + first, before + last)] += 1
        before += len(sentence)
    return found


@given(articles(), st.sampled_from(IDS))
def test_what_is_not_told_as_lost_comes_back_and_seqeval_finds_the_same(article: Labelled, id: str) -> None:
    check_round_trip(id, article)


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_the_seeds_come_back(seed: Labelled, id: str) -> None:
    check_round_trip(id, seed)


def entity(id: str, text: str, quote: str, type: str = "PER", at: int = 0, **more: Any) -> Entity:
    start = text.index(quote, at)
    return Entity(id, type, span(text, (start, start + len(quote))), **more)


def test_the_four_columns_with_the_articles_name_and_blank_lines_between_sentences(tmp_path: Path) -> None:
    path = tmp_path / "gold.conll"
    text = "Lavrov met Tony Blinken.\r\n\r\nThey left."
    records = [entity("m1", text, "Lavrov"), entity("m2", text, "Tony Blinken")]
    assert written("conll2003-iob2", path, labelled(text, records, "a b%/ü.txt")) == []
    assert path.read_bytes().decode() == (
        "-DOCSTART- a%20b%25/ü.txt O O\n\n"
        "Lavrov -X- O B-PER\nmet -X- O O\nTony -X- O B-PER\nBlinken -X- O I-PER\n. -X- O O\n\n"
        "They -X- O O\nleft -X- O O\n. -X- O O\n\n"
    )
    (found,), troubles = read("conll2003-iob2", path)
    assert (found.name, found.text, troubles) == ("a b%/ü.txt", "Lavrov met Tony Blinken .\nThey left .", [])
    bilou = tmp_path / "bilou.conll"
    written("conll2003-bilou", bilou, labelled(text, records))
    assert [row[-1] for row in rows(bilou) if len(row) == 4][1:5] == ["U-PER", "O", "B-PER", "L-PER"]


@pytest.mark.parametrize("name", ["-X-", "O", "%", "a\u2028b\t.txt", "-DOCSTART-", "dir/ü 1.txt", "x\x1fy"])
def test_any_name_is_one_column_and_comes_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / "gold.conll"
    written("conll2003-iob2", path, labelled("Words.", [], name), labelled("More.", [], "other.txt"))
    assert all(len(row) in (0, 4) for row in rows(path))
    assert [f.name for f in read("conll2003-iob2", path)[0]] == [name, "other.txt"]


def test_a_boundary_inside_a_token_is_told_with_both_names_and_the_mention_left_out() -> None:
    text = "Die NATO-Generalsekretäre sahen Moskaus Verhalten und Tokyoites."
    begins = entity("m1", text, "aus Verhalten", "ORG")
    both = Entity("m2", "GPE", span(text, (text.index("okyo"), text.index("okyo") + 4)))
    records = [entity("m0", text, "NATO", "ORG"), begins, both, entity("m3", text, "Moskau", "GPE")]
    far = Entity("m4", "PER", span(text, (5, 30)))
    piece = ConllWriter(Setting(TAGSET), "iob2").render(labelled(text, [*records, far]))
    assert {loss.record: loss.reason for loss in piece.losses} == {
        "m1": "“aus Verhalten” begins inside the token “Moskaus”",
        "m2": "“okyo” begins and ends inside the token “Tokyoites”",
        "m3": "“Moskau” ends inside the token “Moskaus”",
        "m4": f"“{text[5:30]}” begins inside the token “NATO” and ends inside the token “sahen”",
    }
    assert b"NATO -X- O B-ORG\n- -X- O O\nGeneral" in piece.content
    assert piece.content.count(b" B-") == 1


def test_with_spacys_tokens_the_compound_is_one_token() -> None:
    text = "Die NATO-Generalsekretäre trafen sich."
    piece = ConllWriter(Setting(TAGSET, "spacy:de"), "iob2").render(
        labelled(text, [entity("m0", text, "NATO")])
    )
    assert [loss.reason for loss in piece.losses] == ["“NATO” ends inside the token “NATO-Generalsekretäre”"]


def test_of_mentions_that_overlap_the_longest_stays_then_the_first_then_the_first_by_type(
    tmp_path: Path,
) -> None:
    text = "Bank of England of Old London. North Korea South Korea. Tokyo."
    records = [
        entity("nested", text, "England", "GPE"),
        entity("outer", text, "Bank of England of Old", "ORG"),
        entity("crossing", text, "Old London", "GPE"),
        entity("first", text, "North Korea", "GPE"),
        entity("second", text, "Korea South", "LOC"),
        entity("third", text, "South Korea", "GPE"),
        entity("b", text, "Tokyo", "GPE"),
        entity("a", text, "Tokyo", "ORG"),
    ]
    losses = written("conll2003-iob2", tmp_path / "gold.conll", labelled(text, records))
    assert {loss.record for loss in losses} == {"nested", "crossing", "second", "a"}
    (found,), _ = read("conll2003-iob2", tmp_path / "gold.conll")
    quotes = [(r.type, r.span[0].quote) for r in found.records if isinstance(r, Entity)]
    assert sorted(quotes) == [
        ("GPE", "North Korea"),
        ("GPE", "South Korea"),
        ("GPE", "Tokyo"),
        ("ORG", "Bank of England of Old"),
    ]


def test_blanks_at_the_ends_are_told_and_the_mention_is_written(tmp_path: Path) -> None:
    text = "Then  Tokyo \n and more"
    losses = written(
        "conll2003-iob2",
        tmp_path / "a.conll",
        labelled(text, [entity("m1", text, " Tokyo ", "GPE"), entity("m2", text, " \n ")]),
    )
    assert losses == [
        Loss("m1", "span", "it begins or ends with blanks, which no token holds"),
        Loss("m2", "record", "it has nothing but blanks"),
    ]
    (found,), _ = read("conll2003-iob2", tmp_path / "a.conll")
    assert [r.span[0].quote for r in found.records if isinstance(r, Entity)] == ["Tokyo"]


def test_everything_else_is_told(tmp_path: Path) -> None:
    text = PLAIN_TEXT
    one = entity("m1", text, "Lavrov", flag="unsure", note="see", attributes={"form": "name"})
    free = entity("m2", text, "to meet again", "span")
    parts = Entity("m3", "ORG", span(text, (0, 6), (11, 18)))
    event = Event("e1", "CONSULT", span(text, (7, 10)), (Argument("actor", "m1"),))
    relation = Relation("r1", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "m2")))
    zone = Zone("z1", "quote", span(text, (30, 40)))
    given: list[Record] = [one, free, parts, event, relation, zone]
    losses = written("conll2003-iob2", tmp_path / "a.conll", labelled(text, given))
    assert {(loss.record, loss.what) for loss in losses} == {
        ("m1", "attributes.form"),
        ("m1", "flag"),
        ("m1", "note"),
        *((id, "record") for id in ("m2", "m3", "e1", "r1", "z1")),
    }


def test_a_sentence_does_not_end_inside_a_mention(tmp_path: Path) -> None:
    text = "He saw Sir\nIan Fleming. Then he left.\nDone."
    written(
        "conll2003-bilou",
        tmp_path / "a.conll",
        labelled(text, [entity("m1", text, "Sir\nIan Fleming. Then")]),
    )
    assert [len(s) for s in sentences_of(tmp_path / "a.conll")] == [10, 2]
    (found,), troubles = read("conll2003-bilou", tmp_path / "a.conll")
    assert [r.span[0].quote for r in found.records if isinstance(r, Entity)] == ["Sir Ian Fleming . Then"]
    assert troubles == []


def test_types_get_the_names_of_a_scheme_when_asked(tmp_path: Path) -> None:
    tagset = shipped.load("news-entities")
    text = "Lavrov in Geneva on Friday"
    records = [
        entity("m1", text, "Lavrov"),
        entity("m2", text, "Geneva", "GPE"),
        entity("m3", text, "Friday", "TIME"),
    ]
    piece = ConllWriter(Setting(tagset, scheme="conll2003"), "iob2").render(labelled(text, records))
    assert b"Geneva -X- O B-LOC" in piece.content
    assert b"Lavrov -X- O B-PER" in piece.content
    assert [(loss.record, loss.reason) for loss in piece.losses] == [
        ("m3", "the tagset has no name for TIME in conll2003")
    ]


def test_a_type_with_blanks_is_told_and_one_column() -> None:
    text = "Lavrov"
    piece = ConllWriter(Setting(TAGSET), "iob2").render(
        labelled(text, [entity("m1", text, "Lavrov", "Natural Person")])
    )
    assert b"Lavrov -X- O B-Natural_Person\n" in piece.content
    assert [(loss.record, loss.what) for loss in piece.losses] == [("m1", "type")]


def test_spacys_converter_reads_what_is_written(tmp_path: Path) -> None:
    from spacy.training.converters import conll_ner_to_docs

    written(
        "conll2003-iob2", tmp_path / "a.conll", labelled(PLAIN_TEXT, [entity("m1", PLAIN_TEXT, "Lavrov")])
    )
    (doc,) = conll_ner_to_docs((tmp_path / "a.conll").read_text(encoding="utf-8"), no_print=True)
    assert [(e.text, e.label_) for e in doc.ents] == [("Lavrov", "PER")]


def test_a_word_docstart_in_the_text_begins_no_article(tmp_path: Path) -> None:
    writer = ConllWriter(Setting(TAGSET, "spacy:xx"), "iob2")
    collector = writer.collector(tmp_path / "a.conll")
    collector.add(writer.render(labelled("The line -DOCSTART- begins it", [])))
    collector.close()
    found, _ = read("conll2003-iob2", tmp_path / "a.conll")
    assert [f.text for f in found] == ["The line - DOCSTART- begins it"]


def test_tokens_of_others_with_blanks_in_them_come_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conll_writing, "tokenizer", lambda name: lambda text: [(0, 7), (8, 13)])
    writer = ConllWriter(Setting(TAGSET, "spacy:vi"), "iob2")
    text = "Hà\u00a0 Nội sáng"
    piece = writer.render(labelled(text, [entity("m1", text, "Nội", "GPE")]))
    assert piece.content.decode().split("\n")[2:5] == ["Hà -X- O O", "Nội -X- O B-GPE", "sáng -X- O O"]


# -- files of others -----------------------------------------------------------------------------------------


def quotes(found: Found) -> list[tuple[str, str]]:
    """Type and words of each mention, in text order."""
    mentions = [r for r in found.records if isinstance(r, Entity)]
    return [(m.type, m.span[0].quote) for m in sorted(mentions, key=lambda m: m.span[0].start)]


def read_text(folder: Path, text: str | bytes, name: str = "news.conll") -> tuple[list[Found], list[Trouble]]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read("conll2003-iob2", path)


def test_the_shared_tasks_own_files_are_read(tmp_path: Path) -> None:
    """With IOB1, as the task's data have it: B only where a mention follows another of its type."""
    text = (
        "-DOCSTART- -X- O O\n\nMinister NNP I-NP O\nHayashi NNP I-NP I-PER\nmet VBD I-VP O\n"
        "Stoltenberg NNP I-NP I-PER\nBlinken NNP B-NP B-PER\nNATO NNP I-NP I-ORG\n. . O O\n\nThey PRP I-NP O\n\n"
        "-DOCSTART- -X- -X- O\n\nMunich NNP I-NP I-LOC\nSecurity NNP I-NP I-LOC\n"
    )
    found, troubles = read_text(tmp_path, text)
    assert troubles == []
    assert [f.name for f in found] == ["news-1", "news-2"]
    assert found[0].text == "Minister Hayashi met Stoltenberg Blinken NATO .\nThey"
    assert quotes(found[0]) == [
        ("PER", "Hayashi"),
        ("PER", "Stoltenberg"),
        ("PER", "Blinken"),
        ("ORG", "NATO"),
    ]
    assert quotes(found[1]) == [("LOC", "Munich Security")]


@pytest.mark.parametrize(
    "text",
    [
        "New B-LOC\nYork I-LOC\nmet O\nPeter B-PER\nAnna B-PER\n",
        "New B-LOC\nYork E-LOC\nmet O\nPeter S-PER\nAnna S-PER\n",
        "New B-LOC\nYork L-LOC\nmet O\nPeter U-PER\nAnna U-PER\n",
        "New\tNNP\tx\ty\tB-LOC\r\nYork\tNNP\t\ty\tL-LOC\r\nmet\t\t\t\tO\r\nPeter\tU-PER\r\nAnna\tU-PER\r\n",
        "\ufeffNew   x  I-LOC \nYork x I-LOC\nmet x O\nPeter x I-PER\nAnna x B-PER",
    ],
)
def test_every_way_of_labelling_and_parting_is_read(tmp_path: Path, text: str) -> None:
    (found,), troubles = read_text(tmp_path, text)
    assert troubles == []
    assert (found.name, found.text) == ("news", "New York met Peter Anna")
    assert quotes(found) == [("LOC", "New York"), ("PER", "Peter"), ("PER", "Anna")]


def test_words_with_blanks_between_tabs_stay_one_word(tmp_path: Path) -> None:
    (found,), _ = read_text(tmp_path, "10 000\tB-NUM\nEuro\tO\n")
    assert quotes(found) == [("NUM", "10 000")]


def test_folders_and_archives_are_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.conll").write_text("Anna B-PER\n")
    (folder / "a.bio").write_text("Peter B-PER\n")
    (folder / "c.conll").write_text("broken\n")
    (folder / "notes.md").write_text("not this\n")
    found, troubles = read("conll2003-iob2", folder)
    assert [f.name for f in found] == ["a", "b"]
    assert [(t.file, t.place, t.done) for t in troubles] == [("c.conll", "line 1", "the file was left out")]
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("x/b.conll", "Anna B-PER\n")
    assert [f.text for f in read("conll2003-iob2", tmp_path / "in.zip")[0]] == ["Anna"]


# -- bad input -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (b"word\n", "at least two columns", 1),
        (b"\n\n\tO\n", "at least two columns", 3),
        (b"Only a line of prose.\n", "“prose.” is no label", 1),
        (b'{"text": "x"}\n', '“"x"}” is no label', 1),
        (b"\xff\xfeW\x00o\x00\n", "byte 0 is not UTF-8", 1),
        (b"M\xfcnchen O\n", "byte 1 is not UTF-8", 1),
        (b"W\x00 \x00O\x00\n\x00", "is no label", 1),
        (b"x " + b"y" * 1000, "…” is no label", 1),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: bytes, words: str, line: int) -> None:
    with pytest.raises(SourceError, match=re.escape(words)) as caught:
        read_text(tmp_path, text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "words", "place", "kept"),
    [
        (b"a O\nword\nb B-X\n", "at least two columns", "line 2", [("X", "b")]),
        (b"a O\n\xff B-X\nb B-X\n", "byte 0 is not UTF-8", "line 2", [("X", "b")]),
        (b"a O\nb PER\nc B-X\n", "“PER” is no label", "line 2", [("X", "c")]),
        (b"a O\nb B-\nc B-X\n", "“B-” is no label", "line 2", [("X", "c")]),
        (b"a B-X\nb O\nc I-X\n", "I-X begins a mention", "line 3", [("X", "a"), ("X", "c")]),
        (b"a B-X\nb I-Y\n", "I-Y begins a mention", "line 2", [("X", "a"), ("Y", "b")]),
        (b"a B-X\nb I-X\nc O\nd U-Y\n", "X has no end", "line 1", [("X", "a b"), ("Y", "d")]),
        (b"a L-X\nb O\n", "X has no beginning", "line 1", [("X", "a")]),
        (b"a O\nb B-\xe2\x80\xaex\nc B-Y\n", "is no name", "line 2", [("Y", "c")]),
        (b"a O\nb B-" + b"x" * 300 + b"\nc B-Y\n", "is no name", "line 2", [("Y", "c")]),
        ("a O\n\u0301b B-X\nc B-Y\n".encode(), "inside a character", "line 2", [("Y", "c")]),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_rest_is_taken(
    tmp_path: Path, text: bytes, words: str, place: str, kept: list[tuple[str, str]]
) -> None:
    (found,), (trouble,) = read_text(tmp_path, text)
    assert words in trouble.message
    assert trouble.place == place
    assert quotes(found) == kept


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read("conll2003-iob2", tmp_path / "none.conll")
    with pytest.raises(SourceError, match="no file in it"):
        read("conll2003-iob2", tmp_path)


def test_an_article_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.formats.conll_reading.MOST_WORDS", 3)
    with pytest.raises(SourceError, match="more than 3 words"):
        read_text(tmp_path, b"a O\n" * 4)


def test_one_endless_sentence_takes_time_as_long_as_it_is(tmp_path: Path) -> None:
    (found,), _ = read_text(tmp_path, b"a B-X\nb O\n" * 10_000)
    assert len(found.records) == 10_000


_VALID = (
    "-DOCSTART- a%20b.txt O O\n\nLavrov -X- O B-PER\nmet -X- O O\n👩‍👩‍👧 -X- O B-ORG\nCafe\u0301 -X- O L-ORG\n\n"
    "-DOCSTART- -X- O O\r\n\r\nשלום\tU-GPE\r\n"
).encode()


@st.composite
def _broken(draw: st.DrawFn) -> bytes:
    data = bytearray(_VALID)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        how = draw(st.sampled_from(("insert", "delete", "replace")))
        if how != "insert":
            del data[at : at + draw(st.integers(1, 9))]
        if how != "delete":
            data[at:at] = draw(st.binary(max_size=6))
    return bytes(data)


@given(st.one_of(_broken(), st.binary(max_size=200)))  # 60 cases here, 200 in CI
@example(b"")
@example(b"-DOCSTART-")
@example(b"-DOCSTART-\t\n-DOCSTART- %ff%00 O O\n a B-%00\n")
@example(b"PK\x05\x06" + b"\x00" * 18)
def test_nothing_but_a_clear_error_leaves_the_reader(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found: list[Found] = []
        troubles: list[Trouble] = []
        with suppress(AnnotatorError):
            found, troubles = read_text(Path(folder), data)
    for one in found:
        assert all(r.span[0].quote in one.text for r in one.records if isinstance(r, Entity))
    assert all(t.place and t.message and t.done for t in troubles)
