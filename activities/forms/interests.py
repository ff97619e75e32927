"""The form with which a member says of what they want to be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.services.interests import InterestEntry
from core.forms import PortalForm
from organisation.selectors.places import AreaName


class SavedInterestForm(PortalForm):
    """What somebody looks for; what stays empty may be anything."""

    submit_text = _("Tell me about new ones")

    interest = forms.TypedChoiceField(
        label=_("What it is about"), required=False, coerce=int, empty_value=None
    )
    words = forms.CharField(
        label=_("A word that stands in it, or the place"), required=False, max_length=100
    )
    district = forms.TypedChoiceField(
        label=_("District"), required=False, coerce=int, empty_value=None
    )
    how = forms.ChoiceField(
        label=_("How do you want to meet?"),
        required=False,
        choices=[
            ("", _("Any way")),
            ("in_person", _("In person")),
            ("online", _("Online")),
            ("hybrid", _("In person and online at once")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        interests: Iterable[tuple[int, str]],
        areas: Iterable[AreaName],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interest"].choices = [("", _("Anything")), *interests]
        named = [(area.id, area.name) for area in areas]
        self.fields["district"].choices = [("", _("Any district")), *named]

    @property
    def entry(self) -> InterestEntry:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return InterestEntry(said["interest"], said["words"], said["district"], said["how"])
