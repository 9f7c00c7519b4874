"""The field that says where an export goes. It follows the format until somebody names a place by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from annotator.formats.registry import Format
from annotator.ui.exchange import places
from annotator.ui.exchange.fields import button, path_field
from annotator.ui.exchange.ticks import Check
from annotator.ui.style import GAP


class OutField(QWidget):
    """A path, a button to choose it, and whether what lies there is replaced."""

    refined = Signal()
    """Another place is named, or what lies there may be replaced now."""

    def __init__(self, folder: Path, before: str, formats: tuple[Format, ...], parent: QWidget) -> None:
        """``folder`` is what is exported; ``before`` where the last export went, if any."""
        super().__init__(parent)
        self._folder, self._before, self._formats = folder, before, formats
        self._format, self._split = formats[0], False
        self._named_by_hand = False
        self.path = path_field("Where to", self)
        self.browse = button("Choose…", self, self._choose)
        self.replace = Check("Replace what is there", self)
        row = QHBoxLayout()
        row.setSpacing(GAP + 2)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(row)
        layout.addWidget(self.replace)
        self.replace.hide()
        self.path.textEdited.connect(lambda _: self._on_named())
        self.path.textChanged.connect(lambda _: self.refined.emit())
        self.replace.toggled.connect(lambda _: self.refined.emit())

    @property
    def words(self) -> str:
        """What is typed, without blanks around it."""
        return self.path.text().strip()

    @property
    def out(self) -> Path:
        """The path that is named."""
        return Path(self.words).expanduser()

    @property
    def replaces(self) -> bool:
        """Whether what lies there, and may be replaced, is."""
        return self.replace.isChecked() and not self.replace.isHidden()

    def show_present(self, present: bool) -> None:
        """Asks whether to replace, where something that may be replaced lies there."""
        self.replace.setVisible(present)

    def follow(self, format: Format, split: bool) -> None:
        """Names the place after a format; a name given by hand keeps all but its ending."""
        self._format, self._split = format, split
        if not self._named_by_hand:
            self.path.setText(str(places.suggested(self._folder, self._before, format, split)))
        elif self.words:
            self.path.setText(str(places.as_format(Path(self.words), format, split, self._formats)))

    def _on_named(self) -> None:
        self._named_by_hand = True

    def _choose(self) -> None:
        path = Path(self.words or self._folder)
        if self._split or self._format.is_folder:
            chosen = QFileDialog.getExistingDirectory(self, "Export into a new folder in", str(path.parent))
            if chosen:  # never into a folder that holds something else
                path = places.free(Path(chosen) / path.name)
        else:
            kind = f"{self._format.name} ({' '.join(f'*{s}' for s in self._format.suffixes)})"
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                "Export to",
                str(path),
                kind,
                options=QFileDialog.Option.DontConfirmOverwrite,  # asked here, where it can be seen
            )
            if chosen:
                path = Path(chosen)
                path = path if path.suffix else path.with_name(path.name + self._format.suffixes[0])
        if chosen:
            self._named_by_hand = True
            self.path.setText(str(path))
