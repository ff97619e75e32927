"""Every address of the site, and how a person asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings as given
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.access_pages import IN, SIGN_IN, Page
from tests.house.world import World

# The address has nothing to give by this method, whoever asks.
NOTHING = "nothing"


@dataclass(frozen=True)
class Address:
    """One address of the site, by name, with the names of its arguments."""

    name: str
    arguments: tuple[str, ...]


def addresses() -> Iterator[Address]:
    """Every named address of the site."""
    return _under(get_resolver().url_patterns, "")


def _under(patterns, space: str, outer: tuple[str, ...] = ()) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            given_before = (*outer, *one.pattern.regex.groupindex)
            yield from _under(one.url_patterns, inner, given_before)
        elif isinstance(one, URLPattern):
            yield Address(f"{space}{one.name}", (*outer, *one.pattern.regex.groupindex))


ADDRESSES = {one.name: one for one in addresses()}


def none_of(wrong: list[str]) -> None:
    """Fail with one line for each thing that is wrong."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@dataclass
class Site:
    """The site without a client around it, which would copy every page's whole context."""

    handler: BaseHandler
    cookies: dict[str, str]

    def ask(
        self, method: str, path: str, key: str, data: dict | None = None, *, token: bool = True
    ) -> HttpResponse:
        """One request of one person, whose changes are undone; `token`: of the form."""
        request = getattr(RequestFactory(), method)(path, data or {})
        request._dont_enforce_csrf_checks = token
        if self.cookies[key]:
            request.COOKIES[given.SESSION_COOKIE_NAME] = self.cookies[key]
        with transaction.atomic():
            response = self.handler.get_response(request)
            transaction.set_rollback(True)
        for close in response._resource_closers:
            close()
        return response


def outcome(response: HttpResponse) -> str:
    """What became of a request, in the words of the table."""
    if response.status_code in (301, 302):
        leads = response.url.split("?")[0]
        return SIGN_IN if leads == resolve_url(given.LOGIN_URL) else IN
    if response.status_code in (403, 404):
        return str(response.status_code)
    if response.status_code == 405:
        return NOTHING
    return IN if response.status_code < 500 else f"fault {response.status_code}"


def path_of(page: Page, world: World) -> str:
    arguments = ADDRESSES[page.name].arguments
    values = {name: world.value(name, page.arguments.get(name, "")) for name in arguments}
    return reverse(page.name, kwargs={name: str(value) for name, value in values.items()})
