"""Makes elements of HTML and SVG; what is written in them can never become markup, as only text nodes hold it."""

from __future__ import annotations

import re
from typing import TypeAlias
from xml.etree.ElementTree import Element

Child: TypeAlias = "Element | str | None"

_UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (https://www.w3.org/TR/xml/#charsets); an article may hold it all the same."""


def node(tag: str, *children: Child, **attributes: str | float | None) -> Element:
    """An element. ``stroke_width`` stands for ``stroke-width``, ``class_`` for ``class``; None leaves out."""
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), fit(_number(value)))
    for child in children:
        add(made, child)
    return made


def add(parent: Element, *children: Child) -> None:
    """Appends elements and text."""
    for child in children:
        if child is None:
            continue
        if isinstance(child, Element):
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + fit(child)
        else:
            parent.text = (parent.text or "") + fit(child)


def fit(text: str) -> str:
    """The text with a replacement character for each that markup cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
