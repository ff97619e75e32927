"""What is wrong with a form: the same words beside the field and in the summary on top of the page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import nhs
from core.fields import PARTS, DateParts


def error_text(field: BoundField) -> str:
    """Every fault of a field in one line: the same words beside the field and in the summary."""
    return " ".join(str(error) for error in field.errors)


def faulty_parts(field: BoundField) -> list[str]:
    """Which boxes of a date are at fault: those the error names, otherwise all."""
    named: list[str] = []
    for error in field.form.errors.as_data().get(field.name, []):
        named += (error.params or {}).get("faulty", PARTS)
    return [part for part in PARTS if part in named]


def error_target(field: BoundField) -> str:
    """Where a fault's link leads: the control, the first answer of a group, the first faulty box of a date."""
    identity = field.auto_id or field.html_name
    if isinstance(field.field.widget, DateParts):
        return f"#{identity}-{(faulty_parts(field) or ['day'])[0]}"
    return f"#{identity}"


def faults(form: forms.BaseForm) -> list[dict[str, Any]]:
    """Every fault of a form as text and link, the form's own first, then field by field."""
    found: list[dict[str, Any]] = [{"text": str(error)} for error in form.non_field_errors()]
    for field in form:
        if field.errors and field.is_hidden:
            found.append({"text": error_text(field)})
        elif field.errors:
            found.append({"text": error_text(field), "href": error_target(field)})
    return found


def render_error_summary(given: Iterable[forms.BaseForm | forms.BaseFormSet]) -> SafeString | str:
    """The error summary of these forms, or nothing when all is well."""
    found: list[dict[str, Any]] = []
    for form in given:
        if isinstance(form, forms.BaseFormSet):
            found += [{"text": str(error)} for error in form.non_form_errors()]
            found += [fault for member in form for fault in faults(member)]
        else:
            found += faults(form)
    if not found:
        return ""
    return nhs.render("errorSummary", {"titleText": _("There is a problem"), "errorList": found})
