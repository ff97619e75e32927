"""Who may say that somebody came, and when? None, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from activities.models import Attendance, Headcount, SignUp
from community.models import Kind

Outcome = Attendance.Outcome
# People come early, and the list is open then.
EARLY = timedelta(hours=3)
COUNTED_AS = (
    (Kind.SERVICE_USER, Headcount.Kind.SERVICE_USER),
    (Kind.CARER, Headcount.Kind.CARER),
    (Kind.FAMILY, Headcount.Kind.CARER),
    (Kind.COMMUNITY_PARTNER, Headcount.Kind.PARTNER),
    (Kind.STAFF, Headcount.Kind.STAFF),
    (Kind.PUBLIC, Headcount.Kind.PUBLIC),
    (Kind.ACADEMIC, Headcount.Kind.PUBLIC),
)


def day_blocker(begins_at: datetime, now: datetime, *, is_off: bool) -> str | None:
    """Why nobody can be marked yet."""
    if is_off:
        return _("This session does not take place.")
    if now < begins_at - EARLY:
        return _("It is too early. This opens three hours before the session begins.")
    return None


# What stands where a session was never open for sign-up: only those who run it read it.
LIST_ALONE = "Nobody could sign up for this session. It is here to write down who came."
NOTHING_SAID = "Nothing was said about it before."


def begin_blocker(*, is_there: bool) -> str | None:
    """Why no list is begun: there is one."""
    return (
        "There is a list of this session already. Open it from “Who comes”." if is_there else None
    )


def here_blocker(
    begins_at: datetime, now: datetime, *, is_off: bool, state: str | None
) -> str | None:
    """Why somebody cannot say at the door that they are here."""
    if reason := day_blocker(begins_at, now, is_off=is_off):
        return reason
    if now.astimezone(begins_at.tzinfo).date() > begins_at.date():
        return _("This day is over. Tell the people who run it that you were there.")
    if state != SignUp.Status.PLACED:
        return _("We do not find your place here. Ask somebody at the door: you are welcome.")
    return None


def file_blocker(*, has_columns: bool, is_too_long: bool, says_anything: bool) -> str | None:
    """Why a list that was filled in elsewhere is not taken."""
    if not has_columns:
        return "The file needs a column “Number” and a column “Came”. Use the list you get here."
    if is_too_long:
        return "The file is too long to be a list of one session."
    if not says_anything:
        return "The file says of nobody whether they came. Write yes or no in the column “Came”."
    return None


def tries_blocker(*, too_many: bool) -> str | None:
    """Why no code is looked at: somebody may be guessing."""
    if too_many:
        return _(
            "Too many codes were wrong. Tell somebody at the door, or try again in ten minutes."
        )
    return None


def missed_blocker(outcome: str | None, *, is_told: bool, is_over: bool) -> str | None:
    """Why no kind word goes to somebody who did not come."""
    if outcome != Outcome.MISSED or not is_over:
        return "Only somebody who did not come is written to."
    return "We have written to them already." if is_told else None


@dataclass(frozen=True)
class Hangs:
    """What hangs on a mark: with one of these it stays."""

    has_felt: bool = False
    has_call: bool = False
    is_thanked: bool = False
    is_told: bool = False


def clear_blocker(found: Hangs) -> str | None:
    """Why a mark beside the wrong name cannot be taken away."""
    if found.has_felt:
        return "They said how it was for them, so the mark stays. Change it instead."
    if found.has_call:
        return "They wanted a call afterwards, so the mark stays. Change it instead."
    if found.is_thanked:
        return "We thanked them for coming, so the mark stays. Change it, and tell them."
    if found.is_told:
        return "We wrote to them that we missed them, so the mark stays. Change it, and tell them."
    return None


def minutes_blocker(outcome: str | None) -> str | None:
    """Why nobody can say how long somebody was there."""
    return None if outcome == Outcome.CAME else "Only people who came have hours."


def counted_as(kinds: Iterable[str]) -> str:
    """As whom a person is counted among those who came: the first of their kinds in our order."""
    held = set(kinds)
    for kind, counted in COUNTED_AS:
        if kind in held:
            return counted
    return Headcount.Kind.UNKNOWN
