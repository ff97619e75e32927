"""The ``{% nhs %}`` tags: escaping, names, memory."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from core import nhs
from tests.core.html_trees import trees

HOSTILE = '"><script>alert(1)</script>'


def shown(source: str, **context: object) -> str:
    return Template("{% load nhs i18n %}" + source).render(Context(context))


def test_button_says_its_text() -> None:
    assert trees(shown('{% nhs "button" text="Save" %}')) == trees(
        '<button class="nhsuk-button" data-module="nhsuk-button" type="submit">Save</button>'
    )


@pytest.mark.parametrize(
    "source",
    [
        '{% nhs "button" text=name %}',
        '{% nhs "button" html=name %}',
        '{% nhs "button" text="Go" href=name %}',
        '{% nhs "insetText" html=name %}',
        '{% nhs "input" id="a" name="a" value=name label=label hint=name %}',
        '{% nhs "notificationBanner" text=name title_html=name %}',
        '{% nhs "errorSummary" title_text="x" error_list=errors %}',
        '{% nhsblock "details" summary_text=name %}{{ name }}{% endnhsblock %}',
        '{% nhs_options data_x=name as attributes %}{% nhs "button" text="Go" attributes=attributes %}',
    ],
)
def test_unsafe_text_never_becomes_markup(source: str) -> None:
    html = shown(
        source,
        name=HOSTILE,
        label={"text": HOSTILE, "html": HOSTILE},
        errors=[{"text": HOSTILE, "href": HOSTILE}],
    )
    assert "<script" not in html
    assert "alert(1)" in html


def test_html_marked_safe_stays_markup() -> None:
    assert "<em>so</em>" in shown('{% nhs "insetText" html=text %}', text=mark_safe("<em>so</em>"))


def test_block_encloses_its_content() -> None:
    html = shown(
        '{% nhsblock "warningCallout" heading="Important" %}<p>{{ words }}</p>{% endnhsblock %}',
        words="a < b",
    )
    assert "<p>a &lt; b</p>" in html
    assert html.count("Important") == 1


def test_attributes_as_bare_text_are_refused() -> None:
    with pytest.raises(TypeError):
        nhs.render("button", {"text": "Go", "attributes": 'onclick="steal()"'})


def test_snake_case_reaches_nested_options_but_not_attribute_names() -> None:
    html = nhs.render(
        "button", {"text": "Go", "prevent_double_click": True, "attributes": {"data_my_name": "x"}}
    )
    assert 'data-prevent-double-click="true"' in html
    assert 'data_my_name="x"' in html


def test_literal_calls_are_remembered_and_calls_with_variables_are_not() -> None:
    nhs._remembered.cache_clear()
    template = Template('{% load nhs %}{% nhs "tag" text="Open" %}{% nhs "tag" text=name %}')
    assert "Kim" in template.render(Context({"name": "Kim"}))
    assert "Sam" in template.render(Context({"name": "Sam"}))
    memory = nhs._remembered.cache_info()
    assert (memory.currsize, memory.hits) == (1, 1)


def test_memory_tells_safe_from_unsafe_and_true_from_one() -> None:
    unsafe = nhs.render("tag", {"text": "<b>"}, remember=True)
    safe = nhs.render("tag", {"text": mark_safe("<b>")}, remember=True)
    assert "&lt;b&gt;" in unsafe
    assert "<b>" in safe
    assert 'value="1"' in nhs.render("button", {"text": "x", "value": 1}, remember=True)
    assert 'value="1"' not in nhs.render("button", {"text": "x", "value": True}, remember=True)


def test_lazy_text_is_shown_as_text() -> None:
    assert "Save" in nhs.render("button", {"text": gettext_lazy("Save")})


def test_result_can_be_kept_in_a_variable() -> None:
    assert shown('{% nhs "tag" text="Open" as mark %}[{{ mark }}]').startswith(
        '[<strong class="nhsuk-tag">'
    )


@pytest.mark.parametrize(
    "source", ['{% nhs "bottun" text="x" %}', "{% nhs button %}", '{% nhs "button" "Save" %}']
)
def test_a_slip_in_a_template_is_named_at_once(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load nhs %}" + source)


def test_table_body_escapes_and_links() -> None:
    columns = [{"text": "Title <1>", "header": True}, {"text": "People", "numeric": True}]
    html = shown(
        "{% table_rows columns rows %}",
        columns=columns,
        rows=[[(HOSTILE, "/a?b=1&c=2"), 4], [None, 0]],
    )
    assert "<script" not in html
    assert 'href="/a?b=1&amp;c=2"' in html
    assert ">4</td>" in html
    assert "0</td>" in html
    assert "Title &lt;1&gt;" in html
