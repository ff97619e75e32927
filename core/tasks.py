"""The kernel's background work."""

import structlog

from core.background import app
from core.jobs import job
from core.outbox.services import recover_messages
from core.outbox.worker import BY, deliver_due
from core.service import System
from core.services import tidy_up

log = structlog.get_logger(__name__)


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


@job("heartbeat")
def heartbeat() -> None:
    """Nothing but its own pulse."""


@job("tidy")
def tidy() -> None:
    """Remove old form keys, drafts and sessions."""
    removed = tidy_up(by=System("tidy"))
    log.info("tidied", count=sum(removed.values()))
