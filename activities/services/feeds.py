"""The address of a person's own calendar: made, made anew, and taken away, by themselves.

The involvement team ends what leaked for somebody who calls.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F

from activities.models import CalendarFeed, SignUp
from activities.rules.notices import end_links_blocker, feed_blocker
from activities.selectors.preparation import person_is_own
from activities.services.sign_ups import lock_sign_up
from community.models import Person
from community.rules.people import KEEP, may
from community.services.people import hear_from
from core.service import acting, refuse, service
from users.models import User


@service
def make_feed(*, by: Any, person_id: int) -> CalendarFeed:
    """Give a person an address for their calendar. One that was given before ends at once."""
    person = _own(by, person_id)
    row = CalendarFeed.objects.filter(person=person).first() or CalendarFeed(
        person=person, serial=0
    )
    row.serial, row.is_on = row.serial + 1, True
    row.save()
    return row


@service
def end_feed(*, by: Any, person_id: int) -> Person:
    """Take the address away: it opens nothing from now on."""
    person = _own(by, person_id)
    CalendarFeed.objects.filter(person=person).update(is_on=False)
    return person


@service
def renew_place_link(*, by: Any, sign_up_id: int) -> SignUp:
    """Give the calendar entry of a place a new link. The one that was given before ends at once."""
    row, _opportunity = lock_sign_up(sign_up_id)
    refuse(feed_blocker(is_own=person_is_own(by, row.person)))
    SignUp.objects.filter(pk=row.pk).update(link_serial=F("link_serial") + 1)
    acting().subject = row
    return row


@service
def end_calendar_links(*, by: Any, person_id: int) -> Person:
    """End what opens the calendar of somebody who calls: the address, and the link of each place.

    A new link of a place comes with the next message about it.
    """
    refuse(end_links_blocker(keeps_people=may(by, KEEP)))
    # Places before people, as where they are told.
    SignUp.objects.filter(person=person_id).update(link_serial=F("link_serial") + 1)
    person = Person.objects.select_for_update().get(pk=person_id)
    CalendarFeed.objects.filter(person=person).update(is_on=False)
    acting().subject = person
    if isinstance(by, User):
        acting().for_whom, acting().on_behalf_of = person, person.account
        hear_from(by=by, person_ids=[person.pk])
    return person


def _own(by: Any, person_id: int) -> Person:
    person = Person.objects.select_for_update().get(pk=person_id)
    refuse(feed_blocker(is_own=person_is_own(by, person)))
    acting().subject = person
    return person
