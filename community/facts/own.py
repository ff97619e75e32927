"""What the pages of one's own record say, row by row, in words."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.facts.people import PARTS, Row
from community.models import Person
from community.selectors.people import Chosen

TITLES = {
    "name": gettext_lazy("Your name"),
    "reach": gettext_lazy("How we reach you"),
    "kinds": gettext_lazy("How you come to take part"),
    "interests": gettext_lazy("Your interests"),
    "when": gettext_lazy("When and how you can meet"),
    "where": gettext_lazy("Where you live"),
    "language": gettext_lazy("Your language"),
    "services": gettext_lazy("Services you know"),
    "limit": gettext_lazy("How often we may ask you"),
    "hidden": gettext_lazy("Who can see you"),
}


def own_rows(person: Person, chosen: Chosen) -> list[Row]:
    """The record as its owner reads it, each part with a way to change it."""
    rows: list[Row] = []
    for key, title in TITLES.items():
        href = reverse("community:own_record_change", args=[key])
        said = _seen_by(person) if key == "hidden" else PARTS[key].said(person, chosen)
        rows.append({"key": str(title), "value": said, "href": href})
        if key == "reach":
            rows.append(
                {
                    "key": _("Your email address"),
                    "value": person.email,
                    "href": reverse("account_email"),
                }
            )
        if key == "interests":
            done = "; ".join(chosen.experiences)
            rows.append({"key": _("What you have done before"), "value": done, "href": href})
            rows.append({"key": _("What you can bring"), "value": person.brings, "href": href})
    return rows


def _seen_by(person: Person) -> str:
    if person.is_hidden:
        return _("The involvement team alone")
    return _(
        "Staff too: the name others see, your district, your interests, what you have done "
        "before, your roles and when you are free"
    )
