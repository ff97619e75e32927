"""The form that narrows what people can take part in. It works without scripts, by its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.selectors.finding import Wanted
from organisation.selectors.places import AreaName

LONGEST = 100


def _choice(label: Any, *choices: tuple[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )


class FindForm(forms.Form):
    """What somebody looks for. What cannot be right is said beside its field and left out."""

    q = forms.CharField(label=_("What it is about, or where"), required=False, max_length=LONGEST)
    how = _choice(
        _("How do you want to meet?"),
        ("", _("Any way")),
        ("in_person", _("In person")),
        ("online", _("Online")),
        ("hybrid", _("In person and online at once")),
    )
    district = _choice(_("District"))
    who = _choice(
        _("For whom"),
        ("", _("Anybody")),
        ("service_user", _("People who use services")),
        ("carer", _("Carers and family")),
        ("partner", _("Community groups and charities")),
    )
    paid = _choice(_("Money"), ("", _("Any")), ("yes", _("Your time is paid")))
    free = _choice(_("Places"), ("", _("Any")), ("yes", _("A place is free")))

    def __init__(self, data: Any, *, areas: Iterable[AreaName]) -> None:
        super().__init__(data)
        named = [(str(area.id), area.name) for area in areas]
        self.fields["district"].choices = [("", _("Any district")), *named]

    @property
    def said(self) -> dict[str, Any]:
        """What was asked for and can be used."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wanted(self) -> Wanted:
        """The same, as the selectors take it."""
        said = self.said
        return Wanted(
            words=said.get("q", ""),
            how=said.get("how", ""),
            district=int(said["district"]) if "district" in said else None,
            who=said.get("who", ""),
            is_paid="paid" in said,
            has_places="free" in said,
        )

    @property
    def query(self) -> str:
        """The same, as a part of an address."""
        return urlencode(self.said)
