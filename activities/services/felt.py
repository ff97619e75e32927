"""After a session: how it felt, who wants a call, and thanking those who came, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from activities.emails import session_thanks
from activities.models import Attendance, CallWanted, Felt
from activities.rules import felt as rules
from activities.selectors import felt as selectors
from activities.selectors.opportunities import run_refusal
from activities.services.sign_ups import lock_opportunity
from community.services.contact import write_to
from community.services.people import free_people, hear_from
from core.service import Refused, System, acting, bookkeeping, refuse, service


@dataclass(frozen=True)
class FeltEntry:
    """What somebody says. Each part may stay empty, but not all of them."""

    shared: str = ""
    used: str = ""
    words: str = ""

    def columns(self) -> dict[str, str]:
        """The same by column."""
        return {"shared": self.shared, "used": self.used, "words": self.words.strip()}


@service
def say_felt(
    *, by: Any, attendance_id: int, entry: FeltEntry, way: str = Felt.Way.SELF
) -> Attendance:
    """Say how a session felt, or say it anew; staff write it down for who calls or writes."""
    row = _locked(by, attendance_id)
    today = timezone.localdate()
    came = row.outcome == Attendance.Outcome.CAME
    refuse(rules.felt_blocker(selectors.felt_facts(row.session, came=came), today))
    refuse(rules.words_blocker(entry.shared, entry.used, entry.words), field="shared")
    writes_down = way != Felt.Way.SELF
    Felt.objects.update_or_create(
        attendance=row,
        defaults={
            **entry.columns(),
            "session": row.session,
            "side": rules.side_of(row.person.kinds),
            "way": way,
            "written_by": by if writes_down else None,
            "answered_at": timezone.now(),
        },
    )
    hear_from(by=by, person_ids=[row.person_id])
    return row


@service
def take_back_felt(*, by: Any, attendance_id: int) -> Attendance:
    """Take back what was said. Nothing of it is kept."""
    row = _locked(by, attendance_id)
    found = Felt.objects.filter(attendance=row)
    refuse(rules.take_back_blocker(is_there=found.exists()))
    found.delete()
    return row


@service
def say_staff_felt(*, by: Any, opportunity_id: int, entry: FeltEntry) -> Felt:
    """The same, by somebody who ran the session."""
    opportunity = lock_opportunity(opportunity_id)
    refuse(run_refusal(by, opportunity))
    refuse(selectors.staff_refusal(opportunity.session))
    refuse(rules.words_blocker(entry.shared, entry.used, entry.words), field="shared")
    found, _is_new = Felt.objects.update_or_create(
        session=opportunity.session,
        account=by,
        defaults={
            **entry.columns(),
            "side": Felt.Side.STAFF,
            "answered_at": timezone.now(),
        },
    )
    acting().subject = opportunity.session.activity
    return found


@service
def take_back_staff_felt(*, by: Any, opportunity_id: int) -> None:
    """Take back what somebody who ran the session said."""
    opportunity = lock_opportunity(opportunity_id)
    found = Felt.objects.filter(session=opportunity.session_id, account=by)
    refuse(rules.take_back_blocker(is_there=found.exists()))
    found.delete()
    acting().subject = opportunity.session.activity


@service
def want_call(*, by: Any, attendance_id: int, phone: str) -> Attendance:
    """Somebody wants to be called after a session whose subject was hard."""
    row = _locked(by, attendance_id)
    today = timezone.localdate()
    came = row.outcome == Attendance.Outcome.CAME
    is_offered = bool(selectors.debrief_of(row.session))
    facts = selectors.felt_facts(row.session, came=came)
    refuse(rules.call_blocker(facts, is_offered=is_offered, today=today))
    refuse(rules.number_blocker(phone or row.person.phone), field="phone")
    found = CallWanted.objects.filter(attendance=row).first() or CallWanted(attendance=row)
    if found.pk is None or found.done_at is not None:
        found.due_on, found.asked_at = rules.call_by(today), timezone.now()
        found.done_at = found.done_by = None
    found.phone = phone
    found.save()
    hear_from(by=by, person_ids=[row.person_id])
    return row


@service
def drop_call(*, by: Any, attendance_id: int) -> Attendance:
    """They do not want the call any more."""
    row = _locked(by, attendance_id)
    CallWanted.objects.filter(attendance=row, done_at__isnull=True).delete()
    return row


@service
def finish_call(*, by: Any, call_id: int) -> CallWanted:
    """Tick off that somebody was called."""
    row = CallWanted.objects.select_for_update(of=("self",)).get(pk=call_id)
    opportunity = selectors.opportunity_of_call(row)
    refuse(run_refusal(by, opportunity))
    refuse(rules.call_done_blocker(is_done=row.done_at is not None))
    row.done_at, row.done_by = timezone.now(), by
    row.save(update_fields=["done_at", "done_by"])
    acting().subject = row
    return row


@service
def thank_person(*, by: Any, attendance_id: int) -> bool:
    """Thank somebody who came, once, and ask how it was; whether a message went out."""
    row = _row(attendance_id)
    now = timezone.now()
    if rules.thanks_blocker(selectors.thanks_facts(row), now):
        return False
    letter = session_thanks(row)
    done = write_to(
        by=by,
        person_id=row.person_id,
        purpose="taken_part",
        subject=letter.subject,
        body=letter.body,
        about=f"{row._meta.label_lower}:{row.pk}",
    )
    row.thanked_at, row.thanks_failed = now, "" if done.is_sent else done.reason[:200]
    row.version += 1
    row.save(update_fields=["thanked_at", "thanks_failed", "version"])
    acting().subject = row
    return done.is_sent


@bookkeeping
def free_attendances(*, by: Any, attendance_ids: Sequence[int]) -> list[int]:
    """Those of these that nobody else is at; locked, with their people, until the end of all."""
    rows = Attendance.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    people = dict(rows.filter(pk__in=attendance_ids).order_by("pk").values_list("pk", "person"))
    free = free_people(by=by, person_ids=people.values())
    return [each for each in attendance_ids if people.get(each) in free]


def _row(attendance_id: int) -> Attendance:
    """An attendance that nobody else changes until this act is done."""
    row = (
        Attendance.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "session__activity", "session__venue")
        .filter(pk=attendance_id)
        .first()
    )
    if row is None:
        raise Refused("This is not there any more.")
    return row


def _locked(by: Any, attendance_id: int) -> Attendance:
    """The same, for the person, for who has their link, and for those who run the session."""
    account_id = selectors.account_of(attendance_id)
    is_own = account_id is not None and account_id == getattr(by, "pk", None)
    if not is_own and not isinstance(by, System):
        # The session before the person, as everywhere else.
        refuse(run_refusal(by, lock_opportunity(selectors.opportunity_id_of(attendance_id))))
    row = _row(attendance_id)
    acting().on_behalf_of = None if is_own else row.person.account
    acting().subject = row
    return row
