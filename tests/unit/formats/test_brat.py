"""brat standoff: what brat accepts, everything back, and nothing believed of what others wrote."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.records import (
    Argument,
    ArticleLabel,
    Comment,
    Entity,
    Event,
    Instance,
    Record,
    Relation,
    Target,
    Zone,
    span,
)
from annotator.errors import AnnotatorError
from annotator.formats.brat_conf import annotation_conf, visual_conf
from annotator.formats.brat_names import article_name, escaped, escaped_role, file_stem, unescaped
from annotator.formats.exchange import Found, Labelled, Loss, Setting, SourceError, Trouble
from annotator.formats.registry import format_of
from annotator.tagsets import shipped
from annotator.tagsets.definitions import Attribute, Role, TypeDef
from annotator.tagsets.model import Tagset
from annotator.tagsets.reading import parse_tagset
from tests.unit.formats.harness import (
    PLAIN_TEXT,
    TAGSET,
    articles,
    labelled,
    read,
    seeds,
    told,
    written,
)

# -- what brat accepts ---------------------------------------------------------------------------------------


def check_as_brat_does(text: str, ann: str) -> None:
    """What brat's server demands of a file, after its manual and its code; it shows nobody a line that fails here."""
    lines = [line.split("\t", 2) for line in ann.splitlines()]  # brat ends a line where Python does
    assert len(lines) == ann.count("\n")
    ids = [line[0] for line in lines if line[0] != "*"]
    assert len(set(ids)) == len(ids)
    spans: dict[str, str] = {}
    triggers = {line[1].split(" ")[0].partition(":")[2] for line in lines if line[0][0] == "E"}
    said: set[tuple[str, str]] = set()
    name = re.compile(r"[A-Za-z0-9_-]+")
    for id, body, *rest in lines:
        words = body.split(" ")
        assert re.fullmatch(r"[TERA#][0-9]+|\*", id)
        assert name.fullmatch(words[0].partition(":")[0])
        if id[0] == "T":
            places = [tuple(map(int, p.split(" "))) for p in body.partition(" ")[2].split(";")]
            assert all(0 <= start < end <= len(text) for start, end in places)
            assert all(one[1] < other[0] for one, other in pairwise(places))
            assert rest == [" ".join(text[start:end] for start, end in places)]
            spans[id] = words[0]
        elif id[0] == "E":
            type, trigger = words[0].split(":")
            assert spans[trigger] == type
            labels = [word.split(":")[0] for word in words[1:]]
            assert len(set(labels)) == len(labels)
            assert all(
                name.fullmatch(label) and word.split(":")[1] in ids
                for label, word in zip(labels, words[1:], strict=True)
            )
        elif id[0] == "R":
            (one, first), (other, second) = (word.split(":") for word in words[1:])
            assert one != other
            assert {first, second} <= set(ids)
        elif id[0] in "A#":
            assert words[1] in ids
            assert words[1] not in triggers
            assert (words[0], words[1]) not in said
            said.add((words[0], words[1]))
        else:
            assert words[0] == "Equiv"
            assert set(words[1:]) <= set(ids)
            assert len(words) > 2


def expected(article: Labelled, losses: list[Loss]) -> list[Record]:
    """The records without what was told as lost, each of which was there."""
    lost = {loss.record for loss in losses if loss.what == "record"}
    told_arguments = [loss.record for loss in losses if loss.what == "arguments"]
    assert {loss.what for loss in losses} <= {"record", "arguments"}
    kept: list[Record] = []
    missing: list[str] = []
    for record in article.records:
        if record.id in lost:
            continue
        if isinstance(record, Event):
            arguments = tuple(a for a in record.arguments if a.filler not in lost)
            missing += [record.id] * (len(record.arguments) - len(arguments))
            kept.append(replace(record, arguments=arguments))
        else:
            kept.append(record)
    assert sorted(missing) == sorted(told_arguments)
    for id in lost:
        record = next(r for r in article.sheet if r.id == id)
        breaks = isinstance(record, (Entity, Event, Zone)) and not "".join(
            "".join(part.quote.splitlines()) for part in record.span
        )
        ends = isinstance(record, Relation) and any(a.filler in lost for a in record.arguments)
        alone = isinstance(record, Instance) and not any(
            record.id in r.instances for r in kept if isinstance(r, (Entity, Event))
        )
        assert breaks or ends or alone or isinstance(record, ArticleLabel)
    return kept


@given(articles())
def test_what_is_not_told_as_lost_comes_back_and_brat_accepts_it(article: Labelled) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gold"
        losses = written("brat", path, article)
        found, troubles = read("brat", path)
        text = (path / "news.txt").read_bytes()
        check_as_brat_does(article.text, (path / "news.ann").read_bytes().decode())
    assert troubles == []
    assert text == article.text.encode()
    assert (found[0].name, found[0].text) == ("news.txt", article.text)
    assert told(found[0].records) == told(expected(article, losses))


def lines_of(*records: Record, text: str = PLAIN_TEXT, tagset: Tagset = TAGSET) -> list[str]:
    piece = format_of("brat").writer(Setting(tagset)).render(labelled(text, records))
    return str(piece.content["news.ann"].decode()).splitlines()


def entity(id: str, quote: str, type: str = "PER", **more: Any) -> Entity:
    start = PLAIN_TEXT.index(quote)
    return Entity(id, type, span(PLAIN_TEXT, (start, start + len(quote))), **more)


def event(id: str, quote: str, type: str = "CONSULT", **more: Any) -> Event:
    start = PLAIN_TEXT.index(quote)
    return Event(id, type, span(PLAIN_TEXT, (start, start + len(quote))), **more)


