"""The rows of the article list as plain values: which there are, which are shown, and in what order. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

Status: TypeAlias = Literal["untouched", "in-progress", "done", "problem"]
Sorting: TypeAlias = Literal["name", "status", "tags"]


class ArticleRow(Struct, frozen=True):
    """One article of the folder.

    ``key`` is its path relative to the folder; ``problem`` says why it cannot be opened; ``tags`` counts the
    mentions of one's own sheet, None while nobody has looked; ``annotators`` are those who have sidecars.
    """

    key: str
    name: str
    folder: str = ""
    problem: str = ""
    title: str = ""
    status: Status = "untouched"
    tags: int | None = None
    annotators: tuple[str, ...] = ()


class ArticleDetails(NamedTuple):
    """What is found out about an article only when its row is shown."""

    title: str = ""
    status: Status = "untouched"
    tags: int = 0
    annotators: tuple[str, ...] = ()
    problem: str = ""


STATUS_WORDS: Mapping[str, str] = {
    "untouched": "untouched",
    "in-progress": "in progress",
    "done": "done",
    "problem": "problem",
}
"""A status in words."""

_NUMBER = re.compile(r"[0-9]+")
_STATUS_ORDER = {"problem": 0, "in-progress": 1, "untouched": 2, "done": 3}


def natural(name: str) -> str:
    """A key that sorts names as people do: ``article 2`` before ``article 10``, capitals like small letters."""
    return _NUMBER.sub(lambda found: found.group().zfill(12), name.casefold())


class ArticleRows:
    """All rows by key, and the keys that are shown, in order."""

    def __init__(self) -> None:
        self._rows: dict[str, ArticleRow] = {}
        self._names: dict[str, str] = {}
        self.shown: list[str] = []
        self.places: dict[str, int] = {}
        self.sorting: Sorting = "name"
        self.wanted = ""

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> ArticleRow | None:
        """The row with that key, shown or not."""
        return self._rows.get(key)

    def put(self, rows: Iterable[ArticleRow]) -> list[str]:
        """Takes these rows in the place of all others. What was found out about a row that stays is kept.

        Gives the keys of the rows that stay and now say something else.
        """
        fresh: dict[str, ArticleRow] = {}
        for row in rows:
            known = self._rows.get(row.key)
            if known is not None and known.tags is not None and row.tags is None and not row.problem:
                row = replace(
                    row,
                    title=known.title,
                    status=known.status,
                    tags=known.tags,
                    annotators=row.annotators or known.annotators,
                )
            fresh[row.key] = row
        before, self._rows = self._rows, fresh
        known_names = self._names
        self._names = {key: known_names.get(key) or natural(key) for key in fresh}
        return [key for key, row in fresh.items() if before.get(key, row) != row]

    def update(self, key: str, details: ArticleDetails) -> bool:
        """Writes details into a row; whether that changed it."""
        row = self._rows.get(key)
        if row is None:
            return False
        after = replace(
            row,
            title=details.title,
            status="problem" if details.problem else details.status,
            tags=details.tags,
            annotators=details.annotators,
            problem=details.problem,
        )
        self._rows[key] = after
        return after != row

    def order(self) -> list[str]:
        """The keys that are to be shown, in the order chosen."""
        keys = [key for key, row in self._rows.items() if self._matches(row)]
        keys.sort(key=self._names.__getitem__)
        if self.sorting == "status":
            keys.sort(key=lambda key: _STATUS_ORDER[self._rows[key].status])
        elif self.sorting == "tags":
            keys.sort(key=lambda key: -(self._rows[key].tags or 0))
        return keys

    def show(self, keys: list[str]) -> None:
        """Takes ``keys`` as what is shown."""
        self.shown = keys
        self.places = {key: place for place, key in enumerate(keys)}

    def unknown(self) -> list[str]:
        """The keys whose details nobody has found out yet."""
        return [key for key, row in self._rows.items() if row.tags is None and not row.problem]

    def after(self, key: str | None, step: int) -> str | None:
        """The key ``step`` (1 or -1) rows from ``key`` among those shown, None at the end; the first where
        ``key`` is not shown."""
        if key is None or key not in self.places:
            return self.shown[0 if step > 0 else -1] if self.shown else None
        place = self.places[key] + step
        return self.shown[place] if 0 <= place < len(self.shown) else None

    def next_open(self, key: str | None) -> str | None:
        """The next key whose article is not done (and can be opened), once around; None where all are done."""
        start = self.places.get(key, -1) + 1 if key is not None else 0
        for at in (*range(start, len(self.shown)), *range(start)):
            row = self._rows[self.shown[at]]
            if row.status in ("untouched", "in-progress") and row.key != key:
                return row.key
        return None

    def _matches(self, row: ArticleRow) -> bool:
        if not self.wanted:
            return True
        hay = f"{row.title}\n{row.key}".casefold()
        return all(word in hay for word in self.wanted.casefold().split())
