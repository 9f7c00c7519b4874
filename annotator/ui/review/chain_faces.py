"""What the versions of a chain say: who refers with which mentions to one thing. Knows no Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from annotator.annotations.records import Decision, Entity, Event, Instance, Zone, quote
from annotator.annotations.sheet import Sheet
from annotator.review.chains import Chains, Place
from annotator.review.units import Comparison, Unit
from annotator.ui.review.faces import Card, Cell, Faces
from annotator.ui.review.words import outcome_in_words


def chain_faces(
    chains: Chains,
    unit: Unit,
    comparison: Comparison,
    article: str,
    sheet: Sheet,
    decision: Decision | None,
    former: Decision | None,
    names: Mapping[str, str],
) -> Faces:
    """How a chain is shown in an article; mentions of other articles are counted."""
    places = chains.places[unit.key]
    records = {name: r for name, r in unit.versions if isinstance(r, Instance)}
    shared = set.intersection(*(set(held) for held in places.values()))
    number = {name: at for at, name in enumerate(chains.participants, 1)}
    camps: dict[object, list[str]] = {}
    for name, record in records.items():
        camps.setdefault((record.type, record.links, frozenset(places[name])), []).append(name)
    adopted = decision.origin.annotator if decision is not None and decision.results else ""
    types, links = {r.type for r in records.values()}, {r.links for r in records.values()}
    cards = []
    for camp in camps.values():
        record = records[camp[0]]
        cells = [
            Cell(
                None,
                "",
                comparison.tagset.display(record.type),
                _colour(comparison, record.type),
                len(types) > 1,
            )
        ]
        cells += _mentions(comparison, article, places[camp[0]], shared)
        if record.links and len(links) > 1:
            cells.append(Cell(None, "link", record.links[0].rpartition("/")[2], differs=True))
        shown = tuple(names.get(name, name) for name in camp)
        cards.append(Card(tuple(number[n] for n in camp), tuple(camp), shown, tuple(cells), adopted in camp))
    if unit.missing:
        shown = tuple(names.get(name, name) for name in unit.missing)
        dropped = decision is not None and decision.outcome == "none"
        numbers = tuple(number[name] for name in unit.missing)
        cards.append(Card(numbers, unit.missing, shown, (), dropped, missing=True))
    cards.sort(key=lambda card: card.numbers[0])
    told = decision or former
    said = "Not decided yet"
    if decision is not None:
        said = outcome_in_words(decision, names.get(adopted, adopted)) + ", in every article"
    elif former is not None:
        said = "Changed since it was decided: decide again"
    gold = next(
        (r for id in (decision.results if decision is not None else ()) if (r := sheet.get(id))), None
    )
    return Faces(
        unit,
        tuple(cards),
        Card((), (), ("Gold",), _gold(sheet, gold, comparison)),
        said,
        decision.outcome if decision is not None else "changed" if former is not None else "",
        told.reason if told is not None else "",
        told.comment if told is not None else "",
    )


def first_mention(chains: Chains, unit: Unit, comparison: Comparison, article: str) -> Unit | None:
    """The first mention of a chain in an article, in anybody's version."""
    held = [
        comparison.by_key[key]
        for by_name in chains.places[unit.key].values()
        for name, key in by_name
        if name == article and key in comparison.by_key
    ]
    return min(held, key=lambda mention: mention.start, default=None)


def _mentions(
    comparison: Comparison, article: str, places: tuple[Place, ...], shared: set[Place]
) -> list[Cell]:
    here: Counter[tuple[str, bool]] = Counter()
    elsewhere: Counter[tuple[str, bool]] = Counter()
    for place in places:
        name, key = place
        mention = comparison.by_key.get(key) if name == article else None
        record = mention.versions[0].record if mention is not None else None
        if isinstance(record, (Entity, Event, Zone)):
            here[quote(record), place not in shared] += 1
        elif name != article:
            elsewhere[name, place not in shared] += 1
    cells = [
        Cell(None, f"{count} ×" if count > 1 else "", words, differs=differs)
        for (words, differs), count in here.items()
    ]
    cells += [
        Cell(None, name, f"{count} mention{'s' if count > 1 else ''}", differs=differs)
        for (name, differs), count in elsewhere.items()
    ]
    return cells


def _gold(sheet: Sheet, gold: object, comparison: Comparison) -> tuple[Cell, ...]:
    if not isinstance(gold, Instance):
        return ()
    members = Counter(quote(r) for r in sheet if isinstance(r, (Entity, Event)) and gold.id in r.instances)
    cells = [Cell(None, "", comparison.tagset.display(gold.type), _colour(comparison, gold.type))]
    cells += [Cell(None, f"{n} ×" if n > 1 else "", words) for words, n in members.items()]
    return tuple(cells)


def _colour(comparison: Comparison, type: str) -> str:
    found = comparison.tagset.type(type)
    return found.colour if found is not None else ""
