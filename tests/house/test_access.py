"""Every address, with every method, as every person: exactly who the table says gets in."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse

from tests.conftest import CHANGES_A_ROW
from tests.house.access_pages import FORBIDDEN, IN, MISSING, VISITOR, Page
from tests.house.access_table import TABLE
from tests.house.asking import ADDRESSES, NOTHING, none_of, outcome, path_of
from tests.house.world import World
from users.cast import CAST

# Ben holds the same role as Amina, Olu and Lena the same as Sam.
SAME_ROLES = {"ben", "olu", "lena"}
KEYS = [VISITOR, "closed", *(person.key for person in CAST)]
# Opening a page may note these and nothing else: the session, what expired, how often a file
# was fetched and by whom, and who looked at what a person keeps to few.
WRITTEN_BY_LOOKING = {
    "django_session",
    "usersessions_usersession",
    "account_emailaddress",
    "core_export",
    "community_look",
    "claims_batch",
}


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
