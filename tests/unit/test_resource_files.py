"""Resources are found in a wheel (inside the package) and in an editable install (beside it)."""

from pathlib import Path

import pytest

from annotator.resource_files import ResourceMissing, resource, resource_folder


def _layout(root: Path, *folders: str) -> Path:
    package = root / "annotator"
    package.mkdir()
    for folder in folders:
        (root / folder / "tagsets").mkdir(parents=True)
        (root / folder / "tagsets" / "a.toml").write_text(folder)
    return package


def test_a_wheel_carries_them_inside_the_package(tmp_path: Path) -> None:
    package = _layout(tmp_path, "annotator/resources", "resources")
    assert resource_folder(package) == package / "resources"
    assert resource("tagsets/a.toml", package).read_text() == "annotator/resources"


def test_an_editable_install_has_them_beside_the_package(tmp_path: Path) -> None:
    package = _layout(tmp_path, "resources")
    assert resource("tagsets/a.toml", package).read_text() == "resources"


def test_a_broken_installation_is_told(tmp_path: Path) -> None:
    package = _layout(tmp_path)
    with pytest.raises(ResourceMissing, match=r"resources are missing\. Install annotator again"):
        resource_folder(package)
    (tmp_path / "resources").mkdir()
    with pytest.raises(ResourceMissing, match=r"b\.toml: a file of the program is missing"):
        resource("tagsets/b.toml", package)


def test_this_installation_has_them() -> None:
    assert resource("tagsets/plover-0.8.toml").is_file()
