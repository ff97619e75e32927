"""Whom people ask about money from us, at the foot of every page of a claim."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from claims.selectors.policy import edition_on

register = template.Library()


@register.inclusion_tag("claims/_who_to_ask_foot.html")
def who_to_ask() -> dict[str, Any]:
    """The payments contact of the policy in force; nothing where there is no policy."""
    return {"edition": edition_on(timezone.localdate())}
