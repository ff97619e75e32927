"""What somebody likes to do, and when; how often they may be asked; what they agree to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms.consents import ABOUT
from community.forms.joining.step import Lists, StepForm, own_heading
from community.models import Channel, Meeting, When
from core.fields import Checkboxes, Radios


class InterestsForm(StepForm):
    """What they like to work on, what they have done, and what they bring."""

    title: ClassVar[Any] = _("What are you interested in?")
    columns: ClassVar[tuple[str, ...]] = ("interest_ids", "experience_ids", "brings")
    interest_ids = forms.TypedMultipleChoiceField(
        label=_("Choose what you like to work on"),
        coerce=int,
        required=False,
        widget=Checkboxes(),
    )
    experience_ids = forms.TypedMultipleChoiceField(
        label=_("What have you done before?"),
        help_text=_("At work, as a volunteer or in your own life. Tick what fits."),
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
        offered = {"interest_ids": lists.interests, "experience_ids": lists.experiences}
        for name, words in offered.items():
            field = self.fields[name]
            field.choices = [(pk, label) for pk, label, _hint in words]
            field.widget.hints = {str(pk): hint for pk, _label, hint in words if hint}


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
    ("", _("I have no limit. We never ask anybody too often.")),
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
    controls = own_heading("asks_a_month")
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
    intro: ClassVar[str] = "community/_join_updates.html"
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

    @property
    def is_nothing_asked(self) -> bool:
        """There is no address by which they could be written to."""
        return not any(name.startswith("about_") for name in self.fields)

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
