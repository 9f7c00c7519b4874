"""What CoNLL's columns say that their writing and their reading must agree on; see :mod:`annotator.formats.conll`."""

from __future__ import annotations

DOCSTART = "-DOCSTART-"
"""The first column of the line before each article."""

UNKNOWN = "-X-"
"""What a column says of which nothing is known."""