# -- line by line --------------------------------------------------------------------------------------------


def test_events_share_a_trigger_fill_each_other_and_have_roles_twice() -> None:
    given_ = (
        entity("m1", "Lavrov"),
        entity("m2", "Blinken"),
        event(
            "e1", "met", arguments=(Argument("actor", "m1"), Argument("actor", "m2"), Argument("topic", "e3"))
        ),
        event("e2", "met"),
        event("e3", "agreed", "AGREE"),
    )
    assert lines_of(*given_) == [
        "T1\tPER 0 6\tLavrov",
        "T2\tCONSULT 7 10\tmet",
        "T3\tPER 11 18\tBlinken",
        "T4\tAGREE 35 41\tagreed",
        "E1\tCONSULT:T2 actor:T1 actor2:T3 topic:E3",
        "E2\tCONSULT:T2",
        "E3\tAGREE:T4",
    ]


def test_a_span_over_a_line_break_is_two_fragments_in_brat_and_one_here(tmp_path: Path) -> None:
    text = "The\r\nHague 👀 sits\nby the sea"
    given_: list[Record] = [
        Entity("m1", "GPE", span(text, (0, 10))),
        Entity("m2", "PER", span(text, (0, 3), (5, 10))),
    ]
    lines = lines_of(*given_, text=text)
    assert lines[:2] == ["T1\tGPE 0 3;5 10\tThe Hague", "T2\tPER 0 3;5 10\tThe Hague"]
    assert lines[2:] == ['#1\tAnnotatorExtra T1\t{"span":[[0,10]]}']
    written("brat", tmp_path / "out", labelled(text, given_))
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    assert told(found[0].records) == told(given_)
    path = tmp_path / "out" / "news.ann"
    path.write_text(path.read_text().replace("GPE 0 3;5 10\tThe Hague", "GPE 0 3\tThe"))
    found, troubles = read("brat", tmp_path / "out")
    assert [str(t) for t in troubles] == [
        "news.ann, line 1: its AnnotatorExtra says another span; the span of the line counts"
    ]
    assert [r.span[0].quote for r in found[0].records if isinstance(r, Entity)] == ["The", "The"]


def test_a_trigger_over_a_line_break_is_told_of_with_its_event(tmp_path: Path) -> None:
    text = "They took\r\npart 👀 in it"
    given_: list[Record] = [
        Event("e1", "CONSULT", span(text, (5, 15))),
        Event("e2", "CONSULT", span(text, (5, 15)), note="again"),
    ]
    lines = lines_of(*given_, text=text)
    assert lines[0] == "T1\tCONSULT 5 9;11 15\ttook part"
    assert lines[-1] == '#2\tAnnotatorExtra E1\t{"span":[[5,15]]}'
    written("brat", tmp_path / "out", labelled(text, given_))
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    assert told(found[0].records) == told(given_)
    path = tmp_path / "out" / "news.ann"  # as versions before this one wrote it
    path.write_text(path.read_text("utf-8").replace("AnnotatorExtra E1", "AnnotatorExtra T1"), "utf-8")
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    assert told(found[0].records) == told(given_)


def test_attributes_flags_and_notes_stand_where_brat_has_them() -> None:
    one = event(
        "e1",
        "met",
        attributes={"mode": "phone", "mutual": False, "score": 3, "when": "2026-11-22"},
        flag="unsure",
        note="see “above”",
    )
    two = event("e2", "agreed", "ACCUSE", attributes={"contexts": ("legal", "economic")}, note="two\nlines")
    assert lines_of(one, two)[4:] == [
        "A1\tmode E1 phone",
        "A2\tmutual E1 false",
        "A3\tunsure E1",
        "#1\tAnnotatorNotes E1\tsee “above”",
        "A4\tcontexts--legal E2",
        "A5\tcontexts--economic E2",
        "#2\tAnnotatorNotes E2\ttwo lines",
        '#3\tAnnotatorExtra E1\t{"attributes":{"score":3,"when":"2026-11-22"}}',
        '#4\tAnnotatorExtra E2\t{"note":"two\\nlines"}',
    ]


def test_mentions_of_one_instance_are_one_equivalence_and_never_of_two() -> None:
    given_ = (
        entity("m1", "Lavrov", instances=("i1",)),
        entity("m2", "They", instances=("i1",)),
        entity("m3", "Blinken", instances=("i2", "i1")),
        entity("m4", "Russia", instances=("i3",)),
        entity("m5", "envoy", instances=("i3",)),
        Instance("i1", "entity", "PER", "Lavrov", ("wd:Q58217",), note="a\u2028b"),
        Instance("i2", "entity", "PER", "Blinken"),
        Instance("i3", "entity", "GPE", "Russia"),
    )
    assert lines_of(*given_)[5:] == [
        "*\tEquiv T4 T5",
        '#1\tAnnotatorExtra T1\t{"instances":[{"id":"i1","of":"entity","type":"PER","name":"Lavrov","links":["wd:Q58217"],"note":"a\\u2028b"}]}',
        '#2\tAnnotatorExtra T2\t{"instances":[{"id":"i2","of":"entity","type":"PER","name":"Blinken"},{"id":"i1"}]}',
        '#3\tAnnotatorExtra T3\t{"instances":[{"id":"i1"}]}',
        '#4\tAnnotatorExtra T4\t{"instances":[{"id":"i3","of":"entity","type":"GPE","name":"Russia"}]}',
    ]


