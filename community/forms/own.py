"""Forms with which people look after their own record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Kind, RightsRequest
from core.fields import CharacterCount, DateField, Radios, today
from core.forms import PortalForm

# The parts of a record are asked as the team asks them, but of the person themselves.
OWN_WORDS: dict[str, tuple[Any, Any]] = {
    "name": (_("Your name"), ""),
    "shown_name": (
        _("The name others see"),
        _("A first name or any other name. Leave it empty and others see no name."),
    ),
    "phone": (_("Your telephone number"), ""),
    "is_post_wanted": (_("I want letters by post"), ""),
    "address": (_("Your postal address"), ""),
    "kinds": (_("How do you come to take part?"), _("Choose all that fit.")),
    "interest_ids": (_("What are you interested in?"), _("Choose as many as you like.")),
    "experience_ids": (
        _("What have you done before?"),
        _("At work, as a volunteer or in your own life. Choose all that fit."),
    ),
    "brings": (
        _("What can you bring?"),
        _("Skills, experience, anything. Only the involvement team reads this."),
    ),
    "availability": (_("When are you usually free?"), _("Choose all that fit.")),
    "meets": (_("How can you meet?"), _("Choose all that fit.")),
    "district_id": (_("Where do you live?"), ""),
    "outward_code": (
        _("Your postcode"),
        _("We keep only the first half, like CT14."),
    ),
    "language": (_("Which language do you prefer?"), ""),
    "service_ids": (_("Which services do you know?"), _("Only if you want to tell us.")),
    "asks_a_month": (
        _("How many times a month may we ask you for something?"),
        _("Leave it empty if you have no limit. Write 0 if we should not ask you at all."),
    ),
    "is_hidden": (
        _("Hide me from everybody but the involvement team"),
        _("Other staff then do not find you, for example if you work with them."),
    ),
}


def in_own_words(form: PortalForm) -> PortalForm:
    """A form about a part of the record, said to the person it is about."""
    for name, (label, hint) in OWN_WORDS.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = hint
    if "kinds" in form.fields:
        form.fields["kinds"].choices = Kind.choices
    # How mail reaches them is changed with the account, where the address is confirmed.
    form.fields.pop("email", None)
    return form


class PauseForm(PortalForm):
    """Take a break."""

    submit_text = _("Pause")

    back_on = DateField(
        label=_("When do you want to come back?"),
        help_text=_("If you know it. We write to you on that day."),
        earliest=today,
        required=False,
    )
    why = forms.CharField(
        label=_("Do you want to tell us why?"),
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
    )


class ReturnForm(PortalForm):
    """Come back."""

    submit_text = _("Come back")


class AskAgainForm(ReturnForm):
    """Ask to join once more."""

    submit_text = _("Ask to join again")


class StillHereForm(PortalForm):
    """One press: I stay."""

    submit_text = _("I am still here")


class LeaveForm(PortalForm):
    """Leave, and what becomes of the record."""

    submit_text = _("Leave")
    says_optional = False
    KEEP, FORGET = "keep", "forget"

    then = forms.ChoiceField(
        label=_("What should happen to what we know about you?"),
        choices=[
            (KEEP, _("Keep it for a time, so that I can come back")),
            (FORGET, _("Forget me")),
        ],
        widget=Radios(
            hints={
                FORGET: _(
                    "Everything about you is removed after a few days. Until then you can take "
                    "it back. Records of payments have to stay."
                ),
            }
        ),
    )
    why = forms.CharField(
        label=_("Do you want to tell us why? You do not have to."),
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
    )


class AskRightForm(PortalForm):
    """What somebody asks about their record, in their words."""

    submit_text = _("Send")

    words = forms.CharField(
        label=_("What do you want to tell us?"),
        max_length=3000,
        widget=CharacterCount(attrs={"rows": 6}),
    )


class ForgetForm(PortalForm):
    """Sure? Everything goes."""

    submit_text = _("Forget me")


class TakeBackForm(PortalForm):
    """Sure? The wish is taken back."""

    submit_text = _("Take it back")


class TakeOutForm(PortalForm):
    """In which form."""

    submit_text = _("Get my copy")
    says_optional = False
    HTML, JSON = "html", "json"

    ending = forms.ChoiceField(
        label=_("How do you want to have it?"),
        choices=[
            (HTML, _("To read: a page that opens in any browser")),
            (JSON, _("For a computer: a JSON file")),
        ],
        initial=HTML,
        widget=Radios(),
    )


ASKED_WITH_WORDS = (
    RightsRequest.Kind.ACCESS,
    RightsRequest.Kind.CORRECTION,
    RightsRequest.Kind.COMPLAINT,
)
