"""The guides of docs/guides as pages: which there are, for whom, and their text as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = settings.BASE_DIR / "docs" / "guides"
# For those who take part; the others are for staff. In the order of the list.
FOR_EVERYBODY = ("join", "my-involvement", "taking-part", "claiming", "expenses", "signing-in")
FOR_STAFF = (
    "logging",
    "running-a-session",
    "finding",
    "lists",
    "onion",
    "mapping",
    "changes",
    "files",
    "taking-out",
    "imports",
    "joining",
    "people",
    "needs",
    "partners",
    "privacy",
    "organisation",
    "accounts",
    "claims-for-others",
    "deciding-claims",
    "claims-policy",
    "claims-policy-cases",
    "paying-claims",
    "claims-figures",
    "claims-away-and-appeals",
)
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_CLASSES = {
    "h2": "nhsuk-heading-m",
    "h3": "nhsuk-heading-s",
    "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
    "table": "nhsuk-table",
    "thead": "nhsuk-table__head",
    "tbody": "nhsuk-table__body",
    "tr": "nhsuk-table__row",
    "th": "nhsuk-table__header",
    "td": "nhsuk-table__cell",
}
_GUIDE = re.compile(r"^([a-z-]+)\.md(#[\w-]+)?$")


@dataclass(frozen=True)
class Guide:
    """One guide: its name in the address, its heading, whom it is for, and its text."""

    key: str
    title: str
    html: SafeString
    is_for_staff: bool


@cache
def guide(key: str) -> Guide | None:
    """The guide of a name; None if there is none."""
    if key not in FOR_EVERYBODY + FOR_STAFF:
        return None
    tokens = _READER.parse((FOLDER / f"{key}.md").read_text(encoding="utf-8"))
    title = tokens[1].content
    # The heading of the file is the heading of the page.
    body = _with_tables_held([_shown(token) for token in tokens[3:]])
    html = _READER.renderer.render(_without_links_out(body), _READER.options, {})
    # The text is our own, and HTML in it stays text.
    return Guide(key, title, mark_safe(html), key in FOR_STAFF)  # noqa: S308


def guides(*, staff: bool) -> Sequence[Guide]:
    """Those for everybody, or those for staff."""
    keys = FOR_STAFF if staff else FOR_EVERYBODY
    return [found for found in map(guide, keys) if found]


def _shown(token: Token) -> Token:
    """A piece of text with the classes of the page, and pictures where they are served."""
    if token.tag in _CLASSES and token.nesting >= 0:
        token.attrSet("class", _CLASSES[token.tag])
    for child in token.children or ():
        if child.type == "image":
            name = str(child.attrGet("src")).rpartition("/")[2]
            child.attrs |= {"src": static(f"guides/{name}"), "class": "portal-guide__picture"}
        if child.type == "link_open":
            found = _GUIDE.match(str(child.attrGet("href")))
            known = found is not None and found[1] in FOR_EVERYBODY + FOR_STAFF
            where = reverse("home:guide_detail", args=[found[1]]) if found and known else ""
            child.attrSet("href", where + (found[2] or "" if found and known else ""))
    return token


def _with_tables_held(tokens: list[Token]) -> list[Token]:
    """Each table in a part of the page that scrolls by itself, by keyboard too, and has a name."""
    held: list[Token] = []
    number = 0
    for token in tokens:
        if token.type == "table_open":
            number += 1
            names = {"role": "region", "tabindex": "0", "aria-label": f"Table {number}"}
            attrs: dict[str, str | int | float] = {"class": "portal-guide__table", **names}
            held.append(Token("table_held", "div", 1, attrs=attrs, block=True))
        held.append(token)
        if token.type == "table_close":
            held.append(Token("table_let_go", "div", -1, block=True))
    return held


def _without_links_out(tokens: list[Token]) -> list[Token]:
    """A link to what is no guide, such as notes for the server, is only its words."""
    for token in tokens:
        kept, is_open = [], True
        for child in token.children or ():
            if child.type == "link_open":
                is_open = bool(child.attrGet("href"))
            if child.type not in ("link_open", "link_close") or is_open:
                kept.append(child)
            if child.type == "link_close":
                is_open = True
        if token.children is not None:
            token.children = kept
    return tokens
