"""The timed work of claims."""

import structlog

from claims.selectors.retention import ids_to_forget
from claims.selectors.top_ups import people_to_look_at
from claims.services.appeals import place_appeals
from claims.services.desks import share_out as share
from claims.services.retention import forget_receipts
from claims.services.top_ups import top_up_person
from core.background import app
from core.jobs import job
from core.rounds import AT_ONCE, Round
from core.service import System

log = structlog.get_logger(__name__)
# Claims whose receipts go in one night; the others wait for the next.
MOST_FORGOTTEN = 2_000


@job("share_out_claims")
def share_out_claims() -> None:
    """Put claims and appeals on a desk that nobody holds, or whose holder left."""
    done = share(by=System("sharing out"))
    place_appeals(by=System("sharing out"))
    if done.given or done.left:
        log.info("claims_shared_out", given=done.given, left=done.left)


def top_up_people() -> int:
    """Add what people are owed more since a rate went up for days that had passed; how many got it."""
    people, after, done = Round("person"), 0, 0
    while ids := people_to_look_at(AT_ONCE, after):
        after = ids[-1]
        done += people.each(lambda _most, ids=ids: ids, _top_up, most=len(ids))  # type: ignore[misc]
    people.end()
    return done


def _top_up(person_id: int) -> int:
    return top_up_person(by=System("top-ups"), person_id=person_id)


@app.task
def top_up_soon() -> None:
    """Woken when a policy was put in force that starts in the past."""
    top_up_people()


@job("top_up_claims")
def top_up_claims() -> None:
    """Top up what was decided since, and those whose wake-up was lost."""
    if done := top_up_people():
        log.info("claims_topped_up", count=done)


@job("forget_old_receipts")
def forget_old_receipts() -> None:
    """Delete the files of receipts that were kept long enough."""
    claims = Round("claim")
    done = claims.each(
        ids_to_forget,
        lambda claim_id: forget_receipts(by=System("retention"), claim_id=claim_id),
        most=MOST_FORGOTTEN,
    )
    if done:
        log.info("receipts_forgotten", count=done)
    claims.end()
