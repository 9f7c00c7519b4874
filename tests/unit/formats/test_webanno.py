"""WebAnno TSV: every layer kind, as INCEpTION's documentation and its own tests show them."""

from __future__ import annotations

import contextlib
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.records import Entity, Event, Instance, Relation, stretches
from annotator.errors import AnnotatorError
from annotator.formats import webanno_lines, webanno_records
from annotator.formats.exchange import Found, Setting, SourceError, Trouble
from annotator.formats.registry import format_of
from tests.unit.formats.harness import TAGSET, read

FORMAT = "#FORMAT=WebAnno TSV 3.3\n"
NER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
COREF = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink"
POS = "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS"

_WHOLE = rf"""#FORMAT=WebAnno TSV 3.3
#T_SP={NER}|identifier|value
#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink|uima.tcas.Annotation
#T_SP=webanno.custom.Mood|
#T_CH={COREF}|referenceRelation|referenceType
#T_RL=webanno.custom.Knows|label|sure|BT_{NER}


#Text=Ms. Haag met 👀 Boris
#Text=Petrov today .
1-1	0-3	Ms.	http://www.wikidata.org/entity/Q7[1]	PER[1]|TITLE[2]	_	_	_	_	*->1-1	name[1]	_	_	_
1-2	4-8	Haag	http://www.wikidata.org/entity/Q7[1]	PER[1]	_	_	_	_	*->1-1	name[1]	_	_	_
1-3	9-12	met	_	_	meeting[3]	actor;actor;*[3]	1-1[1];1-5[4];1-7[6]	_	_	_	_	_	_
1-4	13-15	👀	_	_	_	_	_	*	_	_	_	_	_
1-5	16-21	Boris	*[4]	PER[4]	_	_	_	_	coref->2-1	*[2]	well\_known	yes	1-1[1_4]
1-6	22-28	Petrov	*[4]	PER[4]	_	_	_	_	coref->2-1	*[2]	_	_	_
1-7	29-34	today	*[6]	TIME[6]	_	_	_	_	_	_	_	_	_
1-8	35-36	.	_	_	_	_	_	_	_	_	_	_	_

#Sentence.id=s2
#Text=She said\tso , NATO-wide .\r
2-1	37-40	She	_	_	_	_	_	_	*->1-2	*[1]	_	_	_
2-2	41-45	said	_	_	saying[5]	topic[5]	1-3[3]	_	_	_	_	_	_
2-3	46-48	so	_	_	_	_	_	_	_	_	_	_	_
2-4	49-50	,	_	_	_	_	_	_	_	_	_	_	_
2-5	51-60	NATO-wide	_	_	_	_	_	_	_	_	_	_	_
2-5.1	51-55	NATO	*	ORG	_	_	_	_	_	_	_	_	_
2-6	61-62	.	_	_	_	_	_	_	_	_	_	_	_
"""
WHOLE = re.sub(r"^([0-9].*)$", r"\1\t", _WHOLE, flags=re.MULTILINE)
"""Each row ends with a tab, as INCEpTION writes it."""
TEXT = "Ms. Haag met 👀 Boris\nPetrov today .\nShe said\tso , NATO-wide .\r"


def _save(folder: Path, text: str, name: str = "talks.tsv") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def _one(folder: Path, text: str) -> tuple[Found, list[Trouble]]:
    found, troubles = read("webanno-tsv", _save(folder, text))
    assert len(found) == 1
    return found[0], troubles


def _words(found: Found) -> dict[str, list[Any]]:
    """Records by kind: types and quotes, with roles and what else they say."""
    names = {r.id: "…".join(f.quote for f in r.span) for r in found.records if isinstance(r, (Entity, Event))}
    words: dict[str, list[Any]] = {}
    for r in found.records:
        match r:
            case Entity():
                words.setdefault("entity", []).append((r.type, names[r.id], dict(r.attributes)))
            case Event():
                arguments = [(a.role, names[a.filler]) for a in r.arguments]
                words.setdefault("event", []).append((r.type, names[r.id], arguments))
            case Relation():
                ends = [(a.role, names[a.filler]) for a in r.arguments]
                words.setdefault("relation", []).append((r.type, ends, dict(r.attributes)))
            case Instance():
                members = [
                    names[m.id]
                    for m in found.records
                    if isinstance(m, (Entity, Event)) and r.id in m.instances
                ]
                words.setdefault("instance", []).append((r.of, r.type, r.name, r.links, members))
    return words


