"""The table of actions: menus, tool bar and the list of shortcuts are all drawn from it.

Letters without Ctrl are not here: in the text they belong to the grammar of hands. Alt is used nowhere, since
menus and window managers own it.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from PySide6.QtGui import QKeySequence

Keys = QKeySequence.StandardKey


class When(Enum):
    """What must hold for an action to be possible."""

    ALWAYS = "always"
    FOLDER = "a folder is open"
    ARTICLE = "an article is open"
    EDITABLE = "the sheet can be edited"
    UNDO = "there is something to undo"
    REDO = "there is something to redo"
    MENTION = "a mention is selected"
    ADJUDICATING = "gold is being decided on"


class Action(Struct, frozen=True):
    """One action: ``id``, the ``menu`` it stands in, its text, its keys (text or a standard key), its icon."""

    id: str
    menu: str
    text: str
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    icon: str = ""
    when: When = When.ALWAYS
    tip: str = ""
    checkable: bool = False
    group: str = ""
    """Checkable actions of one group exclude each other."""
    separated: bool = False
    """A line stands above it in the menu."""


MENUS = ("File", "Edit", "Article", "Review", "View", "Help")

ACTIONS: tuple[Action, ...] = (
    Action("open-folder", "File", "Open Folder…", (Keys.Open,), "folder", tip="Open a folder of articles"),
    Action("open-file", "File", "Open Article…", ("Ctrl+Shift+O",), "file"),
    Action("open-tagset", "File", "Use Tagset…", (), "tag", tip="Tag with another tagset", separated=True),
    Action("annotator", "File", "Who Tags…", tip="The name that your tags are kept under"),
    Action(
        "import",
        "File",
        "Import…",
        ("Ctrl+I",),
        "import",
        tip="Articles and tags from other formats",
        separated=True,
    ),
    Action("export", "File", "Export…", ("Ctrl+E",), "export", When.FOLDER, "Tags to other formats"),
    Action("quit", "File", "Quit", (Keys.Quit, "Ctrl+Q"), separated=True),
    Action("undo", "Edit", "Undo", (Keys.Undo,), "undo", When.UNDO),
    Action("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", When.REDO),
    Action("copy", "Edit", "Copy", (Keys.Copy,), "", When.ARTICLE, separated=True),
    Action("find", "Edit", "Find in Text…", (Keys.Find,), "search", When.ARTICLE),
    Action("find-article", "Edit", "Filter Articles", ("Ctrl+Shift+F",), "", When.FOLDER),
    Action("link", "Edit", "Link Selected Mention To…", ("Ctrl+L",), "", When.MENTION, separated=True),
    Action("next-article", "Article", "Next", ("Ctrl+PgDown",), "next", When.FOLDER),
    Action("previous-article", "Article", "Previous", ("Ctrl+PgUp",), "previous", When.FOLDER),
    Action("next-open", "Article", "Next Not Done", ("Ctrl+Shift+PgDown",), "next-open", When.FOLDER),
    Action("done", "Article", "Done", ("Ctrl+D",), "done", When.EDITABLE, checkable=True, separated=True),
    Action("done-next", "Article", "Done, and Next Not Done", ("Ctrl+Return",), "", When.EDITABLE),
    Action("my-sheet", "Article", "My Tags", ("Ctrl+1",), "", When.ARTICLE, separated=True),
    Action("next-sheet", "Article", "Next Colleague’s Tags", ("Ctrl+2",), "", When.ARTICLE),
    Action(
        "gold", "Article", "Use as Gold…", (), "", When.FOLDER, "Make finished sheets gold", separated=True
    ),
    Action(
        "colleagues", "Review", "Show Colleagues", ("Ctrl+3",), "", When.FOLDER, "Who else tagged the article"
    ),
    Action(
        "show-all",
        "Review",
        "All Colleagues’ Tags over the Text",
        ("Ctrl+Shift+C",),
        "",
        When.FOLDER,
        checkable=True,
    ),
    Action(
        "comment",
        "Review",
        "Comment…",
        ("Ctrl+M",),
        "",
        When.ARTICLE,
        "Comment on the selected tag, or on the difference",
    ),
    Action("comments", "Review", "Show Comments", ("Ctrl+Shift+M",), "", When.FOLDER),
    Action("blind", "Review", "Blind", tip="Call annotators Annotator 1, 2, …", checkable=True),
    Action(
        "adjudicate",
        "Review",
        "Start Adjudication…",
        ("Ctrl+Shift+G",),
        "",
        When.FOLDER,
        "Decide between the sheets of several annotators",
        separated=True,
    ),
    Action(
        "one-sheet",
        "Review",
        "Review One Sheet…",
        (),
        "",
        When.FOLDER,
        "Accept or reject the tags of one colleague or program, one by one or many at once",
    ),
    Action("stop-adjudicating", "Review", "Stop Adjudicating", (), "", When.ADJUDICATING),
    Action("next-difference", "Review", "Next Difference", ("F8",), "", When.ARTICLE, separated=True),
    Action("previous-difference", "Review", "Previous Difference", ("Shift+F8",), "", When.ARTICLE),
    Action("none-of-these", "Review", "None of These\t0", (), "", When.ADJUDICATING, "Nothing of it is gold"),
    Action("put-off", "Review", "Put Off\t.", (), "", When.ADJUDICATING, "Decide later"),
    Action("take-parts", "Review", "Take Parts\tEnter", (), "", When.ADJUDICATING, "Go to the versions"),
    Action("give-reason", "Review", "Reason and Comment\t,", (), "", When.ADJUDICATING, "Say why"),
    Action("open-again", "Review", "Open Again", ("F9",), "", When.ADJUDICATING, "Take the decision back"),
    Action(
        "go-on",
        "Review",
        "Go On after Each Choice",
        (),
        "",
        When.ADJUDICATING,
        "Go to the next difference once one is decided",
        checkable=True,
    ),
    Action("differences", "Review", "Show Differences", ("Ctrl+4",), "", When.ADJUDICATING, separated=True),
    Action(
        "agreement",
        "Review",
        "Agreement…",
        (),
        "",
        When.FOLDER,
        "How far annotators agree, and on what they differ",
        separated=True,
    ),
    Action(
        "my-gold", "Review", "My Tags Against Gold", ("Ctrl+5",), "", When.FOLDER, "What was decided, and why"
    ),
    Action("next-told", "Review", "Next Difference from Gold", ("F7",), "", When.FOLDER),
    Action("previous-told", "Review", "Previous Difference from Gold", ("Shift+F7",), "", When.FOLDER),
    Action("zoom-in", "View", "Larger Text", ("Ctrl++", "Ctrl+="), "zoom-in"),
    Action("zoom-out", "View", "Smaller Text", ("Ctrl+-",), "zoom-out"),
    Action("zoom-reset", "View", "Normal Text", ("Ctrl+0",)),
    Action("arcs-focus", "View", "Arcs of One Event", checkable=True, group="arcs", separated=True),
    Action("arcs-all", "View", "All Arcs", ("Ctrl+Shift+A",), "arcs", checkable=True, group="arcs"),
    Action("arcs-none", "View", "No Arcs", checkable=True, group="arcs"),
    Action("theme-system", "View", "Colours of the System", checkable=True, group="theme", separated=True),
    Action("theme-light", "View", "Light", checkable=True, group="theme"),
    Action("theme-dark", "View", "Dark", checkable=True, group="theme"),
    Action("next-panel", "View", "Next Panel", ("F6",), separated=True),
    Action("previous-panel", "View", "Previous Panel", ("Shift+F6",)),
    Action("focus-text", "View", "Go to the Text", ("Ctrl+T",)),
    Action("keys", "Help", "Keys and Gestures", (Keys.HelpContents,), "help"),
    Action("agreement-guide", "Help", "What Agreement Numbers Mean"),
    Action("show-logs", "Help", "Open the Folder of Logs"),
    Action("about", "Help", "About Annotator"),
)
