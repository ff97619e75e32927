"""What people need at a session: carried over from their record, answered by who organises it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from activities.models import SessionNeed, SignUp
from activities.rules import preparation as rules
from activities.selectors import preparation as selectors
from activities.selectors.opportunities import run_refusal
from activities.services.sign_ups import lock_sign_up, put_needs
from community.models import Look
from community.services.people import ONE_LOOK, hear_from
from community.services.support import answer_adjustment, offer_adjustment
from core.service import Refused, System, acting, bookkeeping, refuse, require_version, service
from users.models import User

SESSIONS = System("sessions")


@service
def change_session_needs(
    *,
    by: Any,
    sign_up_id: int,
    need_ids: Iterable[int],
    needs_note: str,
    expected: int | None = None,
) -> SignUp:
    """Say anew what the organiser of a session may know of what somebody needs.

    Those who run it write it down for who told them; what they cannot read stays as it is.
    """
    row, _opportunity = lock_sign_up(sign_up_id)
    refuse(selectors.needs_refusal(by, row))
    require_version(row, expected, lambda: {"needs_note": row.needs_note})
    wanted = set(need_ids)
    if not selectors.person_is_own(by, row.person):
        offered = {need.pk for need in selectors.needs_to_tick(row, by)}
        refuse(rules.tick_blocker(wanted, offered), field="needs")
        wanted |= {need.pk for need in selectors.told_needs(row)} - offered
    row.needs_note, row.version = needs_note, row.version + 1
    row.save(update_fields=["needs_note", "version"])
    put_needs(row, wanted, selectors.needs_to_confirm(row.person))
    acting().subject = row.person
    if isinstance(by, User) and not selectors.person_is_own(by, row.person):
        acting().for_whom, acting().on_behalf_of = row.person, row.person.account
    hear_from(by=by, person_ids=[row.person_id])
    return row


@service
def answer_session_need(
    *, by: Any, sign_up_id: int, need_id: int, is_met: bool, why_not: str = ""
) -> SignUp:
    """Say whether what somebody needs is there. It stands in their own record, for them to read."""
    sign_up, opportunity = lock_sign_up(sign_up_id)
    refuse(run_refusal(by, opportunity))
    refuse(selectors.kept_refusal(by, sign_up))
    need = next((each for each in selectors.told_needs(sign_up) if each.pk == need_id), None)
    if need is None:
        raise Refused("They do not need this any more, or want it kept to themselves.")
    row, _is_new = SessionNeed.objects.select_related("adjustment").get_or_create(
        sign_up=sign_up, need=need
    )
    session = opportunity.session
    if row.adjustment is not None:
        answer_adjustment(
            by=SESSIONS,
            adjustment_id=row.adjustment.pk,
            expected=None,
            is_met=is_met,
            why_not=why_not,
        )
    else:
        row.adjustment = offer_adjustment(
            by=SESSIONS,
            person_id=sign_up.person_id,
            offered=f"{need}: {session.activity.title}, {session.when_words}"[:200],
            need_id=need.pk,
            is_met=is_met,
            why_not=why_not,
        )
        row.save(update_fields=["adjustment"])
    acting().subject = sign_up
    return sign_up


@bookkeeping
def note_preparation_look(*, by: Any, person_ids: Iterable[int], title: str) -> None:
    """Note that somebody read what people need at a session, once for a while; they can read it."""
    since = timezone.now() - ONE_LOOK
    wanted = set(person_ids)
    seen = Look.objects.filter(person__in=wanted, by=by, what=Look.What.NEEDS, at__gte=since)
    wanted -= set(seen.values_list("person_id", flat=True))
    Look.objects.bulk_create(
        Look(person_id=each, by=by, what=Look.What.NEEDS, reason=title[:300])
        for each in sorted(wanted)
    )
