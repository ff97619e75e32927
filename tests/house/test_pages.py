"""Promises about every page: access, names, forms, lists, and what may stand in a template."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from core.access import PUBLIC, SIGNED_IN
from core.exports.sockets import EXPORTS
from tests.house.source import LADDER, ROOT, Module, lines, modules, templates, without_comments
from users.permissions import PERMISSIONS

LONGEST_TEMPLATE = 150

# Sign-in comes from a library with pages, forms and checks of its own.
LIBRARIES = ("allauth.", "django.views.i18n")

# Posts that are no form of ours, with the reason.
WITHOUT_SUBMIT = {
    "community:double_check": "only looks; posted so that a name stands in no address",
    "core:draft_keep": "keeps what is being typed; twice the same is harmless",
    "users_sign_on:sign_on_start": "leads to the trust's sign-in; changes no record",
    "users_sign_on:sign_on_confirm": "a code counts once, and two are linked once",
    "users:prove_by_code": "shows who is there; changes no record, and a code counts once",
    "users:demo_enter": "opens the demonstration; changes no record",
}
# Lists that never grow, with the reason.
WITHOUT_TABLE = {
    "activities:level_list": "two ladders of five and six",
    "activities:mapping_list": "a round or two a year, with their answers counted",
    "claims:appeal_list": "what one person has to answer, mostly none, and their last 20 answers",
    "claims:away_list": "the absences of some ten approvers now and soon, and the last 20",
    "claims:interest_list": "whom one person said they know, mostly nobody",
    "claims:claim_entry_list": "what one person enters for others, and the last they sent",
    "claims:request_list": "what one person asked before spending",
    "community:entry_list": "what one person is typing for others, mostly one or two",
    "organisation:special_day_list": "some fifty days of the year",
    "organisation:word_lists": "the lists themselves, of which there are four",
    "users:demo_list": "the invented people of the demonstration",
}


@dataclass(frozen=True)
class Page:
    """One address of ours: its app, name and view."""

    app: str
    name: str
    view: Callable

    @property
    def full_name(self) -> str:
        return f"{self.app}:{self.name}"


def pages(patterns=None, app: str = "") -> Iterator[Page]:
    """Every address of the site that leads to a view of ours."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, pattern.app_name or app)
        elif isinstance(pattern, URLPattern) and not pattern.callback.__module__.startswith(
            LIBRARIES
        ):
            yield Page(app, pattern.name or "", pattern.callback)


PAGES = list(pages())


def source_with_parts(view: Callable) -> str:
    """A view's source with that of the functions of its module that it calls."""
    inner = inspect.unwrap(view)
    module = Module.of(ROOT / inspect.getsourcefile(inner))
    own = {f.name: module.source_of(f) for f in module.tree.body if isinstance(f, ast.FunctionDef)}
    wanted, seen = [inner.__name__], {}
    while wanted:
        name = wanted.pop()
        if name in own and name not in seen:
            seen[name] = own[name]
            wanted += re.findall(r"\b(\w+)\(", own[name])
    return "\n".join(seen.values())


def without_mark(found) -> list[str]:
    known = {PUBLIC, SIGNED_IN, *PERMISSIONS}
    return [p.full_name for p in found if getattr(p.view, "access", None) not in known]


def round_submit(found) -> list[str]:
    """Views that take a post themselves instead of handing it to core.pages.submit."""
    return [
        p.full_name
        for p in found
        if re.search(r"request\.POST|['\"]POST['\"]", source := source_with_parts(p.view))
        and not re.search(r"\bsubmit(_page)?\(", source)
        and p.full_name not in WITHOUT_SUBMIT
    ]


def round_tables(found) -> list[str]:
    return [
        p.full_name
        for p in found
        if re.search(r"_lists?$", p.name)
        and not re.search(r"\b(render_list|render_listing|list_page)\(", source_with_parts(p.view))
        and p.full_name not in WITHOUT_TABLE
    ]


def misnamed(found) -> list[str]:
    """Address, view and template that do not share one name."""
    wrong = [
        f"{p.full_name} leads to {p.view.__name__}" for p in found if p.name != p.view.__name__
    ]
    for p in found:
        for app, name in re.findall(
            r"[\"'](\w+)/(\w+)\.html[\"']", inspect.getsource(inspect.unwrap(p.view))
        ):
            # A page with a face for each role adds the role to its name.
            if app in LADDER and not name.startswith((p.name, "_")):
                wrong.append(f"{p.full_name} shows {app}/{name}.html")
    return wrong


def test_there_are_pages():
    assert len(PAGES) > 30


def test_every_page_says_who_may_open_it():
    assert without_mark(PAGES) == []


def test_every_form_goes_through_submit():
    assert round_submit(PAGES) == []


def test_every_list_uses_the_list_helper():
    assert round_tables(PAGES) == []


