"""What a form says when an answer will not do, in plain words that name the question."""

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.fields import called

Kind = type[forms.Field]
LENGTHS_AND_LIMITS = ("max_length", "min_length", "min_value", "max_value")


@lru_cache(maxsize=256)
def codes(kind: Kind) -> tuple[str, ...]:
    """The faults this module words for a kind of field."""
    if issubclass(kind, forms.FileField):
        return ("required", "empty", "invalid", "missing")
    if issubclass(kind, forms.ChoiceField | forms.ModelChoiceField):
        return ("required", "invalid_choice", "invalid_list", "invalid_pk_value")
    if issubclass(kind, forms.EmailField | forms.URLField | forms.FloatField | forms.IntegerField):
        # DecimalField is an IntegerField to Django.
        return ("required", "invalid", *LENGTHS_AND_LIMITS)
    return ("required", *LENGTHS_AND_LIMITS)


def fault(kind: Kind, label: Any, code: str) -> str:
    """The sentence for one fault; ``%(limit_value)s`` and the like are left for Django to fill in."""
    if code == "required":
        return missing(kind, str(label))
    # Django fills the limits in afterwards, so a sign in the label must survive that.
    name = called(label).replace("%", "%%") if code in LENGTHS_AND_LIMITS else called(label)
    return _sentence(kind, code) % {"name": name}


def _sentence(kind: Kind, code: str) -> str:
    if code in LENGTHS_AND_LIMITS:
        return {
            "max_length": _(
                "%(name)s must be %%(limit_value)s characters or fewer. It has %%(show_value)s."
            ),
            "min_length": _("%(name)s must be %%(limit_value)s characters or more"),
            "min_value": _("%(name)s must be %%(limit_value)s or more"),
            "max_value": _("%(name)s must be %%(limit_value)s or less"),
        }[code]
    if issubclass(kind, forms.FileField):
        return _("The file is empty") if code == "empty" else _("Choose a file")
    if issubclass(kind, forms.EmailField):
        return _("Enter an email address in the correct format, like name@example.com")
    if issubclass(kind, forms.URLField):
        return _("Enter a full web address, like https://www.example.com")
    if issubclass(kind, forms.DecimalField | forms.FloatField):
        return _("%(name)s must be a number, like 12.50")
    if issubclass(kind, forms.IntegerField):
        return _("%(name)s must be a whole number, like 12")
    return _("Choose from the answers given")


def missing(kind: Kind, label: str) -> str:
    """What to say when a question that must be answered was not."""
    if label.rstrip().endswith("?"):
        return _("Answer the question “%(question)s”") % {"question": label}
    thing = label[:1].lower() + label[1:] if label[1:2].islower() else label
    if issubclass(kind, forms.BooleanField):
        return _("Tick the box to go on")
    if issubclass(kind, forms.FileField):
        return _("Choose a file for %(thing)s") % {"thing": thing} if thing else _("Choose a file")
    if issubclass(kind, forms.ChoiceField | forms.ModelChoiceField):
        return _("Choose %(thing)s") % {"thing": thing or _("an answer")}
    return _("Enter %(thing)s") % {"thing": thing or _("an answer")}
