"""Exports and imports of many articles, each beside its floor, and the memory of exports.

    python -m tests.benchmarks.formats STEP ARGUMENTS...

takes one step in a process of its own and prints what it took; :func:`measure_formats` starts one after the other. Times
are the processor's, since they are compared over minutes while other programs run, too; but the clock's where several
processes share the work, and once where the disk is waited for.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import mean

from msgspec import Struct

from annotator.articles.reading import read_article
from annotator.formats import gathering
from annotator.formats.exchange import Setting
from annotator.formats.exporting import Order, export
from annotator.formats.importing import Intake, import_
from annotator.formats.registry import format_of
from annotator.formats.tokens import tokenizer
from annotator.sidecars.image import Image
from annotator.sidecars.opening import OpenedSheet, open_sheet
from annotator.sidecars.saving import OnDisk, write
from annotator.sidecars.workspace import scan
from annotator.tagsets import shipped
from tests.benchmarks import corpus
from tests.benchmarks.figures import Figure

_ROOT = Path(__file__).resolve().parents[2]
_MANY, _FEW = 10_000, 1_000
_SHORT, _SHORT_FEW = 500, 250
_EXPORT, _IMPORT, _TWO_JOBS, _MEMORY = 2.0, 3.0, 0.65, 1.15
"""The highest ratios."""

_WORDS = "words"
_AT_ONCE = 200


class _Spent(Struct, frozen=True):
    """Seconds of processor and clock, and the most bytes that the process held until then."""

    processor: float
    clock: float
    peak: int


# -- what is measured, each in a process of its own ------------------------------------------------------------


def _spent(what: Callable[[], object]) -> _Spent:
    began = time.process_time(), time.perf_counter()
    what()
    return _Spent(time.process_time() - began[0], time.perf_counter() - began[1], _most_memory())


def _take(folder: str) -> _Spent:
    """The floor of exports: reads and checks every article with its sheet."""
    listing, tagset, wanted = scan(Path(folder)), shipped.load(), gathering.Wanted()

    def every() -> None:
        for source in gathering.sources(listing, wanted.sheet):
            taken = gathering.take(source, wanted, tagset)
            assert isinstance(taken, gathering.Taken), taken

    return _spent(every)


def _tokenize(folder: str, name: str) -> _Spent:
    """What token formats need beside: the tokens of every article."""
    texts = [read_article(article.path).text for article in scan(Path(folder)).articles]
    split = tokenizer(name)
    split(texts[0])

    def every() -> None:
        for text in texts:
            split(text)

    return _spent(every)


def _export(folder: str, format: str, tokens: str, jobs: str, out: str) -> _Spent:
    listing, tagset = gathering.Stock(Path(folder)), shipped.load()  # as the command does it
    format_of(format).writer(
        Setting(tagset, tokens)
    )  # imports what the format needs, as the floors have done
    order = Order(listing, tagset, format, Path(out), tokenizer=tokens, jobs=int(jobs))

    def every() -> None:
        made = export(order)
        assert made.articles == len(listing.articles), made.refused[:3]

    return _spent(every)


def _import(source: str, format: str, into: str) -> _Spent:
    format_of(format).reader()

    def every() -> None:
        taken = import_(Intake(Path(source), format, Path(into)))
        assert taken.articles == taken.sidecars > 0, taken.conflicts[:3]
        assert not taken.troubles, taken.troubles[:3]

    return _spent(every)


def _write(like: str, into: str) -> _Spent:
    """The floor of imports: encodes the sheets of the folder ``like`` and writes their sidecars."""
    files, target = scan(Path(like)).articles, Path(into)
    target.mkdir()
    processor = clock = 0.0
    for first in range(0, len(files), _AT_ONCE):  # an import does not hold all of them either
        opened = []
        for file in files[first : first + _AT_ONCE]:
            article = read_article(file.path)
            opened += [open_sheet(sidecar.path, article) for sidecar in file.sidecars]

        def every(opened: list[OpenedSheet] = opened) -> None:
            for sheet in opened:
                write(target / sheet.path.name, Image.of(sheet.header, sheet.sheet).chunks(), OnDisk())

        spent = _spent(every)
        processor, clock = processor + spent.processor, clock + spent.clock
    return _Spent(processor, clock, _most_memory())


def _most_memory() -> int:
    """Bytes that this process held at most."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there counts the process that started this one, too
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8", errors="replace"))
        if found is not None:
            return int(found[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


_STEPS: dict[str, Callable[..., _Spent]] = {
    "take": _take,
    "tokenize": _tokenize,
    "export": _export,
    "import": _import,
    "write": _write,
}


# -- one after the other ---------------------------------------------------------------------------------------


def measure_formats(environ: Mapping[str, str], folder: Path, *, short: bool) -> list[Figure]:
    """Times and memory of exports and imports; in short mode of few articles, without spaCy and two processes."""
    return list(_Measuring(environ, folder / "formats", short=short).figures())


class _Measuring:
    """Starts steps on a folder of articles, and compares what they took."""

    def __init__(self, environ: Mapping[str, str], folder: Path, *, short: bool) -> None:
        folder.mkdir()
        self._environ, self._folder, self._short = environ, folder, short
        self._count, self._few = (_SHORT, _SHORT_FEW) if short else (_MANY, _FEW)
        self._articles = folder / "articles"
        corpus.make(self._articles, self._count)

    def figures(self) -> Iterator[Figure]:
        """All of them."""
        at = f"{self._count:,} articles: "
        spent: dict[str, _Spent] = {}
        words: dict[str, float] = {}
        floors = [self._step("take", self._articles)]
        for format in ("brat", "native", "parquet"):
            spent[format] = self._export(format)
        floors.append(self._step("take", self._articles))
        for format, name in (("conll2003-iob2", _WORDS), *(() if self._short else (("spacy", "spacy:en"),))):
            words[format] = self._step("tokenize", self._articles, name).processor
            spent[format] = self._export(format, name)
        floor = mean(taken.processor for taken in floors)
        for format, taken in spent.items():
            least = floor + words.get(format, 0.0)
            yield Figure(f"{at}export to {format}", "s", taken.processor, least, most=_EXPORT)
        if not self._short:
            jobs = self._export("native", jobs=2)
            name = f"{at}export to native with --jobs 2, beside one"
            yield Figure(name, "s", jobs.clock, spent["native"].clock, most=_TWO_JOBS)
        whole = self._step("import", self._out("brat"), "brat", self._folder / "imported")
        sheets = self._step("write", self._folder / "imported", self._folder / "written")
        yield Figure(f"{at}import from brat", "s", whole.processor, sheets.processor, most=_IMPORT)
        yield Figure(f"{at}import from brat, by the clock", "s", whole.clock, sheets.clock, most=_IMPORT)
        for format in ("native",) if self._short else ("brat", "native", "parquet"):
            few = self._step("export", self._fewer(), format, _WORDS, 1, self._folder / f"few-{format}")
            name = f"{at}export to {format}, peak memory, beside {self._few:,}"
            yield Figure(name, "MB", spent[format].peak / 2**20, few.peak / 2**20, most=_MEMORY)

    def _fewer(self) -> Path:
        """A folder of few articles."""
        folder = self._folder / "few"
        if not folder.exists():
            corpus.make(folder, self._few)
        return folder

    def _export(self, format: str, tokens: str = _WORDS, jobs: int = 1) -> _Spent:
        return self._step("export", self._articles, format, tokens, jobs, self._out(format, tokens, jobs))

    def _out(self, format: str, tokens: str = _WORDS, jobs: int = 1) -> Path:
        return self._folder / "-".join((format, tokens.replace(":", "-"), str(jobs)))

    def _step(self, *words: object) -> _Spent:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.formats", *map(str, words)],
            cwd=_ROOT,
            env=dict(self._environ),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return _Spent(**json.loads(done.stdout))


if __name__ == "__main__":
    taken = _STEPS[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({name: getattr(taken, name) for name in taken.__struct_fields__}))
