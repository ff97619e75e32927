"""What somebody is asked when they sign up, by themselves or by telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.forms.questions import answers_in, ask
from activities.models import Question, SignUp
from activities.models.sign_up import MOST_COMPANIONS
from activities.selectors.places import Choice
from activities.selectors.preparation import shared_before
from activities.services.sign_ups import ChangeEntry, SignUpEntry
from community.models import Need
from core.fields import CharacterCount, Checkboxes, Radios
from core.forms import PortalForm


def _needs() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=_("What should the organiser know that you need?"),
        required=False,
        coerce=int,
        widget=Checkboxes,
        help_text=_(
            "This is what you told us. Only who organises this session sees what you tick."
        ),
    )


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("Do you need anything else this time?"),
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text=_("The organiser of this session reads it, and the involvement team."),
    )


def offer_needs(form: forms.Form, needs: Iterable[Need]) -> None:
    """Show what a person needs, with those ticked that an organiser may know of anyhow."""
    offered = list(needs)
    field = form.fields["needs"]
    field.choices = [(need.pk, str(need)) for need in offered]
    field.initial = shared_before(offered)
    if not offered:
        form.fields.pop("needs")


class SessionNeedsForm(PortalForm):
    """What the organiser of a session is told of what somebody needs, said anew."""

    submit_text = _("Save")
    needs = _needs()
    needs_note = _note()

    def __init__(self, *args: Any, needs: Iterable[Need], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_needs(self, needs)


class EnterSessionNeedsForm(SessionNeedsForm):
    """The same, ticked by staff for somebody who tells them."""

    def __init__(self, *args: Any, needs: Iterable[Need], **kwargs: Any):
        offered = list(needs)
        super().__init__(*args, needs=offered, **kwargs)
        self.fields["needs_note"].label = "What else do they need this time?"
        self.fields[
            "needs_note"
        ].help_text = "Write what they said. They can read it on the page of their sign-up."
        if "needs" in self.fields:
            field = self.fields["needs"]
            field.label = "What should the organiser know that they need?"
            field.help_text = "Tick what they want to be known at this session, and nothing else."
            field.choices = [(need.pk, _ticked_words(need)) for need in offered]


def _ticked_words(need: Need) -> str:
    """A need beside its box; that it was for the team alone is said before it is ticked."""
    is_shared = need.pk in shared_before([need])
    return str(need) if is_shared else f"{need} (they shared this with the team alone so far)"


class NeedAnswerForm(PortalForm):
    """Whether what somebody needs is there."""

    submit_text = "Save"
    is_met = forms.TypedChoiceField(
        label="Is it there, or will it be?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        widget=Radios,
    )
    why_not = forms.CharField(
        label="If not: why not, and what do you do instead?",
        required=False,
        max_length=300,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text="The person can read it.",
    )


class _PlaceForm(PortalForm):
    """What can be said of a place, also later; then follow the questions of the organiser."""

    companions = forms.IntegerField(
        label=_("How many people come along to support you?"),
        required=False,
        min_value=0,
        max_value=MOST_COMPANIONS,
        help_text=_("We keep a place for each of them. Leave it empty if you come alone."),
        error_messages={"invalid": _("Say as a number how many people come along, like 1")},
    )
    travel = forms.CharField(
        label=_("Do you need us to book or pay for travel?"),
        required=False,
        max_length=1000,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text=_("Say from where, and what you need. Leave it empty if not."),
    )
    cover = forms.CharField(
        label=_("Do you need cover for somebody you care for?"),
        required=False,
        max_length=1000,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text=_("Say when, and what kind of help. Leave it empty if not."),
    )
    shown_name = forms.CharField(
        label=_("Which name should others see?"),
        required=False,
        max_length=60,
        help_text=_("On the list and on a name badge. A first name is enough."),
    )

    controls = {"companions": {"width": 2}}

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question] = (),
        answers: Mapping[int, str] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.questions = questions
        ask(self, questions, answers or {})


class SignUpForm(_PlaceForm):
    """Everything a place needs to be known for; nearly all of it may stay empty."""

    submit_text: Any = _("Sign up")

    seat = forms.TypedChoiceField(label=_("Which kind of place?"), coerce=int, widget=Radios)

    needs = _needs()
    needs_note = _note()

    field_order = ["seat"]

    def __init__(
        self,
        *args: Any,
        choices: Sequence[Choice] = (),
        needs: Iterable[Need] = (),
        button: str = "",
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.submit_text = button or self.submit_text
        offer_needs(self, needs)
        self.fields["seat"].choices = [(each.seat.pk, each.label) for each in choices]
        if not choices:
            self.fields.pop("seat")
        elif len(choices) == 1:
            self.fields["seat"].initial = choices[0].seat.pk

    @property
    def entry(self) -> SignUpEntry:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return SignUpEntry(
            seat_id=said.get("seat"),
            companions=said.get("companions") or 0,
            travel=said["travel"],
            cover=said["cover"],
            shown_name=said["shown_name"],
            need_ids=tuple(said["needs"]) if "needs" in self.fields else None,
            needs_note=said["needs_note"],
            answers=answers_in(self, self.questions),
        )


class ChangeSignUpForm(_PlaceForm):
    """What was said at signing up, said anew. `with_wishes`: travel and cover, which few may read."""

    submit_text = _("Save")

    def __init__(self, *args: Any, with_wishes: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not with_wishes:
            self.fields.pop("travel")
            self.fields.pop("cover")

    @property
    def entry(self) -> ChangeEntry:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return ChangeEntry(
            companions=said.get("companions") or 0,
            shown_name=said["shown_name"],
            travel=said.get("travel"),
            cover=said.get("cover"),
            answers=answers_in(self, self.questions),
        )


def known_sign_up(row: SignUp) -> dict[str, Any]:
    """What was said at signing up, by form field."""
    return {
        "companions": row.companions or None,
        "travel": row.travel,
        "cover": row.cover,
        "shown_name": row.shown_name,
    }


class EnterSignUpForm(SignUpForm):
    """The same, typed by staff for somebody who calls or writes."""

    person = forms.CharField(
        label="Number of the person",
        max_length=12,
        help_text="Like P00012. Look for the name above if you do not know it.",
    )
    field_order = ["person", "seat"]
    controls = {**SignUpForm.controls, "person": {"width": 10}}

    def clean_person(self) -> int:
        """The number, however it was typed."""
        found = re.fullmatch(r"[Pp]?\s*0*(\d{1,9})", self.cleaned_data["person"].strip())
        if found is None:
            raise forms.ValidationError("Enter a number like P00012")
        return int(found[1])


class OfferForm(PortalForm):
    """Whether somebody wants the place they are offered."""

    submit_text = _("Send")
    keeps_no_draft = True

    answer = forms.ChoiceField(
        label=_("Do you want the place?"),
        choices=[("yes", _("Yes, I take the place")), ("no", _("No, thank you"))],
        widget=Radios,
    )


class AnswerForm(PortalForm):
    """One press, with nothing to fill in."""

    submit_text: Any = _("Save")

    def __init__(self, *args: Any, button: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_text = button
