"""Forgetting a person who asked for it: everywhere, history and files included."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from community.models import Person, RightsRequest
from community.rules import rights as rules
from community.rules.people import KEEP, SEE
from community.selectors import erasure as selectors
from community.selectors.people import all_ids
from community.selectors.rights import open_erasure, open_erasures
from community.services.people import locked_person
from community.services.rights import FORGOTTEN
from community.services.stopping import stop_waiting
from community.sockets import PERSON_DATA
from core.exports.services import forget_in_exports
from core.files.services import drop_file, forget_in_names
from core.forgetting import FORGETTING, Known
from core.imports.services.forget import forget_in_imports
from core.models import StoredFile
from core.saved.services import forget_in_views
from core.service import acting, refuse, service
from core.turns import may_take_turn

Kind, State = RightsRequest.Kind, RightsRequest.State
# Who may take out a list of people.
PEOPLE_LISTS = frozenset({KEEP, SEE, "see_needs"})


@service
def erase_person(*, by: Any, person_id: int) -> int:
    """Forget a person who asked for it: everywhere, history included. How many rows it was.

    Finance rows stay, for the law wants them; they name nobody any more.
    """
    is_free = may_take_turn(FORGETTING)
    person = locked_person(person_id)
    known = selectors.known_of(person)
    now = timezone.now()
    # Read under the lock of the person, which whoever takes it back waits for.
    wishes = list(open_erasures(person).select_for_update(of=("self",)))
    # First, so that no worker can take up what still waits while the rest is looked at.
    stop_waiting(person, by=by, reason=FORGOTTEN, kept=frozenset())
    refuse(
        rules.erase_blocker(
            wishes[0].planned_at if wishes else None,
            now,
            is_mail_under_way=selectors.is_mail_under_way(person, known),
            is_file_under_way=not is_free or selectors.is_file_to_be_read(),
        )
    )
    touched = _erase_files(person, known, by=by)
    touched += sum(app.erase(person) for app in PERSON_DATA)
    behind = selectors.files_behind(person)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT erase_person(%s, %s, %s)", [person.pk, acting().id, known.pattern or None]
        )
        touched += cursor.fetchone()[0]
    for stored in StoredFile.objects.filter(pk__in=behind):
        drop_file(by=by, stored=stored)
    RightsRequest.objects.filter(pk__in=[wish.pk for wish in wishes]).update(
        state=State.ANSWERED, answered_at=now
    )
    acting().subject = person
    return touched


def _erase_files(person: Person, known: Known, *, by: Any) -> int:
    """Files that hold them, and what was read of files or looked for."""
    ids = all_ids(person)
    came_in_with = Person.objects.filter(pk__in=ids, batch__isnull=False).values_list("batch_id")
    return (
        forget_in_imports(by=by, known=known, came_in_with=[pk for (pk,) in came_in_with])
        + forget_in_exports(by=by, known=known, needs=PEOPLE_LISTS)
        + forget_in_views(by=by, known=known)
        + forget_in_names(by=by, known=known, accounts=selectors.own_accounts(person))
    )


@service
def ask_erasure_again(*, by: Any, person_id: int, at: datetime) -> RightsRequest:
    """Note again the wish of somebody who was forgotten before a back-up was restored."""
    person = locked_person(person_id)
    waiting = open_erasure(person)
    if waiting is not None:
        RightsRequest.objects.filter(pk=waiting.pk).update(planned_at=at)
        return waiting
    return RightsRequest.objects.create(
        person=person, kind=Kind.ERASURE, asked_at=at, planned_at=at, due_on=timezone.localdate(at)
    )
