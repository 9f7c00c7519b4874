"""The JSON Schema of a sidecar, generated from its records; ``--write`` renews the published copy.

It says less than the reader checks: not that quotes stand in the article, nor that ids are unique.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from annotator.annotations.records import Record
from annotator.resource_files import resource_folder
from annotator.sidecars.codec import KINDS
from annotator.sidecars.header import FORMAT, STATUSES, VERSION

_TEXT: dict[str, Any] = {"type": "string"}


def sidecar_schema() -> str:
    """The JSON Schema as the text of its file."""
    known, definitions = _known()
    definitions["Known"] = known
    definitions["Unknown"] = {
        "type": "object",
        "description": "A kind that this version does not know; it is kept as it is.",
        "properties": {"id": _TEXT, "kind": {"type": "string", "not": {"enum": sorted(KINDS)}}},
        "required": ["id", "kind"],
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sidecar",
        "description": "One annotator's tags on one article. Unknown keys are allowed and kept everywhere.",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "annotator": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,31}$"},
            "name": {"type": "string", "description": "The annotator's name as typed."},
            "status": {"enum": list(STATUSES)},
            "article": _stamp(
                sha256={"type": "string", "description": "Of the article's bytes, in hex."},
                length={"type": "integer", "minimum": 0, "description": "In code points."},
                encoding=_TEXT,
                newlines=_TEXT,
            ),
            "tagset": _stamp(id=_TEXT, version=_TEXT, sha256=_TEXT),
            "records": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/$defs/Known"}, {"$ref": "#/$defs/Unknown"}]},
            },
        },
        "required": ["format", "version", "annotator", "name", "status", "article", "tagset", "records"],
        "$defs": definitions,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _known() -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of the kinds known, and the definitions that it refers to, from the records themselves."""
    (known,), definitions = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    return known, definitions


def published() -> Path:
    """Where the published copy lies, or would lie."""
    return resource_folder() / "schemas" / "sidecar.schema.json"


def main(arguments: list[str]) -> int:
    """``--write`` renews the published copy; without it, 1 is returned where the copy is not current."""
    if "--write" in arguments:
        published().parent.mkdir(exist_ok=True)
        published().write_text(sidecar_schema(), encoding="utf-8", newline="\n")
        return 0
    current = published().is_file() and published().read_text(encoding="utf-8") == sidecar_schema()
    return 0 if current else 1


def _stamp(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