def test_an_instance_is_the_same_in_every_article_with_its_links_and_notes(tmp_path: Path) -> None:
    made = Instance("i1", "entity", "PER", "Lavrov", ("wd:Q58217",), {"age": 75}, note="a\u2028b")
    given_: list[Record] = [
        entity("m1", "Lavrov", instances=("i1",)),
        entity("m2", "They", instances=("i1",)),
        made,
    ]
    written("brat", tmp_path / "out", *(labelled(PLAIN_TEXT, given_, name) for name in ("a.txt", "b.txt")))
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    one, two = ([r for r in f.records if isinstance(r, Instance)] for f in found)
    assert one == two
    assert [(r.links, r.attributes, r.note) for r in one] == [(made.links, {"age": 75}, made.note)]


def test_relations_have_their_roles_for_labels_and_keep_what_is_said_of_them(tmp_path: Path) -> None:
    given_: list[Record] = [
        entity("m1", "Lavrov"),
        entity("m2", "Blinken"),
        event("e1", "met"),
        Relation("r1", "tied-to", (Argument("party", "m1"), Argument("party", "m2"))),
        Relation("r2", "tied-to", (Argument("party", "m1"), Argument("party2", "e1"))),
        Relation("r3", "Equiv", (Argument("Arg1", "m1"), Argument("Arg2", "m2")), {"x": True}, "unsure", "n"),
    ]
    relations = [line for line in lines_of(*given_) if line[0] == "R"]
    assert relations == [
        "R1\ttied-to party:T1 party2:T3",
        "R2\ttied-to party:T1 party_x32_:E1",
        "R3\t_x45_quiv Arg1:T1 Arg2:T3",
    ]
    written("brat", tmp_path / "out", labelled(PLAIN_TEXT, given_))
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    assert told(found[0].records) == told(given_)
    (last,) = [r for r in found[0].records if isinstance(r, Relation) and r.type == "Equiv"]
    assert (last.attributes, last.flag, last.note) == ({"x": True}, "unsure", "n")


def test_what_brat_cannot_hold_is_told() -> None:
    text = "They met.\r\nThey left."
    given_: list[Record] = [
        Entity("m1", "PER", span(text, (0, 4)), instances=("gone",)),
        Entity("m2", "PER", span(text, (9, 11))),
        Event("e1", "CONSULT", span(text, (5, 8)), (Argument("actor", "m1"), Argument("actor", "m2"))),
        Relation("r1", "MEMBER_OF", (Argument("member", "m1"), Argument("group", "m2"))),
        Relation("r2", "MEMBER_OF", (Argument("member", "m1"),)),
        Instance("i1", "entity", "PER", "nobody"),
        ArticleLabel("a1", {"genre": "report"}),
        Comment("c1", Target("annotator-b", "m9"), "why?"),
    ]
    piece = format_of("brat").writer(Setting(TAGSET)).render(labelled(text, given_))
    assert sorted((loss.record, loss.what) for loss in piece.losses) == [
        ("a1", "record"),
        ("c1", "record"),
        ("e1", "arguments"),
        ("i1", "record"),
        ("m1", "instances"),
        ("m2", "record"),
        ("r1", "record"),
        ("r2", "record"),
    ]


def test_values_that_brats_attributes_cannot_have_come_back_too(tmp_path: Path) -> None:
    given_: list[Record] = [
        event("e1", "met", attributes={"mode": "by pigeon", "status": "true", "unsure": True, "x y": True}),
        event(
            "e2", "agreed", "ACCUSE", attributes={"contexts": (), "mutual": False, "f": 0.5, "list": ("a b",)}
        ),
        entity(
            "m1", "Lavrov", attributes={"sure": True, "no": False, "text": "true"}, flag="later", note=" \n"
        ),
        Zone("z1", "boilerplate", span(PLAIN_TEXT, (30, 40)), "links\nof the page"),
    ]
    assert written("brat", tmp_path / "out", labelled(PLAIN_TEXT, given_)) == []
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    assert told(found[0].records) == told(given_)
    (tmp_path / "out" / "annotation.conf").unlink()
    assert told(read("brat", tmp_path / "out")[0][0].records) == told(given_)


@given(
    st.text(st.characters(codec="utf-8"), max_size=12)
    | st.from_regex(r"[ax_-]{1,4}(_x[0-9a-f]*_?){0,3}", fullmatch=True)
)
def test_names_come_back_from_the_characters_that_brat_allows(name: str) -> None:
    for made in (escaped(name), escaped(name, name), escaped_role(name)):
        assert re.fullmatch(r"[A-Za-z0-9_-]+", made)
        assert "--" not in made
        assert unescaped(made) == name
    assert not escaped_role(name)[-1].isdigit()
    assert escaped(name, name) != name


@pytest.mark.parametrize(
    ("article", "stem"),
    [("a.txt", "a"), ("sub/a.txt", "sub/a"), ("a.md", "a.md"), ("a.md.txt", "a.md.txt"), ("A.TXT", "A.TXT")],
)
def test_articles_keep_their_path_and_no_two_get_the_same_files(article: str, stem: str) -> None:
    assert file_stem(article) == stem
    assert article_name(stem) == article


def test_types_and_roles_with_other_characters_come_back(tmp_path: Path) -> None:
    given_: list[Record] = [
        entity("m1", "Lavrov", "Höhe: 8\tm"),
        event("e1", "met", "a b.c", arguments=(Argument("wer 2", "m1"),)),
    ]
    assert lines_of(*given_)[2] == "E1\ta_x20_b_x2e_c:T2 wer_x20__x32_:T1"
    given_[0] = entity("m1", "Lavrov", "Höhe: 8 m")
    written("brat", tmp_path / "out", labelled(PLAIN_TEXT, given_))
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    assert told(found[0].records) == told(given_)


# -- sources -------------------------------------------------------------------------------------------------