def test_every_kind_of_layer_is_read(tmp_path: Path) -> None:
    found, troubles = _one(tmp_path, WHOLE)
    assert found.text == TEXT
    assert (found.name, found.annotator, found.status) == ("talks", "", "in-progress")
    assert _words(found) == {
        "entity": [
            ("PER", "Ms. Haag", {}),
            ("TITLE", "Ms.", {}),
            ("Mood", "👀", {}),
            ("PER", "Boris\nPetrov", {}),
            ("TIME", "today", {}),
            ("ORG", "NATO", {}),
            ("span", "She", {}),
        ],
        "event": [
            ("Frame", "met", [("actor", "Ms. Haag"), ("actor", "Boris\nPetrov"), ("Roles", "today")]),
            ("Frame", "said", [("topic", "met")]),
        ],
        "relation": [
            (
                "Knows",
                [("Governor", "Ms. Haag"), ("Dependent", "Boris\nPetrov")],
                {"label": "well_known", "sure": "yes"},
            )
        ],
        "instance": [
            ("entity", "PER", "Ms. Haag", ("http://www.wikidata.org/entity/Q7",), ["Ms. Haag"]),
            ("entity", "name", "Ms. Haag", (), ["Ms. Haag", "She"]),
            ("entity", "PER", "Boris\nPetrov", (), ["Boris\nPetrov"]),
        ],
    }
    assert [str(trouble) for trouble in troubles] == [
        "talks.tsv, line 15: its links are labelled coref; the labels were left out"
    ]


@pytest.mark.parametrize("change", ["crlf", "bom", "no trailing tabs", "3.2"])
def test_the_same_file_in_other_clothes_says_the_same(tmp_path: Path, change: str) -> None:
    text = {
        "crlf": WHOLE.replace("\n", "\r\n"),
        "bom": "\ufeff" + WHOLE,
        "no trailing tabs": WHOLE.replace("\t\n", "\n"),
        "3.2": WHOLE.replace("TSV 3.3", "TSV 3.2"),
    }[change]
    found, troubles = _one(tmp_path, text)
    assert (found.text, len(troubles)) == (TEXT, 1)
    assert found.records == _one(tmp_path, WHOLE)[0].records


def _spans(folder: Path, rows: str, text: str = "One two three four five ,", header: str = "") -> Any:
    source = FORMAT + (header or "#T_SP=webanno.custom.Span|value\n") + f"\n\n#Text={text}\n" + rows
    found, troubles = _one(folder, source)
    return found, troubles


ROWS = "1-1\t0-3\tOne\t{}\t\n1-2\t4-7\ttwo\t{}\t\n1-3\t8-13\tthree\t{}\t\n1-4\t14-18\tfour\t{}\t\n1-5\t19-23\tfive\t{}\t\n1-6\t24-25\t,\t{}\t\n"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("PER _ _ _ _ _", [("PER", [(0, 3)])]),
        ("* _ _ _ _ _", [("Span", [(0, 3)])]),
        ("PER[1] PER[1] PER[1] _ _ _", [("PER", [(0, 13)])]),
        ("PER[1] _ PER[1] _ _ _", [("PER", [(0, 3), (8, 13)])]),
        ("PER[1] _ PER[1] PER[1] _ PER[1]", [("PER", [(0, 3), (8, 18), (24, 25)])]),
        ("A[1]|B[2] A[1] B[2]|A[3] A[3] _ _", [("A", [(0, 7)]), ("B", [(0, 3), (8, 13)]), ("A", [(8, 18)])]),
        ("A[1]|A[2] A[1]|A[2] _ _ _ _", [("A", [(0, 7)]), ("A", [(0, 7)])]),
        (r"\_ \* _ _ _ _", [("_", [(0, 3)]), ("*", [(4, 7)])]),
        (r"a\|b\[1\]\;\->\\ _ _ _ _ _", [(r"a|b[1];->" + "\\", [(0, 3)])]),
        (r"a\\[1]|b\\\|c[2] _ _ _ _ _", [("a\\", [(0, 3)]), (r"b\|c", [(0, 3)])]),
        (r"x\q _ _ _ _ _", [(r"x\q", [(0, 3)])]),
    ],
)
def test_cells_of_spans(tmp_path: Path, cells: str, expected: list[Any]) -> None:
    """Values, nothing, stacks, ids over rows, gaps between them, and every escape."""
    found, troubles = _spans(tmp_path, ROWS.format(*cells.split(" ")))
    assert troubles == []
    assert [(r.type, list(stretches(r))) for r in found.records] == expected


