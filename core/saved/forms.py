"""Forms of saved views."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import PortalForm


class SavedViewForm(PortalForm):
    """The name of a view and who sees it."""

    submit_text = "Save this view"

    name = forms.CharField(
        label="Name of the view",
        max_length=60,
        help_text="Such as “Our workshops this year”. Do not write anybody’s name.",
    )
    is_shared = forms.BooleanField(
        label="Share it",
        required=False,
        help_text="Everybody who may open this list then sees the view and your name beside it.",
    )
    replaces = forms.BooleanField(
        label="If I have a view of this name already, put this one in its place", required=False
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["replaces"]
            self.submit_text = "Save changes"


class SavedViewDeleteForm(PortalForm):
    """Sure? The view is gone, the list stays."""

    submit_text = "Delete this view"


class SavedViewUnshareForm(PortalForm):
    """Sure? Only its owner sees it then."""

    submit_text = "Stop sharing it"
