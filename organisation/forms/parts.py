"""Forms about directorates and services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import DateField
from core.forms import Fieldset, PortalForm
from organisation.forms.fields import NameField, PickField
from organisation.models import Service
from organisation.rules import CLOSE
from organisation.selectors import DirectorateName, ServiceName

FOLLOWS, CLOSES = "follows", "closes"


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Reason",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the history. Do not write about a person.",
    )


def _opens_on() -> DateField:
    return DateField(
        label="First day",
        called="The first day",
        required=False,
        help_text="Leave this empty if it has always been there",
    )


class DirectorateRenameForm(PortalForm):
    """The names of a directorate."""

    submit_text = "Save"

    name = NameField(label="Name", max_length=120)
    short_name = NameField(
        label="Short name",
        max_length=40,
        required=False,
        help_text="For narrow lists and pictures",
    )
    old_name = NameField(
        label="Older name",
        max_length=120,
        required=False,
        help_text="A name that people may still search for, like that of a care group",
    )


class DirectorateOpenForm(DirectorateRenameForm):
    """A new directorate."""

    submit_text = "Open the directorate"

    valid_from = _opens_on()


class DirectorateCloseForm(PortalForm):
    """Closing a directorate, with an answer for each of its services."""

    submit_text = "Close the directorate"

    closes_on = DateField(
        label="Closing day",
        called="The closing day",
        help_text="The first day on which it no longer exists, for example 1 4 2027",
    )
    successor = PickField(
        label="Which directorate follows it?",
        required=False,
        help_text="Whoever looks up the old one is led to this one",
    )
    reason = _reason()

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        directorates: Sequence[DirectorateName],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        others = [(each.id, each.name) for each in directorates]
        self.fields["successor"].offer(others, nothing="No single one")
        self.services = list(services)
        ways = [
            (FOLLOWS, "It moves to the directorate that follows"),
            (CLOSES, "It closes on that day"),
            *[(str(pk), f"It moves to {name}") for pk, name in others],
        ]
        for service in self.services:
            self.fields[_key(service)] = forms.ChoiceField(
                label=service.name,
                choices=ways,
                initial=FOLLOWS,
                error_messages={"required": f"Say what happens to {service.name}"},
            )

    def build_layout(self) -> list[Any]:
        """The day, then what happens to each service, then the reason."""
        answers = [_key(service) for service in self.services]
        parts: list[Any] = ["closes_on", "successor"]
        if answers:
            parts.append(Fieldset("What happens to its services?", *answers))
        self.layout = [*parts, "reason"]
        return super().build_layout()

    def clean(self) -> dict[str, Any]:
        """“To the one that follows” needs one that follows."""
        found = super().clean() or self.cleaned_data
        for service in self.services:
            if found.get(_key(service)) == FOLLOWS and not found.get("successor"):
                self.add_error(
                    _key(service),
                    f"Say where {service.name} goes, because no directorate follows",
                )
        return found

    @property
    def plan(self) -> dict[int, int | None]:
        """Service id → the directorate it moves to, or CLOSE."""
        follows = self.cleaned_data["successor"]
        meaning = {FOLLOWS: follows, CLOSES: CLOSE}
        answers = {s.pk: self.cleaned_data[_key(s)] for s in self.services}
        return {pk: meaning[said] if said in meaning else int(said) for pk, said in answers.items()}


def _key(service: Service) -> str:
    return f"service_{service.pk}"


class ServiceChangeForm(PortalForm):
    """The name and cost centre of a service."""

    submit_text = "Save"
    controls = {"cost_centre": {"width": 10}}

    name = NameField(label="Name", max_length=120)
    cost_centre = NameField(
        label="Cost centre",
        max_length=20,
        required=False,
        help_text="Capital letters, numbers and hyphens, for example 4C-1180",
    )

    def clean_cost_centre(self) -> str:
        """Kept in capitals, without spaces."""
        text = self.cleaned_data["cost_centre"].upper().replace(" ", "")
        plain = text.replace("-", "")
        if text and (len(text) < 2 or not (plain.isascii() and plain.isalnum())):
            raise ValidationError("Cost centre must be letters, numbers and hyphens, like 4C-1180")
        return text


class ServiceOpenForm(ServiceChangeForm):
    """A new service of a directorate."""

    submit_text = "Open the service"

    valid_from = _opens_on()


class ServiceMoveForm(PortalForm):
    """Moving a service to another directorate."""

    submit_text = "Move the service"

    directorate = PickField(label="Which directorate does it move to?")
    moves_on = DateField(
        label="First day there",
        called="The first day there",
        help_text="What was logged before stays with the old directorate",
    )
    reason = _reason()

    def __init__(self, *args: Any, directorates: Sequence[DirectorateName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(each.id, each.name) for each in directorates]
        self.fields["directorate"].offer(rows, nothing="Choose a directorate")


class ServiceCloseForm(PortalForm):
    """Closing a service."""

    submit_text = "Close the service"

    closes_on = DateField(
        label="Closing day",
        called="The closing day",
        help_text="The first day on which it no longer exists",
    )
    successor = PickField(
        label="Which service follows it?",
        required=False,
        help_text="The people who work here then have their posts in that service",
    )
    reason = _reason()

    def __init__(self, *args: Any, services: Sequence[ServiceName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(each.id, f"{each.name} ({each.directorate})") for each in services]
        self.fields["successor"].offer(rows, nothing="None: its work ends")
