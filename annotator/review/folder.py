"""Adjudication of a whole folder as far as nobody has to choose: what all agree on, and what rules say, becomes gold.

Article by article, each gold sheet written whole; breaking off between two of them loses nothing, and doing it again
changes nothing. Chains are taken over last, when all articles are known; gold sheets are kept in line with what was
decided about them anywhere. Knows no window; what lies open in one is to be left to it (``but``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from annotator.annotations.authors import Author
from annotator.annotations.edits import Edit, join
from annotator.annotations.records import Decision
from annotator.errors import AnnotatorError
from annotator.review.chain_book import ChainBook
from annotator.review.chains import ArticleChains, Chains, chains_of
from annotator.review.deciding import Deciding, Gold
from annotator.review.ledger import AUTOMATIC, Ledger
from annotator.review.lying import Lying, look_at
from annotator.review.participation import Participation, Terms
from annotator.review.units import Comparison
from annotator.sidecars.names import Storage
from annotator.sidecars.workspace import ArticleFile, Listing
from annotator.tagsets.model import Tagset

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many steps of how many are done. It may raise to break off; gold written until then stays."""

LABEL = "take over what needs no choice"


class Left(Struct, frozen=True):
    """An article, or one annotator's sheet on it, that was left out, and why."""

    article: str
    annotator: str
    reason: str


class Adjudicated(Struct, frozen=True):
    """What became of one article: differences, those of them that still wait, and units taken over just now.

    ``gone`` are decisions on records that nobody has any more: what came of them is to be kept or discarded by somebody.
    """

    article: str
    units: int
    differences: int
    open: int
    taken: int
    written: bool
    gone: int = 0


class Adjudication(Struct, frozen=True):
    """What became of a folder. ``waiting`` are articles where too few sheets take part.

    ``chains`` are instances over all articles, ``chains_open`` those on which somebody has to decide.
    """

    articles: tuple[Adjudicated, ...] = ()
    waiting: tuple[str, ...] = ()
    unfinished: tuple[tuple[str, str], ...] = ()
    """Sheets that their annotators do not call done, as (article, annotator)."""
    left: tuple[Left, ...] = ()
    chains: int = 0
    chains_open: int = 0

    @property
    def taken(self) -> int:
        """Units taken over just now."""
        return sum(a.taken for a in self.articles)

    @property
    def differences(self) -> int:
        """Units on which annotators differ."""
        return sum(a.differences for a in self.articles)

    @property
    def open(self) -> int:
        """Differences that wait for somebody's choice."""
        return sum(a.open for a in self.articles)

    @property
    def gone(self) -> int:
        """Decisions on records that nobody has any more."""
        return sum(a.gone for a in self.articles)

    @property
    def written(self) -> int:
        """Gold sheets that were changed."""
        return sum(a.written for a in self.articles)


