"""Template tags for NHS.UK components and forms.

``{% nhs "button" text="Save" %}``                       one component
``{% nhs "summaryList" options=summary %}``              options built in Python
``{% nhs_options text="Title" size="l" as label %}``     a nested option
``{% nhsblock "insetText" %}…{% endnhsblock %}``         HTML between the tags as its content
``{% nhs_field form.title label_size="m" %}``            one form field as its NHS.UK control
``{% error_summary form %}``                             every fault of one or more forms, linked to its field
``{% table_rows columns rows %}``                        the body of a table
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.base import FilterExpression, NodeList, Parser, Token, Variable, token_kwargs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from core import controls, faults, markup, nhs
from core.context import words
from core.tables.html import field_html

register = template.Library()

BUILT_IN_NAMES = {"True", "False", "None"}


class ComponentNode(template.Node):
    """One component; when all its options are literals, its output is remembered.

    `remember=True` says the same of options that never name a person, such as an address.
    """

    def __init__(
        self,
        component: str,
        options: Mapping[str, FilterExpression],
        content: NodeList | None = None,
        target: str | None = None,
    ):
        is_told = "remember" in options
        self.component = component
        self.options = {name: value for name, value in options.items() if name != "remember"}
        self.content = content
        self.target = target
        self.remember = content is None and (
            is_told or all(_is_literal(value) for value in options.values())
        )

    def render(self, context: template.Context) -> str:
        params = {name: value.resolve(context) for name, value in self.options.items()}
        given = params.pop("options", None) or {}
        params = {**given, **params}
        content = None
        if self.content is not None:
            content = mark_safe(self.content.render(context))  # noqa: S308 - the template's own output
        html = nhs.render(self.component, params, content=content, remember=self.remember)
        if self.target:
            context[self.target] = html
            return ""
        return html


def _is_literal(expression: FilterExpression) -> bool:
    if expression.filters:
        return False
    var = expression.var
    return not isinstance(var, Variable) or var.lookups is None or var.var in BUILT_IN_NAMES


def _component_name(parser: Parser, token: Token) -> tuple[str, list[str], str | None]:
    """Name, remaining bits and the variable after ``as`` of a component tag."""
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        raise template.TemplateSyntaxError(
            f'{{% {tag} %}} wants the component\'s name first: {{% {tag} "button" … %}}'
        )
    name = bits.pop(0)[1:-1]
    if name not in nhs.COMPONENTS:
        raise template.TemplateSyntaxError(f"There is no NHS.UK component called “{name}”.")
    target = None
    if len(bits) >= 2 and bits[-2] == "as":
        target = bits[-1]
        bits = bits[:-2]
    return name, bits, target


def _options(parser: Parser, bits: list[str]) -> dict[str, FilterExpression]:
    options = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"Expected name=value, found “{bits[0]}”.")
    return options


@register.tag("nhs")
def do_component(parser: Parser, token: Token) -> ComponentNode:
    """``{% nhs "component" name=value … [options=dict] [as variable] %}``."""
    name, bits, target = _component_name(parser, token)
    return ComponentNode(name, _options(parser, bits), target=target)


@register.tag("nhsblock")
def do_block(parser: Parser, token: Token) -> ComponentNode:
    """``{% nhsblock "component" … %}content{% endnhsblock %}``."""
    name, bits, target = _component_name(parser, token)
    options = _options(parser, bits)
    content = parser.parse(("endnhsblock",))
    parser.delete_first_token()
    return ComponentNode(name, options, content=content, target=target)


@register.simple_tag
def portal_footer() -> SafeString:
    """The foot of every page. Only the settings and the language decide what it says."""
    said = {key: tuple(one) if isinstance(one, list) else one for key, one in words().items()}
    return _footer(get_language(), tuple(said.items()))


@lru_cache(maxsize=16)
def _footer(language: str | None, said: tuple[tuple[str, Any], ...]) -> SafeString:
    return render_to_string("components/footer.html", dict(said))


@register.simple_tag
def nhs_options(**options: Any) -> dict[str, Any]:
    """A nested option: ``{% nhs_options text="Name" size="m" as label %}``."""
    return options


@register.simple_tag
def nhs_field(
    field: BoundField, extra: Mapping[str, Any] | None = None, **params: Any
) -> SafeString:
    """A form field as the NHS.UK control that suits its widget, with label, hint and error."""
    return controls.render_field(field, {**(extra or {}), **params})


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """A filter's field drawn in plain Python: a page of filters costs a tenth of the macros."""
    if isinstance(field.field.widget, forms.MultiWidget | forms.Textarea):
        return controls.render_field(field, {"label_size": "s"})
    return field_html(field)


@register.simple_tag
def error_summary(*given: forms.BaseForm | forms.BaseFormSet | None) -> SafeString | str:
    """The box on top of the page that lists every fault, each linked to its field; nothing when there is none."""
    return faults.render_error_summary([form for form in given if form])


@register.simple_tag
def table_rows(columns: Sequence[Mapping[str, Any]], rows: Iterable[Sequence[Any]]) -> SafeString:
    """The body of ``components/table.html``; see ``core.markup.table_body``."""
    return markup.table_body(columns, rows)


@register.filter
def browser(user_agent: str) -> str:
    """“Firefox on Windows” for a browser's own long name."""
    return markup.browser_name(user_agent or "")


class HeadingNode(template.Node):
    """The page's heading, unless it is empty because a form's label or legend is the heading."""

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        words = self.nodelist.render(context)
        return f'<h1 class="nhsuk-heading-l">{words}</h1>' if words.strip() else ""


@register.tag("page_heading")
def do_heading(parser: Parser, token: Token) -> HeadingNode:
    """``{% page_heading %}…{% endpage_heading %}``: an ``h1`` where there are words for it."""
    nodelist = parser.parse(("endpage_heading",))
    parser.delete_first_token()
    return HeadingNode(nodelist)


class BeforeMainNode(template.Node):
    """What stands above the main part. A lone back link gets a landmark, so that no content is outside one."""

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        html = self.nodelist.render(context)
        if not html.strip() or "<nav" in html:
            return html
        return f'<nav aria-label="{gettext("Back")}">{html}</nav>'


@register.tag("before_main")
def do_before_main(parser: Parser, token: Token) -> BeforeMainNode:
    """``{% before_main %}…{% endbefore_main %}`` around back link or breadcrumbs."""
    nodelist = parser.parse(("endbefore_main",))
    parser.delete_first_token()
    return BeforeMainNode(nodelist)
