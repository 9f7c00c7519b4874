"""The tagsets that come with the program: complete, clean, and read quickly."""

import hashlib
import subprocess
import sys

import pytest

from annotator.tagsets import shipped
from annotator.tagsets.definitions import RESERVED_LETTERS
from annotator.tagsets.model import Tagset
from annotator.tagsets.places import shipped_folder
from annotator.tagsets.reading import TagsetError, read_tagset

MODES = {
    "AGREE": "",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "REJECT": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial"
    " drone heavy-weapons crowd-control unconventional",
}
CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy"
    " economic legal reparations human_rights rights_freedoms repression human_security gender lgbt"
    " religion_ethnicity inequality diplomatic territory peacekeeping health asylum migration disasters"
    " natural_resource environment technology terrorism cbrn cyber misinformation crime corruption"
    " illegal_drugs trafficking"
)
ENTITIES = "PER ORG GPE LOC FAC VEH WEA TIME MONEY TITLE span"


@pytest.fixture(scope="module")
def plover() -> Tagset:
    return shipped.load()


@pytest.mark.parametrize("name", shipped.names())
def test_its_shape_is_checked_here_so_that_the_program_need_not(name: str) -> None:
    path = shipped_folder() / f"{name}.toml"
    read, loaded = read_tagset(path), shipped.load(name)
    assert (read.id, read.types(), read.attributes) == (loaded.id, loaded.types(), loaded.attributes)


@pytest.mark.parametrize("name", shipped.names())
def test_every_type_and_attribute_is_explained(name: str) -> None:
    tagset = shipped.load(name)
    for type_def in tagset.types():
        assert type_def.description, type_def.id
        if not type_def.abstract and type_def.id != "span":
            assert type_def.guideline or type_def.kind == "zone", type_def.id
        for attribute in type_def.attributes:
            assert attribute.description
            assert len(attribute.values) == 0 or all(v.description for v in attribute.values)
    for type_def in (*tagset.entities, *tagset.events):
        assert type_def.abstract or type_def.id == "span" or type_def.examples, type_def.id


@pytest.mark.parametrize("name", shipped.names())
def test_keys_are_letters_that_mean_nothing_else(name: str) -> None:
    tagset = shipped.load(name)
    for key, type_def in tagset.keys().items():
        assert len(key) == 1
        assert key.isascii()
        assert key.isalpha()
        assert key.isupper() == (type_def.kind == "event")
        assert key not in RESERVED_LETTERS
    assert len(tagset.keys()) == len(tagset.taggable("entity")) + len(tagset.taggable("event"))


@pytest.mark.parametrize("name", shipped.names())
def test_no_two_types_of_a_kind_share_a_colour(name: str) -> None:
    tagset = shipped.load(name)
    for types in (tagset.entities, tagset.events, tagset.relations, tagset.zones):
        colours = [t.colour for t in types]
        assert len(set(colours)) == len(colours)


def test_plover_has_its_events_with_their_modes(plover: Tagset) -> None:
    modes = {}
    for event in plover.taggable("event"):
        mode = plover.attribute(event.id, "mode")
        modes[event.id] = " ".join(v.id for v in mode.values) if mode else ""
    assert modes == MODES


def test_plover_has_contexts_status_and_the_entities_of_news(plover: Tagset) -> None:
    contexts = plover.attribute("AID", "contexts")
    assert contexts is not None
    assert contexts.kind == "many"
    assert " ".join(v.id for v in contexts.values) == CONTEXTS
    assert len(contexts.values) == 37
    status = plover.attribute("AID", "status")
    assert status is not None
    assert [v.id for v in status.values] == ["actual", "historical", "future", "hypothetical", "negated"]
    assert plover.default_attributes("AID") == {"status": "actual"}
    assert " ".join(e.id for e in plover.entities) == ENTITIES
    assert plover.entities == shipped.load("news-entities").entities


