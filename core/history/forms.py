"""The form that goes back to an earlier version of a record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm


class RestoreForm(PortalForm):
    """Only asks why: what will be said is shown above it."""

    submit_text = _("Go back to this version")
    reason = forms.CharField(
        label=_("Why do you go back to it?"),
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": _("Say why you go back to this version")},
    )

    @property
    def given(self) -> dict[str, Any]:
        """What a service that restores takes from this form."""
        return {"expected": self.expected_version, "reason": self.cleaned_data["reason"]}
