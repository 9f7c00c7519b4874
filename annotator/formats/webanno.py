r"""WebAnno TSV 3.3 (and 3.1, 3.2), as INCEpTION and WebAnno export it; only read.

A header names the layers: ``#T_SP=`` spans, with slot features as ``ROLE_layer:feature_link|target``; ``#T_CH=`` chains;
``#T_RL=`` relations, which end with ``BT_`` and the layer they tie. Then sentences: ``#Text=`` lines, and a row for each
token (``1-2``) and sub-token (``1-2.1``) with its place in UTF-16 code units, its text, and a cell for each column: ``_``
is nothing, ``*`` an annotation without a value, ``|`` parts what is stacked, ``[3]`` tells annotations apart and carries
one over several rows. A backslash takes the meaning from a character.

The text is what the ``#Text`` lines say, at the offsets of the rows. What stands between sentences the format does not
say, only how long it is: a line break and blanks, as INCEpTION has it. Nothing is put behind the last sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.formats.exchange import Found, SourceError, Trouble
from annotator.formats.sources import is_one_file, members
from annotator.formats.webanno_lines import Unreadable
from annotator.formats.webanno_records import Document


def reader() -> WebannoReader:
    """Reads the format."""
    return WebannoReader()


class WebannoReader:
    """Reads files, folders or ZIP archives of WebAnno TSV."""

    def read(self, source: Path) -> Iterator[Found | Trouble]:
        """The articles, and what is wrong with them."""
        alone = is_one_file(source)
        count = 0
        for member in members(source, ".tsv"):
            count += 1
            try:
                document = Document(member.name, member.data)
                found = document.article()
            except Unreadable as problem:
                if alone:
                    raise SourceError(problem.message, path=source, line=problem.line) from None
                yield Trouble(
                    member.name, f"line {problem.line}", problem.message, "the article was left out"
                )
                continue
            yield from document.drafts.troubles
            yield found
        if not count:
            raise SourceError("it holds no file that ends in .tsv", path=source)

    def tagset(self, source: Path) -> Mapping[str, Any] | None:
        """None: the header says which layers there are, not which values they have."""
        return None