def test_a_folder_an_archive_and_one_file_are_read_with_their_configuration(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    given_: list[Record] = [entity("m1", "Lavrov"), event("e1", "met", attributes={"mutual": True})]
    names = ("a.txt", "sub/a.txt", "sub/b.md")
    written("brat", folder, *(labelled(PLAIN_TEXT, given_, name) for name in names))
    packed = tmp_path / "out.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*.*"), reverse=True):
            archive.write(path, f"top/{path.relative_to(folder)}")
    for source, prefix in ((folder, ""), (packed, "top/")):
        found, troubles = read("brat", source)
        assert troubles == []
        assert [f.name for f in found] == [f"{prefix}{name}" for name in names]
        assert all(told(f.records) == told(given_) for f in found)
        assert len({r.id for f in found for r in f.records}) == 6
        assert format_of("brat").reader().tagset(source) is not None
    for name in ("a.ann", "a.txt"):
        found, troubles = read("brat", folder / name)
        assert (troubles, [f.name for f in found]) == ([], ["a.txt"])
        assert told(found[0].records) == told(given_)
    assert format_of("brat").reader().tagset(folder / "a.ann") is not None
    assert format_of("brat").reader().tagset(folder / "sub" / "a.ann") is None
    (folder / "a.ann").unlink()
    assert read("brat", folder / "a.txt")[0] == [Found("a.txt", PLAIN_TEXT)]


BY_HAND = """T1\tOrganization 0 4\tSony
T2\tMERGE-ORG 14 27\tjoint venture
T3\tOrganization 33 41\tEricsson
T4\tCountry 75 81;86 90\tSweden here
T5\tMERGE-ORG 5 9\twill
T6\tLaunch 5 9\twill
E1\tMERGE-ORG:T2 Org1:T1 Org2:T3
E2\tMERGE-ORG:T5 Theme:E1 Theme2:T6
R1\tOrigin Arg1:T3 Arg2:T4
R2\tCause From:E1 To:E2
*\tEquiv T1 T3
*\tEquiv T3 T4
M1\tNegation E1
A2\tConfidence E2 L1
A3\tUnseen T2
N1\tReference T4 Wikipedia:5058739\tSweden
#1\tAnnotatorNotes T1\tthis annotation is suspect
#2\tMyOwn R1\tand this
"""


def test_what_brat_and_its_manual_write_is_read(tmp_path: Path) -> None:
    text = (
        f"{'Sony will'.ljust(14)}{'joint venture'.ljust(19)}{'Ericsson'.ljust(42)}{'Sweden'.ljust(11)}here."
    )
    (tmp_path / "news.txt").write_text(text)
    (tmp_path / "news.ann").write_text(BY_HAND)
    (tmp_path / "annotation.conf").write_text(
        "[entities]\nOrganization\nPlace\n\tCountry\n[events]\nMERGE-ORG Org{2-4}:Organization, Theme*:<EVENT>\n"
        "Launch\n[relations]\nOrigin\tthing:Organization, place:Country\n[attributes]\n"
        "Negation Arg:<EVENT>\nConfidence Arg:<EVENT>, Value:L1|L2\n"
    )
    found, troubles = read("brat", tmp_path)
    assert troubles == []
    records = found[0].records
    facts = told(records, without=("instance",))
    sony, ericsson = (("entity", "Organization", (place,)) for place in ((0, 4), (33, 41)))
    sweden = ("entity", "Country", ((75, 81), (86, 90)))
    merge, will = (("event", "MERGE-ORG", (place,)) for place in ((14, 27), (5, 9)))
    launch = ("event", "Launch", ((5, 9),))
    for fact in (
        *((key[0], key) for key in (sony, ericsson, sweden, merge, will, launch)),
        ("argument", merge, "Org", sony),
        ("argument", merge, "Org", ericsson),
        ("argument", will, "Theme", merge),
        ("argument", will, "Theme", launch),
        ("relation", "Origin", (("thing", ericsson), ("place", sweden))),
        ("relation", "Cause", (("From", merge), ("To", will))),
        ("attribute", merge, "Negation", ("bool", True)),
        ("attribute", will, "Confidence", ("str", "L1")),
        ("attribute", merge, "Unseen", ("bool", True)),
        ("note", sony, "this annotation is suspect"),
    ):
        assert facts[fact] == 1, fact
    instances = [r for r in records if isinstance(r, Instance)]
    assert sorted((r.name, r.links) for r in instances) == [("Sony", ()), ("Sweden", ("Wikipedia:5058739",))]
    mentions = [r for r in records if isinstance(r, Entity)]
    (chain,) = [r.id for r in instances if r.name == "Sony"]
    assert all(chain in mention.instances for mention in mentions)
    assert [r.note for r in records if isinstance(r, Relation)] == ["MyOwn: and this", ""]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(("shift", "folded"), [(0, False), (0, True), (1, False), (1, True)])
def test_offsets_that_count_otherwise_are_converted_and_that_is_told(
    tmp_path: Path, mark: str, shift: int, folded: bool
) -> None:
    text = "Łukasz 👀\r\nmet\r\n\r\nTony here\r\n"
    counted = text.replace("\r\n", "\n") if folded else text
    at = counted.index("Tony") + (shift if mark else 0)
    (tmp_path / "a.txt").write_bytes((mark + text).encode())
    (tmp_path / "a.ann").write_bytes(f"T1\tPER {at} {at + 4}\tTony\r\n".encode())
    found, troubles = read("brat", tmp_path)
    assert [r.span[0].quote for r in found[0].records if isinstance(r, Entity)] == ["Tony"]
    assert found[0].text == text
    assert len(troubles) == (folded or bool(mark and not shift))
    assert all(trouble.done == "the offsets were converted" for trouble in troubles)


