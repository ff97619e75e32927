"""Adding a file to an activity, saying more of it, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from activities.models import Attachment
from activities.services.attachments import TAKES, AttachmentEntry
from core.fields import Radios
from core.files.fields import UploadField
from core.forms import PortalForm


class AttachmentForm(PortalForm):
    """What is said of a file."""

    submit_text = "Save"
    shows = forms.CharField(
        label="What does it show?",
        max_length=120,
        help_text="For example: Flip chart with ideas for the waiting room. Do not name people.",
    )
    kind = forms.ChoiceField(
        label="What kind of file is it?", choices=Attachment.Kind.choices, widget=Radios
    )
    session = forms.ChoiceField(
        label="Is it from one session?",
        required=False,
        help_text="Leave this if it is about the whole activity",
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        sessions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["session"].choices = [("", "The whole activity"), *sessions]
        if not sessions:
            del self.fields["session"]

    @property
    def entry(self) -> AttachmentEntry:
        """What the services take from this form."""
        said = self.cleaned_data
        session = said.get("session")
        return AttachmentEntry(
            shows=said["shows"], kind=said["kind"], session_id=int(session) if session else None
        )


class AddAttachmentForm(AttachmentForm):
    """The file itself, and what is said of it."""

    submit_text = "Add the file"
    file = UploadField(label="Choose the file", takes=TAKES)
    field_order = ["file", "shows", "kind", "session"]


def attachment_initial(attachment: Attachment) -> dict[str, Any]:
    """What the form starts with when something is corrected."""
    return {
        "shows": attachment.shows,
        "kind": attachment.kind,
        "session": str(attachment.session_id or ""),
    }
