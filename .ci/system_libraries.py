"""Checks that the system has what Qt's window needs (and the tests), before Qt fails with a riddle.

Names what is missing with the exact line that installs it; as root on Debian and Ubuntu it installs it.
Standard library only: this runs before anything is installed.

    python .ci/system_libraries.py run|test [--no-install]
"""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """A shared library (by its soname), a program (by its command) or "fonts", and the packages that bring it.

    RPM systems need no table for libraries: there a library can be asked for by its soname.
    """

    name: str
    apt: str
    pacman: str
    rpm: str = ""

    def package(self, tool: str) -> str:
        """What to ask ``tool`` (apt-get, dnf, zypper, pacman) for."""
        if tool in ("dnf", "zypper"):
            return self.rpm or f"'{self.name}()(64bit)'"
        return self.pacman if tool == "pacman" else self.apt


LIBRARIES = (
    Need("libEGL.so.1", "libegl1", "libglvnd"),
    Need("libGL.so.1", "libgl1", "libglvnd"),
    Need("libX11-xcb.so.1", "libx11-xcb1", "libx11"),
    Need("libX11.so.6", "libx11-6", "libx11"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Need("libfreetype.so.6", "libfreetype6", "freetype2"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Need("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    Need("libstdc++.so.6", "libstdc++6", "gcc-libs"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    Need("libxcb.so.1", "libxcb1", "libxcb"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Need("libz.so.1", "zlib1g", "zlib"),
    Need("libzstd.so.1", "libzstd1", "zstd"),
)
"""What Qt's core, gui and widgets libraries and its X11 plugin are linked against and the wheel does not bring."""

WAYLAND_LIBRARIES = (
    Need("libwayland-client.so.0", "libwayland-client0", "wayland"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0", "wayland"),
)
"""What Qt's Wayland plugin needs besides; asked for only where Wayland runs."""

FONTS = Need("fonts", "fonts-dejavu-core", "ttf-dejavu", "dejavu-sans-fonts")

TEST_PROGRAMS = (
    Need("Xvfb", "xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"),
    Need("openbox", "openbox", "openbox", "openbox"),
    Need("xdotool", "xdotool", "xdotool", "xdotool"),
)
"""A virtual display, a window manager on it, and hands."""

INSTALL_LINES = {
    "apt-get": "apt-get install --no-install-recommends",
    "dnf": "dnf install",
    "zypper": "zypper install",
    "pacman": "pacman -S --needed",
}


def missing(purpose: str, environ: Mapping[str, str]) -> list[Need]:
    """What this Linux system lacks for ``purpose`` ("run" or "test")."""
    libraries = LIBRARIES + (WAYLAND_LIBRARIES if environ.get("WAYLAND_DISPLAY") else ())
    lacking = [need for need in libraries if not _loads(need.name)]
    if not any(_font_files(environ)):
        lacking.append(FONTS)
    if purpose == "test":
        lacking += [need for need in TEST_PROGRAMS if shutil.which(need.name) is None]
    return lacking


def install_line(needs: Iterable[Need], tool: str, *, root: bool) -> str:
    """The line for a shell that installs ``needs`` with the package tool ``tool``."""
    packages = " ".join(dict.fromkeys(need.package(tool) for need in needs))
    return f"{'' if root else 'sudo '}{INSTALL_LINES[tool]} {packages}"


def main() -> int:
    """Check, install where that is possible, and say what is left to do. Returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("purpose", choices=["run", "test"])
    parser.add_argument("--no-install", action="store_true", help="only say what is missing")
    options = parser.parse_args()
    if platform.system() != "Linux":
        return 0
    lacking = missing(options.purpose, os.environ)
    if not lacking:
        return 0
    tool = next((tool for tool in INSTALL_LINES if shutil.which(tool)), None)
    root = os.geteuid() == 0
    print(f"Missing on this system: {', '.join(need.name for need in lacking)}", file=sys.stderr)
    if tool == "apt-get" and root and not options.no_install:
        _install_with_apt(lacking)
        lacking = missing(options.purpose, os.environ)
        if not lacking:
            return 0
        print(f"Still missing: {', '.join(need.name for need in lacking)}", file=sys.stderr)
    if tool is None:
        print("Install what brings these with your system's package tool, and try again.", file=sys.stderr)
    else:
        print("Install it with this line, and try again:", file=sys.stderr)
        print(f"    {install_line(lacking, tool, root=root)}", file=sys.stderr)
    return 1


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _font_files(environ: Mapping[str, str]) -> Iterator[Path]:
    home = Path(environ.get("HOME", "/nonexistent"))
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    folders += [home / ".fonts", home / ".local/share/fonts"]
    for folder in folders:
        for pattern in ("*.ttf", "*.otf", "*.ttc"):
            yield from folder.rglob(pattern)


def _install_with_apt(needs: list[Need]) -> None:
    packages = list(dict.fromkeys(need.apt for need in needs))
    print(f"Installing {' '.join(packages)} ...", file=sys.stderr)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    ):
        # The output goes to stderr: stdout belongs to whatever is being set up for.
        if subprocess.run(command, env=environ, stdout=sys.stderr, check=False).returncode:
            return


if __name__ == "__main__":
    sys.exit(main())
