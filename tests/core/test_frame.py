"""The frame of every page: names, help, colours, failure pages, gallery."""

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from lxml import html as lxml_html

from core import context, nhs
from tests.core.html_trees import trees


def page_of(name: str, **more: object) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_to_string(name, {**context.words(), **more}))


def test_every_page_says_it_is_not_watched_and_where_to_get_help_now() -> None:
    footer = page_of("layouts/base.html").cssselect("footer")[0].text_content()
    assert settings.NOT_WATCHED in footer
    assert all(line in footer for line in settings.HELP_NOW)


def test_the_frame_has_a_skip_link_one_main_and_a_language() -> None:
    page = page_of("layouts/base.html")
    assert page.get("lang")
    assert page.cssselect('a.nhsuk-skip-link[href="#maincontent"]')
    assert len(page.cssselect("main#maincontent")) == 1


@pytest.mark.parametrize("layout", ["page", "wide"])
def test_a_page_has_the_heading_it_names_and_never_an_empty_one(layout: str) -> None:
    source = f'{{% extends "layouts/{layout}.html" %}}'
    named = Template(source + "{% block heading %}Activities{% endblock %}").render(Context())
    assert [h1.text for h1 in lxml_html.fromstring(named).cssselect("h1")] == ["Activities"]
    own = Template(source + "{% block body %}<h1>My own</h1>{% endblock %}").render(Context())
    assert [h1.text for h1 in lxml_html.fromstring(own).cssselect("h1")] == ["My own"]


def test_a_back_link_stands_in_a_landmark() -> None:
    source = '{% extends "layouts/page.html" %}{% load nhs %}{% block before_content %}'
    back = Template(source + '{% nhs "backLink" href="/a" %}{% endblock %}').render(Context())
    assert lxml_html.fromstring(back).cssselect("nav[aria-label=Back] a.nhsuk-back-link")
    crumbs = Template(source + '{% nhs "breadcrumb" href="/a" text="A" %}{% endblock %}').render(
        Context()
    )
    assert not lxml_html.fromstring(crumbs).cssselect("nav nav")


def test_the_title_says_error_when_the_form_has_one() -> None:
    class Faulty:
        errors = {"title": ["Enter a title"]}

    assert (
        page_of("layouts/base.html", form=Faulty()).cssselect("title")[0].text.startswith("Error: ")
    )
    assert not page_of("layouts/base.html").cssselect("title")[0].text.startswith("Error")


def test_the_header_is_the_official_one_save_for_the_logo() -> None:
    links = [
        {"text": "Activities", "href": "/a", "current": True},
        {"text": "People", "href": "/p"},
    ]
    official = nhs.render(
        "header",
        {
            "organisation": {"name": "A Trust"},
            "service": {"text": "The Portal", "href": "/"},
            "classes": "portal-header",
            "navigation": {"items": links},
        },
    )
    ours = render_to_string(
        "components/header.html",
        {"trust_name": "A Trust", "service_name": "The Portal", "navigation": links},
    )
    logo = lxml_html.fromstring(official).cssselect("svg")[0]
    without_logo = official.replace(
        lxml_html.tostring(logo, encoding="unicode", with_tail=False), ""
    )
    assert _without_images(trees(ours)) == _without_images(
        trees(
            without_logo.replace("NHS A Trust", "A Trust").replace(
                "<button", '<button type="button"'
            )
        )
    )


def test_the_search_of_the_header_is_the_official_one() -> None:
    official = nhs.render(
        "header",
        {
            "service": {"text": "The Portal", "href": "/"},
            "search": {
                "action": "/search/",
                "label": {"visuallyHiddenText": "Search the portal"},
            },
        },
    )
    ours = render_to_string("components/header.html", {"may_search": True})
    searches = [lxml_html.fromstring(each).cssselect("search")[0] for each in (ours, official)]
    mine, theirs = (
        _without_images(trees(lxml_html.tostring(one, encoding="unicode"))) for one in searches
    )
    assert mine == theirs


def _without_images(tree: object) -> object:
    if isinstance(tree, list | tuple):
        return [
            _without_images(part)
            for part in tree
            if not (isinstance(part, tuple) and part[:1] == ("svg",))
        ]
    return tree


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "csrf.html"])
def test_a_failure_page_says_what_to_do_next_without_a_request_or_database(name: str) -> None:
    page = page_of(name)
    assert page.cssselect("h1")
    assert page.cssselect('main a[href="/"]')
    assert settings.CONTACT_EMAIL in page.cssselect("main")[0].text_content()


def test_a_refusal_gives_its_reason() -> None:
    assert (
        "You made this claim yourself."
        in page_of("403.html", reason="You made this claim yourself.").text_content()
    )


@pytest.mark.parametrize(
    "colour", ["#005eb8", "#ffffff", "#000000", "#ffeb3b", "#767676", "#7c2855"]
)
def test_text_on_the_trusts_colour_can_be_read(colour: str, settings) -> None:
    settings.TRUST_COLOUR = colour
    css = context.theme_css()
    assert f"--portal-brand: {colour};" in css
    assert context.contrast(colour, context.readable_on(colour)) >= 4.5


def test_a_colour_that_is_none_becomes_nhs_blue(settings) -> None:
    settings.TRUST_COLOUR = "red; } body { display: none"
    assert context.theme_css().startswith(":root { --portal-brand: #005eb8;")


def test_the_theme_may_be_kept_and_changes_its_address_with_the_colour(
    client: Client, settings
) -> None:
    first = context.theme_url()
    answer = client.get(first)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    settings.TRUST_COLOUR = "#7c2855"
    assert context.theme_url() != first


def test_the_gallery_shows_every_component_where_data_is_invented_and_nowhere_else(
    client: Client, settings
) -> None:
    settings.DEMO_MODE, settings.DEBUG = True, False
    page = lxml_html.fromstring(client.get("/core/gallery/").content)
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    assert page.cssselect(".nhsuk-error-summary a")
    settings.DEMO_MODE = False
    assert client.get("/core/gallery/").status_code == 404
