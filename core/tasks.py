"""The kernel's background work."""

from threading import BoundedSemaphore

import structlog
from django.conf import settings

from core.background import app, wake
from core.exports.services import drop_old_exports
from core.files.checks import check_due
from core.files.selectors import waiting_ids
from core.files.upkeep import tidy_files as tidy_stored_files
from core.imports.services.tidy import tidy_next
from core.jobs import job
from core.outbox.services import recover_messages
from core.outbox.worker import BY, deliver_due
from core.service import System
from core.services import tidy_up
from core.work.selectors import open_work_ids
from core.work.worker import do_due

log = structlog.get_logger(__name__)

# Of this process: as many pieces of long work as it does at once.
HANDS = BoundedSemaphore(settings.WORK_AT_ONCE)


@app.task
def deliver_messages() -> None:
    """Woken after a commit that left messages."""
    deliver_due()


@job("sweep_outbox")
def sweep_outbox() -> None:
    """Find what a lost wake-up missed and what a dead worker left."""
    back, held = recover_messages(by=BY)
    if back or held:
        log.warning("messages_recovered", count=back + held, state=f"{back} back, {held} held")
    deliver_due()


@app.task
def do_work() -> None:
    """Woken when somebody asked for work too long for a page.

    Some of a worker's hands are kept free of it, or an import of an hour would hold up the
    mail. Whoever is at it looks for more when it has ended.
    """
    if HANDS.acquire(blocking=False):
        try:
            do_due()
        finally:
            HANDS.release()


@job("sweep_work")
def sweep_work() -> None:
    """Find work whose wake-up was lost or whose worker died; another worker does it."""
    if open_work_ids():
        wake(do_work.name)


@job("heartbeat")
def heartbeat() -> None:
    """Nothing but its own pulse."""


@job("tidy")
def tidy() -> None:
    """Remove old form keys, drafts and sessions, and forget what was taken out long ago."""
    by = System("tidy")
    removed = {**tidy_up(by=by), "exports": drop_old_exports(by=by)}
    log.info("tidied", count=sum(removed.values()))


@job("check_files")
def check_files() -> None:
    """Check what was handed in; woken after each upload, and timed for what that missed."""
    if waiting_ids():
        check_due()


@job("tidy_files")
def tidy_files() -> None:
    """Remove files whose time is up and bytes of none; read stored ones again."""
    found = tidy_stored_files()
    log.info("files_tidied", count=sum(found.values()), state=str(found))


@job("tidy_imports")
def tidy_imports() -> None:
    """Remove staged rows and files that imports no longer need, slice by slice."""
    removed = 0
    while some := tidy_next(by=System("tidy_imports")):
        removed += some
    log.info("imports_tidied", count=removed)
