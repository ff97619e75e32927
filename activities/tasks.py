"""The engagement log's timed work."""

import structlog

from activities.services.change_many import drop_old_previews
from activities.services.rollups import fold_rollups as fold
from activities.services.search import count_words as count
from activities.services.search import read_words as read
from core.jobs import job
from core.service import System

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
