"""Files stay whole: the old one or the new one, whatever happens while one is written."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.sidecars import saving
from annotator.sidecars.problems import ChangedMeanwhile
from annotator.sidecars.saving import STEPS, OnDisk, is_writable, read_bytes, sweep, unchanged, write
from tests.permissions import bound_by_permissions

OLD, NEW = b"old " * 5000, [b"new ", b"", b"n\xc3\xb6\xc3\xb6r " * 9000, b"end\n"]


def known(path: Path) -> OnDisk:
    data, signature = read_bytes(path)
    return OnDisk(signature, [data])


def only(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_file_is_made_with_the_usual_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    written = write(path, NEW, OnDisk())
    assert path.read_bytes() == b"".join(NEW)
    assert only(tmp_path) == ["a"]
    usual = tmp_path / "usual"
    usual.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    assert unchanged(path, written)


def test_very_many_pieces_are_written_in_order(tmp_path: Path) -> None:
    pieces = [str(number).encode() + b"," for number in range(5000)]
    write(tmp_path / "a", pieces, OnDisk())
    assert (tmp_path / "a").read_bytes() == b"".join(pieces)


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(handle: int, buffers: list[memoryview]) -> int:
        return os.write(handle, next(b for b in buffers if b)[:7])

    monkeypatch.setattr(os, "writev", few)
    write(tmp_path / "a", [b"0123456789", b"", b"abc"], OnDisk())
    assert (tmp_path / "a").read_bytes() == b"0123456789abc"
    monkeypatch.delattr(os, "writev")
    write(tmp_path / "b", [b"0123456789", b"", b"abc"], OnDisk())
    assert (tmp_path / "b").read_bytes() == b"0123456789abc"


@pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")
def test_mode_and_link_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "target"
    target.write_bytes(OLD)
    target.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(Path("real", "target"))
    write(link, NEW, known(link))
    assert link.is_symlink()
    assert target.read_bytes() == b"".join(NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert only(tmp_path) == ["link", "real"]
    assert only(tmp_path / "real") == ["target"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_is_kept_where_possible(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    os.chown(path, 12345, 23456)
    write(path, NEW, known(path))
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    try:
        os.setxattr(path, "user.colour", b"red")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    write(path, NEW, known(path))
    assert os.getxattr(path, "user.colour") == b"red"


def test_what_somebody_else_wrote_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    before = known(path)
    path.write_bytes(OLD[:-1] + b"!")
    with pytest.raises(ChangedMeanwhile):
        write(path, NEW, before)
    assert path.read_bytes() == OLD[:-1] + b"!"
    assert only(tmp_path) == ["a"]
    with pytest.raises(ChangedMeanwhile):
        write(path, NEW, OnDisk())


def test_a_change_between_look_and_replacement_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    before = known(path)

    def meanwhile(step: str) -> None:
        if step == "lock":
            path.write_bytes(b"theirs")

    with pytest.raises(ChangedMeanwhile):
        write(path, NEW, before, meanwhile)
    assert path.read_bytes() == b"theirs"
    assert only(tmp_path) == ["a"]


def test_a_change_without_a_new_time_stamp_is_noticed_when_it_followed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    before = known(path)
    times = path.stat()
    path.write_bytes(OLD[:-1] + b"!")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not unchanged(path, before)


def test_a_touched_file_with_the_same_bytes_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    before = known(path)
    path.unlink()
    path.write_bytes(OLD)
    os.utime(path, (1, 1))
    write(path, NEW, before)
    assert path.read_bytes() == b"".join(NEW)


def test_a_file_that_was_deleted_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    before = known(path)
    path.unlink()
    write(path, NEW, before)
    assert path.read_bytes() == b"".join(NEW)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("old", [OLD, None])
def test_an_error_at_any_step_leaves_the_old_file_or_the_new(
    step: str, number: int, old: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    if old is not None:
        path.write_bytes(old)

    def fail(name: str) -> None:
        if name == step:
            raise OSError(number, os.strerror(number))

    with pytest.raises(OSError, match=os.strerror(number)):
        write(path, NEW, known(path) if old is not None else OnDisk(), fail)
    after = b"".join(NEW) if step == "flush-folder" else old
    assert (path.read_bytes() if path.exists() else None) == after
    assert only(tmp_path) == ([] if after is None else ["a"])


CHILD = """
import os, signal, sys
from pathlib import Path
from annotator.sidecars.saving import OnDisk, read_bytes, write
path, step = Path(sys.argv[1]), sys.argv[2]
def cut(name):
    if name == step:
        os.kill(os.getpid(), signal.SIGKILL)