def test_tabs_and_breaks_in_values_and_text(tmp_path: Path) -> None:
    header = "#T_SP=webanno.custom.Span|value|comment\n"
    rows = "1-1\t0-3\tOne\tX\ta\\tb\\nc\\rd\t\n1-2\t4-5\t\\\t_\t_\t\n"
    found, troubles = _spans(tmp_path, rows, "One \\\\\\t\\f\\b\\r\\\x01 \\x", header)
    assert troubles == []
    assert found.text == "One \\\t\f\b\r\x01 \\x"
    assert found.records[0].attributes == {"comment": "a\tb\nc\rd"}


def test_version_3_1_escapes_text_as_java_does(tmp_path: Path) -> None:
    text = (
        FORMAT.replace("3.3", "3.1")
        + '#T_SP=webanno.custom.Span|value\n\n\n#Text=\\u00dcber \\uD83D\\uDC40 \\"\\\\\\t.\n'
    )
    found, troubles = _one(tmp_path, text + "1-1\t0-4\tÜber\tX\t\n1-2\t5-7\t👀\tY\t\n")
    assert troubles == []
    assert found.text == 'Über 👀 "\\\t.'
    assert _words(found)["entity"] == [("X", "Über", {}), ("Y", "👀", {})]


def test_subtokens_may_overlap_and_stand_apart(tmp_path: Path) -> None:
    rows = "1-1\t0-5\tplays\t_\t\n1-1.1\t0-3\tpla\tA[1]\t\n1-1.2\t2-5\tays\tB\t\n1-1.3\t4-5\ts\tA[1]\t\n1-2\t6-8\tit\tC[2]\t\n1-1.4\t3-5\tys\tC[2]\t\n"
    found, troubles = _spans(tmp_path, rows, "plays it")
    assert troubles == []
    assert [(r.type, list(stretches(r))) for r in found.records] == [
        ("A", [(0, 3), (4, 5)]),
        ("B", [(2, 5)]),
        ("C", [(3, 8)]),
    ]


def test_a_span_over_sentences_holds_the_break_between_them(tmp_path: Path) -> None:
    rows = "1-1\t2-4\tHe\tX[1]\t\n1-2\t5-6\t.\tX[1]\t\n\n#Text=So\n2-1\t9-11\tSo\tX[1]\t\n\n#Text=!\n3-1\t11-12\t!\t_\t\n"
    found, troubles = _spans(tmp_path, rows, "He .")
    assert troubles == []
    assert found.text == "  He .\n  So!"
    assert found.records[0].span[0].quote == "He .\n  So"


SLOTS = "#T_SP=webanno.custom.Thing|\n#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:a_links_webanno.custom.LinkType|webanno.custom.Thing\n"


