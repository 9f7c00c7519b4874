"""The sample articles' sidecars: whole, right to the character, and different where two careful people differ."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from annotator.annotations.index import SheetIndex
from annotator.annotations.records import Entity, Event, Instance, Mention, Relation, Zone, quote
from annotator.annotations.sheet import Sheet
from annotator.articles import graphemes
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.articles.titles import title
from annotator.sidecars.opening import OpenedSheet, open_sheet
from annotator.sidecars.survey import check, statistics
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped

SEEDS = Path(__file__).parents[2] / "seeds"
LISTING = scan(SEEDS)
OWNERS = [(file.path.stem, whose) for file in LISTING.articles for whose in file.annotators]
BOTH = [file.path.stem for file in LISTING.articles if len(file.annotators) == 2]
MUNICH = ("munich-hayashi-stoltenberg", "munich-talks-brief", "muenchen-ukraine-krise")
TOKYO = "tokyo-hayashi-stoltenberg"
PHONE = "telephone-hayashi-blinken"
EMOJI = "sister-cities-emoji"


def article_of(name: str) -> Article:
    return read_article(SEEDS / f"{name}.txt")


def opened(name: str, whose: str) -> OpenedSheet:
    return open_sheet(SEEDS / f"{name}.txt.{whose}.tags.json", article_of(name))


def sheet_of(name: str, whose: str = "annotator-a") -> Sheet:
    return opened(name, whose).sheet


def mentions(sheet: Sheet) -> list[Mention]:
    return [r for r in sheet if isinstance(r, (Entity, Event))]


def events(sheet: Sheet) -> list[Event]:
    return [r for r in sheet if isinstance(r, Event)]


def place(mention: Mention) -> tuple[tuple[int, int], ...]:
    return tuple((f.start, f.end) for f in mention.span)


def event_with(sheet: Sheet, trigger: str) -> Event:
    found = [e for e in events(sheet) if quote(e) == trigger]
    assert len(found) == 1, f"{len(found)} events have the trigger {trigger!r}"
    return found[0]


def arguments(sheet: Sheet, event: Event) -> set[tuple[str, str]]:
    index = SheetIndex(sheet)
    fillers = [(a.role, index.mention(a.filler)) for a in event.arguments]
    return {(role, quote(filler)) for role, filler in fillers if filler is not None}


def names(sheet: Sheet, mention: Mention) -> list[str]:
    records = [sheet.get(id) for id in mention.instances]
    return [r.name for r in records if isinstance(r, Instance)]


def members(sheet: Sheet, name: str) -> list[Mention]:
    return [m for m in mentions(sheet) if name in names(sheet, m)]


def test_both_roles_have_sheets_in_every_state() -> None:
    assert {whose for _, whose in OWNERS} == {"annotator-a", "annotator-b"}
    assert not LISTING.orphans
    assert len(LISTING.articles) == 6
    assert len(BOTH) == 5
    counts = statistics(LISTING)
    assert dict(counts.statuses("annotator-a")) == {"done": 3, "in-progress": 3, "untouched": 0}
    assert dict(counts.statuses("annotator-b")) == {"done": 2, "in-progress": 3, "untouched": 1}


@pytest.mark.parametrize(("name", "whose"), OWNERS)
def test_a_sidecar_stands_on_the_article_as_it_is(name: str, whose: str) -> None:
    found, article = opened(name, whose), article_of(name)
    assert found.read_only is None
    assert found.notices == ()
    assert found.header.article.sha256 == article.sha256
    tagset = shipped.load()
    assert (found.header.tagset.id, found.header.tagset.version) == (tagset.id, tagset.version)
    assert bytes(found.image) == found.path.read_bytes()
    for record in found.sheet:
        if isinstance(record, (Entity, Event, Zone)):
            for fragment in record.span:
                assert article.text[fragment.start : fragment.end] == fragment.quote
                assert graphemes.is_boundary(article.text, fragment.start)
                assert graphemes.is_boundary(article.text, fragment.end)
        assert record.at.startswith("2026-11-2")


@pytest.mark.parametrize(("name", "whose"), OWNERS)
def test_mentions_begin_and_end_where_words_do(name: str, whose: str) -> None:
    text = article_of(name).text
    for mention in mentions(sheet_of(name, whose)):
        for fragment in mention.span:
            words = fragment.quote
            assert words == words.strip()
            assert not re.search(r"(['’]s|[,;:!?])$", words), words
            assert not re.match(r"(the|a|an) ", words), words
            if words.endswith("."):
                assert re.search(r"\b(U\.S|Dr)\.$", words), words
            assert not (re.search(r"\b(U\.S|Dr)$", words) and text[fragment.end] == "."), words
            assert not (words[-1].isalnum() and text[fragment.end : fragment.end + 1].isalnum()), words


def test_the_rules_find_no_error_and_only_the_warnings_that_are_meant() -> None:
    """One group as the only actor of a meeting (both sheets), and one name tagged in the links of the page."""
    found = [(f.path.name.split(".txt.")[0], f.severity, f.rule) for f in check(LISTING, shipped.load())]
    assert sorted(found) == [
        (PHONE, "warning", "role-required"),
        (PHONE, "warning", "role-required"),
        (PHONE, "warning", "zone-mention"),
    ]


@pytest.mark.parametrize("name", BOTH)
def test_the_two_differ_in_entities_events_and_arguments_but_agree_on_most_mentions(name: str) -> None:
    sheets = [sheet_of(name, whose) for whose in ("annotator-a", "annotator-b")]
    entities = [{(m.type, place(m)) for m in mentions(sheet) if isinstance(m, Entity)} for sheet in sheets]
    triggers = [{(e.type, place(e)) for e in events(sheet)} for sheet in sheets]
    links = [
        {(place(e), role, words) for e in events(sheet) for role, words in arguments(sheet, e)}
        for sheet in sheets
    ]
    for one, other in (entities, triggers):
        assert one != other
        assert 2 * len(one & other) > 0.5 * (len(one) + len(other))
    assert links[0] != links[1]
    assert links[0] & links[1]


def test_they_differ_in_every_way_that_people_do() -> None:
    ways = set()
    for name in BOTH:
        one, other = (sheet_of(name, whose) for whose in ("annotator-a", "annotator-b"))
        theirs: dict[tuple[str, tuple[tuple[int, int], ...]], Mention] = {}
        for mention in mentions(other):
            theirs[mention.kind, place(mention)] = mention
        for mine in mentions(one):
            match = theirs.get((mine.kind, place(mine)))
            if match is None:
                start, end = mine.span[0].start, mine.span[-1].end
                near = [s for (kind, (s, *_)) in theirs if kind == mine.kind and s[0] < end and start < s[1]]
                ways.add("boundary" if near else "missing")
                continue
            if match.type != mine.type:
                ways.add("type")
            if dict(match.attributes) != dict(mine.attributes):
                ways.add("attribute")
            if names(other, match) != names(one, mine):
                ways.add("instance")
            if isinstance(mine, Event) and isinstance(match, Event):
                here, there = arguments(one, mine), arguments(other, match)
                if here != there:
                    ways.add("argument")
                roles, others = {w: r for r, w in here}, {w: r for r, w in there}
                if any(roles[words] != others[words] for words in roles.keys() & others.keys()):
                    ways.add("role")
    assert ways == {"missing", "boundary", "type", "role", "argument", "attribute", "instance"}


@pytest.mark.parametrize(("name", "whose"), OWNERS)
def test_every_event_has_arguments_of_its_article(name: str, whose: str) -> None:
    sheet = sheet_of(name, whose)
    for event in events(sheet):
        assert event.arguments, quote(event)
        assert all(isinstance(sheet.get(a.filler), (Entity, Event)) for a in event.arguments)


def test_german_predicates_are_split_and_stand_beside_names_in_compounds() -> None:
    sheet = sheet_of("muenchen-ukraine-krise")
    agreement = event_with(sheet, "kamen … überein")
    assert (agreement.type, len(agreement.span)) == ("AGREE", 2)
    assert {("actor", "Stoltenberg"), ("actor", "Hayashi"), ("topic", "einzutreten")} <= arguments(
        sheet, agreement
    )
    assert event_with(sheet, "rief … auf").type == "REQUEST"
    text = article_of("muenchen-ukraine-krise").text
    compounds = [m for m in mentions(sheet) if text[m.span[-1].end] == "-"]
    assert {quote(m) for m in compounds} >= {"NATO", "Ukraine", "US", "G-7"}


def test_an_event_fills_a_role_of_another_and_two_share_a_trigger() -> None:
    sheet = sheet_of(PHONE)
    assert ("topic", "invasion") in arguments(sheet, event_with(sheet, "condemned"))
    by_place = defaultdict(set)
    for event in events(sheet_of("munich-hayashi-stoltenberg")):
        by_place[place(event)].add(event.type)
    assert {"AGREE", "SUPPORT"} in by_place.values()


def test_mentions_lie_in_one_another() -> None:
    sheet = sheet_of("munich-hayashi-stoltenberg")
    outer = next(m for m in mentions(sheet) if quote(m) == "Munich Security Conference")
    inner = [m for m in mentions(sheet) if m.span[0].start == outer.span[0].start and m is not outer]
    assert [(m.type, quote(m)) for m in inner] == [("GPE", "Munich")]


def test_two_people_and_their_meeting_are_the_same_in_three_articles() -> None:
    meeting = "Hayashi and Stoltenberg meet in Munich, February 2022"
    for name in ("Yoshimasa Hayashi", "Jens Stoltenberg", meeting):
        found = [members(sheet_of(article), name) for article in MUNICH]
        assert all(found), name
        ids = {r.id for a in MUNICH for r in sheet_of(a) if isinstance(r, Instance) and r.name == name}
        assert len(ids) == 1
    later = "Hayashi and Stoltenberg meet in Tokyo, 1 February 2023"
    assert members(sheet_of(TOKYO), later)
    assert not members(sheet_of(TOKYO), meeting)
    assert not any(members(sheet_of(article), later) for article in MUNICH)


def test_every_copy_of_an_instance_is_the_same_and_used() -> None:
    copies: dict[str, Instance] = {}
    for name, whose in OWNERS:
        sheet = sheet_of(name, whose)
        used = {id for m in mentions(sheet) for id in m.instances}
        for record in sheet:
            if isinstance(record, Instance):
                assert copies.setdefault(record.id, record) == record
                assert record.id in used
    assert len({record.name for record in copies.values()}) == len(copies)


def test_ids_are_unique_across_annotators_and_articles() -> None:
    ids = [r.id for n, w in OWNERS for r in sheet_of(n, w) if not isinstance(r, Instance)]
    assert len(ids) == len(set(ids))


def test_they_are_two_people() -> None:
    sheet = sheet_of(PHONE)
    they = [m for m in mentions(sheet) if quote(m) == "They"]
    assert they
    assert all(names(sheet, m) == ["Yoshimasa Hayashi", "Antony Blinken"] for m in they)


def test_statuses_notes_flags_and_relations_are_there() -> None:
    every = [record for name, whose in OWNERS for record in sheet_of(name, whose)]
    statuses = {e.attributes.get("status", "actual") for e in every if isinstance(e, Event)}
    assert statuses >= {"actual", "historical", "future", "hypothetical", "negated"}
    assert any(isinstance(r, (Entity, Event)) and r.flag == "unsure" and r.note for r in every)
    assert {r.type for r in every if isinstance(r, Relation)} >= {"position-of", "located-in", "tied-to"}


def test_what_the_page_added_is_a_zone_and_never_the_title() -> None:
    for name in (*MUNICH[1:2], PHONE, TOKYO):
        article, sheet = article_of(name), sheet_of(name)
        zones = [r for r in sheet if isinstance(r, Zone)]
        added = [f for z in zones if z.type == "boilerplate" for f in z.span]
        assert max(f.end for f in added) >= len(article.text.rstrip())
        for mention in mentions(sheet):
            assert all(f.end <= a.start or a.end <= f.start for f in mention.span for a in added)
        spans = [(f.start, f.end) for z in zones for f in z.span]
        assert len(article.text[slice(*spans[0])]) > 0
        assert any(word in title(article.text, spans) for word in ("Tokyo and NATO", "Hayashi, Blinken"))


def test_mentions_among_emoji_and_combining_marks_are_right() -> None:
    article, sheet = article_of(EMOJI), sheet_of(EMOJI)
    assert article.newlines == "crlf"
    found = {quote(m) for m in mentions(sheet)}
    mayor = unicodedata.normalize("NFD", "Zoë Brändli")
    assert {mayor, "نور الحداد", "Amman", "U.S.", "Dr.", "14\u00a0July"} <= found
    assert "Dvořák" in found  # composed here, decomposed in the full name
    assert unicodedata.normalize("NFD", "Chloé Dvořák") in found
    assert not any("\ufe0f" in words or "\u200d" in words for words in found)
    other = {quote(m) for m in mentions(sheet_of(EMOJI, "annotator-b"))}
    assert any(words.startswith("families ") and words.count("\u200d") == 4 for words in other)
    assert any(words.endswith("\U0001f1e8\U0001f1ed") for words in other)
