"""From a Django bound field to the options of the NHS.UK control that suits its widget."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import Input
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import choices, nhs
from core.faults import error_text, faulty_parts
from core.fields import PARTS, CharacterCount, Choices, DateParts
from core.files.kept import SUFFIX, Kept

# Attributes the macros have options of their own for; the rest is passed on as it is.
OWN_OPTIONS = {
    "autocomplete",
    "inputmode",
    "spellcheck",
    "autocapitalize",
    "pattern",
    "rows",
    "class",
    "type",
}
# A list of more boxes than this is set small and in columns, or the page grows without end.
MANY_CHOICES = 8
# Django gives every text area ten rows; NHS.UK has its own measure.
DJANGO_ROWS = ("rows", "10")
NOT_WANTED = {
    "maxlength",
    "minlength",
    "required",
    "cols",
    "aria-invalid",
    "aria-describedby",
    "min",
    "max",
    "step",
    "placeholder",
}


def render_field(field: BoundField, extra: Mapping[str, Any] | None = None) -> SafeString:
    """The control of one field with label, hint and error.

    ``extra`` holds further options of the component (``width``, ``prefix``, ``classes`` …),
    ``label_size`` (s, m, l, xl), ``label_text`` (instead of the field's own),
    ``label_heading`` (the label is the page's heading), ``label_hidden`` (for screen
    readers only) and ``hint_text``.
    """
    widget = field.field.widget
    if field.is_hidden:
        return mark_safe(str(field))  # noqa: S308 - Django's own markup
    options = {**getattr(field.form, "controls", {}).get(field.name, {}), **(extra or {})}
    hint = options.pop("hint_text", field.help_text)
    component, params = _builder(widget)(field, options)
    if not hint:
        params.pop("hint", None)
    elif hint != field.help_text:
        params["hint"] = {"text": hint}
    html = nhs.render(component, _merged(params, options))
    if component == "select" and choices.has_groups(field):
        groups = choices.grouped_options(field)
        html = SafeString(html.replace("</select>", f"{groups}</select>"))
    return html


def _builder(widget: forms.Widget) -> Callable[[BoundField, dict], tuple[str, dict]]:
    for kind, builder in BUILDERS:
        if isinstance(widget, kind):
            return builder
    raise TypeError(f"No NHS.UK control is known for {type(widget).__name__}.")


def _merged(params: dict[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options given by hand win; mappings are merged."""
    result = dict(params)
    for given, value in options.items():
        name = nhs.camel(given)
        before = result.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            result[name] = {**before, **value}
        elif name == "classes" and before:
            result[name] = f"{before} {value}"
        else:
            result[name] = value
    return result


def label_text(field: BoundField) -> str:
    """The label; what may be left out says so."""
    label = field.label
    if isinstance(label, Promise):
        label = str(label)
    says_so = getattr(field.form, "says_optional", False) and not isinstance(
        field.field, forms.BooleanField
    )
    if says_so and not field.field.required:
        return _("%(label)s (optional)") % {"label": label}
    return label


def _common(field: BoundField) -> dict[str, Any]:
    params: dict[str, Any] = {"name": field.html_name, "id": field.auto_id or field.html_name}
    if field.help_text:
        params["hint"] = {"text": field.help_text}
    if field.errors:
        params["errorMessage"] = {"text": error_text(field)}
    if field.field.disabled:
        params["disabled"] = True
    return params


def _label(field: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """Label or legend; takes its own options out of ``options``."""
    label: dict[str, Any] = {"text": options.pop("label_text", None) or label_text(field)}
    size = options.pop("label_size", None) or getattr(field.form, "label_size", None)
    if size:
        label["size"] = size
    if options.pop("label_heading", False):
        label["isPageHeading"] = True
    if options.pop("label_hidden", False):
        label["classes"] = "nhsuk-u-visually-hidden"
    return label


def _attributes(field: BoundField) -> dict[str, Any]:
    """Options and further attributes out of the widget's ``attrs``."""
    attrs = field.field.widget.attrs
    params: dict[str, Any] = {}
    for name in OWN_OPTIONS - {"class", "type"}:
        if name in attrs and (name, attrs[name]) != DJANGO_ROWS:
            params[name] = attrs[name]
    if "spellcheck" in params:
        params["spellcheck"] = params["spellcheck"] not in (False, "false")
    if "class" in attrs:
        params["classes"] = attrs["class"]
    rest = {
        name: value
        for name, value in attrs.items()
        if name not in OWN_OPTIONS | NOT_WANTED and value is not False
    }
    if rest:
        params["attributes"] = {
            name: "" if value is True else value for name, value in rest.items()
        }
    return params


def _text_value(field: BoundField) -> Any:
    value = field.field.widget.format_value(field.value())
    if value is None:
        return ""
    # No page may hold a NUL; forms that are not ours hand back what was sent.
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _input(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    params = {
        **_common(field),
        "label": _label(field, options),
        **_attributes(field),
        "value": _text_value(field),
    }
    kind = getattr(field.field.widget, "input_type", "text")
    if kind == "number":
        # Number boxes change when scrolled over and hide what cannot be read: plain text with a number pad.
        is_decimal = isinstance(field.field, forms.DecimalField | forms.FloatField)
        params = {
            "inputmode": "decimal" if is_decimal else "numeric",
            "spellcheck": False,
            **params,
        }
        kind = "text"
    params["type"] = kind
    if kind == "email":
        params = {"autocomplete": "email", "spellcheck": False, **params}
    return "input", params


def _password(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    return "passwordInput", {
        **_common(field),
        "label": _label(field, options),
        **_attributes(field),
    }


def _textarea(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    # The macros indent what they nest, which would add spaces to every line somebody typed.
    lines = conditional_escape(_text_value(field)).replace("\r\n", "\n").split("\n")
    value = format_html_join(mark_safe("&#10;"), "{}", ((mark_safe(line),) for line in lines))  # noqa: S308 - escaped above
    params = {
        **_common(field),
        "label": _label(field, options),
        **_attributes(field),
        "value": value,
    }
    limit = getattr(field.field, "max_length", None)
    if isinstance(field.field.widget, CharacterCount) and limit:
        # Stay quiet until a good part is used up.
        return "characterCount", {
            "threshold": 75,
            **params,
            "maxlength": limit,
            "countType": "characters",
        }
    return "textarea", params


def _select(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    # Grouped options are put in afterwards: the official select does not know groups.
    given = [] if choices.has_groups(field) else choices.options(field)
    items = [
        {
            "value": str(option["value"]),
            "text": option["label"],
            "selected": bool(option["selected"]),
        }
        for option in given
    ]
    return "select", {
        **_common(field),
        "label": _label(field, options),
        **_attributes(field),
        "items": items,
    }


def _choice_items(field: BoundField) -> list[dict[str, Any]]:
    widget = field.field.widget
    rich = widget if isinstance(widget, Choices) else None
    items: list[dict[str, Any]] = []
    for option in choices.options(field):
        value = str(option["value"])
        item = {"value": value, "text": option["label"], "checked": bool(option["selected"])}
        if rich and value == rich.divider_before:
            items.append({"divider": _("or")})
        if rich and (hint := rich.hint_for(option["value"])):
            item["hint"] = {"text": hint}
        if rich and value == rich.exclusive:
            item["behaviour"] = "exclusive"
        if html := _revealed(field, value):
            item["conditional"] = {"html": html}
        items.append(item)
    return items


def _revealed(field: BoundField, value: str) -> SafeString | str:
    """The questions that one answer opens, ready drawn."""
    names = getattr(field.form, "reveals", {}).get(field.name, {}).get(value, ())
    return format_html_join("", "{}", ((render_field(field.form[name]),) for name in names))


def _group(field: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """What radios, checkboxes and dates share: a fieldset with the label as its legend."""
    params = {**_common(field), "fieldset": {"legend": _label(field, options)}}
    if "attributes" in (more := _attributes(field)):
        params["attributes"] = more["attributes"]
    return params


def _choice_group(field: BoundField, options: dict[str, Any]) -> dict[str, Any]:
    params = _group(field, options)
    params["idPrefix"] = params.pop("id")
    params["items"] = _choice_items(field)
    widget = field.field.widget
    if isinstance(widget, Choices):
        params.update({name: True for name in ("inline", "small") if getattr(widget, name)})
    return params


def _radios(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    return "radios", _choice_group(field, options)


def _checkboxes(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    params = _choice_group(field, options)
    opens_questions = any("conditional" in item for item in params["items"])
    if len(params["items"]) > MANY_CHOICES and not opens_questions:
        params.update(small=True, classes="portal-choices")
    return "checkboxes", params


def _checkbox(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    """A single box: its label stands beside it, so there is no fieldset."""
    params = _common(field)
    params["idPrefix"] = params.pop("id")
    item: dict[str, Any] = {
        "value": "on",
        "label": {key: value for key, value in _label(field, options).items() if key != "size"},
        "checked": bool(field.field.widget.check_test(field.value())),
    }
    if hint := params.pop("hint", None):
        item["hint"] = hint
    if html := _revealed(field, "on"):
        item["conditional"] = {"html": html}
    params["items"] = [item]
    return "checkboxes", params


def _date(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    params = _group(field, options)
    params.pop("disabled", None)
    name, identity = params.pop("name"), params["id"]
    value = field.value()
    parts = value if isinstance(value, list) else field.field.widget.decompress(value)
    faulty = faulty_parts(field)
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    params["items"] = [
        {
            "id": f"{identity}-{part}",
            "name": f"{name}_{part}",
            "label": {"text": labels[part]},
            "value": text or "",
            "width": 4 if part == "year" else 2,
            **({"error": True} if part in faulty else {}),
            **({"disabled": True} if field.field.disabled else {}),
        }
        for part, text in zip(PARTS, parts, strict=True)
    ]
    if offer := getattr(field.field.widget, "offer", ()):
        params.setdefault("attributes", {})["data-date-offer"] = " ".join(offer)
    return "dateInput", params


def _file(field: BoundField, options: dict[str, Any]) -> tuple[str, dict]:
    params = {**_common(field), "label": _label(field, options), **_attributes(field)}
    if getattr(field.field.widget, "allow_multiple_selected", False):
        # The widget says it, too; said twice it is a fault of the page.
        params["multiple"] = True
        params.get("attributes", {}).pop("multiple", None)
    kept = field.data if field.form.is_bound else None
    if isinstance(kept, Kept):
        # The script of the control takes the first input for the one that chooses.
        params["formGroup"] = {
            "beforeInput": {"html": _kept_words(kept)},
            "afterInput": {"html": render_hidden({f"{field.html_name}{SUFFIX}": kept.token})},
        }
        if "hint" in params:
            params["hint"] = {"text": _("Choose another file only to replace this one")}
        params["noFileChosenText"] = _("No other file chosen")
    return "fileUpload", params


def _kept_words(kept: Kept) -> SafeString:
    """What was chosen before the form came back, and stays chosen."""
    return format_html(
        '<p>{} <strong class="portal-long">{}</strong></p>', _("You have chosen:"), kept.words
    )


# The first that fits is taken, so the special stand above the general.
BUILDERS: tuple[tuple[type[forms.Widget], Callable[[BoundField, dict], tuple[str, dict]]], ...] = (
    (DateParts, _date),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
    (forms.CheckboxInput, _checkbox),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.SelectMultiple, _checkboxes),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (Input, _input),
)


def render_hidden(values: Mapping[str, Any]) -> SafeString:
    """Hidden inputs for what travels with a form but is not asked."""
    inputs = ((name, value) for name, value in values.items() if value not in (None, ""))
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', inputs
    ) or format_html("")
