"""Comparing the sheets of a folder, beside reading them; and beside nervaluate on the same flat spans.

    python -m tests.benchmarks.agreeing STEP ARGUMENTS...

takes one step in a process of its own and prints the seconds of processor that it took.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace

from annotator.annotations.records import Entity, Event, Record, fragment
from annotator.annotations.sheet import Sheet
from annotator.articles.article import Article, newlines_of
from annotator.articles.reading import read_article
from annotator.digests import sha256
from annotator.review.agreement.measures import measured
from annotator.review.agreement.pooling import Pool
from annotator.review.agreement.report import agree
from annotator.review.agreement.scoring import Rules, Side, score
from annotator.review.alignment import align
from annotator.review.compared import Compared
from annotator.sidecars.header import ArticleStamp, Header, TagsetStamp
from annotator.sidecars.image import Image
from annotator.sidecars.names import sidecar_name
from annotator.sidecars.opening import open_sheet
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.benchmarks import corpus
from tests.benchmarks.figures import Figure

_ROOT = Path(__file__).resolve().parents[2]
_MANY, _SHORT = 1_000, 200
_ANNOTATORS = ("a", "b", "c")
_ENTITIES, _EVENTS = 50, 5
_MOST = 2.0
"""The highest ratio of aligning and scoring to reading what is compared."""


def make(folder: Path, count: int) -> None:
    """Writes ``count`` articles of 5 kB with a sheet of 50 entity mentions and 5 events by each of three annotators.

    They are about as far apart as the two annotators of the seeds (strict F1 of mentions .8): mentions are left out, of
    another type, or a word longer.
    """
    folder.mkdir()
    tagset = shipped.load()
    stamp = TagsetStamp(tagset.id, tagset.version, tagset.sha256)
    for number in range(count):
        text, records = corpus.tagged(number, 5_000, _ENTITIES, _EVENTS)
        data = text.encode()
        path = folder / f"article-{number:06}.txt"
        path.write_bytes(data)
        article = Article(path, text, sha256(data), len(data), "utf-8", newlines_of(text))
        for annotator in _ANNOTATORS:
            draw = random.Random(f"{annotator} {number}")
            own = as_another(records, text, draw)
            header = Header(annotator, annotator, ArticleStamp.of(article), stamp, "done")
            (folder / sidecar_name(path.name, annotator)).write_bytes(bytes(Image.of(header, own)))


def as_another(records: list[Record], text: str, draw: random.Random) -> list[Record]:
    """The records as another annotator might have made them, with ids of that one's own."""
    names = {record.id: f"{record.id[0]}{draw.getrandbits(50):011x}"[:12] for record in records}
    left_out = {r.id for r in records if draw.random() < 0.05}
    made: list[Record] = []
    for record in records:
        if record.id in left_out or not isinstance(record, (Entity, Event)):
            continue
        mine = replace(record, id=names[record.id])
        if draw.random() < 0.05 and isinstance(mine, Entity):
            mine = replace(mine, type=draw.choice(("PER", "ORG", "GPE", "LOC")))
        if draw.random() < 0.05:
            only = mine.span[0]
            end = text.find(" ", only.end + 1)
            mine = replace(mine, span=(fragment(text, only.start, end if end > 0 else only.end),))
        if isinstance(mine, Event):
            kept = tuple(
                replace(a, filler=names[a.filler]) for a in mine.arguments if a.filler not in left_out
            )
            mine = replace(mine, arguments=kept)
        made.append(mine)
    return made


# -- what is measured, each in a process of its own ------------------------------------------------------------


def _read(folder: str) -> float:
    """The floor: reads and checks every article with its sheets."""
    listing = scan(Path(folder))
    began = time.process_time()
    for file in listing.articles:
        article = read_article(file.path, encoding="utf-8")
        for sidecar in file.sidecars:
            assert open_sheet(sidecar.path, article, many=True).read_only is None
    return time.process_time() - began


def _agree(folder: str) -> float:
    listing, tagset = scan(Path(folder)), shipped.load()
    _import()
    began = time.process_time()
    report = agree(listing, tagset)
    took = time.process_time() - began
    assert report.articles == len(listing.articles), report.left_out[:3]
    assert len(report.pairs) == 3
    return took


def _import() -> None:
    """Imports what is imported at first use: a matter of the first article, however many there are."""
    from numpy.random import default_rng
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import csgraph

    assert linear_sum_assignment
    assert csgraph
    assert default_rng(0).random() < 1


def _flat(count: str) -> list[tuple[Sheet, Sheet]]:
    """Two sheets of each article with spans that do not overlap, and no events."""
    pairs = []
    for number in range(int(count)):
        text, records = corpus.tagged(number, 5_000, _ENTITIES, _EVENTS)
        two = []
        for annotator in _ANNOTATORS[:2]:
            end = 0
            kept = []
            for record in as_another(records, text, random.Random(f"{annotator} {number}")):
                if isinstance(record, Entity) and record.span[0].start >= end:
                    kept.append(record)
                    end = record.span[0].end
            two.append(Sheet.of(kept))
        pairs.append((two[0], two[1]))
    return pairs


def _ours(count: str) -> float:
    pairs, rules = _flat(count), Rules(shipped.load())
    _import()
    began = time.process_time()
    pool = Pool()
    for number, (one, other) in enumerate(pairs):
        left, right = Compared(one), Compared(other)
        counts = score(Side(left), Side(right), align(left, right), rules)
        pool.add(str(number), counts.cells)
    found = measured(pool)
    took = time.process_time() - began
    assert any(m.measure == "entity.strict" and m.f1 for m in found)
    return took


def _nervaluate(count: str) -> float:
    from nervaluate import Evaluator

    true: list[list[dict[str, object]]] = []
    pred: list[list[dict[str, object]]] = []
    for one, other in _flat(count):
        for side, sheet in ((true, one), (pred, other)):
            side.append(
                [
                    {"label": r.type, "start": r.span[0].start, "end": r.span[0].end - 1}
                    for r in sheet
                    if isinstance(r, Entity)
                ]
            )
    began = time.process_time()
    found = Evaluator(true, pred, ["PER", "ORG", "GPE", "LOC"], loader="dict").evaluate()
    took = time.process_time() - began
    assert found["overall"]["strict"].f1
    return took


_STEPS: dict[str, Callable[..., float]] = {
    "read": _read,
    "agree": _agree,
    "ours": _ours,
    "nervaluate": _nervaluate,
}


# -- one after the other ---------------------------------------------------------------------------------------


def measure_agreement(environ: Mapping[str, str], folder: Path, *, short: bool) -> list[Figure]:
    """Times of comparing a folder's sheets and of scoring flat spans."""
    count = _SHORT if short else _MANY
    articles = folder / "agreement"
    make(articles, count)
    floors = [_step(environ, "read", articles)]
    whole = _step(environ, "agree", articles)
    floors.append(_step(environ, "read", articles))
    ours, theirs = (_step(environ, name, count) for name in ("ours", "nervaluate"))
    floor = sum(floors) / len(floors)
    what = f"{count:,} articles x 3 annotators x 55"
    return [
        Figure(f"{what}: aligned and scored, beside reading them", "s", whole - floor, floor, most=_MOST),
        Figure(f"{what}: the same, reading included", "s", whole, floor, most=_MOST + 1),
        Figure(f"{count:,} articles of flat spans scored, beside nervaluate", "s", ours, theirs, most=1.0),
    ]


def _step(environ: Mapping[str, str], *words: object) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.agreeing", *map(str, words)],
        cwd=_ROOT,
        env=dict(environ),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(_STEPS[sys.argv[1]](*sys.argv[2:])))