def test_in_a_mutual_event_all_are_actors(plover: Tagset) -> None:
    for event_id in ("CONSULT", "AGREE"):
        assert plover.default_attributes(event_id)["mutual"] is True
        assert [r.id for r in plover.arming_order(event_id)] == ["actor", "topic", "location", "time"]
        assert plover.role_bounds(event_id, "actor") == (2, None)
        assert plover.role_bounds(event_id, "recipient") == (0, 0)
        assert plover.role_bounds(event_id, "recipient", {"mutual": False}) == (0, None)
        assert plover.role_bounds(event_id, "actor", {"mutual": False}) == (1, None)
    assert plover.role_bounds("ASSAULT", "recipient") == (0, None)
    assert plover.role_bounds("ASSAULT", "recipient", {"mutual": True}) == (0, 0)


def test_some_events_need_a_recipient_and_ask_for_it_early(plover: Tagset) -> None:
    needing = [e.id for e in plover.taggable("event") if plover.role_bounds(e.id, "recipient")[0]]
    assert needing == ["COOPERATE", "AID", "SANCTION"]
    assert [r.id for r in plover.arming_order("AID")][:2] == ["actor", "recipient"]


def test_topics_are_events_entities_or_words(plover: Tagset) -> None:
    assert all(plover.accepts("ACCUSE", "topic", t) for t in ("ASSAULT", "WEA", "span"))
    assert plover.accepts("ACCUSE", "actor", "PER")
    assert not any(plover.accepts("ACCUSE", "actor", t) for t in ("TIME", "span", "ASSAULT", "UNKNOWN"))


def test_older_names_are_known(plover: Tagset) -> None:
    assert plover.renamed("INVESTIGATE") == "ACCUSE"
    assert plover.renamed("ACCUSE") is None


def test_entities_map_to_other_schemes() -> None:
    news = shipped.load("news-entities")
    conll = {e.id: news.name_in("conll2003", e.id) for e in news.entities if e.id != "span"}
    assert conll == {
        "PER": "PER",
        "ORG": "ORG",
        "GPE": "LOC",
        "LOC": "LOC",
        "FAC": "LOC",
        "VEH": "MISC",
        "WEA": "MISC",
        "TIME": None,
        "MONEY": None,
        "TITLE": None,
    }
    for ontonotes, ours in {"PERSON": "PER", "NORP": "ORG", "DATE": "TIME", "TIME": "TIME"}.items():
        found = news.type_from("ontonotes", ontonotes)
        assert found is not None
        assert found.id == ours
    assert news.type_from("ontonotes", "ORDINAL") is None


def test_relations_zones_and_what_is_said_of_articles(plover: Tagset) -> None:
    assert [r.id for r in plover.relations_between("PER", "ORG")] == ["position-of", "member-of", "tied-to"]
    assert plover.relations_between("TIME", "PER") == ()
    tied = plover.type("tied-to")
    assert tied is not None
    assert tied.symmetric
    assert tied.ends[0] == tied.ends[1]
    assert plover.excluding_zone.id == "boilerplate"
    assert not plover.is_gold_zone("boilerplate")
    assert plover.is_gold_zone("caption")
    assert [a.id for a in plover.article_attributes] == ["language", "genre", "published", "subject"]
    assert [a.id for a in plover.instance_attributes] == ["collective"]


def test_the_hash_covers_the_tagset_that_is_extended(plover: Tagset) -> None:
    own = (shipped_folder() / "plover-0.8.toml").read_bytes()
    base = (shipped_folder() / "news-entities.toml").read_bytes()
    assert plover.sha256 == hashlib.sha256(base + own).hexdigest()
    assert shipped.load("news-entities").sha256 == hashlib.sha256(base).hexdigest()


def test_a_name_that_nothing_bears_is_told() -> None:
    with pytest.raises(TagsetError, match=r'no shipped tagset "plover" \(did you mean "plover-0.8"\?\)'):
        shipped.load("plover")


def test_loading_the_default_builds_no_validator() -> None:
    """Validators, difflib and the search for lines would cost the start of the window more than the tagset."""
    code = (
        "import sys; from annotator.tagsets import shipped; shipped.load();"
        "print([m for m in ('pydantic', 'difflib', 'annotator.tagsets.written') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
