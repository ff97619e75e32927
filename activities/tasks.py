"""The engagement log's timed work."""

from contextlib import suppress

import structlog
from django.utils import timezone

from activities.selectors.sign_ups import lapsed_ids, left_ids, untold_ids
from activities.services.change_many import drop_old_previews
from activities.services.rollups import fold_rollups as fold
from activities.services.search import count_words as count
from activities.services.search import read_words as read
from activities.services.sign_ups import lapse_offer, tell_sign_up, withdraw_sign_up
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
    log.info("sign_ups_swept", count=tell_people(), state=f"{lapsed} lapsed")