@pytest.mark.parametrize(
    ("role", "target", "arguments"),
    [
        ("*;*", "1-2;1-3[1]", [("a_links", "two"), ("a_links", "three")]),
        (r"a\;b;c[9]", "1-2;1-3", [("a;b", "two"), ("c", "three")]),
        ("*", "*", []),
        ("*[9]", "*", []),
    ],
)
def test_slots_refer_to_units_and_ids(tmp_path: Path, role: str, target: str, arguments: list[Any]) -> None:
    rows = f"1-1\t0-3\tOne\t_\t{role}\t{target}\t\n1-2\t4-7\ttwo\t*\t_\t_\t\n1-3\t8-13\tthree\t*[1]\t_\t_\t\n"
    found, troubles = _spans(tmp_path, rows, header=SLOTS)
    assert troubles == []
    assert _words(found)["event"] == [("Host", "One", arguments)]


def test_stacked_hosts_keep_their_own_slots(tmp_path: Path) -> None:
    rows = "1-1\t0-3\tOne\t_\tx;y[1]|z[2]\t1-2;1-3|1-3\t\n1-2\t4-7\ttwo\t*\t_\t_\t\n1-3\t8-13\tthree\t*\t_\t_\t\n"
    found, troubles = _spans(tmp_path, rows, header=SLOTS)
    assert troubles == []
    assert [arguments for _, _, arguments in _words(found)["event"]] == [
        [("x", "two"), ("y", "three")],
        [("z", "three")],
    ]


def test_relations_may_be_stacked_without_features_and_from_subtokens(tmp_path: Path) -> None:
    header = "#T_SP=webanno.custom.Span|value\n#T_RL=webanno.custom.Tie|BT_webanno.custom.Span\n"
    rows = "1-1\t0-3\tOne\t_\t_\t\n1-1.1\t0-1\tO\tA\t_\t\n1-2\t4-7\ttwo\tB[1]|C[2]\t1-1.1[0_2]|1-1.1[0_1]\t\n"
    found, troubles = _spans(tmp_path, rows, header=header)
    assert troubles == []
    assert [ends for _, ends, _ in _words(found)["relation"]] == [
        [("Governor", "O"), ("Dependent", "two")],
        [("Governor", "O"), ("Dependent", "two")],
    ]
    targets = [r.arguments[1].filler for r in found.records if isinstance(r, Relation)]
    types = {r.id: r.type for r in found.records if isinstance(r, Entity)}
    assert [types[target] for target in targets] == ["C", "B"]


def test_chains_over_mentions_that_stand_there_make_no_new_ones(tmp_path: Path) -> None:
    header = f"#T_SP={NER}|value\n#T_CH={COREF}|referenceType|referenceRelation\n"
    rows = "1-1\t0-3\tOne\tPER[1]\t*[1]\t*->1-2\t\n1-2\t4-7\ttwo\tPER[1]\t*[1]\t*->1-2\t\n1-3\t8-13\tthree\t_\tpr[1]\ta\\->b->1-1\t\n"
    found, troubles = _spans(tmp_path, rows, header=header)
    assert [t.message for t in troubles] == ["its links are labelled a->b"]
    assert _words(found)["instance"] == [("entity", "pr", "three", (), ["One two", "three"])]
    assert len([r for r in found.records if isinstance(r, Entity)]) == 2


def test_preprocessing_is_named_and_left_out(tmp_path: Path) -> None:
    header = f"#T_SP={POS}|PosValue\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma|value\n"
    found, troubles = _spans(tmp_path, "1-1\t0-3\tOne\tCD\tone\t\n1-2\t4-7\ttwo\tCD\ttwo\t\n", header=header)
    assert found.records == ()
    assert [str(t) for t in troubles] == [
        f"talks.tsv, {POS}: the layer holds nothing that is tagged here (2 times); it was left out"
    ]


def test_no_layers_but_text(tmp_path: Path) -> None:
    found, troubles = _one(tmp_path, FORMAT + "\n\n#Text=One\n1-1\t0-3\tOne\n")
    assert (found.text, found.records, troubles) == ("One", (), [])


