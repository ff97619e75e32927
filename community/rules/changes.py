"""Of which changes that others make to a record the person is told, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from community.rules.people import PersonFacts, is_own
from core.service import System

# The kind of thing by field; the words never say what it was or is.
_NAME, _REACH = gettext_lazy("your name"), gettext_lazy("how we reach you")
TOLD = {
    "name": _NAME,
    "shown_name": gettext_lazy("the name others see"),
    "email": _REACH,
    "phone": _REACH,
    "is_post_wanted": _REACH,
    "address": _REACH,
    "is_hidden": gettext_lazy("who can see you"),
    "asks_a_month": gettext_lazy("how often we may ask you"),
}


def told_of(actor: Any, facts: PersonFacts) -> bool:
    """Whether somebody is told of a change: not of their own, nor of what the portal repairs."""
    return not isinstance(actor, System) and not is_own(actor, facts)


def told_kinds(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The kinds of things that change, each once, in the order of the record."""
    changed = [name for name in TOLD if name in after and before[name] != after[name]]
    return list(dict.fromkeys(str(TOLD[name]) for name in changed))
