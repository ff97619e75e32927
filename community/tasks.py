"""Background work about people who take part, and who join."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from community.models import Person
from community.selectors.contact import bounced_people, people_held_up
from community.selectors.heard_from import people_to_be_back, unanswered_people, unheard_people
from community.selectors.joining import asked_ids
from community.selectors.needs import to_be_asked
from community.selectors.rights import due_erasures
from community.selectors.roles import renewals_to_tell
from community.services import addresses, joining, take_over
from community.services.contact import note_bounce
from community.services.doubles import compare_records
from community.services.erasure import erase_person
from community.services.heard_from import (
    ask_if_still_with_us,
    pause_unanswered,
    say_day_has_come,
)
from community.services.needs import ask_for_needs_review
from community.services.roles import remind_renewal
from core.background import app
from core.jobs import job
from core.service import Refused, System

log = structlog.get_logger(__name__)
BY = System("joining")


def answer_addresses() -> int:
    """Mail every address that was typed on the joining page what its owner needs."""
    ids = asked_ids()
    for joining_id in ids:
        joining.send_join_link(by=BY, joining_id=joining_id)
    return len(ids)


@app.task
def send_join_links() -> None:
    """Woken when somebody typed an address."""
    answer_addresses()


@job("sweep_joinings")
def sweep_joinings() -> None:
    """Answer addresses whose wake-up was lost."""
    answer_addresses()


@job("tidy_joinings")
def tidy_joinings() -> None:
    """Remind once, then forget what is too old."""
    reminded = joining.remind_joinings(by=BY)
    removed = joining.forget_old_joinings(by=BY) + take_over.forget_old_take_overs(by=BY)
    log.info("joinings_tidied", count=removed, state=f"{reminded} reminded")


@job("note_bounces")
def note_bounces() -> None:
    """Mark addresses from which mail came back."""
    noted = 0
    for person_id, address in bounced_people():
        try:
            note_bounce(by=System("bounces"), person_id=person_id, address=address)
            noted += 1
        except Refused:
            # They got another address meanwhile.
            continue
    if noted:
        log.info("bounces_noted", count=noted)


@job("pass_on_held")
def pass_on_held() -> None:
    """Send by another way what waited a day for somebody to say that an address is theirs."""
    found = people_held_up(timezone.now())
    for person_id in found:
        addresses.pass_on_held(by=System("held messages"), person_id=person_id)
    if found:
        log.info("held_passed_on", count=len(found))


@job("review_needs")
def review_needs() -> None:
    """Ask those whose needs were not looked at for a year whether they are still right."""
    asked = [
        ask_for_needs_review(by=System("review needs"), person_id=person_id)
        for person_id in to_be_asked()
    ]
    if asked:
        log.info("needs_reviews_asked", count=sum(asked), unreached=asked.count(False))


@job("remind_renewals")
def remind_renewals() -> None:
    """Tell people a month before that what was agreed about their role is looked at again."""
    by, told = System("role renewals"), 0
    for held_id in renewals_to_tell(timezone.localdate()).values_list("pk", flat=True):
        try:
            told += remind_renewal(by=by, held_id=held_id)
        except Refused:
            # It was renewed or ended meanwhile.
            continue
    if told:
        log.info("renewals_told", count=told)


# What was missed comes little by little: nobody answers the telephone for four hundred at once.
MOST_WRITTEN = 25


def _each(people: QuerySet[Person], do: Callable[..., Any], by: System) -> int:
    """Do something to the first few who are due. Who answers meanwhile is left alone."""
    done = 0
    for person_id in people.values_list("pk", flat=True).iterator():
        if done == MOST_WRITTEN:
            break
        try:
            do(by=by, person_id=person_id)
            done += 1
        except Refused:
            continue
    return done


@job("ask_unheard")
def ask_unheard() -> None:
    """Ask who was not heard from, pause who did not answer, remind who wanted to be back."""
    by = System("ask_unheard")
    paused = _each(unanswered_people(), pause_unanswered, by)
    back = _each(people_to_be_back(), say_day_has_come, by)
    asked = _each(unheard_people(), ask_if_still_with_us, by)
    if paused or back or asked:
        log.info("unheard_asked", count=asked, state=f"{paused} paused, {back} reminded")


@job("erase_people")
def erase_people() -> None:
    """Forget those whose time to take it back is over."""
    by, failed = System("erasure"), None
    for person_id in due_erasures():
        try:
            rows = erase_person(by=by, person_id=person_id)
        except Refused as problem:
            # A message is being handed over to them: the next round does it.
            log.info("erasure_waits", reason=problem.sentence)
            continue
        except Exception as fault:
            # The others are forgotten on their day all the same; the job fails at its end.
            log.exception("erasure_failed")
            failed = fault
            continue
        log.info("person_erased", count=rows)
    if failed is not None:
        raise failed


# A batch takes a tenth of a second at 10,000 people; however many there are, the worker is free
# again for most of the five minutes.
COMPARED_AT_ONCE, BATCHES, LONGEST_SECONDS = 200, 20, 60


@job("compare_people")
def compare_people() -> None:
    """Compare records that are new or changed with all others."""
    begin = time.monotonic()
    for _batch in range(BATCHES):
        done = compare_records(by=System("doubles"), most=COMPARED_AT_ONCE)
        if done < COMPARED_AT_ONCE or time.monotonic() - begin > LONGEST_SECONDS:
            break
