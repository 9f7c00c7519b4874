"""Label Studio's JSON, with the labelling configuration that belongs to it: a folder with ``tasks.json`` and ``config.xml``.

A task is an article: its text in ``data.text``, its name in ``data.name``, one annotation. The result holds regions
(``labels`` of the controls ``entities``, ``events``, ``zones``, with ``start``, ``end`` and ``text``), values of attributes under the
id of their region, and relations. See :mod:`annotator.formats.label_studio_config` for the controls.

**Offsets** are half-open and in code points: since 2021 (label-studio-frontend#308, after label-studio#1008) Label Studio
stores those, and its own converter cuts Python strings with them. Older versions stored UTF-16 units (label-studio#1347);
in #4988 only what is drawn is wrong, the export is right. On reading, the ``text`` of the regions decides: where it agrees
with UTF-16 units for more regions of an annotation than with code points, those are meant. CR LF counts as two
(label-studio#539). ``globalOffsets`` belong to HyperText only, so there are none. In ``text`` all
blanks are alike, as Label Studio writes ``\\n`` for line breaks.

**Events.** Label Studio has no events: one is a region at its trigger with the event's label, and relations from it to its
fillers, labelled with the role. As it knows only one relation from one region to another, that has all the labels.
Fragments of a discontinuous mention are regions of their own; see :mod:`annotator.formats.beside`.

**Notes** are ``meta.text`` of the region; **flags** and **attributes** are values of per-region controls, the article's own
attributes values without a region. What no control takes, such as instances and roles of relations, stands in
``data.annotator_sheet``, which Label Studio keeps with the task.

**Read** are these folders, single files and archives, plain exports (tasks with ``annotations`` or the ``completions`` of old,
several annotators to a task) and JSON-MIN, which has no relations. A configuration is looked for beside: ``config.xml``, or
the file's name with ``.xml``. Predictions and drafts are ignored, which is reported once.
"""

from __future__ import annotations

from annotator.formats.exchange import Setting
from annotator.formats.label_studio_reading import LabelStudioReader
from annotator.formats.label_studio_writing import LabelStudioWriter


def writer(setting: Setting) -> LabelStudioWriter:
    """Writes the format; of ``setting`` the tagset matters."""
    return LabelStudioWriter(setting)


def reader() -> LabelStudioReader:
    """Reads the format."""
    return LabelStudioReader()
