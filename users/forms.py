"""Forms about accounts. Those of signing in are allauth's own, in the portal's look."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import Checkboxes
from core.forms import PortalForm
from users.models import User
from users.permissions import Role

NAME = User._meta.get_field("name").max_length
EMAIL = User._meta.get_field("email").max_length
ROLE_HINTS: dict[str, str] = {
    Role.CO_CREATOR: "Takes part with their own experience",
    Role.STAFF: "Logs activities of the services they work in",
    Role.INVOLVEMENT_TEAM: "Keeps the whole engagement log, word lists and mapping rounds",
    Role.CLAIMS_APPROVER: "Reads activities and figures",
    Role.FINANCE: "Reads activities and figures",
    Role.STEERING_GROUP: "Reads activities and figures",
    Role.ADMINISTRATOR: "Looks after accounts and the trust's structure; sees no records of people",
}


class RolesField(forms.MultipleChoiceField):
    """The roles of an account, as checkboxes that say what each may do."""

    def __init__(self, **kwargs) -> None:
        super().__init__(choices=Role.choices, widget=Checkboxes(hints=ROLE_HINTS), **kwargs)


class RenameForm(PortalForm):
    """What the person is called."""

    submit_text = _("Save")
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Staff you work with will see it."),
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class InviteForm(PortalForm):
    """An account for a colleague."""

    submit_text = "Send the invitation"
    name = forms.CharField(label="Name", max_length=NAME)
    email = forms.EmailField(
        label="Email address", help_text="We send a link to this address.", max_length=EMAIL
    )
    roles = RolesField(label="What will they do?", help_text="Choose all that apply.")


class RolesForm(PortalForm):
    """The roles of an account, with the reason for the change."""

    submit_text = "Change roles"
    roles = RolesField(label="Roles", help_text="Choose all that apply.")
    reason = forms.CharField(
        label="Why is this changing?", help_text="Kept in the account's history.", max_length=500
    )


class ReasonForm(PortalForm):
    """A decision about an account, with its reason."""

    reason = forms.CharField(
        label="Why?", help_text="Kept in the account's history.", max_length=500
    )

    def __init__(self, *args, submit_text: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.submit_text = submit_text


class PlainForm(PortalForm):
    """A button and nothing else."""

    def __init__(self, *args, submit_text: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.submit_text = submit_text
