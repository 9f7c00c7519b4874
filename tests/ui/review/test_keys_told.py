"""Help tells the keys that decide."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotator.tagsets import shipped
from annotator.ui.dialogs import keys_page


def test_the_page_on_keys_tells_those_of_deciding(qapp: QApplication) -> None:
    page = keys_page(shipped.load())
    told = page.partition("## While deciding")[2].partition("\n## ")[0]
    for key in ("F8, Shift+F8", "1–9", "0", ".", ",", "Enter", "F9"):
        assert f"| {key} |" in told
    assert "| Review | Next Difference | F8 |" in page
