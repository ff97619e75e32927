"""Texts that colleagues write, as HTML that can hold nothing but words, lists and links."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# HTML in the text stays text; pictures are chosen, never linked from elsewhere.
_READER = MarkdownIt("commonmark", {"html": False}).disable("image")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "blockquote"}
_SCHEMES = {"https", "http", "mailto", "tel"}
_HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}


def as_html(text: str) -> SafeString:
    """Markdown as HTML for the inside of a page, whose heading is somewhere else."""
    html = _READER.render(text)
    for found, wanted in _HEADINGS.items():
        html = html.replace(f"<{found}>", f"<{wanted}>").replace(f"</{found}>", f"</{wanted}>")
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES)
    return mark_safe(clean)  # noqa: S308 - nh3 has left nothing but the tags above
