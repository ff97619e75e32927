"""Saving what one looks for, and telling people of it when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from activities.emails import new_for_you
from activities.models import SavedInterest, ToldOfNew
from activities.rules import interests as rules
from activities.rules.sign_up import PlaceFacts
from activities.selectors import interests as selectors
from community.models import Person, Purpose
from community.rules.people import KEEP, may
from community.services.contact import write_to
from core.service import Refused, acting, refuse, service


@dataclass(frozen=True)
class InterestEntry:
    """What somebody looks for; empty: anything."""

    interest_id: int | None = None
    words: str = ""
    district_id: int | None = None
    how: str = ""

    def columns(self) -> dict[str, Any]:
        """The same by column."""
        return {
            "interest_id": self.interest_id,
            "words": self.words,
            "district_id": self.district_id,
            "how": self.how,
        }


@service
def save_interest(*, by: Any, person_id: int, entry: InterestEntry) -> SavedInterest:
    """Tell somebody from now on of new sessions that fit. What is open now they have seen.

    The team saves it for who tells them by telephone or on paper.
    """
    person = _locked(person_id)
    is_own = person.account_id is not None and person.account_id == getattr(by, "pk", None)
    saved = SavedInterest.objects.filter(person=person)
    refuse(
        rules.save_interest_blocker(
            PlaceFacts(
                person_status=person.status,
                is_alias=person.merged_into_id is not None,
                is_own=is_own,
                is_theirs_to_enter=not is_own and may(by, KEEP),
            ),
            saved=saved.count(),
            is_there=selectors.is_saved(person, entry.columns()),
        )
    )
    row = SavedInterest.objects.create(person=person, **entry.columns())
    ToldOfNew.objects.bulk_create(
        [ToldOfNew(person=person, opportunity=each) for each in selectors.fitting(row)],
        ignore_conflicts=True,
    )
    acting().subject = person
    if not is_own:
        acting().on_behalf_of = person.account
    return row


@service
def end_interest(*, by: Any, saved_id: int) -> None:
    """Tell somebody no more of what fits this."""
    row = SavedInterest.objects.select_related("person").filter(pk=saved_id).first()
    if row is None:
        raise Refused("This is ended already.")
    account_id = row.person.account_id
    refuse(
        rules.end_interest_blocker(
            is_own=account_id is not None and account_id == getattr(by, "pk", None),
            is_theirs_to_enter=may(by, KEEP),
        )
    )
    acting().subject = row.person
    row.delete()


@service
def tell_of_new(*, by: Any, person_id: int) -> bool:
    """Tell somebody, in one message a day, of what opened and fits what they saved.

    They asked to be told, so this is no ask: it does not count against how often somebody is
    asked to take part (`community.models.Ask`). Whether and how it goes is decided by
    `write_to` as for every message; what does not go is tried again the next day.
    """
    person = _locked(person_id)
    acting().subject = person
    if rules.is_told_today(selectors.last_told_on(person), timezone.localdate()):
        return False
    rows = selectors.new_to(person)
    if not rows:
        return False
    letter = new_for_you(rows)
    outcome = write_to(
        by=by,
        person_id=person.pk,
        purpose=Purpose.OPPORTUNITIES,
        subject=letter.subject,
        body=letter.body,
        about="activities.opportunity:new",
    )
    if not outcome.is_sent:
        return False
    ToldOfNew.objects.bulk_create(
        ToldOfNew(person=person, opportunity=each, way=outcome.channel) for each in rows
    )
    return True


def _locked(person_id: int) -> Person:
    """The person; a second worker that tells them too waits here, and finds it done."""
    found = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=person_id).first()
    if found is None:
        raise Refused("This person is not here any more.")
    return found
