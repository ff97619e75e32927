"""People for tests: one call, one record."""

from __future__ import annotations

import time
from typing import Any

from community.models import Person, Status
from community.services.people import PersonEntry, add_person
from core.service import System

BY = System("tests")


def someone(
    name: str = "Dana Whitlock", *, status: str = Status.ACTIVE, by: Any = BY, **given: Any
) -> Person:
    """A person with this record. `account`, `way_in`, `is_email_confirmed` go to the service.

    Who gets mail at their address has said that it is theirs, unless `is_address_theirs` says no.
    """
    is_theirs = given.pop("is_address_theirs", True)
    own = {
        key: given.pop(key) for key in ("account", "way_in", "is_email_confirmed") if key in given
    }
    person = add_person(by=by, entry=PersonEntry(name=name, **given), **own)
    if status != Status.ASKED:
        # Tests of other things need no welcome first; those of the status move step by step.
        for step in {Status.ACTIVE: [Status.WELCOMED, Status.ACTIVE]}.get(status, [status]):
            Person.objects.filter(pk=person.pk).update(status=step)
    if person.email and is_theirs:
        Person.objects.filter(pk=person.pk).update(is_address_theirs=True)
    person.refresh_from_db()
    return person


def proved(client: Any) -> Any:
    """The client, after its person showed again who they are."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client
