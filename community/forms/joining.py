"""The questions of joining, one form to a page. Staff ask the same ones on fewer pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.consents import ABOUT
from community.models import Channel, Kind, Meeting, When
from community.rules.postcodes import districts_of, outward_code
from core.fields import Checkboxes, Radios
from core.forms import PortalForm

ENGLISH, OTHER = "English", "other"
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Lists:
    """What can be chosen from what the team keeps: ids and names, in their order."""

    districts: Sequence[tuple[int, str]] = ()
    interests: Sequence[tuple[int, str, str]] = ()
    # Id, purpose, way and text of the words that can be agreed to.
    wordings: Sequence[tuple[int, str, str, str]] = ()


class StepForm(PortalForm):
    """One page of questions. `kept` is what is kept of it.

    Pages of staff put several of these together, so each adds to what the next one does.
    """

    title: ClassVar[Any] = ""
    # The question is the page's heading; else the title is.
    is_own_heading: ClassVar[bool] = False
    # Fields that are kept as they are asked.
    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any], lists: Lists, **kwargs):
        initial = {name: answers[name] for name in self.base_fields if name in answers}
        super().__init__(data, initial={**initial, **self.started_from(answers)}, **kwargs)
        self.offer(lists, answers)

    def started_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Fields that are not kept as they are asked."""
        return {}

    def offer(self, lists: Lists, answers: Mapping[str, Any]) -> None:
        """Fill in what can be chosen."""

    def kept(self) -> dict[str, Any]:
        """The answers of this page, by the name of the record's column."""
        plain = {name for each in type(self).__mro__ for name in vars(each).get("columns", ())}
        return {name: self.cleaned_data[name] for name in plain}


def _heading(*names: str) -> dict[str, dict[str, Any]]:
    return {name: {"label_heading": True, "label_size": "l"} for name in names}


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
    """As whom they take part."""

    title: ClassVar[Any] = _("How do you come to take part?")
    is_own_heading = True
    columns: ClassVar[tuple[str, ...]] = ("kinds",)
    controls = _heading("kinds")
    says_optional = False
    kinds = forms.MultipleChoiceField(
        label=_("How do you come to take part?"),
        help_text=_("Choose all that are true for you. You can leave this empty."),
        choices=Kind,
        required=False,
        widget=Checkboxes(),
    )


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
        self.names = {name: pk for pk, name in lists.districts}
        self.fields["district_id"].choices = [("", _("No district")), *lists.districts]

    def clean_postcode(self) -> str:
        """Its first half; the rest is dropped here and reaches nothing."""
        found = outward_code(self.cleaned_data["postcode"])
        if found is None:
            raise forms.ValidationError(_("Enter a postcode, like ME4 5AB, or its first half, ME4"))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        outward = given.get("postcode")
        if outward and not given.get("district_id") and "district_id" not in self.errors:
            found = [name for name in districts_of(outward) if name in self.names]
            if len(found) == 1:
                given["district_id"] = self.names[found[0]]
            elif found:
                possible = [(self.names[name], name) for name in found]
                self.fields["district_id"].choices = [("", _("Choose one")), *possible]
                self.add_error("district_id", _ask_which(outward, found))
        if outward:
            # What comes back on the page is never more than what is kept.
            self.data = self.data.copy()
            self.data[self.add_prefix("postcode")] = outward
        return given

    def kept(self) -> dict[str, Any]:
        given = self.cleaned_data
        place = {"outward_code": given["postcode"], "district_id": given["district_id"]}
        return {**super().kept(), **place}


def _ask_which(outward: str, found: list[str]) -> str:
    names = ", ".join(found)
    words = _("%(code)s lies in more than one district: %(names)s. Choose yours.")
    return words % {"code": outward, "names": names}


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
    controls = _heading("language_choice")
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


