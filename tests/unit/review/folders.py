"""Folders of articles and sidecars on disk, for what works through a whole folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from annotator.annotations.edits import Status
from annotator.annotations.records import Record
from annotator.annotations.sheet import Sheet
from annotator.articles.reading import read_article
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.opening import open_sheet
from annotator.tagsets.model import Tagset

SEEDS = Path(__file__).parents[3] / "seeds"
MUNICH = "munich-hayashi-stoltenberg.txt"
BRIEF = "munich-talks-brief.txt"


def copy_of_seeds(to: Path, *articles: str) -> Path:
    """A folder with these seed articles and all that annotators tagged there, called done."""
    to.mkdir()
    for name in articles or [path.name for path in SEEDS.glob("*.txt")]:
        for path in SEEDS.glob(f"{name}*"):
            shutil.copy(path, to)
    for path in to.glob("*.tags.json"):
        path.write_bytes(path.read_bytes().replace(b'"status":"in-progress"', b'"status":"done"'))
    return to


def put(path: Path, records: Sequence[Record] | Sheet, tagset: Tagset, status: Status = "done") -> Path:
    """Writes a sidecar; its name says whose it is and of which article."""
    article_name, annotator, *_ = path.name.rsplit(".", 3)
    article = read_article(path.with_name(article_name))
    stamp = TagsetStamp(tagset.id, tagset.version, tagset.sha256)
    header = Header(annotator, annotator.title(), ArticleStamp.of(article), stamp, status)
    path.write_bytes(bytes(Image.of(header, records)))
    return path


def sheet_of(folder: Path, article: str, annotator: str = "gold") -> Sheet:
    """A sheet as it lies on disk. Raises where the file is not whole."""
    path = folder / f"{article}.{annotator}.tags.json"
    json.loads(path.read_bytes())
    opened = open_sheet(path, read_article(folder / article))
    assert opened.read_only is None
    return opened.sheet


def everything(folder: Path, *, but: str = ".gold.tags.json") -> dict[str, bytes]:
    """The bytes of all files, without gold."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(but)}


def gold_of(folder: Path) -> dict[str, bytes]:
    """The bytes of all gold sheets."""
    return {path.name: path.read_bytes() for path in folder.glob("*.gold.tags.json")}
