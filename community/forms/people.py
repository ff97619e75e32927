"""The record of a person, one form for each part of it, as the involvement team changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.districts import settle_district
from community.models import KIND_WORDS, Meeting, When
from community.rules.postcodes import outward_code
from core.fields import CharacterCount, Checkboxes
from core.forms import PortalForm

Pairs = Iterable[tuple[Any, str]]


class PartForm(PortalForm):
    """One part of a record. Its fields are named as the record names them."""

    submit_text = _("Save")
    # Fields that hold ids chosen from a list, and the list.
    lists: Mapping[str, str] = {}

    def __init__(self, *args: Any, offers: Mapping[str, Pairs], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, of in self.lists.items():
            choices = list(offers[of])
            is_many = isinstance(self.fields[name], forms.MultipleChoiceField)
            self.fields[name].choices = choices if is_many else [("", "Not known"), *choices]

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, as `change_person` takes it."""
        return dict(self.cleaned_data)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """What it changes, as the record names it."""
        return tuple(cls.base_fields)


def _many(label: str, help_text: str = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, required=False, coerce=int, widget=Checkboxes, help_text=help_text
    )


class NameForm(PartForm):
    name = forms.CharField(label="Name", max_length=120)
    shown_name = forms.CharField(
        label="Name others see",
        required=False,
        max_length=60,
        help_text="A first name or any other name they choose. Left empty, nobody but the "
        "involvement team sees a name.",
    )


class ReachForm(PartForm):
    reveals = {"is_post_wanted": {"on": ["address"]}}

    email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=254,
        help_text="A new address has to be confirmed before anything personal goes to it.",
    )
    phone = forms.CharField(label="Telephone number", required=False, max_length=30)
    is_post_wanted = forms.BooleanField(label="They want letters by post", required=False)
    address = forms.CharField(
        label="Postal address",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_phone(self) -> str:
        """A number somebody can call."""
        typed: str = self.cleaned_data["phone"]
        if typed and sum(each.isdigit() for each in typed) < 6:
            raise forms.ValidationError("Enter a telephone number, like 01622 724100.")
        return typed

    @property
    def changes(self) -> dict[str, Any]:
        """An address is kept only for letters."""
        found = super().changes
        return found | {"address": found["address"] or ""}

    def clean(self) -> dict[str, Any]:
        """Letters need somewhere to go."""
        found = super().clean() or {}
        if found.get("is_post_wanted") and not (found.get("address") or "").strip():
            self.add_error("address", "Enter the address that letters go to")
        return found


class KindsForm(PartForm):
    kinds = forms.MultipleChoiceField(
        label="How they come to take part",
        required=False,
        widget=Checkboxes,
        choices=list(KIND_WORDS.items()),
        help_text="Choose all that they said.",
    )


class BringsForm(PartForm):
    lists = {"interest_ids": "interests", "experience_ids": "experiences"}

    interest_ids = _many("Interests")
    experience_ids = _many("What they have done before")
    brings = forms.CharField(
        label="What they can bring",
        required=False,
        max_length=2000,
        widget=CharacterCount(attrs={"rows": 5}),
        help_text="In their own words. Nothing about their health that they did not ask you to "
        "write down.",
    )


class WhenForm(PartForm):
    availability = forms.MultipleChoiceField(
        label="Usually free", required=False, widget=Checkboxes, choices=When.choices
    )
    meets = forms.MultipleChoiceField(
        label="Can meet", required=False, widget=Checkboxes, choices=Meeting.choices
    )


class WhereForm(PartForm):
    lists = {"district_id": "districts"}

    district_id = forms.TypedChoiceField(
        label="District", required=False, coerce=int, empty_value=None
    )
    outward_code = forms.CharField(
        label="Postcode",
        required=False,
        max_length=10,
        help_text="Only the first half is kept, like CT14.",
    )

    def clean_outward_code(self) -> str:
        """The rest of the postcode is dropped here and stored nowhere."""
        typed: str = self.cleaned_data["outward_code"].strip()
        found = outward_code(typed)
        if found is None:
            raise forms.ValidationError("Enter a postcode, like CT14 7AB, or its first half.")
        return found

    def clean(self) -> dict[str, Any]:
        """Where a new postcode lies in one district alone, that is the district."""
        super().clean()
        settle_district(self, "outward_code")
        return self.cleaned_data


class LanguageForm(PartForm):
    language = forms.CharField(label="Preferred language", required=False, max_length=40)


class HiddenForm(PartForm):
    is_hidden = forms.BooleanField(
        label="Hide this person from everybody but the involvement team",
        required=False,
        help_text="For staff who also use services, and for anyone who asks.",
    )


class ServicesForm(PartForm):
    lists = {"service_ids": "services"}

    service_ids = _many("Services they know", "Only those they want to tell us about.")


class GroupsForm(PartForm):
    lists = {"group_ids": "groups"}

    group_ids = _many(
        "Opportunities they want to hear of",
        "They asked to be listed, so that what is meant for these people reaches them.",
    )


class LimitForm(PartForm):
    asks_a_month = forms.IntegerField(
        label="At most how many times a month may we ask them for something?",
        required=False,
        min_value=0,
        max_value=31,
        help_text="Left empty, the trust’s own limit holds. 0 means: do not ask.",
    )


# A page for each part of a record, by the name in its address.
PARTS: dict[str, type[PartForm]] = {
    "name": NameForm,
    "reach": ReachForm,
    "kinds": KindsForm,
    "interests": BringsForm,
    "when": WhenForm,
    "where": WhereForm,
    "language": LanguageForm,
    "services": ServicesForm,
    "groups": GroupsForm,
    "limit": LimitForm,
    "hidden": HiddenForm,
}
