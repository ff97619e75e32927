"""Forms about roles, their descriptions, training and checks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import CommunityRole
from core.fields import CharacterCount, Checkboxes, DateField, Radios, today
from core.forms import PortalForm


def _in_a_year() -> Any:
    return timezone.localdate() + timedelta(days=366)


class RoleStartForm(PortalForm):
    """A role that somebody takes on."""

    submit_text = "Save"

    role = forms.ChoiceField(label="Role", choices=CommunityRole.choices, widget=Radios)
    starts_on = DateField(label="Since", called="The day it starts", latest=_in_a_year)
    is_agreed = forms.BooleanField(
        label="They read the agreement, and agree",
        required=False,
        help_text="You can record this later too.",
    )


class RoleAgreeForm(PortalForm):
    """The agreement, made or made again."""

    submit_text = "Save"

    agreed_on = DateField(label="Agreed on", called="The day of the agreement", latest=today)


class OwnRoleAgreeForm(PortalForm):
    """Who holds a role says yes to its words."""

    submit_text = _("I agree")


class RoleEndForm(PortalForm):
    """The end of a role."""

    submit_text = "End this role"

    ends_on = DateField(label="Last day", called="The last day", latest=_in_a_year)


class RoleRewordForm(PortalForm):
    """What a role is, in new words."""

    submit_text = "Save as a new version"

    description = forms.CharField(
        label="What the role is", max_length=2000, widget=CharacterCount(attrs={"rows": 5})
    )
    differs = forms.CharField(
        label="How it differs from the other roles",
        max_length=2000,
        widget=CharacterCount(attrs={"rows": 5}),
    )
    agreement = forms.CharField(
        label="What is agreed", max_length=4000, widget=CharacterCount(attrs={"rows": 7})
    )


class CheckForm(PortalForm):
    """A training or check."""

    submit_text = "Save"

    name = forms.CharField(label="Name", max_length=80)
    lasts_months = forms.IntegerField(
        label="How many months it lasts",
        required=False,
        min_value=1,
        max_value=240,
        help_text="Left empty, it does not run out.",
    )
    roles = forms.MultipleChoiceField(
        label="Roles that need it",
        required=False,
        choices=CommunityRole.choices,
        widget=Checkboxes,
    )


class CheckChangeForm(CheckForm):
    is_in_use = forms.BooleanField(label="It is asked for now", required=False)


class CheckDoneForm(PortalForm):
    """A training done, a check passed."""

    submit_text = "Save"

    check_id = forms.TypedChoiceField(label="Training or check", coerce=int, widget=Radios)
    done_on = DateField(label="Done on", called="The day it was done", latest=today)

    def __init__(self, *args: Any, checks: Iterable[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["check_id"].choices = list(checks)


class PersonChampionForm(PortalForm):
    """The community that a champion stands up for."""

    submit_text = "Save"

    group = forms.TypedChoiceField(label="In which community?", coerce=int)

    def __init__(self, *args: Any, groups: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "Choose"), *groups]
