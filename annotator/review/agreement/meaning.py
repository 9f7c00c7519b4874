"""One line for each number, for people: its name, and what it means."""

from __future__ import annotations

from msgspec import Struct


class Meaning(Struct, frozen=True):
    """What a measure is called, under which heading it stands, and what its number says."""

    name: str
    heading: str
    line: str


_SCHEMES = {
    "strict": "same span and same type",
    "exact": "same span, whatever the type",
    "partial": "same span counts 1, an overlapping one ½, whatever the type",
    "type": "same type, and the spans overlap",
}
_SPANNED = {"mention": "Mentions", "entity": "Entities", "event": "Triggers", "zone": "Zones"}
_CHAINS = {
    "muc": (
        "MUC",
        "links between mentions of one chain that both sheets have; says nothing of lone mentions",
    ),
    "b_cubed": ("B³", "for each mention, how much of its chain both sheets have; the mean over mentions"),
    "ceaf_m": ("CEAF-m", "mentions that both sheets have in chains matched one to one"),
    "ceaf_e": ("CEAF-e", "likeness of chains matched one to one, long and short ones alike"),
    "lea": ("LEA", "links of each chain that both sheets have, weighed by the size of the chain"),
    "blanc": ("BLANC", "links within chains and links between different ones, the mean of both"),
    "conll": ("CoNLL", "the mean of MUC, B³ and CEAF-e"),
}
_CHAIN_HEADINGS = {
    "entity-chains": "Instances of entities, within articles",
    "event-chains": "Instances of events, within articles",
    "entity-chains-across": "Instances of entities, across articles",
    "event-chains-across": "Instances of events, across articles",
}
_EVENTS = {
    "tri-i": ("Tri-I", "same trigger, exactly; the type does not matter"),
    "tri-c": ("Tri-C", "same trigger and same type of event"),
    "arg-i": ("Arg-I", "same filler, exactly, in an event of the same type"),
    "arg-c": ("Arg-C", "same filler in the same role, in an event of the same type"),
    "arg-i+": ("Arg-I, attached", "same filler of the very same event: its trigger must be the same, too"),
    "arg-c+": ("Arg-C, attached", "same filler in the same role of the very same event"),
    "arg-matched": (
        "Arguments, matched",
        "same role in matched events of the same type, with matched fillers; bounds may differ",
    ),
}

MEASURES: dict[str, Meaning] = {
    **{
        f"{kind}.{scheme}": Meaning(f"{heading}, {scheme}", heading, line)
        for kind, heading in _SPANNED.items()
        for scheme, line in _SCHEMES.items()
    },
    **{id: Meaning(name, "Events", line) for id, (name, line) in _EVENTS.items()},
    "relation": Meaning("Relations", "Relations", "same type, same roles, and matched ends"),
    **{
        f"{prefix}.{part}": Meaning(name, heading, line)
        for prefix, heading in _CHAIN_HEADINGS.items()
        for part, (name, line) in _CHAINS.items()
    },
}
"""Every measure of precision, recall and F1, in the order in which they are shown."""

VALUES: dict[str, Meaning] = {
    "observed": Meaning(
        "Observed", "Values", "how often two annotators give a matched record the same value"
    ),
    "cohen": Meaning(
        "Cohen’s κ", "Values", "the same beyond what their habits would give by chance: 1 always, 0 chance"
    ),
    "fleiss": Meaning("Fleiss’ κ", "Values", "the same for any number of annotators who all gave a value"),
    "alpha": Meaning(
        "Krippendorff’s α",
        "Values",
        "the same where some gave no value; above .8 values are taken as reliable, above .667 with care",
    ),
}
"""The numbers on values; over matched records only, never over text that nobody tagged."""

CLASSES: dict[str, Meaning] = {
    "missing": Meaning("Missing", "Differences", "mentions and relations that only one has, of all"),
    "boundary": Meaning("Boundary", "Differences", "matched mentions whose spans differ"),
    "type": Meaning("Type", "Differences", "matched mentions and relations whose types differ"),
    "role": Meaning("Role", "Differences", "matched events and relations with a filler in different roles"),
    "argument": Meaning("Argument", "Differences", "matched events and relations with different fillers"),
    "attribute": Meaning(
        "Attribute", "Differences", "matched mentions and relations of which a value differs"
    ),
    "instance": Meaning(
        "Instance", "Differences", "chains of an article that one has otherwise or not at all"
    ),
    "zone": Meaning("Zone", "Differences", "zones that differ or that only one has"),
}
"""The classes of difference."""

RATIOS = {
    "precision": "of what the second has, the part that the first has, too",
    "recall": "of what the first has, the part that the second has, too",
    "f1": "the harmonic mean of both, the same whoever comes first",
    "interval": "where the middle 95 % of F1 lie when articles are drawn again (bootstrap); for two articles or more",
}
"""What stands in the columns."""
