"""Whatever is wrong with a tagset's file is told with file, line and what was expected."""

from pathlib import Path

import pytest

from annotator.tagsets.definitions import RESERVED_IDS
from annotator.tagsets.reading import TagsetError, parse_tagset, read_tagset

HEAD = 'id = "x"\nversion = "1"\n'  # two lines, so that what follows starts in line 3


def _error(body: str, head: str = HEAD) -> tuple[int | None, str]:
    with pytest.raises(TagsetError) as caught:
        parse_tagset((head + body).encode(), "my/tagset.toml")
    assert caught.value.path == Path("my/tagset.toml")
    assert caught.value.remedy
    return caught.value.line, caught.value.message


SHAPE = {
    "unknown key": (
        '[entity.PER]\nname = "Person"\ncolur = "#112233"\n',
        5,
        'entity.PER.colur: unknown key "colur" (did you mean "colour"?)',
    ),
    "unknown key in a role": (
        '[event.A.role.actor]\nfillers = ["any"]\ncounts = "1"',
        5,
        'event.A.role.actor.counts: unknown key "counts" (did you mean "count"?)',
    ),
    "unknown table": ("[entities.PER]", 3, 'entities: unknown key "entities" (did you mean "entity"?)'),
    "unknown key of a value": (
        '[attribute.a]\nkind = "one"\nvalues = [\n  "b",\n  { id = "c", nmae = "C" },\n]',
        7,
        'attribute.a.values[2].nmae: unknown key "nmae" (did you mean "name"?)',
    ),
    "a name that two kinds could have": (
        "[zone.z]\nsymmetric = true",
        4,
        'zone.z.symmetric: unknown key "symmetric"',
    ),
    "wrong type": ("[entity.PER]\nname = 3", 4, "entity.PER.name: expected a text, not 3"),
    "no text for a flag": ('[zone.z]\ngold = "no"', 4, 'zone.z.gold: expected true or false, not "no"'),
    "no list": ('[event.A.role.r]\nfillers = "PER"', 4, 'event.A.role.r.fillers: expected a list, not "PER"'),
    "no table": ("entity = []", 3, "entity: expected a table, not an empty list"),
    "empty list": ("[event.A.role.r]\nfillers = []", 4, "event.A.role.r.fillers: expected something in it"),
    "bad colour": (
        '[entity.PER]\ncolour = "red"',
        4,
        'entity.PER.colour: expected a colour such as "#3d8b7a", not "red"',
    ),
    "bad key": ('[entity.PER]\nkey = "ä"', 4, 'entity.PER.key: expected one letter from a to z, not "ä"'),
    "bad count": (
        '[event.A.role.r]\ncount = "many"',
        4,
        'event.A.role.r.count: expected a count: "?", "1", "*", "+", "2+" or "1-3", not "many"',
    ),
    "bad id": ('[entity."a b"]', 3, "entity.a b: expected an id: a letter, then letters"),
    "bad kind": ('[attribute.a]\nkind = "mny"', 4, '"mny" is not possible here (did you mean "many"?)'),
    "unknown rule": ('[severity]\nduplicates = "off"', 4, '(did you mean "duplicate"?)'),
    "bad severity": ('[severity]\nduplicate = "loud"', 4, "(expected one of error, off, warning)"),
    "odd default": ("[attribute.a]\ndefault = {}", 4, "expected a text, a number, true or false, a date or"),
    "several": ("[entity.A]\nfoo = 1\nbar = 2", 4, "(1 more like this in the file)"),
}


@pytest.mark.parametrize(("body", "line", "message"), SHAPE.values(), ids=SHAPE)
def test_a_wrong_shape(body: str, line: int, message: str) -> None:
    found = _error(body)
    assert found[0] == line
    assert message in found[1]


def test_what_is_missing_is_told_at_the_table() -> None:
    assert _error('id = "x"\n', head="") == (1, 'the key "version" is missing')
    assert _error('# nothing\n\nverion = "1"\nid = "x"', head="") == (
        3,
        'verion: unknown key "verion" (did you mean "version"?) (1 more like this in the file)',
    )


