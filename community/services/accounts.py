"""What becomes of a record when something happens to the account that belongs to it."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from community.models import Person
from community.selectors.people import is_address_of_another, own_record
from community.services.addresses import send_on
from community.services.people import NEW_ADDRESS, hear_from, locked_person
from core.service import service
from users.models import User


@service
def take_account_address(*, by: User) -> Person | None:
    """Write to the address somebody signs in with from now on, which they have just confirmed.

    What waited for a yes to the old address goes to this one. None: they have no record.
    """
    own = own_record(by)
    if own is None:
        return None
    person, email = locked_person(own.pk), by.email.lower()
    if person.email == email and person.is_email_confirmed and person.email_failed_at is None:
        return person
    for name, value in NEW_ADDRESS.items():
        setattr(person, name, value)
    # Of two records with one address the first has it confirmed; theirs it is all the same.
    person.email, person.is_address_theirs = email, True
    person.is_email_confirmed = not is_address_of_another(person, email)
    person.version = F("version") + 1
    person.save(update_fields=["email", *NEW_ADDRESS, "version"])
    hear_from(by=by, person_ids=[person.pk])
    person.refresh_from_db()
    send_on(person)
    return person


class RecordHolders:
    """Those whose account belongs to a record (`users.AccountHolder`)."""

    def came_in(self, account: Any) -> None:
        """Whoever signs in is still with us."""
        own = own_record(account)
        if own is not None:
            hear_from(by=account, person_ids=[own.pk])

    def new_address(self, account: Any) -> None:
        """Mail goes to the address they sign in with."""
        take_account_address(by=account)
