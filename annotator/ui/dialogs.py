"""The window's plain dialogs: what it is, its keys, a report of an unexpected error. They only show."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.resource_files import resource
from annotator.tagsets.model import Tagset
from annotator.ui.actions import ACTIONS, MENUS

_KEYS_OF_DECIDING = "### Keys while deciding\n"


class CrashDialog(QDialog):
    """Shows the report of an unexpected error, to be copied."""

    def __init__(self, report: str, file: Path | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.resize(720, 440)
        where = f" It lies in {file}." if file is not None else ""
        words = QLabel(
            "An unexpected error occurred. Your tags are kept: every edit is written as it is made. You can go on;"
            f" please send the report to the people who maintain the program.{where}",
            self,
        )
        words.setWordWrap(True)
        self.report = QPlainTextEdit(report, self)
        self.report.setReadOnly(True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = QPushButton("Copy the report", self)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (words, self.report, buttons):
            layout.addWidget(widget)


class KeysDialog(QDialog):
    """Shows the grammar of hands, the shortcuts and the keys of the tagset."""

    def __init__(self, tagset: Tagset, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and gestures")
        self.resize(760, 640)
        self.text = QTextBrowser(self)
        self.text.setOpenExternalLinks(False)
        self.text.setMarkdown(keys_page(tagset))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)


def keys_page(tagset: Tagset) -> str:
    """The page on keys, in Markdown: the guide's grammar, keys of deciding, then the shortcuts and the tagset's keys."""
    parts = [resource("guide/grammar.md").read_text("utf-8")]
    deciding = resource("guide/reviewing.md").read_text("utf-8").partition(_KEYS_OF_DECIDING)[2]
    keys = deciding.partition("\n## ")[0]
    parts.append(f"\n## While deciding\n{keys}")
    parts.append("\n## Shortcuts\n\n| menu | action | keys |\n|---|---|---|")
    for menu in MENUS:
        for action in ACTIONS:
            if action.menu == menu and action.keys:
                keys = QKeySequence(action.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
                parts.append(f"| {menu} | {action.text.rstrip('…')} | {keys} |")
    parts.append(f"\n## {tagset.name or tagset.id}\n\n| key | type | |\n|---|---|---|")
    for key, type_def in sorted(tagset.keys().items(), key=lambda pair: (pair[1].kind, pair[0])):
        shown = key if type_def.kind == "entity" else f"Shift+{key}"
        parts.append(f"| {shown} | {type_def.name} | {type_def.description} |")
    return "\n".join(parts)


class AboutDialog(QDialog):
    """Says what the program is."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Annotator")
        words = QLabel(
            f"<h3>Annotator {__version__}</h3><p>For tagging entities and events in news articles.<br>"
            "Tags lie beside the articles, one file for each annotator.</p><p>MIT License</p>",
            self,
        )
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(words)
        layout.addWidget(buttons)