def test_a_text_that_begins_with_a_byte_order_mark_keeps_it(tmp_path: Path) -> None:
    text = "\ufeffŁukasz met Tony"
    given_: list[Record] = [
        Entity("m1", "PER", span(text, (12, 16))),
        Entity("m2", "PER", span(text, (0, 16))),
    ]
    written("brat", tmp_path / "out", labelled(text, given_))
    check_as_brat_does((tmp_path / "out/news.txt").read_text(), (tmp_path / "out/news.ann").read_text())
    found, troubles = read("brat", tmp_path / "out")
    assert (troubles, found[0].text) == ([], text)
    assert told(found[0].records) == told(given_)


def test_the_two_parts_of_shared_tasks_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAIN_TEXT)
    (tmp_path / "a.a1").write_text("T1\tPER 0 6\tLavrov")
    (tmp_path / "a.a2").write_text("T2\tMeet 7 10\tmet\nE1\tMeet:T2 Who:T1\n")
    found, troubles = read("brat", tmp_path)
    assert troubles == []
    who = ("entity", "PER", ((0, 6),))
    assert told(found[0].records)["argument", ("event", "Meet", ((7, 10),)), "Who", who] == 1


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_the_seeds_come_back(seed: Labelled, tmp_path: Path) -> None:
    writer = format_of("brat").writer(Setting(shipped.load()))
    piece = writer.render(seed)
    collector = writer.collector(tmp_path / "out")
    collector.add(piece)
    collector.close()
    found, troubles = read("brat", tmp_path / "out")
    assert troubles == []
    check_as_brat_does(seed.text, piece.content[f"{Path(seed.name).stem}.ann"].decode())
    assert told(found[0].records) == told(expected(seed, list(piece.losses)))


# -- configuration -------------------------------------------------------------------------------------------


def tagset_of(folder: Path) -> Tagset | None:
    tables = format_of("brat").reader().tagset(folder)
    return None if tables is None else parse_tagset(tomli_w.dumps(dict(tables)).encode())


def conf(folder: Path, text: str | bytes, visual: bytes = b"") -> tuple[Tagset | None, list[Trouble]]:
    """The tagset of a configuration, and what is wrong with it."""
    folder.mkdir(exist_ok=True)
    (folder / "annotation.conf").write_bytes(text.encode() if isinstance(text, str) else text)
    (folder / "visual.conf").write_bytes(visual)
    (folder / "a.txt").write_text("a")
    made = tagset_of(folder)
    return made, read("brat", folder)[1]


@pytest.mark.parametrize("name", shipped.names())
def test_a_tagset_comes_back_from_its_configuration(name: str, tmp_path: Path) -> None:
    given_ = shipped.load(name)
    made, troubles = conf(tmp_path, annotation_conf(given_), visual_conf(given_))
    assert made is not None
    assert troubles == []
    for before in given_.types():
        after = made.type(before.id)
        assert after is not None
        assert (after.kind, after.name, after.abstract) == (before.kind, before.name, before.abstract)
        if before.abstract:
            continue
        assert (after.colour, after.parent, after.gold) == (before.colour, before.parent, before.gold)
        assert (after.symmetric, after.transitive) == (before.symmetric, before.transitive)
        if before.kind in ("entity", "event"):
            held = {(a.id, a.name, a.kind) for a in before.attributes if a.kind in ("one", "many", "flag")}
            assert {(a.id, a.name, a.kind) for a in after.attributes} == held
        roles = [(r.id, r.name, r.min, r.max) for r in before.roles]
        assert [(r.id, r.name, r.min, r.max) for r in after.roles] == roles
        for role in before.roles:
            for filler in (*given_.taggable("entity"), *given_.taggable("event")):
                taken = given_.accepts(before.id, role.id, filler.id)
                assert made.accepts(after.id, role.id, filler.id) == taken, (role.id, filler.id)


def test_every_count_of_a_role_comes_back(tmp_path: Path) -> None:
    bounds = [(0, 1), (1, 1), (0, None), (1, None), (2, 2), (0, 3), (2, None)]
    roles = [Role(f"r{'abcdefg'[n]}", "r", ("PER",), low, high) for n, (low, high) in enumerate(bounds)]
    barred = Role("barred", "b", ("PER",), 0, 0)
    given_ = Tagset(
        "t",
        "1",
        entities=(TypeDef("entity", "PER", "PER"),),
        events=(TypeDef("event", "E", "E", roles=(*roles, barred)),),
    )
    made, troubles = conf(tmp_path, annotation_conf(given_))
    assert troubles == []
    assert made is not None
    assert [(r.min, r.max) for r in made.roles("E")] == bounds


