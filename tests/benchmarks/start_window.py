"""Starts the program as its command does, and ends it with the first paint that shows highlights.

python -m tests.benchmarks.start_window FOLDER [options of the command]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from annotator import cli

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class _Imported(MetaPathFinder):
    """Calls ``then`` with a module once the program has imported it, in its own order and at its own time.

    Imported from here, before the command runs, the window's modules would be loaded as no user's are: with the
    garbage collector at work.
    """

    def __init__(self, name: str, then: Callable[[Any], None]) -> None:
        self._name, self._then = name, then
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own spec, with a loader that tells."""
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def execute_and_tell(module: ModuleType) -> None:
            execute(module)
            self._then(module)

        spec.loader.exec_module = execute_and_tell  # type: ignore[method-assign]
        return spec


def _end_at_first_highlights(view: Any) -> None:
    from tests.benchmarks.ending import end

    paint = view.ArticleView.paintEvent

    def painted(self: Any, event: QPaintEvent) -> None:
        paint(self, event)
        if self.text_length and len(self._flow.marks):
            end()

    view.ArticleView.paintEvent = painted


if __name__ == "__main__":
    _Imported("annotator.ui.text.view", _end_at_first_highlights)
    sys.exit(cli.main())
