"""Makes the report's page of a folder and puts it on disk, whole at every instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.review.agreement.report import Report
from annotator.review.behind import Difference
from annotator.review.page import page
from annotator.sidecars.names import is_article_name, parse_sidecar_name
from annotator.sidecars.saving import OnDisk, read_bytes, write
from annotator.tagsets.model import Tagset


def save_page(
    path: Path,
    report: Report,
    differences: Sequence[Difference],
    tagset: Tagset,
    *,
    names: dict[str, str] | None = None,
    overwrite: bool = False,
) -> None:
    """Writes the page. Raises AnnotatorError where it cannot be written, or is there and may not be replaced."""
    made = datetime.now().astimezone().strftime("%Y-%m-%d")
    try:
        there = OnDisk()
        if path.exists():
            refuse_present(path, overwrite=overwrite)
            data, signature = read_bytes(path)
            there = OnDisk(signature, (data,))
        write(path, [page(report, differences, tagset, names=names, made=made).encode()], there)
    except OSError as error:
        raise AnnotatorError(f"it cannot be written: {error.strerror or error}", path=path) from None


def refuse_present(path: Path, *, overwrite: bool = False) -> None:
    """Raises AnnotatorError where something is there that may not be replaced: articles and sheets never may."""
    if path.exists() and (is_article_name(path.name) or parse_sidecar_name(path.name) is not None):
        raise AnnotatorError(
            "this is an article or a sheet, and is not overwritten", path=path, remedy="Choose another name."
        )
    if path.exists() and not overwrite:
        raise AnnotatorError(
            "this exists already, and nothing is overwritten",
            path=path,
            remedy="Choose another name, or say --overwrite.",
        )
