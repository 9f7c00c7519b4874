"""The JSON Schema of a tagset's file, generated from its shape; ``--write`` renews the published copy.

Editors check and complete a tagset against it (a first line such as ``#:schema tagset.schema.json``).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from annotator.resource_files import resource_folder
from annotator.tagsets.written import shape


def tagset_schema() -> str:
    """The JSON Schema as the text of its file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape().json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def published() -> Path:
    """Where the published copy lies, or would lie."""
    return resource_folder() / "schemas" / "tagset.schema.json"


def main(arguments: list[str]) -> int:
    """``--write`` renews the published copy; without it, 1 is returned where the copy is not current."""
    if "--write" in arguments:
        published().parent.mkdir(exist_ok=True)
        published().write_text(tagset_schema(), encoding="utf-8", newline="\n")
        return 0
    current = published().is_file() and published().read_text(encoding="utf-8") == tagset_schema()
    return 0 if current else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
