"""The histories of sheets that were closed: who comes back to one can still take back what was done there."""

from __future__ import annotations

from annotator.annotations.history import History
from annotator.ui.opening import Opening


class Histories:
    """Histories by the bytes of article and sidecar: whatever they are called meanwhile, they are the same then."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, History]] = {}

    def clear(self) -> None:
        """Forgets all: another folder may hold copies of the articles, and undo never crosses articles."""
        self._kept.clear()

    def keep(self, opening: Opening) -> None:
        """Keeps the history of a sheet that is on disk and closed."""
        session, saver = opening.session, opening.saver
        if saver is not None and not session.history.is_empty:
            self._kept.setdefault(session.article.sha256, {})[saver.digest()] = session.history

    def resume(self, opening: Opening) -> None:
        """Goes on with the history of a sheet that was just opened, if it is as it was left."""
        session, saver = opening.session, opening.saver
        of_article = self._kept.get(session.article.sha256)
        if saver is None or not of_article:  # hashing a large sidecar takes its time
            return
        history = of_article.pop(saver.digest(), None)
        if history is not None:
            session.history = history
