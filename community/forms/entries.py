"""The questions of joining on pages fit for a call, and what staff say about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.forms.joining import (
    AsksForm,
    ContactForm,
    InterestsForm,
    KindsForm,
    LanguageForm,
    NameForm,
    PlaceForm,
    StepForm,
    TheirHelpsForm,
    TimesForm,
    UpdatesForm,
)
from community.models import Letter, PaperBatch, WayIn
from core.fields import Checkboxes, DateField, Radios, today
from core.forms import PortalForm


class EntryAddForm(PortalForm):
    """How somebody joins, and whether they are old enough."""

    submit_text = "Begin"
    says_optional = False
    way_in = forms.ChoiceField(
        label="How are they joining?",
        choices=[
            (WayIn.TELEPHONE, "By telephone"),
            (WayIn.IN_PERSON, "Face to face"),
            (WayIn.PAPER, "On a paper form without a reference"),
        ],
        widget=Radios(),
    )
    is_old_enough = forms.BooleanField(label="They are old enough to join by themselves")

    def __init__(self, *args: Any, age: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not age:
            del self.fields["is_old_enough"]
            return
        self.fields["is_old_enough"].label = f"They are {age} or over"
        self.fields["is_old_enough"].error_messages["required"] = (
            f"Ask whether they are {age} or over. Younger people cannot join by themselves."
        )


class WhoForm(NameForm, KindsForm):
    """Who they are."""

    title = "Who they are"
    is_own_heading = False
    controls = {}
    say = (
        "“What should we call you? Any name will do. Is there a name that others may see, on lists "
        "and online? And how do you come to take part?” If they work for the trust: “Should only "
        "the involvement team find you?”"
    )
    field_order = ("name", "shown_name", "kinds", "is_hidden")


class ReachForm(PlaceForm, ContactForm, LanguageForm):
    """Where they live and how to reach them."""

    title = "Where they live and how to reach them"
    is_own_heading = False
    controls = {"address": {"label_text": "Your postal address"}}
    reveals = {**ContactForm.reveals, **LanguageForm.reveals}
    columns = ("email",)
    say = (
        "“Which district do you live in, or what is the first half of your postcode? May I have a "
        "telephone number or an email address? Do you want letters? Then I need your address.”"
    )
    email = forms.EmailField(
        label="Email address",
        help_text="Only if they have one of their own and want to use it. Spell it back to them.",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = (
        "phone",
        "email",
        "is_post_wanted",
        "address",
        "postcode",
        "district_id",
        "language_choice",
        "language",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The browser of whoever types must not offer their own.
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class DoingForm(InterestsForm, TimesForm, AsksForm):
    """What they want to do, and when."""

    title = "What they want to do, and when"
    is_own_heading = False
    controls = {}
    say = (
        "“What do you like to work on? Which of these have you done before? Is there something "
        "you can bring? When do you have time, and how can you meet? How often may we ask you?”"
    )
    field_order = (
        "interest_ids",
        "experience_ids",
        "brings",
        "availability",
        "meets",
        "asks_a_month",
    )


class NeededForm(TheirHelpsForm):
    """What they need to take part: open only the lines they speak about."""

    title = "What they need to take part"
    intro = "community/_entry_helps.html"
    say = (
        "“Do you need anything to take part? For example large print, an interpreter, no steps, or "
        "somebody at your side. You need not say why, and you can leave it out. Who may know it, "
        "besides the involvement team?”"
    )


class AgreedForm(UpdatesForm):
    """What they agree to: read out word for word, nothing ticked beforehand."""

    title = "What we may write to them about"
    intro = ""
    say = (
        "Read each sentence out as it stands. Tick it only after a clear yes. "
        "“You can change this at any time, by telephone or by letter.”"
    )


class AgreedOnPaperForm(AgreedForm):
    """The same from a paper form, with the day it was signed."""

    say = "Tick exactly what is ticked on the paper. An empty box stays empty."
    said_on = DateField(
        label="When was it signed?",
        help_text="The date beside the signature. Without one, the day on which it came.",
        latest=today,
    )

    def started_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        said_on = answers.get("said_on")
        day = date.fromisoformat(said_on) if said_on else today()
        return {**super().started_from(answers), "said_on": day}

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "said_on": self.cleaned_data["said_on"].isoformat()}


# In the order in which they are asked.
ENTRY_PAGES: dict[str, type[StepForm]] = {
    "who": WhoForm,
    "reach": ReachForm,
    "doing": DoingForm,
    "needs": NeededForm,
    "agreed": AgreedForm,
}


def entry_form(page: str, way_in: str) -> type[StepForm]:
    """The form of a page; paper knows the day it was signed."""
    if page == "agreed" and way_in == WayIn.PAPER:
        return AgreedOnPaperForm
    return ENTRY_PAGES[page]


class EntryCheckForm(PortalForm):
    """Everything is right: make them a member."""

    submit_text = "Make them a member"
    is_someone_else = forms.BooleanField(label="I checked: this is somebody else", required=False)

    def __init__(self, *args: Any, has_doubles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_doubles:
            del self.fields["is_someone_else"]
            return
        field = self.fields["is_someone_else"]
        field.required = True
        field.error_messages["required"] = (
            "There may be a record of this person. Check, then tick that it is somebody else."
        )


class EntryStopForm(PortalForm):
    """Sure? Every answer goes."""

    submit_text = "Stop and remove the answers"


class PaperAddForm(PortalForm):
    """How many forms to print, and how large."""

    submit_text = "Make the forms"
    says_optional = False
    size = forms.ChoiceField(label="Print", choices=PaperBatch.Size.choices, widget=Radios())
    count = forms.IntegerField(label="How many forms?", min_value=1, max_value=50, initial=10)
    note = forms.CharField(
        label="Where will they lie?",
        help_text="So that you can find out later which places work. You can leave this empty.",
        max_length=120,
        required=False,
    )


class PaperFindForm(PortalForm):
    """The reference on a form."""

    submit_text = "Find the form"
    reference = forms.CharField(
        label="Reference on the form",
        help_text="Six letters under the square code",
        max_length=12,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10", "autocomplete": "off"}),
    )


class PaperOpenForm(PortalForm):
    """Type this form in."""

    submit_text = "Type this form in"


class LetterFinishForm(PortalForm):
    """It went out."""

    submit_text = "It is posted or handed over"


class LettersFinishForm(PortalForm):
    """Which of the letters of the page went out."""

    submit_text = "Tick these off"
    says_optional = False

    letters = forms.TypedMultipleChoiceField(
        label="Which letters did you post or hand over?",
        coerce=int,
        error_messages={
            "required": "Choose the letters that went out",
            "invalid_choice": "One of these was ticked off meanwhile. Look at those that are left.",
        },
        widget=Checkboxes(),
    )

    def __init__(self, rows: Sequence[Letter], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"].choices = [
            (row.pk, f"{row.person.name}, since {timezone.localtime(row.created_at):%-d %B %Y}")
            for row in rows
        ]


class TakeOverOfferForm(PortalForm):
    """The address that the link goes to."""

    submit_text = "Send the link"
    email = forms.EmailField(
        label="Their email address", help_text="Spell it back to them.", max_length=254
    )


class TakeOverForm(PortalForm):
    """The code of the letter."""

    keeps_no_draft = True
    submit_text = _("Go on")
    code = forms.CharField(
        label=_("Code from our letter"),
        help_text=_("8 letters. Spaces do not matter."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class TakeOverPressForm(PortalForm):
    """A press; the code was given when the link was asked for."""

    keeps_no_draft = True
    submit_text = _("Go on")


class MineForm(TakeOverForm):
    """Number and code of the letter, and the address that the link goes to."""

    submit_text = _("Send me the link")
    number = forms.IntegerField(label=_("Number from our letter"), min_value=1)
    email = forms.EmailField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("number", "code", "email")
