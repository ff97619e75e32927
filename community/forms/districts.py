"""How a form with a postcode and a district makes the two agree, for joining and for records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.rules.postcodes import districts_of, is_district_open
from core.forms import PortalForm


def settle_district(form: PortalForm, postcode: str) -> None:
    """Look the district up that a new postcode lies in; where it lies in several, ask.

    `postcode` names the field that holds the first half. What comes back on the page is never
    more than that half, for it is all that is kept.
    """
    outward = form.cleaned_data.get(postcode)
    if not outward:
        return
    form.data = form.data.copy()
    form.data[form.add_prefix(postcode)] = outward
    if "district_id" in form.errors:
        return
    field: Any = form.fields["district_id"]
    ids = {str(name): pk for pk, name in field.choices if pk}
    names = {pk: name for name, pk in ids.items()}
    if not is_district_open(
        outward=outward,
        before=form.initial.get(postcode) or "",
        chosen=names.get(form.cleaned_data.get("district_id"), ""),
        chosen_before=names.get(form.initial.get("district_id"), ""),
    ):
        return
    found = [name for name in districts_of(outward) if name in ids]
    if len(found) < 2:
        form.cleaned_data["district_id"] = ids[found[0]] if found else None
        return
    field.choices = [("", _("Choose one")), *((ids[name], name) for name in found)]
    form.add_error("district_id", _ask_which(outward, found))


def _ask_which(outward: str, found: list[str]) -> str:
    words = _(
        "%(code)s lies in more than one district: %(names)s. Choose yours. "
        "If you are not sure, leave the postcode empty."
    )
    return words % {"code": outward, "names": ", ".join(found)}
