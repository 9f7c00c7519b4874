"""The published JSON Schema is current, and real sidecars are valid by it."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from annotator.sidecars.image import Image
from annotator.sidecars.schema import main, published, sidecar_schema
from tests.unit.sidecars.material import article_of, header, one_of_each

jsonschema = importlib.import_module("jsonschema")  # it has no types of its own


def test_the_published_schema_is_current() -> None:
    assert published().read_text(encoding="utf-8") == sidecar_schema(), (
        "renew it: python -m annotator.sidecars.schema --write"
    )
    assert main([]) == 0


def test_real_sidecars_are_valid() -> None:
    schema = json.loads(sidecar_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    value: dict[str, Any] = json.loads(bytes(Image.of(header(article_of()), one_of_each())))
    validator.validate(value)
    validator.validate({**value, "future": 1, "records": [{"id": "q1", "kind": "question"}]})
    validator.validate({**value, "records": []})


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"status": "half"},
        {"annotator": "A"},
        {"records": [{"id": "m1", "kind": "entity"}]},
        {"records": [{"id": "m1"}]},
        {"records": {}},
    ],
)
def test_others_are_not(changes: dict[str, Any]) -> None:
    value: dict[str, Any] = json.loads(bytes(Image.of(header(article_of()), one_of_each())))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**value, **changes}, json.loads(sidecar_schema()))
