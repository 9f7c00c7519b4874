"""Writing a file so that it is whole at every instant: the old one or the new one, never less.

Knows bytes and files; knows nothing of records. Where nothing else is said it works alike on Linux, macOS and
Windows; Windows has no descriptors of folders, so there the folder is neither locked nor flushed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from annotator.digests import sha256
from annotator.sidecars.plain import open_plain
from annotator.sidecars.problems import ChangedMeanwhile

Observe = Callable[[str], None]
"""Told each step before it is taken (see STEPS); raising OSError there stands for a disk that fails."""

STEPS = ("look", "create", "mode", "write", "flush", "lock", "check", "replace", "flush-folder")
"""The steps of writing, in their order. Until ``replace`` the old file stands, after it the new one."""

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".annotator-", ".saving"
"""How names of temporary files begin and end; between stand a mark of the computer, the process, a number."""

_STALE_SECONDS = 24 * 3600
_RACY_NS = 20_000_000
"""A file changed so shortly before it was looked at may change again without a new time stamp."""

_AT_ONCE = 512
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Signature(Struct, frozen=True):
    """What tells cheaply that a file is still the same: times (ns), size (bytes), and where it lies on the disk."""

    modified: int
    changed: int
    size: int
    inode: int
    device: int
    sure: bool
    """Whether the time stamps were old enough to tell a later change apart."""

    @classmethod
    def of(cls, found: os.stat_result) -> Signature:
        """The signature for what ``os.stat`` said just now."""
        sure = time.time_ns() - found.st_mtime_ns > _RACY_NS
        return cls(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev, sure)

    def proves(self, other: Signature) -> bool:
        """Whether a file that had this signature and has ``other`` now was surely not changed between."""
        return self.sure and (self.modified, self.changed, self.size, self.inode, self.device) == (
            other.modified,
            other.changed,
            other.size,
            other.inode,
            other.device,
        )


class OnDisk(Struct, frozen=True):
    """What a file held when it was last read or written; ``signature`` None: there was no file."""

    signature: Signature | None = None
    chunks: Sequence[bytes] = ()


def signature(path: Path) -> Signature | None:
    """The signature of the file, links followed; None where there is none. Raises OSError."""
    try:
        return Signature.of(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_bytes(path: Path) -> tuple[bytes, Signature]:
    """The file's bytes and signature, taken so that they belong together.

    Raises OSError, and SidecarError for what is no plain file or may not be read.
    """
    for _ in range(20):
        with open_plain(path) as file:
            before = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
        if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size):
            return data, Signature.of(after)
    raise OSError(errno.EBUSY, "the file changes while it is read", str(path))


def unchanged(path: Path, known: OnDisk) -> OnDisk | None:
    """What is known by now if nothing would be lost by replacing the file, else None. Raises OSError.

    Nothing would be lost where the file is as known, or is not there. Where its bytes had to be compared, the
    signature from before that is what is known from then on: a later look need not compare them again. Raises also
    SidecarError where what lies there is no plain file.
    """
    found = signature(path)
    if found is None:
        return known
    if known.signature is None:
        return None
    if known.signature.proves(found):
        return known
    if found.size != sum(map(len, known.chunks)):
        return None
    with open_plain(path) as file:
        same = all(file.read(len(chunk)) == chunk for chunk in known.chunks) and not file.read(1)
    return OnDisk(found, known.chunks) if same else None


def write(path: Path, chunks: Sequence[bytes], known: OnDisk, observe: Observe | None = None) -> OnDisk:
    """Puts ``chunks`` in place of the file at ``path`` and returns what is there now, durably.

    A link is followed; mode, owner and extended attributes are kept where possible. Raises ChangedMeanwhile, with
    nothing overwritten, when the file is not as ``known``, and OSError. Either way the temporary file is removed.
    """
    step: Observe = observe if observe is not None else _unobserved
    target = Path(os.path.realpath(path))
    step("look")
    known = _refuse_changed(path, target, known)
    try:
        former: os.stat_result | None = target.stat()
    except FileNotFoundError:
        former = None
    if former is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is write-protected", str(target))
    step("create")
    temporary = target.parent / _temporary_name()
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666)
    try:
        try:
            step("mode")
            if former is not None:
                _keep_mode(handle, target, temporary, former)
            step("write")
            _write_all(handle, chunks)
            step("flush")
            _flush(handle)
        finally:
            os.close(handle)
        step("lock")
        with _folder(target.parent) as folder:
            step("check")
            _refuse_changed(path, target, known)
            step("replace")
            _replace(temporary, target)
            written = Signature.of(target.stat())
            step("flush-folder")
            if folder is not None:
                _flush_folder(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return OnDisk(written, chunks)


def sweep(folder: Path) -> int:
    """Removes temporary files that dead processes of this computer, or anybody a day ago, left in ``folder``.

    Returns how many; a folder that cannot be read has none.
    """
    swept = 0
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if not (entry.name.startswith(TEMPORARY_PREFIX) and entry.name.endswith(TEMPORARY_SUFFIX)):
                continue
            with contextlib.suppress(OSError):
                if _is_left_over(entry):
                    Path(entry.path).unlink()
                    swept += 1
    return swept


def is_writable(folder: Path) -> bool:
    """Whether files can be made and replaced in ``folder``; tried out only where the system cannot tell."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return False
    if os.name != "nt":
        return not _is_read_only_volume(folder)
    try:  # os.access knows no access control lists on Windows
        trial = folder / _temporary_name()
        os.close(os.open(trial, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        trial.unlink()
    except OSError:
        return False
    return True


def _unobserved(_step: str) -> None:
    pass


def _refuse_changed(path: Path, target: Path, known: OnDisk) -> OnDisk:
    by_now = unchanged(target, known)
    if by_now is None:
        raise ChangedMeanwhile("somebody else changed the file; nothing was overwritten", path=path)
    return by_now


def _temporary_name() -> str:
    # Short whatever the article is called: the sidecar's own name may already have the longest possible length.
    return f"{TEMPORARY_PREFIX}{_computer()}-{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY_SUFFIX}"


@cache
def _computer() -> str:
    return sha256(platform.node().encode("utf-8", "replace"))[:6]


def _is_left_over(entry: os.DirEntry[str]) -> bool:
    parts = entry.name[len(TEMPORARY_PREFIX) : -len(TEMPORARY_SUFFIX)].split("-")
    if len(parts) != 3 or not parts[1].isdecimal():
        return False
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE_SECONDS:
        return True
    return parts[0] == _computer() and not _is_alive(int(parts[1]))


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # os.kill would end the process there; leftovers go by age
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _keep_mode(handle: int, target: Path, temporary: Path, former: os.stat_result) -> None:
    if os.name == "nt":
        temporary.chmod(stat.S_IMODE(former.st_mode))
        return
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (former.st_uid, former.st_gid):
        for owner in ((former.st_uid, former.st_gid), (-1, former.st_gid)):
            try:
                os.fchown(handle, *owner)
                break
            except OSError:
                continue
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(target, name))
    os.fchmod(handle, stat.S_IMODE(former.st_mode))


def _write_all(handle: int, chunks: Sequence[bytes]) -> None:
    if not hasattr(os, "writev"):
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(handle, rest) :]
        return
    waiting = [memoryview(chunk) for chunk in chunks if chunk]
    at = 0
    while at < len(waiting):
        count = os.writev(handle, waiting[at : at + _AT_ONCE])
        while at < len(waiting) and count >= len(waiting[at]):
            count -= len(waiting[at])
            at += 1
        if count:
            waiting[at] = waiting[at][count:]


def _flush(handle: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # not every file system there knows it
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


@contextlib.contextmanager
def _folder(folder: Path) -> Iterator[int | None]:
    """The folder's descriptor, locked against other windows as long as check and replacement take."""
    if os.name == "nt":
        yield None
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        _lock(handle)
        yield handle
    finally:
        os.close(handle)  # which also unlocks it


def _lock(handle: int) -> None:
    import fcntl

    for _ in range(200):  # two seconds at most: a window that hangs must not stop this one
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:  # a file system without locks: the check before replacing stands alone
            return


def _replace(temporary: Path, target: Path) -> None:
    for attempt in range(20):
        try:
            temporary.replace(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == 19:
                raise
            time.sleep(0.01)  # Windows: a virus scanner or an indexer has it open for an instant


def _flush_folder(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise


def _is_read_only_volume(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False