def test_flags_set_by_default_have_a_value_in_brat_and_others_are_there_or_not(tmp_path: Path) -> None:
    flags = (Attribute("on", "On", "flag", default=True), Attribute("off", "Off", "flag", default=False))
    given_ = Tagset("t", "1", entities=(TypeDef("entity", "PER", "PER", attributes=flags),))
    text = annotation_conf(given_).decode()
    assert "on\tArg:<ENTITY>, Value:true|false, <DEFAULT>:true\n" in text
    assert "off\tArg:<ENTITY>\n" in text
    made, _ = conf(tmp_path, text)
    assert made is not None
    assert [(a.id, a.kind, a.default) for a in made.attributes] == [
        ("on", "flag", True),
        ("off", "flag", None),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff[entities]\nA", "byte 0 is not UTF-8"),
        ("[entities]\nA\nA", "A stands twice"),
        ("[events]\nE Who:NOBODY", "there is no type NOBODY"),
        ("[events]\nE Who", "“Who” is no argument"),
        ("[events]\nE Who:<ANY>, Who?:<ANY>", "Who stands twice"),
        ("[relations]\nR a:<ANY>", "R has 1 ends"),
        ("[entities]\nA\nB\n[relations]\nR a:A, b:B, <REL-TYPE>:symmetric", "its ends take different types"),
        ("[attributes]\nX Arg:NOBODY", "there is no type NOBODY"),
        ("<a>=\n" + "[entities]\n<b>=" + "x" * 900 + "\n<c>=" + "<b>" * 900 + "\nA<c>", ""),
        ("[entities]\n<c>=" + "<b>" * 900 + "\n<b>=" + "x" * 900 + "\nA<c>", "its macros make it too long"),
        ("[entities]\n" + "\n".join(f"T{n}" for n in range(1_001)), "more than 1,000 types"),
        ("#" * 1_100_000, "it has more than 1,048,576 characters"),
    ],
)
def test_what_is_wrong_with_a_configuration_is_told(tmp_path: Path, text: str | bytes, message: str) -> None:
    made, troubles = conf(tmp_path, text)
    assert [t.message for t in troubles] == ([message] if message else [])
    assert made is not None or isinstance(text, bytes)


def test_names_that_tagsets_do_not_allow_are_the_same_in_records_and_tagset(tmp_path: Path) -> None:
    text = "[entities]\nevent\n1st\nBoth\nspan\n[events]\nBoth\té:1st|Both\n[attributes]\n0k\tArg:1st, Value:ä|ö\n"
    (tmp_path / "a.ann").write_text(
        "T1\t1st 0 1\ta\nT2\tBoth 0 1\ta\nT3\tevent 0 1\ta\nT4\tBoth 0 1\ta\nE1\tBoth:T2 é:T1\nA1\t0k T1 ö\n"
    )
    made, troubles = conf(tmp_path, text)
    assert troubles == []
    assert made is not None
    for record in read("brat", tmp_path)[0][0].records:
        assert isinstance(record, (Entity, Event))
        type = made.type(record.type)
        assert type is not None
        assert type.kind == record.kind
        for name, value in record.attributes.items():
            attribute = made.attribute(record.type, name)
            assert attribute is not None
            assert attribute.problem(value) == ""
        if isinstance(record, Event):
            assert all(made.role(record.type, a.role) for a in record.arguments)


def test_a_nearer_configuration_is_used_by_nobody_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "annotation.conf").write_text("[entities]\nB\n")
    made, troubles = conf(tmp_path, "[entities]\nA\n")
    assert [str(t) for t in troubles] == [
        "sub/annotation.conf: there is another annotation.conf nearer to the top; it was not used"
    ]
    assert made is not None
    assert "A" in made
    assert "B" not in made


@given(
    st.lists(
        st.sampled_from(
            [
                "[entities]",
                "[events]",
                "[relations]",
                "[attributes]",
                "A",
                "\tB|b",
                "!C",
                "span",
                "\t\tevent",
                "A a:A|span, b*:B",
                "B a:<ANY>, a2:<ANY>, <REL-TYPE>:symmetric",
                "  C p{2-1}:<EVENT>, q{0}:C",
                "X Arg:A|B, Value:1|x|x, <DEFAULT>:x",
                "X--y Arg:<ANY>",
                "X--",
                "--",
                "---",
                "<m>=A a:B",
                "<m>",
                "\u2028A",
                "é x_:é",
                "annotator_zones",
                "Equiv",
                "X--é Value:a",
            ]
        )
        | st.text(max_size=10),
        max_size=25,
    )
)
def test_whatever_a_configuration_says_the_tables_make_a_tagset(lines: list[str]) -> None:
    """60 configurations, or 200 in the profile ci, of lines in any order and of letters."""
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(lines).encode("utf-8", "replace")
        made, _ = conf(Path(folder), text, text)
        assert made is not None


