"""Builds the sdist, the wheel from it, installs both in a new environment and starts the program there.

Everything happens outside the checkout, so that nothing of it can help. Runs with the Python of .venv.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PNG = b"\x89PNG\r\n\x1a\n"


def main() -> int:
    """Build, install and start. Returns the exit code; a failed step says what was wrong."""
    with tempfile.TemporaryDirectory(prefix="annotator-packages-") as folder:
        place = Path(folder)
        wheel, sdist = build(place / "dist")
        environ = clean_environ(place)
        python = place / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        venv.create(python.parents[1], with_pip=True)
        constraints = place / "constraints.txt"
        # The versions of the lock with their conditions, without its hashes: pip would demand one for our own wheel too.
        constraints.write_text(
            "\n".join(
                re.findall(
                    r"^[\w.-]+==[^\\\n]+", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE
                )
            ),
            encoding="utf-8",
        )
        seeds = place / "seeds"
        for package, options in (
            (wheel, ["--constraint", str(constraints)]),
            (sdist, ["--no-deps", "--force-reinstall"]),
        ):
            print(f"installing {package.name} ...", flush=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run(
                [*pip, *options, package], env={**environ, "IMMUTABLES_EXT": "0"}, cwd=place, check=True
            )
            shutil.rmtree(seeds, ignore_errors=True)
            shutil.copytree(ROOT / "seeds", seeds)
            start(python.with_name("annotator"), seeds, environ)
    return 0


def build(folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist, which hold what they must and nothing that they must not."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    resources = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    names = set(zipfile.ZipFile(wheel).namelist())
    require({f"annotator/{name}" for name in resources} <= names, "the wheel lacks resources")
    tops = {name.partition("/")[0] for name in names}
    require(
        all(top == "annotator" or top.endswith(".dist-info") for top in tops), f"the wheel installs {tops}"
    )
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = resources | {"LICENSE", "Makefile", "README.md", "requirements-dev.lock", "tests/conftest.py"}
    wanted |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "seeds").iterdir() if path.is_file()}
    require(wanted <= held, f"the sdist lacks {sorted(wanted - held)}")
    return wheel, sdist


def clean_environ(place: Path) -> dict[str, str]:
    """An environment without a display, and with a home of its own."""
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONPATH", "VIRTUAL_ENV")
    environ = {name: value for name, value in os.environ.items() if name not in gone}
    home = place / "home"
    home.mkdir()
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
    return {**environ, **folders, "HOME": str(home)}


def start(program: Path, seeds: Path, environ: dict[str, str]) -> None:
    """Run the installed program: its version, a check of the seeds, and a picture of its window."""

    def output(*arguments: str | Path) -> str:
        print("  annotator", *arguments, flush=True)
        done = subprocess.run(
            [program, *arguments],
            env={**environ, "PYTHONWARNINGS": "error"},
            cwd=seeds.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        require(done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
        require(not done.stderr, f"unexpected words on stderr:\n{done.stderr}")
        return done.stdout

    before = {path: path.read_bytes() for path in seeds.iterdir() if path.is_file()}
    version = re.search(r'__version__ = "(.+)"', (ROOT / "annotator" / "__init__.py").read_text("utf-8"))
    require(version is not None and version[1] in output("--version"), "the version is another one")
    output("check", seeds)
    picture = seeds.parent / "window.png"
    picture.unlink(missing_ok=True)
    output("--screenshot", picture, "--size", "1280x800", seeds)
    content = picture.read_bytes()
    size = (int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    require(content.startswith(PNG) and size == (1280, 800), f"the picture is no PNG of 1280x800: {size}")
    require(len(content) > 10_000, f"the picture is all but empty: {len(content)} bytes")
    require(
        before == {path: path.read_bytes() for path in seeds.iterdir() if path.is_file()},
        "looking at the seeds changed them",
    )


def require(holds: bool, why: str) -> None:
    """Stop with ``why`` unless ``holds``."""
    if not holds:
        raise SystemExit(f"packages: {why}")


if __name__ == "__main__":
    sys.exit(main())
