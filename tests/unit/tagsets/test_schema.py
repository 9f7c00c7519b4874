"""The published JSON Schema is current and says the same as the reader."""

import importlib
import json

import pytest
import tomli

from annotator.tagsets import schema, shipped
from annotator.tagsets.places import shipped_folder

jsonschema = importlib.import_module("jsonschema")  # it has no types of its own


def test_the_published_schema_is_current() -> None:
    assert schema.main([]) == 0, "run python -m annotator.tagsets.schema --write"


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema.tagset_schema()))


@pytest.mark.parametrize("name", shipped.names())
def test_shipped_tagsets_satisfy_it(name: str) -> None:
    tables = tomli.loads((shipped_folder() / f"{name}.toml").read_text(encoding="utf-8"))
    jsonschema.validate(tables, json.loads(schema.tagset_schema()))


def test_it_refuses_what_the_reader_refuses() -> None:
    with pytest.raises(jsonschema.ValidationError, match="colur"):
        jsonschema.validate(
            {"id": "x", "version": "1", "entity": {"PER": {"colur": "#ffffff"}}},
            json.loads(schema.tagset_schema()),
        )
