"""Going back to an earlier version of a person's record, as a new one, by the rules of any change."""

from __future__ import annotations

from typing import Any, Unpack

from community.models import Person
from community.rules.people import change_person_blocker
from community.selectors.earlier import earlier_person
from community.selectors.people import person_facts
from community.services.changes import change_and_tell
from community.services.people import locked_person
from core.history.restoring import Back
from core.history.rules import UNKNOWN, restore_blocker
from core.service import Refused, acting, refuse, require_version, service


@service
def restore_person(*, by: Any, person_id: int, **to: Unpack[Back]) -> Person:
    """Make a record say again what the person had said of themselves at a version.

    Where they stand, consents, looks, needs and roles stay. Raises `Stale` and `Refused`.
    """
    row = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(row)))
    require_version(row, to["expected"], dict)
    earlier = earlier_person(row, to["version"], by)
    if earlier is None:
        raise Refused(UNKNOWN)
    refuse(restore_blocker(differs=bool(earlier.changes)))
    changed = change_and_tell(
        by=by, person_id=row.pk, expected=to["expected"], changes=earlier.changes
    )
    acting().reason = to["reason"]
    return changed
