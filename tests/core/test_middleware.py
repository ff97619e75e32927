"""Headers that every answer carries."""

import pytest
from django.urls import reverse

from core.middleware import ALWAYS


@pytest.fixture
def answers(client, db):
    """An answer of each kind: page, probe, not found, not allowed, bad host, file."""
    client.raise_request_exception = False
    return {
        "page": client.get(reverse("account_login")),
        "probe": client.get(reverse("core:healthz")),
        "not found": client.get("/nowhere/"),
        "redirect": client.get(reverse("core:health")),
        "no token": client.__class__(enforce_csrf_checks=True).post(reverse("account_login")),
        "bad host": client.get("/", HTTP_HOST="evil.example"),
    }


def test_every_answer_is_guarded(answers):
    assert answers["bad host"].status_code == 400
    assert answers["no token"].status_code == 403
    for kind, answer in answers.items():
        missing = [name for name in ALWAYS if name not in answer.headers]
        assert missing == [], kind
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "camera=()" in answer["Permissions-Policy"]


def test_pages_keep_their_own_policy(answers):
    # Their order is that of a set: another in each process.
    directives = answers["page"]["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in directives


def test_private_pages_are_never_stored(as_person, client, db):
    assert "no-store" in as_person("sam").get(reverse("home:start"))["Cache-Control"]
    assert "no-store" in as_person("sam").get("/nowhere/")["Cache-Control"]
    assert "no-store" not in client.get(reverse("home:start")).get("Cache-Control", "")


def test_public_file_stays_public_for_those_signed_in(as_person):
    assert "no-store" not in as_person("sam").get(reverse("core:theme"))["Cache-Control"]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("0f8fad5b-d9cd-469f-a165-70867728950e", True),
        ("short", False),
        ("x\ny" * 9, False),
        ("a" * 65, False),
    ],
)
def test_request_number_of_the_proxy_is_kept_if_it_looks_like_one(client, settings, given, is_kept):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answer = client.get(reverse("core:healthz"), headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is is_kept
    assert len(answer["X-Request-ID"]) >= 8


def test_request_number_of_a_visitor_is_not_believed(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    given = "0f8fad5b-d9cd-469f-a165-70867728950e"
    answer = client.get(reverse("core:healthz"), headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
