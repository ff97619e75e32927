"""Pages about the portal itself, and what is shown when something fails."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import RequestFactory, override_settings
from django.urls import path, reverse

from cocreation import urls as site
from core.access import public
from home import views
from tests.conftest import PortalClient

handler400 = views.bad_request
handler403 = views.not_allowed
handler404 = views.not_found
handler500 = views.server_error


@public
def fails(request, how):
    raise {
        "bad": SuspiciousOperation("secret detail"),
        "refused": PermissionDenied("You made this claim yourself."),
        "gone": Http404("secret detail"),
        "broken": RuntimeError("secret detail"),
    }[how]


def _urls():
    return [path("fails/<slug:how>/", fails), *site.urlpatterns]


urlpatterns: list = []


@pytest.mark.parametrize("name", ["accessibility", "cookies", "help_now", "privacy"])
def test_anyone_can_read_the_pages_about_the_portal(client, db, name):
    page = client.get(reverse(f"home:{name}"))
    assert page.status_code == 200
    assert not page.cookies
    for other in ("accessibility", "cookies", "help_now"):
        assert f'href="{reverse(f"home:{other}")}"' in client.get("/").content.decode()


def test_help_comes_in_the_words_that_the_trust_sets(client, db):
    with override_settings(HELP_NOW=["Ring the crisis line: 01632 960 999."]):
        assert (
            "Ring the crisis line: 01632 960 999."
            in client.get(reverse("home:help_now")).content.decode()
        )


def test_the_cookies_page_lists_every_cookie_that_is_set(as_person, client):
    listed = client.get(reverse("home:cookies")).content.decode()
    sam = as_person("sam")
    sam.get(reverse("activities:activity_log"))
    sam.post(reverse("account_logout"))
    client.get(reverse("account_login"))
    for name in {*sam.cookies, *client.cookies}:
        assert name in listed, name


@pytest.mark.parametrize(
    ("how", "status", "says"),
    [
        ("bad", 400, "We could not read that"),
        ("refused", 403, "You made this claim yourself."),
        ("gone", 404, "Page not found"),
        ("broken", 500, "something went wrong"),
    ],
)
def test_a_failure_says_what_to_do_next_and_nothing_secret(client, db, how, status, says):
    urlpatterns[:] = _urls()
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        page = client.get(f"/fails/{how}/")
    assert page.status_code == status
    words = page.content.decode()
    assert says in words
    assert "secret detail" not in words
    assert 'href="/"' in words
    assert settings.CONTACT_EMAIL in words


def test_the_failure_page_needs_no_database(django_db_blocker):
    with django_db_blocker.block():
        page = views.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "something went wrong" in page.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_way_on(cast):
    strict = PortalClient(enforce_csrf_checks=True).sign_in(cast.sam)
    page = strict.post(reverse("activities:activity_log"), {"title": "Choir"})
    assert page.status_code == 403
    assert "open for too long" in page.content.decode()
