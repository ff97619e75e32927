"""The trust's sign-in on pages."""

from django import template

from users import middleware
from users.sign_on.client import Way, ways

register = template.Library()


@register.simple_tag
def sign_on_ways() -> list[Way]:
    """The providers staff can sign in with; none where none is configured."""
    return ways()


@register.simple_tag(takes_context=True)
def signed_on(context: dict) -> bool:
    """Whether the reader came in with an account of the trust."""
    return middleware.signed_on(context["request"], context["request"].user)
