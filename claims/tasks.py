"""The timed work of claims."""

import structlog

from claims.services.appeals import place_appeals
from claims.services.desks import share_out as share
from core.jobs import job
from core.service import System

log = structlog.get_logger(__name__)


@job("share_out_claims")
def share_out_claims() -> None:
    """Put claims and appeals on a desk that nobody holds, or whose holder left."""
    done = share(by=System("sharing out"))
    place_appeals(by=System("sharing out"))
    if done.given or done.left:
        log.info("claims_shared_out", given=done.given, left=done.left)
