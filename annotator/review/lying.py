"""One article of a folder as it lies on disk: the sheets that take part, and its gold sheet, which alone is written.

Gold is put in place whole or not at all, and nothing else is ever written. Knows no window.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from annotator.annotations.edits import Edit
from annotator.articles.article import Article
from annotator.articles.reading import read_article
from annotator.errors import AnnotatorError
from annotator.review.bringing import LeftOut, bring
from annotator.review.participation import Participation
from annotator.review.solo import compare
from annotator.review.units import Comparison
from annotator.sidecars.header import TagsetStamp
from annotator.sidecars.names import GOLD, Storage, sidecar_name
from annotator.sidecars.opening import OpenedSheet, open_sheet, recorded_encoding
from annotator.sidecars.saving import write
from annotator.sidecars.workspace import ArticleFile
from annotator.tagsets.model import Tagset


class Lying(Struct, frozen=True):
    """An article with what lies beside it. ``comparison`` is None where too few sheets take part."""

    name: str
    article: Article
    gold: OpenedSheet
    comparison: Comparison | None = None
    left_out: tuple[LeftOut, ...] = ()
    unfinished: tuple[str, ...] = ()

    def write(self, edit: Edit) -> bool:
        """Writes gold as it is after ``edit``; False where that changes nothing.

        Raises OSError, and SidecarError where gold was changed on disk since it was read; it stays as it is then.
        """
        if edit.is_empty:
            return False
        write(self.gold.path, self.gold.image.apply(edit).chunks(), self.gold.on_disk)
        return True


def look_at(
    file: ArticleFile, tagset: Tagset, participation: Participation, storage: Storage | None = None
) -> Lying | None:
    """Reads an article and what lies beside it; None where fewer sheets lie there than have to take part.

    ``storage`` says where sidecars are kept if not beside the article. What is wrong with one sheet is told in
    ``left_out``. Raises AnnotatorError and OSError where the article cannot be read, or its gold not be changed.
    """
    wanted = {s.annotator: s.path for s in file.sidecars if participation.wants(s.annotator)}
    if len(wanted) < participation.at_least:
        return None
    encodings = (recorded_encoding(path) for path in wanted.values())
    article = read_article(file.path, encoding=next((found for found in encodings if found), None))
    sheets = bring(article, wanted, tagset)
    taking_part = participation.of(sheets)
    enough = len(taking_part) >= participation.at_least
    return Lying(
        file.name,
        article,
        _open_gold(file, article, tagset, storage),
        compare(taking_part, tagset, alone=participation.alone) if enough else None,
        sheets.left_out,
        tuple(b.annotator for b in sheets.brought if b.annotator not in taking_part),
    )


def _open_gold(file: ArticleFile, article: Article, tagset: Tagset, storage: Storage | None) -> OpenedSheet:
    stamp = TagsetStamp(tagset.id, tagset.version, tagset.sha256)
    opened = open_sheet(_gold_path(file, storage), article, name="Gold", tagset=stamp)
    if opened.read_only is not None:
        raise AnnotatorError(f"its gold cannot be changed: {opened.read_only}")
    if opened.header.article.sha256 != article.sha256:
        raise AnnotatorError("its gold was made on another version of the text; it was left as it is")
    return opened


def _gold_path(file: ArticleFile, storage: Storage | None) -> Path:
    gold = file.sidecar(GOLD)
    if gold is not None:
        return gold.path
    if storage is not None:
        return storage.sidecar(file.path, GOLD)
    return file.path.with_name(sidecar_name(file.path.name, GOLD))
