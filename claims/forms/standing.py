"""Forms about knowing somebody, being away, and sharing the work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from core.fields import DateField
from core.forms import PortalForm
from users.models import User


class InterestForm(PortalForm):
    """How an approver knows somebody."""

    submit_text = "Give the claim to somebody else"

    why = forms.CharField(
        label="How do you know each other?",
        max_length=300,
        help_text="A few words, for example: we are neighbours. The person does not see this.",
    )


class InterestEndForm(PortalForm):
    """Why somebody may decide these claims again."""

    submit_text = "I can decide their claims again"

    why = forms.CharField(
        label="What has changed?",
        max_length=300,
        help_text="For example: I mixed them up with somebody else",
    )


class AwayForm(PortalForm):
    """Who is away when, and who stands in. Only an administrator is asked who."""

    submit_text = "Save"

    absent = forms.TypedChoiceField(label="Who is away?", coerce=int)
    first_on = DateField(
        label="First day away",
        called="The first day",
        help_text="For example, 27 7 2026",
    )
    last_on = DateField(
        label="Last day away",
        called="The last day",
        earliest=timezone.localdate,
        help_text="For example, 7 8 2026",
    )
    stand_in = forms.TypedChoiceField(label="Who decides in their place?", coerce=int)

    def __init__(
        self, *args: Any, people: Iterable[User], for_self: User | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(person.pk, f"{person.display_name} ({person.email})") for person in people]
        self.fields["stand_in"].choices = [("", "Choose a person"), *names]
        self.fields["absent"].choices = [("", "Choose a person"), *names]
        self._for_self = for_self
        if for_self is not None:
            del self.fields["absent"]
            self.fields["stand_in"].label = "Who decides in your place?"

    @property
    def entry(self) -> dict[str, Any]:
        """What `add_absence` takes from this form."""
        said = self.cleaned_data
        absent = self._for_self.pk if self._for_self else said["absent"]
        return {
            "absent_id": absent,
            "stand_in_id": said["stand_in"],
            "first_on": said["first_on"],
            "last_on": said["last_on"],
        }


class AwayEndForm(PortalForm):
    """The end of an absence."""

    submit_text = "End it now"


class ShareForm(PortalForm):
    """Sharing out what nobody holds."""

    submit_text = "Share out what nobody holds"
