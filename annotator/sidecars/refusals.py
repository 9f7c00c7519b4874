"""Why an edit is not taken in, and why a sidecar cannot be written: for people, in one sentence. Knows no saver."""

from __future__ import annotations

import errno
from pathlib import Path

from annotator.annotations.edits import Edit
from annotator.annotations.records import Entity, Event, Zone
from annotator.articles.article import Article
from annotator.sidecars.problems import QuoteMismatch


def check_quotes(edit: Edit, article: Article, path: Path) -> None:
    """Raises QuoteMismatch when a record that ``edit`` makes does not quote what the article says there."""
    for change in edit.changes:
        record = change.after
        if isinstance(record, (Entity, Event, Zone)):
            for part in record.span:
                if article.text[part.start : part.end] != part.quote:
                    raise QuoteMismatch(
                        f"record {record.id}: the article does not say “{part.quote}” at {part.start}",
                        path=path,
                    )


def explain(error: OSError, path: Path) -> str:
    """Why a file could not be written, for people."""
    folder = path.parent
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EROFS: f"{folder} is on a volume that cannot be written",
        errno.EACCES: f"no permission to write {path.name} in {folder}",
        errno.EPERM: f"no permission to write {path.name} in {folder}",
        errno.ENOENT: f"the folder {folder} is gone",
        errno.EIO: "the disk reports an error",
    }
    if hasattr(errno, "EDQUOT"):  # not on Windows
        reasons[errno.EDQUOT] = "the quota is used up"
    return reasons.get(error.errno or 0, f"{error.strerror or error}")
