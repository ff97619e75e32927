"""Who somebody is, where they live and how to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.districts import settle_district
from community.forms.joining.step import Lists, StepForm, own_heading
from community.models import Kind
from community.rules.postcodes import outward_code
from core.fields import Checkboxes, Radios

ENGLISH, OTHER = "English", "other"


class NameForm(StepForm):
    """What we call them, and what others see."""

    title: ClassVar[Any] = _("What should we call you?")
    columns: ClassVar[tuple[str, ...]] = ("name", "shown_name")
    name = forms.CharField(
        label=_("Your name"),
        help_text=_(
            "Any name you like, first name only if you want. The involvement team sees it."
        ),
        max_length=120,
        error_messages={"required": _("Tell us a name. It can be any name you like.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    shown_name = forms.CharField(
        label=_("The name that others may see"),
        help_text=_(
            "On lists, on name badges and online. A first name or another name. "
            "If you leave it empty, others see no name."
        ),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "spellcheck": "false"}),
    )


class KindsForm(StepForm):
    """As whom they take part; who works for the trust is asked who may find them."""

    title: ClassVar[Any] = _("How do you come to take part?")
    is_own_heading = True
    columns: ClassVar[tuple[str, ...]] = ("kinds",)
    controls = own_heading("kinds")
    reveals = {"kinds": {Kind.STAFF.value: ["is_hidden"]}}
    says_optional = False
    kinds = forms.MultipleChoiceField(
        label=_("How do you come to take part?"),
        help_text=_("Choose all that are true for you. You can leave this empty."),
        choices=Kind,
        required=False,
        widget=Checkboxes(),
    )
    is_hidden = forms.BooleanField(
        label=_("Only the involvement team may find me"),
        help_text=_(
            "Other staff then do not see you in any list, for example if you also use services "
            "or look after somebody. You can change this at any time."
        ),
        required=False,
    )

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "is_hidden": bool(self.cleaned_data["is_hidden"])}


class PlaceForm(StepForm):
    """The district, chosen or found by the first half of a postcode."""

    title: ClassVar[Any] = _("Where do you live?")
    postcode = forms.CharField(
        label=_("Your postcode"),
        help_text=_("We keep only the first half, like ME4. It tells us your district."),
        max_length=10,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "class": "nhsuk-input--width-10"}
        ),
    )
    district_id = forms.TypedChoiceField(
        label=_("Or choose your district"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select,
    )

    def started_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        before = super().started_from(answers)
        return {**before, "postcode": answers.get("outward_code", "")}

    def offer(self, lists: Lists, answers: Mapping[str, Any]) -> None:
        super().offer(lists, answers)
        self.fields["district_id"].choices = [("", _("No district")), *lists.districts]

    def clean_postcode(self) -> str:
        """Its first half; the rest is dropped here and reaches nothing."""
        found = outward_code(self.cleaned_data["postcode"])
        if found is None:
            raise forms.ValidationError(_("Enter a postcode, like ME4 5AB, or its first half, ME4"))
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        settle_district(self, "postcode")
        return self.cleaned_data

    def kept(self) -> dict[str, Any]:
        given = self.cleaned_data
        place = {"outward_code": given["postcode"], "district_id": given["district_id"]}
        return {**super().kept(), **place}


class ContactForm(StepForm):
    """Besides e-mail: telephone, and letters for those who want them."""

    title: ClassVar[Any] = _("How else can we reach you?")
    columns: ClassVar[tuple[str, ...]] = ("phone", "is_post_wanted")
    controls: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "address": {"label_text": _("Your postal address")}
    }
    reveals = {"is_post_wanted": {"on": ["address"]}}
    phone = forms.CharField(
        label=_("Telephone number"),
        help_text=_("For our welcome call. You need not give one."),
        max_length=30,
        required=False,
        widget=forms.TelInput(attrs={"autocomplete": "tel", "spellcheck": "false"}),
    )
    is_post_wanted = forms.BooleanField(label=_("I want letters by post"), required=False)
    address = forms.CharField(
        label=_("Your postal address"),
        help_text=_("We keep it only because you want letters."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )

    def clean_phone(self) -> str:
        """Figures and what stands between them; anything else is a slip of the hand."""
        phone = self.cleaned_data["phone"]
        figures = sum(each.isdigit() for each in phone)
        if phone and (
            not 5 <= figures <= 15 or any(c not in "0123456789+-() ./extEXT" for c in phone)
        ):
            raise forms.ValidationError(_("Enter a telephone number, like 01632 960 001"))
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("is_post_wanted") and not (given.get("address") or "").strip():
            self.add_error("address", _("Enter the address that letters should go to"))
        return given

    def kept(self) -> dict[str, Any]:
        given = self.cleaned_data
        address = given["address"] if given["is_post_wanted"] else ""
        return {**super().kept(), "address": address or ""}


class LanguageForm(StepForm):
    """The language they like best."""

    title: ClassVar[Any] = _("Which language do you like best?")
    is_own_heading = True
    controls = own_heading("language_choice")
    says_optional = False
    reveals = {"language_choice": {OTHER: ["language"]}}
    language_choice = forms.ChoiceField(
        label=_("Which language do you like best?"),
        help_text=_("We try to find an interpreter, or a text in your language."),
        choices=[
            (ENGLISH, _("English")),
            ("British Sign Language", _("British Sign Language")),
            (OTHER, _("Another language")),
        ],
        required=False,
        widget=Radios(),
    )
    language = forms.CharField(label=_("Which one?"), max_length=40, required=False)

    def started_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        before, language = super().started_from(answers), answers.get("language", "")
        known = dict(self.base_fields["language_choice"].choices)
        if not language or language in known:
            return {**before, "language_choice": language, "language": ""}
        return {**before, "language_choice": OTHER}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("language_choice") == OTHER and not given.get("language"):
            self.add_error("language", _("Tell us which language"))
        return given

    def kept(self) -> dict[str, Any]:
        choice = self.cleaned_data["language_choice"]
        language = self.cleaned_data["language"] if choice == OTHER else choice
        return {**super().kept(), "language": language}
