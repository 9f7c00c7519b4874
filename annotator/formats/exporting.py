"""Exporting: the sheets of a folder into one file or folder of a format, whole or not at all.

Everything is written beside the target under a name of its own and put there at the end. Articles go through one at a
time, in this process or in several.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotator.errors import AnnotatorError
from annotator.formats import gathering
from annotator.formats.exchange import Collector, Loss, Piece, Setting, Untraced, Writer
from annotator.formats.gathering import Refused, Source, Stock, Wanted
from annotator.formats.interrupts import interrupts_held
from annotator.formats.manifest import NAME, Manifest
from annotator.formats.placing import make_folder
from annotator.formats.registry import FORMATS, Format, format_of
from annotator.formats.rendering import Rendered, left_out, rendered, told_apart
from annotator.formats.splits import Moved, Shares
from annotator.sidecars.workspace import Listing
from annotator.tagsets.model import Tagset

Progress = Callable[[int, int], None]
"""Told, now and then, how many sheets of how many are done. It may raise to break off."""


class Order(Struct, frozen=True):
    """What is to be exported, and how."""

    listing: Listing | Stock
    """What there is: a folder as a window knows it, or by nothing but names."""
    tagset: Tagset
    format: str
    out: Path
    wanted: Wanted = Wanted()
    shares: Shares | None = None
    tokenizer: str = "words"
    strict: bool = False
    overwrite: bool = False
    jobs: int = 1
    scheme: str = ""
    """What names types bear, where the tagset maps them and the format asks; empty for their own."""


class Outcome(Struct, frozen=True):
    """What an export came to. ``out`` and ``manifest`` are what was written.

    ``counts`` are records in it, by kind and type; ``lost`` counts losses of what is tagged, by what and why.
    """

    out: Path
    manifest: Path
    articles: int
    counts: dict[str, int]
    left_out: dict[str, int]
    lost: dict[str, int]
    refused: tuple[Refused, ...]
    moved: tuple[Moved, ...]
    untouched: int
    """Articles of the folder that no such sheet is on."""
    untraced: dict[str, int] = {}
    """Of how many records it is not kept where they come from, by what and why."""
    talk: dict[str, int] = {}
    """How many comments and decisions the format could not hold, by what and why; they are in ``left_out``, too."""


class StrictLoss(AnnotatorError):
    """With ``strict``, the format cannot hold everything that is tagged; nothing was written."""

    listing = True


def export(order: Order, progress: Progress | None = None) -> Outcome:
    """Does what ``order`` says. Raises AnnotatorError, and whatever ``progress`` raises; nothing is left behind then."""
    format = format_of(order.format)
    setting = _setting(order, format)
    format.writer(setting)  # what is missing is told before anything is read
    _refuse_present(order)
    found = gathering.sources(order.listing, order.wanted.sheet)
    progress = progress or (lambda *_: None)
    places, moved = _divide(order, found, progress)
    make_folder(order.out.parent)
    with _staging(order.out) as staging:
        outcome = _write(order, format, setting, found, places, moved, staging, progress)
        with interrupts_held():  # a manifest without its export is half an export
            _put(order, format, staging)
    return outcome


def _setting(order: Order, format: Format) -> Setting:
    """Raises AnnotatorError for a scheme that would leave no type a name, and where no type could bear one."""
    scheme, known = order.scheme, order.tagset.schemes()
    if scheme and not format.schemes:
        able = ", ".join(known.id for known in FORMATS if known.schemes)
        raise AnnotatorError(
            f"{format.name} has no names of types in another scheme", remedy=f"These have: {able}."
        )
    if scheme and scheme not in known:
        raise AnnotatorError(
            f"the tagset {order.tagset.id} has no names of types in a scheme “{scheme}”",
            remedy=f"It has those of: {', '.join(known)}." if known else "It has those of none.",
        )
    return Setting(order.tagset, order.tokenizer, scheme)


@contextlib.contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` for what is not whole yet; gone afterwards, however often Ctrl-C is pressed."""
    made: Path | None = None
    try:
        with interrupts_held():
            made = Path(tempfile.mkdtemp(prefix=f".{out.name[:40]}.", dir=out.parent))
        yield made
    finally:
        if made is not None:
            with interrupts_held():
                shutil.rmtree(made, ignore_errors=True)