class InterestsForm(StepForm):
    """What they like to work on, and what they bring."""

    title: ClassVar[Any] = _("What are you interested in?")
    columns: ClassVar[tuple[str, ...]] = ("interest_ids", "brings")
    interest_ids = forms.TypedMultipleChoiceField(
        label=_("Choose what you like to work on"),
        coerce=int,
        required=False,
        widget=Checkboxes(),
    )
    brings = forms.CharField(
        label=_("What can you bring?"),
        help_text=_(
            "Something you have lived through, learned or are good at. "
            "Please do not write about other people."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def offer(self, lists: Lists, answers: Mapping[str, Any]) -> None:
        super().offer(lists, answers)
        field = self.fields["interest_ids"]
        field.choices = [(pk, label) for pk, label, _hint in lists.interests]
        field.widget.hints = {str(pk): hint for pk, _label, hint in lists.interests if hint}


class TimesForm(StepForm):
    """When and how they can meet."""

    title: ClassVar[Any] = _("When and how can you meet others?")
    columns: ClassVar[tuple[str, ...]] = ("availability", "meets")
    availability = forms.MultipleChoiceField(
        label=_("When do you usually have time?"),
        choices=When,
        required=False,
        widget=Checkboxes(),
    )
    meets = forms.MultipleChoiceField(
        label=_("How can you meet?"), choices=Meeting, required=False, widget=Checkboxes()
    )


# Their own limit on being asked; empty: the trust's.
ASKS = [
    ("", _("As it comes: we never ask anybody too often")),
    ("4", _("At most 4 times a month")),
    ("2", _("At most twice a month")),
    ("1", _("At most once a month")),
    ("0", _("Do not ask me. I look for myself.")),
]


class AsksForm(StepForm):
    """How often they may be asked to take part in something."""

    title: ClassVar[Any] = _("How often may we ask you to take part in something?")
    is_own_heading = True
    columns: ClassVar[tuple[str, ...]] = ("asks_a_month",)
    controls = _heading("asks_a_month")
    says_optional = False
    asks_a_month = forms.TypedChoiceField(
        label=_("How often may we ask you to take part in something?"),
        help_text=_("You can always say no, and you can change this at any time."),
        choices=ASKS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=Radios(),
    )


class UpdatesForm(StepForm):
    """What they agree to be written to about: no box is ticked beforehand."""

    title: ClassVar[Any] = _("What may we write to you about?")
    says_optional = False

    def offer(self, lists: Lists, answers: Mapping[str, Any]) -> None:
        """One box for each purpose and each way for which there is an address."""
        super().offer(lists, answers)
        given = {str(pk) for pk in answers.get("consents", ())}
        reachable = _reachable(answers)
        for purpose, label in ABOUT.items():
            words = [each for each in lists.wordings if each[1] == purpose and each[2] in reachable]
            if not words:
                continue
            self.fields[f"about_{purpose}"] = forms.TypedMultipleChoiceField(
                label=label,
                choices=[(str(pk), text) for pk, _purpose, _channel, text in words],
                initial=[str(each[0]) for each in words if str(each[0]) in given],
                coerce=int,
                required=False,
                widget=Checkboxes(),
            )

    def kept(self) -> dict[str, Any]:
        """The ids of the very words that were agreed to."""
        chosen = [
            pk
            for name in self.fields
            if name.startswith("about_")
            for pk in self.cleaned_data[name]
        ]
        return {**super().kept(), "consents": sorted(chosen)}


def _reachable(answers: Mapping[str, Any]) -> set[str]:
    """The ways for which there is an address among the answers."""
    has_phone = bool(answers.get("phone"))
    ways = {
        Channel.EMAIL: bool(answers.get("email")),
        Channel.TEXT: has_phone,
        Channel.TELEPHONE: has_phone,
        Channel.POST: bool(answers.get("is_post_wanted")),
    }
    return {str(way) for way, is_there in ways.items() if is_there}


# In the order in which they are asked.
STEPS: dict[str, type[StepForm]] = {
    "name": NameForm,
    "kinds": KindsForm,
    "place": PlaceForm,
    "contact": ContactForm,
    "language": LanguageForm,
    "interests": InterestsForm,
    "times": TimesForm,
    "asks": AsksForm,
    "updates": UpdatesForm,
}
