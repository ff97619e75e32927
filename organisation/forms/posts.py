"""Forms about posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import DateField, Radios
from core.forms import PortalForm
from organisation.forms.fields import PickField
from organisation.models import Post
from organisation.selectors import DirectorateName, PersonName, ServiceName

DIRECTORATE, SERVICE = "d", "s"


class PostAddForm(PortalForm):
    """Who takes up which post, and when."""

    submit_text = "Add the post"

    person = PickField(label="Person")
    duty = forms.ChoiceField(
        label="What do they do?",
        choices=Post.Duty.choices,
        initial=Post.Duty.MEMBER,
        widget=Radios(hints={Post.Duty.LEAD: "Answers for the onion of a directorate"}),
    )
    place = forms.ChoiceField(label="Where?")
    valid_from = DateField(
        label="First day",
        called="The first day",
        required=False,
        help_text="Leave this empty if they have been there all along",
    )
    valid_to = DateField(
        label="First day without the post",
        called="The first day without the post",
        required=False,
        help_text="Leave this empty if no end is known",
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[PersonName],
        directorates: Sequence[DirectorateName],
        services: Sequence[ServiceName],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.id, f"{each.label} ({each.email})") for each in people]
        self.fields["person"].offer(names, nothing="Choose a person")
        parts = [(f"{DIRECTORATE}{d.id}", d.name) for d in directorates]
        teams = [(f"{SERVICE}{s.id}", f"{s.name} ({s.directorate})") for s in services]
        self.fields["place"].choices = [
            ("", "Choose a place"),
            ("In a directorate itself", parts),
            ("In a service", teams),
        ]

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        found = super().clean() or self.cleaned_data
        start, end = found.get("valid_from"), found.get("valid_to")
        if start and end and end <= start:
            self.add_error("valid_to", ValidationError("This day must be after the first day"))
        return found

    @property
    def post(self) -> dict[str, Any]:
        """What `services.add_post` wants to know."""
        found = self.cleaned_data
        place = int(found["place"][1:])
        is_service = found["place"].startswith(SERVICE)
        return {
            "person_id": found["person"],
            "duty": found["duty"],
            "service_id": place if is_service else None,
            "directorate_id": None if is_service else place,
            "valid_from": found["valid_from"],
            "valid_to": found["valid_to"],
        }


class PostEndForm(PortalForm):
    """When a post ends."""

    submit_text = "End the post"

    ends_on = DateField(
        label="First day without the post",
        called="The first day without the post",
        help_text="On this day they no longer have it",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=200,
        help_text="For example: moved to another team. Do not write why a person left.",
    )