def _refuse_present(order: Order) -> None:
    for path in (order.out, manifest_path(order)):
        if path.exists() and not order.overwrite:
            raise AnnotatorError(
                "this exists already, and nothing is overwritten",
                path=path,
                remedy="Choose another name, or say --overwrite.",
            )
    if order.out.exists() and not is_former_export(order.out):
        raise AnnotatorError(
            "this folder is no former export, so it is not replaced",
            path=order.out,
            remedy="Choose another name.",
        )
    if order.out.is_dir() != _is_folder(order) and order.out.exists():
        what = ("a folder", "a file") if order.out.is_dir() else ("a file", "a folder")
        raise AnnotatorError(
            f"this is {what[0]}, and the export is {what[1]}", path=order.out, remedy="Choose another name."
        )


def is_former_export(path: Path) -> bool:
    """Whether ``path`` is what an earlier export wrote: only that is ever replaced, and no other folder."""
    if path.is_file():
        return True
    manifest = path / NAME
    try:
        if not manifest.is_file():  # nobody waits for a pipe
            return False
        with manifest.open("rb") as file:
            return b'"program": "annotator ' in file.read(4096)
    except OSError:
        return False


def _is_folder(order: Order) -> bool:
    return format_of(order.format).is_folder or order.shares is not None


def manifest_path(order: Order) -> Path:
    """Where the manifest of an export stands: in its folder, or beside its file."""
    return order.out / NAME if _is_folder(order) else order.out.with_name(f"{order.out.name}.{NAME}")


def _divide(order: Order, found: Sequence[Source], progress: Progress) -> tuple[dict[str, str], list[Moved]]:
    """The set of each article. It goes by all that is tagged, so that no choice of types or status parts or moves any."""
    if order.shares is None:
        return {}, []
    digests: dict[str, str] = {}
    holders: dict[str, list[str]] = {}
    for source in found:
        progress(0, len(found))  # so that it can be broken off here too
        bond = gathering.bond(source)
        if bond is not None:
            digests[source.name] = bond.sha256
            for event in bond.events:
                holders.setdefault(event, []).append(source.name)
    return order.shares.places(digests, holders.values())


def _part(order: Order, places: dict[str, str], source: Source, made: Rendered) -> str:
    if order.shares is None:
        return ""
    # A sheet that could not be read when articles were divided may be readable by now.
    return places.get(source.name) or order.shares.place(made.sha256)


def _write(
    order: Order,
    format: Format,
    setting: Setting,
    found: Sequence[Source],
    places: dict[str, str],
    moved: list[Moved],
    staging: Path,
    progress: Progress,
) -> Outcome:
    whole = staging / "whole"
    if order.shares is not None:
        whole.mkdir()
    manifest = Manifest(staging / NAME, format, order.tagset, _options(order))
    refused: list[Refused] = []
    away = {move.name: move for move in moved}
    told: list[Moved] = []
    articles, looked_at, last, last_taken = 0, 0, "", ""  # the sheets of one article follow each other
    first_losses: list[str] = []
    with contextlib.ExitStack() as stack:
        stack.callback(manifest.release)
        collectors: dict[str, Collector] = {}

        def collector(part: str) -> Collector:
            if part not in collectors:
                target = (
                    whole if not part else whole / f"{part}{format.suffixes[0] if format.suffixes else ''}"
                )
                made = collectors[part] = format.writer(setting).collector(target)
                stack.callback(made.close)
            return collectors[part]

        for part in ("",) if order.shares is None else order.shares.names:
            collector(part)
        results = stack.enter_context(
            contextlib.closing(rendered(order.format, setting, order.wanted, found, order.jobs))
        )
        for number, (source, result) in enumerate(results):
            progress(number, len(found))
            looked_at, last = looked_at + (source.name != last), source.name
            if isinstance(result, Refused):
                refused.append(result)
                manifest.refuse(result)
            elif result is not None:
                part = _part(order, places, source, result)
                collector(part).add(result.piece)
                if source.name != last_taken:
                    articles, last_taken = articles + 1, source.name
                    told += [away[source.name]] if source.name in away else []
                manifest.add(
                    name=source.name,
                    annotator=result.annotator,
                    sha256=result.sha256,
                    part=part,
                    tagset=result.tagset,
                    counts=result.counts,
                    left_out=result.left_out,
                    losses=result.piece.losses,
                    talk=result.talk,
                    untraced=result.piece.untraced,
                )
                if len(first_losses) < 10:
                    first_losses += [_loss_words(source, loss) for loss in result.piece.losses[:10]]
        progress(len(found), len(found))
        manifest.close(told)
    if order.strict and manifest.losses:
        raise _too_strict(format, manifest.losses, first_losses)
    return Outcome(
        order.out,
        manifest_path(order),
        articles,
        manifest.counts,
        manifest.left_out,
        manifest.told,
        tuple(refused),
        tuple(told),
        len(order.listing.articles) - looked_at,
        manifest.untraced,
        manifest.talk,
    )


