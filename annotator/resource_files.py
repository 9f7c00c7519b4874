"""Where the files of ``resources/`` lie: inside the installed package, or in the repository.

A wheel carries them as ``annotator/resources``. In an editable install that folder does not exist and the
repository's ``resources`` beside the package is used. It knows nothing of what the files mean.
"""

from __future__ import annotations

from pathlib import Path

from annotator.errors import AnnotatorError

_PACKAGE = Path(__file__).resolve().parent


class ResourceMissing(AnnotatorError):
    """A file that belongs to the program is not there: the installation is broken."""


def resource_folder(package: Path = _PACKAGE) -> Path:
    """The folder of resources for the package at ``package``.

    Raises ResourceMissing where neither the package nor the repository around it has one.
    """
    inside, beside = package / "resources", package.parent / "resources"
    for folder in (inside, beside):
        if folder.is_dir():
            return folder
    raise ResourceMissing(
        "the program's resources are missing", path=inside, remedy="Install annotator again."
    )


def resource(name: str, package: Path = _PACKAGE) -> Path:
    """The path of one resource, such as ``"tagsets/plover-0.8.toml"``. Raises ResourceMissing."""
    path = resource_folder(package).joinpath(*name.split("/"))
    if not path.exists():
        raise ResourceMissing(
            "a file of the program is missing", path=path, remedy="Install annotator again."
        )
    return path
