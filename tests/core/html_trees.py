"""Compares HTML by what it means: tags, attributes and words, whatever their order and spacing."""

import re
from typing import Any

from lxml import html

Tree = tuple[str, tuple[tuple[str, str], ...], tuple[Any, ...]]


def trees(markup: str) -> list[Any]:
    """The markup as nested tuples: (tag, sorted attributes, children), texts with single spaces."""
    body = html.fromstring(f"<html><body>{markup}</body></html>").find("body")
    return list(_children(body))


def _text(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def _children(element: html.HtmlElement) -> tuple[Any, ...]:
    children: list[Any] = [_text(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            children.append(_tree(child))
        children.append(_text(child.tail))
    return tuple(child for child in children if child)


def _tree(element: html.HtmlElement) -> Tree:
    attributes = {name: _text(value) for name, value in element.attrib.items()}
    if "class" in attributes:
        attributes["class"] = " ".join(sorted(attributes["class"].split()))
    return element.tag, tuple(sorted(attributes.items())), _children(element)