SENSE = {
    "unknown filler": (
        '[entity.PER]\n[event.A.role.r]\nfillers = [\n  "PER",\n  "PRE",\n]',
        7,
        'event.A.role.r.fillers[2]: there is no entity or event type "PRE" (did you mean "PER"?)',
    ),
    "zone as a filler": ('[zone.z]\n[event.A.role.r]\nfillers = ["z"]', 5, 'no entity or event type "z"'),
    "role without fillers": ("[event.A.role.r]", 3, "event.A.role.r: the role needs fillers"),
    "id of two kinds": ("[entity.A]\n[event.A]", 4, 'already a type "A" among the entity types'),
    "id of the language": ("[event.any]", 3, '"any" is a word of the tagset language'),
    "the free span is no event": ("[event.span]", 3, '"span" is a word of the tagset language'),
    "an abstract span": ("[entity.span]\nabstract = true", 4, "the built-in type span has no abstract"),
    "unknown parent": ('[event.A]\nparent = "B"', 4, 'event.A.parent: there is no event type "B"'),
    "parent of another kind": ('[entity.B]\n[event.A]\nparent = "B"', 5, 'there is no event type "B"'),
    "cyclic parents": (
        '[event.A]\nparent = "B"\n[event.B]\nparent = "C"\n[event.C]\nparent = "A"',
        8,
        "the parents run in a circle: A > B > C > A",
    ),
    "its own parent": ('[event.A]\nparent = "A"', 4, "the parents run in a circle: A > A"),
    "clashing keys": (
        '[event.A]\nkey = "M"\n[event.B]\nkey = "m"',
        6,
        'event.B.key: the letter "M" is already the key of A',
    ),
    "reserved key": ('[entity.A]\nkey = "Z"', 4, 'the letter "z" has a meaning in the window already'),
    "key of an abstract type": ('[entity.A]\nabstract = true\nkey = "b"', 5, "cannot be tagged"),
    "impossible count": (
        '[event.A.role.r]\nfillers = ["any"]\ncount = "3-2"',
        5,
        'event.A.role.r.count: "3-2" asks for more than it allows',
    ),
    "attribute without a kind": ("[attribute.a]", 3, "attribute.a: the attribute needs a kind"),
    "attribute of no kind": (
        '[attribute.mood]\nkind = "flag"\n[event.A.attribute.mod]',
        5,
        'date) or the id of one in [attribute] (did you mean "mood"?)',
    ),
    "choice without values": ('[attribute.a]\nkind = "one"\non = ["event"]', 3, "needs values"),
    "choice without values in a type": (
        '[attribute.a]\nkind = "one"\n[event.A.attribute.a]',
        5,
        "needs values",
    ),
    "values of a flag": ('[attribute.a]\nkind = "flag"\nvalues = ["b"]', 5, "have values"),
    "value twice": ('[attribute.a]\nkind = "one"\nvalues = ["b", "b"]', 5, 'the value "b" stands twice'),
    "default that is no value": (
        '[attribute.a]\nkind = "one"\nvalues = ["b", "c"]\ndefault = "d"',
        6,
        'attribute.a.default: expected one of b, c, not "d"',
    ),
    "default of another kind": (
        '[attribute.a]\nkind = "integer"\ndefault = true',
        5,
        "expected a whole number",
    ),
    "default that is no date": (
        '[attribute.a]\nkind = "date"\ndefault = "soon"',
        5,
        "expected a date such as",
    ),
    "unknown target": ('[attribute.a]\nkind = "flag"\non = ["events"]', 5, 'did you mean "event"?'),
    "condition on nothing": (
        '[event.A.role.r]\nfillers = ["any"]\nwhen = [\n  { attributes = { mutual = true }, count = "0" },\n]',
        6,
        'event.A.role.r.when[1].attributes.mutual: there is no attribute "mutual"',
    ),
    "condition on no value": (
        (
            '[attribute.m]\nkind = "flag"\n[event.A]\nattribute.m = { default = true }\n[event.A.role.r]\n'
            'fillers = ["any"]\nwhen = [{ attributes = { m = "yes" }, count = "0" }]'
        ),
        9,
        'expected true or false, not "yes"',
    ),
    "relation without ends": ("[relation.r]", 3, "relation.r: a relation needs roles for its ends"),
    "relation with one end": (
        '[relation.r.role.a]\nfillers = ["any"]',
        3,
        'must hold two fillers: count = "2"',
    ),
    "lopsided relation": (
        '[relation.r]\nsymmetric = true\nrole.a = { fillers = ["entity"] }\nrole.b = { fillers = ["event"] }',
        3,
        "the two ends of a symmetric relation must take the same fillers",
    ),
    "renamed to nothing": ('[event.AB]\n[renames]\nOLD = "AC"', 5, 'there is no type "AC" to rename it to'),
    "renamed although it is there": ('[event.A]\n[event.B]\n[renames]\nA = "B"', 6, '"A" is still a type'),
    "renamed in a circle": ('[renames]\nA = "B"\nB = "A"', 4, "there is no type"),
    "extends nothing": ('extends = "plover"', 3, 'no shipped tagset "plover" (did you mean "plover-0.8"?)'),
    "extends what extends": ('extends = "plover-0.8"', 3, "extends another tagset itself"),
}


