"""Every address, with every method, as every person: exactly who the table says gets in."""

from __future__ import annotations

import itertools
import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings as given
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import CHANGES_A_ROW, PortalClient
from tests.house.access_table import (
    FORBIDDEN,
    IN,
    MISSING,
    SIGN_IN,
    TABLE,
    VISITOR,
    Page,
)
from tests.house.world import World
from tests.users.people import own_caches
from users.cast import CAST
from users.models import User
from users.permissions import Role

# Ben holds the same role as Amina, Olu and Lena the same as Sam.
SAME_ROLES = {"ben", "olu", "lena"}
KEYS = [VISITOR, "closed", *(person.key for person in CAST)]
# Opening a page may note these and nothing else: the session, what expired, how often a file
# was fetched, and who looked at what a person keeps to few.
WRITTEN_BY_LOOKING = {
    "django_session",
    "usersessions_usersession",
    "account_emailaddress",
    "core_export",
    "community_look",
}


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


@pytest.fixture
def quiet(settings):
    """No limit on tries, and no log lines for the thousand refusals that are expected here."""
    settings.CACHES = own_caches()
    settings.ACCOUNT_RATE_LIMITS = False
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def none_of(wrong: list[str]) -> None:
    """Fail with one line for each thing that is wrong."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.fixture
def cookies(db) -> dict[str, str]:
    """The session of each person; a visitor has none, that of the closed account is left over."""
    closed = User.objects.create(email="closed@portal.example", roles=[r.value for r in Role])
    people = {person.key: User.objects.get(email=person.email) for person in CAST}
    found = {VISITOR: ""}
    for key, user in {**people, "closed": closed}.items():
        found[key] = PortalClient().sign_in(user).cookies[given.SESSION_COOKIE_NAME].value
    User.objects.filter(pk=closed.pk).update(is_active=False)
    return found


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


@pytest.fixture
def site(cookies, quiet) -> Site:
    handler = BaseHandler()
    handler.load_middleware()
    return Site(handler, cookies)


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


def test_every_address_is_listed_and_nothing_else_is():
    listed = {page.name for page in TABLE}
    none_of(
        [f"{name}: say in tests/house/access_table.py who may" for name in {*ADDRESSES} - listed]
        + [f"{name}: there is no such address (any more)" for name in listed - {*ADDRESSES}]
    )


def asking(page: Page) -> list[str]:
    """Who asks for a page: everybody where it matters whose thing it is, else one per role."""
    depends = [one.name for one in TABLE].count(page.name) > 1
    same = len({key in page.who for key in ("sam", "olu", "lena")}) == 1
    return [key for key in KEYS if depends or not same or key not in SAME_ROLES]


def test_everybody_gets_exactly_where_the_table_says(site):
    """And looking changes nothing, and every answer carries its safety headers."""
    world, wrong = World(), []
    paths = [(page, path_of(page, world)) for page in TABLE]
    written: list[str] = []
    with connection.execute_wrapper(noting(written)):
        for page, path in paths:
            for method, key in itertools.product(("get", "post"), asking(page)):
                written.clear()
                response = site.ask(method, path, key)
                found, expected = outcome(response), page.expected(key, method)
                faults = list(unsafe(response, key))
                if found not in (expected, NOTHING):
                    faults.append(f"{found}, not {expected}")
                if method == "get" and written:
                    faults.append(f"looking wrote {set(written)}")
                wrong += [f"{key} {method} {path} ({page.name}): {fault}" for fault in faults]
    none_of(wrong)


def noting(written: list[str]):
    """A watch that notes the tables in which a request writes."""

    def note(execute, sql, params, many, context):
        found = CHANGES_A_ROW.match(sql) if isinstance(sql, str) else None
        if found and found[2] not in WRITTEN_BY_LOOKING:
            written.append(found[2])
        return execute(sql, params, many, context)

    return note


def test_complete_forms_are_carried_out_for_whom_the_table_says(site):
    world, wrong = World(), []
    for page in TABLE:
        if page.sends is None:
            continue
        path = path_of(page, world)
        for key in KEYS:
            data = {"submission_key": str(uuid.uuid4()), **page.sends}
            response = site.ask("post", path, key, data)
            is_done = response.status_code == 302 and outcome(response) == IN
            if is_done != (key in page.done):
                wrong.append(f"{key} {path} ({page.name}): {response.status_code}")
    none_of(wrong)


# Posts that another site may send, with the reason.
WITHOUT_TOKEN = {
    "community:unsubscribe": "mail programs post it (RFC 8058); the address itself is the secret",
}


def unsafe(response: HttpResponse, key: str) -> Iterator[str]:
    """What an answer lacks that every answer must have."""
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
        yield "no content policy"
    if "unsafe" in policy or re.search(r"(script|style|default)-src[^;]*(\*|https?:)", policy):
        yield f"a weak content policy: {policy}"
    for header, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items():
        if response.headers.get(header) != value:
            yield f"{header} is {response.headers.get(header)}"
    kept = response.headers.get("Cache-Control", "")
    is_public = "public" in kept
    is_page = response.status_code == 200 and not is_public
    if key not in (VISITOR, "closed") and is_page and "no-store" not in kept:
        yield "may be kept by the browser"


def test_no_form_is_taken_without_its_token(site):
    world, wrong = World(), []
    for page in TABLE:
        if page.name in WITHOUT_TOKEN:
            continue
        path = path_of(page, world)
        for key in (VISITOR, "ivy"):
            response = site.ask("post", path, key, token=False)
            if response.status_code != 403:
                wrong.append(f"{key} {path} ({page.name}): {response.status_code}")
    none_of(wrong)


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/activities/999999999/", "/users/accounts/999999999/roles/"]
)
def test_what_is_not_there_is_404_after_signing_in(site, path):
    found = outcome(site.ask("get", path, "ada"))
    assert found in {MISSING, FORBIDDEN}
    assert found == MISSING or path.startswith("/activities/")


def test_the_table_in_the_docs_is_up_to_date():
    call_command("access_table", "--check")
