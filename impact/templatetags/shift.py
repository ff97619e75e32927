"""The shift in words, for pages of other apps."""

from django import template

from impact.reports import what_changed
from impact.selectors import Shift

register = template.Library()


@register.simple_tag
def shift_sentences(shift: Shift) -> list[str]:
    """What changed since last quarter: `{% shift_sentences shift as sentences %}`."""
    return what_changed(shift)
