"""Shows a page of the guide beside the window."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from annotator.resource_files import resource

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


class GuideDialog(QDialog):
    """One page, to be read; it does not keep anybody from going on. ``page`` is its name without an ending."""

    def __init__(self, page: str, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 640)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(title)
        self.text.setMarkdown(_COMMENT.sub("", resource(f"guide/{page}.md").read_text("utf-8")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