@pytest.mark.parametrize("packed", [False, True])
def test_projects_name_articles_and_annotators(tmp_path: Path, packed: bool) -> None:
    for name in (
        "annotation/a.txt/ann.tsv",
        "annotation/a.txt/bob.tsv",
        "curation/b.txt/CURATION_USER.tsv",
        "c.tsv",
    ):
        path = tmp_path / "p" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WHOLE, encoding="utf-8")
    source = tmp_path / "p"
    if packed:
        source = tmp_path / "p.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for path in sorted((tmp_path / "p").rglob("*.tsv")):
                archive.write(path, path.relative_to(tmp_path / "p").as_posix())
    found, troubles = read("webanno-tsv", source)
    assert [(f.name, f.annotator) for f in found] == [
        ("a.txt", "ann"),
        ("a.txt", "bob"),
        ("c", ""),
        ("b.txt", ""),
    ]
    assert len(troubles) == 4
    ids = [{record.id for record in f.records if not isinstance(record, Instance)} for f in found]
    assert not ids[0] & ids[1]


# -- hostile and broken --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "its first line is not"),
        ("#FORMAT=WebAnno TSV 2.0\n", "its first line is not"),
        ("{}", "its first line is not"),
        (FORMAT, "no sentence with a token"),
        (FORMAT + "#Text=abc\n", "no sentence with a token"),
        (FORMAT + "#T_XX=a|b\n\n\n#Text=abc\n", "it declares a layer in no way"),
        (FORMAT + "#T_SP=a" + "|b" * 3000, "more than 2,000 columns"),
        (FORMAT + "\n#Text=abc\n1-1\t0-3\tabc\n\n#Text=d\n2-1\t1-2\td\n", "but the text before it ends at 3"),
        (FORMAT + "\n#Text=abc\n1-1\t999999999999-999999999999\tabc\n", "far behind the text before it"),
        ("\x00", "its first line is not"),
    ],
)
def test_what_is_no_tsv_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = _save(tmp_path, text)
    with pytest.raises(SourceError, match=words):
        read("webanno-tsv", path)
    found, troubles = read("webanno-tsv", tmp_path)
    assert found == []
    assert [(words in t.message, t.done) for t in troubles] == [(True, "the article was left out")]


