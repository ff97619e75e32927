"""The engagement log's timed work."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import structlog
from django.utils import timezone

from activities.selectors.draw import to_draw_ids, undrawn_ids
from activities.selectors.felt import to_owe_ids, to_thank_ids
from activities.selectors.interests import to_tell_of_new
from activities.selectors.leading import unplaced_lead_ids
from activities.selectors.notices import news_ids, remind_ids, to_tell
from activities.selectors.sign_ups import idle_ids, lapsed_ids, left_ids, untold_ids
from activities.services.answers import forget_answers
from activities.services.change_many import drop_old_previews
from activities.services.felt import free_attendances, thank_person
from activities.services.interests import tell_of_new
from activities.services.leading import place_lead
from activities.services.notices import (
    free_sign_ups,
    remind_sign_up,
    settle_news,
    tell_sign_up,
)
from activities.services.notices import remind_sign_ups as remind_together
from activities.services.owed import owe_answer
from activities.services.rollups import fold_rollups as fold
from activities.services.search import count_words as count
from activities.services.search import read_words as read
from activities.services.sign_ups import (
    draw_places,
    end_undrawn,
    lapse_offer,
    offer_places,
    withdraw_sign_up,
)
from core.background import app
from core.jobs import job
from core.rounds import Round
from core.service import Refused, System

log = structlog.get_logger(__name__)


@job("fold_rollups")
def fold_rollups() -> None:
    """Fold the counted changes, so that reading the onion and the shift stays quick."""
    fewer = fold(by=System("roll-ups"))
    if fewer:
        log.info("rollups_folded", count=fewer)


# Each time a few transactions: an import of 100,000 is read within minutes, beside other work.
MOST_READS = 20


@job("read_words")
def read_words() -> None:
    """Learn the words of what was written lately, for searches with typing errors."""
    for _ in range(MOST_READS):
        if not read(by=System("words")):
            break


@job("count_words")
def count_words() -> None:
    """Count the words anew, and forget those that are no longer in use."""
    log.info("words_counted", count=count(by=System("words")))


@job("tidy_previews")
def tidy_previews() -> None:
    """Forget previews of changes of many that nobody carried out."""
    log.info("previews_tidied", count=drop_old_previews(by=System("tidy previews")))


# At most so many in one run: the next one follows within a minute.
MOST_TOLD = 500
SIGN_UPS = System("sign-ups")
SIGN_UP, OPPORTUNITY = "activities.signup", "activities.opportunity"


def tell_people(people: Round | None = None) -> int:
    """Tell everybody whose sign-up changed how it stands; how many there were."""
    people = people or Round(SIGN_UP)
    return people.each(untold_ids, _tell, most=MOST_TOLD, lock=_free)


def tell_news(people: Round | None = None) -> int:
    """Tell everybody who is down for a session what changed about it; how many there were."""
    people, count = people or Round(SIGN_UP), 0
    for opportunity_id, sequence in news_ids(MOST_TOLD):
        found = partial(to_tell, opportunity_id, sequence)
        count += people.each(found, _tell, most=MOST_TOLD, lock=_free)
        # Who could not be told, or was held by another worker, is told the next time.
        if not found(1):
            settle_news(by=SIGN_UPS, opportunity_id=opportunity_id, sequence=sequence)
    return count


def _free(ids: Sequence[int]) -> list[int]:
    return free_sign_ups(by=SIGN_UPS, sign_up_ids=ids)


def _tell(sign_up_id: int) -> bool:
    return tell_sign_up(by=SIGN_UPS, sign_up_id=sign_up_id) is not None


@app.task
def tell_sign_ups() -> None:
    """Woken when a sign-up changed."""
    people = Round(SIGN_UP)
    tell_people(people)
    people.end()


@job("sweep_sign_ups")
def sweep_sign_ups() -> None:
    """Give on what people who left or did not answer held, and tell whom no call reached."""
    now = timezone.now()
    people, sessions = Round(SIGN_UP), Round(OPPORTUNITY)
    # Each holds its session for itself: two in one transaction could wait for each other.
    alone = partial(people.each, most=MOST_TOLD, at_once=1)
    alone(left_ids, _give_back)
    lapsed = alone(partial(lapsed_ids, now), _lapse)
    sessions.each(partial(idle_ids, now), _offer, most=MOST_TOLD, at_once=1)
    leads = Round("activities.cofacilitator")
    leads.each(unplaced_lead_ids, _place_lead, most=MOST_TOLD, at_once=1)
    told = tell_people(people) + tell_news(people)
    log.info("sign_ups_swept", count=told, state=f"{lapsed} lapsed")
    for each in (sessions, leads, people):
        each.end()


@job("draw_due")
def draw_due() -> None:
    """Draw what nobody drew in time; tell who was in a draw that never was. Safe to run twice."""
    now, sessions = timezone.now(), Round(OPPORTUNITY)
    drawn = sessions.each(partial(to_draw_ids, now), _draw, most=MOST_TOLD, at_once=1)
    ended = sessions.each(partial(undrawn_ids, now), _end_undrawn, most=MOST_TOLD, at_once=1)
    log.info("draws_made", count=drawn, state=f"{ended} too late")
    sessions.end()


def _draw(opportunity_id: int) -> bool:
    with suppress(Refused):  # Somebody drew in this moment, or the activity is closed.
        draw_places(by=SIGN_UPS, opportunity_id=opportunity_id)
        return True
    return False


def _end_undrawn(opportunity_id: int) -> bool:
    with suppress(Refused):
        end_undrawn(by=SIGN_UPS, opportunity_id=opportunity_id)
        return True
    return False


def _place_lead(lead_id: int) -> bool:
    return place_lead(by=SIGN_UPS, lead_id=lead_id)


def _give_back(sign_up_id: int) -> None:
    with suppress(Refused):  # The session is over, or they withdrew in this moment.
        withdraw_sign_up(by=SIGN_UPS, sign_up_id=sign_up_id)


def _lapse(sign_up_id: int) -> bool:
    return lapse_offer(by=SIGN_UPS, sign_up_id=sign_up_id) is not None


def _offer(opportunity_id: int) -> None:
    offer_places(by=SIGN_UPS, opportunity_id=opportunity_id)


# Done together they are held for some tens of milliseconds.
REMINDED_AT_ONCE = 100


@job("remind_sign_ups")
def remind_sign_ups() -> None:
    """Remind people of the day they come. What was missed is caught up, never of the past."""
    by, people = System("reminders"), Round(SIGN_UP)
    sent = people.each(
        partial(remind_ids, timezone.now()),
        lambda each: remind_sign_up(by=by, sign_up_id=each),
        many=lambda ids: remind_together(by=by, sign_up_ids=ids),
        most=MOST_TOLD,
        lock=_free,
        at_once=REMINDED_AT_ONCE,
    )
    log.info("sign_ups_reminded", count=sent)
    people.end()


@job("tell_of_new_sessions")
def tell_of_new_sessions() -> None:
    """Tell members of what opened and fits what they saved, in one message for each."""
    people = Round("community.person")
    told = people.each(lambda _most: to_tell_of_new(), _tell_of_new, most=MOST_MEMBERS, at_once=1)
    log.info("told_of_new", count=told)
    people.end()


# Once a day, everybody: what is new to nobody costs one query.
MOST_MEMBERS = 1_000_000


def _tell_of_new(person_id: int) -> bool:
    # Nobody is held up by one whose record goes in the same moment.
    with suppress(Refused):
        return tell_of_new(by=System("saved interests"), person_id=person_id)
    return False


@job("forget_old_answers")
def forget_old_answers() -> None:
    """Forget what people answered to organisers whose session is long over."""
    log.info("answers_forgotten", count=forget_answers(by=System("tidy answers")))


@job("thank_people")
def thank_people() -> None:
    """Note what is owed after sessions, then thank those who came. Safe to run twice."""
    by, now = System("after sessions"), timezone.now()
    sessions, people = Round("activities.session"), Round("activities.attendance")
    today = timezone.localdate(now)
    sessions.each(
        partial(to_owe_ids, today), lambda each: owe_answer(by=by, session_id=each), most=MOST_TOLD
    )
    sent = people.each(
        partial(to_thank_ids, now),
        lambda each: thank_person(by=by, attendance_id=each),
        most=MOST_TOLD,
        lock=lambda ids: free_attendances(by=by, attendance_ids=ids),
    )
    log.info("people_thanked", count=sent)
    sessions.end()
    people.end()
