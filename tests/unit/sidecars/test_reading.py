"""Bytes of a sidecar to a sheet and back, strictly, losing nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.annotations.edits import Change, Edit
from annotator.annotations.records import Entity, Event
from annotator.annotations.sheet import Sheet
from annotator.sidecars.codec import Entry, ForeignRecord, LineProblem, canonical, decode_lines
from annotator.sidecars.image import Image
from annotator.sidecars.pacing import Pace
from annotator.sidecars.problems import ForeignSidecar, NewerSidecar, SidecarError
from annotator.sidecars.reading import parse_sidecar, read_header
from tests.unit.sidecars.material import (
    TEXT,
    article,
    article_of,
    entity,
    header,
    one_of_each,
    records,
    texts,
)

PATH = Path("news.txt.annotator-a.tags.json")


def sidecar(**changes: Any) -> dict[str, Any]:
    """The whole object of a sidecar with a record of each kind."""
    value: dict[str, Any] = json.loads(bytes(Image.of(header(article_of()), one_of_each())))
    return {**value, **changes}


def compacted(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_one_record_a_line_and_header_first() -> None:
    data = bytes(Image.of(header(article_of()), one_of_each())).decode()
    lines = data.split("\n")
    assert lines[:3] == ["{", '"format":"annotator-sidecar",', '"version":1,']
    at = lines.index('"records":[')
    assert lines[-3:] == ["]", "}", ""]
    kept = [json.loads(line.rstrip(",")) for line in lines[at + 1 : -3]]
    assert [record["id"] for record in kept] == ["a1", "c1", "d1", "i1", "r1", "m1", "e1", "m2", "z1"]
    assert list(kept[6]) == [
        *("id", "kind", "type", "span", "arguments", "attributes", "instances", "flag", "note", "by", "at"),
        "origin",
    ]
    assert "👩‍👩‍👧" in data
    assert json.loads(data)["records"] == kept


def test_every_kind_is_read_back_as_it_was() -> None:
    made = one_of_each()
    data = bytes(Image.of(header(article_of()), made))
    loaded = parse_sidecar(data, article_of(), PATH, pace=Pace(0))
    assert loaded.sheet == Sheet.of(made)
    assert loaded.header == header(article_of())
    assert loaded.misplaced == ()
    assert loaded.same_bytes
    assert bytes(loaded.image) == data


@given(st.data(), texts)
def test_whatever_can_be_tagged_is_read_back(data: st.DataObject, text: str) -> None:
    made = [data.draw(records(text, f"r{number}")) for number in range(data.draw(st.integers(0, 6)))]
    of = article_of(text)
    raw = bytes(Image.of(header(of), made))
    loaded = parse_sidecar(raw, of, PATH)
    assert loaded.sheet == Sheet.of(made)
    assert bytes(loaded.image) == raw
    assert loaded.image.as_read is None
    assert loaded.misplaced == ()


def _crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _backwards(data: bytes) -> bytes:
    value = json.loads(data)
    lines = ",\n".join(compacted(r).decode() for r in reversed(value["records"]))
    return compacted({**value, "records": []}).replace(b"[]}", b"[\n" + lines.encode() + b"\n]}")


@pytest.mark.parametrize(
    "layout",
    [
        lambda data: data,
        _crlf,
        lambda data: data[:-1],
        lambda data: data + b"\n \n",
        _backwards,
        lambda data: json.dumps(json.loads(data), indent=2).encode(),
        lambda data: json.dumps(json.loads(data), indent="\t", ensure_ascii=False).encode(),
        lambda data: compacted(json.loads(data)),
        lambda data: compacted(dict(reversed(json.loads(data).items()))),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'"kind":', b'"kind" : '),
        lambda data: data.replace(b'"id":"m1",', b'"id":"m1"\n,'),
        lambda data: data.replace(b",\n{", b"\n,{"),
    ],
)
def test_any_layout_is_read_and_stands_until_something_changes(layout: Any) -> None:
    data = layout(bytes(Image.of(header(article_of()), one_of_each())))
    loaded = parse_sidecar(data, article_of(), PATH)
    assert loaded.sheet == Sheet.of(one_of_each())
    assert bytes(loaded.image) == data
    before = entity("m3", 35, 41)
    changed = loaded.image.apply(Edit("new", (Change(None, before),)))
    again = parse_sidecar(bytes(changed), article_of(), PATH)
    assert again.sheet == Sheet.of([*one_of_each(), before])
    assert json.loads(bytes(changed)) == {
        **sidecar(),
        "records": json.loads(bytes(Image.of(header(article_of()), [*one_of_each(), before])))["records"],
    }


def test_crlf_stays_when_something_changes() -> None:
    data = _crlf(bytes(Image.of(header(article_of()), one_of_each())))
    image = parse_sidecar(data, article_of(), PATH).image.apply(
        Edit("new", (Change(None, entity("m3", 35, 41)),))
    )
    assert bytes(image).count(b"\r\n") == bytes(image).count(b"\n") == data.count(b"\n") + 1


UNKNOWN = {
    "id": "m1",
    "future": [1.10, {"a": None}],
    "kind": "entity",
    "type": "PER",
    "span": [
        {"start": 0, "end": 11, "quote": TEXT[:11], "before": "", "after": "", "score": 0.5},
        {"start": 12, "end": 17, "quote": TEXT[12:17], "x": "👍"},
    ],
    "attributes": {"b": 1, "a": 2},
    "instances": [],
    "origin": {"way": "hand", "model": "m"},
    "last": "ü",
}
UNKNOWN_EVENT = {
    "id": "e1",
    "kind": "event",
    "type": "SAY",
    "span": [{"start": 19, "end": 23, "quote": TEXT[19:23]}],
    "arguments": [{"role": "actor", "filler": "m1", "weight": 2}, {"role": "actor", "filler": "m2"}],
}
FOREIGN = {"id": "q1", "kind": "question", "span": [{"start": 18}], "text": "who?"}


def test_unknown_fields_and_kinds_survive_a_change_of_their_record() -> None:
    data = compacted(sidecar(records=[UNKNOWN, FOREIGN, UNKNOWN_EVENT], future={"x": [1]}))
    data = data.replace(b"[1.1,", b"[1.10,").replace(b'"article":{', b'"article":{"source":"dpa",')
    loaded = parse_sidecar(data, article_of(), PATH)
    former, said = loaded.sheet.records["m1"], loaded.sheet.records["e1"]
    assert isinstance(former, Entity)
    assert isinstance(said, Event)
    moved = replace(former, note="new", span=(entity("m", 0, 10).span[0], former.span[1]))
    more = replace(said, arguments=said.arguments[::-1], type="MEET")
    image = loaded.image.apply(
        Edit("change", (Change(former, moved), Change(said, more)), ("in-progress", "done"))
    )
    written = json.loads(bytes(image))
    assert b"[1.10," in bytes(image)
    assert written["status"] == "done"
    assert written["future"] == {"x": [1]}
    assert next(iter(written["article"])) == "source"
    first, question, event = written["records"]
    assert question == FOREIGN
    assert first["future"] == [1.1, {"a": None}]
    assert list(first)[:3] == ["id", "future", "kind"]
    assert list(first)[-1] == "last"
    assert first["span"][0]["score"] == 0.5
    assert first["span"][1]["x"] == "👍"
    assert first["origin"] == {"way": "hand", "model": "m"}
    assert first["note"] == "new"
    assert event["arguments"] == [
        {"role": "actor", "filler": "m2"},
        {"role": "actor", "filler": "m1", "weight": 2},
    ]
    undone = image.apply(Edit("change", (Change(moved, former), Change(more, said)), ("done", "in-progress")))
    lines = bytes(undone).split(b"\n")
    assert compacted(UNKNOWN).replace(b"[1.1,", b"[1.10,") + b"," in lines
    assert compacted(UNKNOWN_EVENT) in lines
    emptied = undone.apply(Edit("delete", (Change(former, None),)))
    assert bytes(emptied.apply(Edit("undelete", (Change(None, former),)))) == bytes(undone)


_unknown = st.dictionaries(
    st.sampled_from(["x", "y2", "ü", "👍", 'a"b\\']),
    st.recursive(
        st.none() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=2)
        ),
        max_leaves=5,
    ),
    max_size=3,
)


@given(st.data(), texts)
def test_unknown_things_are_kept_byte_for_byte(data: st.DataObject, text: str) -> None:
    of = article_of(text)
    value = json.loads(bytes(Image.of(header(of), [data.draw(records(text, f"r{n}")) for n in range(4)])))
    for record in value["records"]:
        record.update(data.draw(_unknown))
        for part in record.get("span", ()):
            part.update(data.draw(_unknown))
        record["origin"].update(data.draw(_unknown))
    for number in range(data.draw(st.integers(0, 2))):
        value["records"].append({**data.draw(_unknown), "id": f"q{number}", "kind": "question"})
    value = {**data.draw(_unknown), **value, **{f"z{k}": v for k, v in data.draw(_unknown).items()}}
    raw = json.dumps(
        value, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 1]))
    ).encode()
    loaded = parse_sidecar(raw, of, PATH)
    assert bytes(loaded.image) == raw
    foreign = [entry for entry in loaded.image.entries if isinstance(entry, ForeignRecord)]
    assert len(foreign) + len(loaded.sheet) == len(value["records"])
    target = loaded.sheet.records["r0"]
    changed = replace(target, at="then")
    image = loaded.image.apply(Edit("note", (Change(target, changed),)))
    written = {record["id"]: record for record in json.loads(bytes(image))["records"]}
    for record in value["records"]:
        if record["id"] != "r0":
            assert written[record["id"]] == record
    before = next(record for record in value["records"] if record["id"] == "r0")
    after = json.loads(canonical(changed))
    assert {**before, **after, "origin": 0, "span": 0} == {**written["r0"], "origin": 0, "span": 0}
    assert written["r0"]["origin"] == before["origin"]
    assert written["r0"].get("span") == before.get("span")


def _corrupt(old: bytes, new: bytes) -> bytes:
    data = bytes(Image.of(header(article_of()), one_of_each()))
    assert data.count(old) >= 1, old
    return data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (b'"id":"m1",', b'"id":"m1","id":"m1",', 15, "twice"),
        (b'"start":0,', b'"start":0,"start":0,', 15, "twice"),
        (b'"way":"adopted",', b'"way":"adopted","way":"hand",', 16, "twice"),
        (b'"mode":"x",', b'"mode":"x","mode":"x",', 16, "twice"),
        (b'"id":"m2"', b'"id":"m1"', 17, "m1 stands twice"),
        (b'"start":0,', b'"start":0.0,', 15, "start"),
        (b'"start":0,', b'"start":"0",', 15, "start"),
        (b'"start":0,', b'"start":true,', 15, "start"),
        (b'"start":0,', b'"start":-1,', 15, "start"),
        (b'"start":0,', b'"start":3,', 15, "quote"),
        (b'"n":2', b'"n":NaN', 15, "NaN"),
        (b'"n":2', b'"n":1e999', 15, "large"),
        (b'"n":2', b'"x":null', 15, "attributes"),
        (b'"flag":"unsure"', b'"flag":"\\ud800"', 17, "surrogate"),
        (b'"flag":"unsure"', b'"flag":7', 17, "flag"),
        (b'"flag":"unsure"', b'"flag":"\xff"', 17, "UTF-8"),
        (b'"flag":"unsure"', b'"flag":"\n"', 17, "control character"),
        (b'"way":"adopted"', b'"way":"magic"', 16, "way"),
        (b'"outcome":"accepted",', b"", 12, "outcome"),
        (b'{"id":"r1","kind":"relation",', b'{"id":"r1",', 14, "kind"),
        (b'{"id":"z1",', b'{"id":7,', 18, "id"),
        (b'\n{"id":"z1"', b'\n3,{"id":"z1"', 18, "object"),
        (b"\n]\n}", b"\n", 20, "expected"),
        (b"\n]\n}", b"\n,]\n}", 19, ""),
        (b'"version":1,', b'"version":1.0,', None, "version"),
        (b'"version":1,', b'"version":1,"version":1,', 3, "twice"),
        (b'"status":"in-progress"', b'"status":"half"', None, "half"),
        (b'"length":', b'"long":', None, "length"),
        (b'"annotator":"annotator-a"', b'"annotator":"A"', None, "annotator"),
        (b'"records":[', b'"recorded":[', None, "records"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    old: bytes, new: bytes, line: int | None, says: str
) -> None:
    with pytest.raises(SidecarError) as caught:
        parse_sidecar(_corrupt(old, new), article_of(), PATH)
    assert caught.value.path == PATH
    assert caught.value.line == line
    assert says in str(caught.value)


_STRANGE = st.sampled_from(
    ('"', "\\", '\\"', '",', '","note":"', "{", "}", "\n", "é", "\u007f", "a", "b", ":")
)
_strange = st.lists(_STRANGE, max_size=6).map("".join)


@given(
    st.dictionaries(_strange, _strange, max_size=3),
    _strange,
    st.booleans(),
    st.sampled_from(("", "key", "attribute", "escaped", "field", "value", "cut", "blank")),
)
def test_many_lines_are_read_as_strictly_as_one(
    attributes: dict[str, str], note: str, escaped: bool, harm: str
) -> None:
    values = json.loads(canonical(entity("e1", 0, 11)))
    values |= {"attributes": attributes, "note": note}
    line = json.dumps(values, ensure_ascii=escaped, separators=(",", ":"))
    match harm:
        case "key":
            line = line.replace('"flag":', '"flag":"","flag":')
        case "attribute":
            name = json.dumps(next(iter(attributes), "x"))
            line = line.replace('"attributes":{', f'"attributes":{{{name}:1{"," if attributes else ""}')
        case "escaped":
            name = "".join(f"\\u{ord(c):04x}" for c in next(iter(attributes), "x"))
            line = line.replace('"attributes":{', f'"attributes":{{"{name}":1{"," if attributes else ""}')
        case "field":
            line = line.replace('"flag":', '"flags":"","flag":')
        case "value":
            line = line.replace('"flag":""', '"flag":"\x01"')
        case "cut":
            line = line[:-1]
        case "blank":
            line = line.replace('"flag":', '"flag": ')
    assert _read_or_told(line, many=True) == _read_or_told(line, many=False)


def _read_or_told(line: str, *, many: bool) -> list[Entry] | None:
    try:
        return decode_lines([canonical(entity("e0", 0, 11)), line.encode()], many=many)
    except LineProblem:
        return None


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_file_cut_anywhere_is_an_error_and_no_sheet(cut: int) -> None:
    data = bytes(Image.of(header(article_of()), one_of_each()))
    with pytest.raises(SidecarError):
        parse_sidecar(data[: len(data) * cut // 60], article_of(), PATH)


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"", b"\x00" * 9, b'{"format":"other","records":[]}', b"{\xff}"]
)
def test_other_files_are_no_sidecars(data: bytes) -> None:
    with pytest.raises(SidecarError):
        parse_sidecar(data, article_of(), PATH)
    with pytest.raises(ForeignSidecar):
        parse_sidecar(b'{"format":"other","records":[]}', article_of(), PATH)


def test_a_newer_version_is_told_before_anything_else() -> None:
    for data in (
        compacted(sidecar(version=2, records=[{"kind": "entity"}])),
        json.dumps(sidecar(version=2, records=[7]), indent=1).encode(),
        _corrupt(b'"version":1', b'"version":2'),
    ):
        with pytest.raises(NewerSidecar):
            parse_sidecar(data, article_of(), PATH)
    assert (
        len(parse_sidecar(_corrupt(b'"version":1', b'"version":2'), None, PATH, any_version=True).sheet) == 9
    )


def test_quotes_that_do_not_stand_are_named() -> None:
    data = bytes(Image.of(header(article_of()), one_of_each()))
    other = article_of("x" + TEXT)
    loaded = parse_sidecar(data, other, PATH)
    assert not loaded.same_bytes
    assert [id for id, _ in loaded.misplaced] == ["m1", "e1", "m2", "z1"]
    assert [data.split(b"\n")[line - 1][7:9].decode() for _, line in loaded.misplaced] == [
        "m1",
        "e1",
        "m2",
        "z1",
    ]
    assert parse_sidecar(data, article_of(TEXT + "more"), PATH).misplaced == ()


def test_many_lines_are_read_in_order_over_blocks() -> None:
    text = "x" * 5000
    made = [entity(f"m{n}", n, n + 1, text) for n in range(4000)]
    of = article_of(text)
    data = bytes(Image.of(header(of), made))
    loaded = parse_sidecar(data, of, PATH, pace=Pace(0))
    assert loaded.sheet == Sheet.of(made)
    assert bytes(loaded.image) == data
    assert len(loaded.image.blocks) > 2
    broken = data.replace(b'"m3000"', b'"m10"')
    with pytest.raises(SidecarError) as caught:
        parse_sidecar(broken, of, PATH)
    assert broken.split(b"\n")[(caught.value.line or 0) - 1].startswith(b'{"id":"m10"')


def test_the_header_alone_is_read_from_the_beginning(tmp_path: Path) -> None:
    of = article(tmp_path)
    path = tmp_path / "news.txt.annotator-a.tags.json"
    for data in (bytes(Image.of(header(of), one_of_each())), compacted(sidecar())):
        path.write_bytes(data)
        assert read_header(path) == header(of)
    path.write_bytes(bytes(Image.of(header(of))))
    assert read_header(path) == header(of)
    path.write_bytes(b"{}")
    with pytest.raises(ForeignSidecar):
        read_header(path)