@pytest.mark.parametrize(("body", "line", "message"), SENSE.values(), ids=SENSE)
def test_what_does_not_fit_together(body: str, line: int, message: str) -> None:
    found = _error(body)
    assert (found[0], message in found[1]) == (line, True), found


def test_broken_toml() -> None:
    assert _error("[entity.PER]\n[entity.PER]\n") == (
        4,
        "not valid TOML: the table [entity.PER] stands twice",
    )
    line, message = _error('name = "open\n')
    assert line == 3
    assert message.startswith("not valid TOML at column")
    line, message = _error("name = [\n1,\n")
    assert line == 4
    assert message.startswith("not valid TOML")


def test_bytes_that_are_no_utf8() -> None:
    with pytest.raises(TagsetError, match=r"t\.toml:3: expected UTF-8 text\. Save the file as UTF-8\."):
        parse_tagset(HEAD.encode() + b'name = "M\xfcller"', "t.toml")


def test_a_byte_order_mark_and_windows_newlines_are_no_error(tmp_path: Path) -> None:
    path = tmp_path / "tagset.toml"
    path.write_bytes(
        b"\xef\xbb\xbf" + (HEAD + 'name = "Größe 👩‍🚀"\n[entity.PER]').replace("\n", "\r\n").encode()
    )
    tagset = read_tagset(path)
    assert tagset.name == "Größe 👩‍🚀"
    assert "PER" in tagset


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TagsetError, match=r"tagset\.toml: the tagset cannot be read"):
        read_tagset(tmp_path / "tagset.toml")


def test_a_tagset_may_add_to_and_change_a_shipped_one() -> None:
    tagset = parse_tagset(
        b'id = "mine"\nversion = "2"\nextends = "news-entities"\n'
        b'[entity.PER]\nname = "Mensch"\n[entity.CROP]\nkey = "y"\n'
    )
    person, news_person_key = tagset.type("PER"), "p"
    assert (tagset.id, tagset.version, tagset.name) == ("mine", "2", "mine")
    assert person is not None
    assert (person.name, person.key, person.colour) == ("Mensch", news_person_key, "#5b84b1")
    assert [e.id for e in tagset.entities][-2:] == ["CROP", "span"]
    assert tagset.type("position-of") is not None


@pytest.mark.parametrize("kind", ["entity", "event", "relation", "zone"])
@pytest.mark.parametrize("word", sorted(RESERVED_IDS))
def test_no_type_bears_a_word_of_the_language_but_the_built_in_span_may_be_dressed(
    kind: str, word: str
) -> None:
    if (kind, word) == ("entity", "span"):
        dressed = parse_tagset(f'{HEAD}[entity.span]\nname = "Stück"\nkey = "Q"\n'.encode()).type("span")
        assert dressed is not None
        assert (dressed.kind, dressed.name, dressed.key) == ("entity", "Stück", "q")
    else:
        line, message = _error(f"[{kind}.{word}]")
        assert line == 3
        assert f'"{word}" is a word of the tagset language and cannot name a type' in message


def test_a_key_is_a_letter_in_either_case() -> None:
    tagset = parse_tagset(f'{HEAD}[entity.PER]\nkey = "P"\n[event.MEET]\nkey = "m"\n'.encode())
    assert {"p", "M"} <= set(tagset.keys())
    assert tagset.by_key("p", "entity") == tagset.type("PER")
    line, message = _error('[entity.A]\nkey = "P"\n[entity.B]\nkey = "p"')
    assert (line, message) == (6, 'entity.B.key: the letter "p" is already the key of A')


def test_a_clash_with_what_is_extended_is_told_at_the_own_line() -> None:
    line, message = _error('extends = "news-entities"\n[entity.CROP]\nkey = "p"')
    assert (line, message) == (5, 'entity.CROP.key: the letter "p" is already the key of PER')


def test_an_error_in_the_extended_part_stays_with_the_own_file() -> None:
    line, message = _error('extends = "news-entities"\n[entity.ABLE]\nkey = "b"\n[event.PER]')
    assert (line, message) == (6, 'event.PER: there is already a type "PER" among the entity types')
