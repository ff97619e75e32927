"""The sign-in pages wear the portal's look: one heading, labelled fields, nothing a strict policy forbids."""

import pytest
from lxml import html as lxml_html

from core import markup

OPEN_TO_ALL = [
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
]
SPENT_LINKS = ["/account/confirm-email/spent/", "/account/password/reset/key/1-spent/"]
SIGNED_IN = [
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/logout/",
    "/core/gallery/",
]


def assert_is_sound(markup: bytes) -> lxml_html.HtmlElement:
    page = lxml_html.fromstring(markup)
    assert len(page.cssselect("h1")) == 1
    assert page.cssselect("h1")[0].text_content().strip() in page.cssselect("title")[0].text
    for field in page.cssselect("main input:not([type=hidden]), main select, main textarea"):
        assert page.cssselect(f'label[for="{field.get("id")}"]'), field.get("id")
        assert not field.get("placeholder")
    assert not page.xpath("//*[@style or @onclick or @onchange or @onsubmit]")
    assert not [script for script in page.cssselect("script") if not script.get("src")]
    return page


@pytest.mark.parametrize("path", OPEN_TO_ALL + SPENT_LINKS)
def test_pages_open_to_all(client, db, path: str) -> None:
    assert_is_sound(client.get(path).content)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_of_ones_own_account(as_person, settings, path: str) -> None:
    settings.DEMO_MODE = True
    assert_is_sound(as_person("amina").get(path).content)


def test_a_wrong_password_is_said_on_top_and_what_was_typed_stays(client, db) -> None:
    answer = client.post("/account/login/", {"login": "amina@portal.example", "password": "wrong"})
    page = assert_is_sound(answer.content)
    assert page.cssselect("title")[0].text.strip().startswith("Error: ")
    assert page.cssselect(".nhsuk-error-summary li")
    assert page.cssselect("#id_login")[0].get("value") == "amina@portal.example"
    assert not page.cssselect("#id_password")[0].get("value")


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(sent: str, shown: str) -> None:
    assert markup.browser_name(sent) == shown