# -- broken and hostile --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ann", "place", "message", "done"),
    [
        (
            "T1 PER 0 6 Lavrov",
            "line 2",
            "“T1 PER 0 6 Lavrov” is none of brat's lines",
            "the line was left out",
        ),
        (
            "X1\tPER 0 6\tLavrov",
            "line 2",
            "“X1 PER 0 6 Lavrov” is none of brat's lines",
            "the line was left out",
        ),
        ("T0\tPER 0 6\tLavrov", "line 2", "the id T0 stands twice", "the second line was left out"),
        (
            "T1\tPER 0 6\tBlinken",
            "line 2",
            "PER: the source says “Blinken” where the article says “Lavrov”",
            "the mention was left out",
        ),
        (
            "T1\tPER 0 9999\tLavrov",
            "line 2",
            f"PER: [0, 9999) lies outside the text of {len(PLAIN_TEXT)} characters or is empty",
            "the mention was left out",
        ),
        (
            "T1\tPER 6 6\t",
            "line 2",
            f"PER: [6, 6) lies outside the text of {len(PLAIN_TEXT)} characters or is empty",
            "the mention was left out",
        ),
        ("T1\tPER -1 6\tLavrov", "line 2", "“PER -1 6” is no span", "the mention was left out"),
        ("T1\tPER 0 " + "9" * 5000, "line 2", f"“PER 0 {'9' * 54}” is no span", "the mention was left out"),
        ("T1\tPER 0 6;\tLavrov", "line 2", "“PER 0 6;” is no span", "the mention was left out"),
        (
            "T1\t\u200bPER\x01 0 6\tLavrov",
            "line 2",
            "\u200bPER\x01: “\u200bPER\x01” is no name",
            "the mention was left out",
        ),
        ("E1\tMeet:T9", "line 2", "its trigger T9 is not there", "the event was left out"),
        ("E1\tMeet", "line 2", "“Meet” is no event", "the event was left out"),
        ("E1\tPER:T0 Who:T9", "line 2", "T9 is no mention that was taken", "the role Who was left out"),
        ("E1\tPER:T0 Who", "line 2", "“Who” is no argument", "it was left out"),
        ("E1\tMeet:T0", "line 2", "its trigger T0 is a PER", "it was taken as Meet"),
        (
            "R1\tKnows Arg1:T0 Arg2:T9",
            "line 2",
            "T9 is no mention that was taken",
            "the relation was left out",
        ),
        ("R1\tKnows Arg1:T0", "line 2", "“Knows Arg1:T0” is no relation", "the relation was left out"),
        (
            "*\tEquiv T0 T9",
            "line 2",
            "T9 is no mention that was taken",
            "the equivalence was taken without it",
        ),
        ("*\tEquiv T0", "line 2", "it ties nothing together", "it was left out"),
        ("A1\tNegation T9", "line 2", "T9 is not there", "the attribute was left out"),
        ("A1\tNegation", "line 2", "“Negation” is no attribute", "the attribute was left out"),
        (
            "N1\tReference T0 Wikipedia",
            "line 2",
            "“Reference T0 Wikipedia” is no normalization",
            "the link was left out",
        ),
        ("#1\tAnnotatorNotes T9\tx", "line 2", "T9 is not there", "the note was left out"),
        ("#1\tAnnotatorNotes A9\tx", "line 2", "A9 is not there", "the note was left out"),
        (
            "#1\tAnnotatorNotes #1\tx",
            "line 2",
            "#1 is a note",
            "the note was left out: none is kept on such",
        ),
        ("#1\tAnnotatorExtra T9\t{}", "line 2", "T9 is not there", "the note was left out"),
        (
            "#1\tAnnotatorExtra T0\t[]",
            "line 2",
            "the note AnnotatorExtra: it is no JSON object",
            "the note was left out",
        ),
        (
            '#1\tAnnotatorExtra T0\t{"attributes":{"a":{}}}',
            "line 2",
            "the note AnnotatorExtra: {} is no value of an attribute",
            "the note was left out",
        ),
        (
            '#1\tAnnotatorExtra T0\t{"span":[[0,"6"]]}',
            "line 1",
            "its AnnotatorExtra says another span",
            "the span of the line counts",
        ),
        (
            '#1\tAnnotatorExtra T0\t{"span":[[-9,6]]}',
            "line 1",
            "its AnnotatorExtra says another span",
            "the span of the line counts",
        ),
        (
            '#1\tAnnotatorExtra T0\t{"instances":[{"id":"i1"}]}',
            "line 1",
            "nothing is told of the instance i1",
            "the instance was left out",
        ),
        (
            '#1\tAnnotatorExtra T0\t{"instances":[{"id":"i1","name":"","of":[]}]}',
            "line 1",
            "the instance i1 is of neither entities nor events",
            "the instance was left out",
        ),
        (
            '#1\tAnnotatorExtra T0\t{"instances":[{"id":"i1","name":"","of":"event","links":[1]}]}',
            "line 1",
            "the links of the instance i1 are no texts",
            "the instance was left out",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_rest_is_taken(
    tmp_path: Path, ann: str, place: str, message: str, done: str
) -> None:
    (tmp_path / "a.txt").write_text(PLAIN_TEXT)
    (tmp_path / "a.ann").write_text(f"T0\tPER 0 6\tLavrov\n{ann}\nT8\tPER 11 18\tBlinken\n", newline="")
    found, troubles = read("brat", tmp_path)
    told_ = [(t.file, t.place, " ".join(t.message.split("\t")), t.done) for t in troubles]
    assert told_ == [("a.ann", place, message, done)]
    assert "Blinken" in [r.span[0].quote for r in found[0].records if isinstance(r, Entity)]


def test_extra_json_is_read_strictly(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAIN_TEXT)
    for bad in (
        "{",
        '{"note":NaN}',
        '{"a":1,"a":2}',
        '{"note":"\\ud800"}',
        "[" * 100_000,
        f'{{"a":{"9" * 9000}}}',
    ):
        (tmp_path / "a.ann").write_text(f"T0\tPER 0 6\tLavrov\n#1\tAnnotatorExtra T0\t{bad}\n")
        found, troubles = read("brat", tmp_path)
        assert [(t.place, t.done) for t in troubles] == [("line 2", "the note was left out")]
        assert len(found[0].records) == 1


def test_a_span_inside_a_character_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a👩‍👩‍👧 e\u0301")
    (tmp_path / "a.ann").write_text("T1\tPER 0 2\ta👩\nT2\tPER 7 8\te\nT3\tPER 0 1\ta\n")
    found, troubles = read("brat", tmp_path)
    assert [t.message for t in troubles] == [
        f"PER: {at} lies inside a character (a grapheme)" for at in (2, 8)
    ]
    assert len(found[0].records) == 1


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.ann": b"T1\tPER 0 1\ta"}, "a.ann: its text a.txt is not beside it; the article was left out"),
        ({"a.txt": b"\xff"}, "a.txt: byte 0 is not UTF-8; the article was left out"),
        ({"a.txt": b"a", "a.ann": b"\xff"}, "a.ann: byte 0 is not UTF-8; its tags were left out"),
        (
            {"a.txt": b"a", "a.ann": b"x\n" * 2_000},
            "a.ann, line 1000: too much is wrong with this file; the rest of it was left out",
        ),
    ],
)
def test_articles_that_cannot_be_read_are_told(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    for name, data in {**files, "b.txt": b"b"}.items():
        (tmp_path / name).write_bytes(data)
    found, troubles = read("brat", tmp_path)
    assert str(troubles[-1]) == message
    assert found[-1] == Found("b.txt", "b")


def test_mentions_that_cover_a_text_a_thousand_times_end_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.brat_tags._MOST_COVERED", 10_000)
    (tmp_path / "a.txt").write_text("word " * 1_000)
    (tmp_path / "a.ann").write_text("".join(f"T{n}\tPER 0 4999\n" for n in range(9)))
    found, troubles = read("brat", tmp_path)
    assert [str(t) for t in troubles] == [
        "a.ann, line 3: the mentions cover too much; the rest of them was left out"
    ]
    assert len(found[0].records) == 2


def _single(folder: Path) -> Path:
    (folder / "a.ann").write_text("T1\tPER 0 1\ta")
    return folder / "a.ann"


def _latin(folder: Path) -> Path:
    (folder / "a.txt").write_bytes(b"\xff")
    return folder / "a.txt"


def _other(folder: Path) -> Path:
    (folder / "a.json").write_text("{}")
    return folder / "a.json"


def _broken_archive(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.txt", "abc" * 100)
    data = (folder / "a.zip").read_bytes()
    (folder / "a.zip").write_bytes(data.replace(b"abcabc", b"abcxbc", 1))
    return folder / "a.zip"


def _bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 20_000_000)
    return folder / "a.zip"


def _folder(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_single, "its text a.txt is not beside it"),
        (_latin, "byte 0 is not UTF-8"),
        (_other, "this is no folder, no ZIP archive, no .txt and no .ann file"),
        (_broken_archive, "the archive cannot be read: Bad CRC-32"),
        (_bomb, "in the archive unpacks to"),
        (_folder, "there are neither .txt nor .ann files in it"),
    ],
)
def test_what_cannot_be_read_at_all_is_one_error(
    tmp_path: Path, make: Callable[[Path], Path], message: str
) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        read("brat", make(tmp_path))