known = OnDisk()
if path.exists():
    data, signature = read_bytes(path)
    known = OnDisk(signature, [data])
write(path, [b"new "] * 9000, known, cut)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("step", STEPS)
def test_kill_at_any_step_leaves_the_old_file_or_the_new(step: str, tmp_path: Path) -> None:
    for name, old in (("a", OLD), ("b", None)):
        path = tmp_path / name
        if old is not None:
            path.write_bytes(old)
        done = subprocess.run([sys.executable, "-c", CHILD, str(path), step], cwd=Path.cwd(), check=False)
        assert done.returncode == -signal.SIGKILL
        after = b"new " * 9000 if step == "flush-folder" else old
        assert (path.read_bytes() if path.exists() else None) == after
    sweep(tmp_path)
    assert set(only(tmp_path)) <= {"a", "b"}


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    code = CHILD.replace(
        "write(path", "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\nwrite(path"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), "-"], cwd=Path.cwd(), check=False, capture_output=True
    )
    assert b"File too large" in done.stderr
    assert path.read_bytes() == OLD
    assert only(tmp_path) == ["a"]


def without_permission(folder: Path) -> None:
    path = folder / "a"
    path.write_bytes(OLD)
    before = known(path)
    path.chmod(0o444)
    with pytest.raises(PermissionError):
        write(path, NEW, before)
    path.chmod(0o644)
    folder.chmod(0o555)
    try:
        assert not is_writable(folder)
        with pytest.raises(PermissionError):
            write(path, NEW, before)
    finally:
        folder.chmod(0o755)
    assert path.read_bytes() == OLD
    assert only(folder) == ["a"]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_folders_and_files_without_permission(tmp_path: Path) -> None:
    bound_by_permissions(without_permission, tmp_path)


def test_a_folder_is_writable_or_not(tmp_path: Path) -> None:
    assert is_writable(tmp_path)
    assert only(tmp_path) == []
    assert not is_writable(tmp_path / "missing")
    (tmp_path / "file").touch()
    assert not is_writable(tmp_path / "file")


@pytest.mark.skipif(os.name == "nt", reason="leftovers go by age there")
def test_only_leftovers_are_swept(tmp_path: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    gone, own, here = int(dead.stdout), os.getpid(), saving._computer()
    names = {
        f".annotator-{here}-{gone}-0011aabb.saving": False,
        f".annotator-{here}-{own}-0011aabb.saving": True,
        f".annotator-zzzzzz-{gone}-0011aabb.saving": True,
        f".annotator-{here}-x-0011aabb.saving": True,
        ".annotator-notes.txt": True,
        "a.txt": True,
    }
    for name in names:
        (tmp_path / name).touch()
    old = tmp_path / f".annotator-zzzzzz-{gone}-99999999.saving"
    old.touch()
    two_days_ago = time.time() - 2 * 86400
    os.utime(old, (two_days_ago, two_days_ago))
    assert sweep(tmp_path) == 2
    assert only(tmp_path) == sorted(name for name, stays in names.items() if stays)
    assert sweep(tmp_path / "missing") == 0


def test_the_temporary_name_fits_beside_the_longest_article(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 250)
    write(path, NEW, OnDisk())
    assert path.read_bytes() == b"".join(NEW)
