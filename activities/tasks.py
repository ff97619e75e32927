"""The engagement log's timed work."""

from contextlib import suppress

import structlog
from django.utils import timezone

from activities.selectors.felt import to_owe_ids, to_thank_ids
from activities.selectors.interests import to_tell_of_new
from activities.selectors.notices import news_ids, remind_ids, to_tell
from activities.selectors.sign_ups import idle_ids, lapsed_ids, left_ids, untold_ids
from activities.services.answers import forget_answers
from activities.services.change_many import drop_old_previews
from activities.services.felt import thank_person
from activities.services.interests import tell_of_new
from activities.services.notices import remind_sign_up, settle_news, tell_sign_up
from activities.services.owed import owe_answer
from activities.services.rollups import fold_rollups as fold
from activities.services.search import count_words as count
from activities.services.search import read_words as read
from activities.services.sign_ups import lapse_offer, offer_places, withdraw_sign_up
from core.background import app
from core.jobs import job
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


def tell_people() -> int:
    """Tell everybody whose sign-up changed how it stands; how many there were."""
    ids = untold_ids(MOST_TOLD)
    for sign_up_id in ids:
        tell_sign_up(by=SIGN_UPS, sign_up_id=sign_up_id)
    return len(ids)


def tell_news() -> int:
    """Tell everybody who is down for a session what changed about it; how many there were."""
    count = 0
    for opportunity_id, sequence in news_ids(MOST_TOLD):
        ids = to_tell(opportunity_id, sequence)
        for sign_up_id in ids:
            tell_sign_up(by=SIGN_UPS, sign_up_id=sign_up_id)
        settle_news(by=SIGN_UPS, opportunity_id=opportunity_id, sequence=sequence)
        count += len(ids)
    return count


@app.task
def tell_sign_ups() -> None:
    """Woken when a sign-up changed."""
    tell_people()


@job("sweep_sign_ups")
def sweep_sign_ups() -> None:
    """Give on what people who left or did not answer held, and tell whom no call reached."""
    lapsed = 0
    for sign_up_id in left_ids():
        with suppress(Refused):  # The session is over, or they withdrew in this moment.
            withdraw_sign_up(by=SIGN_UPS, sign_up_id=sign_up_id)
    for sign_up_id in lapsed_ids(timezone.now()):
        lapsed += lapse_offer(by=SIGN_UPS, sign_up_id=sign_up_id) is not None
    for opportunity_id in idle_ids(timezone.now()):
        offer_places(by=SIGN_UPS, opportunity_id=opportunity_id)
    log.info("sign_ups_swept", count=tell_people() + tell_news(), state=f"{lapsed} lapsed")


@job("remind_sign_ups")
def remind_sign_ups() -> None:
    """Remind people of the day they come. What was missed is caught up, never of the past."""
    now = timezone.now()
    sent = sum(
        remind_sign_up(by=System("reminders"), sign_up_id=each)
        for each in remind_ids(now, MOST_TOLD)
    )
    log.info("sign_ups_reminded", count=sent)


@job("tell_of_new_sessions")
def tell_of_new_sessions() -> None:
    """Tell members of what opened and fits what they saved, in one message for each."""
    told = 0
    for person_id in to_tell_of_new():
        # Nobody is held up by one whose record goes in the same moment.
        with suppress(Refused):
            told += tell_of_new(by=System("saved interests"), person_id=person_id)
    log.info("told_of_new", count=told)


@job("forget_old_answers")
def forget_old_answers() -> None:
    """Forget what people answered to organisers whose session is long over."""
    log.info("answers_forgotten", count=forget_answers(by=System("tidy answers")))


@job("thank_people")
def thank_people() -> None:
    """Note what is owed after sessions, then thank those who came. Safe to run twice."""
    by, now = System("after sessions"), timezone.now()
    for session_id in to_owe_ids(timezone.localdate(now), MOST_TOLD):
        owe_answer(by=by, session_id=session_id)
    sent = sum(thank_person(by=by, attendance_id=each) for each in to_thank_ids(now, MOST_TOLD))
    log.info("people_thanked", count=sent)