class FolderWork:
    """Reads articles of a folder one after the other, and keeps what has to be told about those left out."""

    def __init__(
        self,
        listing: Listing,
        tagset: Tagset,
        participation: Participation,
        storage: Storage | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._listing, self._tagset, self._participation = listing, tagset, participation
        self._storage, self._progress = storage, progress
        self.left: dict[tuple[str, str], Left] = {}
        self.waiting: dict[str, None] = {}
        self.unfinished: dict[tuple[str, str], None] = {}

    def articles(
        self, step: int = 0, steps: int = 1, among: Collection[str] | None = None
    ) -> Iterator[Lying]:
        """The articles where enough sheets take part; round ``step`` of ``steps``, for the progress."""
        files = [a for a in self._listing.articles if among is None or a.name in among]
        for number, file in enumerate(files):
            if self._progress is not None:
                self._progress(step * len(files) + number, steps * len(files))
            lying = self._look_at(file)
            if lying is not None and lying.comparison is not None:
                yield lying
        if self._progress is not None and files:
            self._progress((step + 1) * len(files), steps * len(files))

    def write(self, lying: Lying, edit: Edit) -> bool:
        """Writes gold after ``edit``; False where nothing changes, or where it cannot be and is told in ``left``."""
        try:
            return lying.write(edit)
        except (AnnotatorError, OSError) as error:
            self._leave(lying.name, "", _words(error))
            return False

    def _look_at(self, file: ArticleFile) -> Lying | None:
        try:
            lying = look_at(file, self._tagset, self._participation, self._storage)
        except (AnnotatorError, OSError) as error:
            self._leave(file.name, "", _words(error))
            return None
        for each in lying.left_out if lying is not None else ():
            self._leave(file.name, each.annotator, each.reason)
        if lying is not None and not self._participation.unfinished:
            self.unfinished.update(((file.name, name), None) for name in lying.unfinished)
        if lying is None or lying.comparison is None:
            self.waiting[file.name] = None
        return lying

    def _leave(self, article: str, annotator: str, reason: str) -> None:
        self.left.setdefault((article, annotator), Left(article, annotator, reason))


def adjudicate(
    listing: Listing,
    tagset: Tagset,
    author: Author,
    terms: Terms | None = None,
    *,
    storage: Storage | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    but: str = "",
) -> Adjudication:
    """Takes over all that needs no choice, in the name of ``author``; ``dry_run`` only says what would be.

    ``but`` names the article that is left as it is, such as the one that lies open in a window.
    """
    terms = terms or Terms()
    work = FolderWork(listing, tagset, terms.participation, storage, progress)
    book = _book(work, 2)
    decisions = book.take_over(author, rules=terms.rules)
    done = [
        _adjudicate(work, lying, author, terms, book, decisions, dry_run=dry_run)
        for lying in work.articles(1, 2)
        if lying.name != but
    ]
    failed = {article for article, annotator in work.left if not annotator}
    book.read(decisions)
    return Adjudication(
        tuple(a for a in done if a.article not in failed),
        tuple(work.waiting),
        tuple(work.unfinished),
        tuple(work.left.values()),
        len(book.chains.units),
        sum(unit.differs and not book.decided(unit) for unit in book.chains.units),
    )


def chain_book(
    listing: Listing,
    tagset: Tagset,
    participation: Participation,
    *,
    storage: Storage | None = None,
    progress: Progress | None = None,
) -> ChainBook:
    """The chains of a folder with all that its gold sheets say was decided about them."""
    return _book(FolderWork(listing, tagset, participation, storage, progress), 1)


def bring_in_line(
    listing: Listing,
    book: ChainBook,
    articles: Collection[str],
    tagset: Tagset,
    participation: Participation,
    *,
    storage: Storage | None = None,
    progress: Progress | None = None,
) -> Adjudication:
    """Has the gold sheets of ``articles`` say of chains what the book says, after a decision and after its undo.

    Where there is no gold yet none is made: it will be when its article is adjudicated.
    """
    work = FolderWork(listing, tagset, participation, storage, progress)
    done = []
    for lying in work.articles(among=articles):
        if lying.gold.exists:
            assert lying.comparison is not None, "only those are given out"
            gold = Gold.of(lying.gold.sheet)
            edit = book.edit(lying.name, lying.comparison, gold)
            written = work.write(lying, edit)
            done.append(_told(lying, lying.comparison, gold.ledger, edit, written=written))
    return Adjudication(tuple(done), tuple(work.waiting), (), tuple(work.left.values()))


def _book(work: FolderWork, steps: int) -> ChainBook:
    found: list[ArticleChains] = []
    people: set[str] = set()
    said: list[Decision] = []
    for lying in work.articles(0, steps):
        assert lying.comparison is not None, "only those are given out"
        found.append(chains_of(lying.name, lying.comparison))
        people.update(lying.comparison.participants)
        said += [r for r in lying.gold.sheet if isinstance(r, Decision) and r.of == "instance"]
    book = ChainBook(Chains(found, people))
    book.read(said)
    return book


def _adjudicate(
    work: FolderWork,
    lying: Lying,
    author: Author,
    terms: Terms,
    book: ChainBook,
    decisions: Iterable[Decision],
    *,
    dry_run: bool,
) -> Adjudicated:
    comparison = lying.comparison
    assert comparison is not None, "only those are given out"
    before = Gold.of(lying.gold.sheet)
    deciding = Deciding(comparison, author)
    taken = deciding.take_over(before, terms.rules)
    between = Gold.of(before.sheet.apply(taken))
    gone = len(deciding.gone(between))
    in_line = book.edit(lying.name, comparison, between, decisions)
    edit = join((taken, in_line), LABEL)
    written = not edit.is_empty if dry_run else work.write(lying, edit)
    return _told(lying, comparison, Ledger(between.sheet.apply(in_line)), edit, written=written, gone=gone)


def _told(
    lying: Lying, comparison: Comparison, after: Ledger, edit: Edit, *, written: bool, gone: int = 0
) -> Adjudicated:
    differing = [unit for unit in comparison.units if unit.differs]
    taken = sum(
        isinstance(change.after, Decision)
        and change.after.outcome in AUTOMATIC
        and change.after.of != "instance"
        for change in edit.changes
    )
    waiting = sum(not after.decided(unit) for unit in differing)
    return Adjudicated(lying.name, len(comparison.units), len(differing), waiting, taken, written, gone)


def _words(error: AnnotatorError | OSError) -> str:
    if isinstance(error, AnnotatorError):
        return error.message
    return f"it cannot be written or read: {error.strerror or error}"
