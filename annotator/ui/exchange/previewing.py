"""The right of the dialogs of export and import: the first article as it would be, and what there is to say of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from annotator.errors import visible
from annotator.ui.exchange.fields import Framed, code_view
from annotator.ui.exchange.report import ReportView
from annotator.ui.style import GAP, ROOM, SPACE, strong


class PreviewPane(QWidget):
    """A heading, the beginning of a text, and a report below it. ``shares`` are those of text and report, in pixels."""

    def __init__(
        self, text_name: str, report_name: str, shares: tuple[int, int], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.heading = QLabel("Preview", self)
        self.heading.setFont(strong(self.font()))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text = code_view(text_name, self)
        self.report = ReportView(report_name, self)
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE)
        self._head.addWidget(self.heading, 1)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(SPACE)
        for at, view in enumerate((self.text, self.report)):
            parts.addWidget(Framed(view, parts))
            parts.setStretchFactor(at, shares[at])
        parts.setSizes(list(shares))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        layout.setSpacing(GAP + 2)
        layout.addLayout(self._head)
        layout.addWidget(parts, 1)

    def put_beside_heading(self, widget: QWidget) -> None:
        """Puts something at the right of the heading."""
        self._head.addWidget(widget)

    def show_heading(self, article: str) -> None:
        """Says which article it is; empty for none."""
        article = visible(article)
        self.heading.setText(f"Preview: {article}" if article else "Preview")
        self.heading.setToolTip(article)