def test_every_list_that_can_be_taken_out_can_be_made_into_a_file():
    """A page whose list is downloaded is plugged in for longer ones, under its own name."""
    sources = {p.full_name: source_with_parts(p.view) for p in PAGES}
    shown = {name for name, source in sources.items() if "render_listing(" in source}
    known = {name for plugged in EXPORTS for name in plugged()}
    assert len(shown) > 8
    assert shown - known == set()
    assert known - set(sources) == set()


def test_address_view_and_template_share_one_name():
    assert misnamed(PAGES) == []


@pytest.mark.parametrize("exceptions", [WITHOUT_SUBMIT, WITHOUT_TABLE])
def test_exceptions_are_still_pages(exceptions):
    assert set(exceptions) <= {p.full_name for p in PAGES}


def test_every_page_template_is_shown_by_something():
    everything = "\n".join(m.text for m in modules()) + "\n".join(
        t.read_text() for t in templates()
    )
    unused = [
        f"{app}/{path.name}"
        for app in LADDER
        for path in (ROOT / "templates" / app).glob("*.html")
        if f"{app}/{path.name}" not in everything and path.stem not in {p.name for p in PAGES}
    ]
    assert unused == []


# --- Templates --------------------------------------------------------------------------

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a script without a file": re.compile(r"<script\b(?![^>]*\ssrc=)", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
}


def inline_parts(text: str) -> list[str]:
    """What the content security policy would refuse to run."""
    return [what for what, shape in INLINE.items() if shape.search(without_comments(text))]


def test_templates_hold_no_inline_script_or_style():
    found = {
        str(path.relative_to(ROOT)): faults
        for path in templates()
        if "emails" not in path.parts and (faults := inline_parts(path.read_text()))
    }
    assert found == {}


def test_templates_are_short():
    assert [str(p) for p in templates() if lines(p.read_text()) > LONGEST_TEMPLATE] == []


def test_templates_switch_escaping_nowhere_off():
    shape = re.compile(r"\|\s*safe\b|autoescape\s+off")
    found = [
        str(p.relative_to(ROOT))
        for p in templates()
        if shape.search(without_comments(p.read_text()))
    ]
    assert found == []


# --- Who and when -----------------------------------------------------------------------


# Who may be missing, with the reason.
WITHOUT_WHO = {
    "activities.Activity.logged_by": "what was imported was logged by nobody with an account",
}


def lonely_times(found) -> list[str]:
    """Pairs of `x_at` and `x_by` of which one can be there without the other."""
    wrong = []
    for model in found:
        names = {field.name: field for field in model._meta.fields}
        said = [str(c.deconstruct()) for c in model._meta.constraints]
        for name, field in names.items():
            time = names.get(f"{name.removesuffix('_by')}_at") if name.endswith("_by") else None
            if time is None or not (field.null or time.null):
                continue
            if f"{model._meta.label}.{name}" in WITHOUT_WHO:
                continue
            if not any(name in text and time.name in text for text in said):
                wrong.append(f"{model._meta.label}: {time.name} and {name} need a constraint")
    return wrong


def ours():
    return [
        m for m in apps.get_models() if m._meta.app_label in LADDER and not hasattr(m, "pgh_id")
    ]


def test_who_and_when_are_kept_together():
    assert lonely_times(ours()) == []


def test_names_of_fields_say_their_kind():
    """Times end in _at, dates in _on, yes and no begins with is_ or has_."""
    odd = [
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.fields
        if (
            field.get_internal_type() == "BooleanField"
            and not re.match(r"(is|has|was)_", field.name)
        )
    ]
    assert odd == []


# --- Each check can fail ----------------------------------------------------------------


def bare_list(request):
    return request.GET


def bare_post(request):
    return _carry_out(request)


def _carry_out(request):
    return request.POST


def wrong_template(request):
    return "core/message_detail.html"


def test_planted_views_are_found():
    assert without_mark([Page("x", "bare_list", bare_list)]) == ["x:bare_list"]
    assert round_tables([Page("x", "bare_list", bare_list)]) == ["x:bare_list"]
    assert round_submit([Page("x", "bare_post", bare_post)]) == ["x:bare_post"]
    assert misnamed([Page("x", "other", bare_list)]) == ["x:other leads to bare_list"]
    assert misnamed([Page("x", "wrong_template", wrong_template)])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p class="a" style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ("<a href='#' onclick='x()'>", "a script attribute"),
        ("<script>x()</script>", "a script without a file"),
        ('<a href="JavaScript:x()">', "a javascript address"),
    ],
)
def test_planted_inline_parts_are_found(text, what):
    assert what in inline_parts(text)
    assert inline_parts(f"{{# {text} #}}") == []


def test_a_planted_lonely_time_is_found():
    class Field:
        def __init__(self, name, null=True):
            self.name, self.null = name, null

    class Lonely:
        class _meta:  # noqa: N801 - stands in for Django's
            label = "x.Lonely"
            constraints = ()
            fields = (Field("closed_at"), Field("closed_by"))

    assert lonely_times([Lonely]) == ["x.Lonely: closed_at and closed_by need a constraint"]
