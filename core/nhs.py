"""Official NHS.UK components, rendered from NHS England's own macros.

One Jinja environment over the package ``nhsuk-frontend-jinja``; templates reach it
through ``{% nhs %}`` (``core.templatetags.nhs``), Python through :func:`render`.

What is safe: a plain string is always escaped, also when it is given as ``html``;
only a string Django has marked safe goes out as it is.

What is remembered: nothing, unless the caller says ``remember=True``. The tag says so
by itself when every argument is a literal written in the template, so no text about a
person can enter the memory. The key holds the type of every nested value, because a
safe and an unsafe string compare equal but must not share their output.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from jinja2 import ChainableUndefined, Environment, PackageLoader, Template
from markupsafe import Markup

# Macro names as NHS England spells them. The folder is the same name with hyphens,
# save for the two in FOLDERS.
COMPONENTS = frozenset(
    {
        "actionLink",
        "backLink",
        "breadcrumb",
        "button",
        "card",
        "characterCount",
        "checkboxes",
        "contentsList",
        "dateInput",
        "details",
        "errorMessage",
        "errorSummary",
        "fieldset",
        "fileUpload",
        "footer",
        "header",
        "hint",
        "input",
        "insetText",
        "label",
        "legend",
        "list",
        "notificationBanner",
        "pagination",
        "panel",
        "passwordInput",
        "radios",
        "searchInput",
        "select",
        "skipLink",
        "summaryList",
        "table",
        "tabs",
        "tag",
        "taskList",
        "textarea",
        "warningCallout",
    }
)
FOLDERS = {"table": "tables", "list": "do-dont-list"}

# Options that may be a bare string or a mapping. The macros would print a safe string twice here.
SHORTHAND = frozenset(
    {
        "heading",
        "description",
        "caption",
        "hint",
        "label",
        "legend",
        "errorMessage",
        "copyright",
        "meta",
    }
)

# The macros read missing options many levels deep and expect them to be empty.
environment = Environment(
    loader=PackageLoader("nhsuk_frontend_jinja"),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    cache_size=-1,
)
# JSON in attributes as the official macros write it.
environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}


class UnknownComponentError(ValueError):
    """The name is not one of ``COMPONENTS``."""


def render(
    component: str,
    params: Mapping[str, Any],
    *,
    content: SafeString | None = None,
    remember: bool = False,
) -> SafeString:
    """HTML of one component.

    ``params`` are the macro's options; ``snake_case`` keys become ``camelCase`` at every
    depth except inside ``attributes``, and ``None`` means not given. ``content`` is what
    the component encloses. With ``remember`` the result is kept for the next
    call with equal values of equal types in the same language: only for options that
    can never name a person.

    Raises ``UnknownComponentError``, and ``TypeError`` for ``attributes`` given as unsafe text.
    """
    if component not in COMPONENTS:
        raise UnknownComponentError(f"There is no NHS.UK component called {component!r}.")
    ready = prepare(params)
    if remember and content is None:
        return _remembered(component, get_language(), _frozen(ready))
    return _rendered(component, ready, content)


def prepare(params: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the macros expect them: camelCase keys, plain text where it was lazy, HTML escaped."""
    return {
        camel(key): _prepared(camel(key), value)
        for key, value in params.items()
        if value is not None
    }


@lru_cache(maxsize=512)
def camel(name: str) -> str:
    """``hint_text`` → ``hintText``; names without an underscore stay as they are."""
    return re.sub(r"_+([a-zA-Z0-9])", lambda match: match.group(1).upper(), name)


def _prepared(key: str, value: Any) -> Any:
    if isinstance(value, Promise):
        value = str(value)
    if key == "attributes":
        return _attributes(value)
    if isinstance(value, str):
        return _text(key, value)
    if isinstance(value, Mapping):
        return prepare(value)
    if isinstance(value, Iterable):
        # An item may itself be text; it is never HTML unless it was marked so.
        return [_prepared("", item) for item in value]
    return value


def _text(key: str, value: str) -> Any:
    """Text for a macro. Django's safe strings lose their mark when the macros trim them; Jinja's keep it."""
    if key == "html" or key.endswith("Html"):
        return Markup(conditional_escape(value))  # noqa: S704 - escaped or marked safe by Django
    if not isinstance(value, SafeString):
        return value
    safe = Markup(value)  # noqa: S704 - marked safe by Django
    if key in SHORTHAND:
        return {"html": safe} if "<" in safe else safe.unescape()
    return safe


def _attributes(value: Any) -> Any:
    """Attributes keep their names; a bare string would be printed unescaped, so it must be safe already."""
    if isinstance(value, Mapping):
        return {
            key: str(item) if isinstance(item, Promise) else item for key, item in value.items()
        }
    if value is None or isinstance(value, SafeString):
        return value
    raise TypeError("Give attributes as a mapping of names and values.")


def _frozen(value: Any) -> Any:
    """A hashable twin of ``value`` that also tells a safe string from an unsafe one, and 1 from True."""
    if isinstance(value, Mapping):
        return ("dict", tuple((key, _frozen(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("list", tuple(_frozen(item) for item in value))
    return (type(value).__name__, value)


def _thawed(frozen: Any) -> Any:
    kind, value = frozen
    if kind == "dict":
        return {key: _thawed(item) for key, item in value}
    if kind == "list":
        return [_thawed(item) for item in value]
    return value


@lru_cache(maxsize=1024)
def _remembered(component: str, language: str | None, frozen: Any) -> SafeString:
    return _rendered(component, _thawed(frozen))


@lru_cache(maxsize=64)
def _template(component: str, *, encloses: bool) -> Template:
    folder = FOLDERS.get(component) or re.sub(
        r"([A-Z])", lambda match: "-" + match.group(1).lower(), component
    )
    call = f"{component}(params)"
    body = (
        f"{{% call {call} %}}{{{{ content }}}}{{% endcall %}}" if encloses else f"{{{{ {call} }}}}"
    )
    return environment.from_string(
        f'{{% from "nhsuk/components/{folder}/macro.jinja" import {component} %}}{body}'
    )


def _rendered(
    component: str, params: dict[str, Any], content: SafeString | None = None
) -> SafeString:
    template = _template(component, encloses=content is not None)
    # Markup made by the macros from values escaped above.
    return mark_safe(template.render(params=params, content=content).strip())  # noqa: S308
