"""The engagement log's timed work."""

import structlog

from activities.services.rollups import fold_rollups as fold
from core.jobs import job
from core.service import System

log = structlog.get_logger(__name__)


@job("fold_rollups")
def fold_rollups() -> None:
    """Fold the counted changes, so that reading the onion and the shift stays quick."""
    fewer = fold(by=System("roll-ups"))
    if fewer:
        log.info("rollups_folded", count=fewer)