@given(articles(), st.data())
def test_a_broken_file_is_told_and_nothing_else_happens(article: Labelled, data: st.DataObject) -> None:
    """60 files, or 200 in the profile ci, each with up to eight bytes changed, taken out or put in anywhere."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out"
        written("brat", path, article)
        for name in data.draw(
            st.lists(st.sampled_from(["news.ann", "news.txt", "annotation.conf"]), min_size=1)
        ):
            content = bytearray((path / name).read_bytes())
            for _ in range(data.draw(st.integers(1, 8))):
                at = data.draw(st.integers(0, len(content)))
                length = data.draw(st.integers(0, 3))
                content[at : at + length] = data.draw(
                    st.binary(max_size=3) | st.sampled_from((b"\t", b"\n", b"T1", b" 9"))
                )
            (path / name).write_bytes(content)
        items = list(format_of("brat").reader().read(path))
        assert all(isinstance(item, (Found, Trouble)) for item in items)
        tagset_of(path)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_broken_archive_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    """60 archives, or 200 in the profile ci, with up to four bytes changed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
            with zipfile.ZipFile(path, "a", way) as archive:
                archive.writestr(f"ü{way}.txt", "Lavrov met")
                archive.writestr(f"ü{way}.ann", "T1\tPER 0 6\tLavrov\n")
        content = bytearray(path.read_bytes())
        for at, byte in changes:
            content[at % len(content)] = byte
        path.write_bytes(content)
        with suppress(AnnotatorError):
            assert all(isinstance(i, (Found, Trouble)) for i in format_of("brat").reader().read(path))


@given(st.binary(max_size=300), st.binary(max_size=300), st.sampled_from(["a.ann", "a.zip", "a.txt"]))
def test_any_bytes_are_read_or_refused(one: bytes, other: bytes, name: str) -> None:
    """60 pairs of files, or 200 in the profile ci."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "a.txt").write_bytes(other)
        (path / name).write_bytes(one)
        for source in (path, path / name):
            with suppress(AnnotatorError):
                assert all(isinstance(i, (Found, Trouble)) for i in format_of("brat").reader().read(source))


def test_a_note_on_an_attribute_is_kept_with_what_has_the_attribute(tmp_path: Path) -> None:
    """brat's window lets one comment on whatever has an id; records have notes, and their attributes none."""
    (tmp_path / "news.txt").write_text("Sony met Ericsson.")
    (tmp_path / "news.ann").write_text(
        "T1\tMeet 5 8\tmet\nE1\tMeet:T1\nE2\tMeet:T1\nT2\tOrg 0 4\tSony\n"
        "A1\tNegation E1\nA2\tConfidence T2 L1\nA3\tUnsure T1\nA4\tLost T9\nN1\tReference T2 Wikipedia:1\tSony\n"
        "#1\tAnnotatorNotes A1\twhy not?\n#2\tMine A2\tlow\n#3\tAnnotatorNotes A3\tboth\n#4\tAnnotatorNotes T2\titself\n"
        "#5\tAnnotatorNotes A4\tx\n#6\tAnnotatorNotes N1\ty\n#7\tAnnotatorNotes #1\tz\n"
    )
    found, troubles = read("brat", tmp_path)
    notes = sorted(r.note for r in found[0].records if isinstance(r, (Entity, Event)))
    assert notes == ["Confidence L1: Mine: low\nitself", "Negation: why not?\nUnsure: both", "Unsure: both"]
    assert [(t.place, t.message) for t in troubles] == [
        ("line 8", "T9 is not there"),
        ("line 14", "A4 is an attribute that was left out"),
        ("line 15", "N1 is a normalization"),
        ("line 16", "#1 is a note"),
    ]
