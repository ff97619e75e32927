"""The onion in a template: its drawings and its table.

``{% onion_drawing figure %}``           the wide drawing
``{% onion_drawing figure "narrow" %}``  the one for phones
``{% onion_table figure %}``             the same in numbers
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from activities.charts import NARROW, WIDE, no_link, onion_picture
from activities.reports.onion import link_of, onion_columns, onion_rows, title_of
from activities.selectors.onion import OnionFigure

register = template.Library()

LOOKS = {"wide": WIDE, "narrow": NARROW, "small": NARROW}


@register.simple_tag
def onion_drawing(figure: OnionFigure, look: str = "wide") -> SafeString:
    """The picture; a small one (of many on a page) has no links in it."""
    return _drawn(figure, look, get_language())


@lru_cache(maxsize=64)
def _drawn(figure: OnionFigure, look: str, language: str | None) -> SafeString:
    """The same figure gives the same picture, so it is drawn for its first reader only."""
    return onion_picture(
        f"onion-{look}{figure.asked.place.key and '-' + figure.asked.place.key}",
        figure.onion,
        title=title_of(figure.asked),
        look=LOOKS[look],
        link=no_link if look == "small" else link_of(figure),
        has_planned=not figure.is_public,
    )


@register.simple_tag
def onion_table(figure: OnionFigure) -> SafeString:
    """The same in numbers."""
    return _table(figure, get_language())


@lru_cache(maxsize=64)
def _table(figure: OnionFigure, language: str | None) -> SafeString:
    """The same figure gives the same table, as it gives the same picture."""
    shown = {
        "columns": onion_columns(figure),
        "rows": onion_rows(figure),
        "caption": title_of(figure.asked),
    }
    return render_to_string("components/table.html", shown)


@register.simple_tag
def onion_title(figure: OnionFigure) -> str:
    """What the figure is called: place and months."""
    return title_of(figure.asked)