def test_other_bytes_and_limits_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(FORMAT.encode() + b"#Text=\xff\n")
    with pytest.raises(SourceError, match="is not UTF-8"):
        read("webanno-tsv", path)
    path.write_text(WHOLE, encoding="utf-8")
    for module, name, most, words in (
        (webanno_lines, "MOST_DATA", 10, "10 are the most"),
        (webanno_lines, "MOST_LINES", 3, "more than 3 lines"),
        (webanno_records, "MOST_VALUES", 5, "more than 5 values"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, most)
            with pytest.raises(SourceError, match=words):
                read("webanno-tsv", path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="no file that ends in"):
        read("webanno-tsv", tmp_path / "empty")


@pytest.mark.parametrize(
    ("old", "new", "words", "done", "line"),
    [
        ("1-4\t13-15\t👀", "1-4\t13-15\t👁", "where the text says “👀”", "the row was left out", 14),
        ("1-4\t13-15\t👀", "1-4\t13-14\t👀", "inside a character of two", "the row was left out", 14),
        ("1-4\t13-15\t👀", "1-4\t13-999\t👀", "999 lies outside", "the row was left out", 14),
        ("1-4\t13-15\t👀", "1-4\t15-13\t👀", "where the text says “”", "the row was left out", 14),
        ("1-4\t13-15\t👀", "1-4\t13-\t👀", "it is no row of a token", "it was left out", 14),
        ("1-4\t13-15\t👀", "1-3\t13-15\t👀", "the unit 1-3 stands twice", "the row was left out", 14),
        ("1-4\t13-15\t👀\t_\t_", "1-4\t13-15\t👀", "it has 13 cells where the header makes 14", "the row was left out", 14),
        ("1-4\t13-15\t👀\t_", "1-4\t13-15\t👀\t_\t_", "it has 16 cells", "", 14),
        ("2-6\t61-62\t.\t_\t_\t_", "2-6\t61-62\t.\tx", "it has 13 cells", "the row was left out", 28),
        ("2-5.1\t51-55\tNATO", "2-5.1\t51-51\t", "is empty", "the mention was left out", 27),
        ("1-1[1];1-5[4]", "1-1[1];1-5[77]", "1-5[77] is no mention", "the role actor was left out", 13),
        ("1-1[1];1-5[4]", "1-1[1]", "has 3 roles and 2 targets", "its roles were left out", 13),
        ("1-1[1];1-5[4]", "1-1[1];1-1[1]", "fills actor twice", "it was linked once", 13),
        ("1-1[1_4]", "1-1[8_4]", "is no NamedEntity that was taken", "the relation was left out", 15),
        ("1-1[1_4]", "_", "where it comes from is not said", "the relation was left out", 15),
        ("coref->2-1\t*[2]\twell", "coref\t*[2]\twell", "referenceRelation does not end", "the link was left out", 15),
        ("coref->2-1\t*[2]\twell", "coref\\->2-1\t*[2]\twell", "referenceRelation does not end", "the link was left out", 15),
        ("http://www.wikidata.org/entity/Q7[1]\tPER[1]\t_", "*[1]\tLOC[1]\t_", "“LOC” where line 11 says “PER”", "the first was taken", 12),
        ("#Sentence.id=s2\n", "#Text=Lost words\n\n#Text=Oh\n\n", "", "", 0),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_the_rest_taken(
    tmp_path: Path, old: str, new: str, words: str, done: str, line: int
) -> None:
    assert old in WHOLE
    found, troubles = read("webanno-tsv", _save_in(tmp_path, WHOLE.replace(old, new, 1)))
    if words and done:
        assert any(words in t.message and t.done == done and t.place == f"line {line}" for t in troubles), (
            troubles
        )
    assert len(found) <= 1
    if found:
        assert ("TITLE", "Ms.", {}) in _words(found[0])["entity"]


def _save_in(folder: Path, text: str) -> Path:
    _save(folder, text)
    return folder


def test_a_sentence_without_tokens_is_told(tmp_path: Path) -> None:
    found, troubles = _one(tmp_path, WHOLE + "\n#Text=Lost\n#Text=words\n")
    assert found.text == TEXT
    assert str(troubles[0]) == (
        "talks.tsv, line 30: the sentence has no tokens, so that its place is not known; it was left out"
    )


@pytest.mark.parametrize(
    "cell", ["\\->" * 5000, "[" * 5000, "\\" * 5001, "|" * 5000, "a[1" * 3000, "->1-" * 3000]
)
def test_no_cell_takes_long(tmp_path: Path, cell: str) -> None:
    """Patterns that try many ways would take hours here."""
    rows = WHOLE.replace("meeting[3]", cell).replace("coref->2-1", cell).replace("1-1[1_4]", cell)
    found, _ = _one(tmp_path, rows)
    assert found.text == TEXT


@given(data=st.data())
def test_whatever_is_in_a_file_only_known_errors_leave_the_reader(data: st.DataObject) -> None:
    """Twice the profile's number of cases (120; 400 in CI): a file with bytes changed, or any bytes."""
    changed = bytearray(WHOLE.encode("utf-8"))
    pieces = [b"\t", b"\n", b"[1]", b"|", b";", b"\\", b"_", b"*", b"->1-1", b"99", b"#Text=", b"1-1[1_2]"]
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 20))] = data.draw(
            st.one_of(st.binary(max_size=5), st.sampled_from(pieces))
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.tsv"
        for content in (bytes(changed), FORMAT.encode() + data.draw(st.binary(max_size=200))):
            path.write_bytes(content)
            with contextlib.suppress(SourceError):
                reader = format_of("webanno-tsv").reader()
                assert all(isinstance(item, (Found, Trouble)) for item in reader.read(path))


def test_it_is_only_read(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="only read, not written"):
        format_of("webanno-tsv").writer(Setting(TAGSET))
    assert format_of("webanno-tsv").reader().tagset(_save(tmp_path, WHOLE)) is None
