"""Asks who tags, at the first start and whenever the annotator wants to change it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.opening import Annotator, annotator_of


class WhoTags(QDialog):
    """One question: the name under which tags are kept."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Who tags?")
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        title = QLabel("<b>Who tags?</b>", self)
        words = QLabel(
            "Your tags are kept in files of your own beside the articles, so that colleagues can work on the same"
            " folder.",
            self,
        )
        words.setWordWrap(True)
        self.name = QLineEdit(name, self)
        self.name.setPlaceholderText("Your name")
        self.name.setAccessibleName("Your name")
        self.name.setClearButtonEnabled(True)
        self._told = QLabel(self)
        self._told.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Start tagging")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        for widget in (title, words, self.name, self._told, self._buttons):
            layout.addWidget(widget)
        self.name.textChanged.connect(self._on_changed)
        self._on_changed(name)
        self.name.selectAll()

    def _on_changed(self, name: str) -> None:
        good = self.annotator is not None
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(good)
        if not name.strip():
            self._told.setText("Files will be named article.txt.<i>your-name</i>.tags.json")
            return
        try:
            self._told.setText(f"Files will be named article.txt.<b>{annotator_of(name).id}</b>.tags.json")
        except AnnotatorError as error:
            self._told.setText(str(error))

    @property
    def annotator(self) -> Annotator | None:
        """Who was named, or None where the name cannot be used."""
        try:
            return annotator_of(self.name.text())
        except AnnotatorError:
            return None
