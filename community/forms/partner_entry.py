"""Forms about the entry of a partner: what it does, contacts, talks, agreements, champions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator

from community.models import PartnerAgreement, PartnerContact, PartnerKind, PartnerTalk
from community.services.partner_entry import TAKES, ContactEntry, PartnerEntry
from core.fields import Checkboxes, DateField, Radios, today
from core.files.fields import UploadField
from core.forms import PortalForm

Pairs = Sequence[tuple[int, str]]


class PartnerDescribeForm(PortalForm):
    """What a partner is and does, and whom and where it reaches."""

    submit_text = "Save"

    kind = forms.ChoiceField(
        label="What kind of organisation is it?", choices=PartnerKind.choices, widget=Radios
    )
    does = forms.CharField(
        label="What does it do?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In a few plain sentences",
    )
    website = forms.URLField(
        label="Website",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        validators=[URLValidator(["http", "https"])],
        error_messages={"invalid": "Enter a website, like https://www.example.org"},
    )
    groups = forms.TypedMultipleChoiceField(
        label="Which communities does it reach?", coerce=int, required=False, widget=Checkboxes
    )
    areas = forms.TypedMultipleChoiceField(
        label="Which areas does it reach?", coerce=int, required=False, widget=Checkboxes
    )

    def __init__(self, *args: Any, groups: Pairs, areas: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = groups
        self.fields["areas"].choices = areas

    @property
    def entry(self) -> PartnerEntry:
        """What `describe_partner` takes from this form."""
        said = dict(self.cleaned_data)
        groups, areas = frozenset(said.pop("groups")), frozenset(said.pop("areas"))
        return PartnerEntry(**said, group_ids=groups, area_ids=areas)


class PartnerContactForm(PortalForm):
    """Somebody who speaks for a partner."""

    submit_text = "Save"

    name = forms.CharField(label="Name", max_length=120)
    role_there = forms.CharField(
        label="What do they do there?",
        max_length=80,
        required=False,
        help_text="For example: manager, youth worker",
    )
    email = forms.EmailField(label="Email address", max_length=254, required=False)
    phone = forms.CharField(
        label="Telephone number",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    is_main = forms.BooleanField(
        label="This is the main contact",
        required=False,
        help_text="We write to this person first. There is one for each partner.",
    )

    @property
    def entry(self) -> ContactEntry:
        """What `add_contact` and `change_contact` take from this form."""
        return ContactEntry(**self.cleaned_data)


def contact_initial(contact: PartnerContact) -> dict[str, Any]:
    """What the form starts with when a contact is changed."""
    return {name: getattr(contact, name) for name in PartnerContactForm.base_fields}


class PartnerContactEndForm(PortalForm):
    """When somebody left."""

    submit_text = "They have left"

    ended_on = DateField(label="When did they leave?", latest=today)


class PartnerContactInviteForm(PortalForm):
    """Sure? A link is mailed."""

    submit_text = "Send the invitation"


class PartnerAcceptForm(PortalForm):
    """The invitation is taken."""

    submit_text = "Go on"


class PartnerTalkForm(PortalForm):
    """A line of the contact log."""

    submit_text = "Save"

    on = DateField(label="When was it?", latest=today)
    how = forms.ChoiceField(
        label="How were you in touch?", choices=PartnerTalk.How.choices, widget=Radios
    )
    what = forms.CharField(
        label="What was it about?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Do not write about people who use services.",
    )
    next_step = forms.CharField(label="What is the next step?", max_length=200, required=False)
    due_on = DateField(label="By when?", required=False)


class PartnerStepDoneForm(PortalForm):
    """The next step is done."""

    submit_text = "It is done"


class PartnerAgreementForm(PortalForm):
    """What was agreed, and the paper itself."""

    submit_text = "Save"
    controls = {"edition": {"width": 10}}

    kind = forms.ChoiceField(
        label="What kind of agreement is it?",
        choices=PartnerAgreement.Kind.choices,
        widget=Radios,
    )
    edition = forms.CharField(label="Version", max_length=20, required=False)
    agreed_on = DateField(label="When was it agreed?", latest=today)
    review_on = DateField(label="When do you look at it again?")
    upload = UploadField(label="The agreement as a file", takes=TAKES, required=False)


class PartnerAgreementEndForm(PortalForm):
    """Sure? The agreement no longer counts."""

    submit_text = "End the agreement"


class ChampionForm(PortalForm):
    """A champion for a partner."""

    submit_text = "Save"

    person = forms.TypedChoiceField(
        label="Who?",
        coerce=int,
        help_text="People who hold the role of community co-creation champion now",
    )
    group = forms.TypedChoiceField(
        label="In which community?", coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, people: Pairs, groups: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose"), *people]
        self.fields["group"].choices = [("", "No community in particular"), *groups]


class ChampionEndForm(PortalForm):
    """Sure? They are no longer champion of this."""

    submit_text = "End it"