def _options(order: Order) -> dict[str, Any]:
    said: dict[str, Any] = {"sheet": order.wanted.sheet}
    if order.wanted.status:
        said["status"] = order.wanted.status
    if order.wanted.types:
        said["types"] = list(order.wanted.types)
    if order.wanted.keep_zones:
        said["keep zones"] = True
    if order.wanted.allow_errors:
        said["allow errors"] = True
    if order.shares is not None:
        said["split"] = "/".join(map(str, order.shares.percent))
        said["seed"] = order.shares.seed
    if format_of(order.format).tokens:
        said["tokenizer"] = order.tokenizer
    if order.scheme:
        said["scheme"] = order.scheme
    return said


def _loss_words(source: Source, loss: Loss) -> str:
    return f"{source.name}: {loss.record} {loss.what}: {loss.reason}"


def _too_strict(format: Format, count: int, first: list[str]) -> StrictLoss:
    more = f"\n  and {count - len(first[:10])} more" if count > len(first[:10]) else ""
    listed = "\n  ".join(first[:10])
    return StrictLoss(f"{format.name} cannot hold everything, so nothing was written:\n  {listed}{more}")


# -- putting it there ----------------------------------------------------------------------------------------


def _put(order: Order, format: Format, staging: Path) -> None:
    whole, manifest = staging / "whole", staging / NAME
    if _is_folder(order):
        manifest.rename(whole / NAME)
        if order.out.exists():
            order.out.rename(staging / "former")
        try:
            whole.rename(order.out)
        except OSError:
            if (staging / "former").exists():
                (staging / "former").rename(order.out)
            raise
    else:
        manifest.replace(manifest_path(order))
        whole.replace(order.out)


# -- a look before ------------------------------------------------------------------------------------------


class Preview(Struct, frozen=True):
    """The first article in a format: the beginning of each file, and what is lost of it."""

    article: str
    files: tuple[tuple[str, str], ...]
    losses: tuple[Loss, ...]
    refused: str = ""
    untraced: tuple[Untraced, ...] = ()
    left_out: dict[str, int] = {}
    """How many records of it are not asked for or do not count, by why."""


_MOST_SHOWN = 20_000


def preview(order: Order) -> Preview:
    """What the first article of an export would look like; writes nothing that stays. Raises AnnotatorError."""
    format = format_of(order.format)
    setting = _setting(order, format)
    writer = format.writer(setting)
    refused = ""
    for source in gathering.sources(order.listing, order.wanted.sheet):
        taken = gathering.take(source, order.wanted, order.tagset)
        if isinstance(taken, Refused):
            refused = refused or f"{taken.name}: {taken.reason}"
        elif taken is not None:
            piece, talk = told_apart(writer.render(taken.labelled), taken.labelled)
            return Preview(
                source.name,
                _shown(format, writer, piece),
                piece.losses,
                refused,
                piece.untraced,
                left_out(taken.left_out, talk),
            )
    return Preview("", (), (), refused or "No sheet of that status is there.")


def _shown(format: Format, writer: Writer, piece: Piece) -> tuple[tuple[str, str], ...]:
    with tempfile.TemporaryDirectory(prefix="annotator-preview-") as temporary:
        target = Path(temporary) / f"preview{format.suffixes[0] if format.suffixes else ''}"
        collector = writer.collector(target)
        collector.add(piece)
        collector.close()
        files = sorted(p for p in target.rglob("*") if p.is_file()) if target.is_dir() else [target]
        return tuple(
            (
                path.relative_to(target).as_posix() if target.is_dir() else path.name,
                path.read_bytes()[:_MOST_SHOWN].decode("utf-8", "replace")
                if format.text
                else f"{path.stat().st_size:,} bytes that only programs read",
            )
            for path in files
        )
