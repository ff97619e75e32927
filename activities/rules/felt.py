"""Who may say how a session felt, until when, and who is called? None, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import Felt, Headcount
from activities.rules.attendance import counted_as
from activities.rules.log import LONDON

# So long people can say how it felt, and change it: as long as they wait to hear what comes of it.
ASKED_FOR = timedelta(days=28)
# Who was marked later than this after the session is not thanked by a message any more.
THANKED_FOR = timedelta(days=14)
# A press beside the wrong name can be mended for so long before anybody is written to.
MENDED_FOR = timedelta(minutes=15)
# So long after the end of a session those who came are written to.
REST = timedelta(hours=1)
# The link of the message opens for others than the person so long.
LINK_DAYS = timedelta(days=90)
# Who wants a call is called within so many days, weekends left out.
CALL_DAYS = 2
# With fewer answers of one side a figure is not shown: a person could be guessed.
FEWEST = 5


@dataclass(frozen=True)
class FeltFacts:
    """What decides whether somebody can say how it felt."""

    held_on: date
    has_begun: bool
    is_off: bool
    came: bool
    # Of those who run it: no attendance is needed.
    runs: bool = False


def last_day(held_on: date) -> date:
    """Until when somebody can say how it felt, and change it."""
    return held_on + ASKED_FOR


def felt_blocker(facts: FeltFacts, today: date) -> str | None:
    """Why somebody cannot say how it felt."""
    if facts.is_off:
        return _("This session does not take place.")
    if not facts.has_begun:
        return _("This session has not begun yet.")
    if not facts.came and not facts.runs:
        return _("We have you down as not having come. If that is wrong, please tell us.")
    if today > last_day(facts.held_on):
        day = date_format(last_day(facts.held_on), "j F Y")
        return _("Answers could be given until %(day)s.") % {"day": day}
    return None


def words_blocker(shared: str, used: str, words: str) -> str | None:
    """Why an answer says nothing."""
    if shared or used or words.strip():
        return None
    return _("Answer one of the questions, or leave this page: you need not say anything.")


def take_back_blocker(*, is_there: bool) -> str | None:
    """Why there is no answer to take back."""
    return None if is_there else _("There is no answer of yours to take back.")


def side_of(kinds: Iterable[str]) -> str:
    """On which side somebody who came counts: staff among the guests are still staff."""
    is_staff = counted_as(kinds) == Headcount.Kind.STAFF
    return Felt.Side.STAFF if is_staff else Felt.Side.PEOPLE


# --- Calls --------------------------------------------------------------------------------


def call_by(today: date) -> date:
    """The day by which somebody is called: so many days on, weekends left out."""
    day, left = today, CALL_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def call_blocker(facts: FeltFacts, *, is_offered: bool, today: date) -> str | None:
    """Why nobody can be asked to call."""
    if not is_offered:
        return _("No call was offered after this session. You can always call us.")
    return felt_blocker(facts, today)


def number_blocker(phone: str) -> str | None:
    """Why nobody could call."""
    return None if phone else _("We have no telephone number to call. Enter one")


def call_done_blocker(*, is_done: bool) -> str | None:
    """Why a call cannot be ticked off."""
    return "Somebody has ticked this off already." if is_done else None


# --- Thanks -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThanksFacts:
    """What decides whether it is time to thank somebody."""

    came: bool
    is_thanked: bool
    is_off: bool
    ended_at: datetime
    recorded_at: datetime


def thanks_blocker(facts: ThanksFacts, now: datetime) -> str | None:
    """Why somebody is not thanked now."""
    if facts.is_off or not facts.came:
        return "They did not come."
    if facts.is_thanked:
        return "They were thanked already."
    if now < facts.ended_at + REST:
        return "It is not over."
    if now > facts.ended_at + THANKED_FOR:
        return "It is too long ago."
    return "It was marked just now." if now < facts.recorded_at + MENDED_FOR else None


def over_at(held_on: date, ends_at: time | None) -> datetime:
    """When a session is over, in London; at the end of its day where no time is known."""
    if ends_at is None:
        return datetime.combine(held_on + timedelta(days=1), time(0), LONDON)
    return datetime.combine(held_on, ends_at, LONDON)
