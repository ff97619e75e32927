"""Words that a search found, as marks: `{{ find.name|marked }}`."""

from django import template
from django.utils.safestring import SafeString

from core.tables.found import marked_html

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """Text with what stands between marks as `<mark>`, and all else escaped."""
    return marked_html(text)
