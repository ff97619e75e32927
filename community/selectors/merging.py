"""Two records beside each other: what differs, what would stay, what was changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.http import Http404

from community.models import Compared, LikelyPair, Merge, Person, PersonWords, Status, TwoPeople
from community.selectors.people import said_of

# What is chosen between: the columns that go together, and whether both can be kept.
CHOICES: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "name": ("Name", ("name",), False),
    "status": ("Status", ("status",), False),
    "shown_name": ("Name others see", ("shown_name",), False),
    "email": ("Email address", ("email", "is_email_confirmed", "is_address_theirs"), False),
    "phone": ("Telephone number", ("phone",), False),
    "kinds": ("Takes part as", ("kinds",), True),
    "brings": ("What they can bring", ("brings",), True),
    "availability": ("Usually free", ("availability",), True),
    "meets": ("Can meet", ("meets",), True),
    "language": ("Preferred language", ("language",), False),
    "district": ("District", ("district_id", "outward_code"), False),
    "post": ("Letters by post", ("is_post_wanted", "address"), False),
    "asks": ("Limit on being asked", ("asks_a_month",), False),
    "contact": ("Named contact", ("named_contact_id",), False),
}
# Of two statuses the further one stays, unless somebody chose the other.
FURTHEST = (
    Status.ACTIVE,
    Status.PAUSED,
    Status.WELCOMED,
    Status.ASKED,
    Status.NOT_NOW,
    Status.LEFT,
)
# What is worked out and not chosen: whoever is hidden once stays hidden.
COLUMNS = (
    *(column for _label, columns, _both in CHOICES.values() for column in columns),
    "is_hidden",
    "account_id",
)
_STAYS = (Person, PersonWords, Merge, TwoPeople, LikelyPair, Compared)


@dataclass(frozen=True)
class Side:
    """One thing that two records say, in the words of both."""

    key: str
    label: str
    kept: str
    gone: str
    can_be_both: bool
    # Whose words stay where nobody chose.
    usual: str = "kept"

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to choose: both say something, and not the same."""
        return bool(self.kept and self.gone and self.kept != self.gone)


def sides(kept: Person, gone: Person) -> list[Side]:
    """Everything two records say, beside each other."""
    return [
        Side(key, label, _said(kept, columns), _said(gone, columns), both, _usual(key, kept, gone))
        for key, (label, columns, both) in CHOICES.items()
    ]


def _usual(key: str, kept: Person, gone: Person) -> str:
    if key != "status":
        return "kept"
    places = [FURTHEST.index(Status(each.status)) for each in (kept, gone)]
    return "gone" if places[1] < places[0] else "kept"


def _said(person: Person, columns: tuple[str, ...]) -> str:
    if columns == ("named_contact_id",):
        return person.named_contact.display_name if person.named_contact else ""
    if columns[0] == "district_id":
        return " ".join(filter(None, [str(person.district or ""), person.outward_code]))
    if columns == ("status",):
        return str(person.get_status_display())
    if columns[0] == "is_post_wanted":
        return person.address
    return said_of(person, columns[:1])[columns[0]]


def values_after(kept: Person, gone: Person, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the kept record after the merge, those that change alone."""
    after: dict[str, Any] = {}
    for side in sides(kept, gone):
        columns = CHOICES[side.key][1]
        take = (
            chosen.get(side.key, side.usual) if side.is_asked else "kept" if side.kept else "gone"
        )
        if take == "both" and side.can_be_both:
            after |= {name: _both(getattr(kept, name), getattr(gone, name)) for name in columns}
        elif take == "gone":
            after |= {name: getattr(gone, name) for name in columns}
    after["is_hidden"] = kept.is_hidden or gone.is_hidden
    return {name: value for name, value in after.items() if getattr(kept, name) != value}


def _both(ours: Any, theirs: Any) -> Any:
    if isinstance(ours, list):
        return [*ours, *(each for each in theirs if each not in ours)]
    return "\n\n".join(filter(None, [ours, theirs]))


def belonging() -> Iterator[tuple[type[models.Model], str]]:
    """Rows of this app that belong to a person and can be given to another record.

    What is only ever added to stays where it is and is read through `all_ids`.
    """
    for model in apps.get_app_config("community").get_models():
        if model in _STAYS or hasattr(model, "pgh_id") or getattr(model, "IS_APPEND_ONLY", False):
            continue
        if model._meta.model_name in ("look", "statusmove"):
            continue
        for field in model._meta.fields:
            if field.is_relation and field.related_model is Person:
                yield model, field.name


def find_merge(merge_id: int) -> Merge:
    """One merge; 404 if there is none."""
    row = Merge.objects.select_related("kept", "gone", "by").filter(pk=merge_id).first()
    if row is None:
        raise Http404
    return row


def changed_since(merge: Merge) -> list[str]:
    """What of the merge was changed later and would stay as it is now."""
    after = {name: pair[1] for name, pair in merge.moved["kept"].items()}
    labels = {column: label for label, columns, _b in CHOICES.values() for column in columns}
    labels |= {"is_hidden": "Who can see them", "account_id": "The account they sign in with"}
    changed = [name for name, value in after.items() if getattr(merge.kept, name) != value]
    return list(dict.fromkeys(labels[name] for name in changed))
