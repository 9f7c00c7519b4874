"""The check of the system's libraries knows all that Qt is linked against, and names the line that installs it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "system_libraries.py"
BY_THE_C_LIBRARY = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libdl.so.2", "libpthread.so.0", "librt.so.1"}


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("system_libraries", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring these libraries")
def test_every_library_that_qt_asks_for_is_checked(checker: ModuleType) -> None:
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    qt = Path(spec.origin).parent / "Qt"
    binaries = [
        qt / "plugins" / "platforms" / name for name in ("libqxcb.so", "libqwayland.so", "libqoffscreen.so")
    ]
    binaries += [
        qt / "lib" / f"libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "Svg", "XcbQpa", "DBus")
    ]
    asked: set[str] = set()
    for binary in binaries:
        # The loader of glibc lists what a library needs, all the way down; "=> /…/Qt/lib" comes with the wheel.
        listing = subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            soname, _, place = line.strip().partition(" => ")
            if place and str(qt.parents[1]) not in place:
                asked.add(soname)
    known = {need.name for need in (*checker.LIBRARIES, *checker.WAYLAND_LIBRARIES)}
    direct = asked & _needed(binaries)
    assert direct - known - BY_THE_C_LIBRARY == set()


def _needed(binaries: list[Path]) -> set[str]:
    """The sonames that stand in ``binaries`` themselves, not only in libraries of the system."""
    content = b"".join(binary.read_bytes() for binary in binaries)
    return {
        part.decode()
        for part in content.split(b"\0")
        if b".so." in part and len(part) < 60 and part.isascii()
    }


@pytest.mark.parametrize(
    ("tool", "root", "line"),
    [
        ("apt-get", False, "sudo apt-get install --no-install-recommends libxcb-cursor0 libglib2.0-0"),
        ("apt-get", True, "apt-get install --no-install-recommends libxcb-cursor0 libglib2.0-0"),
        (
            "dnf",
            False,
            "sudo dnf install 'libxcb-cursor.so.0()(64bit)' 'libglib-2.0.so.0()(64bit)'",
        ),
        (
            "zypper",
            True,
            "zypper install 'libxcb-cursor.so.0()(64bit)' 'libglib-2.0.so.0()(64bit)'",
        ),
        ("pacman", False, "sudo pacman -S --needed xcb-util-cursor glib2"),
    ],
)
def test_the_line_that_installs(checker: ModuleType, tool: str, root: bool, line: str) -> None:
    names = ("libxcb-cursor.so.0", "libglib-2.0.so.0")
    needs = [need for name in names for need in checker.LIBRARIES if need.name == name]
    assert checker.install_line(needs, tool, root=root) == line


def test_what_does_not_load_is_missing(checker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    unheard_of = checker.Need("libunheard-of.so.9", "libunheard-of9", "unheard-of")
    monkeypatch.setattr(checker, "LIBRARIES", (unheard_of,))
    assert unheard_of in checker.missing("run", {})
