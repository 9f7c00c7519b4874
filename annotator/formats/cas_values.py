"""What features of a CAS say of a record: attributes, and where it is from."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import Any

import msgspec

from annotator.annotations.records import Origin, Value
from annotator.formats.cas_layers import Layer
from annotator.formats.cas_structures import (
    Cas,
    Structure,
    whole,
)
from annotator.formats.drafts import Drafts
from annotator.formats.exchange import Trace
from annotator.formats.sources import json_of
from annotator.sidecars.strict import JsonProblem


class Values:
    """Reads features of the structures of one document."""

    def __init__(self, cas: Cas, drafts: Drafts) -> None:
        self._cas, self._drafts = cas, drafts
        self._broken: set[int] = set()
        self.unheld: Counter[tuple[str, str]] = Counter()
        """How often features hold neither a value nor a role, by layer and name."""

    def attributes(self, layer: Layer, found: Structure) -> dict[str, Value]:
        """The values of attributes; what cannot be one is reported or counted."""
        made: dict[str, Value] = {}
        for feature in layer.attributes:
            raw = found.values.get(feature.name)
            if raw is None:
                continue
            if feature.kind in ("ref", "refs", "other"):
                self.unheld[layer.name, feature.name] += 1
                continue
            try:
                value = self._value(found, feature.name, feature.kind, raw)
            except ValueError as error:
                self._drafts.trouble(
                    place_of(found), f"{feature.name}: {error}", "the attribute was left out"
                )
                continue
            if value is not None and (layer.ours or value not in ("", ())):
                made[feature.name] = value
        return {**made, **self._more(layer, found)}

    def _value(self, found: Structure, name: str, kind: str, raw: Any) -> Value | None:
        if kind == "text":
            return raw if isinstance(raw, str) else None
        if kind == "texts":
            return self._cas.texts(found, name)
        if kind == "flag":
            if raw in ("true", "1", True):
                return True
            if raw in ("false", "0", False):
                return False
            raise ValueError(f"“{short(raw)}” is neither true nor false")
        if kind == "integer":
            number = whole(raw)
            if number is None:
                raise ValueError(f"“{short(raw)}” is no whole number")
            return number
        if kind == "number":
            value = float(raw) if isinstance(raw, (str, int, float)) else float("nan")
            if not isfinite(value):
                raise ValueError(f"“{short(raw)}” is no number")
            return value
        return None

    def _more(self, layer: Layer, found: Structure) -> dict[str, Value]:
        """The attributes that no feature could hold, which our own layers keep as JSON."""
        try:
            held = self._held(layer, found).get("attributes", {})
            return {name: _plain(value) for name, value in held.items()}
        except (ValueError, AttributeError) as problem:
            self._drafts.trouble(
                place_of(found), f"its “more”: {problem}", "the attributes in it were left out"
            )
            return {}

    def trace(self, layer: Layer, found: Structure) -> Trace | None:
        """Where a record of our own layers is from; None of one that was made elsewhere."""
        if not layer.ours or not text_in(found, "record"):
            return None
        origin = None
        try:
            if (held := self._held(layer, found).get("origin")) is not None:
                origin = msgspec.convert(held, Origin)
        except msgspec.ValidationError as problem:
            self._drafts.trouble(place_of(found), f"its “more”: {problem}", "the origin in it was left out")
        return Trace(text_in(found, "record"), text_in(found, "by"), text_in(found, "at"), origin)

    def _held(self, layer: Layer, found: Structure) -> dict[str, Any]:
        """What a record of our own layers keeps as JSON; what is no JSON is told once, though it is asked for twice."""
        said = text_in(found, "more") if layer.ours else ""
        if not said or found.id in self._broken:
            return {}
        try:
            held = json_of(said.encode("utf-8", "replace"))
        except JsonProblem as problem:
            self._broken.add(found.id)
            self._drafts.trouble(place_of(found), f"its “more”: {problem}", "what stands in it was left out")
            return {}
        return held if isinstance(held, dict) else {}


def text_in(found: Structure, feature: str) -> str:
    """What a feature says; empty where it holds no text."""
    value = found.values.get(feature)
    return value if isinstance(value, str) else ""


def place_of(found: Structure) -> str:
    """How messages name a structure."""
    return f"id {found.id}"


def short(value: object) -> str:
    """A value as messages quote it."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _plain(value: Any) -> Value:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError(f"“{short(value)}” is no value")
