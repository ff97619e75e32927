"""Who may do and open what, as a page for people: docs/access.md."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from core.access import PUBLIC, SIGNED_IN
from users.permissions import PERMISSIONS, SECOND_FACTOR_ROLES, Role

OPENING = """# Who may do what

Written by `manage.py access_table --write` from `users/permissions.py` and the addresses of
the site; `script/check` fails when it is out of date. Do not edit it by hand.

A role says what a person may do anywhere. Where they may do it comes from their posts in
the organisation: a rule then decides about the single record, and says why not.
"""
SIGNING_IN = """
## Pages of signing in

Everything under `/account/` comes from django-allauth. Signing in, signing up, confirming an
address and setting a forgotten password are open to anyone; every other page there is about
the account of the person who is signed in, and only theirs.
"""
WORDS = {PUBLIC: "anyone", SIGNED_IN: "anyone with an account"}


def as_markdown() -> str:
    """The whole page."""
    return "\n".join([OPENING, *_permissions(), "", *_pages(), SIGNING_IN])


def _permissions() -> Iterator[str]:
    roles = list(Role)
    yield "## Permissions and roles\n"
    yield "| | " + " | ".join(str(role.label) for role in roles) + " |"
    yield "|---|" + "---|" * len(roles)
    for name, holders in PERMISSIONS.items():
        yield f"| `{name}` | " + " | ".join("yes" if r in holders else "" for r in roles) + " |"
    second = " | ".join("yes" if role in SECOND_FACTOR_ROLES else "" for role in roles)
    yield f"| *needs two-step sign-in* | {second} |"


def _pages() -> Iterator[str]:
    yield "## Pages\n"
    yield "| Address | Name | Who may open it |"
    yield "|---|---|---|"
    for route, name, access in marked(get_resolver().url_patterns):
        who = WORDS.get(access) or f"`{access}`"
        yield f"| `/{route}` | `{name}` | {who} |"


def marked(
    patterns: list[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[tuple[str, str, str]]:
    """Address, name and access mark of every page of ours below these patterns."""
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from marked(one.url_patterns, here, inner)
        elif access := getattr(one.callback, "access", ""):
            yield here, f"{space}{one.name}", access
